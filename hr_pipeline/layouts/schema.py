"""The JSON Schema of a kind of layout, so that an editor completes and checks what a person writes.

It is made from the frozen class that a layout is read into; reading with messages belongs to `formats/yaml_values.py`.
"""

from typing import Any

from pydantic import TypeAdapter

Schema = dict[str, Any]


def json_schema(kind: type, fragments: dict[str, Schema], shared: dict[str, Schema]) -> Schema:
    """Describe the YAML from which a layout is read.

    Args:
        kind: the frozen class of a layout.
        fragments: key -> what its value may be, where the class does not say it (choices, other ways of writing).
        shared: keys that a file may have next to those of the class, such as `tables` and `questions`.

    Returns:
        A JSON Schema; a list may be written as its only value, and a number as text.
    """
    schema = TypeAdapter(kind).json_schema()
    for part in [schema, *schema.get("$defs", {}).values()]:
        part["additionalProperties"] = False
        part["properties"] = {
            name: fragments.get(name, _loose(one)) for name, one in part.get("properties", {}).items()
        }
    own = {name: one for name, one in schema["properties"].items() if name not in schema.get("required", [])}
    needed = schema.pop("required", [])
    schema["properties"] |= shared
    table = {"type": "object", "properties": schema["properties"] | own, "additionalProperties": False}
    schema["properties"]["tables"] = {"type": "array", "items": table, "minItems": 1}
    return schema | {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "anyOf": [{"required": needed}, {"required": ["tables"]}],
    }


def _loose(described: Schema) -> Schema:
    """Allow what the readers of YAML allow: a number written as text, and one value in the place of a list."""
    if described.get("type") == "array" and "items" in described:
        items = _loose(described["items"])
        return {"anyOf": [{"type": "array", "items": items}, items]}
    if described.get("type") == "object" and "additionalProperties" in described:
        values = described["additionalProperties"]
        return described | {"additionalProperties": _loose(values) if isinstance(values, dict) else values}
    if described.get("type") in ("integer", "string", "boolean"):
        return {"type": ["string", "number", "boolean"], **_title(described)}
    return described


def _title(described: Schema) -> Schema:
    return {key: described[key] for key in ("title", "description", "enum") if key in described}
