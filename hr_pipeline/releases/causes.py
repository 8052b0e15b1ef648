"""Why a figure changed from one release to another: one cause after the other, so that the parts add up to the change.

The inputs of the older release are replaced by those of the newer one, one cause at a time in the order of CAUSES, and
all tables are computed after each. A part is the difference between two computations; what two causes bring about
together is in the part of the later one. Computing the tables belongs to `defs/attributing.py`.
"""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd

from hr_pipeline.frames import as_records
from hr_pipeline.packaged import packaged_rows

CODE, NOT_ATTRIBUTED = "code", "not_attributed"
CAUSES = {
    CODE: "the older inputs computed by this code, and this code against the code of the newer release",
    "source_revised": "other bytes of a delivered file, or other notes on it",
    "withdrawn_delivery": "a delivered file that the newer release no longer has",
    "new_delivery": "a delivered file that the older release did not have",
    "mapping": "a layout, a grouping of countries or a decision on double counts",
    "correction": "the ledger of corrections and acknowledgements",
    "rate": "exchange rates and price indices",
    "method": "parameters, thresholds and targets of the formulas",
    NOT_ATTRIBUTED: "code, or files that were not kept and cannot be computed again",
}
"""Each cause and what it holds, in the order in which they are applied."""
CENTS, DIGITS = 2, 6
"""Amounts are compared to a cent, other values to a millionth, so that parts add up exactly as they are shown."""
COLUMNS = ["figure", "unit", "before", "after", "change", "cause", "part", "inputs"]


class Stage(NamedTuple):
    """The inputs after one more cause: what it replaced, and all snapshots that are now the inputs."""

    cause: str
    replaced: list[str]
    sources: pd.DataFrame


def stages(before: pd.DataFrame, after: pd.DataFrame) -> list[Stage]:
    """Lead from the inputs of one release to those of another, one cause at a time.

    Args:
        before: the snapshots of the older release (`sources`).
        after: the snapshots of the newer release.

    Returns:
        The older inputs under the cause `code`, then one stage for each cause that replaces at least one file.
    """
    moved = _moved(before, after)
    found = [Stage(CODE, [], before)]
    for cause in CAUSES:
        replaced = sorted(moved.index[moved == cause])
        if replaced:
            rest = found[-1].sources
            kept = rest[~rest["delivery"].isin(replaced)]
            found.append(Stage(cause, replaced, pd.concat([kept, after[after["delivery"].isin(replaced)]])))
    return found


def _moved(before: pd.DataFrame, after: pd.DataFrame) -> pd.Series:
    """Give the cause of each delivery that is new, gone or replaced."""
    older, newer = (side[["delivery", "role", "sha256"]] for side in (before, after))
    both = older.merge(newer, on="delivery", how="outer", suffixes=("_before", "_after"), validate="1:1")
    moved = both[both["sha256_before"].fillna("") != both["sha256_after"].fillna("")]
    causes = {row["delivery"]: _cause(row) for row in as_records(moved)}
    return pd.Series(causes, dtype="str")


def _cause(row: Mapping[str, Any]) -> str:
    is_new, is_gone = pd.isna(row["sha256_before"]), pd.isna(row["sha256_after"])
    role = row["role_before"] if is_gone else row["role_after"]
    for rule in _rules():
        if fnmatchcase(str(role), rule["role"]) and fnmatchcase(str(row["delivery"]), rule["delivery"]):
            return str(rule["cause"])
    return "new_delivery" if is_new else "withdrawn_delivery" if is_gone else "source_revised"


@cache
def _rules() -> tuple[dict[str, str], ...]:
    return tuple(as_records(packaged_rows(__package__, "causes.csv")))


def attributed(published: Sequence[pd.DataFrame], computed: Sequence[tuple[Stage, pd.DataFrame]]) -> pd.DataFrame:
    """Divide the change of each figure among the causes.

    Args:
        published: the figures of the older and of the newer release, as `figures_of` gives them.
        computed: each stage with the figures that were computed of its inputs, in their order.

    Returns:
        COLUMNS, one row per figure and cause that moved it. The parts of a figure add up to its change; a part without
        value is a cause by which the figure appeared or went missing.
    """
    before, after = (_rounded(figures) for figures in published)
    steps = [(stage.cause, ", ".join(stage.replaced), _rounded(figures)) for stage, figures in computed]
    sequence = [("", "", before), *steps, (CODE, "", after)]
    parts = [_part(cause, inputs, earlier, later) for (_, _, earlier), (cause, inputs, later) in pairwise(sequence)]
    ends = _paired(before[["value"]], after[["value"]], "_before", "_after")
    ends = ends.set_axis(["before", "after"], axis=1).assign(change=lambda d: (d["after"] - d["before"]).round(DIGITS))
    return _added(pd.concat(parts)).join(ends, on="figure")[COLUMNS]


def _paired(left: pd.DataFrame, right: pd.DataFrame, *suffixes: str) -> pd.DataFrame:
    """Put two lists of figures next to each other, also those that one of them lacks."""
    return left.merge(
        right, left_index=True, right_index=True, how="outer", suffixes=(suffixes[0], suffixes[1]), validate="1:1"
    ).rename_axis("figure")


def _rounded(figures: pd.DataFrame) -> pd.DataFrame:
    is_money = figures["unit"].astype("str").str.contains("US$", regex=False)
    return figures.assign(value=figures["value"].round(DIGITS).mask(is_money, figures["value"].round(CENTS)))


def _part(cause: str, inputs: str, earlier: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Give the figures that differ between two computations."""
    both = _paired(earlier, later, "_earlier", "_later")
    moved = both[(both["value_earlier"] != both["value_later"])]
    return pd.DataFrame(
        {
            "unit": moved["unit_later"].fillna(moved["unit_earlier"]),
            "cause": cause,
            "part": moved["value_later"] - moved["value_earlier"],
            "inputs": inputs,
        }
    )


def _added(parts: pd.DataFrame) -> pd.DataFrame:
    """Add up the two parts of the code, before and after the inputs were replaced."""
    order = {cause: position for position, cause in enumerate(CAUSES)}
    found = parts.reset_index().groupby(["figure", "cause"], as_index=False, sort=False)
    added = found.agg(unit=("unit", "first"), part=("part", _sum), inputs=("inputs", "first"))
    sequence = added.assign(order=added["cause"].map(order)).sort_values(["figure", "order"], ignore_index=True)
    return sequence[sequence["part"] != 0].drop(columns="order")


def _sum(parts: pd.Series) -> float:
    return round(float(parts.sum(skipna=False)), DIGITS)
