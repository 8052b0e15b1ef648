"""The assets that publish: decide which counts of people are hidden, see that all is of one build, write the release.

What may be published belongs to `hr_pipeline.releases`.
"""

import logging
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import dagster as dg
import pandas as pd

from hr_pipeline.defs import books
from hr_pipeline.defs.desired import note_published
from hr_pipeline.defs.metadata import ACCEPTED_CHECK, OWNERS, SCHEMA_CHECK
from hr_pipeline.defs.movements import moved, summary
from hr_pipeline.defs.store import Stored, Workplace, read_table, stored_inputs
from hr_pipeline.disclosure.control import Control, control
from hr_pipeline.ingest.deliveries import SOURCES
from hr_pipeline.ingest.keeping import snapshot_path
from hr_pipeline.ingest.snapshots import delivered_version, deliveries_of
from hr_pipeline.paths import Home
from hr_pipeline.provenance.cells import cell_reader
from hr_pipeline.provenance.cited_cells import with_places
from hr_pipeline.provenance.contributions import together
from hr_pipeline.provenance.derivations import with_derivations
from hr_pipeline.provenance.fingerprint import fingerprint
from hr_pipeline.releases.disclosure import Content
from hr_pipeline.releases.earlier_releases import earlier_figures
from hr_pipeline.releases.files import write_parquet
from hr_pipeline.releases.ledger import version_folders
from hr_pipeline.releases.pseudonyms import key_of, with_partners
from hr_pipeline.releases.signing import signing_key
from hr_pipeline.releases.verify_release import problems
from hr_pipeline.releases.write import write_release
from hr_pipeline.schemas.gate import REJECT_COLUMNS, as_text, require
from hr_pipeline.schemas.tables import INDICATOR_TABLES, SOURCE_TABLES, kinds

logger = logging.getLogger("hr_pipeline")

SHOWN_FIGURES = 10


class StaleTables(Exception):
    """Stored tables are not of one build: some were made of inputs that have been replaced since."""


RECOVERABLE_CHECK = "no_hidden_count_can_be_worked_out"


def one_build(ends: list[str]) -> dg.AssetsDefinition:
    """Give the asset that gathers what a release needs.

    Args:
        ends: the tables that no other table is made of; all others come before them.
    """

    @dg.asset(
        key="one_build",
        deps=ends,
        group_name="releases",
        owners=OWNERS,
        kinds={"parquet"},
        tags={"layer": "published", "personal_data": "none"},
        description="All tables, each made of the stored version of its inputs: what a release needs.",
    )
    def gathered(workplace: Workplace) -> dg.MaterializeResult:
        """See that all tables are of one build."""
        current = _same_build(workplace.place)
        content = fingerprint(pd.DataFrame({"table": list(current), "version": list(current.values())}))
        return dg.MaterializeResult(data_version=dg.DataVersion(content), metadata={"tables": len(current)})

    return gathered


@dg.asset(
    key="suppressions",
    deps=["one_build"],
    group_name="releases",
    owners=OWNERS,
    kinds={"pandas", "parquet"},
    tags={"layer": "published", "personal_data": "none"},
    description="The counts of people that a release must hide, so that none of them can be worked out.",
    check_specs=[
        dg.AssetCheckSpec(
            RECOVERABLE_CHECK,
            asset="suppressions",
            blocking=True,
            description="Linear programs over all tables, their margins and earlier releases find no hidden count",
        )
    ],
)
def suppressions(workplace: Workplace):
    """Decide what is hidden, and prove that it stays hidden."""
    home = workplace.place
    current, key = _same_build(home), key_of(home.pseudonym_key)
    published = {name: with_partners(name, Stored(name, home).frame(), key) for name in INDICATOR_TABLES}
    found = controlled(published, _contributions(home), version_folders(home.releases), home.private)
    inputs = " ".join(f"{name}={current[name]}" for name in INDICATOR_TABLES)
    register = require("suppressions", found.suppressions)
    write_parquet(register, "suppressions", home.table("suppressions"), {"inputs": inputs})
    return dg.MaterializeResult(
        data_version=dg.DataVersion(fingerprint(found.suppressions)),
        metadata={"hidden_figures": len(found.suppressions)},
        check_results=[_recoverable_result(found.recoverable)],
    )


def _recoverable_result(figures: list[str]) -> dg.AssetCheckResult:
    """Name the figures, never their values."""
    shown = ", ".join(figures[:SHOWN_FIGURES]) + (" and more" if len(figures) > SHOWN_FIGURES else "")
    described = (
        f"{len(figures)} hidden counts can be worked out from what is published: {shown}. Nothing was released: take "
        "the delivery that brought them out of the landing folder, or report them in larger groups"
    )
    return dg.AssetCheckResult(
        passed=not figures, check_name=RECOVERABLE_CHECK, description=described if figures else "none can be worked out"
    )


