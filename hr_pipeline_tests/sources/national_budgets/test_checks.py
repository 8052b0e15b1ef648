"""Checks of budget lines against each other: what is warned of, what is refused, what a person may confirm."""

from pathlib import Path
from typing import Any

import pytest

from hr_pipeline.ingest.corrections import Correction, Corrections
from hr_pipeline.ingest.deliveries import Delivery, Notes
from hr_pipeline.ingest.ingest import ingest
from hr_pipeline.ingest.reading import Reading
from hr_pipeline.sources.national_budgets.checks import FINDINGS, LINES, Known, review
from hr_pipeline_tests.indicators.frames import packaged, rows

REFORMS, BOUNDS = packaged("redenominations"), packaged("check_thresholds")


def delivery(path: str, ordinal: int, confidentiality: str = "F", *entries: Correction) -> Delivery:
    notes = Notes(licence="CC0-1.0", confidentiality=confidentiality)
    met = Corrections(entries, met={entry.number for entry in entries})
    return Delivery(path, "national_budgets", "data", f"{ordinal:064d}", 1, ordinal, notes, Path(__file__), met)


def looked_at(
    files: dict[str, list[dict[str, Any]]],
    entries: tuple[Correction, ...] = (),
    totals: tuple[dict[str, Any], ...] = (),
    confidentiality: str = "F",
) -> dict:
    """Ingest lines as if files had stated them, and look at them together."""
    delivered = [
        delivery(path, number, confidentiality, *(entry for entry in entries if entry.delivery == path))
        for number, path in enumerate(files, 1)
    ]

    def read(one: Delivery) -> Reading:
        reading = Reading()
        stated = [
            {"amount_original": line["amount_lcu"], "programme": "Harm reduction"} | line for line in files[one.path]
        ]
        described = ["row_id", "delivery", "is_illustrative", "confidentiality", "licence", "steps"]
        reading.records[LINES] = rows(LINES, *stated, column="Amount").drop(columns=described)
        reading.seen(LINES, "", len(stated))
        return reading

    known = Known(REFORMS, rows("published_budget_totals", *totals), BOUNDS)
    return ingest("national_budgets", [LINES], delivered, read, review=review(known))


def found(built: dict) -> list[tuple[int, str, str]]:
    """Findings as year, check and severity."""
    table = built[FINDINGS].table
    return list(zip(table["year"], table["check"].astype("str"), table["severity"].astype("str"), strict=True))


def yearly(*amounts: float, first: int = 2020, **cells: Any) -> dict[str, list[dict[str, Any]]]:
    """One line over consecutive years in one file."""
    return {"national_budgets/MDA/a.csv": [_of_year(first + n, amount, **cells) for n, amount in enumerate(amounts)]}


def _of_year(year: int, amount: float, **cells: Any) -> dict[str, Any]:
    days = {"fiscal_year_start": f"{year}-01-01", "fiscal_year_end": f"{year}-12-31"}
    return {"year": year, "amount_lcu": amount} | days | cells


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ([100, 290, 100], []),
        ([100, 310], [(2021, "jump", "warning")]),
        ([100, 30], [(2021, "jump", "warning")]),
        ([100, 1500], [(2021, "jump", "refused")]),
        ([100, 5], [(2021, "jump", "refused")]),
        ([3.6, 0.036, 4.92], [(2021, "dip_and_rebound", "refused")]),
        ([100, 102_000], [(2021, "unit_slip", "refused")]),
        ([100, 0.0001], [(2021, "unit_slip", "refused")]),
        ([100, 2500, 2600], [(2021, "jump", "refused"), (2022, "jump", "refused")]),
        ([100, 0, 100], []),
    ],
)
def test_an_amount_is_held_against_the_last_year_that_stands(amounts, expected):
    assert found(looked_at(yearly(*map(float, amounts)))) == expected


def test_a_refused_line_is_a_reject_that_says_how_to_confirm_it_and_the_account_closes():
    built = looked_at(yearly(100.0, 5000.0, 110.0))
    assert built[LINES].table["year"].tolist() == [2020, 2022]
    reject = built[LINES].rejects.iloc[0]
    assert reject["check"] == "jump"
    assert "5,000.00 in 2021" in reject["message"] and "acknowledges: jump" in reject["message"]
    counts = built[LINES].accounting.set_index("outcome")["rows"]
    assert counts[["read", "accepted", "rejected"]].tolist() == [3, 2, 1]


def test_a_confirmed_jump_stands_and_is_the_measure_for_the_next_year():
    files = yearly(100.0, 5000.0, 5100.0)
    path = next(iter(files))
    entry = Correction(
        path, "csv:line=3;column=Amount", "1", "a new programme", "a ministry", acknowledges="jump", number=1
    )
    built = looked_at(files, (entry,))
    assert found(built) == []
    assert len(built[LINES].table) == 3


def test_lines_outside_hiv_and_harm_reduction_may_jump():
    assert found(looked_at(yearly(1.0, 5000.0, service=None))) == []


def test_a_reform_of_the_currency_is_no_jump():
    years = [_of_year(2015, 5e9, currency="BYR", iso3="BLR"), _of_year(2017, 6e5, currency="BYN", iso3="BLR")]
    between = _of_year(2016, 5.5e5, currency="BYN", iso3="BLR")
    assert found(looked_at({"national_budgets/BLR/a.csv": [years[0], between, years[1]]})) == []
    unconverted = {"national_budgets/BLR/a.csv": [years[0], _of_year(2016, 5.5e9, currency="BYN", iso3="BLR")]}
    assert found(looked_at(unconverted)) == [(2016, "jump", "refused")]


