"""What a person confirms before money may move: subject, reason and who, in `acknowledgements.yaml` of the landing.

What needs an acknowledgement belongs to `releases/movements.py`; publishers' errors to `corrections.py`.
"""

from pathlib import Path
from typing import NamedTuple

import pandas as pd
import yaml

from hr_pipeline.ingest.keeping import snapshot_path
from hr_pipeline.ingest.refusals import Refused
from hr_pipeline.ingest.yaml_text import NotYaml, parsed

ACKNOWLEDGEMENTS = "acknowledgements.yaml"


class Acknowledgement(NamedTuple):
    """One entry: the subject as the message states it, amounts included, why it is right, and who confirms it."""

    subject: str
    reason: str
    acknowledged_by: str


def parse_acknowledgements(content: bytes) -> list[Acknowledgement]:
    """Read the file: a YAML list of entries, every scalar as text.

    Raises:
        Refused: no YAML list, or an entry with other keys than subject, reason and acknowledged_by.
    """
    try:
        declared = parsed(content, yaml.BaseLoader)
    except NotYaml as error:
        raise Refused(ACKNOWLEDGEMENTS, f"expected YAML text in UTF-8, found {error}", "correct that line") from error
    if not isinstance(declared, list):
        raise Refused(ACKNOWLEDGEMENTS, "expected a list of entries", "begin each with `- subject:`")
    return [_entry(entry, number) for number, entry in enumerate(declared, 1)]


def _entry(declared: object, number: int) -> Acknowledgement:
    needed = list(Acknowledgement._fields)
    is_whole = isinstance(declared, dict) and set(declared) == set(needed)
    if not is_whole or not all(isinstance(text, str) and text.strip() for text in declared.values()):  # type: ignore[attr-defined]
        where = f"{ACKNOWLEDGEMENTS}, entry {number}"
        raise Refused(where, f"expected one text for each of the keys {', '.join(needed)}", "write them all")
    return Acknowledgement(**{key: " ".join(text.split()) for key, text in declared.items()})  # type: ignore[attr-defined]


def acknowledgements(sources: pd.DataFrame, archive: Path) -> list[Acknowledgement]:
    """Read what was acknowledged; a file that cannot be read acknowledges nothing, and `accounting.unread` refuses it.

    Args:
        sources: the snapshots.
        archive: folder of snapshots.
    """
    found: list[Acknowledgement] = []
    for sha256 in sources.loc[sources["role"] == "acknowledgements", "sha256"]:
        content = snapshot_path(archive, sha256).read_bytes()
        found += [] if acknowledgements_fault(content) else parse_acknowledgements(content)
    return found


def acknowledgements_fault(content: bytes) -> str:
    """Say why a file acknowledges nothing; empty where it can be read."""
    try:
        parse_acknowledgements(content)
    except Refused as refused:
        return str(refused)
    return ""
