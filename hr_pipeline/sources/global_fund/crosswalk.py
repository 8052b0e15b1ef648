"""Which service and population a module and intervention of each grant cycle mean.

The framework's names stand in `crosswalk.csv`; a new cycle is rows to add. When two names are one belongs to
`names.py`, which services a definition of harm reduction takes to `schemas`.
"""

from functools import cache
from typing import NamedTuple

import pandas as pd

from hr_pipeline.schemas.codes import CONFIDENCES
from hr_pipeline.sources.global_fund.names import alias, normalised, speaks_of_harm_reduction, table

__all__ = ["classify", "normalised"]

ANY = "any"
"""Stands for every other intervention of a module; the crosswalk writes it `*`."""

_MAPPED = ["service", "population", "confidence"]


class Meaning(NamedTuple):
    """What a pair of names means; confidence `none` says that nothing maps it."""

    service: str | None
    population: str | None
    confidence: str


OUTSIDE = Meaning(None, None, "none")
UNATTRIBUTED = Meaning("unattributed", "unknown", "none")
"""Names no module, or speaks of harm reduction in words the crosswalk does not know."""


def classify(lines: pd.DataFrame) -> pd.DataFrame:
    """Add service, population and confidence to lines with grant_cycle, module and intervention.

    - known names: the crosswalk's service and population;
    - an unknown intervention of a known module: service `other`, the module's population, confidence `none`;
    - no module, or unknown names with a word of harm reduction: `unattributed`, population unknown, `none`;
    - any other names lie outside harm reduction: no service, confidence `none`.
    """
    key = ["grant_cycle", "module", "intervention"]
    pairs = lines[key].drop_duplicates().astype("str").fillna("")
    found = [_meaning(*pair) for pair in pairs.itertuples(index=False)]
    mapped = pairs.assign(**{name: [getattr(entry, name) for entry in found] for name in _MAPPED})
    return lines.assign(**{name: _spread(lines[key], mapped, name) for name in _MAPPED})


def _meaning(cycle: str, module: str, intervention: str) -> Meaning:
    module_name, intervention_name = alias(normalised(module)), alias(normalised(intervention))
    if not module_name.name and not intervention_name.name:
        return UNATTRIBUTED
    found = _lookup(cycle, module_name.name, intervention_name.name)
    if found:
        return found._replace(
            confidence=_least_sure(found.confidence, module_name.confidence, intervention_name.confidence)
        )
    return UNATTRIBUTED if speaks_of_harm_reduction(module, intervention) or not module_name.name else OUTSIDE


def _lookup(cycle: str, module: str, intervention: str) -> Meaning | None:
    """Look in the framework of the grant's cycle; names of another cycle's framework are a judgement."""
    known = _modules()
    if (cycle, module) in known:
        return known[cycle, module].get(intervention) or _whole_module(known[cycle, module])
    others = [entries for (_, name), entries in sorted(known.items(), reverse=True) if name == module]
    elsewhere = [entries[intervention] for entries in others if intervention in entries]
    found = elsewhere[0] if elsewhere else next(filter(None, map(_whole_module, others)), None)
    return found and found._replace(confidence=_least_sure(found.confidence, "low"))


def _whole_module(entries: dict[str, Meaning]) -> Meaning | None:
    """A module that serves one purpose maps whole; of a package of services an unknown one stays unmatched."""
    whole = entries.get(ANY)
    return whole._replace(confidence="none") if whole and whole.service == "other" else whole


def _least_sure(*confidences: str) -> str:
    return max(confidences, key=CONFIDENCES.index)


def _spread(lines: pd.DataFrame, mapped: pd.DataFrame, name: str) -> pd.Categorical:
    """Give every line the value of its (cycle, module, intervention), by position in the list of distinct ones."""
    position = lines.groupby(list(lines.columns), observed=True, dropna=False, sort=False).ngroup()
    kind = pd.CategoricalDtype(sorted({value for value in mapped[name] if isinstance(value, str)}))
    return pd.Categorical(mapped[name], dtype=kind).take(position.to_numpy())


@cache
def _modules() -> dict[tuple[str, str], dict[str, Meaning]]:
    """Arrange the crosswalk by (cycle, module): intervention -> meaning."""
    known: dict[tuple[str, str], dict[str, Meaning]] = {}
    for (cycle, module, intervention), meaning in _crosswalk().items():
        known.setdefault((cycle, module), {})[intervention] = meaning
    return known


@cache
def _crosswalk() -> dict[tuple[str, str, str], Meaning]:
    """Read the crosswalk: (cycle, module, intervention) -> meaning, names as `normalised` writes them."""
    return {
        (row["grant_cycle"], normalised(row["module"]), normalised(row["intervention"].replace("*", ANY))): Meaning(
            *(row[name] for name in _MAPPED)
        )
        for row in table("crosswalk.csv")
    }
