import dagster as dg
import pytest

from hr_pipeline.definitions import defs
from hr_pipeline.defs.store import Workplace
from hr_pipeline_tests.sources.global_fund.server import GlobalFund


def run(landing, **service):
    """Run the job as the UI does, with the service's address in the run's configuration."""
    config = {"ops": {"global_fund": {"config": service}}}
    job = defs.resolve_job_def("fetch_global_fund")
    return job.execute_in_process(
        config, resources={"workplace": Workplace(landing=str(landing))}, raise_on_error=False
    )


def test_the_job_brings_the_same_as_the_command(tmp_path):
    with GlobalFund() as server:
        result = run(tmp_path, base=server.base, csv_base=server.csv_base)
    assert result.success
    [folder] = tmp_path.glob("global_fund/odata-*")
    assert list(folder.glob("allFinancialIndicators.GrantBudget_ReferenceRate/page-00001.json.gz"))


@pytest.mark.parametrize("version", ["v3.3", "v4"])
def test_a_stopped_fetch_is_a_failed_run_with_its_message(tmp_path, version):
    with GlobalFund() as server:
        result = run(tmp_path, base=f"{server.origin}/{version}/odata/", csv_base=server.csv_base)
    [failure] = [event for event in result.all_events if event.is_step_failure]
    assert not result.success and "use v4.2" in str(failure.step_failure_data)


def test_the_packaged_demonstration_is_never_added_to():
    result = run("")
    [failure] = [event for event in result.all_events if event.is_step_failure]
    assert "no landing folder is named" in str(failure.step_failure_data)


def test_the_schedule_is_off_until_it_is_turned_on():
    schedule = defs.resolve_schedule_def("monthly_fetch_global_fund")
    assert schedule.default_status == dg.DefaultScheduleStatus.STOPPED
