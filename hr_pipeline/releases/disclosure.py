"""What may leave the house: rows by licence and confidentiality, no counts of few people, nothing given in confidence.

Which counts are hidden is decided in `hr_pipeline.disclosure`; taking them out belongs to `hiding.py`.
"""

from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePosixPath

import pandas as pd

from hr_pipeline.provenance.locators import file_format
from hr_pipeline.releases.withholding import hidden_in_lineage, hidden_in_table
from hr_pipeline.schemas.tables import INDICATOR_TABLES, SURVEY_TABLES, kinds

CONFIDENTIAL = "C"
NOT_REDISTRIBUTED = ["LicenceRef-partner"]


def no_suppressions() -> pd.DataFrame:
    """Give the register of a build that hides nothing."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds("suppressions").items()})


@dataclass(frozen=True)
class Content:
    """All that a build made: tables by name, lineage with places, and the books.

    Attributes:
        tables: source and published tables.
        lineage: contributions with the cells of source rows.
        sources: the snapshots.
        rejects: rows that broke a rule.
        accounting: what became of each row.
        suppressions: the figures that must not be shown.
        inputs: the tables that each published table was made from.
        fingerprints: fingerprints of `tables` that are known already.
    """

    tables: dict[str, pd.DataFrame]
    lineage: pd.DataFrame
    sources: pd.DataFrame
    rejects: pd.DataFrame
    accounting: pd.DataFrame
    suppressions: pd.DataFrame = field(default_factory=no_suppressions)
    inputs: dict[str, list[str]] = field(default_factory=dict)
    fingerprints: dict[str, str] = field(default_factory=dict)


def publishable(content: Content) -> Content:
    """Take out what may not be published.

    Survey tables stay at home row by row; other source rows go out where their licence and confidentiality allow.
    Names, sheets, origins, cells and single contributions of confidential deliveries are withheld, hashes are not.
    Hidden counts of people leave no number anywhere; the register names them, without value and reason.
    """
    names = _veils(content.sources)
    sheets = _veiled_sheets([content.accounting, content.rejects, content.lineage], names)
    is_named = ~content.sources["delivery"].isin(names)
    tables = {
        name: _rows(name, table).pipe(partial(hidden_in_table, name), content.suppressions)
        for name, table in content.tables.items()
        if name not in SURVEY_TABLES
    }
    whole = [name for name, table in tables.items() if table is content.tables[name]]
    return replace(
        content,
        tables=tables,
        fingerprints={name: content.fingerprints[name] for name in whole if name in content.fingerprints},
        lineage=_lineage(
            content.lineage.pipe(hidden_in_lineage, content.suppressions).pipe(_with_sheets, sheets), names
        ),
        sources=content.sources.assign(origin=content.sources["origin"].where(is_named, "")).pipe(
            _renamed, "role", names
        ),
        rejects=content.rejects.pipe(_with_sheets, sheets).pipe(_renamed, "message", names),
        accounting=content.accounting.pipe(_with_sheets, sheets).pipe(_renamed, "message", names),
        suppressions=content.suppressions.assign(kind=None, value=float("nan")).astype(kinds("suppressions")),
    )


def _rows(name: str, table: pd.DataFrame) -> pd.DataFrame:
    if name in INDICATOR_TABLES:
        return table
    free = (table["confidentiality"] != CONFIDENTIAL) & ~table["licence"].isin(NOT_REDISTRIBUTED)
    return table if free.all() else _forgotten(table[free].reset_index(drop=True))


def _forgotten(table: pd.DataFrame) -> pd.DataFrame:
    """Forget the codes of rows that are gone: Parquet would write them down all the same."""
    coded = [name for name, kind in table.dtypes.items() if isinstance(kind, pd.CategoricalDtype)]
    return table.assign(**{str(name): table[name].cat.remove_unused_categories() for name in coded})


def _veils(sources: pd.DataFrame) -> dict[str, str]:
    """Give confidential files, and the notes and layouts named after them, other names."""
    secret = sources.loc[sources["confidentiality"] == CONFIDENTIAL, "delivery"].tolist()
    alongside = tuple(f"{name}." for name in secret)
    return {
        row["delivery"]: _veiled(row["delivery"], row["sha256"])
        for row in sources.to_dict("records")
        if row["delivery"] in secret or row["delivery"].startswith(alongside)
    }


def _veiled(delivery: str, sha256: str) -> str:
    """Name a file by its folder, hash and format: file names may name people."""
    path = PurePosixPath(delivery)
    return str(path.with_name(f"confidential-{sha256[:12]}{_ending(path.name)}"))


def _veiled_sheets(books: list[pd.DataFrame], names: dict[str, str]) -> dict[tuple[str, str], str]:
    """Number the sheets of confidential workbooks: the names on their tabs are their owner's words."""
    places = pd.concat([book[["delivery", "sheet"]].astype("str") for book in books], ignore_index=True)
    once = places[places["delivery"].isin(names) & (places["sheet"] != "")].drop_duplicates()
    numbers = "sheet " + (once.groupby("delivery").cumcount() + 1).astype("str")
    return dict(zip(once.itertuples(index=False, name=None), numbers, strict=True))


def _with_sheets(book: pd.DataFrame, sheets: dict[tuple[str, str], str]) -> pd.DataFrame:
    """Give sheets their other names, and forget the names that are gone."""
    places = zip(book["delivery"], book["sheet"], strict=True)
    names = [sheets.get(place, place[1]) for place in places]
    return book.assign(sheet=pd.Series(names, index=book.index, dtype="str").astype(book["sheet"].dtype.name))


def _ending(name: str) -> str:
    try:
        file_format(name)
    except ValueError:
        return ""
    packed = ".gz" if name.lower().endswith(".gz") else ""
    return PurePosixPath(name.lower().removesuffix(packed)).suffix + packed


def _renamed(book: pd.DataFrame, described: str, names: dict[str, str]) -> pd.DataFrame:
    """Give files their other names, also in the texts about them."""
    texts = [
        text.replace(PurePosixPath(name).name, PurePosixPath(names[name]).name) if name in names else text
        for name, text in zip(book["delivery"], book[described], strict=True)
    ]
    delivery = book["delivery"].map(lambda name: names.get(name, name))
    return book.assign(
        **{"delivery": delivery.astype("str"), described: pd.Series(texts, index=book.index, dtype="str")}
    )


def _lineage(lineage: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    secret = lineage["delivery"].isin(names)
    return lineage.assign(
        contribution=lineage["contribution"].mask(secret),
        raw_value=lineage["raw_value"].mask(secret),
        steps=lineage["steps"].mask(secret),
        derivation=lineage["derivation"].mask(secret),
        delivery=lineage["delivery"].astype("object").map(lambda name: names.get(name, name)).astype("category"),
    )
