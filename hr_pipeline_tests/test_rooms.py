"""The rooms: which module may import what. Read from the source with ast, nothing is imported."""

import ast
import sys
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "hr_pipeline"
TESTS = Path(__file__).resolve().parent
MODULES = sorted(PACKAGE.rglob("*.py"))
ROOMS = sorted({file.relative_to(PACKAGE).parts[0] for file in MODULES if file.parent != PACKAGE})

MAY_REACH = {
    "frames": set(),
    "packaged": set(),
    "paths": set(),
    "provenance": set(),
    "schemas": set(),
    "ingest": {"schemas", "provenance"},
    "formats": {"ingest", "schemas", "provenance"},
    "layouts": {"formats", "ingest", "schemas", "provenance"},
    "alerts": {"formats", "ingest"},
    "sources": {"layouts", "formats", "ingest", "schemas", "provenance"},
    "indicators": {"schemas", "provenance"},
    "disclosure": {"schemas", "provenance"},
    "releases": {"schemas", "provenance", "disclosure", "indicators"},
    "reports": {"releases", "schemas", "provenance"},
    "demonstration": {"schemas", "instruments"},
    "instruments": {"demonstration"},
    "defs": {
        *{"paths", "provenance", "schemas", "ingest", "formats", "layouts", "sources", "indicators", "disclosure"},
        *{"alerts", "releases", "reports", "definitions"},
    },
    "definitions": {"defs"},
    "cli": {
        *{"paths", "provenance", "schemas", "ingest", "formats", "layouts", "sources", "releases", "reports", "defs"},
        *{"alerts", "instruments"},
    },
}
EVERYWHERE = {"frames", "packaged"}
"""Modules without a room of their own, which every room may import."""

MAY_USE = {
    "frames": {"numpy", "pandas"},
    "packaged": {"pandas", "yaml"},
    "paths": set(),
    "provenance": {"numpy", "pandas", "pyarrow"},
    "schemas": {"pandas", "pandera"},
    "ingest": {"cachetools", "numpy", "pandas", "yaml"},
    "formats": {
        *{"babel", "charset_normalizer", "defusedxml", "openpyxl", "pandas", "pyarrow", "pycountry"},
        *{"python_calamine", "requests", "urllib3", "yaml"},
    },
    "layouts": {"numpy", "pandas", "pydantic", "yaml"},
    "alerts": {"pydantic", "requests"},
    "sources": {"babel", "numpy", "openpyxl", "pandas", "pyarrow", "pycountry", "requests", "yaml"},
    "indicators": {"numpy", "pandas"},
    "disclosure": {"numpy", "pandas", "scipy"},
    "releases": {"cryptography", "openpyxl", "pandas", "pyarrow", "yaml"},
    "reports": {
        *{"babel", "jinja2", "markupsafe", "numpy", "pandas", "pyarrow", "pycountry", "vl_convert"},
        *{"weasyprint"},
    },
    "demonstration": {"openpyxl", "pandas", "yaml"},
    "instruments": {"babel", "pycountry", "yaml"},
    "defs": {"dagster", "dagster_webserver", "pandas", "pydantic", "sqlalchemy", "uvicorn", "yaml"},
    "definitions": {"dagster"},
    "cli": {"pandas", "rich", "typer"},
}
NEEDS_NO_WORLD = {
    "collections",
    "dataclasses",
    "functools",
    "itertools",
    "math",
    "operator",
    "typing",
    "hashlib",
    "statistics",
}
"""All an indicator may use of the standard library: no path, clock, network, environment or chance."""


def module_name(file):
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module):
    return module.split(".")[1] if "." in module else ""


@cache
def imports(file):
    """List the modules a file imports, anywhere in it; a name taken from a package may be a module of it."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are written from the package's root"
            found |= {
                submodule if (submodule := f"{node.module}.{alias.name}") in NAMES else str(node.module)
                for alias in node.names
            }
    return found


NAMES = {module_name(file): file for file in MODULES}
every_module = pytest.mark.parametrize("file", MODULES, ids=[module_name(file) for file in MODULES])
in_room = {room: [file for file in MODULES if room_of(module_name(file)) == room] for room in MAY_REACH}


@every_module
def test_a_module_reaches_only_where_its_room_may(file):
    room = room_of(module_name(file))
    reached = {room_of(name) for name in imports(file) if name.startswith("hr_pipeline.")} - EVERYWHERE - {room}
    assert reached <= MAY_REACH.get(room, set()), f"{module_name(file)} reaches into {reached}"


@every_module
def test_a_module_uses_only_what_its_room_may(file):
    room = room_of(module_name(file))
    outside = {name.split(".")[0] for name in imports(file)} - set(sys.stdlib_module_names) - {"hr_pipeline"}
    assert outside <= MAY_USE.get(room, set())


def test_dagster_is_known_to_one_room_only():
    knowing = {
        room_of(name) for name, file in NAMES.items() if any(i.split(".")[0] == "dagster" for i in imports(file))
    }
    assert knowing == {"defs", "definitions"}


@pytest.mark.parametrize("file", in_room["indicators"], ids=module_name)
def test_an_indicator_knows_no_path_clock_network_or_environment(file):
    standard = {name.split(".")[0] for name in imports(file)} & set(sys.stdlib_module_names)
    assert standard <= NEEDS_NO_WORLD
    named = {node.attr for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Attribute)}
    assert not named & {"now", "today", "read_csv", "read_parquet", "read_excel", "to_parquet", "to_csv", "environ"}


@pytest.mark.parametrize("file", in_room["defs"], ids=module_name)
def test_dagster_can_read_the_annotations_of_definitions(file):
    assert "__future__" not in imports(file)


def test_no_module_imports_itself_through_others():
    def visit(name, path):
        assert name not in path, "a cycle: " + " -> ".join([*path[path.index(name) :], name])
        if name not in done:
            for below in sorted(imports(NAMES[name]) & set(NAMES)):
                visit(below, [*path, name])
            done.add(name)

    done: set[str] = set()
    for name in NAMES:
        visit(name, [])


@every_module
def test_a_module_says_what_belongs_there(file):
    first = (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").splitlines()
    assert first
    assert first[0].endswith((".", ":", ";")) or len(first) > 1


@pytest.mark.parametrize("room", ROOMS)
def test_a_test_is_called_as_the_module_it_tests(room):
    files = [*PACKAGE.glob("*.py"), *(PACKAGE / room).iterdir()]
    stems = {file.stem for file in files if not file.name.startswith(("_", "."))}
    for test in [*(TESTS / room).glob("test_*.py"), *(TESTS / room).glob("*/__init__.py")]:
        stem = test.parent.name if test.name == "__init__.py" else test.stem.removeprefix("test_")
        assert any(stem == known or stem.startswith(f"{known}_") for known in stems), f"{room}/{stem}"
