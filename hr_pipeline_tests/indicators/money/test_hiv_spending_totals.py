"""`hiv_spending_totals`: totals, their parts and the identity; zeros that are none; editions; UNAIDS' real files."""

from typing import Any

import pandas as pd
import pytest

from hr_pipeline.indicators.common.figures import Figures
from hr_pipeline.indicators.money.hiv_spending_totals import hiv_spending_totals
from hr_pipeline_tests.indicators.frames import all_rates, limits, rows
from hr_pipeline_tests.indicators.properties import wrong_figures

WHOLE = {"service": "unattributed", "population": "unknown", "classification_label": "Total HIV spending"}
OLD, YOUNG = "unaids_2002_2018.csv", "gam2025_totals.csv"


def totals(*given: dict[str, Any], **rates: float) -> Figures:
    records = [WHOLE | {"year": 2019} | record for record in given]
    figures = hiv_spending_totals(rows("hiv_spending", *records), *all_rates(**rates), limits())
    assert wrong_figures("hiv_spending_totals", figures) == []
    return figures


def stated(year: int = 2019, **amounts: float) -> list[dict[str, Any]]:
    return [{"year": year, "financing_source": source, "amount": amount} for source, amount in amounts.items()]


def row(*given: dict[str, Any], **rates: float) -> pd.Series:
    table = totals(*given, **rates).table
    assert len(table) == 1
    return table.iloc[0]


KENYA = {"domestic_public": 300.0, "domestic_private": 40.0, "international": 660.0}
DONORS = {"global_fund": 200.0, "pepfar": 450.0, "other_international": 10.0}


def test_the_total_is_domestic_and_international_and_the_international_its_donors():
    found = row(*stated(all=1000.0, **KENYA, **DONORS))
    amounts = {name: found[f"{name}_usd"] for name in ["total", *KENYA, *DONORS]}
    assert amounts == {"total": 1000.0, **KENYA, **DONORS}
    assert pd.isna(found["international_unspecified_usd"])
    assert (found["identity_holds"], found["flags"], found["obs_status"]) == ("yes", "", "A")


@pytest.mark.parametrize(("total", "holds"), [(1009.9, "yes"), (1011.0, "no"), (990.2, "yes"), (989.0, "no")])
def test_the_identity_allows_one_per_cent(total, holds):
    assert row(*stated(all=total, **KENYA))["identity_holds"] == holds


def test_a_total_without_parts_is_not_tested():
    assert pd.isna(row(*stated(all=1000.0))["identity_holds"])


def test_before_2014_what_no_donor_accounts_for_is_unspecified():
    found = row(*stated(2010, all=1000.0, **KENYA, global_fund=200.0))
    assert (found["international_usd"], found["international_unspecified_usd"]) == (660, 460)
    assert pd.isna(found["pepfar_usd"])


def test_from_2014_the_donors_make_the_international_amount_where_they_agree_with_it_and_else_say_so():
    near = row(*stated(2014, all=1000.0, **KENYA, **DONORS | {"pepfar": 451.0}))
    assert (near["international_usd"], near["flags"]) == (661, "")
    far = row(*stated(2014, all=1000.0, **KENYA, **DONORS | {"pepfar": 400.0}))
    assert (far["international_usd"], far["international_unspecified_usd"]) == (660, 50)
    assert far["flags"] == "parts_incomplete"


def test_without_a_published_total_the_sides_make_it_and_a_missing_side_makes_none():
    found = row(*stated(**KENYA))
    assert (found["total_usd"], found["flags"]) == (1000, "total_from_parts")
    assert pd.isna(found["identity_holds"])
    alone = row(*stated(international=660.0))
    assert pd.isna(alone["total_usd"]) and alone["missing_reason"] == "not_reported"


def test_a_total_of_zero_from_2018_without_domestic_money_is_missing():
    found = row(*stated(2018, all=0.0))
    assert (pd.isna(found["total_usd"]), found["flags"], found["obs_status"]) == (True, "suspect_zero", "O")
    assert row(*stated(2017, all=0.0))["total_usd"] == 0
    assert row(*stated(2018, all=0.0, domestic_public=0.0))["total_usd"] == 0


def test_the_later_edition_counts_and_an_amount_that_it_lost_is_kept_and_says_so():
    old = [one | {"publication": OLD} for one in stated(2015, all=90.0) + stated(2016, all=70.0)]
    young = [one | {"publication": YOUNG} for one in stated(2015, all=100.0) + stated(2020, all=50.0)]
    table = totals(*old, *young).table.set_index("year")
    assert table["total_usd"].to_dict() == {2015: 100, 2016: 70, 2020: 50}
    assert table["flags"].to_dict() == {2015: "revised", 2016: "kept_from_older_edition", 2020: ""}
    assert table["publication"].to_dict() == {2015: YOUNG, 2016: OLD, 2020: YOUNG}


def test_a_suspect_zero_of_a_later_edition_does_not_replace_an_amount():
    old, young = stated(2018, all=90.0)[0] | {"publication": OLD}, stated(2018, all=0.0)[0] | {"publication": YOUNG}
    found = row(old, young)
    assert (found["total_usd"], found["flags"]) == (90, "kept_from_older_edition")


def test_spending_on_services_and_other_classifications_is_no_total():
    lines = [{"service": "condoms"}, {"classification": "PEPFAR"}, {"unallocable": "not_disaggregated"}]
    assert totals(*(one | {"amount": 5.0, "financing_source": "all"} for one in lines)).table.empty


def test_local_currency_is_converted_and_without_a_rate_the_total_is_missing():
    lines = [one | {"currency": "MDL", "year": 2023} for one in stated(all=1800.0)]
    assert row(*lines, MDL=18.0)["total_usd"] == 100
    found = row(*lines)
    assert (pd.isna(found["total_usd"]), found["flags"]) == (True, "rate_missing")
