"""A job runs alone on its home, whoever started it; its process is written down; a killed one is found dead."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import dagster as dg
import pytest

from hr_pipeline.defs.executing import LOCK, UnknownEngine, engine, held
from hr_pipeline.defs.processes import identity
from hr_pipeline.defs.recovery import PROCESS_TAG, recover


@dg.op
def waits():
    if "SLOW" in os.environ:
        Path(os.environ["SLOW"]).touch()
        time.sleep(600)


def job():
    @dg.job(executor_def=engine("in_process"))
    def small():
        waits()

    return small


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HR_PIPELINE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    (tmp_path / "dagster").mkdir()
    return tmp_path


def run(instance):
    with dg.execute_job(dg.reconstructable(job), instance=instance) as result:
        return result


def test_a_run_states_its_process_and_what_it_took(home):
    with dg.DagsterInstance.get() as instance:
        result = run(instance)
        assert result.success
        tags = instance.get_run_by_id(result.run_id).tags
        assert tags[PROCESS_TAG] == identity()
        assert float(tags["hr_pipeline/processor_seconds"]) > 0 and int(tags["hr_pipeline/peak_memory_mib"]) > 20


def test_a_run_waits_for_the_one_before(home):
    order, lock = [], home / LOCK
    entered, leave = threading.Event(), threading.Event()

    def first():
        with held(lock, "first-run", order.append):
            entered.set()
            leave.wait()
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    entered.wait()

    def say(line):
        order.append(line)
        leave.set()

    with held(lock, "second-run", say):
        order.append("second")
    thread.join()
    assert order[0].startswith("waiting: run first-ru (") and order[1:] == ["first", "second"]


def test_a_killed_run_is_marked_as_failed_and_its_lock_is_free(home):
    words = f"import {__name__} as t, dagster as dg\nwith dg.DagsterInstance.get() as i: t.run(i)"
    mark = home / "begun"
    process = subprocess.Popen([sys.executable, "-c", words], env=os.environ | {"SLOW": str(mark)})
    while not mark.exists():
        assert process.poll() is None
        time.sleep(0.1)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with dg.DagsterInstance.get() as instance:
        [left] = instance.get_runs()
        assert left.status == dg.DagsterRunStatus.STARTED
        assert recover(instance) == [left.run_id]
        assert run(instance).success


def test_an_engine_that_does_not_exist_or_is_not_installed_says_so(monkeypatch):
    with pytest.raises(UnknownEngine, match="expected one of in_process"):
        engine("steam")
    with pytest.raises(UnknownEngine, match="install the package dagster-k8s first"):
        engine("k8s")
    monkeypatch.setenv("HR_PIPELINE_ENGINE", "multiprocess")
    assert engine().name == "multiprocess"
