"""Numbers of rows as people write them in a layout: `5, 9, 14-16`."""

import re


def row_numbers(text: str) -> tuple[int, ...]:
    """Read rows written as `5, 9, 14-16`."""
    spans = [re.fullmatch(r"(\d+)(?:-(\d+))?", part.strip()) for part in text.split(",")]
    pairs = [(int(span.group(1)), int(span.group(2) or span.group(1))) for span in spans if span]
    return tuple(row for first, last in pairs for row in range(first, last + 1))


def written_rows(rows: list[int]) -> str:
    """Write rows as `5, 9, 14-16`."""
    spans: list[list[int]] = []
    for row in sorted(rows):
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    return ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in spans)
