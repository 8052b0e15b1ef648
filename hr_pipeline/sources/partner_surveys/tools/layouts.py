"""Declared layouts: what the columns of a tool without a form say, packaged here or placed next to a delivery.

A layout only names columns, codes and meanings; reading cells with it belongs to the readers. The keys are explained in
`layouts/README.md`.
"""

from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.yaml_text import NotYaml, parsed
from hr_pipeline.schemas.codes import MISSING_REASONS, SERVICES, SUBGROUPS, codes
from hr_pipeline.sources.partner_surveys.tools.questionnaires import Question, QuestionLayout

COMPARE = "compare it with hr_pipeline/sources/partner_surveys/tools/layouts/README.md"


@dataclass(frozen=True)
class Value:
    """One column (or all like a pattern) that holds numbers, and what they count."""

    measure: str
    service: str
    subgroup: str
    source: str
    column: str = ""
    columns_like: str = ""
    where: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TableLayout:
    """A table with one row per place and period, or a template filled by hand."""

    name: str
    source: str
    tool: str
    match: list[str]
    counts: list[Value]
    header_rows: int = 1
    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    period_like: str = ""
    period_in: str = ""
    identity: list[str] = field(default_factory=list)
    fill_down: list[str] = field(default_factory=list)
    totals: list[str] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    decimal: str = "point"
    basis: str = "unstated"


@dataclass(frozen=True)
class DataValueLayout:
    """What the identifiers of a DHIS2 server mean."""

    name: str
    source: str
    tool: str
    data_elements: dict[str, dict[str, str]]
    org_units: dict[str, dict[str, str]]
    category_option_combos: dict[str, str]
    partner: str = ""
    basis: str = "official_statistics"


Layout = TableLayout | DataValueLayout | QuestionLayout
TOOLS: dict[str, type] = {
    "table": TableLayout,
    "dhis2": DataValueLayout,
    "limesurvey": QuestionLayout,
    "google_forms": QuestionLayout,
}
PARTS: dict[str, type] = {"counts": Value, "questions": Question}


def layouts_for(delivery: Delivery, companions: list[Delivery], tool: str) -> list[Any]:
    """List the layouts of a tool that may read a delivery: the file's own, else its folder's, else the packaged ones.

    Raises:
        Refused: a layout next to the delivery is wrong.
    """
    alongside = [other for other in companions if other.folder == delivery.folder and other.role == "layout"]
    own = [other for other in alongside if other.name == f"{delivery.name}.layout.yaml"]
    found = [layout for other in own or alongside if (layout := _delivered(other)) and layout.tool == tool]
    return found or [layout for layout in packaged() if layout.tool == tool]


@cache
def packaged() -> list[Layout]:
    """Read the packaged layouts."""
    folder = files(__package__) / "layouts"
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".yaml"))
    return [parse(entry, name) for name in names for entry in yaml.safe_load((folder / name).read_text("utf-8"))]


def _delivered(other: Delivery) -> Layout | None:
    """Read a layout next to a delivery; one without `tool` is a mapping of a form and no layout."""
    try:
        declared = parsed(other.file.read_bytes())
    except NotYaml as error:
        expected = f"expected YAML text, found {error}"
        raise Refused(other.name, expected, "write it as `key: value` lines in UTF-8") from error
    return parse(declared, other.name) if isinstance(declared, dict) and "tool" in declared else None


def parse(declared: Any, file: str) -> Layout:
    """Check a layout's keys, kinds and codes.

    Raises:
        Refused: says the file, the key and what was expected.
    """
    tool = declared.get("tool") if isinstance(declared, dict) else None
    if tool not in TOOLS:
        raise _wrong(file, f"a layout with tool: {' or '.join(TOOLS)}")
    for key, kind in PARTS.items():
        if isinstance(declared.get(key), list):
            declared = declared | {key: [_record(kind, part, f"{file}, {key}") for part in declared[key]]}
    layout: Layout = _record(TOOLS[tool], declared, file)
    _check_codes(layout, file)
    return layout


def _record(kind: type, declared: Any, where: str) -> Any:
    known = {item.name: item for item in fields(kind)}
    needed = [name for name, item in known.items() if item.default is MISSING and item.default_factory is MISSING]
    if not isinstance(declared, dict) or not set(needed) <= set(declared) <= set(known):
        raise _wrong(where, f"the keys {', '.join(needed)}, and no others than {', '.join(known)}")
    for key, value in declared.items():
        expected: Any = getattr(known[key].type, "__origin__", known[key].type)
        if not isinstance(value, expected):
            raise _wrong(f"{where}, key {key}", f"a {expected.__name__}")
    return kind(**{key: _texts(value) for key, value in declared.items()})


def _texts(value: Any) -> Any:
    """Read -99 and "-99" alike where a key or a value is a code."""
    if isinstance(value, dict):
        return {
            str(key): _texts(declared) if isinstance(declared, dict) else str(declared)
            for key, declared in value.items()
        }
    return (
        [item if isinstance(item, Value | Question) else str(item) for item in value]
        if isinstance(value, list)
        else value
    )


def _check_codes(layout: Layout, file: str) -> None:
    if isinstance(layout, QuestionLayout):
        return
    if isinstance(layout, TableLayout):
        counted = [{"measure": value.measure, "service": value.service} for value in layout.counts]
        subgroups, missing = [value.subgroup for value in layout.counts], list(layout.missing.values())
    else:
        counted, subgroups, missing = (
            list(layout.data_elements.values()),
            list(layout.category_option_combos.values()),
            [],
        )
    for what, used, allowed in (
        ("measure", [row.get("measure") for row in counted], codes("survey_measure")),
        ("service", [row.get("service") for row in counted], SERVICES),
        ("subgroup", subgroups, SUBGROUPS),
        ("missing", missing, MISSING_REASONS),
    ):
        unknown = sorted({str(value) for value in used} - set(allowed))
        if unknown:
            raise _wrong(file, f"{what} to be one of {', '.join(allowed)}, found {', '.join(unknown)}")


def _wrong(where: str, expected: str) -> Refused:
    return Refused(where, f"expected {expected}", COMPARE)
