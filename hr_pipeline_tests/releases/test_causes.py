"""What changed a figure: each file has one cause, and the parts add up to the change to a cent."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hr_pipeline.releases.causes import CAUSES, COLUMNS, Stage, attributed, stages

FIGURE = "headline_gap/EECA/2023/gap_usd"
WORKBOOK, LEDGER = "national_budgets/KAZ/budget.xlsx", "corrections.yaml"
RATES, PARAMETERS = "packaged/reference/exchange_rates.csv", "packaged/reference/method_parameters.csv"
CHANGED = {"source_revised": WORKBOOK, "correction": LEDGER, "rate": RATES, "method": PARAMETERS}
AMOUNTS = st.floats(min_value=1, max_value=1e6)


def sources(**hashes: str) -> pd.DataFrame:
    """List snapshots by the cause that they stand for here."""
    rows = [
        {
            "delivery": CHANGED.get(cause, cause),
            "role": "corrections" if cause == "correction" else "data",
            "sha256": sha,
        }
        for cause, sha in hashes.items()
    ]
    return pd.DataFrame(rows, columns=["delivery", "role", "sha256"])


def figures(value: float | None) -> pd.DataFrame:
    known = {} if value is None else {FIGURE: round(value, 2)}
    return pd.DataFrame({"unit": "US$", "value": pd.Series(known, dtype="float64")})


def gap(inputs: pd.DataFrame, numbers: dict[str, float]) -> pd.DataFrame:
    """Compute a gap as the pipeline does: a need by a parameter less corrected money by a rate."""
    one = {name: numbers[sha] for name, sha in zip(inputs["delivery"], inputs["sha256"], strict=True)}
    return figures(1e3 * one[PARAMETERS] - (one[WORKBOOK] - one[LEDGER]) / one[RATES])


@settings(max_examples=20)
@given(st.lists(AMOUNTS, min_size=8, max_size=8))
def test_four_causes_add_up_to_the_change_to_a_cent(values):
    numbers = dict(zip("abcdefgh", values, strict=True))
    before = sources(source_revised="a", correction="b", rate="c", method="d")
    after = sources(source_revised="e", correction="f", rate="g", method="h")
    computed = [(stage, gap(stage.sources, numbers)) for stage in stages(before, after)]
    found = attributed([gap(before, numbers), gap(after, numbers)], computed)
    change = gap(after, numbers)["value"].iloc[0] - gap(before, numbers)["value"].iloc[0]
    assert set(found["cause"]) <= set(CHANGED)
    assert found["part"].sum() == pytest.approx(change, abs=0.005)


def test_causes_are_applied_in_their_order_and_name_the_files_they_replaced():
    before = sources(source_revised="a", rate="c", gone="x")
    after = sources(source_revised="e", correction="f", rate="g", new="y")
    found = stages(before, after)
    assert [stage.cause for stage in found] == [
        "code", "source_revised", "withdrawn_delivery", "new_delivery", "correction", "rate",
    ]  # fmt: skip
    assert [stage.replaced for stage in found[1:]] == [[WORKBOOK], ["gone"], ["new"], [LEDGER], [RATES]]
    assert set(found[-1].sources["sha256"]) == set(after["sha256"])


@pytest.mark.parametrize(
    ("delivery", "role", "cause"),
    [
        ("reference/exchange_rates.csv", "data", "rate"),
        ("packaged/reference/price_index.csv", "data", "rate"),
        ("reference/method_parameters.csv", "data", "method"),
        ("reference/double_count_decisions.csv", "data", "mapping"),
        ("national_budgets/KAZ/budget.xlsx.layout.yaml", "layout", "mapping"),
        ("corrections.yaml", "corrections", "correction"),
        ("reference/population_size_estimates.csv", "data", "source_revised"),
        ("national_budgets/KAZ/delivery.yaml", "notes", "source_revised"),
    ],
)
def test_each_file_has_one_cause(delivery, role, cause):
    before, after = (pd.DataFrame([{"delivery": delivery, "role": role, "sha256": sha}]) for sha in "ab")
    assert [stage.cause for stage in stages(before, after)] == ["code", cause]
    assert cause in CAUSES


def test_what_the_code_changed_before_and_after_the_inputs_is_one_part():
    same = sources(rate="c")
    found = attributed([figures(10.0), figures(17.5)], [(Stage("code", [], same), figures(12.25))])
    assert found[COLUMNS[2:7]].to_numpy().tolist() == [[10.0, 17.5, 7.5, "code", 7.5]]


def test_a_figure_that_appears_names_its_cause_and_no_number():
    same, more = sources(rate="c"), sources(rate="c", new="y")
    computed = [(Stage("code", [], same), figures(None)), (Stage("new_delivery", ["new"], more), figures(5.0))]
    found = attributed([figures(None), figures(5.0)], computed)
    assert found["cause"].tolist() == ["new_delivery"]
    assert found[["before", "part", "change"]].isna().all(axis=None)


def test_unchanged_figures_are_left_out():
    assert attributed([figures(5.0), figures(5.0)], [(Stage("code", [], sources()), figures(5.0))]).empty


def test_amounts_are_compared_to_a_cent_and_shares_to_a_millionth():
    def values(*numbers: float) -> pd.DataFrame:
        return pd.DataFrame({"unit": ["US$", "share"], "value": numbers}, index=["gap_usd", "gap_share"])

    before, after = values(1.001, 0.12345671), values(1.004, 0.12345678)
    assert attributed([before, after], [(Stage("code", [], sources()), before)]).empty
