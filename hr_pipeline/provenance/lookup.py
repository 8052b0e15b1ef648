"""Finding figures: by their value, and backwards by the file, cell or row that they rest on.

Walking from a figure to its cells belongs to `trace.py`.
"""

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hr_pipeline.provenance.contributions import figure_ids
from hr_pipeline.provenance.locators import Locator

PRINTED = 0.5
"""A number that somebody quotes without decimals is found by this much."""


def figures_with_value(tables: Path, manifest: dict[str, Any], value: float) -> list[str]:
    """Find the figures that have a value, up to the decimals it is quoted with.

    Args:
        tables: folder of the published tables.
        manifest: the release's manifest.
        value: the number asked for.
    """
    near = PRINTED if float(value).is_integer() and abs(value) >= 100 else abs(value) * 1e-6
    found = []
    for name, entry in sorted(manifest["tables"].items()):
        file = tables / f"{name}.parquet"
        if not entry["is_published"] or not file.is_file():
            continue
        for column in [column["name"] for column in entry["columns"] if column["formula"]]:
            values = pq.read_table(file, columns=[column])[column]
            rows = pc.indices_nonzero(pc.less_equal(pc.abs(pc.subtract(values.cast("float64"), value)), near))
            found += _named(tables, name, entry["keys"], column, rows.to_pylist())
    return found


def _named(tables: Path, name: str, keys: list[str], column: str, rows: list[int]) -> list[str]:
    if not rows:
        return []
    table = pd.read_parquet(tables / f"{name}.parquet", columns=keys).iloc[rows]
    return [f"{figure}/{column}" for figure in figure_ids(table, name, keys)]


def figures_resting_on(tables: Path, manifest: dict[str, Any], lineage: pd.DataFrame, what: str) -> list[str]:
    """Find every figure that rests on a file, a row of it or a cell, over any number of steps.

    Args:
        tables: folder of the published tables.
        manifest: the release's manifest.
        lineage: contributions with the places of cells.
        what: a delivery (`reference/rates.csv`), with a row (`reference/rates.csv:12`) or a locator after a space
            (`budget.xlsx xlsx:sheet=2014;cell=F412`).
    """
    reached = _cited(lineage, what)
    given, made = (_codes(lineage, side) for side in ("input", "output"))
    is_figure = lineage["delivery"].isna().to_numpy()
    while (more := is_figure & given.isin(made[reached]) & ~reached).any():
        reached |= more
    hit = lineage.loc[reached, ["output_table", "output_row", "output_column"]].drop_duplicates()
    keys = {name: entry["keys"] for name, entry in manifest["tables"].items()}
    return [
        figure
        for (name, column), part in hit.groupby(["output_table", "output_column"], observed=True)
        for figure in _named(tables, str(name), keys[str(name)], str(column), part["output_row"].tolist())
    ]


def _cited(lineage: pd.DataFrame, what: str) -> Any:
    delivery, _, place = what.partition(" ")
    name, _, row = delivery.rpartition(":")
    if place:
        at = Locator.parse(place)
        hits = (lineage["delivery"] == delivery) & (lineage["row"] == at.row) & (lineage["column"] == at.column)
        hits &= (lineage["sheet"].astype("object").fillna("") == at.sheet) | (at.format == "json")
    elif re.fullmatch(r"\d+", row) and name:
        hits = (lineage["delivery"] == name) & (lineage["row"] == int(row))
    else:
        hits = lineage["delivery"] == delivery
    return hits.fillna(value=False).to_numpy(dtype="bool").copy()


def _codes(lineage: pd.DataFrame, side: str) -> pd.Index:
    """Number the figures on one side of the edges: integers compare much faster than texts."""
    names = sorted({str(name) for column in _SIDES for name in lineage[column].astype("category").cat.categories})
    number = {name: code for code, name in enumerate(names)}
    table, column = (
        lineage[f"{side}_{part}"].astype("object").map(number).fillna(-1).astype("int64")
        for part in ("table", "column")
    )
    rows = lineage[f"{side}_row"].fillna(-1).astype("int64")
    return pd.Index((table * (len(names) + 1) + column) * 2**40 + rows % 2**40)


_SIDES = ["output_table", "output_column", "input_table", "input_column"]
