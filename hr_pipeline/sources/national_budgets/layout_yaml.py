"""Layouts written as YAML: which keys there are, what each may hold, and which of them fit together.

What the keys mean belongs to `layout.py`, reading their values to `yaml_values.py`.
"""

import re
from typing import Any

from hr_pipeline.formats.numbers import CONVENTIONS
from hr_pipeline.formats.yaml_values import (
    currency,
    keyed,
    load,
    many,
    month_and_day,
    one_of,
    pattern,
    record,
    text,
    whole,
    year,
    yes,
)
from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.layouts.row_numbers import row_numbers
from hr_pipeline.layouts.units import READ_UNIT
from hr_pipeline.schemas.codes import LEFT_OUT_REASONS, PHASES
from hr_pipeline.schemas.national_budgets import PAYERS_OF_SPENDING
from hr_pipeline.sources.national_budgets.answers import answered
from hr_pipeline.sources.national_budgets.layout import (
    ANY_FORMAT,
    COLUMNS,
    COUNTRY_CURRENCY,
    LABELS,
    TABLES,
    Amount,
    Layout,
    LeaveOut,
    Match,
    PartOf,
    Payer,
    Publication,
    Repairs,
    RunningState,
    Totals,
    Wrap,
)

FORMATS = ["csv", "workbook", "parquet", ANY_FORMAT]


def parse_layout(content: bytes, name: str) -> tuple[Layout, ...]:
    """Read the layouts of one file from YAML: one, or one for each entry of `tables`, which share the other keys.

    Args:
        content: the YAML file.
        name: what to call it in messages.

    Raises:
        Refused: no YAML, a draft, an unknown or missing key, or a value that cannot be.
    """
    where = f"layout {name}"
    declared = load(content, where)
    declared = answered(declared, where)
    if isinstance(declared, dict) and "draft" in declared:
        raise Refused(
            f"{where}, key draft",
            "expected a layout that a person has confirmed, found a draft",
            "compare it with the table, answer its questions, and remove the line `draft`",
        )
    return tuple(_sound(_LAYOUT(one, place), place) for one, place in _each(declared, where))


def _each(declared: Any, where: str) -> list[tuple[Any, str]]:
    """Give each table's keys: its own, and those that all share."""
    if not isinstance(declared, dict) or "tables" not in declared:
        return [(declared, where)]
    shared = {key: value for key, value in declared.items() if key != "tables"}
    tables = many(keyed(lambda value, _: value))(declared["tables"], f"{where}, key tables")
    if not tables:
        raise Refused(f"{where}, key tables", "expected at least one table", "write one, or remove the key")
    return [(shared | table, f"{where}, table {number}") for number, table in enumerate(tables, 1)]


def _unit(declared: Any, where: str) -> int:
    return READ_UNIT if declared == "read" else whole(declared, where)


def _currency(declared: Any, where: str) -> str:
    return COUNTRY_CURRENCY if declared == COUNTRY_CURRENCY else currency(declared, where)


def _separator(declared: Any, where: str) -> str:
    return one_of([",", ";", "|", "\t"])(declared, where)


def _across(declared: Any, where: str) -> tuple[str, str]:
    found = re.fullmatch(r"([A-Z]{1,3}):([A-Z]{1,3})", text(declared, where))
    if not found:
        raise Refused(where, f"expected letters of the first and last column, found {declared!r}", "write them as A:F")
    return found.group(1), found.group(2)


def _rows(declared: Any, where: str) -> tuple[int, ...]:
    found = row_numbers(text(declared, where))
    if not found:
        raise Refused(where, f"expected numbers of rows, found {declared!r}", "write them as 5, 9, 14-16")
    return found


_WRAP = record(Wrap, {"modulus": whole, "multiple_of": whole})
_PUBLICATION = record(Publication, {"phase": one_of(PHASES), "year": year})
_LEAVE_OUT = record(
    LeaveOut,
    {
        "reason": one_of(LEFT_OUT_REASONS),
        "column": one_of(COLUMNS),
        "rows": _rows,
        "words": many(text),
        "pattern": pattern,
        "empty": yes,
        "onwards": yes,
    },
)
_AMOUNT = record(
    Amount,
    {
        "headers": pattern,
        "says": one_of(["year", *LABELS]),
        "phase": one_of(PHASES),
        "year": year,
        "publications": keyed(_PUBLICATION),
        "phases": keyed(one_of(PHASES)),
        "labels": keyed(text, LABELS),
    },
)
_LAYOUT = record(
    Layout,
    {
        "table": one_of(TABLES),
        "format": one_of(FORMATS),
        "columns": keyed(text, COLUMNS),
        "amounts": many(_AMOUNT),
        "unit": _unit,
        "currency": _currency,
        "financing_source": many(record(Payer, {"financing_source": one_of(PAYERS_OF_SPENDING)})),
        "match": record(Match, {"file": many(text), "header": many(text)}),
        "separator": _separator,
        "sheets": many(text),
        "header_rows": lambda declared, where: int(one_of(["1", "2", "3"])(declared, where)),
        "across": _across,
        "fill_down": many(one_of(LABELS)),
        "not_read": many(text),
        "no_amount": many(text),
        "numbers": one_of(list(CONVENTIONS)),
        "fiscal_year_start": month_and_day,
        "year_label": one_of(["start", "end"]),
        "leave_out": many(_LEAVE_OUT),
        "hidden_rows": one_of(["read", "leave_out"]),
        "totals": record(Totals, {"column": one_of(LABELS), "parts": many(text)}),
        "running": record(RunningState, {"within": many(one_of(LABELS))}),
        "part_of": many(record(PartOf, {"column": one_of(LABELS), "parts": many(text)})),
        "vectors": many(text),
        "optional": many(text),
        "other_headers": keyed(many(text)),
        "not_sums": many(text),
        "differing_totals": many(text),
        "repairs": record(Repairs, {"wrap": _WRAP}),
    },
)


