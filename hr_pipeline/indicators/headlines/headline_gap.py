"""`headline_gap`: how large the funding gap is: an upper bound, and a range where each unknown payer is bounded.

Gaps of services belong to `funding_gap.py`. Countries of a region are added up by their ends, as if all were wrong in
the same direction, so that a region's range is never too narrow.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, placed, published, words
from hr_pipeline.indicators.headlines.places import added, in_places, of_countries
from hr_pipeline.schemas.codes import labels

TABLE = "headline_gap"
KEY = ["place", "year"]
SOURCE = "funding_gap"
ENDS = ["gap_usd", "gap_usd_low", "gap_usd_high"]
AMOUNTS = ["need_usd", "unfunded_by_reported_payers_usd", *ENDS]
ORDER = ["all_payers_known", "range", "upper_bound_only"]
"""States of a gap, the surest first: a region is as sure as the least sure of its countries."""


def headline_gap(funding_gap: pd.DataFrame, country_groupings: pd.DataFrame) -> Figures:
    """Give the gaps of countries, EECA and MENA over all services.

    Args:
        funding_gap: gaps with their bounds and what is known of payers.
        country_groupings: which countries EECA and MENA hold.

    Returns:
        The table and its contributions; countries whose budgets have no amount in US$ are left out.
    """
    known = (funding_gap["service"] == "all") & funding_gap["unfunded_by_reported_payers_usd"].notna()
    own = funding_gap[known].assign(row=lambda d: d.index).astype({"gap_status": "str"})
    rows = in_places(own, country_groupings)
    table = placed(TABLE, _summed(rows)).pipe(_described, country_groupings)
    parts = [added((TABLE, name), rows, table, (SOURCE, name), KEY) for name in AMOUNTS]
    return published(TABLE, table, parts, {SOURCE: funding_gap})


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    """Add up; a range stands only where each of the countries has one."""
    ranked = rows.assign(rank=rows["gap_status"].map(ORDER.index))
    return (
        ranked.groupby(KEY)
        .agg(
            **{name: (name, "sum") for name in AMOUNTS[:2]},
            **{name: (name, lambda usd: usd.sum(skipna=False)) for name in ENDS},
            rank=("rank", "max"),
            countries=("iso3", "nunique"),
            unknown=("payers_unknown", words),
            answered_by=("answered_by", _joined),
        )
        .reset_index()
    )


def _joined(texts: pd.Series) -> str:
    return "; ".join(sorted({part for text in texts for part in text.split("; ") if part}))


def _described(table: pd.DataFrame, country_groupings: pd.DataFrame) -> pd.DataFrame:
    names = labels("gap_status")
    has_range = table["gap_usd"].notna()
    unknown = (
        "Not reported: " + table["unknown"].astype("str").str.replace(" ", ", ").str.replace("_", " ") + "."
    ).where(table["unknown"] != "", "Each payer is reported.")
    return table.assign(
        status=table["rank"].map(lambda rank: names[ORDER[int(rank)]]).astype("str"),
        why=unknown + of_countries(table, country_groupings, table["countries"]),
        obs_status=has_range.map({True: "E", False: "O"}),
        missing_reason=pd.Series("not_reported", table.index).where(~has_range, None),
    )
