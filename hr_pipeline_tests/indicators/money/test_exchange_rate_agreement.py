"""`exchange_rate_agreement`: publishers agree within half a percent, but for currencies that have several rates."""

import pandas as pd
import pytest

from hr_pipeline.indicators.money.exchange_rate_agreement import exchange_rate_agreement
from hr_pipeline_tests.indicators.frames import limits, rows
from hr_pipeline_tests.indicators.properties import wrong_figures
from hr_pipeline_tests.shared_data import SHARED_DATA, needs_shared_data

RATES = SHARED_DATA / "reference" / "exchange_rates"
OUTLIERS = {"IRN", "LBN", "VEN", "ZWE", "SSD", "SDN", "LBR", "HRV"}
"""Official against market rates, accounts in US$, kuna against euro: as measured on the publishers' files."""


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


@needs_shared_data
def test_the_united_nations_and_the_world_bank_agree_but_for_the_known_outliers():
    """Countries stand in for currencies: three letters each, and one currency may serve several of them."""
    codes = pd.read_csv(SHARED_DATA / "reference/classification/iso3166_m49.csv", dtype="str")
    country = codes.set_index("country-code")["alpha-3"]
    nations = pd.read_csv(RATES / "un_ama_exchange_rates_1970_2024.csv", dtype={"Country_Code": "str"})
    nations = nations.assign(currency=nations["Country_Code"].map(country)).dropna(subset=["currency", "Value"])
    ours = nations.query("2017 <= Year <= 2023").drop_duplicates(["currency", "Year"])
    wide = pd.read_csv(RATES / "worldbank_PA.NUS.FCRF_2017_2023_wide.csv", dtype="str").dropna(subset="Country Code")
    long = wide.melt(id_vars="Country Code", value_vars=[name for name in wide if "[YR" in name])
    bank = long.assign(rate=pd.to_numeric(long["value"], errors="coerce"), year=long["variable"].str[:4].astype(int))
    theirs = bank[bank["rate"].gt(0) & bank["Country Code"].isin(ours["currency"])]
    stated = ours.rename(columns={"Year": "year", "Value": "rate"})[["currency", "year", "rate"]].to_dict("records")
    others = [of_year(*row) for row in theirs[["Country Code", "year", "rate"]].itertuples(index=False, name=None)]
    table = agreement(stated, others).table
    assert len(table) > 1000
    assert (table["severity"] == "none").mean() == pytest.approx(0.971, abs=0.005)
    differ = set(table.loc[table["severity"] == "error", "currency"].astype("str"))
    assert differ >= OUTLIERS
