"""Assets of the sources: the snapshots, then one step for each source. Reading belongs to `hr_pipeline.sources`."""

import logging
from collections.abc import Iterator

import dagster as dg
import pandas as pd

from hr_pipeline.defs.metadata import check_specs, materialised, table_spec
from hr_pipeline.defs.reading import SafeReading
from hr_pipeline.defs.routing import SPENDING_OF_ALL, routed
from hr_pipeline.defs.store import Workplace
from hr_pipeline.ingest.accounting import unread
from hr_pipeline.ingest.ingest import ingest
from hr_pipeline.ingest.review import Review
from hr_pipeline.ingest.snapshots import archive_landing, deliveries, forget_confidential, keeps_confidential
from hr_pipeline.schemas.gate import Built
from hr_pipeline.sources import global_fund, national_budgets, partner_surveys, published_statistics, reference
from hr_pipeline.sources.national_budgets import checks

logger = logging.getLogger("hr_pipeline")

GROUP = "sources"
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
    kept = archive_landing(workplace.landing_folder, workplace.place.snapshots)
    table = routed(kept, workplace.place.snapshots, reading.asking(*SPENDING_OF_ALL))
    return materialised(Built("sources", table, accounting=unread(table, workplace.place.snapshots)))


def _outs(tables: list[str]) -> dict[str, dg.AssetOut]:
    return {name: dg.AssetOut(**table_spec(name, GROUP, "clean")) for name in tables}


def _checks(tables: list[str]) -> list[dg.AssetCheckSpec]:
    return [spec for name in tables for spec in check_specs(name, is_source=True)]


def _ingested(
    source: str, inputs: list[pd.DataFrame], workplace: Workplace, reading: SafeReading, review: Review | None = None
) -> Iterator[dg.MaterializeResult]:
    """Read one source's deliveries and hand over its gated tables; the first input is the snapshots."""
    reader = READERS[source]
    known = deliveries(inputs[0], workplace.place.snapshots, source)
    built = ingest(
        source,
        reader.TABLES,
        known,
        reading.reader(reader.__name__, known),
        getattr(reader, "FINISH", None),
        review,
        getattr(reader, "SETTLE", None),
    )
    if not keeps_confidential() and (gone := forget_confidential(inputs[0], workplace.place.snapshots, source)):
        logger.info("%s: %s confidential files were read and are not kept", source, gone)
    for table in built.values():
        yield materialised(table, inputs)


@dg.multi_asset(outs=_outs(global_fund.TABLES), check_specs=_checks(global_fund.TABLES), can_subset=False)
def global_fund_tables(sources: pd.DataFrame, workplace: Workplace, reading: SafeReading):
    """Read the Global Fund's deliveries."""
    yield from _ingested("global_fund", [sources], workplace, reading)


BUDGET_TABLES = [*national_budgets.TABLES, checks.FINDINGS]


@dg.multi_asset(outs=_outs(BUDGET_TABLES), check_specs=_checks(BUDGET_TABLES), can_subset=False)
def national_budgets_tables(
    sources: pd.DataFrame,
    redenominations: pd.DataFrame,
    published_budget_totals: pd.DataFrame,
    check_thresholds: pd.DataFrame,
    workplace: Workplace,
    reading: SafeReading,
):
    """Read the national budgets, and look at all their lines together."""
    known = checks.Known(redenominations, published_budget_totals, check_thresholds)
    yield from _ingested("national_budgets", [sources, *known], workplace, reading, checks.review(known))


@dg.multi_asset(outs=_outs(partner_surveys.TABLES), check_specs=_checks(partner_surveys.TABLES), can_subset=False)
def partner_surveys_tables(sources: pd.DataFrame, workplace: Workplace, reading: SafeReading):
    """Read the partners' surveys."""
    yield from _ingested("partner_surveys", [sources], workplace, reading)


STATISTICS = published_statistics.TABLES


@dg.multi_asset(outs=_outs(STATISTICS), check_specs=_checks(STATISTICS), can_subset=False)
def published_statistics_tables(sources: pd.DataFrame, workplace: Workplace, reading: SafeReading):
    """Read the statistics that others publish."""
    yield from _ingested("published_statistics", [sources], workplace, reading)


@dg.multi_asset(outs=_outs(reference.TABLES), check_specs=_checks(reference.TABLES), can_subset=False)
def reference_tables(sources: pd.DataFrame, workplace: Workplace, reading: SafeReading):
    """Read the reference tables, packaged and delivered."""
    yield from _ingested("reference", [sources], workplace, reading)


ASSETS = [
    sources,
    global_fund_tables,
    national_budgets_tables,
    partner_surveys_tables,
    published_statistics_tables,
    reference_tables,
]
