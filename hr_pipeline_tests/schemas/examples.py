"""One valid row of every table, made from its schema; and the counter-examples that `counter_examples.yaml` lists."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import yaml

from hr_pipeline.schemas.tables import SOURCE_TABLES, TABLES, kinds, schema

LISTED: dict[str, dict] = yaml.safe_load((Path(__file__).parent / "counter_examples.yaml").read_text(encoding="utf-8"))

NAMES = ["national", "phase=budget", "2017-07-01", "UKR", "UKR-C-AUAP04", "UKR-C-AUA", "a" * 64]
LIKELY = [1, 2020, 0.5, False, pd.Timestamp("2024-01-01"), *NAMES]
"""A column's example is the first of its allowed codes, or of these values, that breaks none of its rules."""

_ANSWERED = ["survey_services", "survey_costs", "survey_policy", "survey_support", "survey_advocacy"]
VALID: dict[str, dict] = {table: {"missing_reason": None} for table in _ANSWERED} | {
    "survey_community": {"answer": None, "missing_reason": None},
    "published_statistics": {"missing_reason": None},
    "published_figures": {"role": "published"},
}
"""Cells that rules over several columns ask for."""


class CounterExample(NamedTuple):
    """Cells that break one rule of one table; `column` is the table's name for a rule over several columns."""

    table: str
    column: str
    rule: str
    cells: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.table}-{self.column}-{self.rule}"


def example(table: str, /, **cells: Any) -> pd.DataFrame:
    """Make one row that breaks no rule, but for the cells that are given."""
    return rows(table, cells)


def rows(table: str, *changes: dict[str, Any]) -> pd.DataFrame:
    """Make rows that break no rule, but for the changed cells of each; keys of one column and places differ."""
    made = [_valid(table) | _numbered(table, number) | cells for number, cells in enumerate(changes)]
    return pd.DataFrame({name: _column([row[name] for row in made], kind) for name, kind in kinds(table).items()})


def _column(values: list, kind: str) -> pd.Series:
    return pd.Series(values, dtype="object").astype(kind)


def _numbered(table: str, number: int) -> dict[str, Any]:
    """Tell rows of a source table apart."""
    keys = {"row_id": number, "row": number + 1, "iso3": "A" + chr(65 + number // 26) + chr(65 + number % 26)}
    return {name: value for name, value in keys.items() if table in SOURCE_TABLES and name in kinds(table)}


@cache
def _valid(table: str) -> dict[str, Any]:
    return {name: _fitting(name, rule) for name, rule in schema(table).columns.items()} | VALID.get(table, {})


def _fitting(name: str, rule: Any) -> Any:
    kind = str(rule.dtype)
    codes = [code for check in rule.checks for code in check.statistics.get("allowed_values", [])]
    for value in codes or LIKELY:
        if _is_of(kind, value) and all(_passes(check, value) for check in rule.checks):
            return value
    raise AssertionError(f"no example fits column {name}: add one to LIKELY")


def _is_of(kind: str, value: Any) -> bool:
    if kind in ("category", "str") or kind.startswith("string"):
        return isinstance(value, str)
    if kind.startswith("datetime"):
        return isinstance(value, pd.Timestamp)
    if kind == "bool":
        return isinstance(value, bool)
    return isinstance(value, int | float) and not isinstance(value, bool) and (kind == "float64" or value == int(value))


def _passes(check: Any, value: Any) -> bool:
    return bool(check(pd.Series([value])).check_passed)


def listed(table: str, kind: str) -> dict | list:
    """Give what is listed of one kind for a table's model and its bases."""
    found = [LISTED.get(model.__name__, {}).get(kind) for model in reversed(TABLES[table].__mro__)]
    parts = [part for part in found if part]
    if parts and isinstance(parts[0], dict):
        return {key: value for part in parts for key, value in part.items()}
    return [item for part in parts for item in part]


def declared(table: str) -> set[tuple[str, str]]:
    """List the rules a table's schema declares: column and rule, the table's name for rules over several columns."""
    whole = schema(table)
    of_columns = {(str(name), str(check.name)) for name, rule in whole.columns.items() for check in rule.checks}
    over_columns = {(table, str(check.name)) for check in whole.checks}
    keys = [[str(name)] for name, rule in whole.columns.items() if rule.unique] + (
        [whole.unique] if whole.unique else []
    )
    return of_columns | over_columns | {(table, "/".join(key)) for key in keys}


def counter_examples(table: str) -> Iterator[CounterExample]:
    """Give every listed way to break a rule of a table with one row."""
    for column, rules in dict(listed(table, "cells")).items():
        for rule, bad in rules.items():
            yield CounterExample(table, column, rule, {column: bad})
    for rule, ways in dict(listed(table, "rows")).items():
        for cells in ways:
            yield CounterExample(table, table, rule, cells)
