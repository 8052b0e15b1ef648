"""GATHER.md: the statement of a release answers all 18 items."""

import re

import pytest

from hr_pipeline.releases.gather import FILE, ITEMS, NOTHING, statements


@pytest.fixture(scope="module")
def answers(release) -> dict[int, str]:
    parts = re.split(r"^## (\d+)\. .*\n", release.text(FILE), flags=re.MULTILINE)
    return {int(number): text.strip() for number, text in zip(parts[1::2], parts[2::2], strict=True)}


def test_the_data_file_holds_each_item_once():
    assert statements()["item"].tolist() == [str(number) for number in range(1, ITEMS + 1)]
    assert (statements()[["section", "asks", "text"]].map(len) > 0).all(axis=None)


@pytest.mark.parametrize("item", range(1, ITEMS + 1))
def test_no_item_is_empty_and_no_part_is_left_unfilled(answers, item):
    assert len(answers[item]) > 40 or answers[item].startswith("|")
    assert "{" not in answers[item]


@pytest.mark.parametrize("item", [1, 2, 9, 11, 14, 18])
def test_what_every_release_can_answer_is_answered(answers, item):
    assert NOTHING not in answers[item]


def test_the_diagram_and_the_access_to_code_are_there(answers):
    assert "six headline tables" in answers[9]
    assert "manifest.json" in answers[14]
