"""The proof: EQUAL for what the archive holds, DIFFERENT for any change of a byte, a cell or a figure."""

from dataclasses import replace

import pandas as pd
import pytest

from hr_pipeline.provenance.replay import DIFFERENT, EQUAL, NOT_CHECKED, WITHHELD, replay
from hr_pipeline.provenance.trace import trace
from hr_pipeline_tests.provenance.small_release import CONTENT, PER_PERSON, SPENT, book


@pytest.fixture
def release(tmp_path):
    return book(tmp_path)


def steps(release, asked, **changes):
    figure = replace(trace(release, asked), **changes)
    return replay(figure, lambda sha256: release.tables / "kept")


def verdicts(found):
    return [step.verdict for step in found]


def test_an_honest_figure_is_equal_in_bytes_cells_and_sums(release):
    found = steps(release, PER_PERSON)
    assert set(verdicts(found)) == {EQUAL}
    assert [step.what.split(" ")[0] for step in found] == ["bytes", *["global_fund/lines.csv"] * 3, SPENT, PER_PERSON]


def test_a_cell_shows_what_was_published_and_what_was_found(release):
    cell = steps(release, SPENT)[1]
    assert (cell.published, cell.found) == ("100.25 -> 100.25", "100.25 -> 100.25")
    assert cell.what == "global_fund/lines.csv csv:line=3;column=Total%0AAmount"


def test_changed_bytes_are_noticed_and_no_cell_is_read_from_them(release):
    (release.tables / "kept").write_bytes(CONTENT.replace(b"100.25", b"900.25"))
    found = steps(release, SPENT)
    assert verdicts(found) == [DIFFERENT] * 4
    assert found[1].found == "(file is not whole)"


def test_without_an_archive_nothing_is_checked_and_nothing_is_different(release):
    (release.tables / "kept").unlink()
    found = steps(release, SPENT)
    assert found[0].found == "not in the archive"
    assert set(verdicts(found)) == {NOT_CHECKED}


def test_a_number_that_its_cell_does_not_hold_is_different_all_the_way_up(release):
    """A thousand times too much in the contribution and in the figure, over the cell `100.25`."""
    table = pd.read_parquet(release.tables / "money.parquet")
    table.assign(spent_usd=[100_249.75, 1000.0, None]).to_parquet(release.tables / "money.parquet")
    first = release.lineage.index[release.lineage["contribution"] == 100.25][0]
    release.lineage.loc[first, "contribution"] = 100_250.0
    found = steps(release, SPENT)
    assert verdicts(found) == [EQUAL, DIFFERENT, EQUAL, DIFFERENT]
    assert (found[1].published, found[1].found) == ("100.25 -> 100250.0", "100.25 -> 100.25")


def test_a_number_that_no_recorded_step_explains_is_not_checked(release):
    release.lineage["derivation"] = (
        release.lineage["derivation"].astype("object").where(lambda d: d == "", "unexplained")
    )
    assert verdicts(steps(release, SPENT)) == [EQUAL, NOT_CHECKED, NOT_CHECKED, NOT_CHECKED]


def test_a_changed_figure_is_noticed_to_the_cent(release):
    assert verdicts(steps(release, SPENT, value=100.004))[-1] == EQUAL
    assert verdicts(steps(release, SPENT, value=100.006))[-1] == DIFFERENT


def test_a_changed_figure_without_money_is_noticed_to_a_billionth(release):
    assert verdicts(steps(release, SPENT, unit="people", value=100.00000001))[-1] == EQUAL
    assert verdicts(steps(release, SPENT, unit="people", value=100.001))[-1] == DIFFERENT


@pytest.mark.parametrize("change", [{"raw_value": "100.26"}, {"row": 4}, {"row": 99}, {"column": "grant"}])
def test_a_lineage_that_points_elsewhere_is_noticed(release, change):
    release.lineage["column"] = release.lineage["column"].astype("object")
    first = release.lineage.index[release.lineage["contribution"] == 100.25][0]
    for name, value in change.items():
        release.lineage.loc[first, name] = value
    assert verdicts(steps(release, SPENT)) == [EQUAL, DIFFERENT, EQUAL, DIFFERENT]


def test_a_lost_contribution_is_noticed(release):
    part = trace(release, SPENT).contributions[0]
    assert verdicts(steps(release, SPENT, contributions=[part]))[-1] == DIFFERENT
    assert verdicts(steps(release, SPENT, contributions=[]))[-1] == DIFFERENT


def test_a_factor_given_twice_is_not_a_sum(release):
    parts = trace(release, PER_PERSON).contributions
    assert verdicts(steps(release, PER_PERSON, contributions=[*parts, parts[0]]))[-1] == EQUAL


@pytest.mark.parametrize("formula", ["spent / nothing", "spent / (people - people)", "open(spent)"])
def test_a_formula_that_cannot_be_computed_is_a_difference(release, formula):
    assert verdicts(steps(release, PER_PERSON, formula=formula))[-1] == DIFFERENT


def test_a_missing_figure_has_nothing_to_prove(release):
    assert verdicts(steps(release, "money/GEO/2024/spent_usd")) == [EQUAL]


def test_a_withheld_cell_is_neither_equal_nor_different(release):
    release.lineage["raw_value"], release.lineage["contribution"] = None, None
    assert verdicts(steps(release, SPENT)) == [EQUAL, WITHHELD, WITHHELD, WITHHELD]
