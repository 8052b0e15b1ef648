"""What publishers' indicators and subgroups mean in this project; the crosswalks are the CSV files here.

Which column of a table names an indicator belongs to `layout.py`.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from hr_pipeline.formats.yaml_values import Reader, one_of, record, text
from hr_pipeline.packaged import packaged_rows
from hr_pipeline.schemas.codes import LEFT_OUT_REASONS, POPULATIONS, codes
from hr_pipeline.schemas.reference import SIZE_KINDS

RESOURCES = ["need", "availability"]
DENOMINATORS = ["", "population", "sample"]


@dataclass(frozen=True)
class Indicator:
    """What one indicator of a publisher states.

    Attributes:
        measure: of `statistic_measure`, or need or availability; empty where its rows are left out.
        scale: what the published number is multiplied by: 0.01 for per cent, 1000 for thousands.
        decimals: digits behind the decimal mark that the publisher prints at least; -2 where it rounds to hundreds.
        population: whom it is a share of, or counts.
        denominator: what a column of denominators holds: people of the population, or of a sample.
        kind: how it is found, where the row does not say.
        price_year: of an amount in constant prices.
        left_out: why its rows are left out.
        source: where its meaning is published.
    """

    measure: str = ""
    scale: float = 1.0
    decimals: int = 0
    population: str = ""
    denominator: str = ""
    kind: str = "unstated"
    price_year: int | None = None
    left_out: str = ""
    source: str = ""

    @property
    def is_resource(self) -> bool:
        """Tell whether it is money that a region needs or has."""
        return self.measure in RESOURCES


@dataclass(frozen=True)
class Group:
    """What a publisher's subgroup stands for: people, a bound of an estimate, or who pays."""

    subgroup: str = "total"
    bound: str = ""
    financing_source: str = ""


def _number(declared: Any, where: str) -> float:
    return float(one_of(["0.01", "0.001", "1", "1000", "1000000"])(declared, where))


def _digits(declared: Any, where: str) -> int:
    return int(one_of(["-3", "-2", "-1", "0", "1", "2", "3"])(declared, where))


_RULES: dict[str, Reader] = {
    "measure": one_of([*codes("statistic_measure"), *RESOURCES]),
    "scale": _number,
    "decimals": _digits,
    "population": one_of(POPULATIONS),
    "denominator": one_of(DENOMINATORS),
    "kind": one_of(SIZE_KINDS),
    "price_year": lambda declared, where: int(text(declared, where)),
    "left_out": one_of(LEFT_OUT_REASONS),
}
read_indicator = record(Indicator, _RULES)
"""Reads an indicator from the `key: value` lines of a layout."""


@cache
def indicators() -> dict[str, Indicator]:
    """Read the packaged crosswalk: slug of the indicator's name or code -> what it states."""
    table = packaged_rows(__package__, "indicators.csv")
    rows = table.drop(columns="indicator").to_dict("records")
    declared = [{key: value for key, value in row.items() if value} for row in rows]
    return {name: read_indicator(row, name) for name, row in zip(table["indicator"], declared, strict=True)}


@cache
def groups() -> dict[str, Group]:
    """Read the packaged subgroups: slug -> what it stands for."""
    table = packaged_rows(__package__, "subgroups.csv")
    fields = table[["subgroup", "bound", "financing_source"]].itertuples(index=False, name=None)
    return {name: Group(*row) for name, row in zip(table["text"], fields, strict=True)}


@cache
def units() -> dict[str, str]:
    """Read the unit of each measure."""
    table = packaged_rows(__package__, "measures.csv")
    return dict(zip(table["measure"], table["unit"], strict=True))


def slug(words: str) -> str:
    """Make texts of different editions comparable: `Viral hepatitis, < 25` is viral_hepatitis_lt_25."""
    plain = words.casefold().replace(">=", " gte ").replace("<", " lt ").replace("+", "plus")
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


@cache
def _split() -> re.Pattern[str]:
    ends = "|".join(sorted(map(re.escape, groups()), key=len, reverse=True))
    return re.compile(rf"(?P<indicator>.+?)_(?P<group>{ends})")


def meaning(texts: tuple[str, ...], subgroup: str, own: dict[str, Indicator]) -> tuple[Indicator, Group] | None:
    """Find what a row states.

    Args:
        texts: names or codes of its indicator, the usual one first; any may have the subgroup at its end.
        subgroup: its subgroup; empty where the indicator's name ends in it.
        own: indicators of the layout itself, which win.

    Returns:
        The indicator and the group; None where either is unknown.
    """
    known = indicators() | {slug(key): indicator for key, indicator in own.items()}
    for name in texts:
        whole = "_".join(part for part in (slug(name), slug(subgroup)) if part)
        found = _split().fullmatch(whole) or _split().fullmatch(f"{whole}_total")
        if found and found["indicator"] in known:
            return known[found["indicator"]], groups()[found["group"]]
    return None
