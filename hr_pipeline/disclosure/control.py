"""The whole control of one build: which figures a release must not show, and which of those could still be worked out.

What earlier releases showed comes in as a frame; reading them belongs to `releases/register.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from hr_pipeline.disclosure.audit import exposed
from hr_pipeline.disclosure.figures import are_related, counts_of_people, past_cell, whole_groups
from hr_pipeline.disclosure.suppression import protected
from hr_pipeline.disclosure.thresholds import disclosed_with
from hr_pipeline.provenance.contributions import figure_ids
from hr_pipeline.schemas.tables import INDICATOR_TABLES, keys

DEPENDENT = "dependent"
EARLIER = ["figure", "release", "value", "is_hidden"]
"""Of earlier releases: value as published, or of a hidden figure as we know it at home (missing where we do not)."""


@dataclass(frozen=True)
class Control:
    """What a release must hide.

    Attributes:
        suppressions: one row per hidden figure: figure, table, row, column, kind, value.
        recoverable: hidden counts that an attacker could narrow down too far all the same; a zero that earlier releases
            give away tells of nobody and does not stop a release.
    """

    suppressions: pd.DataFrame
    recoverable: list[str]


def control(tables: dict[str, pd.DataFrame], lineage: pd.DataFrame, earlier: pd.DataFrame) -> Control:
    """Decide what a release must hide.

    Args:
        tables: the published tables, with all values.
        lineage: contributions to their figures, with all values.
        earlier: EARLIER, of all releases before.
    """
    counts, relations = are_related(counts_of_people(tables), lineage, earlier)
    if counts.empty:
        return Control(_suppressions(counts.assign(kind="")), [])
    cells = protected(_cells(counts, relations, earlier), relations)
    named = counts.assign(kind=counts["cell"].map(cells["kind"]))
    hidden = named[named["kind"] != ""]
    found = set(exposed(cells, relations))
    dependents = _dependents(counts, hidden, tables, lineage)
    return Control(
        pd.concat([_suppressions(hidden), dependents], ignore_index=True).drop_duplicates("figure", ignore_index=True),
        sorted(hidden.loc[hidden["cell"].isin(found) & (hidden["value"] != 0), "figure"]),
    )


def _cells(counts: pd.DataFrame, relations: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """Describe each cell as the suppression takes it; one of several figures is as sensitive as the most sensitive."""
    described = counts.merge(earlier.rename(columns={"value": "before"}), on="figure", how="left", validate="1:m")
    was_hidden = described["is_hidden"].eq(other=True)
    step = (described["before"] - described["value"]).abs()
    same = step < 0.5
    grew_little = (
        ~same
        & (step < described["threshold"])
        & described["cell"].isin(_sums_of_reports(relations, set(described["cell"])))
    )
    described = described.assign(
        is_known=described["is_hidden"].eq(other=False) & same,
        is_held=was_hidden & (same | described["before"].isna()) | described["is_hidden"].eq(other=False) & grew_little,
        is_whole_group=described["figure"].isin(whole_groups(counts)),
    )
    flags = ["is_known", "is_held", "is_whole_group"]
    cells = described.groupby("cell").agg({"value": "first", "threshold": "max"} | dict.fromkeys(flags, "any"))
    past = _past(counts, earlier, set(relations["cell"]))
    unpublished = sorted(set(relations["cell"]) - set(cells.index) - set(past.index))
    none = pd.DataFrame({"value": float("nan"), "threshold": 0.0} | dict.fromkeys(flags, False), index=unpublished)
    return pd.concat([part for part in (cells, past, none) if len(part)])


def _past(counts: pd.DataFrame, earlier: pd.DataFrame, used: set[str]) -> pd.DataFrame:
    """Describe values of earlier releases that changed since: what was shown is known, the rest stays hidden."""
    threshold = counts.set_index("figure")["threshold"]
    names = pd.Series(list(map(past_cell, earlier["figure"], earlier["release"])), earlier.index, dtype="str")
    past = earlier.assign(cell=names)[names.isin(used)].drop_duplicates("cell", keep="last").set_index("cell")
    is_hidden = past["is_hidden"].astype("bool")
    return pd.DataFrame(
        {
            "value": past["value"],
            "threshold": past["figure"].map(threshold),
            "is_known": ~is_hidden,
            "is_held": is_hidden,
            "is_whole_group": False,
        }
    )


def _sums_of_reports(relations: pd.DataFrame, published: set[str]) -> set[str]:
    """Name the sums of reports that no table shows: that one grows by few people tells of one report more."""
    equations = relations[relations["is_equation"].astype("bool")]
    unseen = set(equations.loc[~equations["cell"].isin(published), "relation"])
    is_sum = equations["relation"].isin(unseen) & (equations["coefficient"] < 0)
    return set(equations.loc[is_sum, "cell"])


Place = tuple[str, int, str]


def _dependents(
    counts: pd.DataFrame, hidden: pd.DataFrame, tables: dict[str, pd.DataFrame], lineage: pd.DataFrame
) -> pd.DataFrame:
    """Find what gives a hidden count away: its companions in the row, and all that is computed from it.

    Other counts of people are no dependents: the audit decides on them.
    """
    known, first = _places(counts), _places(hidden)
    alongside = {
        (table, row, name) for table, row, column in first for name in disclosed_with().get((table, column), [])
    }
    above = _above(lineage)
    reached: set[Place] = set()
    queue = [*alongside, *(place for given in first for place in above.get(given, []))]
    while queue:
        place = queue.pop()
        if place not in reached | known:
            reached.add(place)
            queue += above.get(place, [])
    return _named(sorted(reached), tables)


def _places(figures: pd.DataFrame) -> set[Place]:
    return set(figures[["table", "row", "column"]].itertuples(index=False, name=None))


def _above(lineage: pd.DataFrame) -> dict[Place, list[Place]]:
    """Give for each published figure the figures that are made of it."""
    edges = lineage[lineage["input_table"].isin(list(INDICATOR_TABLES))]
    above: dict[Place, list[Place]] = {}
    for given, made in zip(_ends(edges, "input"), _ends(edges, "output"), strict=True):
        above.setdefault(given, []).append(made)
    return above


def _ends(edges: pd.DataFrame, end: str) -> Iterator[Place]:
    table, row, column = (edges[f"{end}_{part}"].tolist() for part in ("table", "row", "column"))
    return zip(table, row, column, strict=True)


def _named(places: list[Place], tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    frame = pd.DataFrame(places, columns=["table", "row", "column"])
    parts = [
        figure_ids(tables[str(name)].iloc[same["row"]], str(name), keys(str(name))).set_axis(same.index)
        + "/"
        + same["column"]
        for name, same in frame.groupby("table")
    ]
    figures = pd.concat(parts) if parts else pd.Series(dtype="str")
    return _suppressions(frame.assign(figure=figures.astype("str"), kind=DEPENDENT, value=float("nan")))


def _suppressions(hidden: pd.DataFrame) -> pd.DataFrame:
    columns = {"figure": "str", "table": "str", "row": "Int64", "column": "str", "kind": "str", "value": "float64"}
    return hidden.reindex(columns=list(columns)).astype(columns).reset_index(drop=True)
