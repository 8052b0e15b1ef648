"""Cells of a published table to typed columns, the same way for every table of the Global Fund.

A column is read as the schema declares it. What only one table does belongs to the module named as that table.
"""

import unicodedata
from collections.abc import Callable
from typing import Any

import pandas as pd

from hr_pipeline.formats.numbers import parse_numbers
from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.ingest.reading import Reading
from hr_pipeline.schemas.tables import kinds
from hr_pipeline.sources.global_fund.cell_dates import days
from hr_pipeline.sources.global_fund.cycles import cycle_named, cycle_of_start
from hr_pipeline.sources.global_fund.layouts import Layout
from hr_pipeline.sources.global_fund.places import is_regional, places

PUBLISHED, DERIVED = "published", "derived"
NOT_LATEST = ["false", "0", "no"]


_DAY_OF_YEAR = r"(?<=^\d{4})-\d\d-\d\d(T.*)?$"
_PLACES = ["sheet", "row", "column", "raw_value", "publication", "vintage"]


def typed(lines: pd.DataFrame, layout: Layout, reading: Reading) -> pd.DataFrame:
    """Do what all tables need: tidy texts, read dates, numbers and codes, find cycle and country.

    Args:
        lines: one row per published line, cells as text named as the layout's columns, with places and publication.
        layout: the shape they were published in.
        reading: where rows that cannot be read are set aside.

    Raises:
        Refused: amounts are written with a decimal comma.
    """
    return (
        lines.pipe(read_cells, layout, reading)
        .pipe(with_grant)
        .pipe(_with_cycle, layout.table, reading)
        .pipe(_with_geography, layout.table, reading)
    )


def read_cells(lines: pd.DataFrame, layout: Layout, reading: Reading) -> pd.DataFrame:
    """Tidy texts, add what the shape says of all rows, read dates, years and numbers; arguments as in `typed`."""
    fixed = {name: pd.Categorical([text] * len(lines)) for name, text in layout.fixed.items()}
    return (
        lines.pipe(_tidied)
        .assign(**fixed)
        .pipe(_with_dates, layout.table, reading)
        .pipe(_with_years, layout.table, reading)
        .pipe(_with_amounts, layout.table, reading)
    )


def per_text(column: pd.Series, change: Callable[[str], Any]) -> pd.Series:
    """Change each distinct text of a category once."""
    return column.map({text: change(text) for text in column.cat.categories})


def without_blank(lines: pd.DataFrame, table: str, column: str, reading: Reading) -> pd.DataFrame:
    """Leave out lines whose main amount is blank: they carry no money, and a missing value is never a zero."""
    return left_out(lines, lines[column].astype("str").str.strip() == "", table, "blank", reading)


def latest(lines: pd.DataFrame, table: str, reading: Reading) -> pd.DataFrame:
    """Leave out what a later report of the same period replaced; a shape without the mark publishes the latest only."""
    if "is_latest_reported" not in lines:
        return lines
    older = lines["is_latest_reported"].astype("str").str.strip().str.casefold().isin(NOT_LATEST)
    return left_out(lines, older, table, "not_latest", reading)


def left_out(lines: pd.DataFrame, which: pd.Series, table: str, reason: str, reading: Reading) -> pd.DataFrame:
    """Leave lines out, counted with their reason."""
    for sheet, rows in lines.loc[which, "sheet"].value_counts().items():
        reading.leave_out(table, str(sheet), reason, int(rows))
    return lines[~which] if which.any() else lines


def complete(lines: pd.DataFrame, table: str) -> pd.DataFrame:
    """Add the columns a shape does not publish, and turn blanks of text columns into missing values."""
    codes = [name for name, kind in kinds(table).items() if kind == "category" and name not in ("sheet", "flags")]
    blank_free = {name: _without_blanks(lines[name]) for name in codes if name in lines}
    missing = [name for name in kinds(table) if name not in lines]
    empty = {name: _nothing(lines.index, kinds(table)[name]) for name in missing if _may_lack(name)}
    return lines.assign(**blank_free, **empty)


def _nothing(index: pd.Index, kind: str) -> pd.Series:
    """Give a column without values in its kind: categories are texts, also where there are none."""
    if kind == "category":
        return pd.Series(pd.Categorical([None] * len(index), categories=pd.Index([], dtype="str")), index=index)
    return pd.Series(index=index, dtype=kind)


def _may_lack(name: str) -> bool:
    """Tell columns that the ingestion adds to every table from those a shape may lack."""
    return name not in ("row_id", "delivery", "is_illustrative", "confidentiality", "licence")


def _without_blanks(column: pd.Series) -> pd.Series:
    held = column.astype("category")
    return held.cat.remove_categories([text for text in held.cat.categories if not str(text).strip()])


def _tidied(lines: pd.DataFrame) -> pd.DataFrame:
    """Write blanks of every kind as one blank, and letters with accents in one way; most columns are so already."""
    texts = [
        name for name in lines.columns if isinstance(lines[name].dtype, pd.CategoricalDtype) and name not in _PLACES
    ]
    odd = [name for name in texts if any(tidy(text) != text for text in lines[name].cat.categories)]
    return lines.assign(**{name: per_text(lines[name], tidy).astype("category") for name in odd})


