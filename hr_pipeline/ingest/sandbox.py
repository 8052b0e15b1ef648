"""Reading a delivery in a process of its own, with limits on time and memory: a hostile file ends that process only.

One process reads one delivery after another, so that it costs little; it is started again when it was stopped or has
grown. What runs inside it belongs to `sandbox_worker.py`.
"""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import IO, Any, NamedTuple

from hr_pipeline.ingest.companions import Companions, everywhere
from hr_pipeline.ingest.deliveries import Delivery
from hr_pipeline.ingest.messages import receive, send
from hr_pipeline.ingest.reading import Reading
from hr_pipeline.ingest.refusals import Refused
from hr_pipeline.ingest.sandbox_worker import READY, Allowance, Answer, Asked, Request, main

MEASURABLE = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Without these, libraries reserve more than a gigabyte that they never use, and no limit could be close."""


@dataclass(frozen=True)
class Limits:
    """What reading one delivery may take; more for a larger file.

    Attributes:
        seconds: processor time for any file.
        bytes_per_second: for each such number of bytes one second more.
        memory_bytes: memory for any file, above what the process holds anyway.
        memory_per_byte: for each byte of the file so many bytes more.
        patience: the wall clock may show so many times the processor time, on a machine that does other work.
    """

    seconds: float = 10
    bytes_per_second: int = 100_000
    memory_bytes: int = 360 << 20
    memory_per_byte: int = 40
    patience: float = 6

    def allowance(self, size: int) -> Allowance:
        """Give the limits for a file of so many bytes."""
        return Allowance(
            round(self.seconds + size / self.bytes_per_second), self.memory_bytes + size * self.memory_per_byte
        )


class Cost(NamedTuple):
    """What reading one delivery took: processor time, and the most memory that the process held."""

    delivery: str
    seconds: float
    memory_bytes: int


class Sandbox:
    """Reads deliveries in another process; used as a context, which ends the process.

    Attributes:
        started: how many processes were started so far.
        stopped: how many deliveries reached a limit so far; another run may read them.
        costs: what each reading took so far.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits, self.started, self.stopped = limits or Limits(), 0, 0
        self.costs: list[Cost] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._asked: Asked | None = None

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process:
            self._process.kill()
            for stream in (self._process.stdin, self._process.stdout):
                stream.close()  # type: ignore[union-attr]
            self._process.wait()
        self._process = self._asked = None

    def reader(
        self, module: str, known: list[Delivery], companions: Companions = everywhere
    ) -> Callable[[Delivery], Reading]:
        """Give a source's reader that reads in the other process.

        Args:
            module: name of the module whose `read(delivery, companions)` reads the source.
            known: all deliveries of the source.
            companions: names the deliveries among them that a delivery is read with.

        Returns:
            Delivery -> what it gave; raises Refused as the source's own reader does, and where a limit was reached.
        """
        return partial(self._ask, Asked(module, "read", known, companions))

    def asking(self, module: str, function: str) -> Callable[[Delivery], Any]:
        """Give a function of one delivery that runs in the other process.

        Args:
            module: name of its module.
            function: its name.

        Returns:
            Delivery -> what the function gives; raises Refused where it does, and where a limit was reached.
        """
        return partial(self._ask, Asked(module, function))

    def _ask(self, asked: Asked, delivery: Delivery) -> Any:
        answer = self._answer(asked, Request(delivery, self.limits.allowance(delivery.size)))
        if answer.is_grown:
            self.close()
        self.stopped += answer.is_stopped
        self.costs.append(Cost(delivery.path, round(answer.seconds, 2), answer.memory_bytes))
        delivery.corrections.met |= answer.met
        if answer.refusal:
            refused = Refused.described(answer.refusal)
            refused.reading = answer.value
            raise refused
        return answer.value

    def _answer(self, asked: Asked, request: Request) -> Answer:
        """Ask the process; where it ended without an answer, say why as a refusal."""
        process = self._running()
        if asked is not self._asked:
            send(_stream(process.stdin), asked)
            self._asked = asked if receive(_stream(process.stdout)) == READY else None
        send(_stream(process.stdin), request)
        answer = self._received(process, request.allowed)
        if isinstance(answer, Answer):
            return answer
        self.close()
        allowed = request.allowed
        refusal = str(_stopped(process.returncode, allowed))
        return Answer(refusal=refusal, is_stopped=True, seconds=allowed.seconds, memory_bytes=allowed.memory_bytes)

    def _received(self, process: "subprocess.Popen[bytes]", allowed: Allowance) -> Any:
        """Wait for the answer, but not beyond the wall clock's limit; None where there is none."""
        output = _stream(process.stdout)
        if not select.select([output], [], [], allowed.seconds * self.limits.patience)[0]:
            process.send_signal(signal.SIGXCPU)
        answer = receive(output)
        if answer is None:
            process.wait()
        return answer

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            self.started += 1
            self._process = subprocess.Popen(
                [sys.executable, "-c", f"from {main.__module__} import main; main()"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | MEASURABLE,
                start_new_session=True,
            )
        return self._process


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None, "the process was started with pipes"
    return stream


def _stopped(status: int, allowed: Allowance) -> Refused:
    """Say why a process ended without an answer."""
    if status == -signal.SIGXCPU:
        return Refused(
            "the whole file",
            f"expected to be read within {allowed.seconds} s of processor time, and it took longer",
            "deliver it in parts, and look for patterns in its layout or form that repeat what is repeated",
        )
    return Refused(
        "the whole file",
        f"expected to be read within {allowed.memory_bytes >> 20} MiB of memory, and the reader was stopped "
        f"(status {status})",
        "deliver it in parts, or open it in a spreadsheet program, save it again and deliver that",
    )
