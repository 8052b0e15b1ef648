"""`funding_gap`: what reported payers leave unfunded, and the gap as a range over what unreported payers may give.

Budgets are compared with the need of the same services only; amounts of other phases never, unless a declared bridge
leads to budgets. A payer that nobody reports is not zero: what the reported ones leave unfunded is an upper bound, and
the gap is published only where HIV spending bounds what each unreported payer may give. Its interval takes the widest
case: the lower need less the most that all payers may give, the upper need less the least. What is known of each payer
belongs to `funding_payers.py`, money per person to `gap_context.py`, the draws of sums to `need_draws.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.currency import CENTS, with_price_index
from hr_pipeline.indicators.common.figures import Figures, placed, published, words
from hr_pipeline.indicators.common.measures import gap, in_prices, ratio
from hr_pipeline.indicators.need.funding_payers import IMPUTED, NOT_ASKED, REPORTED, TOGETHER_STATE, UNKNOWN, ZERO
from hr_pipeline.indicators.need.gap_context import with_context
from hr_pipeline.indicators.need.gap_edges import gap_edges
from hr_pipeline.indicators.need.gap_money import BUDGET, KEY, comparable, for_needs, in_phase, summed
from hr_pipeline.indicators.need.need_draws import summed_bounds
from hr_pipeline.schemas.codes import labels
from hr_pipeline.schemas.need import ALL, UNIT_COST

TABLE = "funding_gap"
_ENDS = ["", "_low", "_high"]
_OPEN = [IMPUTED, UNKNOWN, NOT_ASKED]
_KNOWN = [REPORTED, ZERO, TOGETHER_STATE]
_CONSTANT = ["unfunded_by_reported_payers_usd", "gap_usd"]


def funding_gap(
    resource_need: pd.DataFrame,
    population_sizes: pd.DataFrame,
    money_available: pd.DataFrame,
    funding_payers: pd.DataFrame,
    total_population: pd.DataFrame,
    drug_law_enforcement_spending: pd.DataFrame,
    basis_bridges: pd.DataFrame,
    price_index: pd.DataFrame,
) -> Figures:
    """Compute the gap of each country and year with reported budgets, by service and for all services with a need.

    Args:
        resource_need: needs in US$ of 2023 by each method.
        population_sizes: sizes with bounds, for money per person.
        money_available: money by phase and service, with bounds over what is undecided.
        funding_payers: what is known of each payer.
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
        "funding_payers": funding_payers,
        "total_population": total_population,
        "drug_law_enforcement_spending": drug_law_enforcement_spending,
        "basis_bridges": basis_bridges,
        "price_index": price_index,
    }
    needs = needs_in_prices(resource_need, price_index)
    budgets = comparable(in_phase(money_available, BUDGET, basis_bridges))
    money = for_needs(budgets, needs[needs["service"] != ALL])
    table = (
        _needed(needs)
        .merge(summed(money).reset_index(), on=KEY, how="inner", validate="1:1")
        .pipe(_rounded)
        .merge(payers_of(funding_payers), on=KEY, how="left", validate="1:1")
        .pipe(with_context, inputs)
        .pipe(compared)
        .pipe(described)
        .pipe(lambda d: placed(TABLE, d))
    )
    parts, unshown = gap_edges(TABLE, table, needs, money, _open(funding_payers))
    return published(TABLE, table, parts, inputs, unshown)


def needs_in_prices(resource_need: pd.DataFrame, price_index: pd.DataFrame) -> pd.DataFrame:
    """Bottom-up needs with the prices of their year, each for its service and once more for all services."""
    own = resource_need.assign(need_row=resource_need.index).astype({"iso3": "str", "service": "str"})
    own = (
        own[own["method"] == UNIT_COST].pipe(with_price_index, price_index).dropna(subset=["index_year", "index_base"])
    )
    factor = own["index_year"] / own["index_base"]
    priced = own.assign(**{f"need{end}": own[f"need_usd_2023{end}"] * factor for end in _ENDS}, needed=own["service"])
    return pd.concat([priced, priced.assign(service=ALL)], ignore_index=True)


