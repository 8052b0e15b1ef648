"""What lies in a landing folder: whether files are still arriving, and a digest of all that was delivered.

Keeping bytes belongs to `snapshots.py`.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hr_pipeline.ingest.snapshots import delivered_files

INCOMPLETE = ".incomplete"
"""A file of this name anywhere in the landing folder says that somebody is still delivering."""
SETTLE_VARIABLE, SETTLE_SECONDS = "HR_PIPELINE_SETTLE_SECONDS", 2.0
MOST_LOOKS = 150
"""A landing folder that is never the same over so many looks is given up until the next run."""


class StillArriving(Exception):
    """Files of the landing folder are still being written; a later run will find them complete."""


@dataclass(frozen=True)
class Look:
    """One look at a landing folder.

    Attributes:
        files: path -> inode, size, time of the last change of content and of any change, in nanoseconds.
        is_marked: somebody has marked the folder as incomplete.
    """

    files: dict[str, tuple[int, int, int, int]]
    is_marked: bool = False

    @property
    def signature(self) -> str:
        """Give a short text that is another one whenever a file was added, changed or taken away."""
        return hashlib.sha256(json.dumps(sorted(self.files.items())).encode()).hexdigest()

    @property
    def newest(self) -> float:
        """Give the time of the last change, in seconds; 0 where there is no file."""
        return max((changed for *_, changed in self.files.values()), default=0) / 1e9


def look(landing: Path) -> Look:
    """Look at a landing folder; a file that goes away meanwhile was not there."""
    files = {}
    for file, path in delivered_files(landing):
        try:
            found = file.lstat()
        except FileNotFoundError:
            continue
        files[path] = (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
    return Look(files, any(landing.rglob(INCOMPLETE)))


def settled(landing: Path, seconds: float | None = None, wait: Callable[[float], None] = time.sleep) -> Look:
    """Look until nothing has changed over two looks; at once where the last change is older than the pause.

    Args:
        landing: the landing folder.
        seconds: pause between two looks; the environment's HR_PIPELINE_SETTLE_SECONDS, else two, when None.
        wait: lets so many seconds pass.

    Raises:
        StillArriving: somebody has marked the folder as incomplete, or it changes all the time.
    """
    pause = float(os.environ.get(SETTLE_VARIABLE, SETTLE_SECONDS)) if seconds is None else seconds
    last = look(landing)
    for _ in range(MOST_LOOKS):
        if last.is_marked:
            raise StillArriving(f"{landing} holds a file {INCOMPLETE}: remove it once everything is delivered")
        if last.newest < time.time() - pause:
            return last
        wait(pause)
        before, last = last, look(landing)
        if before == last:
            return last
    raise StillArriving(f"{landing} changes all the time: wait until everything is delivered")


def digest(landing: Path, known: Path) -> str:
    """Give the sha256 over names and contents of all delivered files.

    Args:
        landing: the landing folder.
        known: a file that remembers hashes, so that a file is hashed once and not at each look.
    """
    remembered = _remembered(known)
    hashes = {path: _hashed(landing / path, seen, remembered.get(path)) for path, seen in look(landing).files.items()}
    kept = {path: [*seen, sha256] for path, (seen, sha256) in hashes.items() if _is_old(seen)}
    if kept != remembered:
        partial = known.with_suffix(f".{os.getpid()}.part")
        partial.write_text(json.dumps(kept), encoding="utf-8")
        partial.replace(known)
    contents = sorted((path, sha256) for path, (_, sha256) in hashes.items())
    return hashlib.sha256(json.dumps(contents).encode()).hexdigest()


Stat = tuple[int, int, int, int]


def _remembered(known: Path) -> dict[str, list]:
    try:
        return json.loads(known.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}


def _hashed(file: Path, seen: Stat, remembered: list | None) -> tuple[Stat, str]:
    """Give a file's hash, remembered where nothing of it has changed; of one that cannot be read, the reason."""
    if remembered and tuple(remembered[:4]) == seen:
        return seen, remembered[4]
    try:
        with file.open("rb") as opened:
            return seen, hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        return seen, type(error).__name__


def _is_old(seen: Stat) -> bool:
    """Tell whether a later change would show in the times: clocks of file systems are coarse."""
    return seen[3] / 1e9 < time.time() - SETTLE_SECONDS
