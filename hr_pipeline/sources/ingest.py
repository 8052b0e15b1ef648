"""One reader over many deliveries: good ones go on, a bad one is refused with its reason, every row is accounted for.

What a file means belongs to the source's own reader; this module only knows that reading may be refused.
"""

import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from hr_pipeline.lineage.place import row_ids
from hr_pipeline.schemas.gate import WITHHELD, Built, admit, as_text
from hr_pipeline.schemas.tables import kinds, typed
from hr_pipeline.sources.deliveries import Delivery, Refused

ACCOUNTING_COLUMNS = ["source", "table", "delivery", "sheet", "outcome", "reason", "rows", "message"]


class LostRows(Exception):
    """Rows read are not rows accepted, rejected and left out: a fault of ours that stops the build."""


@dataclass
class Reading:
    """What one delivery gave.

    Attributes:
        records: table -> its records in the order of the file: the table's own columns and `sheet`, `row`, `column`,
            `raw_value`; the columns that describe the delivery are added here.
        read: (table, sheet) -> number of records seen before any was left out.
        left_out: (table, sheet, reason) -> number of records left out.
        rejected: records that could not even be put into the table (a torn line): table, sheet, row, check, message.
    """

    records: dict[str, pd.DataFrame] = field(default_factory=dict)
    read: dict[tuple[str, str], int] = field(default_factory=dict)
    left_out: dict[tuple[str, str, str], int] = field(default_factory=dict)
    rejected: list[dict] = field(default_factory=list)

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
            said = {
                "table": table,
                "check": "readable",
                "failed_column": column,
                "raw_value": str(text),
                "message": message,
            }
            self.rejected.append(place | said)
        return records[~bad]

    def tear_off(self, table: str, sheet: str, ragged: list[tuple[int, int]]) -> None:
        """Set aside lines that have another number of cells than the header."""
        for line, cells in ragged:
            message = f"line {line} has {cells} cells, which is not the header's number: a separator inside a value needs quotes"
            place = {"table": table, "sheet": sheet, "row": line, "column": ""}
            self.rejected.append(
                place | {"check": "as_wide_as_header", "failed_column": "", "raw_value": "", "message": message}
            )


Reader = Callable[[Delivery], Reading]


def ingest(source: str, tables: list[str], deliveries: Iterable[Delivery], read: Reader) -> dict[str, Built]:
    """Read all deliveries of a source and gate its tables.

    Args:
        source: name of the source.
        tables: the source's tables; the first carries the refusals.
        deliveries: data files of the source; others are passed over.
        read: reads one delivery or raises Refused.

    Returns:
        Table name -> accepted rows, rejects and accounting; a table without rows is empty, never missing.

    Raises:
        LostRows: a reader lost a row.
    """
    readings: list[tuple[Delivery, Reading]] = []
    refused: list[dict] = []
    seen: dict[str, str] = {}
    for delivery in deliveries:
        try:
            readings += _once(_read(delivery, read), seen)
        except Refused as refusal:
            refused.append(_row(source, "", delivery.path, "", "refused", "", 0, str(refusal)))
    built = {table: _gated(source, table, readings) for table in tables}
    first = built[tables[0]]
    accounting = pd.concat([first.accounting, _accounting(refused)], ignore_index=True)
    return built | {tables[0]: Built(first.name, first.table, first.rejects, accounting)}


def _once(readings: list[tuple[Delivery, Reading]], seen: dict[str, str]) -> list[tuple[Delivery, Reading]]:
    """Refuse records that were delivered before, byte for byte; files that only others are read with may come again."""
    for delivery, reading in readings:
        if delivery.source == "reference" or not reading.read:
            continue  # of reference rows the newest of each key holds, whatever file they stand in
        first = seen.setdefault(delivery.sha256, delivery.path)
        if first != delivery.path:
            expected = f"expected other records than {first}, found the same bytes: they are counted once"
            raise Refused("the whole file", expected, "take one of the two files away")
    return readings


def _read(delivery: Delivery, read: Reader) -> list[tuple[Delivery, Reading]]:
    """Read a data file; a fault of ours in one file is a refusal that says so, and never stops the others."""
    if delivery.refusal:
        raise Refused.told(delivery.refusal)
    if delivery.role != "data":
        return []
    try:
        return [(delivery, read(delivery))]
    except Refused:
        raise
    except Exception as error:
        # The error's text may quote cells, so only its kind and place are told.
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}, line {place.lineno}"
        expected = (
            f"expected to be read, but the reader failed ({type(error).__name__} in {where}): a fault of hr_pipeline"
        )
        mend = f"report it with the file's hash {delivery.sha256[:12]}; the other deliveries are not affected"
        raise Refused("the whole file", expected, mend) from error


