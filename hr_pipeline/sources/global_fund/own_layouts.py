"""A shape that somebody describes for one file, in `<file>.layout.yaml` next to it, with the keys of `layouts.yaml`.

The packaged shapes belong to `layouts.py`.
"""

from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.yaml_text import NotYaml, parsed
from hr_pipeline.schemas.tables import GLOBAL_FUND_TABLES, kinds
from hr_pipeline.sources.global_fund.layouts import Layout

SUFFIX = ".layout.yaml"
NEEDED = ["table", "source", "place", "columns"]
KEYS = [*NEEDED, "optional", "fixed"]
READ_BY_CLEANERS = {"period_number", "multicountry", "level", "is_latest_reported"}
"""Columns that no table has, from which its own are made."""


def own_layout(delivery: Delivery, companions: list[Delivery]) -> Layout | None:
    """Find the layout next to a file; none where nobody wrote one.

    Raises:
        Refused: the layout is no YAML mapping, or names a key, table or column that does not exist.
    """
    path = f"{delivery.path}{SUFFIX}"
    return next((_read(other) for other in companions if other.path == path and other.role == "layout"), None)


def _read(layout: Delivery) -> Layout:
    try:
        declared = parsed(layout.file.read_bytes())
    except NotYaml as error:
        raise Refused(layout.name, f"expected YAML text, found {error}", "write `key: value` lines in UTF-8") from error
    if not isinstance(declared, dict) or set(declared) - set(KEYS) or set(NEEDED) - set(declared):
        raise Refused(layout.name, f"expected the keys {', '.join(NEEDED)} and at most optional, fixed", "write them")
    _must_describe_a_table(layout.name, declared)
    return Layout(name=layout.name, **declared)


def _must_describe_a_table(name: str, declared: dict) -> None:
    if declared["table"] not in GLOBAL_FUND_TABLES:
        raise Refused(f"{name}, key table", f"expected one of {', '.join(GLOBAL_FUND_TABLES)}", "write one of them")
    parts = [declared["columns"], declared.get("optional", {}), declared.get("fixed", {})]
    if not all(isinstance(part, dict) and all(map(_is_header, part.values())) for part in parts):
        raise Refused(f"{name}, key columns", "expected `column of ours: header of the file` lines", "write it so")
    known = set(kinds(declared["table"])) | READ_BY_CLEANERS
    if unknown := sorted({str(column) for part in parts for column in part} - known):
        raise Refused(
            f"{name}, key columns", f"expected columns of {declared['table']}, found {unknown[0]!r}", "rename it"
        )
    if declared["place"] not in declared["columns"]:
        raise Refused(f"{name}, key place", "expected one of the columns", "name the column that holds the main value")


def _is_header(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))
