"""Published statistics out of grids: one record per figure, with what it is about; every row accounted for.

What a row says belongs to `rows.py`, a cell to `cells.py`, which records are one to `joining.py`.
"""

import pandas as pd

from hr_pipeline.formats.numbers import convention_of
from hr_pipeline.ingest.deliveries import UNSTATED, Delivery
from hr_pipeline.ingest.reading import Reading
from hr_pipeline.layouts.grids import Grid
from hr_pipeline.schemas.published_statistics import NATIONAL, PARTIAL, SUBNATIONAL
from hr_pipeline.sources.published_statistics.crosswalk import meaning, units
from hr_pipeline.sources.published_statistics.footnotes import Footnote, footnote
from hr_pipeline.sources.published_statistics.grids import grids, rows_outside
from hr_pipeline.sources.published_statistics.joining import with_bounds, without_contradictions, without_repeats
from hr_pipeline.sources.published_statistics.layout import ESTIMATES, STATISTICS, Layout
from hr_pipeline.sources.published_statistics.matching import layout_for
from hr_pipeline.sources.published_statistics.places import NATIONAL as WHOLE
from hr_pipeline.sources.published_statistics.places import Where, where
from hr_pipeline.sources.published_statistics.publications import publications
from hr_pipeline.sources.published_statistics.rows import (
    KEPT,
    alongside,
    columns_of,
    described,
    distinct,
    figures,
    group_of,
    indicator_of,
    years,
)

UNITS_OF = {0.01: "per cent", 0.001: "per thousand", 1e3: "thousands", 1e6: "millions"}
LONGEST_NOTE = 200


def read(delivery: Delivery, companions: list[Delivery]) -> Reading:
    """Read one delivered table by its layout.

    Args:
        delivery: a text file or workbook in `published_statistics/`.
        companions: the other files of the source; `<file>.layout.yaml` wins over the packaged layouts.

    Returns:
        Records of both tables, and what became of every row of every column of figures.

    Raises:
        Refused: no layout, a missing column, or an unreadable file.
    """
    layout = layout_for(delivery, companions)
    reading = Reading(licence=layout.licence if delivery.notes.licence == UNSTATED else "")
    opened = grids(delivery, layout.headers)
    for name, count in rows_outside(delivery, opened).items():
        reading.seen(_usual_table(layout), name, count)
        reading.leave_out(_usual_table(layout), name, "not_read", count)
    whole = pd.concat([_records(grid, layout, delivery, reading) for grid in opened], ignore_index=True)
    for table, is_resource in ((STATISTICS, False), (ESTIMATES, True)):
        own = whole[whole["of_is_resource"] == is_resource]
        if len(own):
            reading.records[table] = _TABLES[table](own, reading).reset_index(drop=True)
    return reading


def _records(grid: Grid, layout: Layout, delivery: Delivery, reading: Reading) -> pd.DataFrame:
    """Read all columns of figures of one grid, in the order of its rows."""
    parts = [described(grid, layout, column) for column in columns_of(grid, layout)]
    table = _usual_table(layout)
    for rows in parts:
        _account(rows, grid, table, reading)
    reading.seen(table, grid.sheet, grid.blank * len(parts) + len(grid.ragged))
    reading.leave_out(table, grid.sheet, "blank", grid.blank * len(parts))
    reading.tear_off(table, grid.sheet, grid.ragged)
    kept = pd.concat([rows[rows["reason"] == KEPT] for rows in parts]).sort_values("row", kind="stable")
    convention = layout.numbers or convention_of(kept["figure"].astype("str")) or "point"
    rows = kept.reset_index(drop=True)
    known_units = {"", *map(str.casefold, layout.units)}
    (denominator, bad), (reporting, worse) = (
        alongside(rows[name], convention) for name in ("denominator_text", "reporting_text")
    )
    return (
        rows.assign(**indicator_of(rows), **group_of(rows["known"]))
        .join(figures(rows, layout, convention))
        .assign(
            year=years(rows["year"]),
            period=rows["year"],
            denominator=denominator,
            reporting_share=reporting / 100,
            is_clear=~(bad | worse),
            publication=publications(layout, delivery, rows["year"]),
            is_known_unit=rows["unit"].str.casefold().isin(known_units) | (not layout.units),
        )
        .pipe(_about)
    )


def _usual_table(layout: Layout) -> str:
    """Tell which table a line without content was meant for."""
    meant = [meaning((value.indicator,), "", layout.indicators) for value in layout.figures if value.indicator]
    return ESTIMATES if meant and all(one and one[0].is_resource for one in meant) else STATISTICS


def _account(rows: pd.DataFrame, grid: Grid, table: str, reading: Reading) -> None:
    """Count every row of a column of figures, and those that are left out, by what they were meant for."""
    resource = rows["known"].map(lambda one: one[0].is_resource, na_action="ignore").fillna(table == ESTIMATES)
    meant = pd.Series(STATISTICS, rows.index).mask(resource.astype("bool"), ESTIMATES)
    counts = rows.groupby([meant.rename("meant"), "reason"], observed=True).size().reset_index(name="rows")
    for name, reason, count in counts.itertuples(index=False, name=None):
        reading.seen(name, grid.sheet, count)
        if reason != KEPT:
            reading.leave_out(name, grid.sheet, reason, count)


