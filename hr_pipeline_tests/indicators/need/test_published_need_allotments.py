"""`published_need_allotments` and `need_reconciliation`: parts add up to the need, and the methods are compared."""

from typing import Any

import pandas as pd
import pytest

from hr_pipeline.indicators.common.figures import Figures
from hr_pipeline.indicators.need.need_reconciliation import need_reconciliation
from hr_pipeline.indicators.need.published_need_allotments import published_need_allotments
from hr_pipeline_tests.indicators.coverage_tables import sizes_of
from hr_pipeline_tests.indicators.frames import inputs, needs, rows
from hr_pipeline_tests.indicators.properties import wrong_figures

NEED = {"scope": "east south", "service": "all", "year": 2025, "amount_usd": 2.7e9, "price_year": 2023}
NEED |= {
    "scope_people": 400_000.0,
    "population": "people_who_inject_drugs",
    "publication": "UNAIDS",
    "source": "a report",
}
SIZES = [{"estimate_people": 27_500.0, "year": 2024}, {"estimate_people": 350_300.0, "iso3": "UKR", "year": 2024}]
INHABITANTS = [{"iso3": "KGZ", "year": 2024, "people": 7e6}, {"iso3": "KAZ", "year": 2024, "people": 2e7}]


def made(*inhabitants: dict[str, Any], **changes: Any) -> dict[str, Figures]:
    tables = inputs(
        population_size_estimates=rows("population_size_estimates", *SIZES),
        published_needs=rows("published_needs", NEED | changes),
        total_population=rows("total_population", *inhabitants, source="a bank"),
    )
    people = sizes_of(tables).table
    given = [tables[name] for name in ("country_groupings", "total_population", "price_index")]
    parts = published_need_allotments(tables["published_needs"], people, *given)
    return {
        "published_need_allotments": parts,
        "need_reconciliation": need_reconciliation(needs(tables, people).table, parts.table),
    }


def people_of(parts: pd.DataFrame) -> dict[str, float]:
    return parts.astype({"iso3": "str"}).set_index("iso3")["people"].to_dict()


@pytest.mark.parametrize("inhabitants", [[], INHABITANTS], ids=["sizes only", "all countries"])
@pytest.mark.parametrize("scope_people", [400_000.0, 100_000.0, None])
def test_the_parts_of_a_published_need_add_up_to_it(inhabitants, scope_people):
    parts = made(*inhabitants, scope_people=scope_people)["published_need_allotments"].table
    assert parts["need_usd_2023"].sum() == pytest.approx(2.7e9, abs=0.05)
    assert parts["allotted_share"].sum() == pytest.approx(1)


def test_countries_without_a_size_share_by_inhabitants_what_the_sizes_leave():
    parts = made(*INHABITANTS)["published_need_allotments"].table
    rest = 400_000 - 27_500 - 350_300
    assert people_of(parts) == pytest.approx(
        {"MDA": 27_500, "UKR": 350_300, "KGZ": rest * 7 / 27, "KAZ": rest * 20 / 27}
    )
    assert set(parts.loc[parts["rests_on"] == "inhabitants", "iso3"]) == {"KGZ", "KAZ"}


def test_the_methods_stand_next_to_each_other_with_their_ratio():
    row = made(*INHABITANTS)["need_reconciliation"].table.query("iso3 == 'MDA' and year == 2024").iloc[0]
    assert row["published_need_usd_2023"] == pytest.approx(2.7e9 * 27_500 / 400_000, abs=0.01)
    assert row["unit_cost_over_published_ratio"] == row["unit_cost_need_usd_2023"] / row["published_need_usd_2023"]
    assert row["publication"] == "UNAIDS"


def test_anyone_gets_the_figures_from_their_contributions():
    for name, figures in made(*INHABITANTS).items():
        assert wrong_figures(name, figures) == [], name