def controlled(
    tables: dict[str, pd.DataFrame], contributions: pd.DataFrame, releases: list[Path], private: Path
) -> Control:
    """Decide what a build must hide after the releases before it."""
    published = {name: table for name, table in tables.items() if name in INDICATOR_TABLES}
    return control(published, contributions, earlier_figures(releases, private))


@dg.asset(
    key="release",
    deps=["suppressions", "movements"],
    group_name="releases",
    owners=OWNERS,
    kinds={"parquet"},
    tags={"layer": "published", "personal_data": "none"},
    description="The newest version of all published tables, with lineage, books and proofs.",
    check_specs=[dg.AssetCheckSpec("release_is_whole", asset="release", description="Every file matches its hash")],
)
def release(workplace: Workplace):
    """Publish the build as the next version, unless nothing changed."""
    home = workplace.place
    _same_build(home, "suppressions")
    content = replace(gather(home), suppressions=read_table(home.table("suppressions")))
    checks = [*_checks(content), summary(moved(home))]
    done = write_release(content, home.releases, home.private, datetime.now(UTC), checks, signing_key())
    note_published(home)
    wrong = problems(done.folder)
    logger.info("release %s %s", done.version, "is new" if done.is_new else "stands: nothing has changed")
    return dg.MaterializeResult(
        data_version=dg.DataVersion(done.version),
        metadata={"version": done.version, "is_new": done.is_new, "folder": dg.MetadataValue.path(done.folder)},
        check_results=[dg.AssetCheckResult(passed=not wrong, check_name="release_is_whole", metadata={"wrong": wrong})],
    )


def gather(home: Home) -> Content:
    """Read all stored tables and books of one build.

    Raises:
        StaleTables: a table was made of an input that has been replaced since.
    """
    names = [*SOURCE_TABLES, *INDICATOR_TABLES]
    _same_build(home)
    key = key_of(home.pseudonym_key)
    tables = {name: with_partners(name, Stored(name, home).frame(), key) for name in names}
    sources = Stored("sources", home).frame()
    located = with_places(_contributions(home), {name: tables[name] for name in SOURCE_TABLES}).pipe(
        with_derivations, cell_reader(sources, partial(snapshot_path, home.snapshots)), tables
    )
    lineage = located.astype(kinds("lineage"))[list(kinds("lineage"))]
    rejects = as_text(books.rejects(home))
    return Content(
        tables,
        require("lineage", lineage),
        sources,
        require("rejects", rejects[REJECT_COLUMNS]),
        require("row_accounting", books.accounting(home).astype(kinds("row_accounting"))),
        inputs={name: sorted(stored_inputs(home.table(name))) for name in INDICATOR_TABLES},
        fingerprints={name: Stored(name, home).fingerprint for name in names},
        key=key,
    )


def _contributions(home: Home) -> pd.DataFrame:
    return together([pd.read_parquet(home.lineage(name)) for name in INDICATOR_TABLES])


def _same_build(home: Home, *more: str) -> dict[str, str]:
    """Make sure that every table was made of what is stored now.

    Args:
        home: the home.
        more: tables to look at apart from source and published ones.

    Returns:
        The version of each table.

    Raises:
        StaleTables: a table was made of an input that has been replaced since.
    """
    names = ["sources", *SOURCE_TABLES, *INDICATOR_TABLES, *more]
    current = {name: Stored(name, home).version for name in names}
    sources = Stored("sources", home).frame()
    known = current | {deliveries_of(source): delivered_version(sources, source) for source in SOURCES}
    stale = [
        f"{name} was made of another {given}"
        for name in names
        for given, made_of in stored_inputs(home.table(name)).items()
        if known[given] != made_of
    ]
    if stale:
        raise StaleTables("; ".join(stale) + ". Run the whole job again: build_and_release")
    return current


def _checks(content: Content) -> list[dict]:
    """Write down the results of the checks that concern the content."""
    refused = content.accounting[content.accounting["outcome"] == "refused"]
    return [
        {"check": SCHEMA_CHECK, "passed": True, "detail": f"{len(content.tables)} tables passed the gate"},
        {
            "check": ACCEPTED_CHECK,
            "passed": refused.empty and content.rejects.empty,
            "detail": f"{len(refused)} deliveries refused, {len(content.rejects)} rejects",
        },
    ]
