"""A trace as a document: W3C PROV-JSON for machines, and one HTML page that opens anywhere without a network.

Walking belongs to `trace.py`, the tree of the terminal to `cli`.
"""

import re
from html import escape
from typing import Any

from hr_pipeline.provenance.replay import Step
from hr_pipeline.provenance.replayer import EQUAL
from hr_pipeline.provenance.trace import Cell, Contribution, Figure

PREFIX = "https://hr-pipeline.example/"
FOLDED = 12
"""A sum of more parts shows its largest ones; the others are folded."""


def number_text(value: float | None) -> str:
    """Write a number as people read it: thousands apart, no needless decimals."""
    if value is None:
        return "withheld"
    digits = 2 if abs(value) >= 1 else 6
    return f"{value:,.{digits}f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"


def formula_text(figure: Figure) -> str:
    """Write a figure's formula with its numbers in it: `max(0, 0.5 * 1,000 - 300)`."""
    values: dict[str, float] = {}
    for part in figure.contributions:
        known = values.get(part.role, 0.0) if part.role == "addend" else 0.0
        values[part.role] = known + (part.contribution or 0.0)
    if figure.formula == "sum":
        return f"sum of {len(figure.contributions):,} parts"
    return re.sub(
        r"[a-z_][a-z_0-9]*", lambda role: number_text(values[role[0]]) if role[0] in values else role[0], figure.formula
    )


def largest_first(figure: Figure) -> list[Contribution]:
    """Give a figure's parts, the largest first."""
    return sorted(figure.contributions, key=lambda part: -abs(part.contribution or 0.0))


def prov(figure: Figure) -> dict[str, Any]:
    """Give a trace as PROV-JSON: figures and cells are entities, files their primary sources."""
    document: dict[str, Any] = {"prefix": {"hr": PREFIX}, "entity": {}, "wasDerivedFrom": {}, "hadPrimarySource": {}}
    _describe(figure, document)
    return document


def _describe(figure: Figure, document: dict[str, Any]) -> str:
    name = f"hr:figure/{figure.id}"
    if name in document["entity"]:
        return name
    document["entity"][name] = _known(
        {
            "prov:label": figure.name,
            "prov:value": figure.value,
            "hr:unit": figure.unit,
            "hr:formula": figure.formula,
            "hr:missing_reason": figure.missing_reason,
        }
    )
    for part in figure.contributions:
        used = _describe(part.figure, document) if part.figure else _described_cell(part.cell, document)
        edge = {"prov:generatedEntity": name, "prov:usedEntity": used, "hr:role": part.role}
        edge |= _known({"hr:contribution": part.contribution, "hr:derivation": part.cell and part.cell.derivation})
        document["wasDerivedFrom"][f"_:d{len(document['wasDerivedFrom'])}"] = edge
    return name


def _described_cell(cell: Cell | None, document: dict[str, Any]) -> str:
    if cell is None:
        return "hr:unknown"
    name, file = f"hr:cell/{cell.sha256}/{cell.locator}", f"hr:file/{cell.sha256}"
    document["entity"][name] = _known({"prov:value": cell.raw_value, "hr:locator": cell.locator})
    document["entity"][file] = _known(
        {
            "prov:label": cell.delivery,
            "prov:location": cell.origin,
            "hr:licence": cell.licence,
            "hr:sha256": cell.sha256,
        }
    )
    document["hadPrimarySource"][f"_:p/{name}"] = {"prov:generatedEntity": name, "prov:usedEntity": file}
    return name


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "")}


STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{font-size:1.4rem}.value{font-size:2rem;font-weight:600}details{margin:.4rem 0 .4rem 1.2rem}summary{cursor:pointer}
.id,.cell{font-family:ui-monospace,monospace;font-size:.85rem;color:#444;overflow-wrap:anywhere}
ul{list-style:none;padding-left:1.2rem}table{border-collapse:collapse;width:100%}
td,th{border:1px solid #bbb;padding:.3rem .5rem;text-align:left;overflow-wrap:anywhere}
.DIFFERENT{font-weight:700;color:#a40000}.EQUAL{color:#00581f}
"""


def html_page(figure: Figure, release: str, steps: list[Step]) -> str:
    """Give a trace as one HTML page without scripts and addresses: the value, how it is made, and the cells below.

    Args:
        figure: a trace.
        release: version of the release.
        steps: the replay, if there was one.
    """
    value = number_text(figure.value) if figure.value is not None else f"missing: {figure.missing_reason}"
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{escape(figure.id)}</title><style>{STYLE}</style></head><body><main>
<h1>{escape(figure.name or figure.id)}</h1>
<p class="value">{escape(value)} <small>{escape(figure.unit)}</small></p>
<p class="id">{escape(figure.id)}, release {escape(release)}</p>
<p>{escape(_made(figure))}</p>
<h2>What it is made of</h2>
{_parts(figure)}
{_proof(steps)}
</main></body></html>
"""


def _made(figure: Figure) -> str:
    if figure.value is None:
        return "There is no value."
    return f"{figure.formula} = {formula_text(figure)}" if figure.formula else "A bound drawn at random, with a seed."


def _parts(figure: Figure) -> str:
    ordered = largest_first(figure)
    shown, folded = ordered[:FOLDED], ordered[FOLDED:]
    items = "".join(f"<li>{_part(part)}</li>" for part in shown)
    if folded:
        rest = sum(part.contribution or 0.0 for part in folded)
        inside = "".join(f"<li>{_part(part)}</li>" for part in folded)
        title = f"and {len(folded):,} smaller parts, together {number_text(rest)}"
        items += f"<li><details><summary>{title}</summary><ul>{inside}</ul></details></li>"
    return f"<ul>{items}</ul>" if items else "<p>Nothing that can be shown.</p>"


def _part(part: Contribution) -> str:
    role = escape(part.role.replace("_", " "))
    head = f"<b>{escape(number_text(part.contribution))}</b> ({role})"
    if part.figure:
        title = escape(f"{part.figure.name or part.figure.id}: {_made(part.figure)}")
        identity = f'<p class="id">{escape(part.figure.id)}</p>'
        return f"<details><summary>{head} {title}</summary>{identity}{_parts(part.figure)}</details>"
    if part.cell is None:
        return head
    cell = part.cell
    how = "; ".join(text for text in (cell.steps, cell.derivation, cell.licence) if text)
    place = escape(f"{cell.delivery} {cell.locator}")
    text = f"“{escape(cell.raw_value)}”" if cell.raw_value else "(withheld)"
    origin = f" from {escape(cell.origin)}" if cell.origin else ""
    return f'{head} {text} <span class="cell">{place}</span>{origin} <small>{escape(how)}</small>'


def _proof(steps: list[Step]) -> str:
    if not steps:
        return "<p>The archived files were not read again for this page.</p>"
    proven = sum(step.verdict == EQUAL for step in steps)
    rows = "".join(
        f'<tr><td class="{escape(step.verdict)}">{escape(step.verdict)}</td><td>{escape(step.what)}</td>'
        f"<td>{escape(step.published)}</td><td>{escape(step.found)}</td></tr>"
        for step in steps
    )
    head = (
        "<tr><th scope=col>verdict</th><th scope=col>what</th><th scope=col>published</th><th scope=col>found</th></tr>"
    )
    return f"<h2>Replay: {proven} of {len(steps)} steps are equal</h2><table><tr>{head}</tr>{rows}</table>"
