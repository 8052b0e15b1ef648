"""Checks of sums: lines against published totals, money executed against money approved."""

from collections.abc import Iterator

import pandas as pd

from hr_pipeline.sources.national_budgets.checks.finding import Bounds, Finding
from hr_pipeline.sources.national_budgets.checks.series import newest

WHOLE = "all"
APPROVED = ["revised_budget", "budget"]
"""What executed money is held against: the revised budget where there is one."""


def total_findings(lines: pd.DataFrame, totals: pd.DataFrame, bounds: Bounds) -> Iterator[Finding]:
    """Hold the lines of a publication against the total that its publisher states.

    Args:
        lines: `national_budget_lines`.
        totals: `published_budget_totals`.
        bounds: parts_of_total, parts_of_total_error.
    """
    named = ["iso3", "publication", "phase", "programme_code"]
    plain = lines[["row_id", *named, "year", "amount_lcu"]].astype(dict.fromkeys(named, "str"))
    for total in totals.astype(dict.fromkeys(named, "str")).to_dict("records"):
        keys = ["iso3", "publication", "phase", "year"] + ["programme_code"] * (total["programme_code"] != WHOLE)
        parts = plain[(plain[keys] == pd.Series({key: total[key] for key in keys})).all(axis=1)]
        if len(parts):
            yield from _held(float(parts["amount_lcu"].sum()), total, int(parts["row_id"].iloc[0]), bounds)


def _held(found: float, total: dict, line: int, bounds: Bounds) -> Iterator[Finding]:
    off = found / total["amount_lcu"] - 1
    if abs(off) <= bounds["parts_of_total", "high"]:
        return
    severity = "error" if abs(off) > bounds["parts_of_total_error", "high"] else "warning"
    check, declared = (
        ("parts_above_total", "the lines add up to more than the published total")
        if off > 0
        else ("parts_below_total", "the lines add up to less than the published total")
    )
    figures = f"{found:,.2f} against {total['amount_lcu']:,.2f} ({off:+.2%}; {total['source']})"
    how_to_fix = "look for rows read twice or left out, such as subtotals, and for a wrong unit"
    yield Finding(line, check, severity, declared, figures, how_to_fix)


def execution_findings(lines: pd.DataFrame, points: pd.DataFrame, bounds: Bounds) -> Iterator[Finding]:
    """Hold what was executed against what was approved, line by line.

    Args:
        lines: `national_budget_lines`.
        points: as `points_of` gives them.
        bounds: execution_rate, execution_rate_error.
    """
    latest = newest(points[points["amount"] > 0])
    executed = latest[latest["phase"] == "executed"]
    approved = latest[latest["phase"].isin(APPROVED)].assign(order=lambda d: d["phase"].map(APPROVED.index))
    best = approved.sort_values("order").drop_duplicates(["series", "year"])
    both = executed.merge(best, on=["series", "year"], suffixes=("", "_approved"), validate="1:1")
    for row in both.to_dict("records"):
        rate = row["amount"] / row["amount_approved"]
        if bounds["execution_rate", "low"] <= rate <= bounds["execution_rate", "high"]:
            continue
        severity = "error" if rate > bounds["execution_rate_error", "high"] else "warning"
        declared = "money executed is far from money approved"
        figures = f"{row['amount']:,.2f} of {row['amount_approved']:,.2f} ({rate:.0%})"
        how_to_fix = "look at both cells: an extraction that shifted a column looks like this"
        yield Finding(
            int(row["line"]), "execution_rate", severity, declared, figures, how_to_fix, int(row["line_approved"])
        )
