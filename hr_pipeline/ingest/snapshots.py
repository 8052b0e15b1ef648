"""Delivered bytes, kept for ever under their sha256: `home/snapshots/<aa>/<sha256>`.

Confidential ones are kept only where the engineer chose to. The same bytes again are no new work. What the bytes mean
belongs to the sources.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path, PurePath

import pandas as pd

from hr_pipeline.ingest.corrections import Correction, Corrections, parse_ledger
from hr_pipeline.ingest.deliveries import (
    DEFAULT_NOTES,
    REFUSED_ROLE,
    Delivery,
    Notes,
    Refused,
    read_notes,
    role_of,
    source_of,
)
from hr_pipeline.ingest.keeping import OWN_FOLDER, kept, printable
from hr_pipeline.ingest.keeping import snapshot_path as snapshot_path
from hr_pipeline.ingest.yaml_text import MOST_BYTES
from hr_pipeline.provenance.fingerprint import file_sha256
from hr_pipeline.schemas.gate import require
from hr_pipeline.schemas.tables import kinds

PACKAGED = "packaged/reference"
ORDINAL_BITS = 21
"""With so many bits of a hash, a row's number stays below 2^53, which a floating-point number holds exactly."""
KEEP_CONFIDENTIAL, CONFIDENTIAL = "HR_PIPELINE_KEEP_CONFIDENTIAL", "C"
ENGINEERS_WORDS = ["layout", "notes", "corrections", "acknowledgements"]
"""Roles of files that say how to read deliveries."""
COLUMNS_OF_NOTES = {"illustrative": "is_illustrative", "vintage": "stated_vintage"}
"""Keys of delivery.yaml whose columns in `sources` have another name."""
PACKAGED_NOTES = Notes(origin="hr_pipeline package", publisher="see each row's source", licence="CC-BY-NC-SA-3.0-IGO")
"""The packaged reference rows cite UNAIDS among others, whose licence is the strictest of them."""


def archive_landing(landing: Path, archive: Path) -> pd.DataFrame:
    """Keep every file of a landing folder and the packaged reference tables, and list them.

    Args:
        landing: folder with one subfolder per source.
        archive: folder of snapshots; created when missing.

    Returns:
        The `sources` table, snapshots numbered in the order of their sha256.

    Raises:
        FileNotFoundError: there is no landing folder.
    """
    if not landing.is_dir():
        raise FileNotFoundError(f"no landing folder at {landing}: create it, or name another with --landing")
    rows = [_archived(file, path, archive, landing) for file, path in _delivered(landing)]
    return require("sources", _numbered(rows))


def _delivered(landing: Path) -> Iterable[tuple[Path, str]]:
    """Give every file people delivered and every packaged reference table, with its path as people know it."""
    yield from delivered_files(landing)
    if not (landing / PACKAGED).is_dir():  # a landing folder rebuilt from snapshots brings its own
        for packaged in sorted(Path(str(files("hr_pipeline.sources.reference"))).glob("*.csv")):
            yield packaged, f"{PACKAGED}/{packaged.name}"


def delivered_hashes(landing: Path) -> dict[str, str]:
    """Hash every file that a build would read, each under the path that people know.

    Raises:
        OSError: a file cannot be read.
    """
    # What is no file (a pipe, a link that leads nowhere) is refused by the build, and has nothing to hash.
    return {path: file_sha256(file) if file.is_file() else "" for file, path in _delivered(landing)}


def delivered_files(landing: Path) -> Iterable[tuple[Path, str]]:
    """Give every file of a landing folder, also those that are refused: links, pipes and what cannot be read."""
    for file in sorted(landing.rglob("*")):
        if (file.is_symlink() or not file.is_dir()) and not is_hidden(file.relative_to(landing)):
            yield file, file.relative_to(landing).as_posix()


UNFINISHED = (".part", ".partial", ".filepart", ".crdownload", ".download", ".tmp")
"""Endings of names under which programs copy and download until a file is complete."""


def is_hidden(path: PurePath) -> bool:
    """Recognise files that nobody delivered: those of editors, and of a copy or a fetch that is not finished."""
    return any(part.startswith((".", "~$")) for part in path.parts) or path.name.lower().endswith(UNFINISHED)


def _archived(file: Path, path: str, archive: Path, landing: Path) -> dict[str, object]:
    archive.mkdir(parents=True, exist_ok=True)
    archive.chmod(OWN_FOLDER)
    sha256, size, fault = kept(file, path, archive, file.parent if path.startswith(PACKAGED) else landing)
    source, notes = source_of(path), DEFAULT_NOTES.get(source_of(path), Notes())
    try:
        notes = notes if fault else _notes(landing, path, source)
    except Refused as refused:
        fault = str(refused)
    named = {COLUMNS_OF_NOTES.get(key, key): value for key, value in asdict(notes).items()}
    if role_of(path) in ENGINEERS_WORDS and size > MOST_BYTES:
        expected = f"expected at most {MOST_BYTES >> 10} KiB of YAML"
        fault = str(Refused("the whole file", expected, "write only what a person has to say"))
    role = f"{REFUSED_ROLE}{fault}" if fault else role_of(path)
    place = {"delivery": printable(path), "source": source, "role": role, "sha256": sha256, "size_bytes": size}
    return place | named | {"retrieved": _first_seen(archive, sha256)}


def _notes(landing: Path, path: str, source: str) -> Notes:
    return PACKAGED_NOTES if path.startswith(PACKAGED) else read_notes(landing, path, source)


