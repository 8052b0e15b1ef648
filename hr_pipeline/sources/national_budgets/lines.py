"""Budget lines out of grids: one record per amount, with its phase, year, payer, unit and repair; every cell counted.

Files and headers belong to `grids.py`, rows to `rows.py`.
"""

from fnmatch import fnmatchcase
from typing import Any

import pandas as pd

from hr_pipeline.frames import NA
from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.reading import Reading
from hr_pipeline.layouts.fiscal_years import bounds, end_year, end_year_of
from hr_pipeline.layouts.grids import Grid
from hr_pipeline.layouts.texts import plain
from hr_pipeline.layouts.units import multiplier
from hr_pipeline.sources.national_budgets.amounts import numbers_of
from hr_pipeline.sources.national_budgets.arithmetic import require_sound
from hr_pipeline.sources.national_budgets.fiscal_data_packages import is_package, require_resources
from hr_pipeline.sources.national_budgets.layout import TABLES, Amount, Layout, Publication
from hr_pipeline.sources.national_budgets.matching import layouts_for
from hr_pipeline.sources.national_budgets.named_sums import refuse_unnamed_sums
from hr_pipeline.sources.national_budgets.opened import opened
from hr_pipeline.sources.national_budgets.parts import parts
from hr_pipeline.sources.national_budgets.places import in_countries
from hr_pipeline.sources.national_budgets.programmes import classified
from hr_pipeline.sources.national_budgets.repairs import repaired
from hr_pipeline.sources.national_budgets.rows import (
    KEPT,
    described,
    labels,
    per_distinct,
    reasons,
    running_states,
    tidied,
)
from hr_pipeline.sources.national_budgets.spending_categories import categorised
from hr_pipeline.sources.national_budgets.totals import totals_left_out
from hr_pipeline.sources.national_budgets.transactions import transactions_once

NATIONAL, SPENDING = TABLES


def read(delivery: Delivery, companions: list[Delivery]) -> Reading:
    """Read one delivered budget table by its layout.

    Args:
        delivery: a csv or workbook in `national_budgets/<ISO3>/`.
        companions: the other files of the source; `<file>.layout.yaml` wins over the packaged layouts.

    Returns:
        Records of `national_budget_lines`, and what became of every cell that could be an amount.

    Raises:
        Refused: no layout, a missing column, an unknown unit, currency or publication, an unreadable file.
    """
    reading = Reading()
    if is_package(delivery):
        require_resources(delivery, companions)
        return reading
    layouts = layouts_for(delivery, companions)
    tables, outside = opened(delivery, layouts)
    for sheet, numbers in outside.items():
        _count_not_read(reading, layouts[0].table, sheet, numbers)
    name = delivery.notes.vintage or delivery.name
    for table in dict.fromkeys(layout.table for layout in layouts):
        own = [(layout, grid) for layout, grid in tables if layout.table == table]
        frames = [_lines(grid, layout, layout.publication or name, reading) for layout, grid in own]
        reading.records[table] = _MAPPED[table](pd.concat(frames, ignore_index=True), delivery, reading)
    return reading


def _count_not_read(reading: Reading, table: str, sheet: str, cells: int) -> None:
    reading.seen(table, sheet, cells)
    reading.leave_out(table, sheet, "not_read", cells)


def _lines(grid: Grid, layout: Layout, publication: str, reading: Reading) -> pd.DataFrame:
    """Make the records of one grid, in the order of its rows."""
    where = f"sheet {grid.sheet!r}" if grid.sheet else "the table"
    unit = multiplier(layout.unit, grid.above, where)
    words = described(grid, layout)
    reason = reasons(grid, layout, words).pipe(lambda kept: running_states(words, kept, layout))
    reason = totals_left_out(grid, layout, words, reason)
    reason = transactions_once(grid, layout, words, reason)
    refuse_unnamed_sums(words, reason, grid.rows, layout.not_sums)
    if layout.match is None:
        require_sound(grid, layout, words, reason)
    _account(grid, layout, reason, reading)
    kept = labels(words, reason, layout)[reason == KEPT].assign(
        sheet=grid.sheet,
        row=grid.rows[reason == KEPT],  # a frame without rows would take over all rows of a longer series
        classification=layout.classification or NA,
        edition=layout.edition or NA,
        currency=layout.currency,
        unit_multiplier=float(unit),
    )
    frames = [_amounts(grid, layout, amount, kept, words, publication, reading) for amount in layout.amounts]
    whole = pd.concat(frames).sort_values("row", kind="stable", ignore_index=True) if len(frames) > 1 else frames[0]
    return whole.assign(part_of=parts(whole, layout))


