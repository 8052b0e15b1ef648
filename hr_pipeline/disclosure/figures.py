"""The counts of people in published tables, and how they are related.

A count is a figure of a column whose schema says `disclosure: people` (of a column next to a `<column>_unit`, only
those in people; of rows whose `statement` is a publication, none). Figures that state one number are one cell: what
hides one hides all. Sums come from the lineage, wholes and parts from `partitions.csv` and the areas of a country.
Whether parts add up is asked of the values: where they do, an attacker may take it for an equation; where they stay
below, the whole bounds them (others did not report); where different people overlap, the largest part and the sum of
the parts bound the whole.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from hr_pipeline.disclosure.thresholds import NATIONAL, thresholds
from hr_pipeline.provenance.contributions import ADDEND, figure_ids
from hr_pipeline.schemas.reporting import partitions
from hr_pipeline.schemas.tables import INDICATOR_TABLES, keys, schema

PEOPLE, SUPPRESSED = "people", "suppressed"
PUBLISHED = "published_statistics"
"""What others have published already is known to everybody: hiding it protects nobody."""
NEAR = 1e-6

Terms = list[tuple[str, float]]


def people_columns(table: str) -> list[str]:
    """Name the columns of a table that count people."""
    rules = schema(table).columns.items()
    return [str(name) for name, rule in rules if (rule.metadata or {}).get("disclosure") == PEOPLE]


def counts_of_people(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """List every published count of people.

    Returns:
        One row per figure: figure (its id), table, row (position), column, value, threshold and the key columns that
        tables share; missing values only where they were hidden before.
    """
    found = [
        _counts(name, tables[name], column)
        for name in sorted(set(tables) & set(INDICATOR_TABLES))
        for column in people_columns(name)
    ]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=["figure", "value", "threshold"])


def _counts(name: str, table: pd.DataFrame, column: str) -> pd.DataFrame:
    subgroup, area = (_plain(table, key, default) for key, default in (("subgroup", "total"), ("area", NATIONAL)))
    unit = _plain(table, f"{column}_unit", PEOPLE)
    others = [key for key in keys(name) if key not in ("subgroup", "area")]
    topic = [key for key in others if key not in ("measure", "service")]
    counted = pd.DataFrame(
        {
            "figure": figure_ids(table, name, keys(name)) + f"/{column}",
            "table": name,
            "row": range(len(table)),
            "column": column,
            "value": table[column].astype("float64"),
            "threshold": thresholds(name, subgroup, area),
            "about": figure_ids(table, name, others) + f"/{column}",
            "topic": figure_ids(table, name, topic) + f"/{column}",
            "measure": _plain(table, "measure", ""),
            "subgroup": subgroup,
            "area": area,
        }
    )
    is_hidden = table["missing_reason"].astype("str") == SUPPRESSED
    is_public = _plain(table, "statement", "") == PUBLISHED
    return counted[(unit == PEOPLE) & ~is_public & (table[column].notna() | is_hidden)]


def _plain(table: pd.DataFrame, column: str, default: str) -> pd.Series:
    return table[column].astype("str") if column in table else pd.Series(default, table.index)


def are_related(
    counts: pd.DataFrame, lineage: pd.DataFrame, earlier: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Put figures that state one number together, and write down how the numbers are related.

    Args:
        counts: as `counts_of_people` gives them.
        lineage: contributions, with values.
        earlier: figure, release, value of the figures of releases before; those that were different then are cells of
            their own, named as `past_cell` names them, related as they were.

    Returns:
        `counts` with `cell`, and the relations between cells as `audit` takes them; reported rows that no table
        publishes are cells too, named `table#row_id`.
    """
    value = {str(figure): number for figure, number in counts.set_index("figure")["value"].items()}
    sums = list(_sums(counts, lineage))
    value |= {name: amount for _, terms, amounts in sums for (name, _), amount in zip(terms, amounts, strict=True)}
    exact = [(whole, terms) for whole, terms, amounts in sums if abs(sum(amounts) - value[whole]) < NEAR]
    cell = _same([(whole, terms[0][0]) for whole, terms in exact if len(terms) == 1], list(value))
    named = counts.assign(cell=counts["figure"].map(cell))
    lines: list[tuple[Terms, bool]] = [([(whole, -1.0), *terms], True) for whole, terms in exact if len(terms) > 1]
    wholes = list(_wholes(counts))
    lines += [line for whole, parts in wholes for line in _lines(whole, parts, value)]
    wholes += [(whole, [name for name, _ in terms]) for whole, terms, _ in sums]
    if earlier is not None and len(earlier):
        past, names = _past_lines(wholes, value, earlier)
        lines, cell = lines + past, cell | names
    return named, _relations(lines, cell)


def past_cell(figure: str, release: str) -> str:
    """Name the value that a figure had in an earlier release."""
    return f"{figure}@{release}"


def _past_lines(
    wholes: list[tuple[str, list[str]]], value: dict[str, float], earlier: pd.DataFrame
) -> tuple[list[tuple[Terms, bool]], dict[str, str]]:
    """Write down how counts were related in earlier releases: a new part is what a whole grew by since.

    Returns:
        The lines over today's figures where they are unchanged and over past cells elsewhere, and the past cells.
    """
    lines: list[tuple[Terms, bool]] = []
    names: dict[str, str] = {}
    for release, shown in earlier.dropna(subset=["value"]).groupby("release"):
        before = dict(zip(shown["figure"], shown["value"], strict=True))
        changed = {name for name, amount in before.items() if abs(value.get(name, amount) - amount) >= NEAR}
        aliases = {name: past_cell(name, str(release)) for name in changed}
        for whole, parts in wholes:
            then = [part for part in parts if part in before]
            if whole in before and then and (len(then) < len(parts) or changed & {whole, *then}):
                for terms, is_equation in _lines(whole, then, before):
                    lines.append(([(aliases.get(name, name), sign) for name, sign in terms], is_equation))
        names |= {name: name for name in aliases.values()}
    return lines, names


