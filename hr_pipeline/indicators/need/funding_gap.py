"""`funding_gap`: need less money, of services that have a need, in budgets that are counted once.

Amounts of other phases are never compared with a need, unless a declared bridge leads to budgets. Nobody reporting is
not zero, and money without an exchange rate leaves the sum missing, never smaller than it should be. What the money is
next to (people, inhabitants, HIV spending) belongs to `gap_context.py`, the draws to `need_draws.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.currency import CENTS, with_price_index
from hr_pipeline.indicators.common.figures import Figures, flags, placed, published, words
from hr_pipeline.indicators.common.measures import gap, in_prices, ratio
from hr_pipeline.indicators.need.gap_context import with_context
from hr_pipeline.indicators.need.gap_edges import gap_edges
from hr_pipeline.indicators.need.gap_money import BUDGET, KEY, comparable, for_needs, in_phase, summed
from hr_pipeline.indicators.need.need_draws import summed_bounds
from hr_pipeline.schemas.need import ALL, UNIT_COST

TABLE = "funding_gap"
_ENDS = ["", "_low", "_high"]
_OPPOSITE = {"": "", "_low": "_high", "_high": "_low"}
PWID = "people_who_inject_drugs"


def funding_gap(
    resource_need: pd.DataFrame,
    population_sizes: pd.DataFrame,
    money_available: pd.DataFrame,
    hiv_spending_totals: pd.DataFrame,
    total_population: pd.DataFrame,
    drug_law_enforcement_spending: pd.DataFrame,
    basis_bridges: pd.DataFrame,
    price_index: pd.DataFrame,
) -> Figures:
    """Compute the funding gap of each country and year, by service and for all services with a need.

    Args:
        resource_need: needs in US$ of 2023 by both methods.
        population_sizes: sizes with published bounds, for money per person.
        money_available: money by payer and phase, with bounds over what is undecided.
        hiv_spending_totals: all HIV spending.
        total_population: inhabitants.
        drug_law_enforcement_spending: what enforcing drug laws costs.
        basis_bridges: what may take money of one phase to another.
        price_index: prices in the United States, between current US$ and those of 2023.

    Returns:
        The table and its contributions.
    """
    inputs = {
        "resource_need": resource_need,
        "population_sizes": population_sizes,
        "money_available": money_available,
        "hiv_spending_totals": hiv_spending_totals,
        "total_population": total_population,
        "drug_law_enforcement_spending": drug_law_enforcement_spending,
        "basis_bridges": basis_bridges,
        "price_index": price_index,
    }
    needs = _needs(resource_need, price_index)
    budgets = in_phase(money_available, BUDGET, basis_bridges)
    single = needs[needs["service"] != ALL]
    money = for_needs(comparable(budgets), single)
    table = (
        _needed(needs)
        .merge(summed(money).reset_index(), on=KEY, how="left", validate="1:1")
        .pipe(_rounded)
        .pipe(_of_another_basis, budgets, single)
        .pipe(with_context, inputs)
        .pipe(_compared)
        .pipe(_described)
        .pipe(lambda d: placed(TABLE, d))
    )
    parts, unshown = gap_edges(TABLE, table, needs, money)
    return published(TABLE, table, parts, inputs, unshown)


def _needs(resource_need: pd.DataFrame, price_index: pd.DataFrame) -> pd.DataFrame:
    """Bottom-up needs with the prices of their year, each for its service and once more for all services."""
    texts = dict.fromkeys(["iso3", "service", "population"], "str")
    own = resource_need.assign(need_row=resource_need.index).astype(texts)
    own = own[own["method"] == UNIT_COST].pipe(with_price_index, price_index).dropna(subset=["index_year"])
    factor = own["index_year"] / own["index_base"]
    priced = own.assign(**{f"need{end}": own[f"need_usd_2023{end}"] * factor for end in _ENDS}, needed=own["service"])
    return pd.concat([priced, priced.assign(service=ALL, population=PWID)], ignore_index=True)


def _needed(needs: pd.DataFrame) -> pd.DataFrame:
    """Add needs up by KEY; the bounds of sums are those of the summed draws."""
    first = ["population", "index_year", "index_base", "index_year_row", "index_base_row"]
    table = needs.groupby(KEY).agg(
        need_usd=("need", "sum"),
        services=("need", "size"),
        services_in_need=("needed", words),
        need_flags=("flags", words),
        target_year=("target_year", _common),
        **{name: (name, "first") for name in first},
    )
    factor = table["index_year"] / table["index_base"]
    bounds = summed_bounds(needs, KEY).reindex(table.index)
    drawn = {f"need_usd{end}": bounds[f"need{end}"] * factor for end in _ENDS[1:]}
    return table.assign(**drawn).reset_index().astype({"target_year": "Int64"})


def _common(years: pd.Series) -> object:
    """Give the year that all services share, or none."""
    return years.iloc[0] if years.notna().all() and years.min() == years.max() else pd.NA


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Round sums before they are compared, so that anyone gets the same gap from the published ones."""
    names = [f"{kind}_usd{end}" for kind in ("need", "available") for end in _ENDS]
    names += ["domestic_usd", "international_usd", "largest_source_usd"]
    texts = {name: table[name].fillna("") for name in ("sources_reported", "bridges")}
    constant = in_prices(table["available_usd"].round(CENTS), table["index_base"], table["index_year"])
    return table.assign(**{name: table[name].round(CENTS) for name in names}, **texts).assign(
        available_usd_2023=constant.round(CENTS)
    )


