"""One reference file to typed rows: the file's name says which table, its header must be that table's columns.

Which rows hold when two files state the same fact belongs to `precedence.py`.
"""

import pandas as pd

from hr_pipeline.formats.numbers import parse_numbers
from hr_pipeline.formats.text_files import read_text_table
from hr_pipeline.formats.text_records import TextTable
from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.reading import Reading
from hr_pipeline.schemas.fields import SOURCE_COLUMNS
from hr_pipeline.schemas.tables import REFERENCE_TABLES, kinds
from hr_pipeline.sources.reference.shapes import Shape, shape_of, table_named

MAIN_VALUES = {
    "countries": ["country"],
    "country_groupings": ["region"],
    "total_population": ["people"],
    "population_size_estimates": ["estimate_people", "estimate_people_low"],
    "size_grades": ["grade"],
    "working_age_people": ["people_15_64"],
    "regional_sizes": ["people"],
    "acknowledged_findings": ["reason"],
    "coverage_targets": ["value"],
    "unit_costs": ["cost_usd"],
    "published_needs": ["amount_usd"],
    "method_parameters": ["value"],
    "drug_law_enforcement_spending": ["amount_usd"],
    "exchange_rates": ["rate"],
    "price_index": ["value"],
    "local_price_index": ["value"],
    "redenominations": ["units_per_new_unit"],
    "multiple_exchange_rates": ["reason"],
    "exchange_rate_alternatives": ["rate"],
    "published_budget_totals": ["amount_lcu"],
    "check_thresholds": ["value"],
    "basis_bridges": ["factor", "bridge"],
    "double_count_decisions": ["decision"],
    "published_figures": ["value"],
}
"""Columns whose cell a row stands for: the first that is filled."""

WITHHELD = "(withheld)"


def table_of(delivery: Delivery) -> str:
    """Tell from its name which table a file fills.

    Raises:
        Refused: no reference table has that name.
    """
    table = table_named(delivery.name) or delivery.name.removesuffix(".csv")
    if table == delivery.name or table not in REFERENCE_TABLES:
        named = ", ".join(f"{name}.csv" for name in REFERENCE_TABLES)
        raise Refused(
            f"file name {delivery.name}", f"expected one of {named}", "rename the file after the table it fills"
        )
    return table


def own_columns(table: str) -> list[str]:
    """List a reference table's columns without those that every source table has."""
    return [name for name in kinds(table) if name not in SOURCE_COLUMNS]


def parse(delivery: Delivery, table: str) -> tuple[Reading, pd.DataFrame]:
    """Read a file into typed records and count every line of it.

    Returns:
        A reading in which blank and torn lines are counted, and the other records: the table's own columns,
        `sheet, row, column, raw_value`, and `unreadable`, the column whose text is no number ("" where none).

    Raises:
        Refused: the file is no text table, or has not exactly the table's columns.
    """
    text = read_text_table(delivery)
    shape = shape_of(table, list(text.cells.columns))
    if not shape.columns:
        _check_columns(text, table)
    own = shape.in_own_columns(text.cells, own_columns(table)).astype("str")
    cells = own.assign(row=text.lines).astype({"row": "Int64"})
    filled = text.cells.astype("str").apply(lambda column: column.str.strip() != "").any(axis=1)
    reading = Reading()
    reading.seen(table, "", len(cells) + len(text.ragged) + text.blank)
    reading.leave_out(table, "", "blank", text.blank + int((~filled).sum()))
    reading.rejected += _torn(text, table)
    records = cells[filled].reset_index(drop=True).pipe(_placed, table, shape).pipe(_typed, table)
    return reading, shape.without_other_rows(reading, records)


def _check_columns(text: TextTable, table: str) -> None:
    expected, found = own_columns(table), list(text.cells.columns)
    missing = [name for name in expected if name not in found]
    unknown = [name for name in found if name not in expected]
    if missing or unknown:
        faults = [
            f"{label} {', '.join(map(repr, names))}"
            for label, names in (("missing", missing), ("unknown", unknown))
            if names
        ]
        raise Refused(
            "line 1",
            f"expected the columns {', '.join(expected)}; {'; '.join(faults)}",
            "add, rename or remove columns",
        )


def _placed(cells: pd.DataFrame, table: str, shape: Shape) -> pd.DataFrame:
    """Add the place of each row's main value, and that cell as published."""
    candidates = cells[MAIN_VALUES[table]]
    filled = candidates.apply(lambda column: column.str.strip() != "")
    raw = candidates.where(filled).bfill(axis=1).iloc[:, 0].fillna("")
    column = filled.idxmax(axis=1).map(shape.published).astype("category")
    return cells.assign(sheet="", column=column, raw_value=raw.astype("str"))


def _typed(cells: pd.DataFrame, table: str) -> pd.DataFrame:
    """Type the table's own columns; a number that cannot be read becomes missing, and is noted in `unreadable`."""
    declared, own = kinds(table), own_columns(table)
    stripped = cells[own].apply(lambda column: column.str.strip())
    values = {name: _values(stripped[name], declared[name]) for name in own}
    lost = {name: values[name].isna() & (stripped[name] != "") for name in own}
    unreadable = pd.DataFrame(lost, index=cells.index)
    return cells.assign(**values, unreadable=unreadable.idxmax(axis=1).where(unreadable.any(axis=1), "").astype("str"))


def _values(text: pd.Series, kind: str) -> pd.Series:
    if kind == "float64":
        return parse_numbers(text)
    if kind == "Int64":
        number = parse_numbers(text)
        return number.where(number % 1 == 0).astype("Int64")
    return text.where(text != "")


def without_unreadable(reading: Reading, table: str, records: pd.DataFrame, delivery: Delivery) -> pd.DataFrame:
    """Reject records with text where a number belongs: the gate would take an optional number for missing."""
    confidential = delivery.notes.confidentiality == "C"
    for record in records[records["unreadable"] != ""].to_dict("records"):
        message = f"expected a number like 1234.5 in column {record['unreadable']} (a year is a whole number)"
        raw = WITHHELD if confidential else record["raw_value"]
        reading.rejected.append(
            _reject(table, record["row"], record["column"], "number", record["unreadable"], raw, message)
        )
    return records[records["unreadable"] == ""].drop(columns="unreadable").reset_index(drop=True)


def _torn(text: TextTable, table: str) -> list[dict]:
    width, main = len(text.cells.columns), MAIN_VALUES[table][0]
    expected = f"expected {width} cells; put a cell that holds a separator in quotation marks"
    return [
        _reject(table, line, main, "cells_in_line", "", "", f"{expected}; found {found}") for line, found in text.ragged
    ]


def _reject(table: str, row: int, column: str, check: str, failed: str, raw: str, message: str) -> dict:
    place = {"table": table, "sheet": "", "row": row, "column": column}
    return place | {"check": check, "failed_column": failed, "raw_value": raw, "message": message}
