"""Which faults were reported already: each goes to each channel once, and again only when it comes back.

An alert that could not be sent stays until it is.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hr_pipeline.alerts.alert import Alert
from hr_pipeline.alerts.channels import Channel
from hr_pipeline.formats.redaction import of_environment, redacted


class NotSent(Exception):
    """Some alerts could not be sent; they are sent with the next look."""


def report(
    register: Path, found: Sequence[Alert], is_over: Callable[[str], bool], channels: Mapping[str, Channel]
) -> list[Alert]:
    """Send what was not sent yet, and forget the faults that are over.

    Args:
        register: the file that lists the faults that were reported.
        found: the faults that were found now.
        is_over: tells of a fault in the register whether it is over.
        channels: name -> what sends an alert.

    Returns:
        The alerts that were sent to at least one channel.

    Raises:
        NotSent: a channel did not take all.
    """
    with _held(register):
        entries = {fault: entry for fault, entry in _read(register).items() if not is_over(fault)}
        entries |= {one.fault: {"alert": asdict(one), "sent": []} for one in found if one.fault not in entries}
        sent, failed = [], []
        for entry in entries.values():
            taken, problems = _sent(entry, channels)
            entry["sent"] += taken
            sent += [Alert(**entry["alert"])] if taken else []
            failed += problems
            _write(register, entries)
        _write(register, entries)
    if failed:
        raise NotSent("; ".join(dict.fromkeys(failed)))
    return sent


def _sent(entry: dict[str, Any], channels: Mapping[str, Channel]) -> tuple[list[str], list[str]]:
    """Send one alert to the channels that do not have it.

    Returns:
        The channels that took it, and what went wrong with others.
    """
    taken, problems = [], []
    for name in [name for name in channels if name not in entry["sent"]]:
        try:
            channels[name](Alert(**entry["alert"]))
            taken.append(name)
        except OSError as error:  # what smtplib and requests raise is one
            problems.append(redacted(f"{name}: {type(error).__name__}: {error}", of_environment()))
    return taken, problems


def _read(register: Path) -> dict[str, dict[str, Any]]:
    return json.loads(register.read_text(encoding="utf-8")) if register.is_file() else {}


def _write(register: Path, entries: dict[str, dict[str, Any]]) -> None:
    partial = register.with_suffix(f".{os.getpid()}.part")
    partial.write_text(json.dumps(entries, indent=1), encoding="utf-8")
    partial.replace(register)


@contextmanager
def _held(register: Path) -> Iterator[None]:
    register.parent.mkdir(parents=True, exist_ok=True)
    with register.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
