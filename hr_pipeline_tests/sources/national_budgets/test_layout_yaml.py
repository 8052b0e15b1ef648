"""A layout is refused unless every key and value can be meant; the message says what to write."""

import pytest

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.sources.national_budgets.layout_yaml import parse_layout
from hr_pipeline.sources.national_budgets.matching import packaged
from hr_pipeline_tests.sources.national_budgets.tables import LAYOUT, wide


def refusal(text: str) -> str:
    with pytest.raises(Refused) as refused:
        parse_layout(text.encode(), "x.layout.yaml")
    return str(refused.value)


def test_the_smallest_layout_is_read():
    (layout,) = parse_layout(LAYOUT.encode(), "x")
    assert (layout.unit, layout.currency, layout.amounts[0].year) == (1, "KES", 2024)


def test_all_packaged_layouts_are_sound_and_say_what_they_match():
    assert packaged()
    assert all(layout.match and layout.source for layouts in packaged().values() for layout in layouts)


def test_a_scalar_stays_as_written():
    (layout,) = parse_layout(wide("publication: 2014-01-01", "not_read: [no, 0630]").encode(), "x")
    assert (layout.publication, layout.not_read) == ("2014-01-01", ("no", "0630"))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("curency: KES", "line 10, key curency: expected only the keys source"),
        ("currency: KSH", "key currency: expected an ISO 4217 currency code, found 'KSH'"),
        ("currency: XXX", "expected an ISO 4217 currency code"),
        ("unit: lots", "key unit: expected a whole number above zero, found 'lots'"),
        ("unit: 0", "expected a whole number above zero"),
        ("format: pdf", "expected one of 'csv', 'workbook', 'parquet', 'any', found 'pdf'"),
        ("numbers: dot", "key numbers: expected one of 'point', 'comma'"),
        ("fiscal_year_start: 02-30", "write them as MM-DD"),
        ("header_rows: 4", "expected one of '1', '2', '3'"),
        ("begins: Part II", "key begins: expected none for a csv file"),
        ("across: 1-4", "expected letters of the first and last column"),
        ("totals: {column: fund, total: T, parts: [C]}", "expected the column 'fund' under `columns`"),
        ("running: {within: [programme]}", "expected the column 'period' under `columns`"),
        ("hidden_rows: show", "expected one of 'read', 'leave_out'"),
        ("draft: true", "expected a layout that a person has confirmed"),
        ("tables: []", "expected at least one table"),
        ("columns: {program: Programme}", "write 'programme' if that is what you meant"),
        ("columns: {fund: Fund}", "expected a column `programme`"),
        ("columns: Programme", "expected `key: value` lines with the keys"),
        ("amounts: [{header: A, year: 2024}]", "expected one of `phase`, `phases` and `publications`"),
        ("amounts: [{header: A, phase: budget}]", "expected `year`, `publications` or a column `year`"),
        ("amounts: [{header: A, phase: spent, year: 2024}]", "entry 1, line 8, key phase: expected one of 'budget'"),
        ("amounts: [{header: A, phase: budget, year: 20244}]", "expected a year in"),
        ("amounts: [{phase: budget, year: 2024}]", "expected the key `header`, or `headers` and `says`"),
        ("leave_out: [{reason: subtotal, column: programme}]", "one of words, pattern, empty"),
        ("leave_out: [{reason: sum, column: programme, empty: true}]", "expected one of 'blank', 'subtotal'"),
        ("leave_out: [{reason: subtotal, column: fund, empty: true}]", "expected the column 'fund' under `columns`"),
        ("leave_out: [{reason: subtotal, column: programme, pattern: '('}]", "expected a regular expression"),
        ("financing_source: [{fund: '1', financing_source: unknown, source: s}]", "expected a column `fund`"),
        ("fill_down: [programm]", "write 'programme' if"),
        ("source: ''", "key source: expected one text"),
    ],
)
def test_a_slip_is_refused_with_what_to_write(line, says):
    assert says in refusal(wide(line))


def test_a_missing_key_is_named():
    assert "expected the key 'currency', which is missing. How to fix it: add `currency:`" in refusal(
        "\n".join(line for line in LAYOUT.splitlines() if not line.startswith("currency"))
    )


def test_a_key_that_stands_twice_is_refused_with_its_line():
    assert "line 11: expected YAML text in UTF-8: the key 'currency' stands there twice" in refusal(
        LAYOUT.strip() + "\nunits: 1\ncurrency: KZT\n"
    )


@pytest.mark.parametrize("text", ["", "a list", "- 1", "key: [", "\x00"])
def test_what_is_no_layout_at_all_is_refused(text):
    assert refusal(text).startswith("layout x.layout.yaml")
