"""Inject an error of 1 % in each step of arithmetic of the indicators, and see whether a test catches it.

    python -m hr_pipeline_tests.mutation [module ...]

Each error is injected in a process of its own, which runs the tests of the module, or of what is built on it.
"""

import ast
import importlib.util
import os
import re
import sys
import time
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import dagster  # noqa: F401 - as what follows, imported once, before each error gets a process of its own
import hypothesis  # noqa: F401
import pytest
import scipy.special  # noqa: F401

import hr_pipeline.schemas.tables  # noqa: F401

INDICATORS = Path(__file__).parents[1] / "hr_pipeline" / "indicators"
TESTS = Path(__file__).parent / "indicators"
ERROR = 1.01
ARITHMETIC = (ast.Mult, ast.Div, ast.Add, ast.Sub)
CAUGHT = pytest.ExitCode.TESTS_FAILED
LONGEST = 180
"""Seconds after which an error is caught too: the tests do not end."""


class Step(NamedTuple):
    """One step of arithmetic in a module."""

    module: str
    number: int
    line: int
    text: str


def steps(module: str) -> list[Step]:
    """List the steps of arithmetic in a module's functions, without those that join texts or lists."""
    nodes = enumerate(_arithmetic(ast.parse(_source(module))))
    return [Step(module, number, node.lineno, ast.unparse(node)) for number, node in nodes]


def is_caught(step: Step) -> bool:
    """Inject the error and run the tests of the module in a process of their own; without tests nothing is caught."""
    if not _tests(step.module):
        return False
    child = os.fork()
    if child == 0:
        _test_with(step)
    return _status(child) == CAUGHT


def _test_with(step: Step) -> None:
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    _forget()
    sys.meta_path.insert(0, _Injected(step))
    os._exit(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *map(str, _tests(step.module))]))


def _forget() -> None:
    """Import the pipeline and its tests again: a session of tests has formulas without the error in memory."""
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
    own = sorted(TESTS.rglob(f"test_{module}.py"))
    if own:
        return own
    imports = [file for file in sorted(TESTS.rglob("test_*.py")) if _imports(file, module)]
    above = [file.stem for file in sorted(INDICATORS.rglob("*.py")) if _imports(file, module)]
    return imports or sorted({file for user in above for file in _tests(user)})


def _imports(file: Path, module: str) -> bool:
    imported = rf"^from hr_pipeline\.indicators\.\w+\.{module} import"
    return bool(re.search(imported, file.read_text("utf-8"), re.MULTILINE))


def _source(module: str) -> str:
    return _file(module).read_text(encoding="utf-8")


def _file(module: str) -> Path:
    return next(INDICATORS.rglob(f"{module}.py"))


def _arithmetic(tree: ast.AST) -> Iterator[ast.BinOp]:
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ARITHMETIC) and not _joins(node):
            yield node


def _joins(node: ast.AST) -> bool:
    """Tell whether an expression joins texts, lists or sets rather than numbers."""
    if isinstance(node, ast.BinOp):
        return _joins(node.left) or _joins(node.right)
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_text or isinstance(node, ast.List | ast.Set | ast.JoinedStr) or "'str'" in ast.unparse(node)


class _Wrong(ast.NodeTransformer):
    """Multiply the result of one step."""

    def __init__(self, wanted: ast.BinOp) -> None:
        self.wanted = wanted

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        inner = self.generic_visit(node)
        return ast.BinOp(inner, ast.Mult(), ast.Constant(ERROR)) if node is self.wanted else inner


class _Injected:
    """Find the module with the error in it."""

    def __init__(self, step: Step) -> None:
        self.step = step
        self.name = f"hr_pipeline.indicators.{_file(step.module).parent.name}.{step.module}"

    def find_spec(self, name: str, path: object, target: object = None) -> ModuleSpec | None:
        return importlib.util.spec_from_loader(name, self) if name == self.name else None

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        tree = ast.parse(_source(self.step.module))
        wanted = list(_arithmetic(tree))[self.step.number]
        exec(compile(ast.fix_missing_locations(_Wrong(wanted).visit(tree)), self.name, "exec"), module.__dict__)


def main(modules: list[str]) -> int:
    """Inject every error of the modules, or of all; print what no test catches."""
    chosen = modules or [file.stem for file in sorted(INDICATORS.rglob("*.py")) if file.stem != "__init__"]
    injected = [step for module in chosen for step in steps(module)]
    missed = [step for step in injected if not is_caught(step)]
    for step in missed:
        print(f"not caught: {step.module}:{step.line}: {step.text}")
    print(f"{len(injected) - len(missed)} of {len(injected)} errors of 1 % are caught")
    return len(missed)


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
