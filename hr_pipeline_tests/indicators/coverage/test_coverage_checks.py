"""What is against a coverage is flagged with a word, on the rows it concerns and on no others."""

from typing import Any

import pytest

from hr_pipeline_tests.indicators.coverage_tables import OAT, only, sizes_and_coverage
from hr_pipeline_tests.indicators.frames import inputs, rows

OUT_OF_LINE, SAME = "subgroup_out_of_line", "denominator_equals_total"


def flags(*stated: dict[str, Any], **where: Any) -> list[str]:
    _, coverage = sizes_and_coverage(inputs(published_statistics=rows("published_statistics", *stated)))
    return only(coverage.table, **where)["flags"].split()


def therapy(year: int, subgroup: str, value: float, people: float | None = None) -> dict[str, Any]:
    return OAT | {"year": year, "subgroup": subgroup, "value": value, "denominator_people": people}


GEORGIA = [
    *[therapy(2023, "total", 0.372, 49_700.0), therapy(2023, "women", 0.034, 2832.0)],
    *[therapy(2023, "men", 0.392, 46_867.0), therapy(2024, "total", 0.288)],
    *[therapy(2024, "women", 0.384), therapy(2024, "men", 0.285)],
]


@pytest.mark.parametrize(
    ("year", "subgroup", "is_out"),
    [(2024, "women", True), (2024, "men", False), (2024, "total", False), (2023, "women", False), (2023, "men", False)],
)
def test_georgias_women_of_2024_are_out_of_line(year, subgroup, is_out):
    assert (OUT_OF_LINE in flags(*GEORGIA, year=year, subgroup=subgroup)) is is_out


def test_a_group_moves_with_everybody_and_by_less_than_three_times():
    moved = [therapy(2022, "total", 0.1), therapy(2022, "women", 0.02), therapy(2023, "total", 0.4)]
    assert OUT_OF_LINE not in flags(*moved, therapy(2023, "women", 0.2399), year=2023, subgroup="women")
    assert OUT_OF_LINE in flags(*moved, therapy(2023, "women", 0.2401), year=2023, subgroup="women")
    assert OUT_OF_LINE not in flags(*moved, therapy(2023, "women", 0.0267), year=2023, subgroup="women")
    assert OUT_OF_LINE in flags(*moved, therapy(2023, "women", 0.0266), year=2023, subgroup="women")


@pytest.mark.parametrize("subgroup", ["men", "25_and_over"])
def test_a_group_as_large_as_everybody_is_out_of_line(subgroup):
    """Moldova 2020: men's denominator is everybody's; Belarus 2023: that of people of 25 and over."""
    stated = [therapy(2020, "total", 0.055, 10_170.0), therapy(2020, subgroup, 0.055, 10_170.0)]
    assert {SAME, OUT_OF_LINE} <= set(flags(*stated, subgroup=subgroup))
    assert not {SAME, OUT_OF_LINE} & set(flags(*stated, subgroup="total"))


@pytest.mark.parametrize(
    ("whole", "is_out"), [(0.2, False), (0.3149, False), (0.3151, True), (0.0951, False), (0.0949, True)]
)
def test_everybody_lies_between_women_and_men_give_or_take_a_twentieth(whole, is_out):
    stated = [therapy(2023, "women", 0.1), therapy(2023, "men", 0.3), therapy(2023, "total", whole)]
    assert (OUT_OF_LINE in flags(*stated, subgroup="women")) is is_out


def test_the_number_of_people_who_inject_is_no_number_of_opioid_dependent_people():
    injecting = {"value": 138.0, "denominator_people": 79_900.0, "year": 2022}
    found = flags(injecting, therapy(2022, "total", 0.004, 79_900.0), measure="on_therapy")
    assert "denominator_of_other_population" in found
    assert "denominator_of_other_population" not in flags(
        injecting, therapy(2022, "total", 0.05, 6081.0), measure="on_therapy"
    )


def test_a_part_of_a_country_says_so():
    assert "partial_scope" in flags(therapy(2022, "total", 0.1, 900.0) | {"scope": "partial"})
