"""The unfinished fetch on the disk: pages kept one by one, found again after any end, published in one step.

`LANDING/global_fund/.fetching-<id>/` holds `ledger.jsonl` (a line for each page, appended after the page is safe) and
`delivery/`, which is renamed to `LANDING/global_fund/odata-<time>/` when everything is there.
"""

import fcntl
import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

RESUME_WITHIN = timedelta(hours=24)
"""Pages older than this are fetched again: what is published as of one day was asked for within one."""


class AlreadyRunning(Exception):
    """Another process fetches the same data into the same landing folder."""


@dataclass(frozen=True)
class KeptPage:
    """One page on the disk: what was asked, and what came.

    `sha256` is that of the file, `size` that of the unpacked page; `withheld` counts fields of persons left out of it.
    """

    set: str
    page: int
    url: str
    skip: int
    rows: int
    size: int
    sha256: str
    retrieved: str
    withheld: int = 0
    following: str = ""
    expanded: bool = True


def now() -> str:
    """Give the time as ISO 8601 text in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Ledger:
    """The pages and files of one unfinished fetch."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.delivery = folder, folder / "delivery"
        self.delivery.mkdir(parents=True, exist_ok=True)
        self._lines = _read_lines(folder / "ledger.jsonl")
        if not self._lines or datetime.now(UTC) - datetime.fromisoformat(self.started) > RESUME_WITHIN:
            self._begin()

    @property
    def started(self) -> str:
        """When the fetch was started."""
        return self._lines[0]["started"]

    def _begin(self) -> None:
        shutil.rmtree(self.delivery)
        self.delivery.mkdir()
        (self._folder / "ledger.jsonl").unlink(missing_ok=True)
        self._lines = []
        self._note({"started": now()})

    def _note(self, line: dict[str, Any]) -> None:
        with (self._folder / "ledger.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self._lines.append(line)

    def expect(self, name: str, count: int) -> None:
        """Note how many rows a set has, and forget what was kept of it."""
        self.forget(name)
        self._note({"set": name, "count": count})

    def forget(self, name: str) -> None:
        """Take the pages of a set away."""
        shutil.rmtree(self.delivery / name, ignore_errors=True)
        self._note({"set": name, "forgotten": True})

    def expected(self, name: str) -> int | None:
        """Tell how many rows a set had when its first page was fetched."""
        return next((line["count"] for line in self._of(name) if "count" in line), None)

    def _of(self, name: str) -> list[dict[str, Any]]:
        """List what was noted on a set since it was last forgotten."""
        found: list[dict[str, Any]] = []
        for line in self._lines:
            if line.get("set") == name:
                found = [] if "forgotten" in line else [*found, line]
        return found

    def pages(self, name: str) -> list[KeptPage]:
        """List the pages of a set whose bytes are on the disk as they were noted, up to the first that is not."""
        noted = {line["page"]: KeptPage(**line) for line in self._of(name) if "page" in line}
        kept: list[KeptPage] = []
        for page in (noted.get(number) for number in range(1, len(noted) + 1)):
            if page is None or page.skip != sum(before.rows for before in kept) or not self._is_whole(page):
                break
            kept.append(page)
        return kept

    def _is_whole(self, page: KeptPage) -> bool:
        file = self._file(page)
        return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == page.sha256

    def resume(self, name: str) -> list[KeptPage]:
        """List the pages of a set, and take away every other file of it."""
        kept = self.pages(name)
        for file in set((self.delivery / name).glob("*")) - {self._file(page) for page in kept}:
            file.unlink()
        return kept

    def body(self, page: KeptPage) -> bytes:
        """Read a kept page."""
        return gzip.decompress(self._file(page).read_bytes())

    def keep(self, page: KeptPage, body: bytes) -> KeptPage:
        """Write a page, then note it; `sha256` and `size` are filled in."""
        packed = gzip.compress(body, compresslevel=6, mtime=0)
        whole = KeptPage(**asdict(page) | {"size": len(body), "sha256": hashlib.sha256(packed).hexdigest()})
        file = self._file(whole)
        file.parent.mkdir(exist_ok=True)
        write_safely(file, packed)
        self._note(asdict(whole))
        return whole

    def _file(self, page: KeptPage) -> Path:
        return self.delivery / page.set / f"page-{page.page:05d}.json.gz"

    def note_file(self, name: str, file: str, about: dict[str, Any]) -> None:
        """Note that a set came as a file in place of pages."""
        self._note({"set": name, "file": file, **about})

    def file(self, name: str) -> dict[str, Any] | None:
        """Find what was noted on the file a set came as, when it is still there whole."""
        line = next((line for line in self._of(name) if "file" in line), None)
        file = self.delivery / line["file"] if line else None
        return line if line and file and file.is_file() and file.stat().st_size == line["size"] else None

    def publish(self, target: Path) -> Path:
        """Give the finished delivery its name, in one step, and take the rest away."""
        for folder in [*self.delivery.iterdir(), self.delivery]:
            if folder.is_dir():
                sync(folder)
        again = 2
        name = target.name
        while target.exists():
            target = target.with_name(f"{name}-{again}")
            again += 1
        self.delivery.rename(target)
        sync(target.parent)
        shutil.rmtree(self._folder)
        return target


def _read_lines(file: Path) -> list[dict[str, Any]]:
    """Read what was noted; a last line that was cut by the end of the process was never noted."""
    if not file.is_file():
        return []
    whole = file.read_bytes()
    complete = whole[: whole.rfind(b"\n") + 1]
    if len(complete) < len(whole):
        write_safely(file, complete)
    return [json.loads(line) for line in complete.splitlines()]


def write_safely(file: Path, content: bytes) -> None:
    """Write a file so that it is never seen half, and stays through a power cut."""
    partial = file.with_name(f".{file.name}.part")
    with partial.open("wb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())
    partial.replace(file)
    sync(file.parent)


def sync(folder: Path) -> None:
    """Make the names in a folder safe on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def opened(folder: Path) -> Iterator[Ledger]:
    """Open the ledger in a folder for this process alone.

    Raises:
        AlreadyRunning: another process has it open.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(f"another process is fetching into {folder}: wait for its end") from None
        yield Ledger(folder)