def _about(rows: pd.DataFrame) -> pd.DataFrame:
    """Say of each row which place it is about, what its footnote says, and who is counted."""
    places = distinct(rows[["country", "country_name", "area"]], where)
    frame = pd.DataFrame(places.tolist(), index=rows.index, columns=list(Where._fields)).astype("str")
    is_size = rows["of_measure"] == "population_size"
    declared = distinct(pd.DataFrame({"text": rows["footnote"], "is_place": is_size}), footnote)
    foot = pd.DataFrame(declared.tolist(), index=rows.index, columns=list(Footnote._fields)).astype("str")
    area = frame["area"].where((frame["area"] != WHOLE) | (foot["area"] == ""), foot["area"])
    partial = (foot["scope"] == PARTIAL) | (rows["scope"].str.casefold() == PARTIAL)
    scope = pd.Series(NATIONAL, rows.index).mask(partial, PARTIAL).mask(frame["area"] != WHOLE, SUBNATIONAL)
    return rows.drop(columns=["area", "scope"]).assign(
        iso3=frame["iso3"],
        area=area,
        place=frame["area"],
        scope=scope,
        region=frame["region"],
        kind=foot["kind"].where(foot["kind"] != "", rows["of_kind"]),
        note=_notes(rows),
    )


def _notes(rows: pd.DataFrame) -> pd.Series:
    """Keep what the publisher says of scope, source and period."""
    period = rows["period"].where(~rows["period"].str.fullmatch(r"\d{4}(\.0)?"), "")
    declared = (rows["footnote"].str.slice(0, LONGEST_NOTE) + "; " + period).str.strip("; ")
    return declared.where(declared != "")


def _readable(rows: pd.DataFrame, table: str, reading: Reading) -> pd.DataFrame:
    """Reject rows with a cell that cannot be read."""
    alongside = rows["denominator_text"] + " " + rows["reporting_text"]
    rules = [
        ("value", rows["is_readable"], rows["raw_value"], "a number, its bounds or a word for none"),
        ("year", rows["year"].notna(), rows["period"], "a year such as 2024"),
        ("denominator_people", rows["is_clear"], alongside, "a number or a word for none"),
        ("unit", rows["is_known_unit"].astype("bool"), rows["unit"], "a unit of the layout"),
    ]
    for column, holds, raw, expected in rules:
        rows = reading.reject(table, rows, ~holds[rows.index], column, raw[rows.index], expected)
    return rows


def _scaled(rows: pd.DataFrame) -> pd.DataFrame:
    """Bring figures from the publisher's unit into ours, and say so."""
    scale = rows["of_scale"].astype("float64")
    return rows.assign(
        **{name: _times(rows[name], scale) for name in ("value", "low", "high")},
        rounding=(0.5 * 10.0 ** -_digits(rows) * scale).where(rows["value"].notna()),
        steps=_steps(scale, rows["denominator_column"].where(rows["denominator"].notna(), "")),
    )


def _steps(scale: pd.Series, column: pd.Series) -> pd.Series:
    """Say what stands between the cell and the figure, and where in the row the denominator stands."""

    def declared(one: float, place: str) -> str:
        unit = f"x {one:,.10g} ({UNITS_OF[one]})" if one != 1 else ""
        return "; ".join(part for part in (unit, place and f"denominator in column {place}") if part)

    steps = distinct(pd.DataFrame({"scale": scale, "column": column}), declared)
    return steps.where(steps != "").astype("str")


def _times(numbers: pd.Series, scale: pd.Series) -> pd.Series:
    """Multiply; by a hundredth is dividing by a hundred, which 5.6 per cent survives as 0.056."""
    return (numbers * scale).where(scale >= 1, numbers / (1 / scale).round())


def _digits(rows: pd.DataFrame) -> pd.Series:
    """Count the digits behind the decimal mark; there are -2 where the publisher rounds to hundreds."""
    own, usual = rows["decimals"].astype("float64"), rows["of_decimals"].astype("float64")
    is_round = (usual < 0) & (own == 0) & (rows["value"] % 10.0**-usual == 0)
    return own.clip(lower=usual).mask(is_round, usual)


def _statistics(rows: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Make the records of `published_statistics`."""
    readable = _readable(rows, STATISTICS, reading)
    is_region = readable["region"] != ""
    for sheet, count in readable.loc[is_region, "sheet"].value_counts().items():
        reading.leave_out(STATISTICS, str(sheet), "region", count)
    countries = readable[~is_region]
    known = reading.reject(
        STATISTICS, countries, countries["iso3"] == "", "iso3", countries["country"], "a country or a part of one"
    )
    once = _scaled(known).pipe(without_repeats, reading).pipe(with_bounds, reading)
    return without_contradictions(once, reading).pipe(_named)


def _named(records: pd.DataFrame) -> pd.DataFrame:
    """Give what was read the names of the table's columns."""
    is_of = records["of_denominator"]
    return records.assign(
        measure=records["of_measure"],
        subgroup=records["group_subgroup"],
        value_low=records["low"],
        value_high=records["high"],
        unit=records["of_measure"].map(units()),
        denominator_people=records["denominator"].where(is_of == "population"),
        denominator_population=records["of_population"].where(records["of_population"] != ""),
        sample_size=records["denominator"].where(is_of == "sample"),
    )


def _estimates(rows: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Make the records of `resource_estimates`."""
    readable = _readable(rows, ESTIMATES, reading)
    expected = "a region of UNAIDS, or the world"
    known = reading.reject(ESTIMATES, readable, readable["region"] == "", "region", readable["country"], expected)
    payer = known["group_financing_source"]
    return _scaled(known).assign(
        measure=known["of_measure"],
        financing_source=payer.where(payer != ""),
        amount_usd=lambda d: d["value"],
        price_year=known["of_price_year"].astype("Int64"),
    )


_TABLES = {STATISTICS: _statistics, ESTIMATES: _estimates}
