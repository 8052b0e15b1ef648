import pytest
from hypothesis import given
from hypothesis import strategies as st

from hr_pipeline.sources.published_statistics.cells import stated


@pytest.mark.parametrize(
    ("text", "value", "low", "high", "reason"),
    [
        ("0", 0, None, None, ""),
        ("5132–6182", None, 5132, 6182, "bounds_only"),
        ("5 132 - 6 182", None, 5132, 6182, "bounds_only"),
        ("139000(88000–190500)", 139_000, 88_000, 190_500, ""),
        ("13.9 [10.2-19.9]", 13.9, 10.2, 19.9, ""),
        ("28.76–44.5", None, 28.76, 44.5, "bounds_only"),
        ("<1359", None, None, 1359, "bounds_only"),
        ("≥ 95%", None, 95, None, "bounds_only"),
        ("12.5 %", 12.5, None, None, ""),
        ("nk", None, None, None, "not_reported"),
        ("…", None, None, None, "not_reported"),
        ("yes", None, None, None, "not_reported"),
        ("-5", -5, None, None, ""),
    ],
)
def test_a_cell_states_a_figure_bounds_or_none(text, value, low, high, reason):
    found = stated(text, {})
    assert (found.value, found.low, found.high, found.missing_reason) == (value, low, high, reason)
    assert found.is_readable


@pytest.mark.parametrize("text", ["about half", "5–", "<", "1–2–3", "12 (5)", "5132–many", "1.2.3"])
def test_what_is_not_understood_is_no_figure(text):
    assert not stated(text, {}).is_readable


@pytest.mark.parametrize(("text", "decimals"), [("73.0", 0), ("5.60", 1), ("0.091", 3), ("17,500", 0), ("1,200.5", 1)])
def test_zeros_at_the_end_are_no_published_digits(text, decimals):
    assert stated(text, {}).decimals == decimals


@given(st.decimals(0, 10**7, allow_nan=False, places=2), st.sampled_from(["point", "comma"]))
def test_a_number_is_read_as_it_is_written(number, convention):
    text = str(number) if convention == "point" else str(number).replace(".", ",")
    assert stated(text, {}, convention).value == float(number)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(["-", "–", "—", " to "]))
def test_bounds_are_kept_as_published_even_where_they_cross(low, high, dash):
    found = stated(f"{low}{dash}{high}", {})
    assert (found.value, found.low, found.high) == (None, low, high)
