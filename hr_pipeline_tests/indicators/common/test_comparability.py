import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hr_pipeline.indicators.common.comparability import DifferentBasis, bridged, require_one_basis
from hr_pipeline_tests.indicators.frames import packaged, rows

PHASE = {"phase": ("stated", "wanted")}
PRICES = {"price_year": ("stated", "wanted")}


def bridge(from_basis="phase=budget", to_basis="phase=expended", factor=0.8, **known):
    declared = {"scope": "*", "bridge": "execution_rate", "what": "spent", "source": "audit office"}
    return declared | {"from_basis": from_basis, "to_basis": to_basis, "factor": factor} | known


def declared(*bridges):
    return rows("basis_bridges", *bridges)


def figures(stated, wanted, **known):
    return pd.DataFrame({"stated": stated, "wanted": wanted, **known})


def test_money_of_two_phases_is_never_compared_as_the_package_comes():
    found = bridged(figures(["budget", "budget"], ["expended", "budget"]), PHASE, packaged("basis_bridges"))
    assert found.rows["basis_reason"].tolist() == ["different_basis", None]
    assert found.rows["bridge_factor"].isna().tolist() == [True, False]
    assert found.applied.empty


def test_a_landed_bridge_is_applied_and_recorded():
    found = bridged(figures(["budget"], ["expended"]), PHASE, declared(bridge()))
    assert found.rows[["bridge_factor", "bridges"]].to_numpy().tolist() == [[0.8, "execution_rate"]]
    assert found.applied[["row", "aspect", "bridge", "factor", "bridge_row"]].to_numpy().tolist() == [
        [0, "phase", "execution_rate", 0.8, declared(bridge())["row_id"].iloc[0]]
    ]


def test_a_bridge_leads_one_way_only():
    found = bridged(figures(["expended"], ["budget"]), PHASE, declared(bridge()))
    assert found.rows["basis_reason"].tolist() == ["different_basis"]


def test_the_bridge_of_the_country_and_of_the_very_values_goes_before_others():
    known = declared(
        bridge(factor=0.5),
        bridge(from_basis="phase=*", factor=0.6),
        bridge(scope="KAZ", from_basis="phase=*", factor=0.7),
    )
    rows_ = figures(["budget", "budget", "executed"], "expended", iso3=["UKR", "KAZ", "UKR"])
    assert bridged(rows_, PHASE, known).rows["bridge_factor"].tolist() == [0.5, 0.7, 0.6]


def test_prices_of_two_years_are_bridged_by_the_index_alone_and_where_it_is_known():
    years = figures([2009, 2009, 2023, 2009], [2023, 2023, 2023, pd.NA])
    index = pd.Series([1.4, None, None, 1.4])
    found = bridged(years, PRICES, packaged("basis_bridges"), {"us_prices": index})
    assert found.rows["bridges"].tolist() == ["us_prices", "", "", ""]
    assert found.rows["basis_reason"].notna().tolist() == [False, True, False, True]


def test_a_basis_that_is_not_stated_is_no_basis():
    assert bridged(figures([None], [None]), PHASE, declared()).rows["basis_reason"].tolist() == ["different_basis"]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("ab"), st.sampled_from("xy"), st.sampled_from("xy"))))
def test_every_aspect_must_be_the_same_or_bridged_and_factors_multiply(cases):
    table = pd.DataFrame(cases, columns=["p", "q", "d", "e"], dtype="str")
    known = declared(bridge("phase=a", "phase=b", 2.0, bridge="p"), bridge("definition=x", "definition=y", 3.0))
    found = bridged(table, {"phase": ("p", "q"), "definition": ("d", "e")}, known).rows
    factors = {("a", "b"): 2.0, ("x", "y"): 3.0}
    for (p, q, d, e), factor in zip(cases, found["bridge_factor"], strict=True):
        parts = [1.0 if left == right else factors.get((left, right)) for left, right in ((p, q), (d, e))]
        assert (pd.isna(factor) and None in parts) or factor == parts[0] * parts[1]


def test_a_sum_over_two_bases_is_refused_with_its_key():
    money = pd.DataFrame({"iso3": ["UKR", "UKR", "KAZ"], "year": 2024, "phase": ["budget", "expended", "budget"]})
    with pytest.raises(
        DifferentBasis, match=r"^UKR/2024: phase=budget and phase=expended are never added; .*basis_bridges.csv"
    ):
        require_one_basis(money, ["iso3", "year"], ["phase"])
    assert require_one_basis(money, ["iso3", "year", "phase"], ["phase"]) is money
