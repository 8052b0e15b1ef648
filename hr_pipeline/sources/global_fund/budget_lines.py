"""Published budget lines to `grant_budget_lines`: types, codes, countries, services. One step a function.

Opening files belongs to `__init__.py`; the names of services to `crosswalk.py`.
"""

import pandas as pd

from hr_pipeline.schemas.tables import kinds
from hr_pipeline.sources.geography import resolve
from hr_pipeline.sources.global_fund.crosswalk import classify
from hr_pipeline.sources.global_fund.layouts import Layout
from hr_pipeline.sources.numbers import parse_numbers
from hr_pipeline.sources.reading import Reading

TABLE = "grant_budget_lines"
MULTICOUNTRY = "Multicountry"


def clean(lines: pd.DataFrame, layout: Layout, reading: Reading, sheet: str) -> pd.DataFrame:
    """Make records of `grant_budget_lines` of one published table.

    Args:
        lines: one row per published line, every cell as text (categories, but for the amount), named as the layout's
            columns, with sheet, row and column.
        layout: how the values are written.
        reading: where rows that are blank or cannot be read are counted.
        sheet: name of the sheet.

    Returns:
        The table's own columns and the place of each amount.
    """
    return (
        lines.assign(raw_value=lines["amount_usd"])
        .pipe(_without_blank, reading, sheet)
        .pipe(_with_dates, layout, reading)
        .pipe(_with_year, reading)
        .pipe(_with_amount, reading)
        .pipe(_with_cycle_and_stream, layout, reading)
        .pipe(_with_grant)
        .pipe(_with_geography, reading)
        .pipe(classify)
        .assign(phase="budget")
        .pipe(_complete)
    )


def _without_blank(lines: pd.DataFrame, reading: Reading, sheet: str) -> pd.DataFrame:
    """Leave out lines without an amount: they carry no money, and a missing value is never a zero."""
    blank = lines["amount_usd"].str.strip() == ""
    reading.leave_out(TABLE, sheet, "blank", int(blank.sum()))
    return lines[~blank] if blank.any() else lines


def _with_dates(lines: pd.DataFrame, layout: Layout, reading: Reading) -> pd.DataFrame:
    for name in ("period_start", "period_end"):
        if name not in lines:
            lines = lines.assign(**{name: pd.NaT})
            continue
        dates = lines[name].map(_dates(lines[name], layout.date_formats)).astype("datetime64[ns]")
        bad = dates.isna() & (lines[name] != "")
        lines = reading.reject(
            TABLE, lines.assign(**{name: dates}), bad, name, lines[name], "a date such as 01-Jan-2024"
        )
    return lines


def _dates(column: pd.Series, formats: list[str]) -> dict[str, pd.Timestamp]:
    """Read each distinct text once, in the first of the declared formats that fits."""
    texts = pd.Series(column.cat.categories.astype("str"))
    dates = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[ns]")
    for form in formats:
        dates = dates.fillna(pd.to_datetime(texts, format=form, errors="coerce").astype("datetime64[ns]"))
    return dict(zip(column.cat.categories, dates, strict=True))


def _with_year(lines: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Read years, which the download writes as 2024.0; a blank year is missing."""
    if "year" not in lines:
        return lines.assign(year=pd.array([pd.NA] * len(lines), dtype="Int64"))
    texts = pd.Series(lines["year"].cat.categories.astype("str"))
    numbers = parse_numbers(texts)
    whole = numbers.where(numbers % 1 == 0).astype("Int64")
    years = lines["year"].map(dict(zip(lines["year"].cat.categories, whole, strict=True))).astype("Int64")
    bad = years.isna() & (lines["year"] != "")
    return reading.reject(TABLE, lines.assign(year=years), bad, "year", lines["year"], "a calendar year such as 2024")


def _with_amount(lines: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    amounts = parse_numbers(lines["amount_usd"])
    expected = "a number with a decimal point, such as 1234.56"
    return reading.reject(
        TABLE, lines.assign(amount_usd=amounts), amounts.isna(), "amount_usd", lines["raw_value"], expected
    )


def _with_cycle_and_stream(lines: pd.DataFrame, layout: Layout, reading: Reading) -> pd.DataFrame:
    """Name the grant cycle, and keep the COVID-19 Response Mechanism apart from the core grants."""
    column, values = next(iter(layout.c19rm.items()))
    stream = lines[column].isin(values).map({True: "c19rm", False: "core"}).astype("category")
    cycles = lines["grant_cycle"].map(
        {name: layout.grant_cycles.get(name) for name in lines["grant_cycle"].cat.categories}
    )
    expected = "one of " + ", ".join(layout.grant_cycles)
    typed = lines.assign(grant_cycle=cycles.astype("category"), funding_stream=stream)
    return reading.reject(TABLE, typed, cycles.isna(), "grant_cycle", lines["grant_cycle"], expected)


def _with_grant(lines: pd.DataFrame) -> pd.DataFrame:
    """A grant's code is that of its implementation period without the period's number."""
    if "grant_code" in lines:
        return lines
    grants = {code: code.rsplit("P", 1)[0] for code in lines["implementation_period"].cat.categories}
    return lines.assign(grant_code=lines["implementation_period"].map(grants).astype("category"))


def _with_geography(lines: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Find the country; a multicountry grant has none and carries the region code that begins its grant's code."""
    names = lines["geography"]
    places = resolve(names.cat.categories)
    iso3 = names.map({name: places[name].iso3 for name in places}).astype("category")
    regional = names.str.startswith(MULTICOUNTRY)
    regions = lines["grant_code"].map({code: code[:3] for code in lines["grant_code"].cat.categories})
    area = names.map({name: places[name].area for name in places}).astype("str").mask(regional, regions.astype("str"))
    placed = lines.assign(iso3=iso3, area=area.astype("category"))
    unknown = area.isna()
    expected = f"a country's name in English, or a name that begins with {MULTICOUNTRY}"
    return reading.reject(TABLE, placed, unknown, "geography", names, expected)


def _complete(lines: pd.DataFrame) -> pd.DataFrame:
    """Add the columns this shape does not publish, and turn blanks of text columns into missing values."""
    texts = [name for name, kind in kinds(TABLE).items() if kind == "category" and name in lines and name != "sheet"]
    missing = [name for name, kind in kinds(TABLE).items() if kind == "category" and name not in lines]
    blank_free = {name: lines[name].astype("category").cat.remove_categories(_blanks(lines[name])) for name in texts}
    return lines.assign(**blank_free, **dict.fromkeys(missing))


def _blanks(column: pd.Series) -> list[str]:
    return [text for text in column.astype("category").cat.categories if not str(text).strip()]
