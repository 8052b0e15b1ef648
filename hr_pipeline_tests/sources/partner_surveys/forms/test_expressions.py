import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hr_pipeline.sources.partner_surveys.forms.expressions import Answered, NotEvaluated, parsed

ANSWERS = {"consent": "yes", "age": "17", "needs": "food water", "other": "", "born": "2024-02-29"}


def holds(text: str, own: str = "") -> bool:
    return parsed(text).holds(Answered(own, ANSWERS, "2024-03-01"))


@pytest.mark.parametrize(
    ("text", "own", "expected"),
    [
        (". >= 0 or . = -99", "-99", True),
        (". >= 0 or . = -99", "-98", False),
        ("(.> 0 and .<= 100) or .= -999", "100.5", False),
        ("not(selected(., 'pnta') and count-selected(.)>1)", "pnta food", False),
        ('not(selected(., "pnta") and count-selected(.)>1)', "pnta", True),
        ("if(${consent}='no', . >= 2 and . <= 30, . >= 1 and . <= 30)", "1", True),
        ("selected(${needs}, 'water') and ${age} < 18", "", True),
        ("selected(${needs}, 'wat')", "", False),
        ("${other} = ''", "", True),
        ("${other} > 0", "", False),
        ("regex(., '^[A-Z]{3}$')", "USD", True),
        ("regex(., '^[A-Z]{3}$')", "usd", False),
        (". <= today()", "2024-03-01", True),
        (". <= today() and ${born} < .", "2024-03-02", False),
        ("string-length(.) = 3 and . != 'abc'", "xyz", True),
        (". mod 2 = 0 and . div 2 = 3", "6", True),
        ("1 + 2 * 3 = 7 and -(2 - 5) = 3", "", True),
        ("true() and not(false())", "", True),
        (". = 5", "5.0", True),
        (". = '5'", "5.0", False),
    ],
)
def test_rules_of_real_forms_are_evaluated(text, own, expected):
    assert holds(text, own) is expected


@pytest.mark.parametrize(
    "text",
    [
        *[
            "count(${needs}) > 1",
            "../age > 1",
            "pulldata('a', 'b', 'c', 'd') = 1",
            "sum(${age}) < 3",
            "today(1)",
            "now",
        ],
        *[". >", "(. > 1", ". > 1)", "position(..) = 1", "regex(., '[')", "selected(.)", "#", "true)"],
        "jr:choice-name(., 'x')",
    ],
)
def test_what_is_not_evaluated_says_so(text):
    with pytest.raises(NotEvaluated):
        holds(text, "1")


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))
def test_numbers_compare_as_in_python(one, other):
    for mark, expected in ((">=", one >= other), ("<", one < other), ("!=", one != other)):
        assert holds(f". {mark} {other}", str(one)) is expected


@given(
    st.recursive(
        st.sampled_from(["true()", "false()"]),
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from([" and ", " or "]), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})"),
            inner.map(lambda t: f"not({t})"),
        ),
        max_leaves=8,
    )
)
def test_logic_is_that_of_python(text):
    python = text.replace("true()", "True").replace("false()", "False").replace("not(", "not (")
    assert holds(text) is eval(python)


def test_the_questions_it_names_are_known():
    assert parsed("${a} > 1 and selected(${ b }, 'x')").names == {"a", "b"}
    assert math.isnan(parsed("number('x')").evaluate(Answered("", {}, "")))
