"""Faults of one delivery: they refuse that delivery, with a reason, and never stop the others.

What a reader itself refuses belongs to the sources; counting rows to `accounting.py`.
"""

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

from hr_pipeline.ingest.accounting import LostRows
from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.reading import Reading

Gated = TypeVar("Gated")
Readings = list[tuple[Delivery, Reading]]


class Isolated(NamedTuple):
    """What the sound deliveries gave together, and the refusal of each of the others."""

    readings: Readings
    refusals: list[tuple[Delivery, Refused]]


def isolated(readings: Readings, gate: Callable[[Readings], Gated]) -> tuple[Gated, Isolated]:
    """Gate all readings together; where that fails, find the deliveries that fail alone and gate the others.

    Args:
        readings: what each delivery gave.
        gate: makes tables of readings.

    Raises:
        Exception: the gate fails although every delivery passes it alone, which is a fault of hr_pipeline.
    """
    try:
        return gate(readings), Isolated(readings, [])
    except Exception:
        refusals = [(delivery, fault) for delivery, reading in readings if (fault := _fault(delivery, reading, gate))]
        if not refusals:
            raise
        faulty = {delivery.path for delivery, _ in refusals}
        sound = [(delivery, reading) for delivery, reading in readings if delivery.path not in faulty]
        return gate(sound), Isolated(sound, refusals)


def _fault(delivery: Delivery, reading: Reading, gate: Callable[[Readings], Gated]) -> Refused | None:
    try:
        gate([(delivery, reading)])
    except Exception as error:
        return fault_of_ours(error, delivery)
    return None


def fault_of_ours(error: BaseException, delivery: Delivery) -> Refused:
    """Describe an error that no file should cause; its text may quote cells, so only its kind and place are given.

    Args:
        error: what was raised while the delivery was read or gated.
        delivery: the delivery.
    """
    place = traceback.extract_tb(error.__traceback__)[-1]
    counts = f": {error}" if isinstance(error, LostRows) else ""
    kind = f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}{counts}"
    expected = f"expected to be read, but the reader failed ({kind}): a fault of hr_pipeline"
    how_to_fix = f"report it with the file's hash {delivery.sha256[:12]}; the other deliveries are not affected"
    return Refused("the whole file", expected, how_to_fix)
