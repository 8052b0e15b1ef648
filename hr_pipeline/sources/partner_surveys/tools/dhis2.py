"""DHIS2 data value sets, CSV in every header variant or none, and JSON: one row is one number of one place and period.

Identifiers mean nothing by themselves: a layout says what they count. Who stored a value and comments are never read.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from hr_pipeline.formats.geography import NATIONAL
from hr_pipeline.formats.numbers import parse_numbers
from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.unpacking import unpacked
from hr_pipeline.packaged import packaged_yaml
from hr_pipeline.sources.partner_surveys.findings import Finding
from hr_pipeline.sources.partner_surveys.tools.grids import Grid, read_grids
from hr_pipeline.sources.partner_surveys.tools.layouts import DataValueLayout

KEY = ["data_element", "period", "org_unit", "category_option_combo", "attribute_option_combo"]
NEEDED = ["data_element", "period", "org_unit", "value"]
READ = [*KEY, "value", "last_updated", "deleted"]
IDENTITY_DIGITS = 32
UID = re.compile(r"[A-Za-z][A-Za-z0-9]{10}")


@dataclass(frozen=True)
class Values:
    """A data value set: READ and `row`, `column` of the value; how many lines were the header or blank."""

    rows: pd.DataFrame
    sheet: str
    headings: int
    blanks: int
    torn: list[tuple[int, int]]


@cache
def _declared() -> dict[str, Any]:
    return packaged_yaml(__package__, "dhis2.yaml")


def named_columns(first: list[str]) -> dict[str, int]:
    """Give the position of each column that a header names; {} where the line is no header of a data value set."""
    plain = [re.sub(r"[\s_]", "", name).casefold() for name in first]
    named = {
        column: plain.index(alias)
        for column, aliases in _declared()["columns"].items()
        for alias in aliases
        if alias in plain
    }
    return named if set(NEEDED) <= set(named) else {}


def columns_by_order(first: list[str]) -> dict[str, int]:
    """Give the columns of a file without a header, whose first line has identifiers where they belong; else {}."""
    is_value = len(first) >= 6 and UID.fullmatch(first[0]) and UID.fullmatch(first[2])
    return {name: at for at, name in enumerate(_declared()["columns"]) if at < len(first)} if is_value else {}


def is_data_value_set(grid: Grid) -> bool:
    """Tell by its first line whether a table is a data value set."""
    first = grid.cells.iloc[0].tolist()
    return bool(named_columns(first) or columns_by_order(first))


def read_csv(grid: Grid) -> Values:
    """Read a data value set as text."""
    first = grid.cells.iloc[0].tolist()
    named = named_columns(first)
    at, has_header = named or columns_by_order(first), bool(named)
    body = grid.cells.iloc[1:] if has_header else grid.cells
    blank = (body == "").all(axis=1)
    rows = pd.DataFrame({name: body[at[name]] if name in at else "" for name in READ}, body.index, dtype="str")
    column = grid.column(at["value"], first if has_header else [])
    placed = rows[~blank].reset_index(names="row").assign(column=column)
    return Values(placed, grid.name, int(has_header), int(blank.sum()), grid.torn)


def read_json(content: bytes) -> Values:
    """Read a data value set as the API gives it.

    Raises:
        Refused: the text is no list of data values.
    """
    try:
        listed = json.loads(content)["dataValues"]
        table = pd.DataFrame([{_plain(key): value for key, value in one.items()} for one in listed])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        expected = "expected JSON with a list under dataValues"
        raise Refused("the whole file", expected, "export the data value set from DHIS2 again") from error
    texts = table.reindex(columns=READ).astype("object").where(lambda d: d.notna(), "").astype("str")
    pointers = [f"/dataValues/{position}/value" for position in range(len(texts))]
    return Values(texts.assign(row=1, column=pd.Series(pointers, dtype="str")), "", 0, 0, [])


def _plain(key: str) -> str:
    return {alias: name for name, aliases in _declared()["columns"].items() for alias in aliases}.get(
        key.casefold(), key
    )


def is_json_set(delivery: Delivery) -> bool:
    """Tell by name and first characters whether a file is a data value set in JSON."""
    if not delivery.name.lower().endswith((".json", ".json.gz")):
        return False
    return re.match(rb'\s*\{\s*"dataValues"', unpacked(delivery)[:200]) is not None


def read_values(delivery: Delivery) -> list[Values]:
    """Read the data value sets of a delivery."""
    if delivery.name.lower().endswith((".json", ".json.gz")):
        return [read_json(unpacked(delivery))]
    return [read_csv(grid) for grid in read_grids(delivery) if is_data_value_set(grid)]


def period_of(text: str) -> tuple[int, str] | None:
    """Give the year and the part of it that a period identifier names; None where it names none."""
    for declared in _declared()["periods"]:
        if found := re.fullmatch(declared["like"], text):
            return int(found["year"]), declared["period"].format(**found.groupdict())
    return None


def sorted_out(values: Values) -> pd.DataFrame:
    """Say of each row why it is no number of a known period: `outcome` is "" for good ones, else a finding's code."""
    rows = values.rows
    number = parse_numbers(rows["value"])
    texts = rows[[*KEY, "value"]]
    periods = rows["period"].map(period_of)
    deleted = rows["deleted"].str.casefold() == "true"
    standing = rows[~deleted]
    doubled = texts.reindex(standing.index).duplicated().reindex(rows.index, fill_value=False)
    clash = standing[~doubled.loc[standing.index]].duplicated(KEY, keep=False).reindex(rows.index, fill_value=False)
    outcome = pd.Series("", rows.index, dtype="str")
    for code, bad in (
        ("dhis2_negative_value", number < 0),
        ("dhis2_not_a_number", number.isna()),
        ("dhis2_bad_period", periods.isna()),
        ("dhis2_conflicting_values", clash),
        ("dhis2_exact_duplicate", doubled),
        ("dhis2_deleted", deleted),
    ):
        outcome = outcome.mask(bad, code)
    return rows.assign(
        value=number,
        raw_value=rows["value"],
        year=periods.map(lambda found: found[0] if found else None).astype("Int64"),
        part=periods.map(lambda found: found[1] if found else "").astype("str"),
        outcome=outcome,
    )


