"""Invented Global Fund budgets in the exact shapes of two published tables.

`global_fund_periods.csv` lists invented grants and what their needle and syringe programme costs a year;
`global_fund_lines.csv` the modules of each grant cycle (names as published) as shares of that cost, by cost category.
"""

from importlib.resources import files
from pathlib import Path
from zlib import crc32

import pandas as pd

from hr_pipeline.demonstration.reproducible import csv_bytes, gzip_bytes, workbook_bytes

YEARLY = "grant_budgets_reference_rate.csv.gz"
TOTALS = "budgets_by_module_and_intervention.xlsx"
NOTES = """\
origin: python -m hr_pipeline.demonstration
publisher: hr_pipeline; invented figures in the shape of the Global Fund's downloads
vintage: "2026-01-01"
licence: CC0-1.0
confidentiality: F
illustrative: true
"""

YEARLY_HEADER = {
    "GeographyName1": "geography",
    "Continent1": "continent",
    "SubContinent1": "sub_continent",
    "Grant1": "grant",
    "ImplementationPeriod1": "implementation_period",
    "ImplementationPeriodStartDate1": "start",
    "ImplementationPeriodEndDate1": "end",
    "Status1": "status",
    "GrantCycleName": "cycle_name",
    "GrantComponent1": "component",
    "PrincipalRecipient1": "recipient",
    "PrincipalRecipientType1": "recipient_type",
    "PrincipalRecipientSubType1": "recipient_subtype",
    "LeadImplementer1": "implementer",
    "ModuleComponent1": "line_component",
    "Module1": "module",
    "Intervention1": "intervention",
    "InvestmentLandscape_Level11": "level_1",
    "InvestmentLandscape_Level21": "level_2",
    "CostCategory1": "cost_category",
    "BudgetYearFrom1": "budget_year",
    "BudgetAmount_ReferenceRate": "amount",
}
TOTALS_HEADER = {
    "Country": "geography",
    "ImplementationPeriodName": "implementation_period",
    "Module Parent Component": "line_component",
    "Module": "module",
    "Intervention": "intervention",
    "Total Amount": "amount",
    "Source": "cycle",
}


def make(folder: Path) -> None:
    """Write the demonstration deliveries of the Global Fund.

    Args:
        folder: landing folder; `global_fund/` is made in it.
    """
    target = folder / "global_fund"
    target.mkdir(parents=True, exist_ok=True)
    lines = _lines()
    (target / YEARLY).write_bytes(gzip_bytes(csv_bytes(_table(_as_downloaded(lines), YEARLY_HEADER))))
    (target / TOTALS).write_bytes(workbook_bytes({"sheet1": _table(_summed(lines), TOTALS_HEADER)}))
    (target / "delivery.yaml").write_text(NOTES, encoding="utf-8", newline="\n")


def _lines() -> pd.DataFrame:
    """Budget each period's lines year by year: one row per line and calendar year, with `amount` in US$."""
    periods = _data("global_fund_periods.csv").astype({"needle_syringe_usd": "int64"})
    modules = _data("global_fund_lines.csv").astype({"share": "float64"})
    modules = modules.assign(package=modules["packages"].str.split(" ")).explode("package")
    return (
        periods.assign(implementation_period=lambda d: d["grant"] + "P0" + d["number"])
        .merge(modules.astype({"package": "str"}), on="package", how="inner", validate="m:m")
        .assign(year=_years)
        .explode("year", ignore_index=True)
        .assign(amount=_amounts)
    )


def _data(name: str) -> pd.DataFrame:
    with (files(__package__) / name).open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype="str", keep_default_na=False)


def _years(lines: pd.DataFrame) -> pd.Series:
    """List each line's calendar years; reimbursements fall into the last."""
    first, length = lines["start_year"].astype("int64"), lines["length_years"].astype("int64")
    spans = zip(first, first + length, lines["falls_in"], strict=True)
    years = [list(range(start, end))[-1 if falls_in == "last year" else 0 :] for start, end, falls_in in spans]
    return pd.Series(years, index=lines.index)


def _amounts(lines: pd.DataFrame) -> pd.Series:
    """Give each line its share of the period's needle and syringe cost, up to 15 % more or less from year to year."""
    named = (
        lines["implementation_period"] + lines["intervention"] + lines["cost_category"] + lines["year"].astype("str")
    )
    swing = named.map(lambda text: 0.85 + 0.3 * (crc32(text.encode()) % 1000) / 999)
    return (lines["needle_syringe_usd"] * lines["share"] * swing).round(2)


def _as_downloaded(lines: pd.DataFrame) -> pd.DataFrame:
    """Write dates, years and amounts as the download does."""
    yearly = lines[lines["file"] == "lines"]
    end = (yearly["start_year"].astype("int64") + yearly["length_years"].astype("int64") - 1).astype("str")
    return yearly.assign(
        start="01-Jan-" + yearly["start_year"],
        end="31-Dec-" + end,
        cycle_name="Grant Cycle " + yearly["cycle"],
        recipient="Invented recipient of " + yearly["grant"],
        implementer="Invented implementer of " + yearly["grant"],
        budget_year=yearly["year"].astype("str") + ".0",
        amount=yearly["amount"].map("{:.2f}".format),
    )


def _summed(lines: pd.DataFrame) -> pd.DataFrame:
    """Add up years and cost categories: this table has neither."""
    keys = [column for column in TOTALS_HEADER.values() if column != "amount"]
    return lines[lines["file"] == "totals"].groupby(keys, sort=False)["amount"].sum().reset_index()


def _table(rows: pd.DataFrame, header: dict[str, str]) -> list[list]:
    return [list(header), *rows[list(header.values())].to_numpy(dtype="object").tolist()]
