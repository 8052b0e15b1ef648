"""Whether to build now: what a look at the landing folder means, given what the looks before saw.

A pure function of the landing folder, the home and the memory; the sensor in `jobs.py` acts on it.
"""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from hr_pipeline.defs.desired import published_of
from hr_pipeline.ingest.landing import INCOMPLETE, digest, look
from hr_pipeline.paths import Home

FIRST_PAUSE, LONGEST_PAUSE = 60, 3600
"""Seconds until a build that did not publish what was wanted twice is tried again; each time twice as long."""


@dataclass(frozen=True)
class Memory:
    """What earlier looks saw.

    Attributes:
        seen: signature of the landing folder at the last look.
        wanted: digest of the landing folder that the last build was asked for.
        tries: how often it was asked for.
        again: when it may be asked for again, in seconds.
    """

    seen: str = ""
    wanted: str = ""
    tries: int = 0
    again: float = 0

    @classmethod
    def read(cls, cursor: str | None) -> "Memory":
        """Read a cursor; one of another version is forgotten."""
        try:
            return cls(**json.loads(cursor or "{}"))
        except (ValueError, TypeError):
            return cls()

    def written(self) -> str:
        """Give the cursor."""
        return json.dumps(asdict(self))


@dataclass(frozen=True)
class Step:
    """What to do: build what has the digest `wanted`, or nothing, for a reason."""

    memory: Memory
    wanted: str = ""
    reason: str = ""


def decide(memory: Memory, landing: Path, home: Home, now: float) -> Step:
    """Compare what the landing folder gives with what is published.

    Args:
        memory: what earlier looks saw.
        landing: the landing folder.
        home: the home, which knows what its newest release was made of.
        now: the time, in seconds.

    Returns:
        The build to ask for, or why there is none.
    """
    if not landing.is_dir():
        return Step(memory, reason=f"there is no landing folder at {landing}")
    found = look(landing)
    if found.is_marked:
        return Step(memory, reason=f"a file {INCOMPLETE} says that somebody is still delivering")
    if found.signature != memory.seen:
        return Step(replace(memory, seen=found.signature), reason="files have come, changed or gone: looking once more")
    wanted = digest(landing, home.hashes)
    if wanted == published_of(home):
        return Step(Memory(seen=memory.seen), reason="the newest release is what the landing folder gives")
    tries = memory.tries if memory.wanted == wanted else 0
    if tries and now < memory.again:
        return Step(
            memory, reason=f"the last build did not publish this; it is tried again in {memory.again - now:.0f} s"
        )
    # What was killed is tried again at once; what fails a second time will fail a third.
    pause = min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE) if tries else 0
    return Step(Memory(memory.seen, wanted, tries + 1, now + pause), wanted)
