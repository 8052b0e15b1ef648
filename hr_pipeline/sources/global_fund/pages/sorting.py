"""Which rows of a page feed which table: by the data set and indicator they name, else by where the page is filed.

What data sets there are is declared in `shapes.yaml`.
"""

from dataclasses import dataclass, replace

import numpy as np

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.sources.global_fund.pages.columns import Columns, Rows
from hr_pipeline.sources.global_fund.pages.companions import inside
from hr_pipeline.sources.global_fund.pages.shapes import Shape, declared

DATASET = ["financialDataSet", "programmaticDataSet"]
INDICATOR = "indicatorName"


@dataclass(frozen=True)
class Sorted:
    """Rows of one shape.

    Attributes:
        shape: what they are.
        columns: the rows, or those in a list inside them.
        numbers: the number of each on its page, from 1.
        paths: where each lies inside its row; empty where it is the row itself.
        passed_over: rows of the page that no table takes, counted with the first shape.
    """

    shape: Shape
    columns: Columns
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
        Refused: the data set is not stated, or not known.
    """
    if not any(shape.dataset for shape in candidates):
        return [_whole(shape, rows) for shape in candidates]
    columns = Columns(rows)
    indicators = columns.texts(columns.find(INDICATOR)) if columns.find(INDICATOR) else [""] * len(rows)
    datasets = _datasets(candidates, columns, indicators, filed_as)
    _check(candidates, datasets)
    chosen = [_chosen(shape, datasets, indicators) for shape in candidates]
    rest = len(rows) - sum(map(len, chosen))
    found = [_some(shape, columns, kept) for shape, kept in zip(candidates, chosen, strict=True) if len(kept)]
    first = found[0] if found else Sorted(candidates[0], Columns([]), np.array([], dtype="int64"), [])
    return [replace(first, passed_over=rest), *found[1:]]


def _datasets(candidates: list[Shape], columns: Columns, indicators: list[str], filed_as: str) -> list[str]:
    """Name the data set of each row: as it says, as its indicator says, as the page is filed, or the one that fits."""
    fields = [found for name in DATASET if (found := columns.find(name))]
    own = columns.texts(fields[0]) if fields else [""] * len(columns)
    if all(own):
        return own
    by_indicator = {name: shape.dataset for shape in candidates for name in shape.indicators}
    otherwise = filed_as or _fitting(candidates, columns)
    return [text or by_indicator.get(name) or otherwise for text, name in zip(own, indicators, strict=True)]


def _fitting(candidates: list[Shape], columns: Columns) -> str:
    """Find the data set whose own fields the rows have, where it is one alone."""
    fit = [shape.dataset for shape in candidates if any(columns.find(name) for name in shape.own_fields())]
    return fit[0] if len(fit) == 1 else ""


def _check(candidates: list[Shape], datasets: list[str]) -> None:
    known = {shape.dataset.casefold() for shape in candidates} | {name.casefold() for name in declared()["unread"]}
    strange = sorted(name for name in set(datasets) if name.casefold() not in known)
    if strange:
        raise Refused(
            "the data set of the rows",
            f"expected one of {', '.join(shape.dataset for shape in candidates)}; found {strange[0] or 'none'!r}",
            "name the folder of the page as its data set, such as allFinancialIndicators.GrantBudget_ReferenceRate",
        )


def _chosen(shape: Shape, datasets: list[str], indicators: list[str]) -> np.ndarray:
    """Find the rows of a shape: of its data set and, where they name one, of its indicators."""
    names = {name for name in set(datasets) if name.casefold() == shape.dataset.casefold()}
    wanted = {name for name in set(indicators) if not name or not shape.indicators or name in shape.indicators}
    kept = [one in names and other in wanted for one, other in zip(datasets, indicators, strict=True)]
    return np.flatnonzero(kept)


def _some(shape: Shape, columns: Columns, kept: np.ndarray) -> Sorted:
    return Sorted(shape, columns if len(kept) == len(columns) else columns.take(kept), kept + 1, [])


def _whole(shape: Shape, rows: Rows) -> Sorted:
    if not shape.within:
        return Sorted(shape, Columns(rows), np.arange(1, len(rows) + 1), [])
    found = inside(rows, shape.within, shape.parent_name)
    numbers = np.array([number for number, _, _ in found], dtype="int64")
    return Sorted(shape, Columns([row for _, _, row in found]), numbers, [path for _, path, _ in found])
