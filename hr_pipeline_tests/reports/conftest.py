"""One release and its site, made once from the demonstration home and shared read-only."""

from pathlib import Path

import pytest

from hr_pipeline.releases.write import latest
from hr_pipeline.reports.release import Release
from hr_pipeline.reports.site import Site

CODES = ["KAZ", "TUN", "UKR"]


@pytest.fixture(scope="session")
def release(demonstration_home: Path) -> Release:
    folder = latest(demonstration_home / "releases")
    assert folder is not None
    return Release(folder)


@pytest.fixture(scope="session")
def site(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    Site(release, folder, ["en", "ar"]).build(CODES)
    return folder
