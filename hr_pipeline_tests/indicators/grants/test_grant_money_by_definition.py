"""Grant money by definition, and what share of all grant money is known: nested, adding up, and as published."""

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hr_pipeline.indicators.common.figures import Figures
from hr_pipeline.indicators.grants.grant_cycle_attribution import grant_cycle_attribution
from hr_pipeline.indicators.grants.grant_lines_unmatched import grant_lines_unmatched
from hr_pipeline.indicators.grants.grant_money_attribution import grant_money_attribution
from hr_pipeline.indicators.grants.grant_money_by_definition import grant_money_by_definition
from hr_pipeline.schemas.codes import POPULATIONS, SERVICES
from hr_pipeline.schemas.definitions import DEFINITIONS
from hr_pipeline_tests.indicators.frames import rows
from hr_pipeline_tests.indicators.properties import wrong_figures

NOTHING = {"service": "unattributed", "population": "unknown", "confidence": "none"}


def by_definition(*lines: dict) -> Figures:
    grants = rows("grant_budget_lines", *lines)
    return grant_money_by_definition(grants, grant_money_attribution(grants).table)


def amounts(*lines: dict, column: str = "amount_usd") -> dict[str, float]:
    table = by_definition(*lines).table.astype({"definition": "str"})
    return table.groupby("definition")[column].sum().to_dict()


@pytest.mark.parametrize(
    ("service", "population", "sure", "unknown"),
    [
        ("needle_syringe_programme", "people_who_inject_drugs", DEFINITIONS, []),
        ("condoms", "people_who_use_drugs", DEFINITIONS[1:], []),
        ("prison_harm_reduction", "people_in_prison", DEFINITIONS[2:], []),
        ("condoms", "people_in_prison", DEFINITIONS[3:], []),
        ("rights_and_stigma", "key_populations", DEFINITIONS[3:], []),
        ("hiv_testing", "key_populations", [], DEFINITIONS[3:]),
        ("community_empowerment", "affected_communities", [], DEFINITIONS[3:]),
        ("condoms", "unknown", [], DEFINITIONS[1:]),
    ],
)
def test_a_definition_takes_services_by_population(service, population, sure, unknown):
    line = {"service": service, "population": population, "amount_usd": 5.0}
    assert {name for name, value in amounts(line).items() if value} == set(sure)
    assert {name for name, value in amounts(line, column="unknown_usd").items() if value} == set(unknown)


def test_an_unknown_intervention_of_the_module_may_be_any_service():
    line = {"service": "other", "module": "m", "intervention": "x", "confidence": "none", "amount_usd": 5.0}
    assert amounts(line)["module"] == 5
    assert amounts(line, column="unknown_usd")["strict"] == 5


def test_each_total_says_what_share_of_all_money_it_rests_on():
    table = by_definition({"amount_usd": 30.0}, {"amount_usd": 10.0} | NOTHING).table
    assert table["attributed_share"].tolist() == [0.75] * len(DEFINITIONS)


def test_testing_that_left_the_module_breaks_its_series_and_not_the_strict_one():
    table = by_definition({"amount_usd": 1.0, "grant_cycle": "GC5"}, {"amount_usd": 1.0}).table
    broken = table[table["flags"].str.contains("series_break_hiv_testing")]
    assert set(broken["definition"]) == set(DEFINITIONS[1:])
    assert set(broken["grant_cycle"]) == {"GC7"}


def test_the_covid_mechanism_has_its_own_rows():
    table = by_definition({"amount_usd": 1.0}, {"amount_usd": 2.0, "funding_stream": "c19rm"}).table
    assert len(table) == 2 * len(DEFINITIONS)


def test_names_without_a_meaning_are_listed_with_money_and_lines():
    lines = [{"module": "Harm reduction", "amount_usd": amount} | NOTHING for amount in (3.0, -1.0)]
    listed = grant_lines_unmatched(rows("grant_budget_lines", *lines, {"amount_usd": 9.0} | NOTHING)).table
    assert listed[["module", "amount_usd", "lines"]].to_numpy().tolist() == [["Harm reduction", 2.0, 2]]


LINES = st.lists(
    st.fixed_dictionaries(
        {
            "service": st.sampled_from([*SERVICES, None]),
            "population": st.sampled_from(POPULATIONS),
            "confidence": st.sampled_from(["high", "none"]),
            "module": st.sampled_from(["m", None]),
            "grant_cycle": st.sampled_from(["GC5", "GC7"]),
            "year": st.sampled_from([2023, None]),
            "period_start": st.just(pd.Timestamp("2023-07-01")),
            "period_end": st.sampled_from([pd.Timestamp("2024-03-31"), None]),
            "amount_usd": st.integers(0, 10**9).map(lambda cents: cents / 100),
        }
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=5, deadline=None, derandomize=True, database=None)
@given(LINES)
def test_definitions_are_nested_shares_add_to_one_and_every_figure_is_found_again(lines):
    grants = rows("grant_budget_lines", *lines)
    known = grant_money_attribution(grants)
    cycles = grant_cycle_attribution(known.table)
    money = grant_money_by_definition(grants, known.table)
    taken = money.table.astype({"definition": "str"}).groupby("definition")["amount_usd"].sum()
    sums = [taken.get(name, 0.0) for name in DEFINITIONS]
    assert all(narrow <= wide + 0.001 for narrow, wide in pairwise(sums))
    shares = cycles.table.groupby(["area", "grant_cycle"], observed=True)["amount_share"]
    assert all(total == pytest.approx(1) for total in shares.sum()[shares.count() > 0])
    assert known.table["amount_usd"].sum() == pytest.approx(grants["amount_usd"].sum())
    assert not wrong_figures("grant_money_attribution", known)
    assert not wrong_figures("grant_cycle_attribution", cycles)
    assert not wrong_figures("grant_money_by_definition", money)
