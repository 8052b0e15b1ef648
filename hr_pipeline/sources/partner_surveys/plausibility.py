"""Whether the numbers of a report fit each other: parts and their whole, and a year and the year before.

The wholes are declared once, in `schemas/partitions.csv`. Rules of a single answer belong to `forms/validation.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from hr_pipeline.schemas.reporting import partitions

REPORT = ["delivery", "submission", "partner", "iso3", "area", "year", "period"]
SERIES = ["partner", "iso3", "area", "period", "measure", "subgroup"]
CHANGE = (0.5, 2.0)
"""A year over the year before outside of this is worth a look (UNAIDS and WHO data quality reviews use the same)."""
TOO_MUCH = "the parts are more than the whole"
JUMP = "the number is more than twice or less than half of the year before"
COMPARE = "compare the numbers with your records, and send the report again"


@dataclass(frozen=True)
class Implausible:
    """Numbers of one file that do not fit: their columns and records, the rule and the cure."""

    delivery: str
    columns: str
    records: tuple[int, ...]
    rule: str
    cure: str = COMPARE


def implausible(services: pd.DataFrame) -> list[Implausible]:
    """Find numbers that do not fit.

    Args:
        services: rows of `survey_services`.

    Returns:
        One entry for each whole that its parts exceed, and each jump from one year to the next.
    """
    known = services[services["value"].notna()]
    return [*_exceeding(known), *_jumps(known)]


def _exceeding(known: pd.DataFrame) -> Iterator[Implausible]:
    for column, whole, parts in partitions():
        report = [*REPORT, "measure" if column == "subgroup" else "subgroup"]
        total, given = known[known[column] == whole], known[known[column].isin(parts)]
        if total.empty or given.empty:
            continue
        sums = given.groupby(report, observed=True)["value"].sum().rename("of_parts").reset_index()
        exceeded = total.drop_duplicates(report).merge(sums, on=report, validate="1:1").query("of_parts > value")
        for _, one in exceeded.iterrows():
            same = (given[report] == one[report]).all(axis=1)
            yield _found(pd.concat([one.to_frame().T, given[same]]), TOO_MUCH)


def _jumps(known: pd.DataFrame) -> Iterator[Implausible]:
    before = known.assign(year=known["year"] + 1)[[*SERIES, "year", "value"]].drop_duplicates([*SERIES, "year"])
    both = known.merge(before, on=[*SERIES, "year"], suffixes=("", "_before"), validate="m:1")
    ratio = both["value"] / both["value_before"].where(both["value_before"] > 0)
    for _, one in both[(ratio < CHANGE[0]) | (ratio > CHANGE[1])].groupby(["delivery", "column"], observed=True):
        yield _found(one, JUMP)


def _found(rows: pd.DataFrame, rule: str) -> Implausible:
    columns = " ".join(dict.fromkeys(rows["column"].astype("str")))
    records = tuple(sorted({int(row) for row in rows["row"]}))
    return Implausible(str(rows["delivery"].iloc[0]), columns, records, rule)
