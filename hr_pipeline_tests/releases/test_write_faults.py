"""A writer that is killed before any step of the file system, or whose disk is full, leaves whole releases only."""

import json
import multiprocessing
import signal
from pathlib import Path

import pytest

from hr_pipeline.releases.ledger import version_folders
from hr_pipeline.releases.verify import verify_release
from hr_pipeline.releases.verify_release import check
from hr_pipeline.releases.write import latest
from hr_pipeline_tests.releases import writers
from hr_pipeline_tests.releases.builds import Home, publish, simple

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([writers.__name__])


def run(target, *arguments) -> int:
    """Run a writer in a process of its own and give its exit status."""
    writer = FORKS.Process(target=target, args=arguments)
    writer.start()
    writer.join()
    assert writer.exitcode is not None
    return writer.exitcode


def steps(home: Home) -> int:
    """Count the steps of one publication after the first."""
    seen = FORKS.Value("i", 0)
    assert run(writers.publish_and_die, str(home.root), -1.0, 0, seen) == 0
    return seen.value


def pointed_at(home: Home) -> Path:
    return home.releases / json.loads((home.releases / "latest.json").read_text(encoding="utf-8"))["version"]


@pytest.mark.parametrize("kills", [12, pytest.param(300, marks=pytest.mark.slow)])
def test_a_writer_killed_at_any_step_leaves_whole_releases_and_gives_no_number_twice(home, kills):
    publish(simple(0.0), home)
    number = steps(home)
    given: dict[str, str] = {}
    for kill in range(kills):
        point = 1 + kill * number // kills
        status = run(writers.publish_and_die, str(home.root), kill + 1.0, point, FORKS.Value("i", 0))
        assert status in (-signal.SIGKILL, 0)  # a release that was pointed at late needs fewer steps
        assert verify_release(pointed_at(home)) == []
        for folder in version_folders(home.releases):
            root = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["content_root"]
            assert given.setdefault(folder.name, root) == root
    found = version_folders(home.releases)
    assert {folder.name: verify_release(folder) for folder in found} == {folder.name: [] for folder in found}
    assert [check(folder)[0] for folder in found] == [[]] * len(found)
    assert publish(simple(-2.0), home).folder == pointed_at(home) == latest(home.releases)
    assert not list(home.releases.glob(".staging-*"))


def test_a_disk_that_is_full_in_the_middle_of_publishing_leaves_the_last_release_as_it_was(home):
    first = publish(simple(0.0), home)
    sizes = sorted({file.stat().st_size for file in first.folder.rglob("*") if file.is_file()})
    for limit in sizes[1 :: max(1, len(sizes) // 8)][:-1]:
        assert run(writers.publish_on_a_full_disk, str(home.root), 1.0, limit) == 1
        assert [folder.name for folder in version_folders(home.releases)] == ["2026.1"]
        assert latest(home.releases) == pointed_at(home) == first.folder
    assert verify_release(first.folder) == []
    assert publish(simple(1.0), home).version == "2026.2"
    assert not list(home.releases.glob(".staging-*"))