def _gated(source: str, table: str, readings: list[tuple[Delivery, Reading]]) -> Built:
    frames = [_whole(table, delivery, reading) for delivery, reading in readings if table in reading.records]
    frame = combined(frames) if frames else empty(table)
    accepted, rejects = admit(table, frame)
    torn = [_torn(row, delivery) for delivery, reading in readings for row in reading.rejected if row["table"] == table]
    if torn:
        rejects = as_text(pd.concat([rejects, pd.DataFrame(torn)[list(rejects.columns)]], ignore_index=True))
    accounting = _account(source, table, readings, accepted, frame)
    return Built(table, accepted, rejects, accounting)


def _torn(row: dict, delivery: Delivery) -> dict:
    hidden = {"raw_value": WITHHELD} if delivery.notes.confidentiality == "C" else {}
    return {**row, "delivery": delivery.path, **hidden}


def _whole(table: str, delivery: Delivery, reading: Reading) -> pd.DataFrame:
    """Add what describes the delivery, and give the columns the order of the schema."""
    records = reading.records[table].reset_index(drop=True)
    said = {
        "row_id": pd.array(row_ids(delivery.ordinal, len(records)), dtype="Int64"),
        "delivery": delivery.path,
        "is_illustrative": delivery.notes.illustrative,
        "confidentiality": delivery.notes.confidentiality,
        "licence": delivery.notes.licence,
    }
    return typed(records.assign(**said)[list(kinds(table))], table)


def empty(table: str) -> pd.DataFrame:
    """Give a table without rows, with the kinds of its schema."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds(table).items()})


def combined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Put frames of one table below each other and keep categories as categories."""
    frames = [frame for frame in frames if len(frame)] or frames[:1]
    if len(frames) == 1:
        return frames[0]
    shared = {}
    for name in frames[0].columns:
        if isinstance(frames[0][name].dtype, pd.CategoricalDtype):
            shared[name] = pd.CategoricalDtype(
                sorted(set().union(*(set(frame[name].cat.categories) for frame in frames)))
            )
    return pd.concat([frame.astype(shared) for frame in frames], ignore_index=True).sort_values(
        "row_id", ignore_index=True
    )


def _account(
    source: str, table: str, readings: list[tuple[Delivery, Reading]], accepted: pd.DataFrame, frame: pd.DataFrame
) -> pd.DataFrame:
    """Count every record of every sheet: read = accepted + rejected + left out.

    Raises:
        LostRows: the sum does not hold.
    """
    came = frame.groupby(["delivery", "sheet"], observed=True).size().to_dict()
    kept = accepted.groupby(["delivery", "sheet"], observed=True).size().to_dict()
    rows = []
    for delivery, reading in readings:
        for (name, sheet), seen in reading.read.items():
            if name != table:
                continue
            torn = sum(1 for row in reading.rejected if row["table"] == table and row["sheet"] == sheet)
            here = (delivery.path, sheet)
            accepted_rows, rejected_rows = kept.get(here, 0), came.get(here, 0) - kept.get(here, 0) + torn
            left = {reason: n for (t, s, reason), n in reading.left_out.items() if (t, s) == (table, sheet)}
            if seen != accepted_rows + rejected_rows + sum(left.values()):
                raise LostRows(
                    f"{delivery.path}, sheet {sheet!r}, {table}: read {seen}, accepted {accepted_rows}, rejected {rejected_rows}, left out {left}"
                )
            rows.append(_row(source, table, delivery.path, sheet, "read", "", seen))
            rows.append(_row(source, table, delivery.path, sheet, "accepted", "", accepted_rows))
            rows.append(_row(source, table, delivery.path, sheet, "rejected", "", rejected_rows))
            rows += [
                _row(source, table, delivery.path, sheet, "left_out", reason, n) for reason, n in sorted(left.items())
            ]
    return _accounting(rows)


def _row(
    source: str, table: str, delivery: str, sheet: str, outcome: str, reason: str, rows: int, message: str = ""
) -> dict:
    return dict(zip(ACCOUNTING_COLUMNS, (source, table, delivery, sheet, outcome, reason, rows, message), strict=True))


def _accounting(rows: list[dict]) -> pd.DataFrame:
    kinds = {column: "Int64" if column == "rows" else "str" for column in ACCOUNTING_COLUMNS}
    return pd.DataFrame(rows, columns=ACCOUNTING_COLUMNS).astype(kinds)


def unread(sources: pd.DataFrame) -> pd.DataFrame:
    """Account for delivered files that nothing reads: none is passed over in silence."""
    folders = "global_fund, national_budgets/<ISO3>, partner_surveys/<partner>/<survey> or reference"
    astray = "the whole file: expected a folder that a source reads. To mend it: move it into " + folders + "."
    early = "the whole file: expected no ledger of corrections yet. To mend it: correct the delivered file itself."
    messages = {"unknown": astray, "corrections": early}
    lost = sources[(sources["source"] == "") & sources["role"].isin(messages)]
    return _accounting(
        [_row("", "", row["delivery"], "", "refused", "", 0, messages[row["role"]]) for row in lost.to_dict("records")]
    )
