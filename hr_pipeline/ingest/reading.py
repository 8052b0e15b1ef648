"""What reading one delivery gave: records for tables, and what became of every row that is not among them.

How rows become records belongs to the sources; gating and adding up to `ingest.py` and `accounting.py`.
"""

from dataclasses import dataclass, field

import pandas as pd


@dataclass
class Reading:
    """What one delivery gave.

    Attributes:
        records: table -> its records in the order of the file: the table's own columns and `sheet`, `row`, `column`,
            `raw_value`; the columns that describe the delivery are added here.
        read: (table, sheet) -> number of records seen before any was left out.
        left_out: (table, sheet, reason) -> number of records left out.
        rejected: records that could not even be put into the table (a torn line): table, sheet, row, check, message.
        fetch: what was fetched together with the delivery; another fetch may bring the same bytes again.
        licence: the publisher's licence, where the delivery itself states none.
        holdings: what the source compares with its other deliveries once all are read; None where nothing is compared.
    """

    records: dict[str, pd.DataFrame] = field(default_factory=dict)
    read: dict[tuple[str, str], int] = field(default_factory=dict)
    left_out: dict[tuple[str, str, str], int] = field(default_factory=dict)
    rejected: list[dict] = field(default_factory=list)
    fetch: str = ""
    licence: str = ""
    holdings: pd.DataFrame | None = None

    def seen(self, table: str, sheet: str, rows: int) -> None:
        """Count records before any is left out."""
        self.read[table, sheet] = self.read.get((table, sheet), 0) + int(rows)

    def leave_out(self, table: str, sheet: str, reason: str, rows: int) -> None:
        """Count records that are left out for a reason of the code list."""
        if rows:
            self.left_out[table, sheet, reason] = self.left_out.get((table, sheet, reason), 0) + int(rows)

    def reject(
        self, table: str, records: pd.DataFrame, bad: pd.Series, column: str, raw: pd.Series, expected: str
    ) -> pd.DataFrame:
        """Set records aside that cannot be read, with the reason, and give the others.

        Args:
            table: the table they were meant for.
            records: records with sheet, row and column.
            bad: which of them to set aside.
            column: the table's column that cannot be filled.
            raw: the texts that cannot be read.
            expected: what should have stood there.
        """
        if not bad.any():
            return records
        for place, text in zip(records.loc[bad, ["sheet", "row", "column"]].to_dict("records"), raw[bad], strict=True):
            message = f"column {column}: expected {expected}"
            declared = {
                "table": table,
                "check": "readable",
                "failed_column": column,
                "raw_value": str(text),
                "message": message,
            }
            self.rejected.append(place | declared)
        return records[~bad]

    def tear_off(self, table: str, sheet: str, ragged: list[tuple[int, int]]) -> None:
        """Set aside lines that have another number of cells than the header."""
        for line, cells in ragged:
            described = "which is not the header's number: a separator inside a value needs quotes"
            message = f"line {line} has {cells} cells, {described}"
            place = {"table": table, "sheet": sheet, "row": line, "column": ""}
            self.rejected.append(
                place | {"check": "as_wide_as_header", "failed_column": "", "raw_value": "", "message": message}
            )