def _of_another_basis(table: pd.DataFrame, budgets: pd.DataFrame, single: pd.DataFrame) -> pd.DataFrame:
    """Say where money is reported, but only in phases that are no budget."""
    apart = budgets[budgets["bridge_factor"].isna() & budgets["available_usd"].notna()]
    own = apart[KEY].merge(single[KEY], on=KEY)
    known = pd.MultiIndex.from_frame(pd.concat([own, own.assign(service=ALL)], ignore_index=True))
    return table.assign(is_apart=pd.MultiIndex.from_frame(table[KEY]).isin(known) & table["available_usd"].isna())


def _compared(table: pd.DataFrame) -> pd.DataFrame:
    gaps = {
        f"gap_usd{end}": gap(table[f"need_usd{end}"], table[f"available_usd{other}"]).round(CENTS)
        for end, other in _OPPOSITE.items()
    }
    constant = {
        f"gap_usd_2023{end}": in_prices(gaps[f"gap_usd{end}"], table["index_base"], table["index_year"]).round(CENTS)
        for end in _ENDS
    }
    whole = table["domestic_usd"] + table["international_usd"]
    domestic = ratio(table["domestic_usd"], whole)
    later = gap(table["target_year_need_usd_2023"], table["available_usd_2023"])
    return table.assign(
        **gaps,
        **constant,
        gap_share=gap_share(table["need_usd"], table["available_usd"]),
        published_gap_share=gap_share(table["published_need_usd"], table["available_usd"]),
        target_year_gap_usd_2023=later.round(CENTS),
        domestic_share=domestic.where(domestic.between(0, 1)),  # reimbursements leave no whole to have a share of
        largest_source_share=ratio(table["largest_source_usd"], whole),
    )


def gap_share(need: pd.Series, available: pd.Series) -> pd.Series:
    """Give the share of a need that no money meets; negative where there is more money than need."""
    return 1 - ratio(available, need)


def _described(table: pd.DataFrame) -> pd.DataFrame:
    """Say which part each empty figure lacks."""
    is_missing = table["available_usd"].isna()
    parts = {word: table[column].isna() for word, column in _PARTS.items()}
    reason = table["is_apart"].map({True: "different_basis", False: "not_reported"})
    return table.assign(
        missing_part=flags(parts),
        obs_status=is_missing.map({True: "O", False: "E"}),
        missing_reason=reason.where(is_missing, None),
    )


_PARTS = {
    "available": "available_usd",
    "domestic": "domestic_usd",
    "international": "international_usd",
    "published_need": "published_need_usd",
    "target_year_need": "target_year_need_usd_2023",
    "people": "people",
    "total_population": "inhabitants",
    "hiv_total": "hiv_total",
    "spending": "spent",
    "enforcement": "enforcement",
}
"""Word -> the column that is empty where that part is missing."""
