"""The command in this process, and a home built once from the packaged demonstration deliveries."""

import os
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import settings
from typer.testing import CliRunner

from hr_pipeline.cli.main import app
from hr_pipeline.defs.running import alone

PACKAGED = Path(str(files("hr_pipeline") / "demonstration" / "landing"))
"""Named, because a run before may have left another landing folder in the environment."""

settings.register_profile("hr_pipeline", deadline=None, database=None)
settings.load_profile("hr_pipeline")


class Command:
    """The `hr-pipeline` command in this process."""

    def __init__(self) -> None:
        self.runner = CliRunner()

    def __call__(self, *words: object, expect: int = 0) -> str:
        """Run it and give what it printed; the exit status must be the expected one."""
        result = self.runner.invoke(app, [str(word) for word in words])
        assert result.exit_code == expect, f"exit {result.exit_code}: {result.output}\n{result.exception!r}"
        return result.output


@pytest.fixture(scope="session")
def command() -> Command:
    return Command()


PSEUDONYM_KEY = "00" * 32
"""Another key gives other pseudonyms, and the golden release names them."""


@pytest.fixture(scope="session")
def demonstration_home(tmp_path_factory: pytest.TempPathFactory, command: Command) -> Path:
    """Build the demonstration once, for all processes of the session: read it, and change a copy only."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demonstration"
    folder.mkdir(exist_ok=True)
    with alone(folder / ".lock"):
        if not (folder / "built").exists():
            (folder / "home").mkdir()
            (folder / "home" / "pseudonym.key").write_text(PSEUDONYM_KEY, encoding="ascii")
            command("run", "--landing", PACKAGED, "--home", folder / "home")
            (folder / "built").touch()
    return folder / "home"


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs point the process at their home; each test begins without."""
    for name in ("HR_PIPELINE_LANDING", "HR_PIPELINE_HOME", "HR_PIPELINE_KEEP_CONFIDENTIAL", "DAGSTER_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HR_PIPELINE_SETTLE_SECONDS", "0")