LEFT_OUT = {"dhis2_exact_duplicate": "duplicate", "dhis2_deleted": "deleted", "dhis2_unmapped": "unmapped"}
EXPECTED = {
    "dhis2_conflicting_values": "one value for each data element, period, organisation unit and option combo",
    "dhis2_negative_value": "a count of zero or more",
    "dhis2_not_a_number": "a number",
    "dhis2_bad_period": "a period such as 2024, 2024Q1, 202401 or 2024Oct",
}


def findings(values: Values, rows: pd.DataFrame) -> list[Finding]:
    """Report what was set aside, by kind, with the first line concerned."""
    found = rows[rows["outcome"].isin([*EXPECTED, "dhis2_exact_duplicate", "dhis2_unmapped"])]
    return [
        Finding(
            code, sheet=values.sheet, row=int(part["row"].iloc[0]), column=COLUMNS.get(code, "value"), rows=len(part)
        )
        for code, part in ((str(kind), part) for kind, part in found.groupby("outcome", sort=True))
    ]


COLUMNS = {"dhis2_bad_period": "period", "dhis2_unmapped": "data_element"}


def records(rows: pd.DataFrame, layout: DataValueLayout | None, delivery: Delivery) -> pd.DataFrame:
    """Say what each number counts; `outcome` is dhis2_unmapped where no layout knows all of its identifiers."""
    counted = _looked_up(rows["data_element"], layout.data_elements if layout else {}, ["measure", "service"])
    placed = _looked_up(rows["org_unit"], layout.org_units if layout else {}, ["iso3", "area"])
    subgroup = rows["category_option_combo"].map(layout.category_option_combos if layout else {})
    declared = rows.assign(**counted, **placed, subgroup=subgroup, period=rows["part"], missing_reason=None)
    unknown = declared[["measure", "iso3", "subgroup"]].isna().any(axis=1)
    outcome = declared["outcome"].mask(unknown & (declared["outcome"] == ""), "dhis2_unmapped")
    return declared.assign(
        outcome=outcome,
        left_out=outcome.map(LEFT_OUT).fillna(""),
        unread=outcome.map(EXPECTED).fillna(""),
        partner=(layout.partner if layout else "") or delivery.path.split("/")[1],
        survey=layout.name if layout else "",
        basis=layout.basis if layout else "unstated",
        area=declared["area"].astype("object").fillna(NATIONAL),
        submission=rows[[*KEY]].agg("/".join, axis=1).map(_identity),
    )


def _identity(key: str) -> str:
    """Give a value's identity without the texts of its columns, which may hold anything."""
    return hashlib.sha256(key.encode()).hexdigest()[:IDENTITY_DIGITS]


def _looked_up(keys: pd.Series, declared: dict[str, dict[str, str]], names: list[str]) -> dict[str, pd.Series]:
    return {name: keys.map({key: entry.get(name) for key, entry in declared.items()}) for name in names}
