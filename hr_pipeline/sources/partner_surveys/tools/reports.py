"""Reports: deliveries that hold numbers by place and period and no questionnaire, read straight into the tables.

Recognising a kind of report and its accounting stand here; how each is read, in its own module.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.reading import Reading
from hr_pipeline.schemas.fields import SOURCE_COLUMNS
from hr_pipeline.schemas.tables import kinds
from hr_pipeline.sources.partner_surveys.findings import Finding, file_findings
from hr_pipeline.sources.partner_surveys.tools import declared_tables, dhis2
from hr_pipeline.sources.partner_surveys.tools.event_level import refuse_event_level
from hr_pipeline.sources.partner_surveys.tools.grids import Grid, is_grid, read_grids
from hr_pipeline.sources.partner_surveys.tools.layouts import TableLayout, layouts_for

TABLE = "survey_services"
PLACE = ["sheet", "row", "column", "raw_value"]
IN_NO_FORM: dict[str, Any] = {
    "form_version": "declared layout",
    "is_known_version": True,
    "validation_status": "none",
    "consent_scope": "unstated",
    "meaning_changed": False,
}
Companions = list[Delivery]


@dataclass(frozen=True)
class ReportReader:
    """One kind of report: `recognises` never raises but for a wrong layout, `read` raises Refused."""

    name: str
    recognises: Callable[[Delivery, Companions], bool]
    read: Callable[[Delivery, Companions], Reading]


def _is_data_value_set(delivery: Delivery, companions: Companions) -> bool:
    return dhis2.is_json_set(delivery) or any(map(dhis2.is_data_value_set, _opened(delivery)))


def _read_data_value_set(delivery: Delivery, companions: Companions) -> Reading:
    layouts = layouts_for(delivery, companions, "dhis2")
    reading, found = Reading(), list[Finding]()
    for values in dhis2.read_values(delivery):
        rows = dhis2.records(dhis2.sorted_out(values), layouts[0] if layouts else None, delivery)
        found += dhis2.findings(values, rows)
        _file(reading, rows.assign(sheet=values.sheet), values.headings, values.blanks, values.torn)
    file_findings(reading, found, layouts[0].name if layouts else delivery.path.split("/")[2])
    return reading


def _is_declared(delivery: Delivery, companions: Companions) -> bool:
    layouts = layouts_for(delivery, companions, "table")
    return any(declared_tables.found_table(grid, layout) for grid in _opened(delivery) for layout in layouts)


def _read_declared(delivery: Delivery, companions: Companions) -> Reading:
    reading = Reading()
    for grid in read_grids(delivery):
        table, layout = _table(grid, layouts_for(delivery, companions, "table"))
        if table and layout:
            refuse_event_level(table.headers, grid.name)
            _file(reading, declared_tables.records(table, layout, delivery), len(table.before), 0, grid.torn)
        else:
            lines = int((grid.cells != "").any(axis=1).sum())
            reading.seen(TABLE, grid.name, lines)
            reading.leave_out(TABLE, grid.name, "not_read", lines)
    return reading


def _table(grid: Grid, layouts: list[TableLayout]) -> tuple[declared_tables.Table | None, TableLayout | None]:
    """Choose the layout that names the most of a grid's columns."""
    found = [(table, layout) for layout in layouts if (table := declared_tables.found_table(grid, layout))]
    return max(found, key=lambda pair: len(pair[1].match), default=(None, None))


def _opened(delivery: Delivery) -> list[Grid]:
    """Open a delivery to look at it; one that does not open is refused by the reader that takes it."""
    try:
        return [grid for grid in read_grids(delivery) if len(grid.cells)] if is_grid(delivery.name) else []
    except Refused:
        return []


REPORT_READERS = [
    ReportReader("DHIS2 data value set", _is_data_value_set, _read_data_value_set),
    ReportReader("table with a declared layout", _is_declared, _read_declared),
]
"""Tried in order; the first that recognises a delivery reads it."""


def report_reader_of(delivery: Delivery, companions: Companions) -> ReportReader | None:
    """Choose the reader of a report; None for deliveries that are none."""
    return next((reader for reader in REPORT_READERS if reader.recognises(delivery, companions)), None)


def _file(reading: Reading, records: pd.DataFrame, headings: int, blanks: int, torn: list[tuple[int, int]]) -> None:
    """Keep good records, set unreadable ones aside, and count all."""
    sheet = records["sheet"].iloc[0] if len(records) else ""
    reading.seen(TABLE, sheet, len(records) + headings + blanks + len(torn))
    reading.tear_off(TABLE, sheet, torn)
    reading.leave_out(TABLE, sheet, "heading", headings)
    reading.leave_out(TABLE, sheet, "blank", blanks)
    for reason, rows in records.loc[records["left_out"] != "", "left_out"].value_counts().items():
        reading.leave_out(TABLE, sheet, str(reason), rows)
    records = records[records["left_out"] == ""].reset_index(drop=True)
    for expected in sorted(set(records["unread"]) - {""}):
        bad = records["unread"] == expected
        records = reading.reject(TABLE, records, bad, "value", records["raw_value"], expected).reset_index(drop=True)
    whole = records.assign(**IN_NO_FORM)
    own = [column for column in kinds(TABLE) if column not in SOURCE_COLUMNS]
    if whole.empty:
        return
    kept = [whole[own + PLACE], *([reading.records[TABLE]] if TABLE in reading.records else [])]
    reading.records[TABLE] = pd.concat(kept[::-1], ignore_index=True)
