"""Assets of the sources: the snapshots, then one step for each source. Reading belongs to `hr_pipeline.sources`."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import dagster as dg
import pandas as pd

from hr_pipeline.defs.desired import LANDING_NOTE, complete
from hr_pipeline.defs.metadata import check_specs, materialised, table_spec, unchanged
from hr_pipeline.defs.reading import SafeReading
from hr_pipeline.defs.records import holding, key_of
from hr_pipeline.defs.routing import CODE_LIST, SPENDING_OF_ALL, routed, with_code_lists
from hr_pipeline.defs.store import Stored, Workplace
from hr_pipeline.ingest.accounting import unread
from hr_pipeline.ingest.companions import everywhere, in_its_folder
from hr_pipeline.ingest.ingest import ingest
from hr_pipeline.ingest.kept_readings import KeptReadings
from hr_pipeline.ingest.review import Review
from hr_pipeline.ingest.snapshots import (
    delivered_version,
    deliveries,
    deliveries_of,
    forget_confidential,
    keeps_confidential,
)
from hr_pipeline.paths import Home
from hr_pipeline.provenance.code_version import code_version
from hr_pipeline.releases import pseudonyms
from hr_pipeline.schemas.gate import Built
from hr_pipeline.sources import global_fund, national_budgets, partner_surveys, published_statistics, reference
from hr_pipeline.sources.national_budgets import checks

logger = logging.getLogger("hr_pipeline")

GROUP = "landing"
READERS = {
    "global_fund": global_fund,
    "national_budgets": national_budgets,
    "partner_surveys": partner_surveys,
    "published_statistics": published_statistics,
    "reference": reference,
}


@dg.asset(**table_spec("sources", GROUP, "snapshots"), check_specs=check_specs("sources", is_source=False))
def sources(workplace: Workplace, reading: SafeReading):
    """Keep every delivered file under its sha256."""
    kept, landing = complete(workplace.landing_folder, workplace.place)
    placed = routed(kept, workplace.place.snapshots, reading.asking(*SPENDING_OF_ALL))
    table = with_code_lists(placed, workplace.place.snapshots, reading.asking(*CODE_LIST))
    accounting = unread(table, workplace.place.snapshots)
    return materialised(Built("sources", table, accounting=accounting, notes={LANDING_NOTE: landing}))


def _outs(source: str, tables: list[str]) -> dict[str, dg.AssetOut]:
    return {name: dg.AssetOut(**table_spec(name, source, "clean")) for name in tables}


def _checks(tables: list[str]) -> list[dg.AssetCheckSpec]:
    return [spec for name in tables for spec in check_specs(name, is_source=True)]


class Step(NamedTuple):
    """What the step of a source works with.

    Attributes:
        source: name of the source.
        tables: the tables it makes.
        sources: the snapshots.
        workplace: landing folder and home.
        reading: the process that reads deliveries.
    """

    source: str
    tables: list[str]
    sources: Stored
    workplace: Workplace
    reading: SafeReading


def _ingested(
    step: Step, known: Sequence[Stored] = (), review: Callable[..., Review] | None = None
) -> Iterator[dg.MaterializeResult]:
    """Read one source's deliveries and hand over its gated tables, unless the stored ones still hold.

    Args:
        step: the source and what its step works with.
        known: other tables that the review looks at.
        review: makes of them what looks at the accepted rows of a table together.
    """
    snapshots = step.sources.frame()
    made_of = {one.name: one.version for one in known}
    made_of[deliveries_of(step.source)] = delivered_version(snapshots, step.source)
    key = key_of([code_version(name) for name in _code(step.source)], made_of)
    records = [holding(step.sources.home, name, key) for name in step.tables]
    if all(records):
        yield from (unchanged(name, found) for name, found in zip(step.tables, records, strict=True) if found)
    else:
        built, is_lasting = _read(step, snapshots, review(*(one.frame() for one in known)) if review else None)
        leaving = _without_names(built, step.workplace.place) if step.source == "partner_surveys" else built
        took = {"reading": step.reading.costliest(step.source)}
        yield from (materialised(table, made_of, key if is_lasting else "", took) for table in leaving.values())
    archive = step.workplace.place.snapshots
    if not keeps_confidential() and (gone := forget_confidential(snapshots, archive, step.source)):
        logger.info("%s: %s confidential files were read and are not kept", step.source, gone)


def _without_names(built: dict[str, Built], home: Home) -> dict[str, Built]:
    """Name partners in the home's tables only where their consent includes the name."""
    key = pseudonyms.key_of(home.pseudonym_key)
    tables = pseudonyms.without_names({name: one.table for name, one in built.items()}, key)
    return {name: replace(one, table=tables[name]) for name, one in built.items()}


