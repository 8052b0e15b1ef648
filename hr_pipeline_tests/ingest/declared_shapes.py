"""One ordinary row of every declared shape of four sources, and what goes wrong with such files in practice.

The shapes of the Global Fund have generated rows of their own in `test_global_fund_every_shape.py`.
"""

import csv
import io
from collections.abc import Iterator
from importlib.resources import files
from itertools import product
from typing import NamedTuple

import pandas as pd

from hr_pipeline.packaged import packaged_rows, packaged_yaml
from hr_pipeline.schemas.tables import REFERENCE_TABLES
from hr_pipeline.sources.national_budgets import matching as budgets
from hr_pipeline.sources.national_budgets.layout import WITH_HEADER, Amount, Layout
from hr_pipeline.sources.partner_surveys import tools
from hr_pipeline.sources.published_statistics import matching as statistics
from hr_pipeline.sources.reference import rows as reference_rows
from hr_pipeline_tests.sources.national_budgets.tables import workbook

COUNTRY_OF_ALL = "KEN"
NAMED = {"gam_": "Domestic public", "pepfar_": "2022", "cameroon_": "MONTANT", "boost_": "2022"}
"""Text of a header that a layout describes by an expression, by the beginning of the layout's name."""
WORDS = {"year": "2022", "country": "Georgia", "phase": "Approved", "iso3": "GEO", "area": "national"}


class Shape(NamedTuple):
    """A declared shape: where a user lays such a file, its header, and an ordinary row."""

    source: str
    name: str
    path: str
    header: list[str]
    row: list[str]
    sheet: str = "Sheet1"

    def __str__(self) -> str:
        return f"{self.source}/{self.name}"


class Case(NamedTuple):
    """A file of a shape, and what is odd about it."""

    shape: Shape
    absent: int
    blank: int
    extra: str

    def __str__(self) -> str:
        odd = [f"without column {self.absent}"] * (self.absent != NONE)
        odd += [f"blank column {self.blank}"] * (self.blank != NONE) + [self.extra] * bool(self.extra)
        return f"{self.shape}: {', '.join(odd) or 'ordinary'}"


NONE, EVERY = -1, -2
EXTRAS = ["header twice", "total", "blank line", "trailing headers"]
FIRST_BLANKS = 3
"""Blank columns that are tried together with each of the extras."""


def cases() -> Iterator[Case]:
    """Give every shape with each column absent, each blank, and extra rows with some of the blanks."""
    for shape in shapes():
        columns = range(len(shape.header))
        yield Case(shape, NONE, NONE, "")
        yield from (Case(shape, column, NONE, "") for column in columns)
        yield from (Case(shape, NONE, column, "") for column in [*columns, EVERY])
        blanks = [NONE, EVERY, *list(columns)[-FIRST_BLANKS:]]
        yield from (Case(shape, NONE, blank, extra) for extra, blank in product(EXTRAS, blanks))


def content(case: Case) -> bytes:
    """Write a case as the format of its file name."""
    table = _table(case)
    if case.shape.path.endswith(".xlsx"):
        return workbook({case.shape.sheet: table})
    if case.shape.path.endswith(".parquet"):
        return pd.DataFrame(table[1:], columns=table[0], dtype="str").to_parquet()
    text = io.StringIO()
    csv.writer(text).writerows(table)
    return text.getvalue().encode()


def _table(case: Case) -> list[list[str]]:
    columns = [column for column in range(len(case.shape.header)) if column != case.absent]
    header = [case.shape.header[column] for column in columns]
    row = ["" if case.blank in (column, EVERY) else case.shape.row[column] for column in columns]
    is_binary = case.shape.path.endswith(".parquet")
    tail = ["", ""] if case.extra == "trailing headers" and not is_binary else []
    rows = [[*header, *tail], [*row, *tail]]
    rows += [rows[0]] if case.extra == "header twice" else []
    rows += [["Total", *[""] * (len(rows[0]) - 2), "99"]] if case.extra == "total" else []
    return [*rows, [""] * len(rows[0])] if case.extra == "blank line" else rows


def shapes() -> list[Shape]:
    """List the shapes of all sources but the Global Fund."""
    return [*_budgets(), *_statistics(), *_surveys(), *_reference()]


def _budgets() -> Iterator[Shape]:
    for name, (layout, *_) in budgets.packaged().items():
        match = layout.match
        if match is None:
            continue
        words = _budget_words(name, layout)
        country = COUNTRY_OF_ALL if match.iso3 == "*" else match.iso3
        ending = {"workbook": "xlsx", "parquet": "parquet"}.get(layout.format, "csv")
        file = match.file[0].replace("[1-9]", "1").replace("*", "")
        path = f"national_budgets/{country}/{{number}}/{file or 'table'}.{ending}"
        sheet = next((name for name in layout.sheets if "*" not in name and name != WITH_HEADER), "Sheet1")
        yield Shape("national_budgets", name, path, list(words), list(words.values()), sheet)


def _budget_words(name: str, layout: Layout) -> dict[str, str]:
    """Give each header of a budget the text of an ordinary cell."""
    texts = {header: WORDS.get(meaning, "HIV") for meaning, header in layout.columns.items()}
    texts |= {header: "HIV" for header in (layout.match.header if layout.match else ()) if header not in texts}
    amounts = {_header(name, amount): "12.5" for amount in layout.amounts}
    return {header: text for header, text in (texts | amounts).items() if header}


def _header(name: str, amount: Amount) -> str:
    return amount.header or next((text for begin, text in NAMED.items() if name.startswith(begin)), "2022")


def _statistics() -> Iterator[Shape]:
    for name, layout in statistics.packaged().items():
        if layout.match is None:
            continue
        texts = {header: WORDS.get(meaning, "TOTAL") for meaning, header in layout.columns.items()}
        texts |= dict.fromkeys(layout.indicator, "PWID_NEEDLES")
        texts |= {header: "12" for column in layout.figures for header in column.named}
        texts = dict.fromkeys(layout.match.header, "12") | texts
        path = "published_statistics/{number}_" + name.removesuffix(".yaml") + "_gam_2025.csv"
        yield Shape("published_statistics", name, path, list(texts), list(texts.values()))


def _surveys() -> Iterator[Shape]:
    """Service tables that a layout declares; exports of survey tools come with a form, and have tests of their own."""
    for file in sorted((files(tools) / "layouts").iterdir(), key=lambda one: one.name):
        declared = packaged_yaml(tools.__name__, f"layouts/{file.name}") if file.name.endswith(".yaml") else []
        for entry in (one for one in declared if one.get("tool") == "table"):
            header = list(map(str, entry["match"]))
            row = ["2019-01-01" if column == entry.get("period_in") else "25" for column in header]
            path = "partner_surveys/network/survey_{number}/table.csv"
            yield Shape("partner_surveys", entry["name"], path, header, row)


def _reference() -> Iterator[Shape]:
    for table in REFERENCE_TABLES:
        packaged = packaged_rows("hr_pipeline.sources.reference", f"{table}.csv")
        row = packaged.iloc[0].tolist() if len(packaged) else ["1"] * packaged.shape[1]
        header = reference_rows.own_columns(table)
        texts = dict(zip(packaged.columns, row, strict=True))
        path = f"reference/{{number}}/{table}.csv"
        yield Shape("reference", table, path, header, [texts.get(column, "") for column in header])
