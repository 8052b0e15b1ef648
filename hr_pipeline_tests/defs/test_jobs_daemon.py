"""Accidents before a real daemon: after each, without a hand, the release is what the landing folder gives."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import dagster as dg
import pandas as pd
import pytest
import requests

from hr_pipeline.defs import running
from hr_pipeline.defs.recovery import PROCESS_TAG, UNDERWAY
from hr_pipeline.paths import Home
from hr_pipeline.provenance.fingerprint import file_sha256
from hr_pipeline.releases.write import latest
from hr_pipeline_tests.alerts.servers import Hook, web_server
from hr_pipeline_tests.conftest import PACKAGED
from hr_pipeline_tests.running_ui import ui, wait_for
from hr_pipeline_tests.sources.global_fund.server import GlobalFund

LOOK_SECONDS = 5
MOST_TICKS = 3
PATIENCE = 900
COPIED, BAD = "published_statistics/coverage_export.csv", "published_statistics/broken.csv"
LAUNCH = """mutation($p: ExecutionParams!) { launchRun(executionParams: $p) {
  __typename ... on PythonError { message } ... on RunConfigValidationInvalid { errors { message } } } }"""
JOB = {"repositoryLocationName": "hr_pipeline.definitions", "repositoryName": "__repository__"}

pytestmark = [pytest.mark.slow, pytest.mark.build]


class Year:
    """A landing folder, the home that a daemon keeps, and what a clean build of the same would give."""

    def __init__(self, folder: Path, instance: dg.DagsterInstance):
        self.folder, self.landing, self.home = folder, folder / "landing", Home(folder / "home")
        self.instance, self.clean, self.began = instance, {}, 0.0

    def root(self, home: Home) -> str:
        newest = latest(home.releases)
        return json.loads((newest / "manifest.json").read_text())["content_root"] if newest else ""

    def expected(self) -> str:
        """Build the landing folder in an empty home, once for each content."""
        key = json.dumps({str(file): file_sha256(file) for file in sorted(self.landing.rglob("*")) if file.is_file()})
        if key not in self.clean:
            home = Home(self.folder / f"clean{len(self.clean)}")
            home.root.mkdir()
            shutil.copy(self.home.pseudonym_key, home.pseudonym_key)
            command(self.landing, home.root)
            self.clean[key] = self.root(home)
        return self.clean[key]

    def is_quiet(self) -> bool:
        return not self.instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.QUEUED, *UNDERWAY]))

    def heals(self) -> None:
        """Wait until the release is that of a clean build; it was asked for within three looks."""
        wanted = self.expected()
        wait_for(lambda: self.root(self.home) == wanted and self.is_quiet(), "the release is the landing's", PATIENCE)
        looks = self.looks()
        assert sum(map(counts, looks)) <= MOST_TICKS, [tick.skip_reason for tick in looks]

        wait_for(self.rests, "the sensor finds the release to be what the landing folder gives")

    def rests(self) -> bool:
        """Tell whether the last look asked for nothing more."""
        [state] = [one for one in self.instance.all_instigator_state() if one.instigator_name == "landing_folder"]
        last = self.instance.get_ticks(state.instigator_origin_id, state.selector_id, limit=1)
        return "is what the landing folder gives" in (last[0].skip_reason or "")

    def looks(self) -> list:
        """List the sensor's looks since the change, up to the one that asked for the last build."""
        [state] = [one for one in self.instance.all_instigator_state() if one.instigator_name == "landing_folder"]
        ticks = self.instance.get_ticks(state.instigator_origin_id, state.selector_id, after=self.began)
        in_order = sorted(ticks, key=lambda tick: tick.timestamp)
        asking = [at for at, tick in enumerate(in_order) if tick.run_ids]
        return in_order[: asking[-1] + 1] if asking else []

    def changed(self) -> None:
        self.began = time.time()

    def underway(self) -> dg.DagsterRun:
        """Wait for a build that has begun."""
        found = []

        def begun():
            found[:] = [
                run for run in self.instance.get_runs(dg.RunsFilter(statuses=UNDERWAY)) if PROCESS_TAG in run.tags
            ]
            return found

        wait_for(begun, "a build is underway", PATIENCE)
        return found[0]


def counts(tick) -> bool:
    """Tell whether a look could have asked for a build: not one during which another build ran."""
    return not (tick.skip_reason or "").startswith("run ")


def command(landing: Path, home: Path) -> None:
    words = [sys.executable, "-m", "hr_pipeline.cli.main", "run", "--landing", str(landing), "--home", str(home)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 3), done.stderr


