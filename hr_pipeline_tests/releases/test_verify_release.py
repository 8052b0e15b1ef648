"""The release's own check against a forger who rewrites every hash: the chain, the ledger and the signature hold."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from hr_pipeline.releases.verify_release import check
from hr_pipeline_tests.releases.builds import NOW, Home, publish, write_release
from hr_pipeline_tests.releases.forgery import alone, forge
from hr_pipeline_tests.releases.test_signing import KEY

ROOT_ONLY = {"with_root": True}


@pytest.fixture
def copied_home(release, tmp_path) -> Home:
    return Home(Path(shutil.copytree(release.home.root, tmp_path / "home")))


def test_a_forged_release_with_every_hash_rewritten_is_not_the_one_of_the_ledger(copied_home):
    folder = copied_home.releases / "2026.1"
    forge(folder, **ROOT_ONLY)
    found = alone(folder)
    assert found.returncode == 1
    assert "manifest.json is not the one that the ledger of versions names" in found.stdout


def test_a_release_forged_later_is_not_the_one_that_the_next_release_names(release, copied_home):
    folder = copied_home.releases / "2026.1"
    content = release.content
    changed = content.tables | {"countries": content.tables["countries"].head(3)}
    later = publish(replace(content, tables=changed), copied_home).folder
    (copied_home.releases / "ledger.json").unlink()
    assert check(later)[0] == check(folder)[0] == []
    forge(folder, **ROOT_ONLY)
    assert check(later)[0] == ["the release before it, 2026.1, is not the one its manifest names"]
    assert check(folder)[0] == ["2026.2 names another manifest of 2026.1 than this one"]


def test_a_forged_signed_release_fails_alone(release, tmp_path):
    home = Home(tmp_path / "home")
    folder = write_release(release.content, home.releases, home.private, NOW, [], KEY).folder
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    assert alone(copy).returncode == 0
    forge(copy, **ROOT_ONLY)
    found = alone(copy)
    assert found.returncode == 1
    assert "the signature is about another manifest" in found.stdout


def test_a_cited_content_root_is_asked_for(release, tmp_path):
    copy = Path(shutil.copytree(release.published.folder, tmp_path / "copy"))

    root = json.loads((copy / "manifest.json").read_text())["content_root"]
    assert alone(copy, "--root", root).returncode == 0
    forge(copy, **ROOT_ONLY)
    assert alone(copy).returncode == 0
    assert alone(copy, "--root", root).returncode == 1
