"""An outsider with relations of his own attacks what is published of invented cases: he finds no small count."""

import numpy as np
import pandas as pd
import pytest

from hr_pipeline.disclosure.control import EARLIER, Control, control
from hr_pipeline.disclosure.figures import people_columns
from hr_pipeline.provenance.contributions import figure_ids
from hr_pipeline.releases.withholding import hidden_in_table
from hr_pipeline.schemas.tables import keys
from hr_pipeline_tests.disclosure import attacker
from hr_pipeline_tests.disclosure.invented_reports import Case, first_build, next_build

NOTHING = pd.DataFrame(columns=EARLIER).astype({"value": "float64"})
CASES = 50


def release_of(case: Case, earlier: pd.DataFrame) -> tuple[dict[str, pd.DataFrame], Control]:
    found = control(case.tables, case.lineage, earlier)
    return {name: hidden_in_table(name, table, found.suppressions) for name, table in case.tables.items()}, found


def remembered(case: Case, found: Control) -> pd.DataFrame:
    """What the home keeps of a release: every figure with its value, and whether it was hidden."""
    frames = [
        pd.DataFrame({"figure": figure_ids(table, name, keys(name)) + f"/{column}", "value": table[column]})
        for name, table in case.tables.items()
        for column in people_columns(name)
    ]
    whole = pd.concat(frames, ignore_index=True).dropna()
    return whole.assign(release="2026.1", is_hidden=whole["figure"].isin(found.suppressions["figure"]))[EARLIER]


def threshold(cell: attacker.Cell) -> int:
    of_city = cell[3] not in ("national", "") and cell[6] != "total"
    return attacker.SMALL_IN_CITY_GROUPS if of_city else attacker.SMALL


def attacked(cases: list[Case], published: list[dict[str, pd.DataFrame]]) -> list[str]:
    """Name the small counts that the outsider narrows down below their threshold."""
    truth: dict[attacker.Cell, float] = {}
    values: dict[attacker.Cell, float] = {}
    known: list[attacker.Relation] = []
    for number, (case, tables) in enumerate(zip(cases, published, strict=True)):
        real = {cell: n for cell, n in attacker.cells_of(number, case.tables).items() if not np.isnan(n)}
        shown = attacker.cells_of(number, tables)
        truth |= real
        values |= {cell: shown[cell] for cell in real}
        known += attacker.relations(set(real), attacker.Release.of(number, tables), case.whole)
    changed = {c[1:] for c, n in truth.items() if c[0] == 1 and truth.get((0, *c[1:]), n) != n}
    known += attacker.unchanged(set(truth), changed)
    small = [cell for cell, n in truth.items() if 0 < n < threshold(cell) and np.isnan(values[cell])]
    assert not [cell for cell, n in truth.items() if 0 < n < threshold(cell) and not np.isnan(values[cell])]
    lowest = {cell: min(n, 1.0) for cell, n in truth.items()}
    found = attacker.narrowed(values, known, lowest, small)
    assert all(low <= truth[cell] <= high for cell, (low, high) in found.items())
    return [f"{cell} is {low:.0f} to {high:.0f}" for cell, (low, high) in found.items() if high - low < threshold(cell)]


def both_releases(number: int) -> tuple[list[Case], list[dict[str, pd.DataFrame]], list[Control]]:
    case = first_build(number)
    later = next_build(case, number)
    published, found = release_of(case, NOTHING)
    second, then = release_of(later, remembered(case, found))
    return [case, later], [published, second], [found, then]


@pytest.mark.parametrize("number", range(3))
def test_no_small_count_is_found_in_one_release_or_two(number):
    cases, published, found = both_releases(number)
    assert [control.recoverable for control in found] == [[], []]
    assert attacked(cases, published) == []


@pytest.mark.slow
@pytest.mark.parametrize("number", range(3, CASES))
def test_no_small_count_is_found_in_fifty_cases(number):
    cases, published, _ = both_releases(number)
    assert attacked(cases, published) == []


def test_the_outsider_finds_what_is_hidden_without_secondary_suppression():
    """The attack is strong enough to fail: with small counts hidden alone, he finds them."""
    case = first_build(0)
    found = control(case.tables, case.lineage, NOTHING)
    alone = found.suppressions[found.suppressions["kind"] != "cover"]
    published = {name: hidden_in_table(name, table, alone) for name, table in case.tables.items()}
    assert attacked([case], [published])
