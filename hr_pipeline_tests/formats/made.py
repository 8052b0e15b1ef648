"""Deliveries made inline: bytes under a name, as the archive would give them."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from hr_pipeline.ingest.deliveries import Delivery, Notes, Refused, role_of, source_of


def delivered(folder: Path, content: bytes | str, path: str = "global_fund/lines.csv", **notes: Any) -> Delivery:
    """Keep bytes (or a text in UTF-8) as the snapshot of a delivery."""
    packed = content.encode() if isinstance(content, str) else content
    sha256 = hashlib.sha256(packed).hexdigest()
    file = folder / sha256
    file.write_bytes(packed)
    return Delivery(path, source_of(path), role_of(path), sha256, len(packed), 0, Notes(**notes), file)


def refusal(read, *arguments, **keywords) -> str:
    """Give the message of the refusal that reading ends in."""
    with pytest.raises(Refused) as refused:
        read(*arguments, **keywords)
    return str(refused.value)
