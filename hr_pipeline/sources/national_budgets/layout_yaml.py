"""Layouts written as YAML, read with every key and value checked: one message says where and what to write.

What the keys mean belongs to `layout.py`.
"""

import difflib
import re
from collections.abc import Callable
from dataclasses import MISSING, fields
from datetime import date
from typing import Any

import yaml
from babel.numbers import is_currency

from hr_pipeline.schemas.codes import FINANCING_SOURCES, LEFT_OUT_REASONS, PHASES
from hr_pipeline.schemas.fields import FIRST_YEAR, LAST_YEAR
from hr_pipeline.sources.deliveries import Refused
from hr_pipeline.sources.national_budgets.layout import (
    COLUMNS,
    LABELS,
    READ_UNIT,
    Amount,
    Layout,
    LeaveOut,
    Match,
    Payer,
    Publication,
    Repairs,
    Wrap,
)
from hr_pipeline.sources.numbers import CONVENTIONS


def parse_layout(content: bytes, name: str) -> Layout:
    """Read a layout from YAML; every scalar is text first, so that `no`, `0630` and dates stay as written.

    Args:
        content: the YAML file.
        name: what to call it in messages.

    Raises:
        Refused: no YAML, an unknown or missing key, or a value that cannot be.
    """
    try:
        said = yaml.load(content.decode("utf-8"), Loader=_EachKeyOnce)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        why = getattr(error, "problem", None) or "it cannot be read"
        raise Refused(f"layout {name}{line}", f"expected YAML text in UTF-8: {why}", "mend that line") from error
    layout = _record(Layout)(said, f"layout {name}")
    _check_together(layout, f"layout {name}")
    return layout


