"""Which lines of grant money count when several publications state it: the one decision that all tables rest on.

Publications are taken in the order of their vintages. One that states other lines is a part and adds; one that states
again what already counts, with the same amounts, is an extract and adds nothing; a later one with other amounts is a
revision and replaces what it covers: its implementation periods x modules x years x phases. Two of one vintage that
disagree cannot be ordered, and the smaller one is refused. When two lines are the same line belongs to `line_keys.py`,
the calendar years of a revision without years to `year_profiles.py`.
"""

from collections.abc import Iterator
from functools import reduce
from typing import NamedTuple

import pandas as pd

from hr_pipeline.indicators.grants.line_keys import (
    ABSENT,
    ALWAYS,
    DIFFERENT,
    NEW,
    PERIOD,
    SAME,
    YEAR,
    coded,
    compared,
    money_stated,
    stated,
)
from hr_pipeline.indicators.grants.year_profiles import with_years

WHOLE, PART, EXTRACT, REVISION, YEARLESS, REFUSED = "whole", "part", "extract", "revision", "yearless", "refused"
COUNTED, SUPERSEDED, REPEATED, UNORDERED = "counted", "superseded", "repeated", "unordered"
STANDINGS = [COUNTED, SUPERSEDED, REPEATED, UNORDERED]
ENOUGH = 0.99
"""Share of the money without years from which on a publication with years states all of it."""


class Decided(NamedTuple):
    """All lines with what became of each, and what each publication is.

    Attributes:
        lines: the lines with standing, replaced_by (publication) and is_year_profile; lines of a revision without
            years are repeated for each year.
        roles: publication -> role.
        conflicts: refused publication -> the publication it cannot be ordered with.
    """

    lines: pd.DataFrame
    roles: dict[str, str]
    conflicts: dict[str, str]


class _State(NamedTuple):
    """What is decided so far, by position of the coded lines."""

    standing: pd.Series
    replaced_by: pd.Series
    roles: dict[str, str]
    conflicts: dict[str, str]

    def counted(self, known: pd.DataFrame) -> pd.DataFrame:
        return known[self.standing.eq(COUNTED)]


def decided(lines: pd.DataFrame, keeps_years: bool = True) -> Decided:
    """Decide on every line of all publications.

    Args:
        lines: implementation_period, module, phase, publication, vintage, year, amount_usd, row_id and, where they are
            published, intervention, cost categories and the days of the implementation period.
        keeps_years: whether a revision without years keeps the years of what it replaces.
    """
    known = coded(lines)
    undecided = pd.Series("", index=known.index, dtype="str")
    state = reduce(
        lambda so_far, unit: _with_unit(so_far, known, unit), _units(known), _State(undecided, undecided, {}, {})
    )
    roles = state.roles | _wholes(state, known)
    described = lines.reset_index(drop=True).assign(
        standing=state.standing.astype("category"), replaced_by=state.replaced_by, is_year_profile=False
    )
    yearless = [name for name, role in state.roles.items() if role == YEARLESS]
    placed = with_years(described, yearless) if keeps_years and yearless else described
    return Decided(placed, roles, state.conflicts)


def _wholes(state: _State, known: pd.DataFrame) -> dict[str, str]:
    """Name the parts with whose implementation periods no other publication's counted lines have to do."""
    periods = state.counted(known).groupby(PERIOD)["publication"].agg(["first", "nunique"])
    shared = known[known[PERIOD].isin(periods.index[periods["nunique"] > 1])]
    parts = [name for name, role in state.roles.items() if role == PART]
    return dict.fromkeys(sorted(set(parts) - set(shared["publication"])), WHOLE)


def _units(known: pd.DataFrame) -> Iterator[list[str]]:
    """Give the publications of each vintage, oldest first: those with years together, and those without together."""
    facts = known.groupby("publication", sort=True).agg(
        vintage=("vintage", "max"), has_years=(YEAR, "max"), rows=("vintage", "size"), money=("amount_usd", "sum")
    )
    facts = facts.assign(has_years=facts["has_years"] != ABSENT, order=facts["vintage"].fillna(pd.Timestamp.min))
    largest_first = facts.reset_index().sort_values(
        ["order", "rows", "money", "publication"], ascending=[True, False, False, True]
    )
    for _, edition in largest_first.groupby("order"):
        yearly, yearless = (list(edition.loc[edition["has_years"] == has, "publication"]) for has in (True, False))
        ordered = [yearly, yearless] if _states_all(known, yearly, yearless) else [yearless, yearly]
        yield from (unit for unit in ordered if unit)


def _states_all(known: pd.DataFrame, yearly: list[str], yearless: list[str]) -> bool:
    """Tell whether publications with years state the money of those without, in the periods that both speak of."""
    one, other = (known[known["publication"].isin(names)] for names in (yearly, yearless))
    shared = set(one[PERIOD]) & set(other[PERIOD])
    sums = [money_stated(part[part[PERIOD].isin(shared)]) for part in (one, other)]
    return bool(sums[0] >= ENOUGH * sums[1])


