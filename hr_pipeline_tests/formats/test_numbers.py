"""Published numbers, in the ways people write them; what could be two numbers is none."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hr_pipeline.formats.numbers import parse_numbers

amounts = st.integers(-(10**12), 10**12).map(lambda cents: cents / 100)


def parsed(text, convention="point"):
    return parse_numbers(pd.Series([text], dtype="str"), convention).iloc[0]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234.5", 1234.5),
        ("1,234.5", 1234.5),
        ("1,234,567", 1_234_567),
        ("1 234.5", 1234.5),
        ("1\u00a0234\u00a0567.5", 1_234_567.5),
        ("1\u202f234", 1234),
        ("1'234’567", 1_234_567),
        ("(1,234.5)", -1234.5),
        ("1,234.50-", -1234.5),
        ("-5", -5),
        ("\u22125", -5),
        ("- 5", -5),
        ("-$5.25", -5.25),
        ("$-5.25", None),
        ("($ 5)", -5),
        ("5 €", 5),
        ("₸1 000", 1000),
        ("  7 ", 7),
        ("+5", 5),
        ("1e5", 100_000),
        ("007", 7),
        ("٣٤", 34),
        ("١٬٢٣٤٫٥", 1234.5),
    ],
)
def test_numbers_with_a_decimal_point(text, number):
    found = parsed(text)
    assert math.isnan(found) if number is None else found == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234,5", 1234.5),
        ("1.234", 1234),
        ("1,234", 1.234),
        ("1 234,56", 1234.56),
        ("(1.234.567,8)", -1_234_567.8),
        ("0,5", 0.5),
        ("-1.234", -1234),
        ("12", 12),
        ("١٬٢٣٤٫٥", 1234.5),
    ],
)
def test_numbers_with_a_decimal_comma(text, number):
    assert parsed(text, "comma") == number


@pytest.mark.parametrize("convention", ["point", "comma"])
@pytest.mark.parametrize(
    "text",
    [
        *[
            "",
            " ",
            "-",
            "()",
            "NA",
            "nan",
            "inf",
            "-Infinity",
            "TRUE",
            "abc",
            "5%",
            "#REF!",
            "12 people",
            "0x10",
            "1_000",
        ],
        *["--5", "(5", "5)", "(-5)", "-5-", "((5))", "5€5", "1..2", "1,,2", "²"],
        *["12 34", "2023 2024", "1  234", "1 2", "1 234 56", "1 234,567 890"],
        *["1,2,3", "12,34,567", "1.234.5", "1234.567.890,1.2"],
    ],
)
def test_what_is_no_number_or_could_be_two_is_missing(text, convention):
    assert math.isnan(parsed(text, convention))


@pytest.mark.parametrize(
    ("text", "convention"),
    [("1.234,5", "point"), ("12,34", "point"), ("1234,567", "point"), ("1,234.5", "comma"), ("12.5", "comma")],
)
def test_the_other_convention_is_never_guessed(text, convention):
    assert math.isnan(parsed(text, convention))


@given(amounts)
def test_a_number_written_with_a_point_is_read_back(number):
    assert parsed(f"{number:,.2f}") == number
    assert parsed(f"{number:.2f}") == number
    assert parsed(f"{abs(number):,.2f}".join("()")) == -abs(number)


@given(amounts, st.sampled_from([".", " ", "\u00a0", "\u202f", "’"]))
def test_a_number_written_with_a_comma_is_read_back(number, mark):
    text = f"{number:,.2f}".replace(",", "G").replace(".", ",").replace("G", mark)
    assert parsed(text, "comma") == number


@given(amounts)
def test_arabic_digits_are_the_same_number(number):
    text = f"{number:,.2f}".translate(str.maketrans("0123456789,.", "٠١٢٣٤٥٦٧٨٩٬٫"))
    assert parsed(text) == parsed(text, "comma") == number


@given(st.text(max_size=8), st.sampled_from(["point", "comma"]))
def test_no_text_becomes_infinite_or_stops_the_reading(text, convention):
    assert not math.isinf(parsed(text, convention))


def test_a_missing_text_stays_missing_next_to_odd_ones():
    found = parse_numbers(pd.Series([None, "(5)", "7"], dtype="str"))
    assert found.isna().tolist() == [True, False, False]
    assert found.dtype == "float64"


def test_the_index_of_the_texts_is_kept():
    assert parse_numbers(pd.Series(["1", "2 000"], index=[7, 3])).to_dict() == {7: 1.0, 3: 2000.0}
