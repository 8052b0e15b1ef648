"""What a need rests on, in words, written from the rows it was computed with: no need is published without them."""

from collections.abc import Callable

import pandas as pd

from hr_pipeline.schemas.need import ALLOTMENT, UNIT_COST


def with_assumptions(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the column `assumptions`.

    Args:
        rows: needs with the names and values of the size, target and cost they were computed with.
    """
    written = [_WRITTEN[row["method"]](row) + _size(row) for row in rows.to_dict("records")]
    return rows.assign(assumptions=pd.Series(["; ".join(parts) for parts in written], rows.index, dtype="str"))


def _of_unit_cost(row: dict) -> list[str]:
    bounds = "assumed" if row["is_cost_assumed"] else "published"
    support = f", {row['support_share']:.0%} added for support" if row["support_share"] else ""
    return [
        f"reach {row['target_value']:.0%} ({row['target']}) of {row['people']:,.0f} {_words(row['population'])}",
        f"{row['units_per_person']:g} {_words(row['unit'])} for each person and year",
        f"{row['cost']:g} US$ of {row['price_year']} each ({row['cost_low']:g} to {row['cost_high']:g}, {bounds})",
        f"from {row['study']} ({row['scope']}){support}",
    ]


def _of_allotment(row: dict) -> list[str]:
    share = row["people"] / row["of_people"]
    return [
        f"allotment, no estimate of the country's need: {share:.3%} of the need of {_words(row['scope'])} countries",
        f"{row['cost'] / 1e6:,.0f} million US$ of {row['price_year']} needed in {row['target_year']} ({row['study']})",
        f"{row['people']:,.0f} of {row['of_people']:,.0f} {_words(row['population'])}",
    ]


def _size(row: dict) -> list[str]:
    bounds = "bounds assumed" if "bounds_assumed" in row["flags"].split() else "bounds published"
    return [f"size estimate of {row['estimate_year']} ({row['kind']}, {bounds})"]


def _words(code: str) -> str:
    return code.replace("_", " ")


_WRITTEN: dict[str, Callable[[dict], list[str]]] = {UNIT_COST: _of_unit_cost, ALLOTMENT: _of_allotment}
