"""Sensors that alert people: after a failed run at once, and to everything that is wrong each minute.

Without `alerts.yaml` in the home, and without a webhook in the environment, they only say so. Which faults there are
belongs to `faults.py`, sending to `hr_pipeline.alerts`.
"""

from datetime import UTC, datetime
from functools import partial

import dagster as dg

from hr_pipeline.alerts.channels import channels
from hr_pipeline.alerts.outbox import report
from hr_pipeline.alerts.settings import read_settings
from hr_pipeline.defs import faults, fetching, jobs
from hr_pipeline.defs.store import Workplace

JOBS = [jobs.build_and_release.name, jobs.build.name, fetching.fetch_global_fund.name]
OFF = "alerts are off: docs/runbook.md, 'Alerts', says how to turn them on"


@dg.run_failure_sensor(
    name="alert_on_failure",
    monitor_all_code_locations=True,  # runs of the command line have none
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Alerts people to a failed run, once for each fault.",
)
def alert_on_failure(context: dg.RunFailureSensorContext, workplace: Workplace):
    """Report one failed run."""
    home = workplace.place
    ways = channels(read_settings(home.root))
    if not ways:
        return dg.SkipReason(OFF)
    found = faults.of_run(context.instance, context.dagster_run)
    sent = report(home.reported, [found], lambda fault: False, ways)
    # Without a reason to skip, Dagster notes in the run's own log that people were alerted.
    return None if sent else dg.SkipReason(f"this fault was reported before: {found.subject}")


@dg.sensor(
    name="alert_on_state",
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Alerts people to refused deliveries, rejected rows and a release that is out of date, once for each "
    "fault; sends what could not be sent before.",
)
def alert_on_state(context: dg.SensorEvaluationContext, workplace: Workplace):
    """Report what is wrong with the last build."""
    home = workplace.place
    settings = read_settings(home.root)
    ways = channels(settings)
    if not ways:
        return dg.SkipReason(OFF)
    found = faults.of_home(home, settings.release_may_be_days_old, datetime.now(UTC))
    found += faults.of_last_runs(context.instance, JOBS)
    sent = report(home.reported, found, partial(faults.is_over, context.instance, found), ways)
    return dg.SkipReason(f"{len(sent)} alerts were sent, {len(found)} faults are there")


SENSORS = [alert_on_failure, alert_on_state]
