"""The shared files, as `sources/reference/test_packaged_facts.py` reads small ones."""

import pandas as pd

from hr_pipeline_tests.shared_data import SHARED_DATA
from hr_pipeline_tests.sources.reference.test_packaged_facts import packaged


def test_rates_agree_with_the_united_nations_and_the_world_bank_within_half_a_percent(packaged):
    rates = packaged["exchange_rates"].table
    area = rates["source"].str.extract(r"\(area (\d{3})\)", expand=False)
    nations = pd.read_csv(SHARED_DATA / "reference/exchange_rates/un_ama_exchange_rates_1970_2024.csv", dtype="str")
    nations = nations.set_index(["Country_Code", "Year"])["Value"].astype("float64")
    expected = pd.Series([nations[code, str(year)] for code, year in zip(area, rates["year"], strict=True)])
    assert (rates["rate"] / expected - 1).abs().max() < 0.000001

    compared = rates.assign(bank=_world_bank_rate(area, rates["year"])).dropna(subset="bank")
    assert len(compared) == 61  # the World Bank's file has no euro, and 2017 to 2023 only
    assert (compared["rate"] / compared["bank"] - 1).abs().max() < 0.005


def _world_bank_rate(area: pd.Series, years: pd.Series) -> list[float | None]:
    codes = pd.read_csv(SHARED_DATA / "reference/classification/iso3166_m49.csv", dtype="str").set_index("country-code")
    wide = pd.read_csv(SHARED_DATA / "reference/exchange_rates/worldbank_PA.NUS.FCRF_2017_2023_wide.csv", dtype="str")
    wide = wide.set_index("Country Code")
    found = []
    for code, year in zip(codes.loc[area, "alpha-3"], years, strict=True):
        cell = wide.loc[code].get(f"{year} [YR{year}]", "..")
        found.append(None if cell == ".." else float(cell))
    return found


def test_sizes_of_global_aids_monitoring_2025_are_as_published(packaged):
    sizes = packaged["population_size_estimates"].table
    files = {
        "size estimate": ("gam2025_pwid_pse.csv", "estimate"),
        "needles and syringes": ("gam2025_pwid_nsp.csv", "denominator_pwid"),
        "coverage of opioid": ("gam2025_pwid_oat.csv", "denominator_opioid_dependent"),
    }
    seen = 0
    for phrase, (name, column) in files.items():
        source = pd.read_csv(SHARED_DATA / "reference/unaids" / name, dtype={"year": "Int64"})
        source = source.rename(columns={"geographic_scope_footnote": "area"})
        if "subgroup" in source:
            source = source.query("subgroup == 'TOTAL'")
        ours = sizes[sizes["source"].str.contains(f"Monitoring 2025, {phrase}")].astype({"iso3": "str", "area": "str"})
        both = ours.merge(source[["iso3", "year", "area", column]], on=["iso3", "year", "area"], validate="1:1")
        assert both["estimate_people"].tolist() == both[column].tolist()
        assert len(both) == len(ours)
        seen += len(both)
    assert seen > 40


def test_the_deflator_grows_as_the_monetary_fund_saw_it_up_to_2018(packaged):
    fund = pd.read_csv(SHARED_DATA / "reference/exchange_rates/imf_weo_apr2019_fx_deflator_cpi_population.csv")
    fund = fund.query("iso3 == 'USA' and 2005 <= year <= 2018").set_index("year")["ngdp_d"]
    ours = packaged["price_index"].table.set_index("year")["value"].loc[2005:2018]
    # The Fund's vintage is of 2019; later revisions of the national accounts moved growth since 2005 by under 1 %.
    assert ((ours / ours[2005]) / (fund / fund[2005]) - 1).abs().max() < 0.01
