"""What may leave the house: rows by licence and confidentiality, and lineage without what partners told in confidence.

Hiding small numbers of people belongs to the indicators, which know what they count.
"""

from dataclasses import dataclass, replace

import pandas as pd

from hr_pipeline.schemas.tables import INDICATOR_TABLES, SURVEY_TABLES

CONFIDENTIAL = "C"
NOT_REDISTRIBUTED = ["LicenceRef-partner"]


@dataclass(frozen=True)
class Content:
    """All that a build made: tables by name, lineage with places, and the books.

    Attributes:
        tables: source and published tables.
        lineage: contributions with the cells of source rows.
        sources: the snapshots.
        rejects: rows that broke a rule.
        accounting: what became of each row.
    """

    tables: dict[str, pd.DataFrame]
    lineage: pd.DataFrame
    sources: pd.DataFrame
    rejects: pd.DataFrame
    accounting: pd.DataFrame


def publishable(content: Content) -> Content:
    """Take out what may not be published.

    Survey tables stay at home row by row; other source rows go out where their licence and confidentiality allow.
    Names, cells and single contributions of confidential deliveries are withheld, their hashes are not.
    """
    secret = content.sources["confidentiality"] == CONFIDENTIAL
    names = {
        row["delivery"]: _veiled(row["delivery"], row["sha256"]) for row in content.sources[secret].to_dict("records")
    }
    return replace(
        content,
        tables={name: _rows(name, table) for name, table in content.tables.items() if name not in SURVEY_TABLES},
        lineage=_lineage(content.lineage, names),
        sources=content.sources.assign(delivery=_renamed(content.sources["delivery"], names)),
        rejects=content.rejects.assign(delivery=_renamed(content.rejects["delivery"], names)),
        accounting=content.accounting.assign(delivery=_renamed(content.accounting["delivery"], names)),
    )


def _rows(name: str, table: pd.DataFrame) -> pd.DataFrame:
    if name in INDICATOR_TABLES:
        return table
    free = (table["confidentiality"] != CONFIDENTIAL) & ~table["licence"].isin(NOT_REDISTRIBUTED)
    return table if free.all() else table[free].reset_index(drop=True)


def _veiled(delivery: str, sha256: str) -> str:
    """Name a confidential file by its folder and hash: file names may name people."""
    folder, _, name = delivery.rpartition("/")
    ending = "." + name.split(".", 1)[1] if "." in name else ""
    return f"{folder}/confidential-{sha256[:12]}{ending}"


def _renamed(column: pd.Series, names: dict[str, str]) -> pd.Series:
    return column.astype("str").map(lambda name: names.get(name, name)).astype("str")


def _lineage(lineage: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    secret = lineage["delivery"].isin(names)
    return lineage.assign(
        contribution=lineage["contribution"].mask(secret),
        raw_value=lineage["raw_value"].mask(secret),
        delivery=lineage["delivery"].astype("object").map(lambda name: names.get(name, name)).astype("category"),
    )
