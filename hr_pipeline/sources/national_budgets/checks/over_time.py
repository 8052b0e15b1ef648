"""Checks of a line against its own past and against other publications: jumps, dips that rebound, slips of the unit."""

from collections.abc import Iterator

import pandas as pd

from hr_pipeline.ingest.deliveries import Delivery
from hr_pipeline.sources.national_budgets.checks.finding import Bounds, Finding
from hr_pipeline.sources.national_budgets.checks.series import newest

SLIPS = [1e3, 1e6]
_ACKNOWLEDGE = (
    "look at both cells; correct the wrong one in corrections.yaml, or acknowledge it there with "
    "`acknowledges: {}`, the cell, what it says, the reason and who reports it"
)


def over_time_findings(
    lines: pd.DataFrame, points: pd.DataFrame, deliveries: list[Delivery], bounds: Bounds
) -> Iterator[Finding]:
    """Walk along each series; an amount that is refused is no measure for the next year.

    Args:
        lines: `national_budget_lines`.
        points: as `points_of` gives them.
        deliveries: whose ledgers may acknowledge a jump.
        bounds: jump, jump_refused, unit_slip, dip_and_rebound.
    """
    known = acknowledged(lines, deliveries)
    for _, series in newest(points[points["amount"] > 0]).groupby(["series", "phase"]):
        yield from _along(series.to_dict("records"), known, bounds)
    yield from _between_publications(points[points["amount"] > 0], known, bounds)


def acknowledged(lines: pd.DataFrame, deliveries: list[Delivery]) -> set[int]:
    """Give the row_ids of the lines whose jump or unit a person has confirmed."""
    named = {
        (delivery.path, entry.place.sheet, entry.place.row, entry.place.column)
        for delivery in deliveries
        for entry in delivery.corrections.entries
        if entry.acknowledges
    }
    ours = lines[lines["delivery"].isin({path for path, *_ in named})]
    places = zip(
        *(ours[name].astype("str") for name in ("delivery", "sheet")),
        ours["row"],
        ours["column"].astype("str"),
        strict=True,
    )
    return {int(row_id) for row_id, place in zip(ours["row_id"], places, strict=True) if place in named}


def _along(series: list[dict], known: set[int], bounds: Bounds) -> Iterator[Finding]:
    before: dict | None = None
    for position, point in enumerate(series):
        is_refused = False
        if before is not None:
            after = series[position + 1] if position + 1 < len(series) else None
            judged = _judged(before, point, after, bounds)
            is_known = not known.isdisjoint(point["lines"])
            for check, severity, declared in judged if not is_known else []:
                is_refused |= severity == "refused"
                yield from _described(point, before, check, severity, declared)
        before = before if is_refused else point


def _judged(before: dict, point: dict, after: dict | None, bounds: Bounds) -> list[tuple[str, str, str]]:
    """Say what is odd about an amount, given the years around it."""
    ratio = point["amount"] / before["amount"]
    if bounds["jump", "low"] <= ratio <= bounds["jump", "high"]:
        return []
    if bounds["jump_refused", "low"] <= ratio <= bounds["jump_refused", "high"]:
        return [("jump", "warning", "the amount jumps from one year to another")]
    if is_slip(ratio, bounds["unit_slip", "high"]):
        return [("unit_slip", "refused", "the amount is about a thousand or a million times that of another year")]
    if after is not None and _rebounds(ratio, after["amount"] / point["amount"], bounds):
        return [("dip_and_rebound", "refused", "the amount dips in one year and comes back in the next")]
    return [("jump", "refused", "the amount jumps further from one year to another than budgets do")]


def _rebounds(down: float, up: float, bounds: Bounds) -> bool:
    low, high = bounds["dip_and_rebound", "low"], bounds["dip_and_rebound", "high"]
    return low <= 1 / down <= high and low <= up <= high


def is_slip(ratio: float, tolerance: float) -> bool:
    """Tell whether a ratio is about a thousand or a million, either way."""
    larger = max(ratio, 1 / ratio)
    return any(abs(larger / slip - 1) <= tolerance for slip in SLIPS)


def _between_publications(points: pd.DataFrame, known: set[int], bounds: Bounds) -> Iterator[Finding]:
    """Hold each publication and phase of a line and year against the first: only a unit can make a thousand there."""
    for _, stated in points.sort_values(["publication", "phase"]).groupby(["series", "year"]):
        first, *others = stated.to_dict("records")
        for point in others:
            ratio = point["amount"] / first["amount"]
            if is_slip(ratio, bounds["unit_slip", "high"]) and known.isdisjoint(point["lines"]):
                declared = "the amount is about a thousand or a million times that of another publication or phase"
                yield from _described(point, first, "unit_slip", "refused", declared)


def _described(point: dict, other: dict, check: str, severity: str, declared: str) -> Iterator[Finding]:
    ratio = point["amount"] / other["amount"]
    figures = f"{_stated(point)} is {ratio:,.4g} times {_stated(other)}"
    how_to_fix = _ACKNOWLEDGE.format("unit" if check == "unit_slip" else "jump")
    for line in point["lines"]:
        yield Finding(int(line), check, severity, declared, figures, how_to_fix, int(other["line"]))


def _stated(point: dict) -> str:
    return f"{point['amount']:,.2f} in {point['year']} ({point['phase']}, publication {point['publication']})"
