"""How `hr-pipeline diff --by-cause` shows what changed figures; no figure is computed here."""

from itertools import groupby
from typing import Any

import pandas as pd

from hr_pipeline.cli.display import console
from hr_pipeline.frames import as_records
from hr_pipeline.releases.causes import CAUSES

SHOWN = 50
"""So many figures are shown; JSON lists all."""


def causes(before: str, after: str, parts: pd.DataFrame, notes: list[str]) -> dict[str, Any]:
    """Put together what changed the figures, as plain data.

    Returns:
        The versions, the causes in the order in which they were applied, one entry per figure with its parts, and what
        could not be computed again.
    """
    plain = parts.astype("object").where(parts.notna(), None)
    figures = [
        {
            **{key: group[0][key] for key in ("figure", "unit", "before", "after", "change")},
            "parts": [{key: part[key] for key in ("cause", "part", "inputs")} for part in group],
        }
        for _, rows in groupby(as_records(plain), lambda part: part["figure"])
        for group in [list(rows)]
    ]
    return {"before": before, "after": after, "causes": CAUSES, "figures": figures, "notes": notes}


def show_causes(result: dict[str, Any]) -> None:
    """Show each figure with its change and the parts that add up to it."""
    console.print(f"{result['before']} -> {result['after']}, one cause after the other", style="bold")
    for figure in result["figures"][:SHOWN]:
        ends = f"{_value(figure['before'])} -> {_value(figure['after'])} {figure['unit']}"
        console.print(f"{figure['figure']}: {ends} ({_change(figure['change'])})", markup=False, soft_wrap=True)
        for part in figure["parts"]:
            inputs = f"  {part['inputs']}" if part["inputs"] else ""
            console.print(f"  {_change(part['part']):>20}  {part['cause']}{inputs}", markup=False, soft_wrap=True)
    more = len(result["figures"]) - SHOWN
    console.print(f"and {more:,} figures more: --json lists all" if more > 0 else f"{more + SHOWN:,} figures changed")
    for note in result["notes"]:
        console.print(note, style="yellow", markup=False)


def _value(value: float | None) -> str:
    return "missing" if value is None else f"{value:,.6f}".rstrip("0").rstrip(".")


def _change(value: float | None) -> str:
    """Write a difference with its sign; where one side is missing there is none."""
    return "appears or is missing" if value is None else ("+" if value > 0 else "") + _value(value)