def _sums(counts: pd.DataFrame, lineage: pd.DataFrame) -> Iterator[tuple[str, Terms, list[float]]]:
    """Give each count that is a sum: its figure, what it adds, and how much each gives."""
    places = counts[["table", "row", "column", "figure"]]
    plain = lineage.loc[lineage["role"] == ADDEND, _EDGE].astype(dict.fromkeys(_EDGE_CODES, "str"))
    named = plain.merge(places, left_on=["output_table", "output_row", "output_column"], right_on=_PLACE, how="inner")
    inputs = places.rename(columns={"figure": "given", "table": "t", "row": "r", "column": "c"})
    both = named.merge(
        inputs, left_on=["input_table", "input_row", "input_column"], right_on=["t", "r", "c"], how="left"
    )
    given = both["given"].fillna(both["input_table"] + "#" + both["input_row"].astype("str"))
    for figure, edges in both.assign(given=given).groupby("figure", sort=True):
        used = edges[edges["contribution"] != 0]
        yield str(figure), [(name, 1.0) for name in used["given"]], used["contribution"].tolist()


_PLACE = ["table", "row", "column"]
_EDGE_CODES = ["output_table", "output_column", "input_table", "input_column"]
_EDGE = [*_EDGE_CODES, "output_row", "input_row", "contribution"]


def _same(pairs: list[tuple[str, str]], names: list[str]) -> dict[str, str]:
    """Name each set of equal figures by one of them."""
    at = {name: position for position, name in enumerate(names)}
    ends = np.array([[at[one], at[other]] for one, other in pairs], dtype="int64").reshape(-1, 2)
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(names), len(names)))
    _, group = connected_components(graph, directed=False)
    first: dict[int, str] = {}
    return {name: first.setdefault(int(number), name) for name, number in zip(names, group, strict=True)}


def _wholes(counts: pd.DataFrame) -> Iterator[tuple[str, list[str]]]:
    """Give each whole with its parts: groups of one place, measures of one group, areas of one country."""
    for _, same in counts.groupby(["about", "area"], sort=True):
        figure = dict(zip(same["subgroup"], same["figure"], strict=True))
        yield from _parted(figure, "subgroup")
    for _, same in counts.groupby(["topic", "area", "subgroup"], sort=True):
        yield from _parted(dict(zip(same["measure"], same["figure"], strict=True)), "measure")
    for _, same in counts.groupby(["about", "subgroup"], sort=True):
        figure = dict(zip(same["area"], same["figure"], strict=True))
        if NATIONAL in figure and len(figure) > 1:
            yield figure[NATIONAL], [figure[area] for area in sorted(figure) if area != NATIONAL]


def _parted(figure: dict[str, str], column: str) -> Iterator[tuple[str, list[str]]]:
    """Give each declared whole of a column whose figure is there, with the figures of its parts."""
    for name, whole, parts in partitions():
        present = [figure[part] for part in parts if part in figure]
        if name == column and whole in figure and present:
            yield figure[whole], present


def _lines(whole: str, parts: list[str], value: dict[str, float]) -> list[tuple[Terms, bool]]:
    """Write down what the values keep; where one is hidden even from us, that none exceeds the whole is all we say."""
    given = [value[part] for part in parts]
    total, below = value[whole], [([(part, 1.0), (whole, -1.0)], False) for part in parts]
    if np.isnan([total, *given]).any():
        return []
    if abs(sum(given) - total) < NEAR and len(parts) > 1:
        return [([(whole, -1.0), *[(part, 1.0) for part in parts]], True)]
    if sum(given) <= total:
        return [([(whole, -1.0), *[(part, 1.0) for part in parts]], False)]
    if max(given) <= total:
        return [*below, ([(whole, 1.0), *[(part, -1.0) for part in parts]], False)]
    return []


def _relations(lines: list[tuple[Terms, bool]], cell: dict[str, str]) -> pd.DataFrame:
    """Put relations between cells into rows; those that say the same of the same cells are one."""
    rows = []
    for number, (terms, is_equation) in enumerate(lines):
        added: dict[str, float] = {}
        for name, coefficient in terms:
            added[cell[name]] = added.get(cell[name], 0.0) + coefficient
        rows += [(number, name, coefficient, is_equation) for name, coefficient in added.items() if coefficient]
    return pd.DataFrame(rows, columns=["relation", "cell", "coefficient", "is_equation"])


def whole_groups(counts: pd.DataFrame) -> set[str]:
    """Name the counts that tell something of everybody in a group: one part is the whole, the others are zero."""
    value = {str(figure): number for figure, number in counts.set_index("figure")["value"].items()}
    found: set[str] = set()
    for _, same in counts.groupby(["about", "area"], sort=True):
        figure = dict(zip(same["subgroup"], same["figure"], strict=True))
        for column, whole, parts in partitions():
            present = [figure[part] for part in parts if part in figure and column == "subgroup"]
            total = value[figure[whole]] if whole in figure else 0.0
            if total > 0 and any(value[part] == total for part in present):
                found |= set(present)
    return found
