"""Where a value stands: row ids inside one build, and locators that a person can follow in the publisher's file.

Opening files belongs to `cells.py`.
"""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from hr_pipeline.provenance.pages import pointer

ROWS_PER_SNAPSHOT = 2**32
"""A row id is `ordinal of the snapshot * ROWS_PER_SNAPSHOT + position of the record`."""

PLACE_COLUMNS = ["delivery", "sheet", "row", "column", "raw_value"]

_FORMATS = {
    "csv": {"csv", "tsv", "txt", "zip"},
    "xlsx": {"xlsx", "xlsm", "xls", "xlsb", "ods"},
    "json": {"json"},
    "parquet": {"parquet"},
}


WITHHELD_LOCATOR = "withheld"


def row_ids(ordinal: int, count: int) -> np.ndarray:
    """Number the `count` records of the snapshot with this ordinal, in their order in the file."""
    return np.arange(count, dtype="int64") + ordinal * ROWS_PER_SNAPSHOT


def file_format(path: str) -> str:
    """Name the locator's format for a file name such as `budget.csv.gz`.

    Raises:
        ValueError: the ending names no format that a cell can be found in.
    """
    ending = path.lower().removesuffix(".gz").rsplit(".", 1)[-1]
    for name, endings in _FORMATS.items():
        if ending in endings:
            return name
    raise ValueError(f"no locator format for {path!r}")


@dataclass(frozen=True)
class Locator:
    """One cell of one file, as people write it: `csv:line=412;column=Total Amount`, `xlsx:sheet=2014;cell=F412`.

    A table inside a zip archive is a sheet too: `csv:member=survey-spending.csv;line=3;column=amount`. Where no header
    tells a text table's columns apart, the fourth is `#4`.
    """

    format: str
    row: int
    column: str
    sheet: str = ""

    def __str__(self) -> str:
        column, sheet = _escape(self.column), _escape(self.sheet)
        if self.format == "xlsx":
            return f"xlsx:sheet={sheet};cell={column}{self.row}"
        if self.format == "json":
            return f"json:page={self.row};pointer={column}"
        word = "line" if self.format == "csv" else "row"
        member = f"member={sheet};" if sheet else ""
        return f"{self.format}:{member}{word}={self.row};column={column}"

    @classmethod
    def parse(cls, text: str) -> "Locator":
        """Read a locator back from its text.

        Raises:
            ValueError: the text is no locator.
        """
        name, _, rest = text.partition(":")
        parts = {key: _unescape(value) for key, _, value in (part.partition("=") for part in rest.split(";"))}
        try:
            return _from_parts(name, parts)
        except (KeyError, ValueError, AttributeError) as error:
            raise ValueError(f"not a locator: {text!r}") from error


def _from_parts(name: str, parts: dict[str, str]) -> Locator:
    if name == "xlsx":
        letters, number = re.fullmatch(r"([A-Z]+)(\d+)", parts["cell"]).groups()  # type: ignore[union-attr]
        return Locator("xlsx", int(number), letters, parts["sheet"])
    if name == "json":
        return Locator("json", int(parts["page"]), parts["pointer"])
    row = parts["line"] if name == "csv" else parts["row"]
    return Locator(name, int(row), parts["column"], parts.get("member", ""))


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace(";", "%3B").replace("\n", "%0A")


def _unescape(text: str) -> str:
    return text.replace("%0A", "\n").replace("%3B", ";").replace("%25", "%")


def locator(place: dict[str, Any]) -> Locator:
    """Make the locator of a row that carries PLACE_COLUMNS.

    A row of a page of JSON names the page as its sheet, and as its column the path below the row; where its column is a
    whole pointer, its row is the page.
    """
    name, row, column = file_format(place["delivery"]), int(place["row"]), str(place["column"])
    if name == "json" and not column.startswith("/"):
        return Locator(name, int(place["sheet"]), pointer(row, column))
    return Locator(name, row, column, str(place["sheet"]))


def shown_locator(place: dict[str, Any]) -> str:
    """Write where a cell is; of a confidential delivery, whose name in a release is a pseudonym, that is withheld."""
    is_named = "." in str(place["delivery"]).rsplit("/", 1)[-1]
    return str(locator(place)) if is_named else WITHHELD_LOCATOR


def column_letters(index: int) -> str:
    """Name a workbook's column as spreadsheets do: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
