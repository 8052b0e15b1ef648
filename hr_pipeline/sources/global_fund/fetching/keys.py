"""The keys of the rows fetched so far, eight bytes each, to find rows that come twice."""

from collections.abc import Hashable, Sequence

import numpy as np


class Keys:
    """A set of keys that only tells how many of new ones it had already."""

    def __init__(self) -> None:
        self._sorted = np.empty(0, dtype=np.int64)

    def __len__(self) -> int:
        return len(self._sorted)

    def add(self, keys: Sequence[Hashable]) -> int:
        """Take the keys of a page in.

        Returns:
            How many of them came before, on an earlier page or on this one.
        """
        hashes = np.fromiter((hash(str(key)) for key in keys), dtype=np.int64, count=len(keys))
        unique = np.unique(hashes)
        at = np.searchsorted(self._sorted, unique)
        known = at < len(self._sorted)
        known[known] = self._sorted[at[known]] == unique[known]
        # Both parts are in order, which a stable sort makes use of.
        self._sorted = np.sort(np.concatenate([self._sorted, unique[~known]]), kind="stable")
        return len(hashes) - int((~known).sum())
