"""Evidence cards: for each printed figure its formula with numbers, its parts, and the cells it rests on.

Cards are read from the release alone; computing a figure again belongs to `hr-pipeline trace --replay`.
"""

from collections.abc import Iterable
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from hr_pipeline.provenance.locators import shown_locator
from hr_pipeline.reports.release import Figure, Release, _plain

MOST_PARTS, MOST_DEPTH = 12, 6
"""Parts shown on a card, and steps walked to a cell; more are counted."""


class Evidence:
    """The contributions of a release, by the figure they make."""

    def __init__(self, release: Release) -> None:
        """Read the release's lineage and deliveries.

        Args:
            release: the release.
        """
        self._release = release
        self._known: dict[str, dict[str, Any]] = {}
        self._lineage = pq.read_table(release.folder / "lineage.parquet", columns=COLUMNS).combine_chunks()
        figures = self._lineage.select(FIGURE).to_pandas()
        self._rows = figures.groupby(FIGURE, observed=True, sort=False).indices
        sources = pd.read_parquet(release.folder / "sources.parquet").astype({"delivery": "str"})
        self._sources = sources.drop_duplicates("delivery").set_index("delivery")

    def cards(self, figures: Iterable[Figure]) -> dict[str, dict[str, Any]]:
        """Give a card for each figure, by figure id."""
        return {figure.id: self._card_once(figure) for figure in figures}

    def _card_once(self, figure: Figure) -> dict[str, Any]:
        """Give a card that another language's page may have asked for already."""
        if figure.id not in self._known:
            self._known[figure.id] = self.card(figure)
        return self._known[figure.id]

    def card(self, figure: Figure) -> dict[str, Any]:
        """Give what the card of one figure shows."""
        described = self._release.describe(figure.table, figure.column)
        parts = self._parts(figure.table, figure.row, figure.column)
        return {
            "value": figure.value,
            "low": figure.low,
            "high": figure.high,
            "unit": figure.unit,
            "description": described.get("description", ""),
            "formula": described.get("formula", ""),
            "missing": figure.missing_reason if figure.is_missing else "",
            "flags": figure.flags.split(),
            "why": figure.why,
            "licence": figure.licence,
            "illustrative": figure.is_illustrative,
            "parts": [self._part(edge) for edge in parts[:MOST_PARTS]],
            "more_parts": max(0, len(parts) - MOST_PARTS),
            "cells": self._cells(parts),
            "replay": f"hr-pipeline trace {figure.id} --release {self._release.version} --replay",
        }

    def _parts(self, table: str, row: int, column: str) -> list[dict[str, Any]]:
        positions = self._rows.get((table, row, column), [])
        edges = self._lineage.take(positions).to_pylist() if len(positions) else []
        return [{name: "" if value is None else value for name, value in edge.items()} for edge in edges]

    def _part(self, edge: dict[str, Any]) -> dict[str, Any]:
        """Name one input: its role, its number, and the cell or figure it is."""
        return {"role": edge["role"], "number": edge["contribution"], "from": _named(edge)}

    def _cells(self, parts: list[dict[str, Any]], depth: int = 0) -> list[dict[str, Any]]:
        """Walk to the first cells of the delivered files."""
        found: list[dict[str, Any]] = []
        for edge in parts:
            if len(found) >= MOST_PARTS or depth > MOST_DEPTH:
                break
            if edge["delivery"]:
                found.append(self._cell(edge))
            elif edge["input_column"]:
                below = self._parts(edge["input_table"], edge["input_row"], edge["input_column"])
                found += self._cells(below, depth + 1)
        return found[:MOST_PARTS]

    def _cell(self, edge: dict[str, Any]) -> dict[str, Any]:
        known = (
            self._sources.loc[edge["delivery"]] if edge["delivery"] in self._sources.index else pd.Series(dtype="str")
        )
        return {
            "file": edge["delivery"],
            "locator": shown_locator(edge),
            "text": edge["raw_value"],
            "publisher": str(_plain(known.get("publisher")) or ""),
            "licence": str(_plain(known.get("licence")) or ""),
        }


FIGURE = ["output_table", "output_row", "output_column"]
COLUMNS = [*FIGURE, "input_table", "input_row", "input_column", "role"]
COLUMNS += ["contribution", "delivery", "sheet", "row", "column", "raw_value"]


def _named(edge: dict[str, Any]) -> str:
    if edge["delivery"]:
        return f"{edge['delivery']} {shown_locator(edge)}"
    return f"{edge['input_table']}, row {edge['input_row']}, {edge['input_column']}"
