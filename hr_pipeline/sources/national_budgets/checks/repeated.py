"""One budget delivered twice in other bytes: equal bytes are refused when they are read, other bytes only show here."""

from collections.abc import Iterator
from itertools import combinations

import pandas as pd

from hr_pipeline.sources.national_budgets.checks.finding import Bounds, Finding

_STATED = ["iso3", "phase", "year"]
_LINE = ["administration_code", "administration", "programme_code", "programme", "economic_code", "economic", "fund"]


def repeated_findings(lines: pd.DataFrame, bounds: Bounds) -> Iterator[Finding]:
    """Compare deliveries that state the same country, phase and year.

    Lines that an earlier delivery states alike are refused in the later one where both bear the name of one
    publication; of publications with different names the newest counts anyway, so there a warning is enough.

    Args:
        lines: `national_budget_lines`.
        bounds: same_lines.
    """
    names = [*_STATED, *_LINE, "publication", "delivery", "currency"]
    plain = lines[["row_id", "amount_lcu", *names]].astype(dict.fromkeys([n for n in names if n != "year"], "str"))
    for _, stated in plain.groupby(_STATED):
        by_delivery = {str(name): rows for name, rows in stated.groupby("delivery")}
        for first, second in combinations(sorted(by_delivery), 2):
            yield from _compared(by_delivery[first], by_delivery[second], bounds["same_lines", "low"])


def _compared(one: pd.DataFrame, other: pd.DataFrame, share: float) -> Iterator[Finding]:
    key = [*_LINE, "currency", "amount_lcu"]
    again = _numbered(other, key).merge(_numbered(one, key), on=[*key, "time"], suffixes=("", "_first"))
    if len(again) < share * max(len(one), len(other)):
        return
    declared = "another delivery states the same budget in other bytes"
    how_to_fix = "take one of the two files away, or name the publications apart in `vintage` of delivery.yaml"
    for row in again.to_dict("records"):
        severity = "refused" if row["publication"] == row["publication_first"] else "warning"
        figures = f"{len(again)} of {len(other)} lines are equal"
        yield Finding(
            int(row["row_id"]), "same_budget", severity, declared, figures, how_to_fix, int(row["row_id_first"])
        )


def _numbered(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Number lines that are alike within one delivery, so that each is matched once."""
    return rows.assign(time=rows.groupby(key).cumcount())[["row_id", "publication", *key, "time"]]
