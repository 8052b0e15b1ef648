"""Notes on lines that a reader should look at: reimbursements, and lines that come twice in one publication.

Such lines can be right, so they are kept and say so; nothing is dropped. Versions of a line belong to
`indicators/grants/grant_versions.py`.
"""

import numpy as np
import pandas as pd

WORDS = ["negative", "repeated", "same_key"]
"""Below zero; equal in every column to another line; equal in all but the amount to a line with another amount."""


PLACE = {"row_id", "delivery", "sheet", "row", "column", "raw_value", "flags"}
"""Where a line stands, not what it says."""


def with_flags(lines: pd.DataFrame, amount: str) -> pd.DataFrame:
    """Add flags: the words of WORDS that hold, separated by blanks.

    Args:
        lines: lines of one publication.
        amount: column of the main amount.
    """
    key = _hashes(lines[[name for name in lines if name not in PLACE | {amount}]])
    repeated = pd.Series(key ^ _hashes(lines[[amount]])).duplicated(keep=False).to_numpy()
    same_key = pd.Series(key).duplicated(keep=False).to_numpy() & ~repeated
    bits = (lines[amount] < 0).to_numpy() + 2 * repeated + 4 * same_key
    texts = [" ".join(word for place, word in enumerate(WORDS) if number >> place & 1) for number in range(8)]
    words = pd.Categorical.from_codes(np.asarray(bits, dtype="int8"), categories=pd.Index(texts))
    return lines.assign(flags=words.remove_unused_categories())


def _hashes(lines: pd.DataFrame) -> np.ndarray:
    """Hash each row: of a million lines two unequal ones come out equal once in tens of millions of tries."""
    return pd.util.hash_pandas_object(lines, index=False).to_numpy()
