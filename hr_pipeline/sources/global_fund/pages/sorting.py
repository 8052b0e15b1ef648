"""Which rows of a page feed which table: by the data set and indicator they name, else by where the page is filed.

What data sets there are is declared in `shapes.yaml`.
"""

from dataclasses import dataclass

import numpy as np

from hr_pipeline.sources.deliveries import Refused
from hr_pipeline.sources.global_fund.pages.columns import Columns, Rows, field_paths
from hr_pipeline.sources.global_fund.pages.companions import inside
from hr_pipeline.sources.global_fund.pages.shapes import Shape, declared

DATASET = ["financialDataSet", "programmaticDataSet"]
INDICATOR = "indicatorName"


@dataclass(frozen=True)
class Sorted:
    """Rows of one shape.

    Attributes:
        shape: what they are.
        rows: the rows, or those in a list inside them.
        numbers: the number of each on its page, from 1.
        paths: where each lies inside its row; empty where it is the row itself.
        passed_over: rows of the page that no table takes, counted with the first shape.
    """

    shape: Shape
    rows: Rows
    numbers: np.ndarray
    paths: list[str]
    passed_over: int = 0


def sort_rows(candidates: list[Shape], rows: Rows, filed_as: str) -> list[Sorted]:
    """Sort the rows of a page.

    Args:
        candidates: the shapes of the page's entity set.
        rows: its rows.
        filed_as: data set that the page's folder or name says; empty where it says none.

    Raises:
        Refused: the data set is not said, or not known.
    """
    if not any(shape.dataset for shape in candidates):
        return [_whole(shape, rows) for shape in candidates]
    said = _datasets(candidates, rows, filed_as)
    known = {shape.dataset.casefold() for shape in candidates} | {name.casefold() for name in declared()["unread"]}
    strange = sorted({name for name in said if name.casefold() not in known})
    if strange:
        raise Refused(
            "the data set of the rows",
            f"expected one of {', '.join(shape.dataset for shape in candidates)}; found {strange[0] or 'none'!r}",
            "name the folder of the page as its data set, such as allFinancialIndicators.GrantBudget_ReferenceRate",
        )
    chosen = [_chosen(shape, rows, said) for shape in candidates]
    rest = len(rows) - sum(map(len, chosen))
    found = [_some(shape, rows, kept) for shape, kept in zip(candidates, chosen, strict=True) if len(kept)]
    found = found or [_some(candidates[0], rows, np.array([], dtype="int64"))]
    first = found[0]
    return [Sorted(first.shape, first.rows, first.numbers, first.paths, rest), *found[1:]]


def _datasets(candidates: list[Shape], rows: Rows, filed_as: str) -> list[str]:
    """Name the data set of each row: as it says, as its indicator says, as the page is filed, or the one that fits."""
    columns = Columns(rows)
    fields = [found for name in DATASET if (found := columns.find(name))]
    own = columns.texts(fields[0]) if fields else [""] * len(rows)
    if all(own):
        return own
    by_indicator = {name: shape.dataset for shape in candidates for name in shape.indicators}
    indicators = columns.texts(columns.find(INDICATOR))
    otherwise = filed_as or _fitting(candidates, rows)
    return [text or by_indicator.get(name) or otherwise for text, name in zip(own, indicators, strict=True)]


def _fitting(candidates: list[Shape], rows: Rows) -> str:
    """Find the data set whose own fields the rows have, where it is one alone."""
    held = {path.casefold() for path in field_paths(rows)}
    fit = [shape.dataset for shape in candidates if held & {name.casefold() for name in shape.own_fields()}]
    return fit[0] if len(fit) == 1 else ""


def _chosen(shape: Shape, rows: Rows, said: list[str]) -> np.ndarray:
    """Find the rows of a shape."""
    mine = np.array([name.casefold() == shape.dataset.casefold() for name in said])
    if shape.indicators and mine.any():
        columns = Columns(rows)
        if found := columns.find(INDICATOR):
            mine &= np.array([text in shape.indicators for text in columns.texts(found)])
    return np.flatnonzero(mine)


def _some(shape: Shape, rows: Rows, kept: np.ndarray) -> Sorted:
    return Sorted(shape, rows if len(kept) == len(rows) else [rows[place] for place in kept], kept + 1, [])


def _whole(shape: Shape, rows: Rows) -> Sorted:
    if not shape.within:
        return Sorted(shape, rows, np.arange(1, len(rows) + 1), [])
    found = inside(rows, shape.within, shape.parent_name)
    numbers = np.array([number for number, _, _ in found], dtype="int64")
    return Sorted(shape, [row for _, _, row in found], numbers, [path for _, path, _ in found])
