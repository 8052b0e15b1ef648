"""What a need rests on, in words, written from the rows it was computed with: a need is never told without them."""

import pandas as pd


def with_assumptions(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the column `assumptions`.

    Args:
        rows: needs with the names and values of the size, target and cost they were computed with.
    """
    return rows.assign(assumptions=[_of_unit_cost(row) for row in rows.to_dict("records")])


def _of_unit_cost(row: dict) -> str:
    bounds = "assumed" if row["is_cost_assumed"] else "published"
    support = f", {row['support_share']:.0%} added for support" if row["support_share"] else ""
    return "; ".join(
        [
            f"reach {row['target_value']:.0%} ({row['target']}) of {row['people']:,.0f} {_words(row['population'])}",
            f"size estimate of {row['estimate_year']} ({row['kind']})",
            f"{row['units_per_person']:g} {_words(row['unit'])} for each person and year",
            f"{row['cost']:g} US$ of {row['price_year']} each ({row['cost_low']:g} to {row['cost_high']:g}, {bounds})",
            f"from {row['study']} ({row['scope']}){support}",
        ]
    )


def _words(code: str) -> str:
    return code.replace("_", " ")
