"""`units_per_million`: units and people for one more million US$, at the unit cost that serves the country."""

from typing import Any

import pandas as pd
import pytest

from hr_pipeline.indicators.need.units_per_million import units_per_million
from hr_pipeline_tests.indicators.frames import SYRINGES, limits, prices, rows
from hr_pipeline_tests.indicators.properties import wrong_figures

ASKED = pd.DataFrame({"iso3": ["BLR", "MDA"], "year": [2023, 2023], "method": ["unit_cost"] * 2})
SYRINGE = {"service": SYRINGES, "unit": "syringe", "units_per_person": 200.0, "cost_usd": 2.0}


def bought(*costs: dict[str, Any], iso3: str = "MDA") -> pd.Series:
    described = units_per_million(ASKED, rows("unit_costs", *costs), limits(), prices())
    assert wrong_figures("units_per_million", described) == []
    return described.table[described.table["iso3"] == iso3].iloc[0]


def test_a_units_per_million_as_many_syringes_as_their_cost_goes_into_it_and_serves_people_at_the_target():
    found = bought(SYRINGE | {"cost_usd_low": 1.0, "cost_usd_high": 4.0})
    assert found[["units_low", "units", "units_high"]].tolist() == [250_000, 500_000, 1_000_000]
    assert found[["served_low", "served", "served_high"]].tolist() == [1250, 2500, 5000]


def test_bounds_that_no_study_publishes_are_assumed_and_say_so():
    found = bought(SYRINGE)
    assert found[["unit_cost_low", "unit_cost_high"]].tolist() == pytest.approx([2 * 0.57, 2 * 1.76])
    assert found["flags"] == "cost_bounds_assumed"


def test_prices_of_the_study_are_brought_to_the_year_and_support_is_added():
    found = bought(SYRINGE | {"price_year": 2020, "support_share": 0.15})
    assert found["unit_cost"] == pytest.approx(2 * 1.15 * 122.39 / 105.377)


def test_a_countrys_own_cost_goes_before_the_worlds_and_then_the_declared_order():
    own = SYRINGE | {"scope": "BLR", "study": "own", "preference": 9}
    costs = [SYRINGE | {"study": "second", "preference": 2}, SYRINGE | {"study": "first"}, own]
    assert (bought(*costs)["study"], bought(*costs, iso3="BLR")["study"]) == ("first", "own")


@pytest.mark.parametrize("times", [2.0, 10.0])
def test_dearer_units_are_fewer_in_proportion(times):
    one, dear = bought(SYRINGE), bought(SYRINGE | {"cost_usd": 2.0 * times})
    assert one["units"] == pytest.approx(dear["units"] * times)
