"""`hr-pipeline fetch` as its users run it: exit status, JSON, memory, and what a kill -9 leaves behind."""

import gzip
import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from hr_pipeline.sources.global_fund.fetching.keys import Keys
from hr_pipeline_tests.accounted import accounted
from hr_pipeline_tests.sources.global_fund.server import GlobalFund

DATASET = "GrantBudget_ReferenceRate"
PAGE = 10_000
MIB_OF_A_PAGE = 64


def words(server: GlobalFund, landing: Path) -> list[object]:
    asked = ["-m", "hr_pipeline.cli.main", "fetch", "global-fund", "--json", "--landing", landing]
    return [*asked, "--base", server.base, "--csv-base", server.csv_base]


def kept_pages(landing: Path) -> int:
    return len(list(landing.glob(f"global_fund/.fetching-*/delivery/*{DATASET}/page-*.gz")))


def published_keys(folder: Path) -> set[bytes]:
    bodies = (gzip.decompress(page.read_bytes()) for page in folder.glob(f"*{DATASET}/page-*.gz"))
    return {key for body in bodies for key in re.findall(rb'"financialIndicatorId": "([^"]+)"', body)}


def skips(paths: list[str]) -> list[int]:
    return [int(path.rpartition("=")[2]) for path in paths]


def test_a_fetch_killed_half_way_goes_on_without_fetching_finished_pages_again(tmp_path):
    count = 4 * PAGE
    with GlobalFund({DATASET: count}) as server:
        first = subprocess.Popen([sys.executable, *map(str, words(server, tmp_path))], stderr=subprocess.DEVNULL)
        while kept_pages(tmp_path) < 2:
            assert first.poll() is None
            time.sleep(0.05)
        first.send_signal(signal.SIGKILL)
        first.wait()
        kept, asked = kept_pages(tmp_path), len(server.asked)
        assert not list(tmp_path.glob("global_fund/odata-*"))

        printed, _ = accounted(words(server, tmp_path))
        again = skips([path for path in server.asked[asked:] if DATASET in path and "$top" in path])
    summary = json.loads(printed)
    assert len(published_keys(Path(summary["folder"]))) == count
    # A page whose file was there but not yet noted when the process died is fetched again.
    assert again[0] in (kept * PAGE, (kept - 1) * PAGE) and again == list(range(again[0], count, PAGE))
    budget = next(entry for entry in summary["sets"] if DATASET in entry["set"])
    assert (budget["rows"], budget["files"], budget["way"]) == (count, 4, "odata")


def test_memory_does_not_grow_with_the_number_of_pages(tmp_path):
    peaks = []
    for pages in (1, 4):
        with GlobalFund({DATASET: pages * PAGE}) as server:
            _, account = accounted(words(server, tmp_path))
        peaks.append(account["memory"])
    assert peaks[1] - peaks[0] < MIB_OF_A_PAGE, peaks


def test_the_command_says_what_came_and_what_is_wrong(tmp_path, command, monkeypatch):
    monkeypatch.setenv("HR_PIPELINE_LANDING", str(tmp_path))
    with GlobalFund() as server:
        described = command("fetch", "global-fund", "--base", server.base, "--csv-base", server.csv_base)
        retired = command("fetch", "global-fund", "--base", f"{server.origin}/v3.3/odata/", expect=1)
    assert "allFinancialIndicators.GrantBudget_ReferenceRate" in described and "odata-" in described
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
