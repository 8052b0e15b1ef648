"""Which layout a delivered table gets: the one next to it, else the only packaged one whose match rules hold.

Packaged layouts are the files of `layouts/`; their README.md explains every key.
"""

from dataclasses import replace
from fnmatch import fnmatch
from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath

import pycountry

from hr_pipeline.formats.workbooks import is_workbook, read_workbook
from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.layouts.grids import HEADER_WITHIN
from hr_pipeline.layouts.texts import plain
from hr_pipeline.sources.national_budgets.delimited import first_records, text_of
from hr_pipeline.sources.national_budgets.fiscal_data_packages import fiscal_data_package
from hr_pipeline.sources.national_budgets.layout import ANY_FORMAT, TABLES, Layout, Match
from hr_pipeline.sources.national_budgets.layout_yaml import parse_layout
from hr_pipeline.sources.national_budgets.parquet_tables import parquet_columns

EVERY_COUNTRY = "*"
SPENDING = TABLES[1]
LAYOUT_SUFFIX = ".layout.yaml"
TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")
HOW_TO = (
    "let `hr-pipeline layout suggest` draft {name}"
    + LAYOUT_SUFFIX
    + ", compare the draft with the table, and place it next to the file"
)


def country(delivery: Delivery) -> str:
    """Read a delivery's country from the folder below `national_budgets`.

    Raises:
        Refused: the folder is no ISO 3166 alpha-3 code.
    """
    iso3 = folder_code(delivery)
    if iso3 != "XKX" and (len(iso3) != 3 or pycountry.countries.get(alpha_3=iso3) is None or not iso3.isupper()):
        raise Refused(
            "the folder of the file",
            f"expected a country's ISO 3166 alpha-3 code below national_budgets, found {iso3!r}",
            "lay the file in a folder such as national_budgets/KAZ",
        )
    return iso3


def folder_code(delivery: Delivery) -> str:
    """Give the name of the folder below `national_budgets` that a file lies in; empty where there is none."""
    parts = PurePosixPath(delivery.path).parts
    return parts[1] if len(parts) > 2 else ""


def is_spending_of_all_countries(delivery: Delivery) -> bool:
    """Tell whether all rows of a table are HIV spending of the country that they name, so that its folder need not.

    Exports that hold other indicators as well stay with the source of their folder.
    """
    layouts = [(layout, layout.match) for layout, *_ in packaged().values() if layout.match and not layout.leave_out]
    try:
        return any(
            layout.table == SPENDING and "country" in layout.columns and _fits(layout, match, delivery, "")
            for layout, match in layouts
        )
    except Refused:
        return False


def layouts_for(delivery: Delivery, companions: list[Delivery]) -> tuple[Layout, ...]:
    """Choose the layouts of one delivered file: one for each of its tables.

    Args:
        delivery: the table.
        companions: the other files of the source; a layout next to the table wins.

    Raises:
        Refused: no layout fits, several do, or the one next to the table is faulty or for another format.
    """
    alongside = [companion for companion in companions if companion.path == delivery.path + LAYOUT_SUFFIX]
    if alongside:
        layouts = _of_format(parse_layout(alongside[0].file.read_bytes(), alongside[0].name), delivery)
        if layouts[0].format != format_of(delivery):
            raise Refused(f"layout {alongside[0].name}, key format", f"expected {format_of(delivery)!r}", "correct it")
        return layouts
    iso3 = folder_code(delivery)
    matches = {name: (layouts[0], layouts[0].match) for name, layouts in packaged().items()}
    fits = [name for name, (layout, match) in matches.items() if match and _fits(layout, match, delivery, iso3)]
    if len(fits) > 1:  # a header that stands in the file says more than the file's name
        fits = [name for name in fits if (match := matches[name][1]) and match.header] or fits
    if len(fits) == 1:
        return _of_format(packaged()[fits[0]], delivery)
    described = fiscal_data_package(delivery, companions) if not fits else None
    if described:
        return (described,)
    country(delivery)
    how_to = HOW_TO.format(name=delivery.name)
    if fits:
        raise Refused("the whole file", f"expected one layout to match, found {', '.join(fits)}", how_to)
    known = [name for name, (_, match) in matches.items() if match and match.iso3 == iso3]
    tried = (
        f"none of the packaged layouts for {iso3} ({', '.join(known)}) does" if known else f"there is none for {iso3}"
    )
    raise Refused("the whole file", f"expected a layout that matches; {tried}", how_to)


def _of_format(layouts: tuple[Layout, ...], delivery: Delivery) -> tuple[Layout, ...]:
    """Settle the format of layouts that hold for any."""
    given = format_of(delivery)
    return tuple(replace(layout, format=given) if layout.format == ANY_FORMAT else layout for layout in layouts)


@cache
def packaged() -> dict[str, tuple[Layout, ...]]:
    """Read the packaged layouts by name."""
    folder = files(__package__) / "layouts"
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)
    return {file.name: parse_layout(file.read_bytes(), file.name) for file in found}


def format_of(delivery: Delivery) -> str:
    """Tell the format of a delivered table by its name.

    Raises:
        Refused: it is in none that is read.
    """
    if is_workbook(delivery.name):
        return "workbook"
    if delivery.name.lower().endswith(TEXT_ENDINGS):
        return "csv"
    if delivery.name.lower().endswith(".parquet"):
        return "parquet"
    raise Refused(
        "the whole file",
        "expected a workbook, delimited text or Parquet",
        "save the table as .xlsx or .csv and deliver that",
    )


def _fits(layout: Layout, match: Match, delivery: Delivery, iso3: str) -> bool:
    named = any(fnmatch(delivery.name.lower(), pattern.lower()) for pattern in match.file)
    if match.iso3 not in (iso3, EVERY_COUNTRY) or layout.format not in (format_of(delivery), ANY_FORMAT) or not named:
        return False
    if not match.header:
        return True
    here = _first_texts(delivery, layout)
    return all(
        any(plain(name) in here for name in (text, *layout.other_headers.get(text, ()))) for text in match.header
    )


def _first_texts(delivery: Delivery, layout: Layout) -> set[str]:
    """Collect the texts of a file's first rows."""
    given = format_of(delivery)
    if given == "parquet":
        return {plain(name) for name in parquet_columns(delivery)}
    if given == "workbook":
        rows = [row for sheet in read_workbook(delivery) for row in sheet.cells.head(HEADER_WITHIN).to_numpy().tolist()]
    else:
        text, _, separator = text_of(delivery, layout)
        rows = [cells for _, cells in first_records(text, separator)]
    return {plain(text) for row in rows for text in row}
