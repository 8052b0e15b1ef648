"""From a figure to its cells, over a release made by hand."""

import pytest

from hr_pipeline.provenance.trace import UnknownFigure, cells, trace
from hr_pipeline_tests.provenance.small_release import FILE, PER_PERSON, SPENT, book


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return book(tmp_path_factory.mktemp("release"))


def test_a_sum_is_traced_to_every_cell_of_it(release):
    figure = trace(release, SPENT)
    assert (figure.id, figure.value, figure.unit, figure.formula) == (SPENT, 100.0, "current US$", "sum")
    assert [(part.role, part.contribution) for part in figure.contributions] == [("addend", 100.25), ("addend", -0.25)]
    assert [cell.raw_value for _, cell in cells(figure)] == ["100.25", "-0.25"]


def test_a_cell_says_where_it_stands_and_under_which_terms(release):
    cell = trace(release, SPENT).contributions[0].cell
    assert cell.locator == "csv:line=3;column=Total%0AAmount"
    assert (cell.delivery, cell.origin, cell.licence) == (FILE, "https://publisher.example", "CC0-1.0")
    assert cell.is_illustrative is False


def test_a_figure_made_of_a_figure_is_followed_down(release):
    figure = trace(release, PER_PERSON)
    below = {part.role: part.figure.id if part.figure else part.cell.raw_value for part in figure.contributions}
    assert below == {"people": "50", "spent": SPENT}
    assert len(cells(figure)) == 3


def test_a_star_stands_for_anything_within_one_key(release):
    assert trace(release, "money/K*/2024/spent_usd").value == 1000.0
    assert trace(release, "money/KAZ/*/spent_usd").id == "money/KAZ/2024/spent_usd"


def test_a_missing_figure_says_why_it_is_missing(release):
    figure = trace(release, "money/GEO/2024/spent_usd")
    assert (figure.value, figure.missing_reason, figure.contributions) == (None, "not_reported", [])


@pytest.mark.parametrize(
    "asked", ["money/U*/2024/spent", "money/*/2024/spent_usd", "money/UKR/2023/spent_usd", "money"]
)
def test_no_figure_or_several_are_answered_with_those_that_come_near(release, asked):
    with pytest.raises(UnknownFigure) as unknown:
        trace(release, asked)
    assert unknown.value.near
    assert set(unknown.value.near) <= {
        f"money/{iso3}/2024/{column}" for iso3 in ("UKR", "KAZ", "GEO") for column in ("spent_usd", "per_person")
    }


@pytest.mark.parametrize("asked", ["grant_lines/UKR", "rumours/UKR/2024/x", "", "money/UKR/2024/iso3"])
def test_what_is_no_published_figure_is_not_traced(release, asked):
    with pytest.raises(UnknownFigure, match="no single figure is called"):
        trace(release, asked)
