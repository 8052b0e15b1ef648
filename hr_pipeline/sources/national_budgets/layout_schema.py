"""The JSON Schema of layouts of budget tables: `hr-pipeline layout schema` prints it for editors."""

from typing import Any

from hr_pipeline.formats.numbers import CONVENTIONS
from hr_pipeline.layouts.questions import KEYS
from hr_pipeline.layouts.schema import json_schema
from hr_pipeline.schemas.codes import LEFT_OUT_REASONS, PHASES
from hr_pipeline.schemas.national_budgets import PAYERS_OF_SPENDING
from hr_pipeline.sources.national_budgets.layout import COLUMNS, LABELS, TABLES, Layout
from hr_pipeline.sources.national_budgets.layout_yaml import FORMATS

_TEXT = {"type": ["string", "number", "null"]}
_COLUMN = {"enum": COLUMNS}
FRAGMENTS: dict[str, Any] = {
    "table": {"enum": TABLES},
    "format": {"enum": FORMATS},
    "numbers": {"enum": list(CONVENTIONS)},
    "unit": {"anyOf": [{"const": "read"}, {"type": ["integer", "string"], "pattern": "^[0-9]+$"}]},
    "phase": {"enum": PHASES},
    "phases": {"type": "object", "additionalProperties": {"enum": PHASES}},
    "reason": {"enum": LEFT_OUT_REASONS},
    "rows": {"type": ["string", "integer"], "description": "Rows of the file: 5, 9, 14-16"},
    "says": {"enum": ["year", *LABELS]},
    "columns": {"type": "object", "propertyNames": _COLUMN, "additionalProperties": _TEXT},
    "labels": {"type": "object", "propertyNames": {"enum": LABELS}, "additionalProperties": _TEXT},
    "year_label": {"enum": ["start", "end"]},
    "hidden_rows": {"enum": ["read", "leave_out"]},
    "fiscal_year_start": {"type": "string", "pattern": "^[0-9]{2}-[0-9]{2}$"},
    "across": {"type": "string", "pattern": "^[A-Z]{1,3}:[A-Z]{1,3}$"},
    "edition": _TEXT,
}
_QUESTION = {"type": "object", "properties": dict.fromkeys(KEYS, _TEXT), "additionalProperties": False}
SHARED: dict[str, Any] = {"draft": {"type": ["string", "boolean"]}, "questions": {"type": "array", "items": _QUESTION}}


def layout_schema() -> dict[str, Any]:
    """Describe the YAML of a layout of a budget table as JSON Schema."""
    schema = json_schema(Layout, FRAGMENTS, SHARED)
    schema["$defs"]["Payer"]["properties"]["financing_source"] = {"enum": PAYERS_OF_SPENDING}
    return schema
