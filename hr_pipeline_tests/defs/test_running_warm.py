"""A warm build, which takes what is stored, and a cold one in an empty home give the same to the byte."""

import json
import shutil
from pathlib import Path

import pytest

from hr_pipeline.paths import Home
from hr_pipeline.releases.write import latest
from hr_pipeline_tests.conftest import PACKAGED

SURVEYS = "partner_surveys/demonstration_network"

pytestmark = pytest.mark.slow


def published(home: Home) -> tuple[str, dict[str, str]]:
    """Give a home's content root and the hash of each table of its newest release."""
    manifest = json.loads((latest(home.releases) / "manifest.json").read_text(encoding="utf-8"))
    hashes = {entry["path"]: entry["sha256"] for entry in manifest["files"]}
    return manifest["content_root"], {name: hashes[name] for name in hashes if name.startswith("csv/")}


@pytest.mark.parametrize("is_damaged", [False, True], ids=["warm", "warm_and_damaged"])
def test_a_warm_and_a_cold_build_are_equal(demonstration_home, command, tmp_path, is_damaged):
    landing = Path(shutil.copytree(PACKAGED, tmp_path / "landing"))
    shutil.rmtree(landing / SURVEYS / "advocacy_2024")
    warm, cold = Home(Path(shutil.copytree(demonstration_home, tmp_path / "warm"))), Home(tmp_path / "cold")
    if is_damaged:
        warm.table("resource_need").write_bytes(b"half a table")
        next(warm.readings.rglob("*.parquet")).write_bytes(b"half a reading")
        warm.record("population_sizes").unlink()
    for home in (warm, cold):
        command("run", "--landing", landing, "--home", home.root)
    assert published(warm) == published(cold)
    assert published(warm) != published(Home(demonstration_home))
