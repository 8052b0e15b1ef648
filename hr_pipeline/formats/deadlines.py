"""A deadline for a whole answer: a server that sends a byte a second is silent at no moment, and is never done.

The connections of a session are ended from another thread; what the client makes of it belongs to `http.py`.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from weakref import WeakSet

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class Overdue(Exception):
    """An answer was not complete in time."""


class Endable(HTTPAdapter):
    """An adapter whose connections can be ended while somebody reads from them."""

    def __init__(self) -> None:
        self._connections: WeakSet[HTTPConnection] = WeakSet()
        self._sockets: WeakSet[socket.socket] = WeakSet()
        super().__init__()

    def init_poolmanager(self, *words: Any, **options: Any) -> None:
        """Make pools that know their connections."""
        super().init_poolmanager(*words, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools()

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """Make the pools of a proxy in the same way."""
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = self._pools()
        return manager

    def _pools(self) -> dict[str, type]:
        return {
            "http": self._known(HTTPConnectionPool, HTTPConnection),
            "https": self._known(HTTPSConnectionPool, HTTPSConnection),
        }

    def _known(self, pool: type, connection: type) -> type:
        """Give a kind of pool whose connections are known before they open, and their sockets after that.

        While a connection opens, only the connection has the socket; where the end of the body is the end of the
        connection, only the answer has it.
        """
        connections, sockets = self._connections, self._sockets

        def connect(self: Any) -> None:
            connections.add(self)
            connection.connect(self)  # type: ignore[attr-defined]
            sockets.add(self.sock)

        kind = type(connection.__name__, (connection,), {"connect": connect})
        return type(pool.__name__, (pool,), {"ConnectionCls": kind})

    def end(self) -> None:
        """End all connections: who reads from them finds that they were closed."""
        opening = [connection.sock for connection in list(self._connections) if connection.sock]
        for each in {*self._sockets, *opening}:
            with suppress(OSError):  # one that was closed meanwhile
                each.shutdown(socket.SHUT_RDWR)


@contextmanager
def within(seconds: float, end: Callable[[], None]) -> Iterator[None]:
    """Give what is done here so many seconds.

    Args:
        seconds: how long it may take.
        end: ends it from another thread.

    Raises:
        Overdue: it took longer, whatever it made of being ended.
    """
    passed = threading.Event()

    def stop() -> None:
        passed.set()
        end()

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception:
        if passed.is_set():
            raise Overdue from None
        raise
    finally:
        timer.cancel()
    if passed.is_set():
        raise Overdue