def _account(grid: Grid, layout: Layout, reason: pd.Series, reading: Reading) -> None:
    """Count every cell of the amount columns, torn lines, and numbers in columns that the layout does not know."""
    width, table = len(layout.amounts), layout.table
    reading.seen(table, grid.sheet, (len(reason) + grid.blank) * width + len(grid.ragged))
    reading.leave_out(table, grid.sheet, "blank", grid.blank * width)
    for name, rows in reason[reason != KEPT].value_counts().items():
        reading.leave_out(table, grid.sheet, str(name), int(rows) * width)
    reading.rejected += [_torn(grid, table, line, cells) for line, cells in grid.ragged]
    _count_not_read(reading, table, grid.sheet, _unknownnumbers_of(grid, layout, reason == KEPT))


def _torn(grid: Grid, table: str, line: int, cells: int) -> dict:
    message = (
        f"expected {len(grid.headers)} cells, found {cells}: correct the line, or quote cells that hold separators"
    )
    place = {"table": table, "sheet": grid.sheet, "row": line, "column": "", "failed_column": "", "raw_value": None}
    return place | {"check": "cells_in_line", "message": message}


def _unknownnumbers_of(grid: Grid, layout: Layout, kept: pd.Series) -> int:
    known = {*layout.columns.values(), *layout.vectors, *layout.not_read, *(amount.header for amount in layout.amounts)}
    named = {grid.position(name) for name in known if grid.has(name)}
    unknown = [at for at in range(len(grid.headers)) if at not in named]
    return sum(int(numbers_of(grid, at, layout)[kept].notna().sum()) for at in unknown)


def _payers(fund: pd.Series, layout: Layout) -> pd.Series:
    """Say who pays in the end; a fund that the layout does not name is unknown."""
    exact = {payer.fund: payer.financing_source for payer in layout.financing_source}
    patterns = sorted(layout.financing_source, key=lambda payer: payer.fund == "*")

    def payer_of(code: Any) -> str:
        text = "" if pd.isna(code) else str(code)
        fits = (one.financing_source for one in patterns if fnmatchcase(plain(text), plain(one.fund)))
        return exact.get(text) or next(fits, "unknown")

    return per_distinct(fund, payer_of)


def _amounts(
    grid: Grid,
    layout: Layout,
    amount: Amount,
    kept: pd.DataFrame,
    words: pd.DataFrame,
    publication: str,
    reading: Reading,
) -> pd.DataFrame:
    """Make the records of one column of amounts; empty cells are left out, a missing amount is no zero."""
    position = grid.position(amount.header)
    text = grid.cells[position].astype("str")
    kept = kept.assign(**amount.labels).assign(financing_source=lambda d: _payers(d["fund"], layout))
    given = kept.index[~tidied(text[kept.index]).isin(["", *layout.no_amount])]
    reading.leave_out(layout.table, grid.sheet, "blank", len(kept) - len(given))
    published = numbers_of(grid, position, layout)[given]
    repaired_amounts = repaired(published, layout.repairs)
    stage = _stages(amount, layout, words.loc[given], publication)
    return kept.loc[given].assign(
        column=grid.places[position],
        raw_value=text[given],
        amount_original=published,
        amount_lcu=repaired_amounts["amount"] * kept["unit_multiplier"].loc[given],
        repair=repaired_amounts["repair"],
        steps=_steps(kept["unit_multiplier"].loc[given], repaired_amounts["repair"]),
        **stage,
        **bounds(stage["year"], layout.fiscal_year_start),
    )


