"""JSON pages of a web service: every number kept as the text it was published in, and one value found by its pointer.

What the rows of a page mean belongs to the sources.
"""

import json
from typing import Any

ROWS = "value"
"""OData keeps the rows of a page under this name."""


def read_pages(content: bytes) -> list[dict[str, Any]]:
    """Read the pages of a file: one page, a list of pages, or a page on each line.

    Raises:
        ValueError: the text is no JSON, or is cut.
    """
    try:
        found = _loads(content)
    except ValueError:
        found = [_loads(line) for line in content.splitlines() if line.strip()]
    return found if isinstance(found, list) else [found]


def _loads(content: bytes) -> Any:
    return json.loads(content, parse_float=str, parse_int=str, parse_constant=str)


def json_text(value: Any) -> str:
    """Give a JSON value as text: numbers as published, "" for null and for what has parts of its own."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None or isinstance(value, list | dict) else str(value)


def pointer(row: int, path: str) -> str:
    """Point to a field of a row of a page, the first row being 1: `/value/16/plannedAmount`."""
    return f"/{ROWS}/{row - 1}/{path}"


def at(page: Any, path: str) -> str:
    """Give the text of the value a pointer points to.

    Raises:
        LookupError: the page has no such value.
    """
    found = page
    for part in path.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        try:
            found = found[int(name)] if isinstance(found, list) else found[name]
        except (LookupError, TypeError, ValueError) as error:
            raise LookupError(f"no value at {path}") from error
    return json_text(found)
