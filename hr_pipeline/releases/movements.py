"""Money that moved since the last release: by source table, country, service and phase, each with its explanation.

A movement beyond the thresholds is explained by a new delivery of the source that states the country, by new reference
data or corrections, or by an acknowledgement; a withdrawal by an acknowledgement alone. What is not explained holds the
release. Reading releases and writing them belongs to `defs/releases.py`.
"""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from hr_pipeline.schemas.thresholds import thresholds

CELL = ["dataset", "iso3", "service", "phase"]
REFERENCE = [
    "exchange_rates",
    "exchange_rate_alternatives",
    "multiple_exchange_rates",
    "redenominations",
    "double_count_decisions",
]
"""Reference tables that money is converted and decided by."""

MOVEMENT, WITHDRAWAL = "movement", "withdrawal"
COLUMNS = ["kind", *CELL, "before_usd", "after_usd", "subject", "explanation"]
SHOWN = 10
NOWHERE = "none"


class Release(NamedTuple):
    """The tables of a release, or of a build that may become one, from which movements are computed.

    Attributes:
        funding: `harm_reduction_funding`.
        ledger: `publication_ledger`.
        sources: the snapshots: delivery, source, role, sha256.
    """

    funding: pd.DataFrame
    ledger: pd.DataFrame
    sources: pd.DataFrame


def movements(
    before: Release | None,
    after: Release,
    stated: Mapping[str, pd.DataFrame],
    acknowledged: set[str],
    check_thresholds: pd.DataFrame,
) -> pd.DataFrame:
    """List the money that moved, and what revisions no longer state.

    Args:
        before: the last release; none before the first.
        after: the build.
        stated: source table -> its rows with delivery and iso3.
        acknowledged: subjects that a person has acknowledged.
        check_thresholds: `money_movement` (share and US$) and `publication_withdrawal` (share).

    Returns:
        COLUMNS, one row per movement or withdrawal beyond the thresholds; explanation is empty where it holds the
        release.
    """
    bounds = thresholds(check_thresholds)
    moved = [] if before is None else [_moved(before, after, stated, bounds)]
    every = pd.concat([*moved, _withdrawn(before, after, bounds)], ignore_index=True)
    is_acknowledged = every["subject"].isin(acknowledged) & (every["explanation"] == "")
    return every.assign(explanation=every["explanation"].mask(is_acknowledged, "acknowledged"))[COLUMNS]


def held(found: pd.DataFrame) -> str:
    """Name what holds the release and how to let it go on; empty where all is explained."""
    subjects = found.loc[found["explanation"] == "", "subject"]
    if subjects.empty:
        return ""
    shown = "; ".join(subjects.head(SHOWN)) + (f"; and {len(subjects) - SHOWN} more" if len(subjects) > SHOWN else "")
    return (
        f"{len(subjects)} changes of money have no explanation: {shown}. How to fix it: deliver what is "
        "missing, or state subject, reason and acknowledged_by of each in acknowledgements.yaml of the landing folder."
    )


def _moved(
    before: Release, after: Release, stated: Mapping[str, pd.DataFrame], bounds: dict[tuple[str, str], float]
) -> pd.DataFrame:
    sums = pd.concat({"before_usd": _sums(before.funding), "after_usd": _sums(after.funding)}, axis=1).fillna(0.0)
    change = (sums["after_usd"] - sums["before_usd"]).abs()
    larger = sums[["before_usd", "after_usd"]].abs().max(axis=1)
    is_large = (change > bounds["money_movement_usd", "high"]) & (
        change > bounds["money_movement_share", "high"] * larger
    )
    found = sums[is_large].reset_index()
    amounts = _dollars(found["before_usd"]) + " to " + _dollars(found["after_usd"]) + " US$"
    cell = found[CELL[0]].str.cat(found[CELL[1:]], sep="/")
    return found.assign(
        kind=MOVEMENT,
        subject=f"{MOVEMENT} of " + cell + ": " + amounts,
        explanation=_explanations(found, before.sources, after.sources, stated),
    )


def _dollars(amounts: pd.Series) -> pd.Series:
    return pd.Series([f"{usd:.2f}" for usd in amounts], index=amounts.index, dtype="str")


def _sums(funding: pd.DataFrame) -> pd.Series:
    """Add up counted money; releases before 2026 held the rest in the same table."""
    counted = funding[funding["decision"].astype("str") == "counted"] if "decision" in funding else funding
    texts = counted.astype(dict.fromkeys(CELL, "str")).fillna({"iso3": NOWHERE})
    return texts.groupby(CELL)["amount_usd"].sum()


def _explanations(
    found: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame, stated: Mapping[str, pd.DataFrame]
) -> pd.Series:
    """Name what new came since the last release and concerns the money."""
    new = after[~after["sha256"].isin(before["sha256"])]
    is_reference = new["delivery"].str.contains("|".join(rf"/{name}\.csv$" for name in REFERENCE))
    of_all = "correction" if (new["role"] == "corrections").any() else "reference" if is_reference.any() else ""
    pairs = {name: _countries(table, set(new["delivery"])) for name, table in stated.items()}
    touched = [iso3 in pairs.get(dataset, set()) for dataset, iso3 in zip(found["dataset"], found["iso3"], strict=True)]
    return pd.Series(of_all, index=found.index, dtype="str").mask(pd.Series(touched, dtype="bool"), "new_delivery")


def _countries(rows: pd.DataFrame, deliveries: set[str]) -> set[str]:
    own = rows.loc[rows["delivery"].isin(deliveries), "iso3"].drop_duplicates()
    return set(own.astype("str").fillna(NOWHERE))


def _withdrawn(before: Release | None, after: Release, bounds: dict[tuple[str, str], float]) -> pd.DataFrame:
    """List revisions that no longer state more than the threshold of what they replace, and that are new."""
    ledger = after.ledger[after.ledger["withdrawn_usd"].notna()]
    large = ledger[ledger["withdrawn_usd"] > bounds["publication_withdrawal", "high"] * ledger["replaced_usd"]]
    amounts = _dollars(large["withdrawn_usd"])
    subject = f"{WITHDRAWAL} by " + large["publication"].astype("str") + ": " + amounts + " US$ no longer stated"
    known = set() if before is None else set(_withdrawn(None, before, bounds)["subject"])
    listed = large.assign(
        kind=WITHDRAWAL,
        subject=subject.astype("str"),
        before_usd=large["replaced_usd"],
        after_usd=large["replaced_usd"] - large["withdrawn_usd"],
        explanation="",
        **dict.fromkeys(CELL[1:], ""),
    ).astype({"dataset": "str"})
    return listed.loc[~listed["subject"].isin(known), COLUMNS]
