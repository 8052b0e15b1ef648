"""Processes that publish, to be killed or to run side by side; what they publish is made once, before they fork."""

import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from hr_pipeline_tests.releases.builds import Home, publish, simple

simple()


def publish_for_ever(root: str) -> None:
    """Publish something else each time, as fast as it goes."""
    amount = 1.0
    while True:
        publish(simple(amount), Home(Path(root)))
        amount = 3.0 - amount


def publish_all(root: str, amounts: list[float]) -> None:
    """Publish one build after the other."""
    for amount in amounts:
        publish(simple(amount), Home(Path(root)))


STEPS = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.listdir", "os.scandir", "shutil.rmtree")
"""What a process asks of the file system, as Python's audit events name it."""


def publish_and_die(root: str, amount: float, point: int, seen: Any) -> None:
    """Publish, and be killed before a given step of the file system; `seen` counts the steps."""

    def count(event: str, _: object) -> None:
        if event in STEPS:
            seen.value += 1
            if seen.value == point:
                os.kill(os.getpid(), signal.SIGKILL)

    content, home = simple(amount), Home(Path(root))
    sys.addaudithook(count)
    publish(content, home)


def publish_on_a_full_disk(root: str, amount: float, limit: int) -> None:
    """Publish where the system refuses to write more than so many bytes into one file."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    publish(simple(amount), Home(Path(root)))
