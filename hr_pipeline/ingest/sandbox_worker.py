"""The process that reads deliveries: limits itself for each, reads it, and answers with what came of it.

Started by `sandbox.py`. It holds no table of the run, and writes nothing.
"""

import os
import resource
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from hr_pipeline.ingest.companions import Companions, everywhere
from hr_pipeline.ingest.deliveries import Delivery
from hr_pipeline.ingest.isolation import fault_of_ours
from hr_pipeline.ingest.messages import receive, send
from hr_pipeline.ingest.refusals import Refused

GROWN = 400 << 20
"""A process that holds more than this after an answer is replaced, so that the next file has its own limit again."""
READY = "ready"
"""The answer to what will be asked."""


@dataclass(frozen=True)
class Allowance:
    """What reading one delivery may take: processor time, and memory above what the process holds already."""

    seconds: int
    memory_bytes: int


@dataclass(frozen=True, eq=False)
class Asked:
    """What is asked of each delivery: a function, and the deliveries among which it finds its companions."""

    module: str
    function: str
    known: list[Delivery] | None = None
    companions: Companions = everywhere

    def of(self, delivery: Delivery) -> Any:
        """Call the function."""
        function = getattr(import_module(self.module), self.function)
        if self.known is None:
            return function(delivery)
        return function(delivery, self.companions(delivery, self.known))


@dataclass(frozen=True)
class Request:
    """One delivery to read."""

    delivery: Delivery
    allowed: Allowance


@dataclass(frozen=True)
class Answer:
    """What came of a delivery.

    Attributes:
        value: what the function gave; with a refusal, what was found out all the same.
        refusal: why it is refused; empty where it is not.
        met: numbers of the corrections whose cell was found.
        is_grown: the process should be replaced.
        is_stopped: a limit on time or memory was reached.
        seconds: processor time that it took.
        memory_bytes: the most memory that the process held meanwhile; 0 where the system does not say.
    """

    value: Any = None
    refusal: str = ""
    met: set[int] = field(default_factory=set)
    is_grown: bool = False
    is_stopped: bool = False
    seconds: float = 0
    memory_bytes: int = 0


def answer(asked: Asked, request: Request) -> Answer:
    """Ask of one delivery within its limits."""
    delivery, refused, value, is_stopped = request.delivery, None, None, False
    begun = time.process_time()
    forget_peak()
    limit(request.allowed)
    try:
        value = asked.of(delivery)
    except MemoryError:
        refused, is_stopped = too_much_memory(request.allowed), True
    except Refused as refusal:
        refused, value = refusal, refusal.reading
    except BaseException as error:  # the workbook parser's panics are no Exceptions
        refused = fault_of_ours(error, delivery)
    seconds, peak = time.process_time() - begun, held_bytes("VmHWM")
    return Answer(value, str(refused or ""), delivery.corrections.met, held_bytes() > GROWN, is_stopped, seconds, peak)


def limit(allowed: Allowance) -> None:
    """Let the system stop this process when it takes more."""
    seconds = int(time.process_time()) + 1 + allowed.seconds
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    memory = held_bytes() + allowed.memory_bytes
    resource.setrlimit(resource.RLIMIT_DATA, (memory, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def forget_peak() -> None:
    """Let the system count the most memory that this process holds from now on, where it can."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def held_bytes(kind: str = "VmData") -> int:
    """Tell how much memory of its own the process holds now (VmHWM: held at most); 0 where the system does not say."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii", errors="replace").splitlines() if status.is_file() else []
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith(f"{kind}:")), 0)


def too_much_memory(allowed: Allowance) -> Refused:
    """Refuse a file that does not fit into its memory."""
    return Refused(
        "the whole file",
        f"expected to be read within {allowed.memory_bytes >> 20} MiB of memory, and it needed more",
        "deliver it in parts, and without stray cells far outside the table",
    )


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until the other end closes."""
    asked = Asked("", "")
    while (message := receive(requests)) is not None:
        if isinstance(message, Asked):
            asked = message
            import_module(asked.module)  # takes time of its own, which is no delivery's
            send(answers, READY)
        else:
            send(answers, answer(asked, message))


def main() -> None:
    """Serve on the standard streams; what a library prints goes to the error stream."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(sys.stdin.buffer, answers)
