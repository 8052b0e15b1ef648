import dagster as dg
import pytest

from hr_pipeline.definitions import defs
from hr_pipeline_tests.sources.global_fund.server import GlobalFund


@pytest.fixture
def run(monkeypatch):
    """Run the job as the UI does: landing folder and addresses are those that the process was started with."""

    def running(landing, base="", csv_base=""):
        monkeypatch.setenv("HR_PIPELINE_LANDING", str(landing))
        monkeypatch.setenv("HR_PIPELINE_GLOBAL_FUND_API", base)
        monkeypatch.setenv("HR_PIPELINE_GLOBAL_FUND_CSV", csv_base)
        return defs.resolve_job_def("fetch_global_fund").execute_in_process(raise_on_error=False)

    return running


def test_the_job_brings_the_same_as_the_command(run, tmp_path):
    with GlobalFund() as server:
        result = run(tmp_path, base=server.base, csv_base=server.csv_base)
    assert result.success
    [folder] = tmp_path.glob("global_fund/odata-*")
    assert list(folder.glob("allFinancialIndicators.GrantBudget_ReferenceRate/page-00001.json.gz"))


@pytest.mark.parametrize("version", ["v3.3", "v4"])
def test_a_stopped_fetch_is_a_failed_run_with_its_message(run, tmp_path, version):
    with GlobalFund() as server:
        result = run(tmp_path, base=f"{server.origin}/{version}/odata/", csv_base=server.csv_base)
    [failure] = [event for event in result.all_events if event.is_step_failure]
    assert not result.success and "use v4.2" in str(failure.step_failure_data)


def test_the_packaged_demonstration_is_never_added_to(run):
    result = run("")
    [failure] = [event for event in result.all_events if event.is_step_failure]
    assert "no landing folder is named" in str(failure.step_failure_data)


def test_the_schedule_is_off_until_it_is_turned_on():
    schedule = defs.resolve_schedule_def("monthly_fetch_global_fund")
    assert schedule.default_status == dg.DefaultScheduleStatus.STOPPED


def test_a_page_cannot_name_another_service_or_folder():
    for words in ({"ops": {"global_fund": {"config": {"base": "https://example.org"}}}}, ANOTHER_FOLDER):
        with pytest.raises(dg.DagsterInvalidConfigError):
            dg.validate_run_config(defs.resolve_job_def("fetch_global_fund"), words)


ANOTHER_FOLDER = {"resources": {"workplace": {"config": {"landing": "/etc"}}}}


def test_a_build_follows_a_fetch():
    sensor = defs.resolve_sensor_def("build_after_fetch")
    assert sensor.job_name == "build_and_release" and sensor.default_status == dg.DefaultSensorStatus.RUNNING
