"""Which harm reduction service and population a module and intervention of each grant cycle mean.

The names stand in `crosswalk.csv`; matching is on normalised text. How lines are read belongs to `budget_lines.py`.
"""

import re
from functools import cache
from importlib.resources import files

import pandas as pd

ANY = "*"
SPELLINGS = {"programing": "programming", "opiod": "opioid"}
"""Publishers' spellings -> the crosswalk's."""

_MAPPED = ["service", "population", "confidence"]


def classify(lines: pd.DataFrame) -> pd.DataFrame:
    """Add service, population and confidence to lines with grant_cycle, module and intervention.

    A line without module names no service: `unattributed`, population unknown. A line whose module or intervention
    the crosswalk does not know lies outside harm reduction: no service, confidence `none`.
    """
    key = ["grant_cycle", "module", "intervention"]
    pairs = lines[key].drop_duplicates().astype("str").fillna("")
    mapped = pairs.assign(**_mapped(pairs))
    return lines.assign(**{name: _spread(lines[key], mapped, name) for name in _MAPPED})


def _mapped(pairs: pd.DataFrame) -> dict[str, list[str | None]]:
    found = [_lookup(*pair) for pair in pairs.itertuples(index=False)]
    return {name: [entry[position] for entry in found] for position, name in enumerate(_MAPPED)}


def _lookup(cycle: str, module: str, intervention: str) -> tuple[str | None, str | None, str]:
    if not module:
        return "unattributed", "unknown", "none"
    table = _crosswalk()
    exact = table.get((cycle, normalised(module), normalised(intervention)))
    return exact or table.get((cycle, normalised(module), ANY)) or (None, None, "none")


def _spread(lines: pd.DataFrame, mapped: pd.DataFrame, name: str) -> pd.Categorical:
    """Give every line the value of its (cycle, module, intervention), by position in the list of distinct ones."""
    position = lines.groupby(list(lines.columns), observed=True, dropna=False, sort=False).ngroup()
    kind = pd.CategoricalDtype(sorted({value for value in mapped[name] if isinstance(value, str)}))
    return pd.Categorical(mapped[name], dtype=kind).take(position.to_numpy())


def normalised(text: str) -> str:
    """Strip what publishers write differently: case, blanks, blanks around hyphens, curly quotes, dashes, spelling."""
    plain = text.casefold().replace("\u2013", "-").replace("\u2019", "'")
    plain = " ".join(re.sub(r"\s*-\s*", "-", plain).split())
    for published, ours in SPELLINGS.items():
        plain = plain.replace(published, ours)
    return plain


@cache
def _crosswalk() -> dict[tuple[str, str, str], tuple[str, str, str]]:
    rows = pd.read_csv(files(__package__) / "crosswalk.csv", dtype="str", keep_default_na=False)
    return {
        (row["grant_cycle"], normalised(row["module"]), normalised(row["intervention"])): tuple(
            row[name] for name in _MAPPED
        )
        for row in rows.to_dict("records")
    }
