"""`hr-pipeline fetch` as its users run it: exit status, JSON, memory, and what a kill -9 leaves behind."""

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from hr_pipeline.sources.global_fund.fetching.keys import Keys
from hr_pipeline_tests.sources.global_fund.server import GlobalFund

DATASET = "GrantBudget_ReferenceRate"
KILOBYTES_OF_A_GIGABYTE = 1 << 20


def start(server: GlobalFund, landing: Path) -> subprocess.Popen:
    words = [
        "fetch",
        "global-fund",
        "--landing",
        landing,
        "--base",
        server.base,
        "--csv-base",
        server.csv_base,
        "--json",
    ]
    command = [sys.executable, "-m", "hr_pipeline.cli", *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def kept_pages(landing: Path) -> int:
    return len(list(landing.glob(f"global_fund/.fetching-*/delivery/*{DATASET}/page-*.gz")))


def published_keys(folder: Path) -> set[bytes]:
    bodies = (gzip.decompress(page.read_bytes()) for page in folder.glob(f"*{DATASET}/page-*.gz"))
    return {key for body in bodies for key in re.findall(rb'"financialIndicatorId": "([^"]+)"', body)}


def skips(paths: list[str]) -> list[int]:
    return [int(path.rpartition("=")[2]) for path in paths]


@pytest.mark.parametrize("count", [40_000, pytest.param(1_240_000, marks=pytest.mark.slow)])
def test_a_fetch_killed_half_way_goes_on_without_fetching_finished_pages_again(tmp_path, count):
    pages = count // 10_000
    with GlobalFund({DATASET: count}) as server:
        first = start(server, tmp_path)
        while kept_pages(tmp_path) < pages // 2:
            assert first.poll() is None
            time.sleep(0.05)
        first.send_signal(signal.SIGKILL)
        first.communicate()
        kept, asked = kept_pages(tmp_path), len(server.asked)
        assert not list(tmp_path.glob("global_fund/odata-*"))

        second = start(server, tmp_path)
        summary = json.loads(second.stdout.read())
        _, status, usage = os.wait4(second.pid, 0)
        again = skips([path for path in server.asked[asked:] if DATASET in path and "$top" in path])
    assert os.waitstatus_to_exitcode(status) == 0
    assert len(published_keys(Path(summary["folder"]))) == count
    assert usage.ru_maxrss < KILOBYTES_OF_A_GIGABYTE
    # A page whose file was there but not yet noted when the process died is fetched again.
    assert again[0] in (kept * 10_000, (kept - 1) * 10_000) and again == list(range(again[0], count, 10_000))
    budget = next(entry for entry in summary["sets"] if DATASET in entry["set"])
    assert (budget["rows"], budget["files"], budget["way"]) == (count, pages, "odata")


def test_the_command_says_what_came_and_what_is_wrong(tmp_path, command, monkeypatch):
    monkeypatch.setenv("HR_PIPELINE_LANDING", str(tmp_path))
    with GlobalFund() as server:
        told = command("fetch", "global-fund", "--base", server.base, "--csv-base", server.csv_base)
        retired = command("fetch", "global-fund", "--base", f"{server.origin}/v3.3/odata/", expect=1)
    assert "allFinancialIndicators.GrantBudget_ReferenceRate" in told and "odata-" in told
    assert "use v4.2" in retired and "Nothing was published" in retired


@pytest.mark.parametrize("words", [["--base", "nowhere", "--landing", "x"], []])
def test_wrong_usage_is_status_2(command, words):
    command("fetch", "global-fund", *words, expect=2)


def test_keys_tell_how_many_came_before():
    keys, seen = Keys(), set()
    for page in np.random.default_rng(1).integers(0, 3_000, (40, 100)).tolist():
        assert keys.add(page) == len(page) - len(set(page) - seen)
        seen |= set(page)
        assert len(keys) == len(seen)
