"""The ledger of publishers' known errors: which cell, what stands there, what should, why, and who reported it.

A correction is made to a cell before anything is read from it, and only while the cell says what the entry expects.
Rules that repair whole columns belong to the layouts of the sources.
"""

from dataclasses import MISSING, dataclass, field, fields, replace

import numpy as np
import pandas as pd
import yaml

from hr_pipeline.ingest.refusals import Refused
from hr_pipeline.ingest.yaml_text import NotYaml, parsed
from hr_pipeline.provenance.locators import Locator

LEDGER = "corrections.yaml"
ACKNOWLEDGED = ["jump", "unit"]
"""Findings about an amount that a person can confirm to be no error of the publisher."""


@dataclass(frozen=True)
class Correction:
    """One entry of the ledger.

    Attributes:
        delivery: path of the delivered file inside the landing folder.
        locator: the cell, such as `csv:line=412;column=Amount` or `xlsx:sheet=2014;cell=F412`.
        expect: the text that stands in the cell; where it no longer does, the publisher has changed it.
        reason: why.
        reported_by: the organisation that found it.
        value: the text that should stand there, written as the file writes; empty where a finding is acknowledged.
        acknowledges: the finding that is no error; empty where the entry corrects.
        number: position in the ledger, from 1.
    """

    delivery: str
    locator: str
    expect: str
    reason: str
    reported_by: str
    value: str = ""
    acknowledges: str = ""
    number: int = 0

    @property
    def place(self) -> Locator:
        """The cell."""
        return Locator.parse(self.locator)

    @property
    def declared(self) -> str:
        """What was done, for the steps of the row."""
        done = f"corrected {self.expect} to {self.value}" if self.value else f"{self.acknowledges} acknowledged"
        return f"{done}: {self.reason} (reported by {self.reported_by}; {LEDGER}, entry {self.number})"


@dataclass
class Corrections:
    """The entries for one delivery, and which of them have met their cell.

    Attributes:
        entries: the entries.
        is_confidential: whether messages may quote cells.
        met: numbers of the entries whose cell was found.
    """

    entries: tuple[Correction, ...] = ()
    is_confidential: bool = False
    met: set[int] = field(default_factory=set)

    def applied(self, cells: pd.DataFrame, rows: pd.Series, columns: list[str], sheet: str = "") -> pd.DataFrame:
        """Put corrected texts into a table of cells as delivered.

        Args:
            cells: texts, one row per row of the file.
            rows: row or line of each row of `cells`, in their order.
            columns: how a locator names each column of `cells`, in their order.
            sheet: name of the worksheet; empty elsewhere.

        Raises:
            Refused: a cell no longer says what the entry expects.
        """
        for entry, place in ((entry, entry.place) for entry in self.entries if entry.place.sheet == sheet):
            here = np.flatnonzero(rows.to_numpy() == place.row)
            if len(here) == 1 and place.column in columns:
                at = columns.index(place.column)
                self._expect(entry, str(cells.iat[int(here[0]), at]))
                self.met.add(entry.number)
                cells = cells if not entry.value else _with_text(cells, int(here[0]), at, entry.value)
        return cells

    def _expect(self, entry: Correction, found: str) -> None:
        if found != entry.expect:
            wanted, other = (repr(entry.expect), repr(found)) if not self.is_confidential else ("its text", "another")
            raise Refused(
                f"{LEDGER}, entry {entry.number}, {entry.locator}",
                f"expected {wanted}, found {other}: the publisher has changed it",
                "look at the new file; remove the entry if the error is gone, else write down what stands there now",
            )

    def must_have_met(self) -> None:
        """Make sure that no entry passed its file unseen.

        Raises:
            Refused: the file has no such cell.
        """
        for entry in self.entries:
            if entry.number not in self.met:
                raise Refused(
                    f"{LEDGER}, entry {entry.number}, {entry.locator}",
                    "expected a cell there, found none among the cells that are read",
                    "correct the locator (sheet and cell, or line and column header), or remove the entry",
                )

    def noted(self, records: pd.DataFrame) -> pd.DataFrame:
        """Give records back the texts as published, and say in their `steps` what was corrected.

        Args:
            records: records of one table with sheet, row, column, raw_value and steps.

        Returns:
            The records; those of a corrected row name the correction, whichever of its cells was corrected.
        """
        for entry in self.entries:
            place = entry.place
            in_row = (records["sheet"].astype("str") == place.sheet) & (records["row"] == place.row)
            is_cell = in_row & (records["column"].astype("str") == place.column)
            touched = is_cell if is_cell.any() else in_row
            if touched.any():
                steps = records["steps"].astype("str").where(records["steps"].notna(), "")
                declared = (steps + "; " + entry.declared).str.removeprefix("; ")
                raw = records["raw_value"].mask(is_cell, entry.expect)
                records = records.assign(raw_value=raw, steps=declared.where(touched, records["steps"].astype("str")))
        return records


