"""Tables to protect: any number of dimensions with all margins, and how their cells hang together."""

from itertools import product

import numpy as np
import pandas as pd

ALL = "all"


def margins(counts: np.ndarray, threshold: int = 5) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give every cell and margin of a table, and the equation of each line of it."""
    axes = [[*map(str, range(size)), ALL] for size in counts.shape]
    whole = counts
    for axis in range(counts.ndim):
        whole = np.concatenate([whole, whole.sum(axis=axis, keepdims=True)], axis=axis)
    names = ["/".join(key) for key in product(*axes)]
    cells = pd.DataFrame({"value": whole.ravel().astype("float64")}, index=names).assign(
        threshold=float(threshold), is_known=False, is_held=False, is_whole_group=False
    )
    return cells, _lines(axes)


def _lines(axes: list[list[str]]) -> pd.DataFrame:
    rows = []
    for axis, names in enumerate(axes):
        for others in product(*[a for at, a in enumerate(axes) if at != axis]):
            for name in names:
                key = [*others[:axis], name, *others[axis:]]
                rows.append((f"{axis}:{'/'.join(others)}", "/".join(key), -1.0 if name == ALL else 1.0, True))
    return pd.DataFrame(rows, columns=["relation", "cell", "coefficient", "is_equation"])


def eighty_four() -> np.ndarray:
    """Clients of 14 sites by sex and age under 25: 12 of 84 cells are small, no two of them in one line."""
    counts = np.random.default_rng(5).integers(12, 240, size=(14, 3, 2))
    for number in range(12):
        counts[number, number % 3, number % 2] = 1 + number % 4
    return counts


def hidden_alone(cells: pd.DataFrame) -> pd.DataFrame:
    """Hide the small counts only, as many publishers do."""
    small = (cells["value"] > 0) & (cells["value"] < cells["threshold"])
    return cells.assign(is_hidden=small, lowest=1.0, width_needed=cells["threshold"])
