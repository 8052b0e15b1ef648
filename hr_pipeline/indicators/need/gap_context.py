"""What a country's money is put next to: published and later needs, people, inhabitants, HIV spending, enforcement.

A part that is missing leaves its figure empty. The gap itself belongs to `funding_gap.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.comparability import bridged
from hr_pipeline.indicators.common.currency import CENTS
from hr_pipeline.indicators.common.figures import words
from hr_pipeline.indicators.need.gap_money import BUDGET, EXPENDED, KEY, in_phase
from hr_pipeline.indicators.need.resource_need import national_sizes
from hr_pipeline.schemas.need import ALL, ALLOTMENT, UNIT_COST


def with_context(table: pd.DataFrame, inputs: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Add each part with the row it stands in, and the figures that are money over a part.

    Args:
        table: sums by KEY, with available_usd, population and target_year.
        inputs: input tables of `funding_gap` by name.
    """
    return (
        table.pipe(_published_need, inputs["resource_need"])
        .pipe(_target_year_need, inputs["resource_need"])
        .pipe(_people, inputs["population_sizes"])
        .pipe(_inhabitants, inputs["total_population"])
        .pipe(_hiv_spending, inputs)
        .pipe(_enforcement, inputs["drug_law_enforcement_spending"], inputs["basis_bridges"])
    )


def _published_need(table: pd.DataFrame, need: pd.DataFrame) -> pd.DataFrame:
    own = need[need["method"] == ALLOTMENT].assign(allotted_row=lambda d: d.index)
    named = own.rename(columns={"need_usd_2023": "allotted"})[[*KEY, "allotted", "allotted_row"]]
    found = table.merge(named.astype({"iso3": "str", "service": "str"}), on=KEY, how="left", validate="1:1")
    current = found["allotted"] * found["index_year"] / found["index_base"]
    return found.assign(published_need_usd=current.round(CENTS))


def _target_year_need(table: pd.DataFrame, need: pd.DataFrame) -> pd.DataFrame:
    """Add the need of the target year, where it is of the same services and not past."""
    own = need[need["method"] == UNIT_COST].astype({"iso3": "str", "service": "str"})
    every = pd.concat([own, own.assign(service=ALL)], ignore_index=True)
    later = every.groupby(KEY)["need_usd_2023"].agg(["sum", "size"]).reset_index()
    named = later.rename(columns={"year": "target_year", "sum": "target_year_need_usd_2023", "size": "later_services"})
    found = table.merge(named, on=["iso3", "target_year", "service"], how="left", validate="m:1")
    same = (found["later_services"] == found["services"]) & (found["target_year"] >= found["year"])
    known = found["target_year_need_usd_2023"].where(same.fillna(value=False).astype("bool")).round(CENTS)
    return found.assign(target_year_need_usd_2023=known)


def _people(table: pd.DataFrame, population_sizes: pd.DataFrame) -> pd.DataFrame:
    """Divide by the size and its published bounds, the upper one for the lower figure."""
    kept = ["iso3", "year", "population", "people", "people_low", "people_high", "size_row"]
    sizes = national_sizes(population_sizes)[kept]
    found = table.merge(sizes, on=["iso3", "year", "population"], how="left", validate="m:1")
    money = found["available_usd"]
    each = {"": "people", "_low": "people_high", "_high": "people_low"}
    return found.assign(
        **{f"available_usd_per_person{end}": (money / found[size]).round(CENTS) for end, size in each.items()}
    )


def _inhabitants(table: pd.DataFrame, total_population: pd.DataFrame) -> pd.DataFrame:
    names = {"people": "inhabitants", "row_id": "inhabitants_row"}
    known = total_population.rename(columns=names)[["iso3", "year", *names.values()]].astype({"iso3": "str"})
    found = table.merge(known, on=["iso3", "year"], how="left", validate="m:1")
    return found.assign(available_usd_per_head=found["available_usd"] / found["inhabitants"])


def _hiv_spending(table: pd.DataFrame, inputs: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Compare spending with spending of the same year; a total of zero is no total."""
    spent = in_phase(inputs["money_available"], EXPENDED, inputs["basis_bridges"])
    spent = spent.assign(spent=spent["available_usd"] * spent["bridge_factor"])
    named = spent.rename(columns={"money_row": "spent_row", "bridges": "spent_bridges"})
    totals = inputs["hiv_spending_totals"]
    known = totals[totals["total_usd"] > 0].assign(hiv_total=lambda d: d["total_usd"], hiv_row=lambda d: d.index)
    known = known[["iso3", "year", "hiv_total", "hiv_row"]].astype({"iso3": "str"})
    found = table.merge(named[[*KEY, "spent", "spent_row", "spent_bridges"]], on=KEY, how="left", validate="1:1")
    found = found.merge(known, on=["iso3", "year"], how="left", validate="m:1")
    share = found["spent"] / found["hiv_total"]
    used = found["spent_bridges"].where(share.notna(), "").fillna("").astype("str")
    return found.assign(hiv_spending_share=share, bridges=_joined(found["bridges"], used))


def _enforcement(table: pd.DataFrame, spending: pd.DataFrame, bridges: pd.DataFrame) -> pd.DataFrame:
    own = spending.astype({"iso3": "str", "phase": "str"}).assign(wanted_phase=BUDGET)
    if len(own):
        own = bridged(own, {"phase": ("phase", "wanted_phase")}, bridges).rows
        own = own.assign(amount_usd=own["amount_usd"] * own["bridge_factor"]).dropna(subset=["amount_usd"])
    names = {"amount_usd": "enforcement", "row_id": "enforcement_row"}
    first = own.sort_values("phase").drop_duplicates(["iso3", "year"]).rename(columns=names)
    found = table.merge(first[["iso3", "year", *names.values()]], on=["iso3", "year"], how="left", validate="m:1")
    return found.assign(enforcement_ratio=found["available_usd"] / found["enforcement"])


def _joined(one: pd.Series, other: pd.Series) -> pd.Series:
    return pd.Series([words(texts) for texts in zip(one, other, strict=True)], one.index, dtype="str")
