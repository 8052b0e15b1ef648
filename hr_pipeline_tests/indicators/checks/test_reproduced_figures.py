import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hr_pipeline.indicators.checks.reproduced_figures import MEASURES, change, product, reproduced_figures
from hr_pipeline.schemas.codes import codes
from hr_pipeline_tests.indicators.frames import packaged, rows
from hr_pipeline_tests.indicators.properties import wrong_figures


def figure(name="f", measure="share", value=0.13, rounding=0.005, **inputs):
    plain = {"figure": name, "measure": measure, "unit": "share", "year": 2016, "source": "a report"}
    own = plain | {"role": "published", "value": value, "rounding": rounding}
    return [own, *(plain | {"role": role, "value": given} for role, given in inputs.items())]


def judged(*known):
    return reproduced_figures(rows("published_figures", *known)).table


def test_every_packaged_figure_with_inputs_comes_out_again():
    figures = reproduced_figures(packaged("published_figures"))
    table = figures.table.set_index("figure")
    assert not (table["agrees"] == "no").any()
    assert wrong_figures("reproduced_figures", figures) == []
    assert table.loc["syringes_per_person_world_2023", "recomputed_value"] == pytest.approx(35.03, abs=0.005)
    assert table.loc["money_per_person_2007", "recomputed_value"] == pytest.approx(12.80)
    assert table.loc["hiv_gap_to_2020", "recomputed_value"] == 7_153_000_000
    assert table.loc["money_in_prices_of_2022_2016", "recomputed_value"] == pytest.approx(212.07e6, abs=5e3)
    missing = {
        "enforcement_money_to_redirect",
        "global_fund_share_of_donors_2019",
        "syringes_per_person_world_2017",
        "therapy_clients_world_2017",
    }
    assert set(table.index[table["agrees"] == "inputs_missing"]) == missing


def test_every_measure_has_a_function_and_is_explained():
    assert list(MEASURES) == codes("published_measure")


@pytest.mark.parametrize(
    ("value", "agrees"), [(0.13, "yes"), (0.12, "no"), (0.1253333 + 0.005, "yes"), (0.1253333 + 0.00503, "no")]
)
def test_a_figure_agrees_within_half_of_its_last_digit(value, agrees):
    known = figure(value=value, part=188.0, whole=1500.0)
    assert judged(*known)["agrees"].tolist() == [agrees]


def test_a_figure_without_one_of_its_inputs_is_not_reproduced_and_says_why():
    row = judged(*figure(part=188.0)).iloc[0]
    assert (row["agrees"], row["missing_reason"]) == ("inputs_missing", "not_reported")


def test_a_landed_figure_needs_a_row_only():
    more = judged(*figure(part=188.0, whole=1500.0), *figure("mine", "gap", 7.0, 0.5, need=10.0, available=3.2))
    assert more.set_index("figure")["agrees"].to_dict() == {"f": "yes", "mine": "yes"}


@settings(deadline=None)
@given(st.sampled_from(list(MEASURES)), st.lists(st.floats(0.1, 1e9), min_size=3, max_size=3))
def test_the_formula_of_the_column_gives_what_the_function_gives(measure, values):
    inputs = dict(zip(MEASURES[measure].parts, values, strict=False))
    figures = reproduced_figures(rows("published_figures", *figure(measure=measure, **inputs)))
    assert wrong_figures("reproduced_figures", figures) == []


def test_a_fall_is_negative_and_a_share_of_a_whole_is_in_its_unit():
    assert change(pd.Series([4.0]), pd.Series([3.0])).iloc[0] == -0.25
    assert product(pd.Series([0.075]), pd.Series([100.0])).iloc[0] == 7.5