@pytest.mark.parametrize(
    ("year", "currency", "expected"),
    [
        (2018, "BYR", [(2018, "currency_period", "error")]),
        (2014, "BYN", [(2014, "currency_period", "warning")]),
        (2016, "BYR", []),
        (2016, "BYN", []),
    ],
)
def test_a_currency_is_used_in_its_time(year, currency, expected):
    assert found(looked_at(yearly(5.0, first=year, currency=currency))) == expected


def test_two_publications_of_a_year_a_thousand_apart_are_a_slip_of_the_unit():
    lines = [_of_year(2023, 5e6), _of_year(2023, 5e3, publication="2024")]
    assert found(looked_at({"national_budgets/MDA/a.csv": lines})) == [(2023, "unit_slip", "refused")]


def test_negative_amounts_are_reported():
    assert found(looked_at(yearly(-5.0))) == [(2020, "negative_amount", "warning")]


def test_amounts_that_wrapped_at_two_to_the_32_are_suspected_where_all_others_are_thousands():
    true = [_of_year(2023, 1000.0 * n, service=None, programme=str(n)) for n in range(1, 40)]
    wrapped = 5_000_000_000 - 2**32
    odd = [_of_year(2023, float(amount), service=None, programme="x") for amount in (wrapped, 123_457)]
    built = looked_at({"national_budgets/MDA/a.csv": true + odd})
    assert found(built) == [(2023, "integer_wrap", "error")]
    assert "705,032,704 would be 5,000,000,000" in built[FINDINGS].table["message"].iloc[0]
    repaired_amounts = [line | {"repair": "added 1 x 2^32"} for line in true[:1]] + true[1:] + odd
    assert found(looked_at({"national_budgets/MDA/a.csv": repaired_amounts})) == []


@pytest.mark.parametrize(
    ("publication", "year", "phase", "expected"),
    [
        ("2023-01-15", 2026, "budget", []),
        ("2023-01-15", 2027, "budget", ["year_range"]),
        ("2023-06-01", 2023, "executed", ["executed_early"]),
        ("2023", 2023, "executed", []),
        ("budget.xlsx", 2030, "executed", []),
        ("2023", 1999, "budget", ["year_range"]),
    ],
)
def test_years_fit_their_publication(publication, year, phase, expected):
    line = _of_year(year, 5.0, publication=publication, phase=phase)
    assert [check for _, check, _ in found(looked_at({"national_budgets/MDA/a.csv": [line]}))] == expected


@pytest.mark.parametrize(
    ("executed", "expected"), [(90.0, []), (40.0, ["warning"]), (130.0, ["warning"]), (310.0, ["error"])]
)
def test_money_executed_is_held_against_money_approved(executed, expected):
    lines = [_of_year(2023, 100.0), _of_year(2023, executed, phase="executed", publication="2024")]
    assert [severity for *_, severity in found(looked_at({"national_budgets/MDA/a.csv": lines}))] == expected


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        (300.0, []),
        (300.2, []),
        (302.0, [("parts_below_total", "warning")]),
        (250.0, [("parts_above_total", "error")]),
    ],
)
def test_lines_add_up_to_the_published_total(total, expected):
    lines = [_of_year(2023, 100.0, programme="a"), _of_year(2023, 200.0, programme="b")]
    described = {"iso3": "MDA", "publication": "2023", "phase": "budget", "year": 2023, "source": "a gazette"}
    built = looked_at(
        {"national_budgets/MDA/a.csv": lines}, totals=(described | {"programme_code": "all", "amount_lcu": total},)
    )
    assert [(check, severity) for _, check, severity in found(built)] == expected


def _two(publication: str) -> dict[str, list[dict[str, Any]]]:
    lines = [_of_year(2023, 100.0 + n, programme=f"p{n}") for n in range(10)]
    again = [line | {"publication": publication} for line in lines[:9]] + [_of_year(2023, 7.0, programme="q")]
    return {"national_budgets/MDA/a.csv": lines, "national_budgets/MDA/b.csv": again}


def test_a_budget_that_comes_again_in_other_bytes_is_counted_once():
    built = looked_at(_two("2023"))
    assert [severity for *_, severity in found(built)] == ["refused"] * 9
    assert built[LINES].table["amount_lcu"].sum() == sum(100 + n for n in range(10)) + 7
    assert built[FINDINGS].table["compared_with"].str.startswith("national_budgets/MDA/a.csv csv:line=").all()


def test_under_another_name_it_is_reported_and_the_newest_counts_anyway():
    assert {severity for *_, severity in found(looked_at(_two("2024")))} == {"warning"}


def test_what_a_confidential_delivery_says_reaches_no_message():
    built = looked_at(yearly(100.0, 5000.0), confidentiality="C")
    described = built[FINDINGS].table.iloc[0]
    assert "5,000" not in described["message"] and described["compared_with"] == "(withheld)"
    assert "5,000" not in built[LINES].rejects.iloc[0]["message"]


def test_without_lines_there_are_no_findings():
    assert looked_at({})[FINDINGS].table.empty