def _read(step: Step, snapshots: pd.DataFrame, review: Review | None) -> tuple[dict[str, Built], bool]:
    """Read all deliveries of a source.

    Returns:
        The gated tables, and whether another run would give the same: not where a limit of the machine was reached.
    """
    reader, home = READERS[step.source], step.workplace.place
    known, stopped = deliveries(snapshots, home.snapshots, step.source), step.reading.stopped
    companions = everywhere if step.source == "reference" else in_its_folder
    kept = KeptReadings(home.readings / step.source, code_version(reader.__name__), companions)
    read = kept.reader(step.reading.reader(reader.__name__, known, companions), known)
    finish, settle = getattr(reader, "FINISH", None), getattr(reader, "SETTLE", None)
    built = ingest(step.source, reader.TABLES, known, read, finish, review, settle)
    kept.forget_others()
    return built, step.reading.stopped == stopped


def _code(source: str) -> list[str]:
    """Name the modules that make a source's tables."""
    return [
        READERS[source].__name__,
        ingest.__module__,
        KeptReadings.__module__,
        *([checks.__name__] if source == "national_budgets" else []),
        *([pseudonyms.__name__] if source == "partner_surveys" else []),
    ]


@dg.multi_asset(
    outs=_outs("global_fund", global_fund.TABLES), check_specs=_checks(global_fund.TABLES), can_subset=False
)
def global_fund_tables(sources: Stored, workplace: Workplace, reading: SafeReading):
    """Read the Global Fund's deliveries."""
    yield from _ingested(Step("global_fund", global_fund.TABLES, sources, workplace, reading))


BUDGET_TABLES = [*national_budgets.TABLES, checks.FINDINGS]


@dg.multi_asset(outs=_outs("national_budgets", BUDGET_TABLES), check_specs=_checks(BUDGET_TABLES), can_subset=False)
def national_budgets_tables(
    sources: Stored,
    redenominations: Stored,
    published_budget_totals: Stored,
    check_thresholds: Stored,
    workplace: Workplace,
    reading: SafeReading,
):
    """Read the national budgets, and look at all their lines together."""
    known = [redenominations, published_budget_totals, check_thresholds]
    step = Step("national_budgets", BUDGET_TABLES, sources, workplace, reading)
    yield from _ingested(step, known, lambda *frames: checks.review(checks.Known(*frames)))


@dg.multi_asset(
    outs=_outs("partner_surveys", partner_surveys.TABLES), check_specs=_checks(partner_surveys.TABLES), can_subset=False
)
def partner_surveys_tables(sources: Stored, workplace: Workplace, reading: SafeReading):
    """Read the partners' surveys."""
    yield from _ingested(Step("partner_surveys", partner_surveys.TABLES, sources, workplace, reading))


STATISTICS = published_statistics.TABLES


@dg.multi_asset(outs=_outs("published_statistics", STATISTICS), check_specs=_checks(STATISTICS), can_subset=False)
def published_statistics_tables(sources: Stored, workplace: Workplace, reading: SafeReading):
    """Read the statistics that others publish."""
    yield from _ingested(Step("published_statistics", STATISTICS, sources, workplace, reading))


@dg.multi_asset(outs=_outs("reference", reference.TABLES), check_specs=_checks(reference.TABLES), can_subset=False)
def reference_tables(sources: Stored, workplace: Workplace, reading: SafeReading):
    """Read the reference tables, packaged and delivered."""
    yield from _ingested(Step("reference", reference.TABLES, sources, workplace, reading))


ASSETS = [
    sources,
    global_fund_tables,
    national_budgets_tables,
    partner_surveys_tables,
    published_statistics_tables,
    reference_tables,
]
