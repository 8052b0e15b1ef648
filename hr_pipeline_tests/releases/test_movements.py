"""Movements of money between releases: explained by what came new or by a person, else they hold the release."""

import pandas as pd
import pytest

from hr_pipeline.releases.movements import Release, held, movements
from hr_pipeline_tests.indicators.frames import limits

GRANTS = "global_fund/budgets.csv"


def release(usd: float, files: dict[str, str] | None = None, withdrawn: float = float("nan")) -> Release:
    cell = {"dataset": "grant_budget_lines", "iso3": "MDA", "service": "condoms", "phase": "budget"}
    known = files or {GRANTS: "a"}
    sources = {"delivery": list(known), "role": "data", "sha256": list(known.values())}
    ledger = {"dataset": ["grant_budget_lines"], "publication": [GRANTS]}
    return Release(
        pd.DataFrame([cell | {"amount_usd": usd}]),
        pd.DataFrame(ledger | {"replaced_usd": [100.0], "withdrawn_usd": [withdrawn]}),
        pd.DataFrame(sources),
    )


def moved(before: Release | None, after: Release, *acknowledged: str, delivery: str = GRANTS) -> pd.DataFrame:
    stated = {"grant_budget_lines": pd.DataFrame({"delivery": [delivery], "iso3": ["MDA"]})}
    return movements(before, after, stated, set(acknowledged), limits())


SUBJECT = "movement of grant_budget_lines/MDA/condoms/budget: 100000.00 to 50000.00 US$"


@pytest.mark.parametrize("after", [100_000.0, 95_000.0, 91_000.0])
def test_money_that_hardly_moves_needs_no_explanation(after):
    assert moved(release(100_000.0), release(after)).empty


def test_a_movement_without_a_new_delivery_holds_the_release_and_is_named():
    message = held(moved(release(100_000.0), release(50_000.0)))
    assert SUBJECT in message and "acknowledgements.yaml" in message


@pytest.mark.parametrize(
    ("files", "delivery", "explanation"),
    [
        ({GRANTS: "b"}, GRANTS, "new_delivery"),
        ({GRANTS: "a", "global_fund/other.csv": "b"}, GRANTS, ""),
        ({GRANTS: "a", "reference/exchange_rates.csv": "b"}, GRANTS, "reference"),
        ({GRANTS: "a", "reference/countries.csv": "b"}, GRANTS, ""),
    ],
)
def test_what_came_new_and_states_the_country_explains(files, delivery, explanation):
    found = moved(release(100_000.0), release(50_000.0, files), delivery=delivery)
    assert found["explanation"].tolist() == [explanation]


def test_an_acknowledged_movement_goes_on_and_only_with_its_amounts():
    assert held(moved(release(100_000.0), release(50_000.0), SUBJECT)) == ""
    assert held(moved(release(100_000.0), release(40_000.0), SUBJECT))


def test_a_withdrawal_holds_even_the_first_release_until_a_person_confirms_it_and_only_once():
    subject = f"withdrawal by {GRANTS}: 20.00 US$ no longer stated"
    assert subject in held(moved(None, release(1.0, withdrawn=20.0)))
    assert held(moved(None, release(1.0, withdrawn=20.0), subject)) == ""
    assert held(moved(release(1.0, withdrawn=20.0), release(1.0, withdrawn=20.0))) == ""
    assert held(moved(None, release(1.0, withdrawn=4.0))) == ""
