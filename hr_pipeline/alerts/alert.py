"""What an alert says: where, why and how to fix it, as text and as JSON, without secrets.

Who receives it belongs to `channels.py`.
"""

from dataclasses import dataclass
from typing import Literal

from hr_pipeline.formats.redaction import of_environment, redacted
from hr_pipeline.ingest.keeping import printable

MARK = "How to fix it: "
LONGEST = 2_000
"""Characters of a reason: a message that nobody reads to its end helps nobody."""

Kind = Literal["run failed", "delivery refused", "rows rejected", "release out of date", "test"]


@dataclass(frozen=True)
class Alert:
    """One fault for the people who can correct it.

    Attributes:
        fault: what tells it from other faults; the same fault is reported once.
        kind: what happened.
        where: the file, or the job and its step.
        reason: why.
        how_to_fix: what to do.
    """

    fault: str
    kind: Kind
    where: str
    reason: str
    how_to_fix: str

    @property
    def subject(self) -> str:
        """Give one line."""
        return f"[hr_pipeline] {self.kind}: {self.where}"

    @property
    def text(self) -> str:
        """Give the whole message."""
        return f"{self.kind}: {self.where}\n\n{self.reason}\n\n{MARK}{self.how_to_fix}\n"


def alert(fault: str, kind: Kind, where: str, message: str, otherwise: str) -> Alert:
    """Make an alert of a message.

    Args:
        fault: what tells the fault from others.
        kind: what happened.
        where: the file, or the job and its step.
        message: the reason, with or without `How to fix it: ...`.
        otherwise: what to do where the message does not say it.
    """
    reason, _, how_to_fix = message.partition(MARK)
    parts = [where, reason.strip(), how_to_fix.strip() or otherwise]
    return Alert(fault, kind, *(_clean(part) for part in parts))


def _clean(text: str) -> str:
    """Hide secrets, escape what a terminal or a mail header would obey, and shorten."""
    hidden = redacted("\n".join(map(printable, text.split("\n"))), of_environment())
    return hidden if len(hidden) <= LONGEST else f"{hidden[:LONGEST]} ... (shortened)"
