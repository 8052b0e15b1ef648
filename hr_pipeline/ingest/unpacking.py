"""The bytes of a delivery, unpacked within limits; where they are archived belongs to `snapshots.py`."""

import gzip
from io import BytesIO
from typing import IO

from hr_pipeline.ingest.caching import SMALL_CONTENT, remembered
from hr_pipeline.ingest.deliveries import Delivery
from hr_pipeline.ingest.refusals import Refused


@remembered(SMALL_CONTENT, len)
def unpacked(delivery: Delivery, limit: int = 4 << 30) -> bytes:
    """Read a delivery's bytes, unpacked where the name says .gz; the last small ones are kept.

    Raises:
        Refused: the file is empty, a broken archive, or unpacks to more than `limit` bytes.
    """
    if delivery.size == 0:
        raise Refused("the whole file", "expected content, found an empty file", "deliver the file again")
    if not delivery.name.lower().endswith(".gz"):
        return delivery.file.read_bytes()
    try:
        with delivery.file.open("rb") as packed, gzip.GzipFile(fileobj=packed) as file:
            return _poured(file, packed, limit)
    except (OSError, EOFError, gzip.zlib.error) as error:  # type: ignore[attr-defined]
        raise Refused(
            "the whole file", "expected a whole gzip archive", "deliver the file again; it was cut or is no gzip"
        ) from error


PACKED_FROM, MOST_PACKED = 64 << 20, 100
"""From this size on a file that was packed more than a hundredfold is no table: real ones reach about thirty."""


def _poured(file: gzip.GzipFile, packed: IO[bytes], limit: int) -> bytes:
    """Unpack piece by piece; a bomb is refused before it fills the memory."""
    content = BytesIO()  # hands its bytes over without a copy
    while block := file.read(1 << 20):
        content.write(block)
        if content.tell() > limit:
            raise Refused("the whole file", f"expected at most {limit >> 20} MiB unpacked", "deliver it in parts")
        if content.tell() > max(PACKED_FROM, MOST_PACKED * packed.tell()):
            expected = f"expected a table, found bytes that unpack to more than {MOST_PACKED} times its size"
            raise Refused("the whole file", expected, "deliver it unpacked, or in parts")
    return content.getvalue()