def _sound(layout: Layout, where: str) -> Layout:
    """Refuse a layout whose keys do not fit each other."""
    columns = set(layout.columns)
    declared_by_headers = {name for amount in layout.amounts for name in [*amount.labels, amount.says]}
    if layout.table == TABLES[0] and "programme" not in columns | declared_by_headers:
        raise Refused(f"{where}, key columns", "expected a column `programme`", "say which header names the programme")
    if layout.table != TABLES[0] and not layout.classification:
        expected = f"expected the key `classification` for the table {layout.table}"
        raise Refused(where, expected, "name whose categories they are, such as UNAIDS GAM or NASA")
    for name in _named(layout) - columns:
        raise Refused(where, f"expected the column {name!r} under `columns`", "declare it there, or remove its rule")
    for rule in layout.leave_out:
        if bool(rule.words) + bool(rule.pattern) + rule.empty + bool(rule.rows) != 1 or not (rule.rows or rule.column):
            expected = "expected `rows`, or a column with one of words, pattern, empty, in each entry"
            raise Refused(f"{where}, key leave_out", expected, "keep one")
    if "fund" not in columns | declared_by_headers and [payer.fund for payer in layout.financing_source] != ["*"]:
        raise Refused(
            f"{where}, key financing_source", "expected a column `fund`", "declare it, or keep one entry with fund '*'"
        )
    _check_format(layout, where)
    for amount in layout.amounts:
        _check_amount(amount, columns, f"{where}, amounts of {amount.header or amount.headers!r}")
    return layout


def _named(layout: Layout) -> set[str]:
    """List the columns that rules speak of."""
    named = {*layout.fill_down, *(rule.column for rule in layout.leave_out if rule.column)}
    named |= {layout.totals.column} if layout.totals else set()
    named |= {rule.column for rule in layout.part_of}
    return named | ({"period", *layout.running.within} if layout.running else set())


def _check_format(layout: Layout, where: str) -> None:
    """Refuse keys that a format has no use for."""
    of_workbooks = {"begins": layout.begins, "ends": layout.ends, "across": layout.across[1]}
    of_workbooks["hidden_rows"] = layout.hidden_rows if layout.hidden_rows != "read" else ""
    for key, value in of_workbooks.items():
        if value and layout.format not in ("workbook", ANY_FORMAT):
            raise Refused(f"{where}, key {key}", f"expected none for a {layout.format} file", "remove it")
    if layout.header_rows > 1 and layout.format == "parquet":
        raise Refused(f"{where}, key header_rows", "expected 1 for a parquet file", "remove it")


def _check_amount(amount: Amount, columns: set[str], where: str) -> None:
    """Refuse a column of amounts unless its phase and its year are each declared in exactly one place."""
    published = bool(amount.publications)
    dated = bool({"year", "period"} & columns) or amount.says == "year"
    if bool(amount.header) + bool(amount.headers) != 1 or bool(amount.headers) != bool(amount.says):
        raise Refused(where, "expected the key `header`, or `headers` and `says`, and not both", "write one of them")
    if bool(amount.phase) + published + bool(amount.phases) != 1:
        expected = "expected one of `phase`, `phases` and `publications`"
        raise Refused(where, expected, "write once which stage the money has")
    if amount.phases and "phase" not in columns:
        raise Refused(
            where, "expected a column `phase`", "name under `columns` which header tells the stage of the money"
        )
    if bool(amount.year) + published + (not published and dated) != 1:
        raise Refused(where, "expected `year`, `publications` or a column `year`, and only one", "write the year once")
    if published and "publication" not in columns:
        raise Refused(
            where, "expected a column `publication`", "say under `columns` which header tells publications apart"
        )