def _with_text(cells: pd.DataFrame, row: int, column: int, text: str) -> pd.DataFrame:
    """Put one text into a copy of the cells; a column of categories may have to learn it."""
    changed = cells.copy()
    if isinstance(old := changed.iloc[:, column].dtype, pd.CategoricalDtype) and text not in old.categories:
        changed.isetitem(column, changed.iloc[:, column].cat.add_categories([text]).array)
    changed.iat[row, column] = text
    return changed


def parse_ledger(content: bytes) -> list[Correction]:
    """Read the ledger: a YAML list of entries; every scalar is text, so that `0412` and `12.50` stay as written.

    Raises:
        Refused: no YAML list, an unknown or missing key, no locator, or neither a value nor an acknowledgement.
    """
    try:
        declared = parsed(content, yaml.BaseLoader)
    except NotYaml as error:
        line = f", line {error.line}" if error.line else ""
        expected = f"expected YAML text in UTF-8: {error.problem}"
        raise Refused(f"{LEDGER}{line}", expected, "correct that line") from error
    if not isinstance(declared, list):
        raise Refused(LEDGER, "expected a list of entries", f"begin each with `- delivery:`; keys: {_KEYS}")
    return [_entry(entry, number) for number, entry in enumerate(declared, 1)]


_KEYS = ", ".join(item.name for item in fields(Correction) if item.name != "number")
_NEEDED = [item.name for item in fields(Correction) if item.default is MISSING]


def _entry(declared: object, number: int) -> Correction:
    where = f"{LEDGER}, entry {number}"
    known = isinstance(declared, dict) and not set(declared) - set(_KEYS.split(", "))
    if not known or not all(isinstance(value, str) for value in declared.values()):  # type: ignore[attr-defined]
        raise Refused(where, f"expected `key: text` lines with the keys {_KEYS}", "write it so")
    missing = [name for name in _NEEDED if name not in declared]  # type: ignore[operator]
    if missing:
        raise Refused(where, f"expected the key {missing[0]!r}", f"add `{missing[0]}:`")
    return _sound(replace(Correction(**declared), number=number), where)  # type: ignore[arg-type]


def _sound(entry: Correction, where: str) -> Correction:
    try:
        _ = entry.place
    except ValueError as error:
        example = "csv:line=412;column=Amount or xlsx:sheet=2014;cell=F412"
        raise Refused(f"{where}, key locator", f"expected a locator such as {example}", "write it so") from error
    if bool(entry.value) == bool(entry.acknowledges):
        raise Refused(where, "expected either `value` or `acknowledges`", "keep the one that is meant")
    if entry.acknowledges and entry.acknowledges not in ACKNOWLEDGED:
        expected = f"expected one of {', '.join(ACKNOWLEDGED)}, found {entry.acknowledges!r}"
        raise Refused(f"{where}, key acknowledges", expected, "write one of them")
    return entry


def ledger_fault(content: bytes, deliveries: set[str]) -> str:
    """Tell why a ledger, or an entry of it, corrects nothing; empty where every entry has its delivery."""
    try:
        entries = parse_ledger(content)
    except Refused as refused:
        return str(refused)
    astray = [entry for entry in entries if entry.delivery not in deliveries]
    if not astray:
        return ""
    named = "; ".join(f"entry {entry.number} names {entry.delivery!r}" for entry in astray[:5])
    expected = f"expected paths of delivered files, but {named}"
    return str(Refused(LEDGER, expected, "correct the paths, or remove the entries"))
