"""The same deliveries give the same release, whether Dagster keeps its history in SQLite or in PostgreSQL."""

import json
import shutil

import dagster as dg
import pytest
import yaml

from hr_pipeline.defs.running import INSTANCE_SETTINGS, prepare
from hr_pipeline.paths import Home
from hr_pipeline.releases.write import latest
from hr_pipeline_tests.conftest import PACKAGED, PSEUDONYM_KEY
from hr_pipeline_tests.postgres import needs_postgres, postgres

pytestmark = [pytest.mark.slow, pytest.mark.build, needs_postgres]


def built(command, landing, home, **settings):
    """Build in a home with these settings of Dagster; gives the content root of its release."""
    (home.dagster).mkdir(parents=True)
    (home.dagster / "dagster.yaml").write_text(yaml.safe_dump(INSTANCE_SETTINGS | settings), encoding="utf-8")
    home.pseudonym_key.write_text(PSEUDONYM_KEY, encoding="ascii")
    command("run", "--landing", landing, "--home", home.root)
    return json.loads((latest(home.releases) / "manifest.json").read_text())["content_root"]


def test_storage_in_postgres_gives_the_same_content_root(command, tmp_path):
    pytest.importorskip("dagster_postgres")
    landing, lite, large = tmp_path / "landing", Home(tmp_path / "lite"), Home(tmp_path / "large")
    shutil.copytree(PACKAGED / "published_statistics", landing / "published_statistics")
    (landing / "published_statistics" / "coverage_export.csv").unlink()
    with postgres() as port:
        address = f"postgresql+psycopg2://postgres@127.0.0.1:{port}/dagster"
        root = built(command, landing, large, storage={"postgres": {"postgres_url": address}})
        assert root == built(command, landing, lite)
        prepare(landing, large.root)
        with dg.DagsterInstance.from_config(str(large.dagster)) as instance:
            [run] = instance.get_runs()
            assert run.status == dg.DagsterRunStatus.SUCCESS and "hr_pipeline/processor_seconds" in run.tags
        assert not (large.dagster / "history").exists()
    assert (lite.dagster / "history").is_dir()