class _EachKeyOnce(yaml.BaseLoader):
    """Reads scalars as text, and does not let the second of two equal keys win unseen."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        keys = [key.value for key, _ in node.value]
        twice = next((key for at, (key, _) in enumerate(node.value) if key.value in keys[:at]), None)
        if twice:
            raise yaml.MarkedYAMLError(
                problem=f"the key {twice.value!r} stands there twice", problem_mark=twice.start_mark
            )
        return super().construct_mapping(node, deep)


Reader = Callable[[Any, str], Any]


def _record(kind: type) -> Reader:
    """Make the reader of one mapping: refuses unknown and missing keys, reads each value by its own rule."""
    known = [item.name for item in fields(kind)]
    needed = [item.name for item in fields(kind) if item.default is MISSING and item.default_factory is MISSING]

    def read(said: Any, where: str) -> Any:
        given = _keyed(_text_or_more, known)(said, where)
        missing = [name for name in needed if name not in given]
        if missing:
            raise Refused(where, f"expected the key {missing[0]!r}, which is missing", f"add `{missing[0]}:`")
        rules = _RULES[kind]
        return kind(**{key: rules.get(key, _text)(value, f"{where}, key {key}") for key, value in given.items()})

    return read


def _text(said: Any, where: str) -> str:
    if not isinstance(said, str) or not said.strip():
        raise Refused(where, "expected one text", "write one value after the colon")
    return " ".join(said.split()) if said.strip() else said


def _text_or_more(said: Any, _: str) -> Any:
    return said


def _separator(said: Any, where: str) -> str:
    return _one_of([",", ";", "|", "\t"])(said, where)


def _whole(said: Any, where: str) -> int:
    if not re.fullmatch(r"[0-9]+", _text(said, where)) or int(said) == 0:
        raise Refused(where, f"expected a whole number above zero, found {said!r}", "write digits only")
    return int(said)


def _year(said: Any, where: str) -> int:
    if not FIRST_YEAR <= _whole(said, where) <= LAST_YEAR:
        raise Refused(where, f"expected a year in {FIRST_YEAR}..{LAST_YEAR}, found {said!r}", "correct it")
    return int(said)


def _unit(said: Any, where: str) -> int:
    return READ_UNIT if said == "read" else _whole(said, where)


def _yes(said: Any, where: str) -> bool:
    return _one_of(["true"])(said, where) == "true"


def _one_of(options: list[str]) -> Reader:
    def read(said: Any, where: str) -> str:
        if said not in options:
            raise Refused(
                where, f"expected one of {', '.join(map(repr, options))}, found {said!r}", _nearest(said, options)
            )
        return said

    return read


def _nearest(said: Any, options: list[str]) -> str:
    close = difflib.get_close_matches(str(said), options, 1)
    return f"write {close[0]!r} if that is what you meant" if close else "write one of them, or remove it"


def _pattern(said: Any, where: str) -> str:
    try:
        re.compile(_text(said, where))
    except re.error as error:
        raise Refused(
            where, f"expected a regular expression, found {said!r} ({error})", "mend the expression"
        ) from error
    return said


def _currency(said: Any, where: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", _text(said, where)) or not is_currency(said) or said in ("XXX", "XTS"):
        raise Refused(where, f"expected an ISO 4217 currency code, found {said!r}", "write a code such as KZT or TND")
    return said


def _month_and_day(said: Any, where: str) -> tuple[int, int]:
    try:
        first = date.fromisoformat(f"2023-{_text(said, where)}")
    except ValueError as error:
        raise Refused(where, f"expected month and day, found {said!r}", "write them as MM-DD, such as 07-01") from error
    return first.month, first.day


def _many(rule: Reader) -> Reader:
    """Read a list, or a single value as a list of one."""

    def read(said: Any, where: str) -> tuple:
        entries = said if isinstance(said, list) else [said]
        return tuple(rule(entry, f"{where}, entry {number}") for number, entry in enumerate(entries, 1))

    return read


def _keyed(rule: Reader, options: list[str] | None = None) -> Reader:
    """Read a mapping whose keys are texts, or some of the options."""

    def read(said: Any, where: str) -> dict:
        if not isinstance(said, dict):
            listed = f" with the keys {', '.join(options)}" if options else ""
            raise Refused(where, f"expected `key: value` lines{listed}", "write it so")
        for key in said:
            if options and key not in options:
                raise Refused(
                    where, f"expected only the keys {', '.join(options)}; found {key!r}", _nearest(key, options)
                )
        return {str(key): rule(value, f"{where}, key {key}") for key, value in said.items()}

    return read


_RULES: dict[type, dict[str, Reader]] = {
    Match: {"file": _many(_text), "header": _many(_text)},
    Publication: {"phase": _one_of(PHASES), "year": _year},
    Amount: {"phase": _one_of(PHASES), "year": _year, "publications": _keyed(_record(Publication))},
    LeaveOut: {
        "reason": _one_of(LEFT_OUT_REASONS),
        "column": _one_of(COLUMNS),
        "words": _many(_text),
        "pattern": _pattern,
        "empty": _yes,
        "onwards": _yes,
    },
    Payer: {"financing_source": _one_of(FINANCING_SOURCES)},
    Wrap: {"modulus": _whole, "multiple_of": _whole},
    Repairs: {"wrap": _record(Wrap)},
    Layout: {
        "format": _one_of(["csv", "workbook"]),
        "columns": _keyed(_text, COLUMNS),
        "amounts": _many(_record(Amount)),
        "unit": _unit,
        "currency": _currency,
        "financing_source": _many(_record(Payer)),
        "match": _record(Match),
        "separator": _separator,
        "sheets": _many(_text),
        "header_rows": lambda said, where: int(_one_of(["1", "2"])(said, where)),
        "fill_down": _many(_one_of(LABELS)),
        "not_read": _many(_text),
        "no_amount": _many(_text),
        "numbers": _one_of(list(CONVENTIONS)),
        "fiscal_year_start": _month_and_day,
        "year_label": _one_of(["start", "end"]),
        "leave_out": _many(_record(LeaveOut)),
        "not_sums": _many(_text),
        "repairs": _record(Repairs),
    },
}


def _check_together(layout: Layout, where: str) -> None:
    """Refuse a layout whose keys do not fit each other."""
    columns = set(layout.columns)
    if "programme" not in columns:
        raise Refused(f"{where}, key columns", "expected a column `programme`", "say which header names the programme")
    if layout.format == "csv" and layout.header_rows == 2:
        raise Refused(f"{where}, key header_rows", "expected 1 for a csv", "deliver two header rows as a workbook")
    for name in {*layout.fill_down, *(rule.column for rule in layout.leave_out)} - columns:
        raise Refused(where, f"expected the column {name!r} under `columns`", "declare it there, or remove its rule")
    for rule in layout.leave_out:
        if bool(rule.words) + bool(rule.pattern) + rule.empty != 1:
            raise Refused(f"{where}, key leave_out", "expected one of words, pattern, empty in each entry", "keep one")
    if "fund" not in columns and [payer.fund for payer in layout.financing_source] != ["*"]:
        raise Refused(
            f"{where}, key financing_source", "expected a column `fund`", "declare it, or keep one entry with fund '*'"
        )
    for amount in layout.amounts:
        _check_amount(amount, columns, f"{where}, amounts of {amount.header!r}")


def _check_amount(amount: Amount, columns: set[str], where: str) -> None:
    """Refuse a column of amounts unless its phase and its year are each said in exactly one place."""
    published = bool(amount.publications)
    if bool(amount.phase) + published != 1:
        raise Refused(where, "expected `phase` or `publications`, and not both", "say once which stage the money has")
    if bool(amount.year) + published + (not published and "year" in columns) != 1:
        raise Refused(where, "expected `year`, `publications` or a column `year`, and only one", "say the year once")
    if published and "publication" not in columns:
        raise Refused(
            where, "expected a column `publication`", "say under `columns` which header tells publications apart"
        )