def _first_seen(archive: Path, sha256: str) -> str:
    """Tell when these bytes were first seen in this home; writes it down the first time."""
    record = snapshot_path(archive, sha256).with_suffix(".json")
    if not record.is_file():
        now = datetime.now(UTC).isoformat(timespec="seconds")
        partial = record.with_suffix(f".{os.getpid()}.part")
        partial.write_text(json.dumps({"retrieved": now}), encoding="utf-8")
        partial.replace(record)
    return json.loads(record.read_text(encoding="utf-8"))["retrieved"]


def _numbered(rows: list[dict[str, object]]) -> pd.DataFrame:
    return (
        pd.DataFrame(rows)
        .sort_values(["sha256", "delivery"], ignore_index=True)
        .assign(ordinal=lambda d: pd.array(_ordinals(d["sha256"]), dtype="Int64"))
        .astype(kinds("sources"))[list(kinds("sources"))]
    )


def _ordinals(sha256: pd.Series) -> list[int]:
    """Number snapshots in the order of their hashes, by the first bits of them.

    So a snapshot keeps its number, and its rows keep theirs, when other files come or go. Where the first bits of two
    are equal, the later one gets the next number.
    """
    ordinals: list[int] = []
    for first_bits in (int(text[:8], 16) >> (32 - ORDINAL_BITS) for text in sha256):
        ordinals.append(max(first_bits, ordinals[-1] + 1) if ordinals else first_bits)
    return ordinals


def deliveries_of(source: str) -> str:
    """Name the deliveries of a source among what a table was made of."""
    return f"sources:{source}"


def delivered_version(sources: pd.DataFrame, source: str) -> str:
    """Hash what a source reads: its deliveries with their names, notes and numbers, and the ledger of corrections."""
    read = sources[(sources["source"] == source) | (sources["role"] == "corrections")]
    plain = read.drop(columns="retrieved").astype("str").sort_values(["delivery", "sha256"])
    return hashlib.sha256(plain.to_csv(index=False).encode()).hexdigest()


def deliveries(sources: pd.DataFrame, archive: Path, source: str) -> list[Delivery]:
    """List the deliveries of one source, in the order of their paths."""
    chosen = sources[sources["source"] == source].sort_values("delivery")
    known = corrections(sources, archive)
    return [_delivery(row, archive, known.get(row["delivery"], ())) for row in chosen.to_dict("records")]


def corrections(sources: pd.DataFrame, archive: Path) -> dict[str, tuple[Correction, ...]]:
    """Read the ledger of corrections, by delivery; one that cannot be read is refused by `accounting.unread`."""
    entries: dict[str, tuple[Correction, ...]] = {}
    for sha256 in sources.loc[sources["role"] == "corrections", "sha256"]:
        try:
            for entry in parse_ledger(snapshot_path(archive, sha256).read_bytes()):
                entries[entry.delivery] = (*entries.get(entry.delivery, ()), entry)
        except Refused:
            return {}
    return entries


def _delivery(row: dict, archive: Path, entries: tuple[Correction, ...]) -> Delivery:
    notes = Notes(
        row["origin"],
        row["publisher"],
        row["stated_vintage"],
        row["licence"],
        row["confidentiality"],
        row["is_illustrative"],
    )
    file = snapshot_path(archive, row["sha256"])
    known = Corrections(entries, row["confidentiality"] == "C")
    place = (row["delivery"], row["source"], row["role"], row["sha256"], row["size_bytes"], row["ordinal"])
    return Delivery(*place, notes, file, known)


def keeps_confidential() -> bool:
    """Tell whether confidential files stay in the archive after they were read: only where the environment says so."""
    return os.environ.get(KEEP_CONFIDENTIAL, "no").strip().lower() in ("yes", "1", "true")


def forget_confidential(sources: pd.DataFrame, archive: Path, source: str) -> int:
    """Delete the archived bytes of a source's confidential deliveries; hash, size and time of first sight stay.

    Bytes that another delivery holds in the open stay, and so does what the engineer wrote.

    Returns:
        The number of files that are gone.
    """
    stays = (sources["confidentiality"] != CONFIDENTIAL) | sources["role"].isin(ENGINEERS_WORDS)
    known = set(sources.loc[~stays & (sources["source"] == source), "sha256"]) - set(sources.loc[stays, "sha256"])
    gone = [file for sha256 in sorted(known) if (file := snapshot_path(archive, sha256)).is_file()]
    for file in gone:
        file.unlink()
    return len(gone)


def not_kept(sources: pd.DataFrame, archive: Path) -> pd.DataFrame:
    """List the confidential deliveries whose bytes nobody chose to keep."""
    is_here = sources["sha256"].map(lambda sha256: snapshot_path(archive, sha256).is_file()).astype("bool")
    return sources[~is_here & (sources["confidentiality"] == CONFIDENTIAL)]


def rebuild_landing(sources: pd.DataFrame, archive: Path, folder: Path) -> None:
    """Lay the archived files out again as they were delivered, to replay a build from its snapshots.

    Raises:
        FileNotFoundError: a snapshot is not in the archive.
    """
    for row in sources.to_dict("records"):
        kept, target = snapshot_path(archive, row["sha256"]), folder / row["delivery"]
        if not kept.is_file():
            raise FileNotFoundError(f"snapshot {row['sha256']} of {row['delivery']} is not in {archive}")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(kept.read_bytes())
