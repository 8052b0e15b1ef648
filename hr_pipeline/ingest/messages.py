"""Messages between a run and the process that reads its deliveries: a length, then a pickle.

Both ends are this package's own code of one version, on one machine.
"""

import pickle
import struct
from typing import IO, Any

_LENGTH = struct.Struct("!Q")


def send(stream: IO[bytes], message: Any) -> None:
    """Write one message; a reader that has gone is noticed when its answer is missing."""
    content = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    try:
        stream.write(_LENGTH.pack(len(content)))
        stream.write(content)
        stream.flush()
    except BrokenPipeError:
        return


def receive(stream: IO[bytes]) -> Any:
    """Read one message; None where the other end has gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    content = stream.read(length)
    return pickle.loads(content) if len(content) == length else None
