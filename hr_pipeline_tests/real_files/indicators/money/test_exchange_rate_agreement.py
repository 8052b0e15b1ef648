"""The shared files, as `indicators/money/test_exchange_rate_agreement.py` reads small ones."""

import pandas as pd
import pytest

from hr_pipeline_tests.indicators.money.test_exchange_rate_agreement import agreement, of_year
from hr_pipeline_tests.shared_data import SHARED_DATA

RATES = SHARED_DATA / "reference" / "exchange_rates"


OUTLIERS = {"IRN", "LBN", "VEN", "ZWE", "SSD", "SDN", "LBR", "HRV"}


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
