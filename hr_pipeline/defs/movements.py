"""The asset that compares money with the last release and holds the next one where a change has no explanation.

What a movement is, and what explains it, belongs to `hr_pipeline.releases.movements`.
"""

from pathlib import Path

import dagster as dg
import pandas as pd

from hr_pipeline.defs.metadata import OWNERS
from hr_pipeline.defs.store import Stored, Workplace
from hr_pipeline.indicators.money.money_agreement import money_disagreements
from hr_pipeline.ingest.acknowledgements import acknowledgements
from hr_pipeline.paths import Home
from hr_pipeline.provenance.fingerprint import fingerprint
from hr_pipeline.releases.movements import Release, held, movements
from hr_pipeline.releases.write import latest
from hr_pipeline.schemas.funding import DATASETS

MOVEMENTS_CHECK = "money_movements_are_explained"
AGREEMENT_CHECK = "money_tables_add_up_to_one_another"
MONEY = ["harm_reduction_funding", "money_not_counted", "money_available", "grant_money_by_definition"]
SHOWN = 10
READ = ["harm_reduction_funding", "publication_ledger", "sources"]


@dg.asset(
    key="movements",
    deps=["suppressions"],
    group_name="releases",
    owners=OWNERS,
    kinds={"pandas"},
    tags={"layer": "published", "personal_data": "none"},
    description="Money that moved since the last release, by source table, country, service and phase, and why.",
    check_specs=[
        dg.AssetCheckSpec(
            MOVEMENTS_CHECK,
            asset="movements",
            blocking=True,
            description="Money that moved beyond the thresholds has a new delivery, a correction or an acknowledgement",
        ),
        dg.AssetCheckSpec(
            AGREEMENT_CHECK,
            asset="movements",
            blocking=True,
            description="All tables of money add up to the same counted money by country, year and phase",
        ),
    ],
)
def money_movements(workplace: Workplace):
    """Compare the build with the last release; hold what nobody explained."""
    found = moved(workplace.place)
    unexplained = held(found)
    described = unexplained or f"{len(found)} movements and withdrawals, all explained"
    check = dg.AssetCheckResult(passed=not unexplained, check_name=MOVEMENTS_CHECK, description=described)
    return dg.MaterializeResult(
        data_version=dg.DataVersion(fingerprint(found)),
        metadata={"movements": len(found)},
        check_results=[check, _agreement(workplace.place)],
    )


def _agreement(home: Home) -> dg.AssetCheckResult:
    """See that the tables of money add up to one another."""
    found = money_disagreements(*(Stored(name, home).frame() for name in MONEY))
    described = "; ".join(found[:SHOWN]) or "they agree"
    return dg.AssetCheckResult(passed=not found, check_name=AGREEMENT_CHECK, description=described)


def moved(home: Home) -> pd.DataFrame:
    """List the movements of money between the last release and the stored tables."""
    after = Release(*(Stored(name, home).frame() for name in READ))
    stated = {name: Stored(name, home).frame()[["delivery", "iso3"]] for name in DATASETS}
    subjects = {entry.subject for entry in acknowledgements(after.sources, home.snapshots)}
    before = latest(home.releases)
    known = _released(before, home.private) if before else None
    return movements(known, after, stated, subjects, Stored("check_thresholds", home).frame())


def _released(folder: Path, private: Path) -> Release | None:
    """Read what movements are compared with; releases of earlier versions of hr_pipeline may lack a table."""
    sources = private / folder.name / "sources.parquet"
    files = [folder / "tables" / f"{name}.parquet" for name in READ[:2]]
    files.append(sources if sources.is_file() else folder / "sources.parquet")
    return Release(*map(pd.read_parquet, files)) if all(file.is_file() for file in files) else None


def summary(found: pd.DataFrame) -> dict:
    """Give the manifest's account of movements; amounts that partners report are not repeated."""
    shown = found[found["dataset"] != "survey_spending"].astype("str").sort_values("subject")
    return {
        "check": MOVEMENTS_CHECK,
        "passed": True,
        "detail": f"{len(found)} movements and withdrawals of money, all explained",
        "movements": shown[["subject", "explanation"]].to_dict("records"),
    }
