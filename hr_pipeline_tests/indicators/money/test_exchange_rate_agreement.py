"""`exchange_rate_agreement`: publishers agree within half a percent, but for currencies that have several rates."""

import pytest

from hr_pipeline.indicators.money.exchange_rate_agreement import exchange_rate_agreement
from hr_pipeline_tests.indicators.frames import limits, rows
from hr_pipeline_tests.indicators.properties import wrong_figures


def agreement(ours: list[dict], theirs: list[dict], several: list[dict] = ()):
    return exchange_rate_agreement(
        rows("exchange_rates", *ours),
        rows("exchange_rate_alternatives", *theirs, use="comparison", first_id=10_000),
        rows("multiple_exchange_rates", *several),
        limits(),
    )


def of_year(currency: str, year: int, rate: float, publisher: str = "World Bank") -> dict:
    days = {"first_day": f"{year}-01-01", "last_day": f"{year}-12-31"}
    return {"currency": currency, "publisher": publisher, "rate": rate} | days


@pytest.mark.parametrize(("other", "severity"), [(100.4, "none"), (99.6, "none"), (100.6, "error"), (850.0, "error")])
def test_half_a_percent_is_agreement(other, severity):
    figures = agreement([{"currency": "KES", "year": 2018, "rate": 100.0}], [of_year("KES", 2018, other)])
    assert figures.table["severity"].tolist() == [severity]
    assert wrong_figures("exchange_rate_agreement", figures) == []


def test_a_difference_is_expected_where_a_currency_has_several_rates():
    several = [{"currency": "IRR", "first_year": 2012, "last_year": None}]
    figures = agreement(
        [{"currency": "IRR", "year": 2020, "rate": 42_000.0}], [of_year("IRR", 2020, 250_000.0)], several
    )
    assert figures.table["severity"].tolist() == ["warning"]


def test_rates_of_other_spans_and_other_years_are_not_compared():
    odd = of_year("KES", 2018, 1.0) | {"first_day": "2017-07-01", "last_day": "2018-06-30"}
    assert agreement([{"currency": "KES", "year": 2018, "rate": 100.0}], [odd, of_year("KES", 2019, 1.0)]).table.empty
