"""What may be compared or added: figures of one basis, and of two where a declared bridge leads from one to the other.

A basis has aspects: phase, price year, year kind, population, definition and so on. Bridges stand in `basis_bridges`;
which operation needs them belongs to the tables.
"""

from collections.abc import Mapping
from itertools import product
from typing import Any, NamedTuple

import pandas as pd

from hr_pipeline.frames import as_records

REASON = "different_basis"
EVERYWHERE = ANY = "*"
APPLIED_COLUMNS = ["row", "aspect", "bridge", "factor", "bridge_row"]


class DifferentBasis(Exception):
    """Figures of different bases were to be compared or added, and no bridge is declared."""


class Bridged(NamedTuple):
    """Rows with a factor, and the bridges that made it.

    Attributes:
        rows: the rows with bridge_factor (1 where bases are the same, missing where no bridge leads across), bridges
            (names separated by blanks) and basis_reason (`different_basis`, or missing).
        applied: APPLIED_COLUMNS, one row for each row and bridge: `row` is the index of the row, `bridge_row` the
            row_id in `basis_bridges`.
    """

    rows: pd.DataFrame
    applied: pd.DataFrame


def bridged(
    rows: pd.DataFrame,
    aspects: Mapping[str, tuple[str, str]],
    basis_bridges: pd.DataFrame,
    computed: Mapping[str, pd.Series] | None = None,
) -> Bridged:
    """Find for each row what takes a figure to the basis of another.

    A basis that is not stated is no basis: it differs from every other. `value * bridge_factor` is comparable, and
    missing where the bases differ.

    Args:
        rows: the figures, with a unique index; iso3 where bridges of single countries may hold.
        aspects: aspect -> column that holds the figure's basis, column that holds the basis it is taken to.
        basis_bridges: the declared bridges.
        computed: bridge -> its factor in each row, of bridges whose factor is not published.
    """
    known = _lookup(basis_bridges)
    steps = [_steps(rows, aspect, sides, known, computed or {}) for aspect, sides in aspects.items()]
    long = pd.concat(steps, ignore_index=True)
    by_row = long.groupby("row")
    names = long[long["bridge"] != ""].groupby("row")["bridge"].agg(lambda used: " ".join(sorted(set(used))))
    factor = by_row["factor"].prod(min_count=len(aspects)).reindex(rows.index).astype("float64")
    differs = factor.isna()
    described = rows.assign(
        bridge_factor=factor,
        bridges=names.reindex(rows.index).fillna("").astype("str").mask(differs, ""),
        basis_reason=pd.Series(REASON, rows.index, dtype="object").where(differs, None),
    )
    used = long[(long["bridge"] != "") & long["row"].map(~differs)]
    return Bridged(described, used[APPLIED_COLUMNS].reset_index(drop=True))


def require_one_basis(rows: pd.DataFrame, by: list[str], aspects: list[str]) -> pd.DataFrame:
    """Let rows pass that are added up within `by`: all rows of one sum are of one basis.

    Raises:
        DifferentBasis: a sum would mix bases; the message names the sum and two of them.
    """
    met = rows[[*by, *aspects]].astype("object").drop_duplicates()
    mixed = met[met.duplicated(by, keep=False)]
    if mixed.empty:
        return rows
    first = mixed.iloc[0]
    second = mixed[(mixed[by] == first[by]).all(axis=1)].iloc[1]
    apart = [f"{aspect}={first[aspect]} and {aspect}={second[aspect]}" for aspect in aspects]
    where = "/".join(str(part) for part in first[by])
    raise DifferentBasis(f"{where}: {'; '.join(apart)} are never added; {_HOW_TO_FIX}")


_HOW_TO_FIX = "keep them apart, or declare a bridge in reference/basis_bridges.csv"


def _lookup(basis_bridges: pd.DataFrame) -> dict[tuple[str, str, str], dict[str, Any]]:
    columns = ["from_basis", "to_basis", "scope", "bridge", "factor", "row_id"]
    plain = basis_bridges[columns].astype(dict.fromkeys(columns[:4], "str"))
    return {(row["from_basis"], row["to_basis"], row["scope"]): row for row in as_records(plain)}


def _steps(
    rows: pd.DataFrame,
    aspect: str,
    sides: tuple[str, str],
    known: dict[tuple[str, str, str], dict[str, Any]],
    computed: Mapping[str, pd.Series],
) -> pd.DataFrame:
    """Give for one aspect each row's bridge and factor."""
    own, other = (rows[side].astype("str").where(rows[side].notna(), "") for side in sides)
    scope = rows["iso3"].astype("str") if "iso3" in rows else pd.Series(EVERYWHERE, rows.index, dtype="str")
    cases = pd.DataFrame({"own": own, "other": other, "scope": scope})
    met = list(cases.itertuples(index=False, name=None))
    found = {(start, end, place): _bridge(aspect, start, end, place, known) for start, end, place in set(met)}
    chosen = [found[case] for case in met]
    steps = pd.DataFrame(chosen, columns=["bridge", "factor", "bridge_row"], index=rows.index)
    for name, factor in computed.items():
        steps["factor"] = steps["factor"].mask(steps["bridge"] == name, factor)
    return steps.rename_axis("row").reset_index().assign(aspect=aspect)


def _bridge(
    aspect: str, own: str, other: str, scope: str, known: dict[tuple[str, str, str], dict[str, Any]]
) -> tuple[str, float, Any]:
    """Choose the most particular bridge: of the country before all, of the very values before any."""
    if own and own == other:
        return "", 1.0, pd.NA
    if own and other:
        for place, start, end in product((scope, EVERYWHERE), (own, ANY), (other, ANY)):
            row = known.get((f"{aspect}={start}", f"{aspect}={end}", place))
            if row:
                return row["bridge"], row["factor"], row["row_id"]
    return "", float("nan"), pd.NA
