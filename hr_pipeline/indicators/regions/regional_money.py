"""Needs, money and gaps of countries in the shape that `regional_sums.py` adds up, and money of regions alone."""

import pandas as pd

from hr_pipeline.indicators.common.draws import spread
from hr_pipeline.indicators.regions.regional_figures import ALL, NUMERATOR, TERM, CountryFigures, drawn, shaped

BY_UNIT_COST = "unit_cost"
NO_TERMS = pd.DataFrame({name: pd.Series(dtype="object") for name in TERM})
SOURCES = {
    "available_usd": ALL,
    "domestic_public_usd": "domestic_public",
    "domestic_private_usd": "domestic_private",
    "global_fund_usd": "global_fund",
    "pepfar_usd": "pepfar",
    "other_international_usd": "other_international",
    "unknown_usd": "unknown",
}
"""Column of `money_available` -> financing source."""
CONSTANT, CURRENT = "US$ of 2023", "current US$"


def of_need(resource_need: pd.DataFrame, carried_years: int) -> CountryFigures:
    """Give needs by method; size and unit cost are drawn apart, one study once for all countries."""
    named = resource_need.assign(
        measure="resource_need",
        variant=resource_need["method"],
        unit=CONSTANT,
        numerator=resource_need["need_usd_2023"],
    ).assign(age=resource_need["flags"].str.contains("size_carried").astype("int64"))
    figures = shaped(named, "resource_need", "need_usd_2023", carried_years=carried_years)
    return CountryFigures(figures, _need_terms(figures, resource_need))


def _need_terms(figures: pd.DataFrame, need: pd.DataFrame) -> pd.DataFrame:
    cost = spread(need["unit_cost_usd_2023_low"], need["unit_cost_usd_2023_high"])
    whole = spread(need["need_usd_2023_low"], need["need_usd_2023_high"])
    size = (whole**2 - cost**2).clip(lower=0) ** 0.5
    terms = drawn(figures, NUMERATOR, need["need_usd_2023"], size, need["estimate"])
    return terms.assign(other_sigma=cost.to_numpy(), other=("unit_cost/" + need["study"].astype("str")).to_numpy())


def of_unfunded(funding_gap: pd.DataFrame, resource_need: pd.DataFrame, carried_years: int) -> CountryFigures:
    """Give what reported payers leave unfunded in constant prices, drawn as the needs it is the rest of."""
    column = "unfunded_by_reported_payers_usd_2023"
    known = funding_gap[funding_gap[column].notna()]
    named = known.assign(
        measure="unfunded_by_reported_payers", variant=BY_UNIT_COST, unit=CONSTANT, numerator=known[column]
    )
    figures = shaped(named, "funding_gap", column, carried_years=carried_years)
    return CountryFigures(figures, _gap_terms(figures, resource_need))


def _gap_terms(figures: pd.DataFrame, resource_need: pd.DataFrame) -> pd.DataFrame:
    """Draw the needs of a gap, those of all services for the gap of all, and take the money from them."""
    own = resource_need[resource_need["method"].eq(BY_UNIT_COST)].reset_index(drop=True)
    key = ["iso3", "year", "service"]
    needs = (
        _need_terms(own.assign(figure=own.index), own).drop(columns="figure").join(own[key].astype({"service": "str"}))
    )
    needs = needs.astype({"iso3": "str"})
    both = pd.concat([needs, needs[needs["service"] != ALL].assign(service=ALL)], ignore_index=True)
    terms = figures[["figure", *key, NUMERATOR]].merge(both.drop_duplicates([*key, "estimate", "other"]), on=key)
    part = terms["centre"] / terms.groupby("figure")["centre"].transform("sum")
    money = terms.groupby("figure")["centre"].transform("sum") - terms[NUMERATOR]
    return terms.assign(offset=-money * part)[TERM]


def of_domestic_share(money_available: pd.DataFrame, carried_years: int) -> CountryFigures:
    """Give domestic public money over all money of a phase, of countries that report both."""
    known = money_available[money_available["domestic_public_usd"].notna() & (money_available["available_usd"] > 0)]
    named = known.assign(measure="domestic_public_share", variant=known["phase"], unit="share").assign(
        numerator=known["domestic_public_usd"], denominator=known["available_usd"]
    )
    columns = ("domestic_public_usd", "available_usd")
    return CountryFigures(shaped(named, "money_available", *columns, carried_years=carried_years), NO_TERMS)


def of_money(money_available: pd.DataFrame, carried_years: int) -> CountryFigures:
    """Give money by phase and source; what nobody reports is no figure."""
    parts = [_of_source(money_available, column, carried_years) for column in SOURCES]
    return CountryFigures(pd.concat(parts, ignore_index=True), NO_TERMS)


def _of_source(money: pd.DataFrame, column: str, carried_years: int) -> pd.DataFrame:
    known = money[money[column].notna()]
    variant = known["phase"].astype("str") + " " + SOURCES[column]
    named = known.assign(measure="money_available", variant=variant, unit=CURRENT, numerator=known[column])
    return shaped(named, "money_available", column, carried_years=carried_years)


def unallocated(harm_reduction_funding: pd.DataFrame) -> pd.DataFrame:
    """Give counted money of multicountry grants, which no country's figure holds: grouping, region, year and row."""
    own = harm_reduction_funding[harm_reduction_funding["iso3"].isna()]
    known = own[own["year"].notna() & own["amount_usd"].notna()]
    variant = known["phase"].astype("str") + " " + known["financing_source"].astype("str")
    return known.assign(
        grouping="multicountry_grant",
        region=known["area"].astype("str"),
        measure="unallocated_money",
        variant=variant,
        unit=CURRENT,
        row=known.index,
    )[["grouping", "region", "year", "service", "measure", "variant", "unit", "amount_usd", "row"]].astype(
        {"service": "str"}
    )