def _with_unit(state: _State, known: pd.DataFrame, unit: list[str]) -> _State:
    """Decide on publications of one vintage: first among themselves, then together with the older ones."""
    vintage = known.loc[known["publication"].isin(unit), "vintage"].max()
    older = state.counted(known)
    is_older = older["vintage"].notna() & (older["vintage"] < vintage) | (older["vintage"].isna() & pd.notna(vintage))
    before, not_older = older[is_older], older[~is_older]
    kept: list[str] = []
    for name in unit:
        own = known[known["publication"] == name]
        peers = pd.concat([not_older, known[known["publication"].isin(kept)]])
        words = _status(own, peers)
        if words.eq(NEW).all():
            kept.append(name)
        else:
            state = _against_peers(state, own, peers, words)
            kept += [name] if state.roles[name] == PART else []
    return _against_older(state, known, kept, before)


def _status(own: pd.DataFrame, others: pd.DataFrame) -> pd.Series:
    """Compare a publication's lines with lines that count, group by group of those that state the same columns."""
    near = others[others[PERIOD].isin(own[PERIOD].unique())]
    words = pd.Series(NEW, index=own.index, dtype="str")
    if near.empty:
        return words
    shapes = {str(name): stated(part) for name, part in near.groupby("publication")}
    for shape in sorted(set(shapes.values())):
        names = [name for name, known in shapes.items() if known == shape]
        shared = [column for column in stated(own) if column in shape]
        found = compared(own, near[near["publication"].isin(names)], shared)
        words = words.mask(found.ne(NEW) & words.ne(SAME), found)
    return words


def _against_peers(state: _State, own: pd.DataFrame, peers: pd.DataFrame, words: pd.Series) -> _State:
    """Decide on a publication that states again what one of the same vintage states."""
    name = own["publication"].iloc[0]
    if words.eq(SAME).all():
        return _placed(state, name, EXTRACT, own.index, REPEATED)
    other_grain = not (set(stated(own)) & {YEAR}) and words.ne(DIFFERENT).all()
    if other_grain:
        repeated = _placed(state, name, PART, own.index[words.eq(SAME)], REPEATED)
        return repeated._replace(standing=repeated.standing.mask(_at(state, own.index[words.eq(NEW)]), COUNTED))
    shared = peers[peers[PERIOD].isin(own.loc[words.ne(NEW), PERIOD].unique())]
    rival = str(shared.groupby("publication").size().idxmax())
    refused = _placed(state, name, REFUSED, own.index, UNORDERED)
    return refused._replace(conflicts=state.conflicts | {name: rival})


def _against_older(state: _State, known: pd.DataFrame, unit: list[str], before: pd.DataFrame) -> _State:
    """Decide on publications that add up, next to older ones: other money, the same money again, or a revision."""
    parts = {name: known[(known["publication"] == name) & state.standing.ne(REPEATED)] for name in unit}
    words = {name: _status(own, before) for name, own in parts.items()}
    is_repeated = {name: words[name].eq(SAME).all() for name in unit}
    for name in sorted(unit, key=lambda one: is_repeated[one]):
        own = parts[name]
        if words[name].eq(NEW).all():
            state = _placed(state, name, PART, own.index, COUNTED)
        elif is_repeated[name] and _status(own, before[state.standing.loc[before.index].eq(COUNTED)]).eq(SAME).all():
            state = _placed(state, name, EXTRACT, own.index, REPEATED)
        else:
            state = _replacing(state, own, before)
    return state


def _replacing(state: _State, own: pd.DataFrame, before: pd.DataFrame) -> _State:
    """Let a revision replace what it covers of older publications."""
    name, has_years = own["publication"].iloc[0], YEAR in stated(own)
    covered = before[ALWAYS].isin({column: own[column].unique() for column in ALWAYS}).all(axis=1)
    in_years = before[YEAR].isin(own[YEAR].unique()) | (before[YEAR] == ABSENT) | (not has_years)
    gone = _at(state, before.index[covered & in_years]) & state.standing.eq(COUNTED)
    changed = state._replace(
        standing=state.standing.mask(gone, SUPERSEDED), replaced_by=state.replaced_by.mask(gone, name)
    )
    return _placed(changed, name, REVISION if has_years else YEARLESS, own.index, COUNTED)


def _placed(state: _State, name: str, role: str, rows: pd.Index, standing: str) -> _State:
    """Write down a publication's role and what becomes of its lines."""
    return state._replace(standing=state.standing.mask(_at(state, rows), standing), roles=state.roles | {name: role})


def _at(state: _State, rows: pd.Index) -> pd.Series:
    return pd.Series(state.standing.index.isin(rows), index=state.standing.index)
