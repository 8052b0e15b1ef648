"""Numbers as people write them: what each cell says, and what none of them may become."""

import pandas as pd
import pytest

from hr_pipeline.formats.numbers import convention_of
from hr_pipeline.sources.partner_surveys.tools.written_numbers import Written, written_number

MISSING = {"-99": "dont_know"}


@pytest.mark.parametrize(
    ("text", "value", "qualifier"),
    [
        ("1 310 000", 1310000, "exact"),
        ("412\u00a0500", 412500, "exact"),
        ("2,410", 2410, "exact"),
        ("٤٥٠", 450, "exact"),
        ("0", 0, "exact"),
        ("~400", 400, "about"),
        ("about 11 950", 11950, "about"),
        ("11 950 (est.)", 11950, "about"),
        ("примерно 20", 20, "about"),
        ("~2.2 million", 2200000, "about"),
        ("98", 98, "exact"),
    ],
)
def test_numbers(text, value, qualifier):
    assert written_number(text, MISSING) == Written(value, qualifier=qualifier)


@pytest.mark.parametrize(
    ("text", "reason", "low", "high"),
    [
        ("", "not_reported", None, None),
        ("н/д", "not_reported", None, None),
        ("n/a", "not_reported", None, None),
        ("-", "not_reported", None, None),
        ("Don't know", "dont_know", None, None),
        ("-99", "dont_know", None, None),
        ("<5", "suppressed_by_partner", 1, 4),
        ("< 6", "suppressed_by_partner", 1, 5),
        ("*", "suppressed_by_partner", None, None),
        (">100", "bounds_only", 101, None),
    ],
)
def test_missing_numbers_have_a_reason_and_keep_their_bounds(text, reason, low, high):
    declared = written_number(text, MISSING)
    assert (declared.value, declared.missing_reason, declared.low, declared.high) == (None, reason, low, high)


@pytest.mark.parametrize("text", ["see email", "1.234", "12-15", "nan", "inf", "<", "about"])
def test_what_cannot_be_read_is_no_number_and_has_no_reason(text):
    assert not written_number(text, MISSING).is_readable


def test_a_column_shows_its_convention_or_none():
    assert convention_of(pd.Series(["1.234", "1,5"])) == "comma"
    assert convention_of(pd.Series(["1,234", "1.5"])) == "point"
    assert convention_of(pd.Series(["1.5", "1,5"])) == convention_of(pd.Series(["12"])) == ""
    assert written_number("1.234", {}, "comma").value == 1234
