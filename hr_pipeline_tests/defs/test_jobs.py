import dagster as dg

from hr_pipeline.defs.jobs import landing_folder
from hr_pipeline.defs.store import Workplace


def look(landing, cursor):
    """Let the sensor look once; gives the keys of the runs it asks for, why it asks for none, and its next cursor."""
    resources = {"workplace": Workplace(landing=str(landing))}
    with dg.instance_for_test() as instance, dg.build_sensor_context(instance, cursor, resources=resources) as context:
        tick = landing_folder.evaluate_tick(context)
    return [request.run_key for request in tick.run_requests or []], tick.skip_message, tick.cursor or cursor


def test_the_sensor_runs_the_job_once_for_each_change_of_the_landing_folder(tmp_path):
    file = tmp_path / "global_fund" / "budget.csv"
    file.parent.mkdir()
    file.write_text("a,b\n1,2\n")
    first, _, cursor = look(tmp_path, None)
    again, why, cursor = look(tmp_path, cursor)
    file.write_text("a,b\n1,25\n")
    changed, _, cursor = look(tmp_path, cursor)
    file.unlink()
    gone, _, cursor = look(tmp_path, cursor)
    assert again == [] and why == "nothing has changed"
    assert len({*first, *changed, *gone}) == 3


def test_files_of_the_system_do_not_start_a_run(tmp_path):
    _, _, cursor = look(tmp_path, None)
    (tmp_path / ".DS_Store").write_text("x")
    (tmp_path / "~$open.xlsx").write_text("x")
    assert look(tmp_path, cursor)[0] == []


def test_a_missing_landing_folder_is_a_reason_not_an_error(tmp_path):
    runs, why, _ = look(tmp_path / "nowhere", None)
    assert runs == [] and "nowhere" in why
