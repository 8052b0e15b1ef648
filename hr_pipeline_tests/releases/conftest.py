"""One build of real archived files, published once for all tests that only read it."""

from typing import NamedTuple

import pandas as pd
import pytest

from hr_pipeline.releases.disclosure import Content
from hr_pipeline.releases.write import Published
from hr_pipeline_tests.releases.builds import Home, build, land, publish


class Release(NamedTuple):
    """A published build, its home and its landing folder's content."""

    content: Content
    home: Home
    published: Published

    def read(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.published.folder / name)

    def text(self, name: str) -> str:
        return (self.published.folder / name).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("release")
    land(folder / "landing")
    home = Home(folder / "home")
    content = build(folder / "landing", home)
    return Release(content, home, publish(content, home))


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path / "home")
