"""Calendar years of a revision that states none: those of the lines it replaces, scaled to its own amounts.

Which lines it replaces belongs to `publications.py`; lines with days of their own are split by `calendar_years.py`.
"""

import pandas as pd

from hr_pipeline.indicators.grants.line_keys import PERIOD

GRAINS = [[PERIOD, "module", "intervention"], [PERIOD, "module"], [PERIOD]]
"""Where the profile of a line is looked for: its intervention, else its module, else its implementation period."""
CENTS = 2


def with_years(lines: pd.DataFrame, publications: list[str]) -> pd.DataFrame:
    """Repeat counted lines of publications without years for each year of what they replaced.

    Args:
        lines: all lines with standing and replaced_by, a row of its own index each.
        publications: revisions that state no years.

    Returns:
        The lines; those that have a profile have a year and is_year_profile, and add up to what was stated.
    """
    own = lines["publication"].astype("str").isin(publications) & lines["standing"].eq("counted") & lines["year"].isna()
    replaced = lines[lines["replaced_by"].isin(publications) & lines["year"].notna()]
    texts = [PERIOD, "module", "intervention"]
    open_ = lines[own].astype(dict.fromkeys(texts, "str")).fillna(dict.fromkeys(texts, ""))
    older = replaced.astype(dict.fromkeys(texts, "str")).fillna(dict.fromkeys(texts, ""))
    parts = []
    for grain in GRAINS:
        found = open_[[*grain]].assign(at=open_.index).merge(_shares(older, grain), on=grain, validate="m:m")
        parts.append(found[["at", "profile_year", "share"]])
        open_ = open_[~open_.index.isin(found["at"])]
    profile = pd.concat(parts, ignore_index=True)
    return _split(lines, profile)


def _shares(older: pd.DataFrame, grain: list[str]) -> pd.DataFrame:
    """Give the share of each year in older money; money with reimbursements that outweigh a year has no profile."""
    sums = older.groupby([*grain, "year"])["amount_usd"].sum().rename("usd").reset_index()
    totals = sums.groupby(grain)["usd"].agg(["sum", "min"]).reset_index()
    usable = totals[(totals["sum"] > 0) & (totals["min"] >= 0)]
    found = sums.merge(usable, on=grain, validate="m:1").sort_values([*grain, "year"])
    return found.assign(share=found["usd"] / found["sum"]).rename(columns={"year": "profile_year"})


def _split(lines: pd.DataFrame, profile: pd.DataFrame) -> pd.DataFrame:
    """Split lines by their profile in whole cents; the last year takes the remainder."""
    held = lines.loc[profile["at"]].assign(
        at=profile["at"].to_numpy(), share=profile["share"].to_numpy(), year=profile["profile_year"].to_numpy()
    )
    so_far = (held["amount_usd"] * held.groupby("at")["share"].cumsum()).round(CENTS)
    is_last = ~held.duplicated("at", keep="last")
    until = so_far.mask(is_last, held["amount_usd"])
    amounts = until - until.groupby(held["at"]).shift(fill_value=0.0)
    years = held.assign(amount_usd=amounts, is_year_profile=True).astype({"year": "Int64"})
    kept = lines[~lines.index.isin(profile["at"])]
    together = pd.concat([kept, years[lines.columns].astype(kept.dtypes)])
    return together.sort_index(kind="stable").reset_index(drop=True)
