"""Faults that people should hear of: failed runs, refused deliveries, rejected rows, a release that is out of date.

Sending belongs to `hr_pipeline.alerts`, when to look to `alerting.py`.
"""

import hashlib
import re
from datetime import datetime
from pathlib import PurePosixPath

import dagster as dg
import pandas as pd
from dagster import DagsterRunStatus, RunsFilter

from hr_pipeline.alerts.alert import Alert, alert
from hr_pipeline.defs import books
from hr_pipeline.defs.running import failure_described
from hr_pipeline.paths import Home
from hr_pipeline.releases.age import age_days
from hr_pipeline.releases.write import latest

FAILED, REFUSED, REJECTED, OLD = "run", "delivery", "rows", "release"
"""What the names of faults begin with."""
ENDED = [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE]
LANDING_TAG = "landing"
AFTER_A_FAILURE = "docs/runbook.md, 'When something fails'; hr-pipeline status repeats the reason"
AFTER_A_REFUSAL = "correct the file and deliver it again; the other deliveries were published"
AFTER_REJECTS = "correct the rows and deliver the file again, or correct them in corrections.yaml; hr-pipeline status"
WHEN_OLD = "look with hr-pipeline status whether builds fail; else fetch or deliver newer data, and build"
PRIVATE = "partner_surveys"
"""Cells of these deliveries may speak of few people: an alert counts them and names none."""


def of_run(instance: dg.DagsterInstance, run: dg.DagsterRun) -> Alert:
    """Describe a failed run: its job, the landing folder, and the reason without its numbers make one fault."""
    reason = failure_described(instance, run.run_id)
    words = hashlib.sha256(re.sub(r"\d+", "", reason).encode()).hexdigest()[:12]
    fault = f"{FAILED}/{run.job_name}/{run.tags.get(LANDING_TAG, '')}/{words}"
    return alert(fault, "run failed", f"{run.job_name}, run {run.run_id[:8]}", reason, AFTER_A_FAILURE)


def of_last_runs(instance: dg.DagsterInstance, jobs: list[str]) -> list[Alert]:
    """Describe the last run of each job that has ended, where it failed."""
    ended = [run for job in jobs if (run := _last_ended(instance, job))]
    return [of_run(instance, run) for run in ended if run.status == DagsterRunStatus.FAILURE]


def _last_ended(instance: dg.DagsterInstance, job: str) -> dg.DagsterRun | None:
    runs = instance.get_runs(RunsFilter(job_name=job, statuses=ENDED), limit=1)
    return runs[0] if runs else None


def is_over(instance: dg.DagsterInstance, found: list[Alert], fault: str) -> bool:
    """Tell whether a fault that was reported is there no more.

    Args:
        instance: the home's Dagster instance.
        found: what is wrong with the home now.
        fault: name of a fault.
    """
    kind, _, rest = fault.partition("/")
    if kind == FAILED:
        last = _last_ended(instance, rest.partition("/")[0])
        return last is not None and last.status == DagsterRunStatus.SUCCESS
    return fault not in {one.fault for one in found}


def of_home(home: Home, release_days: int, now: datetime) -> list[Alert]:
    """List what is wrong with the deliveries of the last build, and with the age of the release."""
    return [*_of_deliveries(home), *_of_release(home, release_days, now)]


def _of_deliveries(home: Home) -> list[Alert]:
    if not home.table("sources").is_file():
        return []
    sources = pd.read_parquet(home.table("sources"), columns=["delivery", "sha256"])
    versions = dict(sources.astype("str").itertuples(index=False, name=None))
    return [*_refused(books.accounting(home), versions), *_rejected(books.rejects(home), versions)]


def _refused(accounting: pd.DataFrame, versions: dict[str, str]) -> list[Alert]:
    refused = accounting[accounting["outcome"] == "refused"].drop_duplicates("delivery")
    return [
        alert(_fault(REFUSED, path, versions), "delivery refused", path, message, AFTER_A_REFUSAL)
        for path, message in refused[["delivery", "message"]].astype("str").itertuples(index=False)
    ]


def _rejected(rejects: pd.DataFrame, versions: dict[str, str]) -> list[Alert]:
    by = rejects.groupby("delivery", sort=True, observed=True)
    return [
        alert(_fault(REJECTED, str(path), versions), "rows rejected", str(path), _first(str(path), rows), AFTER_REJECTS)
        for path, rows in by
    ]


def _first(path: str, rows: pd.DataFrame) -> str:
    """Count the rejects, and name the first cell."""
    counted = f"{len(rows):,} cells were rejected"
    if PurePosixPath(path).parts[0] == PRIVATE:
        return counted
    first = rows.iloc[0]
    where = " ".join(f"{name} {first[name]}" for name in ("sheet", "row", "column") if str(first[name]).strip())
    return f"{counted}; the first, {where}: {first['message']}"


def _fault(kind: str, path: str, versions: dict[str, str]) -> str:
    """Name a fault of a file: another content of it would be another fault."""
    return f"{kind}/{path}/{versions.get(path, '')[:12]}"


def _of_release(home: Home, most_days: int, now: datetime) -> list[Alert]:
    newest = latest(home.releases)
    if newest is None or (days := age_days(newest, now)) <= most_days:
        return []
    reason = f"release {newest.name} is {days:.0f} days old; expected a newer one after {most_days} days"
    return [alert(f"{OLD}/{newest.name}", "release out of date", str(newest), reason, WHEN_OLD)]
