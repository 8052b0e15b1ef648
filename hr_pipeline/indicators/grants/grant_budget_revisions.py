"""`grant_budget_revisions`: what a later publication of grant budgets changed, line by line, and what it left alone.

Changes of one pair of publications add up to the whole difference of their totals. Which publication counts belongs to
`grant_versions.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.indicators.grants.grant_versions import Succession, stated, successions
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.tables import keys

TABLE = "grant_budget_revisions"
SOURCE = "grant_budget_lines"
PERIOD_KEY = ["iso3", "area", "grant_code", "implementation_period", "grant_cycle", "funding_stream"]
LINE_KEY = [
    "line_component",
    "module",
    "intervention",
    "investment_landscape_1",
    "investment_landscape_2",
    "cost_category",
    "year",
]
"""What makes a line the same line in two publications, as far as both state it."""

KEY = keys(TABLE)
VINTAGES = ["vintage_before", "vintage_after"]
HALF_A_CENT = 0.005
DECIMALS = 6
"""The publisher's unrounded amounts: sums must give its totals to the cent."""

ADDED, WITHDRAWN, CHANGED, UNCHANGED = "added", "withdrawn", "changed", "unchanged"
NO_SUCCESSION = Succession("", "")
"""No publication is called so: compares nothing, which gives an empty table its columns."""


def grant_budget_revisions(grant_budget_lines: pd.DataFrame) -> Figures:
    """Compare each publication of grant budgets with the one it is a version of.

    A line that comes more than once in a publication is compared by its sum. Lines that stayed alike to half a cent are
    one row for each implementation period.

    Args:
        grant_budget_lines: lines of all publications.

    Returns:
        One row per pair of publications and line that was added, withdrawn or changed; and its contributions.
    """
    pairs = successions(grant_budget_lines, LINE_KEY) or [NO_SUCCESSION]
    lines = pd.concat([_compared(grant_budget_lines, pair) for pair in pairs], ignore_index=True)
    table = _added_up(lines)
    return published(TABLE, table, _contributions(lines, table), {SOURCE: grant_budget_lines})


def _compared(lines: pd.DataFrame, pair: Succession) -> pd.DataFrame:
    """Put the lines of two publications together and say of each what became of its key."""
    sides = {side: lines[lines["publication"] == name] for side, name in pair._asdict().items()}
    shared = [name for name in LINE_KEY if all(name in stated(part, LINE_KEY) for part in sides.values())]
    unshared = [name for name in LINE_KEY if name not in shared]
    together: pd.DataFrame = (
        pd.concat([part.assign(side=side) for side, part in sides.items()], ignore_index=True)
        .astype({name: "str" for name in [*PERIOD_KEY, *LINE_KEY] if name != "year"})
        .assign(**{f"publication_{side}": name for side, name in pair._asdict().items()})
        .assign(**{f"vintage_{side}": part["vintage"].max() for side, part in sides.items()})
        .assign(revision=lambda both: _revisions(both, [*PERIOD_KEY, *shared]))
        .pipe(_without_line, unshared)
    )
    return together


def _revisions(both: pd.DataFrame, key: list[str]) -> pd.Series:
    """Say of each line whether its key is in one publication only, or has another sum in the later one."""
    number = both.groupby(key, dropna=False, sort=False).ngroup()
    is_after = both["side"] == "after"
    signed = both["amount_usd"].where(is_after, -both["amount_usd"])
    change = signed.groupby(number).transform("sum").round(DECIMALS)
    share_after = is_after.astype("float64").groupby(number).transform("mean")
    return (
        pd.Series(UNCHANGED, index=both.index, dtype="str")
        .mask(change.abs() >= HALF_A_CENT, CHANGED)
        .mask(share_after == 1, ADDED)
        .mask(share_after == 0, WITHDRAWN)
    )


def _without_line(both: pd.DataFrame, unshared: list[str]) -> pd.DataFrame:
    """Take out what only one of the publications states, and all that names a line where it was not revised."""
    is_revised = both["revision"] != UNCHANGED
    return both.assign(**{name: both[name].where(is_revised & (name not in unshared)) for name in LINE_KEY})


def _added_up(lines: pd.DataFrame) -> pd.DataFrame:
    """Add up both sides of each row; a line that was not there has no amount."""
    sides = {f"{side}_usd": lines["amount_usd"].where(lines["side"] == side) for side in ("before", "after")}
    grouped = lines.assign(**sides).groupby([*KEY, *VINTAGES], dropna=False, sort=False)[list(sides)]
    amounts, counts = grouped.sum(min_count=1).round(DECIMALS), grouped.count().astype("Int64")
    change = amounts["after_usd"].fillna(0) - amounts["before_usd"].fillna(0)
    return placed(
        TABLE,
        amounts.assign(
            lines_before=counts["before_usd"],
            lines_after=counts["after_usd"],
            change_usd=change.round(DECIMALS),
            obs_status="A",
            missing_reason=None,
        ).reset_index(),
    )


def _contributions(lines: pd.DataFrame, table: pd.DataFrame) -> list[pd.DataFrame]:
    """Lines add up to the amounts before and after, these two to the change."""
    row = pd.Series(range(len(table)))
    located = lines.merge(table[KEY].assign(output_row=row), on=KEY, how="left", validate="m:1")
    sides = {side: located[located["side"] == side] for side in ("before", "after")}
    change = (TABLE, "change_usd")
    return [
        *(
            edges((TABLE, f"{side}_usd"), part["output_row"], (SOURCE, part["row_id"]), ADDEND, part["amount_usd"])
            for side, part in sides.items()
        ),
        edges(change, row, (TABLE, row, "after_usd"), ADDEND, table["after_usd"]),
        edges(change, row, (TABLE, row, "before_usd"), ADDEND, -table["before_usd"]),
    ]
