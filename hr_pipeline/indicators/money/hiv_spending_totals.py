"""`hiv_spending_totals`: all HIV spending of a country and year by who pays, as UNAIDS publishes it.

Which edition of an amount counts belongs to `spending_editions.py`, spending on harm reduction to
`hiv_spending_lines.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.currency import CENTS, annual_rates, rate_edges, to_usd
from hr_pipeline.indicators.common.figures import Figures, edges, flags, placed, published
from hr_pipeline.indicators.money.spending_editions import OF_COUNTRY, PAYER, latest_amounts
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.thresholds import thresholds

TABLE = "hiv_spending_totals"
SOURCE = "hiv_spending"
DONORS = ["global_fund", "pepfar", "other_international"]
SIDES = ["domestic_public", "domestic_private", "international"]
FROM_PARTS = 2014
"""First year in which donors' amounts make the international one almost everywhere; before, PEPFAR's is blank."""


def hiv_spending_totals(
    hiv_spending: pd.DataFrame,
    exchange_rates: pd.DataFrame,
    exchange_rate_alternatives: pd.DataFrame,
    multiple_exchange_rates: pd.DataFrame,
    check_thresholds: pd.DataFrame,
) -> Figures:
    """Give total, domestic and international HIV spending, and whether they add up.

    Args:
        hiv_spending: rows on the response as a whole.
        exchange_rates: annual averages, local currency per US$.
        exchange_rate_alternatives: rates that override.
        multiple_exchange_rates: years in which currencies have several rates.
        check_thresholds: `parts_of_total_error` is the share by which parts may miss their whole.

    Returns:
        The table (current US$) and its contributions.
    """
    rates = annual_rates(exchange_rates, exchange_rate_alternatives, multiple_exchange_rates)
    amounts = to_usd(latest_amounts(hiv_spending), rates)
    allowed = thresholds(check_thresholds)[("parts_of_total_error", "high")]
    table = placed(TABLE, _wide(amounts).pipe(_computed, allowed).pipe(_described))
    inputs = {
        SOURCE: hiv_spending,
        "exchange_rates": exchange_rates,
        "exchange_rate_alternatives": exchange_rate_alternatives,
    }
    parts, unshown = _contributions(amounts, table)
    return published(TABLE, table, parts, inputs, unshown)


def _wide(amounts: pd.DataFrame) -> pd.DataFrame:
    """Put the amounts of a country and year side by side, with what holds for any of them."""
    usd = amounts.pivot_table(values="amount_usd", index=OF_COUNTRY, columns=PAYER, aggfunc="first")
    marks = amounts.groupby(OF_COUNTRY)[["is_suspect", "is_kept", "is_revised"]].any()
    unrated = (amounts["amount_usd"].isna() & amounts["amount"].notna()).groupby([amounts[name] for name in OF_COUNTRY])
    editions = amounts.groupby(OF_COUNTRY)["publication"].agg(lambda names: "; ".join(sorted(set(names))))
    columns = usd.reindex(columns=["all", *SIDES, *DONORS]).rename(columns={"international": "published"})
    return marks.join(columns).assign(is_unrated=unrated.any(), publication=editions).reset_index()


def _computed(rows: pd.DataFrame, allowed: float) -> pd.DataFrame:
    """Compute the international amount, what no donor accounts for, the total, and whether all adds up."""
    donors, whole = rows[DONORS].sum(axis=1, min_count=1), rows["published"]
    makes = donors.notna() & (rows["year"] >= FROM_PARTS) & ((donors - whole).abs() <= allowed * whole)
    by_parts = makes | (donors.notna() & whole.isna())
    rest = (whole - donors.fillna(0.0)).round(CENTS).where(whole.notna() & ~by_parts)
    stated = rows[["domestic_public", "domestic_private", "published"]].sum(axis=1, min_count=1)
    added = rows["domestic_public"] + rows["domestic_private"].fillna(0.0) + whole.mask(by_parts, donors)
    holds = (stated - rows["all"]).abs() <= allowed * rows["all"]
    return rows.assign(
        by_parts=by_parts,
        is_added=rows["all"].isna() & ~rows["is_suspect"] & added.notna(),
        international=whole.mask(by_parts, donors),
        international_unspecified=rest.where(rest >= 0),
        is_incomplete=whole.notna() & donors.notna() & ~by_parts & (rows["year"] >= FROM_PARTS),
        total=lambda d: rows["all"].where(~d["is_added"], added),
        identity_holds=holds.map({True: "yes", False: "no"}).where(rows["all"].notna() & stated.notna()),
    )


def _described(rows: pd.DataFrame) -> pd.DataFrame:
    """Name the columns as published and say in words what was done."""
    names = ["total", *SIDES, *DONORS, "international_unspecified"]
    words = {
        "suspect_zero": rows["is_suspect"],
        "total_from_parts": rows["is_added"],
        "kept_from_older_edition": rows["is_kept"],
        "revised": rows["is_revised"],
        "parts_incomplete": rows["is_incomplete"],
        "rate_missing": rows["is_unrated"],
    }
    is_missing = rows["total"].isna()
    return rows.assign(
        **{f"{name}_usd": rows[name].round(CENTS) for name in names},
        flags=flags(words),
        obs_status=is_missing.map({True: "O", False: "A"}),
        missing_reason=is_missing.map({True: "not_reported", False: None}),
    )


def _contributions(amounts: pd.DataFrame, table: pd.DataFrame) -> tuple[list[pd.DataFrame], list[pd.DataFrame]]:
    """Published amounts add up; from what the donors leave over, their amounts are taken off.

    Returns:
        The contributions, and those to totals that are missing.
    """
    marks = ["by_parts", "is_added", "total_usd", "international_unspecified_usd"]
    at = amounts.merge(table[[*OF_COUNTRY, *marks]].assign(output_row=table.index), on=OF_COUNTRY, validate="m:1")
    known, payer = at["amount_usd"].notna(), at[PAYER]
    is_donor, is_whole = payer.isin(DONORS), payer == "international"
    abroad = known & ((is_donor & at["by_parts"]) | (is_whole & ~at["by_parts"]))
    inside = known & payer.isin(SIDES[:2])
    has_total, has_rest = at["total_usd"].notna(), at["international_unspecified_usd"].notna()
    total = has_total & ((known & (payer == "all") & ~at["is_added"]) | ((inside | abroad) & at["is_added"]))
    parts = [_added("total", at[total]), _added("international", at[abroad])]
    parts += [_added(name, at[known & (payer == name)]) for name in [*SIDES[:2], *DONORS]]
    parts.append(_added("international_unspecified", at[has_rest & known & is_whole]))
    parts.append(_added("international_unspecified", at[has_rest & known & is_donor].assign(sign=-1.0)))
    unknown = at[~has_total].assign(amount_usd=0.0)
    return [edge for part in parts for edge in part], _added("total", unknown)


def _added(name: str, rows: pd.DataFrame) -> list[pd.DataFrame]:
    output = (TABLE, f"{name}_usd")
    signed = rows["amount_usd"] * rows.get("sign", 1.0)
    return [edges(output, rows["output_row"], (SOURCE, rows["row_id"]), ADDEND, signed), *rate_edges(output, rows)]
