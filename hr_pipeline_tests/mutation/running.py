"""Whether a test catches a mutant: each runs the tests of its module in a process of its own."""

import importlib.util
import os
import re
import sys
import time
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import dagster  # noqa: F401 - as what follows, imported once, before each mutant gets a process of its own
import hypothesis  # noqa: F401
import pytest
import scipy.special  # noqa: F401

import hr_pipeline.schemas.tables  # noqa: F401
from hr_pipeline_tests.mutation.operators import Mutant, mutated

INDICATORS = Path(__file__).parents[2] / "hr_pipeline" / "indicators"
TESTS = Path(__file__).parents[1] / "indicators"
CAUGHT = pytest.ExitCode.TESTS_FAILED
LONGEST = 180
"""Seconds after which a mutant counts as caught: its tests do not end."""


def file_of(module: str) -> Path:
    """Find the file of an indicator's module by its stem."""
    return next(INDICATORS.rglob(f"{module}.py"))


def is_caught(mutant: Mutant) -> bool:
    """Run the tests of the module with the mutant; without tests nothing is caught."""
    if not _tests(mutant.module):
        return False
    child = os.fork()
    if child == 0:
        _test_with(mutant)
    return _status(child) == CAUGHT


def _test_with(mutant: Mutant) -> None:
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    _forget()
    sys.meta_path.insert(0, _Injected(mutant))
    asked = ["-x", "-q", "-m", "not slow", "-p", "no:cacheprovider", "-p", "no:xdist"]
    os._exit(pytest.main([*asked, *map(str, _tests(mutant.module))]))


def _forget() -> None:
    """Import the pipeline and its tests again: a session of tests has modules without the mutant in memory."""
    for name in [name for name in sys.modules if name.startswith("hr_pipeline")]:
        if not name.startswith("hr_pipeline.schemas") and name != "hr_pipeline":
            del sys.modules[name]


def _status(child: int) -> int:
    """Wait for the tests; those that do not end are stopped, and count as failed."""
    begun = time.monotonic()
    while time.monotonic() - begun < LONGEST:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return CAUGHT


def _tests(module: str) -> list[Path]:
    """Name the tests of a module: those of its own name, else all of its room that import it or what is built on it."""
    own = sorted({*TESTS.rglob(f"test_{module}.py"), *TESTS.rglob(f"test_{module}_*.py")})
    if own:
        return own
    imports = [file for file in sorted(TESTS.rglob("test_*.py")) if _imports(file, module)]
    above = [file.stem for file in sorted(INDICATORS.rglob("*.py")) if _imports(file, module)]
    return imports or sorted({file for user in above for file in _tests(user)})


def _imports(file: Path, module: str) -> bool:
    imported = rf"^from hr_pipeline\.indicators\.\w+(\.{module} import| import .*\b{module}\b)"
    return bool(re.search(imported, file.read_text("utf-8"), re.MULTILINE))


class _Injected:
    """Find the module with the mutant in it."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant, self.file = mutant, file_of(mutant.module)
        self.name = f"hr_pipeline.indicators.{self.file.parent.name}.{mutant.module}"

    def find_spec(self, name: str, path: object, target: object = None) -> ModuleSpec | None:
        return importlib.util.spec_from_loader(name, self) if name == self.name else None

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        tree = mutated(self.file.read_text(encoding="utf-8"), self.mutant)
        exec(compile(tree, self.name, "exec"), module.__dict__)
