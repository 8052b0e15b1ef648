"""What a need rests on, in words, written from the rows it was computed with: no need is published without them."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from hr_pipeline.frames import as_records
from hr_pipeline.schemas.need import PER_PERSON_METHOD, UNIT_COST


def with_assumptions(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the column `assumptions`.

    Args:
        rows: needs with the names and values of the size, target and cost they were computed with.
    """
    written = [_WRITTEN[row["method"]](row) + _size(row) for row in as_records(rows)]
    return rows.assign(assumptions=pd.Series(["; ".join(parts) for parts in written], rows.index, dtype="str"))


def _of_unit_cost(row: dict[str, Any]) -> list[str]:
    bounds = "assumed" if row["is_cost_assumed"] else "published"
    support = f", {row['support_share']:.0%} added for support" if row["support_share"] else ""
    part = f"{row['population_share']:.1%} of " if row["population_share"] < 1 else ""
    of_whom = f"{part}{row['people']:,.0f} {_words(row['population'])}"
    is_share = row["per"] == "people"
    goal = f"reach {row['target_value']:.0%} of {of_whom}" if is_share else _each(row, of_whom)
    return [
        f"{goal} ({row['target']})",
        f"{row['cost']:g} US$ of {row['price_year']} for a {_words(row['unit'])} ({row['cost_low']:g} to "
        f"{row['cost_high']:g}, {bounds}) from {row['study']} ({row['scope']}){support}",
        f"times {row['income_factor']:g} for income and {row['scale_factor']:.3g} for volume",
        f"studies differ by a spread of {row['between_study_sigma']:.2f} beyond their own",
    ]


def _each(row: dict[str, Any], of_whom: str) -> str:
    return f"{row['target_value']:g} {_words(row['unit'])}s a year for each of {of_whom}"


def _of_need_per_person(row: dict[str, Any]) -> list[str]:
    each = row["cost"] / row["of_people"]
    return [
        f"a published need for each person, no estimate of the country's own: {each:,.0f} US$ for each person of "
        f"{_words(row['scope'])} countries",
        f"{row['cost'] / 1e6:,.0f} million US$ of {row['price_year']} needed in {row['target_year']} ({row['study']})",
        f"{row['people']:,.0f} people, {row['of_people']:,.0f} in the publication's scope",
    ]


def _size(row: dict[str, Any]) -> list[str]:
    bounds = "bounds assumed" if "bounds_assumed" in row["flags"].split() else "bounds published"
    return [f"size estimate of {row['estimate_year']} ({row['kind']}, {bounds})"]


def _words(code: str) -> str:
    return code.replace("_", " ")


_WRITTEN: dict[str, Callable[[dict[str, Any]], list[str]]] = {
    UNIT_COST: _of_unit_cost,
    PER_PERSON_METHOD: _of_need_per_person,
}