def _steps(unit: pd.Series, repair: pd.Series) -> pd.Series:
    """Say what stands between the published cell and the amount: the unit, and what was repaired."""
    units = unit.map(lambda multiplier: "" if multiplier == 1 else f"x {multiplier:,.0f} (unit)").astype("str")
    declared = (units + "; " + repair.astype("str").where(repair.notna(), "")).str.strip("; ")
    return declared.where(declared != "")


def _stages(amount: Amount, layout: Layout, words: pd.DataFrame, publication: str) -> pd.DataFrame:
    """Say of each record which publication and phase it belongs to, and in which year its fiscal year ends."""
    if amount.publications:
        return _published(amount.publications, words["publication"])
    stages = pd.DataFrame({"publication": publication, "phase": amount.phase}, index=words.index, dtype="str")
    if amount.phases:
        stages = stages.assign(phase=_known_phases(amount.phases, words["phase"]))
    if "publication" in words:
        stages = stages.assign(publication=words["publication"].where(words["publication"] != "", publication))
    if amount.year:
        return stages.assign(year=pd.Series(amount.year, index=words.index, dtype="Int64"))
    label, first = layout.year_label, layout.fiscal_year_start
    if "period" in words:
        return stages.assign(year=per_distinct(words["period"], lambda text: end_year_of(text, first), "Int64"))
    return stages.assign(year=per_distinct(words["year"], lambda text: end_year(text, label, first), "Int64"))


def _known_phases(known: dict[str, str], texts: pd.Series) -> pd.Series:
    """Translate the texts of the phase column.

    Raises:
        Refused: a text is unknown.
    """
    unknown = sorted(set(texts) - set(known))
    if unknown:
        raise Refused(
            "the phase column",
            f"expected only {', '.join(known)}; found {', '.join(map(repr, unknown[:5]))}",
            "add it to `phases` of the layout, or leave its rows out",
        )
    return per_distinct(texts, lambda text: known[text])


def _published(known: dict[str, Publication], texts: pd.Series) -> pd.DataFrame:
    unknown = sorted(set(texts) - set(known))
    if unknown:
        raise Refused(
            "the publication column",
            f"expected only {', '.join(known)}; found {', '.join(unknown[:5])}",
            "add it to `publications` of the layout, with its phase and year",
        )
    return pd.DataFrame(
        {
            "publication": per_distinct(texts, lambda text: known[text].publication),
            "phase": per_distinct(texts, lambda text: known[text].phase),
            "year": per_distinct(texts, lambda text: known[text].year, "Int64"),
        }
    )


def _national(records: pd.DataFrame, delivery: Delivery, reading: Reading) -> pd.DataFrame:
    """Add the country and the harm reduction service to budget lines."""
    placed = in_countries(records, NATIONAL, delivery, reading)
    mapped = [classified(str(iso3), lines) for iso3, lines in placed.groupby("iso3", observed=True, sort=False)]
    found = pd.concat(mapped) if mapped else classified("", placed)
    return placed.assign(price_basis="current").join(found)


def _spending(records: pd.DataFrame, delivery: Delivery, reading: Reading) -> pd.DataFrame:
    """Add the country and the harm reduction service to HIV spending; an unknown code of a closed list is rejected."""
    placed = in_countries(records, SPENDING, delivery, reading)
    found = categorised(placed)
    whole = placed.assign(price_basis="current").join(found)
    expected = "a code of its classification and edition (spending_categories.csv)"
    codes = placed["classification_code"]
    known = reading.reject(SPENDING, whole, ~found["is_known"], "classification_code", codes, expected)
    return known.rename(columns={"amount_lcu": "amount"})


_MAPPED = {NATIONAL: _national, SPENDING: _spending}
