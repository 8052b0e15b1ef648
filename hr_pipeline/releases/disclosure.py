"""What may leave the house: rows by licence and confidentiality, no counts of few people, nothing given in confidence.

Which counts are hidden is decided in `hr_pipeline.disclosure`; taking them out belongs to `withholding.py`.
"""

import secrets
from dataclasses import dataclass, field, replace
from functools import partial

import pandas as pd

from hr_pipeline.releases.pseudonyms import digest, of_delivery, with_partners, without_files
from hr_pipeline.releases.withholding import hidden_in_lineage, hidden_in_table
from hr_pipeline.schemas.tables import INDICATOR_TABLES, SURVEY_TABLES, kinds

CONFIDENTIAL, WITHHELD, REFUSED = "C", "(withheld)", "refused: "
PUBLICATION_TABLES = ["grant_budget_lines", "grant_expenditures"]
"""Tables whose publications are called as the files or folders that make them."""
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
        key: the key of the pseudonyms; a home keeps its own, so that pseudonyms stay the same over releases.
    """

    tables: dict[str, pd.DataFrame]
    lineage: pd.DataFrame
    sources: pd.DataFrame
    rejects: pd.DataFrame
    accounting: pd.DataFrame
    suppressions: pd.DataFrame = field(default_factory=no_suppressions)
    inputs: dict[str, list[str]] = field(default_factory=dict)
    fingerprints: dict[str, str] = field(default_factory=dict)
    key: bytes = field(default_factory=partial(secrets.token_bytes, 32), repr=False)


def publishable(content: Content) -> Content:
    """Take out what may not be published.

    Survey tables stay at home row by row; other source rows go out where their licence and confidentiality allow.
    Of a confidential delivery a pseudonym goes out: neither name, folder, publisher, size and hash nor any place in it.
    A partner is named only in rows whose consent includes the name.
    Hidden counts of people leave no number anywhere; the register names them, without value and reason.
    """
    names = _pseudonyms(content.sources, content.key)
    files = names | _publications(content.tables, content.key)
    tables = {
        name: with_partners(name, _rows(name, table, files), content.key).pipe(
            partial(hidden_in_table, name), content.suppressions
        )
        for name, table in content.tables.items()
        if name not in SURVEY_TABLES
    }
    whole = [name for name, table in tables.items() if table is content.tables[name]]
    return replace(
        content,
        tables=tables,
        fingerprints={name: content.fingerprints[name] for name in whole if name in content.fingerprints},
        lineage=_lineage(content.lineage.pipe(hidden_in_lineage, content.suppressions), names),
        sources=_sources(content.sources, names, content.key),
        rejects=_without_places(content.rejects, names),
        accounting=_summed(_without_places(content.accounting, names)),
        suppressions=content.suppressions.assign(kind=None, value=float("nan")).astype(kinds("suppressions")),
    )


def _publications(tables: dict[str, pd.DataFrame], key: bytes) -> dict[str, str]:
    """Give the publications of grants that a confidential file is part of a pseudonym: they are called as the file."""
    named = [tables[name] for name in PUBLICATION_TABLES if name in tables]
    secret = [table.loc[table["confidentiality"] == CONFIDENTIAL, "publication"].astype("str") for table in named]
    return {name: of_delivery(key, name) for texts in secret for name in texts.unique()}


def _rows(name: str, table: pd.DataFrame, files: dict[str, str]) -> pd.DataFrame:
    if name in INDICATOR_TABLES:
        return without_files(table, files)
    free = (table["confidentiality"] != CONFIDENTIAL) & ~table["licence"].isin(NOT_REDISTRIBUTED)
    return table if free.all() else _forgotten(table[free].reset_index(drop=True))


def _forgotten(table: pd.DataFrame) -> pd.DataFrame:
    """Forget the codes of rows that are gone: Parquet would write them down all the same."""
    coded = [name for name, kind in table.dtypes.items() if isinstance(kind, pd.CategoricalDtype)]
    return table.assign(**{str(name): table[name].cat.remove_unused_categories() for name in coded})


def _pseudonyms(sources: pd.DataFrame, key: bytes) -> dict[str, str]:
    """Give confidential files, and the notes and layouts named after them, a pseudonym: delivery -> its pseudonym."""
    secret = sources.loc[sources["confidentiality"] == CONFIDENTIAL, "delivery"].tolist()
    alongside = tuple(f"{name}." for name in secret)
    chosen = [name for name in sources["delivery"] if name in set(secret) or name.startswith(alongside)]
    return {name: of_delivery(key, name) for name in chosen}


def _renamed(deliveries: pd.Series, names: dict[str, str]) -> pd.Series:
    return deliveries.astype("object").map(lambda name: names.get(name, name))


def _sources(sources: pd.DataFrame, names: dict[str, str], key: bytes) -> pd.DataFrame:
    """Withhold what describes a confidential file; its keyed hash still changes with its content."""
    secret = sources["delivery"].isin(names)
    hashes = sources["sha256"].where(~secret, [digest(key, sha256) for sha256 in sources["sha256"]])
    texts = {name: sources[name].where(~secret, "") for name in ("origin", "publisher", "stated_vintage")}
    role = sources["role"].mask(secret & sources["role"].str.startswith(REFUSED), REFUSED + WITHHELD)
    return sources.assign(
        **texts,
        sha256=hashes,
        role=role,
        size_bytes=sources["size_bytes"].astype("Int64").mask(secret),
        delivery=_renamed(sources["delivery"], names).astype("str"),
    )


def _without_places(book: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Withhold sheet, row, column and message of what a book says of confidential files."""
    secret = book["delivery"].isin(names)
    texts = {name: book[name].mask(secret, "") for name in ("sheet", "column") if name in book}
    message = book["message"].mask(secret & (book["message"].fillna("") != ""), WITHHELD)
    kept = book.assign(**texts, message=message, delivery=_renamed(book["delivery"], names).astype("str"))
    return kept.assign(row=kept["row"].astype("Int64").mask(secret)) if "row" in kept else kept


def _summed(accounting: pd.DataFrame) -> pd.DataFrame:
    """Add up the rows of the sheets that have no name any more."""
    about = [str(name) for name in accounting.columns if name != "rows"]
    sums = accounting.groupby(about, sort=False, dropna=False)["rows"].sum().reset_index()
    return sums[list(accounting.columns)]


def _lineage(lineage: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    secret = lineage["delivery"].isin(names)
    cells = ["contribution", "raw_value", "steps", "derivation", "sheet", "row", "column"]
    kept = lineage.assign(
        **{name: lineage[name].mask(secret) for name in cells},
        delivery=_renamed(lineage["delivery"], names).astype("category"),
    )
    return _forgotten(kept)
