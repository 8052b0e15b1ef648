"""Where the header of an unknown table is: the rows of texts directly above the first rows of numbers."""

import re
from dataclasses import dataclass

from hr_pipeline.layouts.fiscal_years import is_two_years, year_in
from hr_pipeline.layouts.grids import HEADER_WITHIN
from hr_pipeline.layouts.texts import western

NUMBER = re.compile(r"[(\-−]?\s*[€$£₴₸]?\s*[\d٠-٩۰-۹][\d\s.,'’٬٫ ]*\s*%?\s*[)\-−]?\s*[€$£₴₸]?")
YEAR = re.compile(
    r"(fy|efy)?\s*\d{4}\s*([/–-]\s*\d{2,4})?\s*(г\.?|р\.?|efy|год|рік)?|fy\s*['’]?\d{2}|\d{2}/\d{2}", re.IGNORECASE
)
MOST_HEADER_ROWS = 3
LOOK_AHEAD = 6


@dataclass(frozen=True)
class Header:
    """Where a header is: its first row, counted from 0, and its number of rows."""

    at: int
    height: int


def is_number(text: str) -> bool:
    """Say whether a cell holds a number in some way of writing."""
    return bool(NUMBER.fullmatch(western(text).strip())) if text.strip() else False


def is_year(text: str) -> bool:
    """Say whether a cell holds nothing but a year, however it is written."""
    written = western(text).strip()
    return bool(YEAR.fullmatch(written)) and (year_in(written) is not None or is_two_years(written))


def is_numbering(row: list[str]) -> bool:
    """Say whether a row only numbers the columns, as the row `1 2 3 4` below a header does."""
    filled = [western(cell).strip() for cell in row if cell.strip()]
    return (
        len(filled) >= 3 and filled == [str(int(filled[0]) + at) for at in range(len(filled))]
        if (filled and filled[0] in ("0", "1"))
        else False
    )


def find_header(rows: list[list[str]]) -> Header | None:
    """Find the header of the first table: rows of texts and years with rows of numbers below them.

    Args:
        rows: the first rows of a sheet or file, equally long.

    Returns:
        None where no row of texts has numbers below it.
    """
    for first in range(1, min(len(rows), HEADER_WITHIN)):
        if not _begins_data(rows, first):
            continue
        bottom = next((at for at in range(first - 1, -1, -1) if _is_header_row(rows[at])), None)
        while bottom and _is_data_like_years(rows[bottom - 1], rows[bottom]):
            bottom -= 1
        if bottom is not None and first - bottom <= MOST_HEADER_ROWS:
            return _with_upper_rows(rows, bottom)
    return None


def _begins_data(rows: list[list[str]], at: int) -> bool:
    """Say whether a row holds data, and at least half of the filled rows after it do so too."""
    ahead = [row for row in rows[at : at + 2 * LOOK_AHEAD] if any(cell.strip() for cell in row)][:LOOK_AHEAD]
    return _is_data(rows[at]) and sum(map(_is_data, ahead)) * 2 >= len(ahead)


def _is_data(row: list[str]) -> bool:
    filled = [cell for cell in row if cell.strip()]
    amounts = [cell for cell in filled if is_number(cell) and not is_year(cell)]
    return bool(amounts) and len(filled) >= 2 and not is_numbering(row)


def _is_header_row(row: list[str]) -> bool:
    filled = [cell for cell in row if cell.strip()]
    texts = {cell.strip() for cell in filled if not is_number(cell) or is_year(cell)}
    return len(texts) >= 2 and len(filled) - len(texts) <= len(texts) and not is_numbering(row)


def _is_data_like_years(upper: list[str], lower: list[str]) -> bool:
    """Say whether a row below a header only looks like one, since its amounts could be years."""
    filled = [position for position, cell in enumerate(lower) if cell.strip()]
    names = [upper[position].strip() for position in filled]
    has_years = any(is_year(lower[position]) for position in filled)
    are_names = all(names) and len(set(names)) == len(names) and not any(is_number(name) for name in names)
    return has_years and are_names and not is_year(lower[filled[0]])


def _with_upper_rows(rows: list[list[str]], bottom: int) -> Header:
    """Add the rows above that group the columns: they fill gaps, or distinguish columns of one name."""
    at = bottom
    while at > 0 and bottom - at + 1 < MOST_HEADER_ROWS and _groups(rows[at - 1], rows[at]):
        at -= 1
    return Header(at, bottom - at + 1)


def _groups(upper: list[str], lower: list[str]) -> bool:
    filled = [position for position, cell in enumerate(upper) if cell.strip()]
    if not filled or _is_data(upper) or is_numbering(upper):
        return False
    names = [cell.strip() for cell in lower if cell.strip()]
    fills_gap = any(not lower[position].strip() for position in filled) and len(filled) > 1
    repeats = len(set(names)) < len(names) and any(position > 0 for position in filled)
    return fills_gap or repeats