def launch(address: str, job: str) -> None:
    words = {"selector": JOB | {"jobName": job}, "runConfigData": {}, "mode": "default"}
    answer = requests.post(f"{address}/graphql", json={"query": LAUNCH, "variables": {"p": words}}, timeout=60).json()
    assert answer["data"]["launchRun"]["__typename"] == "LaunchRunSuccess", answer


def test_after_each_accident_the_release_is_that_of_a_clean_build(tmp_path, monkeypatch):
    landing, whole = tmp_path / "landing", PACKAGED / COPIED
    shutil.copytree(PACKAGED / "published_statistics", landing / "published_statistics")
    (landing / COPIED).unlink()
    environment = dict(os.environ)
    home = running.prepare(landing, tmp_path / "home")
    os.environ.clear()
    os.environ.update(environment | {"HR_PIPELINE_SETTLE_SECONDS": "2"})
    addresses = {"HR_PIPELINE_LOOK_SECONDS": str(LOOK_SECONDS)}
    with (
        web_server(Hook()) as hook,
        GlobalFund() as fund,
        dg.DagsterInstance.from_config(str(home.dagster)) as instance,
        ui(
            home.root,
            *("--landing", str(landing)),
            HR_PIPELINE_ALERTS_WEBHOOK=hook.address,
            HR_PIPELINE_GLOBAL_FUND_API=fund.base,
            HR_PIPELINE_GLOBAL_FUND_CSV=fund.csv_base,
            **addresses,
        ) as address,
    ):
        year = Year(tmp_path, instance)
        year.changed()
        wait_for(lambda: latest(home.releases), "the first release", PATIENCE)
        year.heals()

        copy_slowly(whole, landing / COPIED)
        year.changed()
        year.heals()

        (landing / BAD).write_bytes(bytes(range(256)) * 50)
        wait_for(lambda: refusals(hook), "an alert to the refused file", PATIENCE)
        (landing / BAD).unlink()
        year.changed()
        year.heals()

        fail_then_remove(year, landing)
        year.heals()
        wait_for(lambda: failures(hook), "an alert to the failed run", PATIENCE)

        (landing / COPIED).unlink()
        os.kill(int(year.underway().tags[PROCESS_TAG].split(":")[1]), signal.SIGKILL)
        year.changed()
        year.heals()

        shutil.copy(whole, landing / COPIED)
        year.changed()
        year.underway()
        command(landing, home.root)
        year.heals()

        fund.misbehave("field_gone", r"GrantBudget.*\$top")
        launch(address, "fetch_global_fund")
        year.changed()
        wait_for(lambda: list(landing.glob("global_fund/odata-*")), "the fetch that was tried again", PATIENCE)
        year.heals()
        assert partial_files(home, landing) == set()
        assert len(refusals(hook)) == 1
        reasons = [one["reason"] for one in failures(hook)]
        assert len(reasons) == len(set(reasons)) and any("ended without finishing" in one for one in reasons)


def copy_slowly(whole: Path, copy: Path) -> None:
    """Write a file over several looks of the sensor; each part of it would be a table as well."""
    lines = whole.read_bytes().splitlines(keepends=True)
    for start in range(0, len(lines), 5):
        with copy.open("ab") as file:
            file.write(b"".join(lines[start : start + 5]))
        time.sleep(LOOK_SECONDS / 4)


def fail_then_remove(year: Year, landing: Path) -> None:
    """Let a build fail, then take away what it was asked for and what it failed of."""
    lineage = year.home.lineage("x").parent
    lineage.rename(lineage.with_name("away"))
    lineage.touch()
    shutil.copytree(PACKAGED / "national_budgets" / "TUN", landing / "national_budgets" / "TUN")
    failed = dg.RunsFilter(statuses=[dg.DagsterRunStatus.FAILURE])
    wait_for(lambda: year.instance.get_runs(failed), "a build fails", PATIENCE)
    shutil.rmtree(landing / "national_budgets")
    lineage.unlink()
    lineage.with_name("away").rename(lineage)
    year.changed()


def refusals(hook: Hook) -> list[dict]:
    return [body["alert"] for body in hook.bodies if body["alert"]["kind"] == "delivery refused"]


def failures(hook: Hook) -> list[dict]:
    return [body["alert"] for body in hook.bodies if body["alert"]["kind"] == "run failed"]


def partial_files(home: Home, landing: Path) -> set[str]:
    """Name the contents of the copied file, over all releases, that are not its whole content."""
    listed = [pd.read_parquet(file) for file in home.private.glob("*/sources.parquet") if file.parent.name[0].isdigit()]
    assert len(listed) >= 3
    found = pd.concat(listed)
    return set(found.loc[found["delivery"] == COPIED, "sha256"]) - {file_sha256(landing / COPIED)}
