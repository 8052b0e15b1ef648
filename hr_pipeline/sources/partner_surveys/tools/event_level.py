"""The refusal of files with one row per client or per case: only counts may come in, whatever tool wrote the file."""

import re
from collections.abc import Iterable
from functools import cache

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.packaged import packaged_yaml


@cache
def _words() -> dict[str, str]:
    declared = packaged_yaml(__package__, "event_level.yaml")
    return {word: kind for kind, words in declared.items() for word in words}


def refuse_event_level(headers: Iterable[str], sheet: str) -> None:
    """Refuse a table whose headers show one row per client or case.

    Args:
        headers: as published; of a path only its last part is looked at.
        sheet: sheet or member, for the message.

    Raises:
        Refused: names the header, never a value.
    """
    for header in headers:
        last = re.split(r"[/.:-]", header)[-1]
        if kind := _words().get(re.sub(r"[\W_]+", "_", last.strip().casefold()).strip("_")):
            raise Refused(
                f"sheet {sheet!r}, column {header!r}" if sheet else f"column {header!r}",
                f"expected counts by place and period, found one row per {kind}",
                "send counts, never records of single people or cases, and delete this file",
            )
