"""Readers of YAML that people write: each key and value is checked, each message says the line and what to write.

Which keys a layout has belongs to its source.
"""

import difflib
import re
from collections.abc import Callable
from dataclasses import MISSING, fields
from datetime import date
from typing import Any

import yaml
from babel.numbers import is_currency

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.ingest.yaml_text import NotYaml, parsed
from hr_pipeline.schemas.fields import FIRST_YEAR, LAST_YEAR

Reader = Callable[[Any, str], Any]


class Marked(str):
    """A scalar that knows its line."""

    line: int


class _EachKeyOnce(yaml.BaseLoader):
    """Reads scalars as text that knows its line, and does not let the second of two equal keys win unseen."""

    def construct_scalar(self, node: yaml.ScalarNode) -> Marked:
        text = Marked(super().construct_scalar(node))
        text.line = node.start_mark.line + 1
        return text

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        keys = [key.value for key, _ in node.value]
        twice = next((key for at, (key, _) in enumerate(node.value) if key.value in keys[:at]), None)
        if twice:
            raise yaml.MarkedYAMLError(
                problem=f"the key {twice.value!r} stands there twice", problem_mark=twice.start_mark
            )
        return super().construct_mapping(node, deep)


_EachKeyOnce.add_constructor("tag:yaml.org,2002:str", _EachKeyOnce.construct_scalar)


def load(content: bytes, name: str) -> Any:
    """Read YAML; every scalar is text first, so that `no`, `0630` and dates stay as written.

    Raises:
        Refused: no YAML in UTF-8, or a key that stands there twice.
    """
    try:
        return parsed(content, _EachKeyOnce)
    except NotYaml as error:
        line = f", line {error.line}" if error.line else ""
        raise Refused(f"{name}{line}", f"expected YAML text in UTF-8: {error.problem}", "correct that line") from error


def inside(where: str, key: Any) -> str:
    """Name a key within a place, with its line."""
    if not isinstance(key, Marked):
        return f"{where}, key {key}"
    return f"{re.sub(r', line [0-9]+', '', where)}, line {key.line}, key {key}"


def record(kind: type, rules: dict[str, Reader]) -> Reader:
    """Make the reader of one mapping: refuses unknown and missing keys, reads each value by its own rule."""
    known = [item.name for item in fields(kind)]
    needed = [item.name for item in fields(kind) if item.default is MISSING and item.default_factory is MISSING]

    def read(declared: Any, where: str) -> Any:
        given = keyed(lambda value, _: value, known)(declared, where)
        missing = [name for name in needed if name not in given]
        if missing:
            raise Refused(where, f"expected the key {missing[0]!r}, which is missing", f"add `{missing[0]}:`")
        return kind(**{key: rules.get(key, text)(value, inside(where, key)) for key, value in given.items()})

    return read


def text(declared: Any, where: str) -> str:
    """Read one text, blanks collapsed."""
    if not isinstance(declared, str) or not declared.strip():
        raise Refused(where, "expected one text", "write one value after the colon")
    return " ".join(declared.split())


def whole(declared: Any, where: str) -> int:
    """Read a whole number above zero."""
    if not re.fullmatch(r"[0-9]+", text(declared, where)) or int(declared) == 0:
        raise Refused(where, f"expected a whole number above zero, found {declared!r}", "write digits only")
    return int(declared)


def year(declared: Any, where: str) -> int:
    """Read a year that figures can speak of."""
    if not FIRST_YEAR <= whole(declared, where) <= LAST_YEAR:
        raise Refused(where, f"expected a year in {FIRST_YEAR}..{LAST_YEAR}, found {declared!r}", "correct it")
    return int(declared)


def yes(declared: Any, where: str) -> bool:
    """Read `true`, the only answer that a switch has."""
    return one_of(["true"])(declared, where) == "true"


def one_of(options: list[str]) -> Reader:
    """Make the reader of a choice."""

    def read(declared: Any, where: str) -> str:
        if declared not in options:
            raise Refused(
                where,
                f"expected one of {', '.join(map(repr, options))}, found {declared!r}",
                _nearest(declared, options),
            )
        return str(declared)

    return read


def _nearest(declared: Any, options: list[str]) -> str:
    close = difflib.get_close_matches(str(declared), options, 1)
    return f"write {close[0]!r} if that is what you meant" if close else "write one of them, or remove it"


def pattern(declared: Any, where: str) -> str:
    """Read a regular expression."""
    try:
        re.compile(text(declared, where))
    except re.error as error:
        raise Refused(
            where, f"expected a regular expression, found {declared!r} ({error})", "correct the expression"
        ) from error
    return str(declared)


def currency(declared: Any, where: str) -> str:
    """Read an ISO 4217 code."""
    if not re.fullmatch(r"[A-Z]{3}", text(declared, where)) or not is_currency(declared) or declared in ("XXX", "XTS"):
        raise Refused(
            where, f"expected an ISO 4217 currency code, found {declared!r}", "write a code such as KZT or TND"
        )
    return str(declared)


def month_and_day(declared: Any, where: str) -> tuple[int, int]:
    """Read MM-DD."""
    try:
        first = date.fromisoformat(f"2023-{text(declared, where)}")
    except ValueError as error:
        raise Refused(
            where, f"expected month and day, found {declared!r}", "write them as MM-DD, such as 07-01"
        ) from error
    return first.month, first.day


def many(rule: Reader) -> Reader:
    """Make the reader of a list, or of a single value as a list of one."""

    def read(declared: Any, where: str) -> tuple:
        entries = declared if isinstance(declared, list) else [declared]
        return tuple(rule(entry, f"{where}, entry {number}") for number, entry in enumerate(entries, 1))

    return read


def keyed(rule: Reader, options: list[str] | None = None) -> Reader:
    """Make the reader of a mapping whose keys are texts, or some of the options."""

    def read(declared: Any, where: str) -> dict:
        if not isinstance(declared, dict):
            listed = f" with the keys {', '.join(options)}" if options else ""
            raise Refused(where, f"expected `key: value` lines{listed}", "write it so")
        for key in declared:
            if options and key not in options:
                raise Refused(
                    inside(where, key), f"expected only the keys {', '.join(options)}", _nearest(key, options)
                )
        return {key: rule(value, inside(where, key)) for key, value in declared.items()}

    return read
