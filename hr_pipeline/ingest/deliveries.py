"""What a delivery is, and what its notes state about it.

Keeping bytes belongs to `snapshots.py`, reading them to the sources.
"""

import re
from dataclasses import dataclass, field, fields
from datetime import date
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from hr_pipeline.ingest.corrections import LEDGER, Corrections
from hr_pipeline.ingest.refusals import Refused as Refused
from hr_pipeline.ingest.yaml_text import MOST_BYTES, NotYaml, parsed
from hr_pipeline.schemas.codes import CONFIDENTIALITIES, LICENCES

SOURCES = ["global_fund", "national_budgets", "partner_surveys", "published_statistics", "reference"]
NOTES_NAME = "delivery.yaml"
FETCH_RECORD = "fetch.json"
"""What a fetch asked and what came, next to what it brought."""
REFUSED_ROLE = "refused: "
RECOGNISED_ROLE = "recognised: "
"""Begins the role of a file that is known and is no data, such as a code list; its reason and name follow."""
RECORDS = {LEDGER: "corrections", "acknowledgements.yaml": "acknowledgements"}
"""Files of the landing folder itself -> what they are for."""


@dataclass(frozen=True)
class Notes:
    """What people say about a delivery, in `delivery.yaml` of its folder or `<file>.delivery.yaml` next to it."""

    origin: str = ""
    publisher: str = ""
    vintage: str = ""
    licence: str = "LicenceRef-unstated"
    confidentiality: str = "F"
    illustrative: bool = False


DEFAULT_NOTES = {
    "global_fund": Notes(origin="https://data-service.theglobalfund.org/downloads", publisher="The Global Fund"),
    "national_budgets": Notes(),
    "partner_surveys": Notes(licence="LicenceRef-partner", confidentiality="C"),
    "published_statistics": Notes(),
    "reference": Notes(),
}
UNSTATED = Notes().licence


@dataclass(frozen=True)
class Delivery:
    """One delivered file: where it lay, what its notes state, where its bytes are, what the ledger corrects in it."""

    path: str
    source: str
    role: str
    sha256: str
    size: int
    ordinal: int
    notes: Notes
    file: Path
    corrections: Corrections = field(default_factory=Corrections, compare=False)

    @property
    def refusal(self) -> str:
        """Why the delivery is refused before it is read; empty where it is not."""
        return self.role.removeprefix(REFUSED_ROLE) if self.role.startswith(REFUSED_ROLE) else ""

    @property
    def folder(self) -> str:
        """Folder of the file inside the landing folder."""
        return str(PurePosixPath(self.path).parent)

    @property
    def name(self) -> str:
        """File name without folders."""
        return PurePosixPath(self.path).name


def source_of(path: str) -> str:
    """Name the source that reads a file, from its first folder; empty where none does."""
    parts = PurePosixPath(path).parts
    folders = parts[1:-1] if parts[0] == "packaged" else parts[:-1]
    return folders[0] if folders and folders[0] in SOURCES else ""


def role_of(path: str) -> str:
    """Say what a file is for: data, layout, notes, corrections, note (for people), or unknown."""
    name = PurePosixPath(path).name
    if name == NOTES_NAME or name.endswith("." + NOTES_NAME):
        return "notes"
    if name.endswith(".layout.yaml"):
        return "layout"
    if path in RECORDS:
        return RECORDS[path]
    if any(fnmatch(name.lower(), pattern) for pattern in ("readme*", "license*", "licence*", FETCH_RECORD)):
        return "note"
    return "data" if source_of(path) else "unknown"


def read_notes(landing: Path, path: str, source: str) -> Notes:
    """Collect the notes of one file: the source's defaults, then each folder's notes, then the file's own.

    Raises:
        Refused: the notes are no YAML mapping, have an unknown key, or an unknown licence or confidentiality.
    """
    declared: dict[str, object] = {}
    folders = [landing.joinpath(*PurePosixPath(path).parts[:depth]) for depth in range(len(PurePosixPath(path).parts))]
    for file in [folder / NOTES_NAME for folder in folders] + [landing / f"{path}.{NOTES_NAME}"]:
        if file.is_file():
            declared |= _checked(file)
    default = DEFAULT_NOTES.get(source, Notes())
    return Notes(**{name: declared.get(name, getattr(default, name)) for name in _NOTE_NAMES})  # type: ignore[arg-type]


_ALLOWED: dict[str, list] = {
    "licence": LICENCES,
    "confidentiality": CONFIDENTIALITIES,
    "illustrative": [True, False],
}
_NOTE_NAMES = [item.name for item in fields(Notes)]


def _checked(file: Path) -> dict[str, object]:
    if file.is_symlink():
        raise Refused(file.name, "expected a file, found a link", "put the file itself in its place")
    try:
        with file.open("rb") as opened:
            declared = parsed(opened.read(MOST_BYTES + 1)) or {}
    except NotYaml as error:
        expected = f"expected YAML text, found {error}"
        raise Refused(file.name, expected, "write it as `key: value` lines in UTF-8") from error
    known = ", ".join(_NOTE_NAMES)
    if not isinstance(declared, dict) or set(declared) - set(_NOTE_NAMES):
        raise Refused(file.name, f"expected only the keys {known}", "remove or rename the other keys")
    for key, allowed in _ALLOWED.items():
        # 1 is equal to True, but it is no answer.
        if key in declared and (declared[key] not in allowed or type(declared[key]) is not type(allowed[0])):
            raise Refused(f"{file.name}, key {key}", f"expected one of {allowed}", "write one of them")
    for key, value in declared.items():
        _must_be_one_value(value, f"{file.name}, key {key}")
    return {
        key: value if isinstance(value, bool) else str(value) for key, value in declared.items() if value is not None
    }


_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def _must_be_one_value(value: object, where: str) -> None:
    """Refuse lists and mappings where one value is expected, and days that no calendar has."""
    if isinstance(value, list | dict):
        raise Refused(where, "expected one value", "write one value after the colon")
    if found := _DAY.fullmatch(str(value)):
        try:
            date(*map(int, found.groups()))
        except ValueError as error:
            raise Refused(where, f"expected a day that exists, found {value}", "correct the date") from error
