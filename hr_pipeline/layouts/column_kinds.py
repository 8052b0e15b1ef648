"""What the columns of an unknown table hold: years, periods, amounts of money, codes, row numbers, or texts."""

import re

import pandas as pd

from hr_pipeline.formats.numbers import parse_numbers
from hr_pipeline.frames import positions
from hr_pipeline.layouts.fiscal_years import month
from hr_pipeline.layouts.grids import Grid
from hr_pipeline.layouts.headers import is_number, is_year
from hr_pipeline.layouts.texts import meaning, western

MOSTLY = 0.6
"""A column is of amounts where so many of its filled cells are numbers."""
YEAR, PERIOD, AMOUNTS, CODE, NUMBERING, TEXT, EMPTY = (
    "year",
    "period",
    "amounts",
    "code",
    "numbering",
    "text",
    "empty",
)
POSSIBLE_CODE = "possible code"
"""A column of numbers that may be a code: a person is asked."""
_CODE = re.compile(r"\d{1,4}([.\-/ ]\d{1,4})*\.?|\d+")


def kinds_of(grid: Grid) -> dict[int, str]:
    """Say of each column what it holds; columns without a header and without cells are `empty`."""
    columns = positions(grid.cells)
    first_text = next((at for at in columns if _is_words(grid.cells[at])), len(grid.headers))
    kinds = {at: _kind(grid.headers[at], grid.cells[at].str.strip(), grid, at, first_text) for at in columns}
    if AMOUNTS in kinds.values():
        return kinds
    return {at: AMOUNTS if kind == POSSIBLE_CODE else kind for at, kind in kinds.items()}


def _kind(header: str, cells: pd.Series, grid: Grid, at: int, first_text: int) -> str:
    filled = cells[cells != ""]
    if not len(filled):
        return EMPTY
    shown = filled[~filled.map(western).str.casefold().eq(western(header).strip().casefold())]
    word = meaning("headers", "column", header)
    if shown.map(is_year).mean() > 0.9 and not is_year(header):
        return YEAR
    if shown.map(lambda text: month(text) is not None).mean() > 0.9:
        return PERIOD
    if shown.map(is_number).mean() < MOSTLY:
        return CODE if word == "code" and shown.map(lambda text: len(text) < 20).all() else TEXT
    if word == "code" or (word == "fund" and shown.str.len().max() <= 4):
        return CODE if word == "code" else TEXT
    return _numeric(shown[shown.map(is_number)].map(western), grid, at, first_text)


def _is_words(cells: pd.Series) -> bool:
    filled = cells[cells.str.strip() != ""]
    return len(filled) > 0 and bool((~filled.map(is_number)).mean() > MOSTLY) and filled.str.len().mean() > 3


def _numeric(cells: pd.Series, grid: Grid, at: int, first_text: int) -> str:
    """Distinguish amounts from row numbers and codes by how they are written and where they are."""
    whole = cells[cells.str.fullmatch(r"\d+")]
    is_left = at < first_text < len(grid.headers)
    if (
        is_left
        and len(whole) == len(cells)
        and whole.astype("int64").tolist() == list(range(1, len(whole) + 1))
        and len(whole) > 2
    ):
        return NUMBERING
    if cells.str.fullmatch(r"0\d+([.\-/ ]\d+)*").any() and cells.map(lambda text: bool(_CODE.fullmatch(text))).all():
        return CODE
    if is_left and cells.map(lambda text: bool(_CODE.fullmatch(text))).all():
        return CODE
    is_fixed = len(whole) == len(cells) > 2 and len(set(whole.str.len())) == 1 and 3 <= len(whole.iloc[0]) <= 8
    return POSSIBLE_CODE if is_fixed and _few_final_zeros(whole) else AMOUNTS


def _few_final_zeros(whole: pd.Series) -> bool:
    """Say whether numbers spread like codes: within a tenth of a power of ten, or repeated."""
    values = whole.astype("int64")
    return bool(values.duplicated().mean() >= 0.3 or (values.max() - values.min()) * 4 < values.max())


def numbers_of(grid: Grid, columns: list[int], convention: str) -> pd.DataFrame:
    """Read columns of numbers: cells that a workbook holds as numbers as they are, texts by a convention."""
    return pd.DataFrame({at: _column(grid, at, convention) for at in columns}, index=grid.cells.index)


def _column(grid: Grid, at: int, convention: str) -> pd.Series:
    text = grid.cells[at].astype("str").str.strip()
    bare = text.str.replace(r"\s*%$", "", regex=True)
    written = parse_numbers(bare, convention)
    if grid.typed is not None:
        typed = grid.typed[at]
        written = written.mask(typed, pd.to_numeric(text.where(typed), errors="coerce"))
    return written.astype("float64")


def text_cells(grid: Grid, columns: list[int]) -> pd.DataFrame:
    """Give the cells of columns that are written as text; those that a workbook holds as numbers are empty."""
    cells = grid.cells[columns].astype("str")
    return cells if grid.typed is None else cells.mask(grid.typed[columns], "")