def _needed(needs: pd.DataFrame) -> pd.DataFrame:
    """Add needs up by KEY; the bounds of sums are those of the summed draws."""
    first = ["index_year", "index_base", "index_year_row", "index_base_row"]
    table = needs.groupby(KEY).agg(
        need_usd=("need", "sum"),
        services_in_need=("needed", words),
        need_flags=("flags", words),
        **{name: (name, "first") for name in first},
    )
    factor = table["index_year"] / table["index_base"]
    bounds = summed_bounds(needs, KEY).reindex(table.index)
    return table.assign(**{f"need_usd{end}": bounds[f"need{end}"] * factor for end in _ENDS[1:]}).reset_index()


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Round sums before they are compared, so that anyone gets the same gap from the published ones."""
    money = {f"available_for_need_usd{end}": table[f"available_usd{end}"].round(CENTS) for end in _ENDS}
    return table.assign(**money, **{f"need_usd{end}": table[f"need_usd{end}"].round(CENTS) for end in _ENDS})


def _open(payers: pd.DataFrame) -> pd.DataFrame:
    """Take the payers whose money is not reported, with their rows."""
    kept = payers[payers["state"].isin(_OPEN)]
    texts = dict.fromkeys(["iso3", "service", "financing_source", "state"], "str")
    return kept.assign(payer_row=kept.index).astype(texts)


def payers_of(funding_payers: pd.DataFrame) -> pd.DataFrame:
    """Summarise the payers of each country, year and service.

    Args:
        funding_payers: what is known of each payer.

    Returns:
        KEY, unknown_payers_usd and its upper bound (0 where all are known, missing where nothing bounds one of them),
        who is known, who is not, and which deliveries would answer.
    """
    texts = dict.fromkeys(["iso3", "service", "financing_source", "state"], "str")
    rows = funding_payers.astype(texts).assign(
        is_known=funding_payers["state"].isin(_KNOWN).to_numpy(),
        is_unbounded=funding_payers["state"].isin([UNKNOWN, NOT_ASKED]).to_numpy(),
    )
    known, unknown = rows["is_known"], ~rows["is_known"]
    named = rows.assign(
        known_name=rows["financing_source"].where(known, ""), open_name=rows["financing_source"].where(unknown, "")
    )
    by = named.groupby(KEY)
    is_bounded = ~by["is_unbounded"].any()
    return pd.DataFrame(
        {
            "unknown_payers_usd": by["imputed_usd"].sum().where(is_bounded).round(CENTS),
            "unknown_payers_usd_high": by["imputed_usd_high"].sum().where(is_bounded).round(CENTS),
            "payers_known_share": by["is_known"].mean(),
            "payers_reported": by["known_name"].agg(words),
            "payers_unknown": by["open_name"].agg(words),
            "answered_by": by["answered_by"].agg(_joined),
        }
    ).reset_index()


def _joined(texts: pd.Series) -> str:
    return "; ".join(sorted({text for text in texts if text}))


def compared(table: pd.DataFrame) -> pd.DataFrame:
    """Compare needs with money: the upper bound over reported payers, the gap over all, and a surplus.

    Args:
        table: need_usd, available_for_need_usd and unknown_payers_usd, with bounds, and the two values of the price
            index.

    Returns:
        The table with the gaps in current and constant prices; no gap is below zero.
    """
    need, need_low, need_high = (table[f"need_usd{end}"] for end in _ENDS)
    money, money_low, money_high = (table[f"available_for_need_usd{end}"] for end in _ENDS)
    unfunded = gap(need, money).clip(lower=0.0).round(CENTS)
    bounded = table["unknown_payers_usd_high"].notna()
    gaps = {
        "unfunded_by_reported_payers_usd": unfunded,
        "gap_usd": (need - money - table["unknown_payers_usd"]).clip(lower=0.0),
        "gap_usd_low": (need_low - money_high - table["unknown_payers_usd_high"]).clip(lower=0.0),
        "gap_usd_high": gap(need_high, money_low).clip(lower=0.0).where(bounded),
    }
    rounded = {name: amount.round(CENTS) for name, amount in gaps.items()}
    names = [_CONSTANT[0], *(f"gap_usd{end}" for end in _ENDS)]
    constant = {
        name.replace("_usd", "_usd_2023"): in_prices(rounded[name], table["index_base"], table["index_year"]).round(
            CENTS
        )
        for name in names
    }
    return table.assign(
        **rounded,
        **constant,
        unfunded_by_reported_payers_share=ratio(unfunded, need),
        surplus_usd=gap(money, need).clip(lower=0.0).round(CENTS),
    )


def described(table: pd.DataFrame) -> pd.DataFrame:
    """Give the status of each gap, in a code and in words.

    Args:
        table: as `compared` gives it, with payers_unknown.
    """
    has_money, has_gap = table["available_for_need_usd"].notna(), table["gap_usd"].notna()
    status = (
        pd.Series("upper_bound_only", table.index)
        .mask(has_gap, "range")
        .mask(has_gap & (table["payers_unknown"] == ""), "all_payers_known")
        .mask(~has_money, "no_amount")
    )
    return table.assign(
        gap_status=status,
        why=status.map(labels("gap_status")),
        obs_status=has_gap.map({True: "E", False: "O"}),
        missing_reason=pd.Series("not_reported", table.index).where(~has_gap, None),
    )
