"""How a fetch tells where it is: one line for each tenth of a set, to whoever listens."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

STEPS = 10


class Progress(Protocol):
    """What a fetch tells."""

    def say(self, line: str) -> None:
        """Take a line for a person."""

    def advance(self, name: str, rows: int, count: int) -> None:
        """Take note that so many of a set's rows are there."""


@dataclass
class Lines:
    """Progress as plain lines, for logs and pipes."""

    say: Callable[[str], None]
    _last: tuple[str, int] = field(default=("", -1), repr=False)

    def advance(self, name: str, rows: int, count: int) -> None:
        """Write a line when another tenth of the set is there."""
        step = (name, rows * STEPS // count if count else STEPS)
        if step != self._last:
            self._last = step
            self.say(f"{name}: {rows:,} of {count:,} rows")
