import re

import pytest

from hr_pipeline.reports.statements import page_plan
from hr_pipeline.reports.wording import LANGUAGES, wording

ENGLISH = wording("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text_with_the_same_parts(language):
    other = wording(language)
    assert set(other.texts["texts"]) == set(ENGLISH.texts["texts"])
    assert set(other.texts["labels"]) == set(ENGLISH.texts["labels"])
    for key, text in ENGLISH.texts["texts"].items():
        parts = sorted(re.findall(r"\{(\w+)\}", text))
        assert sorted(re.findall(r"\{(\w+)\}", other.texts["texts"][key])) == parts, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_holds_a_number_that_is_not_marked_as_part_of_a_definition(language):
    for key, text in wording(language).texts["texts"].items():
        assert not re.search(r"\d", re.sub(r"\[\[.+?\]\]", "", text)), key


def test_every_statement_has_its_text_and_its_subject():
    plan = page_plan()
    asked = [one["text"] for kind in ("country", "region") for part in plan[kind] for one in part["statements"]]
    assert {*asked, *(f"{name}_subject" for name in asked)} <= set(ENGLISH.texts["texts"])


@pytest.mark.parametrize(
    ("language", "text"), [("en", "US$ 1,230,000"), ("fr", "1 230 000 US$"), ("ru", "1 230 000 долл. США")]
)
def test_money_is_written_as_the_language_does(language, text):
    assert wording(language).number(1_234_567, "current US$").replace("\u202f", " ").replace("\xa0", " ") == text


def test_a_share_is_written_in_per_cent():
    assert ENGLISH.number(0.1234, "share") == "12.3 %"
