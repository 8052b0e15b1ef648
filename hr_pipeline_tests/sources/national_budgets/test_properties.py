"""Laws of the small parts: repairs, fiscal years, header joining, units."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.layouts.fiscal_years import bounds, end_year
from hr_pipeline.layouts.grids import joined
from hr_pipeline.layouts.units import READ_UNIT, multiplier
from hr_pipeline.sources.national_budgets.layout import Repairs, Wrap
from hr_pipeline.sources.national_budgets.repairs import repaired

WRAP = Repairs(Wrap(2**32, 1000))


def wrapped(true: int) -> int:
    """What is left of an amount in a signed integer of 32 bits."""
    return (true + 2**31) % 2**32 - 2**31


@given(st.lists(st.integers(0, 30_000_000).map(lambda thousands: thousands * 1000), min_size=1, max_size=20))
def test_every_amount_that_wrapped_is_found_again_and_no_other_is_touched(true):
    repaired_amounts = repaired(pd.Series([wrapped(amount) for amount in true], dtype="float64"), WRAP)
    assert repaired_amounts["amount"].tolist() == true
    assert repaired_amounts["repair"].notna().tolist() == [amount != wrapped(amount) for amount in true]


@pytest.mark.parametrize("amount", [1, -5000, -1])
def test_an_amount_that_no_turn_explains_is_missing_and_not_guessed(amount):
    assert repaired(pd.Series([float(amount)]), WRAP)["amount"].isna().all()


def test_without_a_declared_repair_nothing_is_touched():
    repaired_amounts = repaired(pd.Series([-894831296.0]), Repairs())
    assert repaired_amounts["amount"].tolist() == [-894831296.0]
    assert repaired_amounts["repair"].isna().all()


@given(st.integers(1990, 2035), st.dates().map(lambda day: (day.month, min(day.day, 28))))
def test_a_fiscal_year_ends_in_its_year_and_the_next_one_begins_the_day_after(year, start):
    days = bounds(pd.Series([year, year + 1], dtype="Int64"), start)
    assert days["fiscal_year_end"].dt.year[0] == year
    if year < 2035:
        assert days["fiscal_year_end"][0] + pd.Timedelta(days=1) == days["fiscal_year_start"][1]


def test_a_missing_or_impossible_year_has_no_days():
    assert bounds(pd.Series([pd.NA, 9999], dtype="Int64"), (7, 1)).isna().all(axis=None)


@pytest.mark.parametrize(
    ("label", "year_label", "start", "year"),
    [
        ("2024", "end", (1, 1), 2024),
        ("2024", "start", (7, 1), 2025),
        ("2024", "start", (1, 1), 2024),
        ("FY 2020/2021", "end", (7, 1), 2021),
        ("2013/14", "start", (7, 1), 2014),
        ("1999–00", "end", (7, 1), 2000),
        ("2020-2023", "end", (7, 1), None),
        ("2020 2021", "end", (1, 1), None),
        ("20240", "end", (1, 1), None),
        ("", "end", (1, 1), None),
    ],
)
def test_a_label_names_the_year_its_fiscal_year_ends_in(label, year_label, start, year):
    assert end_year(label, year_label, start) == year


def test_an_upper_header_stands_over_the_lower_ones_next_to_it_only():
    upper = ["Code", "2023", "", "", "Note", ""]
    lower = ["", "Plan", "Fact", "", "", "Rate"]
    assert joined([upper, lower]) == ["Code", "2023 | Plan", "2023 | Fact", "", "Note", "Rate"]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("тыс. тенге", 1000),
        ("тыс.сом", 1000),
        ("(тысяч рублей)", 1000),
        ("тис. грн", 1000),
        ("mii lei", 1000),
        ("MONTANT\n(en milliers)", 1000),
        ("(en milliers de dinars)", 1000),
        ("EnMilliersdeFCFA In Thousand CFAF", 1000),
        ("KShs '000", 1000),
        ("млн. тенге", 10**6),
        ("mil. lei", 10**6),
        ("in millions", 10**6),
        ("млрд рублей", 10**9),
        ("(в тенге)", 1),
        ("(en dinars)", 1),
        ("بالألف دينار", 1000),
    ],
)
def test_a_unit_in_words_is_read(text, unit):
    assert multiplier(READ_UNIT, ["Budget 2024", text], "the table") == unit


@pytest.mark.parametrize(
    ("declared", "above", "says"),
    [
        (READ_UNIT, ["Budget"], "found none"),
        (READ_UNIT, ["(in dozens of rupees)"], "found none"),
        (
            READ_UNIT,
            ["тыс. тенге", "млн тенге"],
            "expected one unit, found 1,000 ('тыс. тенге'), 1,000,000 ('млн тенге')",
        ),
        (1, ["(en milliers)"], "expected the layout's unit 1, found 1,000"),
    ],
)
def test_a_unit_that_is_missing_doubled_or_contradicted_is_refused(declared, above, says):
    with pytest.raises(Refused, match=r"rows above and in the header") as refused:
        multiplier(declared, above, "the table")
    assert says in str(refused.value)
