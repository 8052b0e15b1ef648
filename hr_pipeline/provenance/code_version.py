"""Fingerprints of code: what has to be the same for a stored result to be what the code would make today.

The version of a module covers its own file, every file of the package that it imports, directly or through others, the
data files next to them, and the libraries that make numbers. What was computed by it belongs to the caller.
"""

import hashlib
import re
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
LIBRARIES = ["numpy", "pandas", "pandera", "pyarrow", "scipy", "PyYAML", "python-calamine", "openpyxl", "Babel"]
"""Packages whose versions may change a number."""


@cache
def code_version(module: str) -> str:
    """Hash all that a module's results depend on, apart from their inputs.

    Args:
        module: full name of a module of this package.
    """
    reached = _reached(module)
    data = frozenset().union(*(_data_of(folder) for folder in {code.parent for code in reached}))
    digest = hashlib.sha256(libraries().encode())
    for file in sorted(reached | data):
        digest.update(f"{file.relative_to(PACKAGE)}:{_file_version(file)};".encode())
    return digest.hexdigest()


@cache
def package_version() -> str:
    """Hash every file of the package, and the libraries: where it is equal, every module's version is."""
    digest = hashlib.sha256(libraries().encode())
    for file in sorted(PACKAGE.rglob("*")):
        if file.is_file() and file.suffix != ".pyc":
            digest.update(f"{file.relative_to(PACKAGE)}:{_file_version(file)};".encode())
    return digest.hexdigest()


@cache
def libraries() -> str:
    """Name the interpreter and the libraries with their versions."""
    return " ".join([sys.version.split()[0], *(f"{name}={_installed(name)}" for name in LIBRARIES)])


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


_CODE = (".py", ".pyc")


@cache
def _file_version(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@cache
def _data_of(folder: Path) -> frozenset[Path]:
    """List the data files next to the modules of a folder, and those in its folders of data files."""
    own = [file for file in folder.iterdir() if file.is_file() and file.suffix not in _CODE]
    return frozenset([*own, *(file for below in _data_folders(folder) for file in below.rglob("*.*"))])


def _data_folders(folder: Path) -> tuple[Path, ...]:
    """List folders of data files: those that are no packages of their own."""
    below = [one for one in sorted(folder.iterdir()) if one.is_dir() and one.name != "__pycache__"]
    return tuple(one for one in below if not (one / "__init__.py").is_file())


def _reached(module: str) -> set[Path]:
    """Find the files of all modules that a module imports, through others too."""
    reached: set[Path] = set()
    waiting = {_file_of(module)} - {None}
    while waiting:
        file = waiting.pop()
        if file is not None and file not in reached:
            reached.add(file)
            waiting |= _imported(file) - reached
    return reached


@cache
def _imported(file: Path) -> frozenset[Path]:
    """Find the modules of this package that a file names in its imports, and the packages that hold them."""
    names: set[str] = set()
    for module, listed, plain in _IMPORT.findall(file.read_text(encoding="utf-8")):
        parts = (one.split()[0] for one in listed.strip("()\n ").split(",") if one.strip())
        names |= {plain} if plain else {module, *(f"{module}.{part}" for part in parts)}
    whole = {".".join(parts[:end]) for name in names for parts in [name.split(".")] for end in range(2, len(parts) + 1)}
    return frozenset(found for name in whole if (found := _file_of(name)))


_IMPORT = re.compile(r"from (hr_pipeline[\w.]*) import (\([^)]*\)|[^\n#]*)|import (hr_pipeline[\w.]*)")
"""An import anywhere in a file; what only looks like one makes a version cover more, never less."""


@cache
def _file_of(module: str) -> Path | None:
    """Find the file of a module of this package; none where the name is no module of it."""
    parts = module.split(".")
    if parts[0] != PACKAGE.name:
        return None
    path = PACKAGE.joinpath(*parts[1:])
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)