def tidy(text: str) -> str:
    """Collapse blanks, no-break ones too, and compose letters."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _declared(lines: pd.DataFrame, table: str, kind: str) -> list[str]:
    """Name the columns of one kind that the lines carry as text."""
    return [
        name for name, declared in kinds(table).items() if declared == kind and name in lines and name not in _PLACES
    ]


def _with_dates(lines: pd.DataFrame, table: str, reading: Reading) -> pd.DataFrame:
    for name in _declared(lines, table, "datetime64[ns]"):
        texts = lines[name]
        dates = texts.map(days(texts.cat.categories)).astype("datetime64[ns]")
        bad = dates.isna() & (texts != "")
        lines = reading.reject(table, lines.assign(**{name: dates}), bad, name, texts, "a date such as 01-Jan-2024")
    return lines


def _with_years(lines: pd.DataFrame, table: str, reading: Reading) -> pd.DataFrame:
    """Read years, written as 2024, 2024.0 or by a day of theirs; a blank year is missing."""
    for name in _declared(lines, table, "Int64"):
        texts = lines[name]
        years = pd.Series(texts.cat.categories.astype("str")).str.replace(_DAY_OF_YEAR, "", regex=True)
        numbers = parse_numbers(years)
        whole = numbers.where(numbers % 1 == 0).astype("Int64")
        found = texts.map(dict(zip(texts.cat.categories, whole, strict=True))).astype("Int64")
        bad = found.isna() & (texts != "")
        lines = reading.reject(table, lines.assign(**{name: found}), bad, name, texts, "a calendar year such as 2024")
    return lines


def _with_amounts(lines: pd.DataFrame, table: str, reading: Reading) -> pd.DataFrame:
    for name in _declared(lines, table, "float64"):
        texts = lines[name].astype("str")
        amounts = parse_numbers(texts)
        bad = amounts.isna() & (texts.str.strip() != "")
        _refuse_decimal_commas(name, texts[bad])
        expected = "a number with a decimal point, such as 1234.56"
        lines = reading.reject(table, lines.assign(**{name: amounts}), bad, name, texts, expected)
    return lines


def _refuse_decimal_commas(name: str, unread: pd.Series) -> None:
    """Refuse a table of which one amount has a decimal comma for certain: then 1,500 may be one and a half too."""
    if unread.str.fullmatch(r"[^\d,]*(\d+|\d{1,3}([ .\u00a0\u202f']\d{3})+),\d+[^\d,]*").any():
        raise Refused(
            f"column {name}",
            "expected amounts with a decimal point, found a decimal comma",
            "export the table with decimal points, or deliver the download as it was",
        )


def with_grant(lines: pd.DataFrame) -> pd.DataFrame:
    """Name grant and implementation period, each from the other where a shape has only one.

    An implementation period is called as its grant, P and its number in two digits.
    """
    if "grant_code" not in lines:
        return lines.assign(
            grant_code=per_text(lines["implementation_period"], lambda code: code.rsplit("P", 1)[0]).astype("category")
        )
    if "period_number" not in lines:
        return lines
    number = per_text(lines["period_number"], _two_digits).astype("str")
    period = (lines["grant_code"].astype("str") + "P" + number).where(number != "", "")
    return lines.assign(implementation_period=period.astype("category"))


def _two_digits(number: str) -> str:
    digits = number.removesuffix(".0")
    return digits.zfill(2) if digits.isdecimal() else digits


def _with_cycle(lines: pd.DataFrame, table: str, reading: Reading) -> pd.DataFrame:
    """Name the grant cycle as published, else by the year in which the implementation period begins."""
    if "grant_cycle" not in kinds(table):
        return lines
    if "grant_cycle" not in lines:
        years = (
            lines["period_start"].dt.year if "period_start" in lines else pd.Series(index=lines.index, dtype="float64")
        )
        by_year = {year: cycle_of_start(year) for year in years.dropna().unique()}
        basis = pd.Categorical([DERIVED] * len(lines))
        return lines.assign(grant_cycle=years.map(by_year).astype("str").astype("category"), grant_cycle_basis=basis)
    named = lines["grant_cycle"]
    cycles = per_text(named, cycle_named)
    bad = cycles.isna() & (named != "")
    basis = pd.Categorical([PUBLISHED] * len(lines))
    kept = lines.assign(published_cycle=named, grant_cycle=cycles.astype("category"), grant_cycle_basis=basis)
    return reading.reject(table, kept, bad, "grant_cycle", named, "a grant cycle such as Grant Cycle 7 or 2023-2025")


def _with_geography(lines: pd.DataFrame, table: str, reading: Reading) -> pd.DataFrame:
    """Find the country; a multicountry grant has none and carries the region code that begins its grant's code."""
    names = _regional_names(lines)
    found = places(names.cat.categories)
    iso3 = names.map({name: found[name].iso3 for name in found})
    regional = per_text(names, is_regional).astype("bool")
    regions = per_text(lines["grant_code"], lambda code: code[:3]).astype("str")
    area = names.map({name: found[name].area for name in found}).astype("str").mask(regional, regions)
    placed = lines.assign(geography=names, iso3=iso3.astype("category"), area=area.astype("category"))
    expected = "a country's name in English or its code, or a name that begins with Multicountry"
    return reading.reject(table, placed, area.isna(), "geography", names, expected)


def _regional_names(lines: pd.DataFrame) -> pd.Series:
    """Older downloads name a multicountry grant in a column of its own, next to the region it lies in."""
    if "multicountry" not in lines:
        return lines["geography"]
    own = lines["multicountry"].astype("str")
    named = lines["geography"].astype("str").mask(own != "", "Multicountry " + own.str.replace(_PREFIX, "", regex=True))
    return named.astype("category")


_PREFIX = r"(?i)^multi-?\s?country\s*"
