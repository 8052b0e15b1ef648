"""One budget line over years, phases and publications: what is the same line, and its amount in today's currency."""

import pandas as pd

_LABELS = ["administration", "programme", "economic"]
_SAME = ["iso3", *_LABELS, "fund", "financing_source"]
POINT_COLUMNS = ["series", "publication", "phase", "year", "amount", "line", "lines"]


def points_of(lines: pd.DataFrame, redenominations: pd.DataFrame) -> pd.DataFrame:
    """Add up the lines of HIV and harm reduction that one publication states of one series, phase and year.

    Lines are the same where country, unit, programme, kind of expense (by code, else by name), fund and payer are.

    Args:
        lines: `national_budget_lines`.
        redenominations: former currencies.

    Returns:
        POINT_COLUMNS: series (number), amount in today's currency, line (first row_id) and lines (all of them).
    """
    chosen = lines[lines["service"].notna()]
    units = redenominations.astype({"currency": "str"}).set_index("currency")["units_per_new_unit"]
    named = {
        name: chosen[f"{name}_code"].astype("str").where(chosen[f"{name}_code"].notna(), chosen[name].astype("str"))
        for name in _LABELS
    }
    plain = chosen.assign(**named).astype(dict.fromkeys([*_SAME, "publication", "phase"], "str"))
    keyed = plain.assign(
        series=plain.groupby(_SAME, dropna=False).ngroup(),
        amount=plain["amount_lcu"] / plain["currency"].astype("str").map(units).fillna(1.0).astype("float64"),
    )
    grouped = keyed.groupby(["series", "publication", "phase", "year"])
    return grouped.agg(amount=("amount", "sum"), line=("row_id", "min"), lines=("row_id", list)).reset_index()


def newest(points: pd.DataFrame) -> pd.DataFrame:
    """Keep of each series, phase and year what the newest publication states."""
    ordered = points.sort_values(["series", "phase", "year", "publication"])
    return ordered.drop_duplicates(["series", "phase", "year"], keep="last").reset_index(drop=True)
