"""A line on which requests arrive and some answers are lost."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Self

Address = str | tuple[str, int]
"""A path of a unix socket, or host and port."""

CHUNK = 64 * 1024


class LossyLine:
    """Listens at one address and forwards to another, from `with` to the end of it.

    Asked for each piece of an answer, `loses` says whether to drop it; then the connection ends.
    """

    def __init__(self, listen: Address, target: Address, loses: Callable[[], bool]) -> None:
        self.lost = 0
        """How many answers were read from the one end and not given to the other."""
        self._target = target
        self._loses = loses
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listener = _socket(listen)
        self._listener.bind(listen)
        self._listener.listen(100)

    @property
    def port(self) -> int:
        """Return the port where it listens."""
        return int(self._listener.getsockname()[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            ends = [self._listener, *self._open]
        for end in ends:
            _hang_up(end)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, _ = self._listener.accept()
                threading.Thread(target=self._connect, args=(caller,), daemon=True).start()

    def _connect(self, caller: socket.socket) -> None:
        target = _socket(self._target)
        with self._lock:
            self._open |= {caller, target}
        with contextlib.suppress(OSError):
            target.connect(self._target)
            there = threading.Thread(target=self._ask, args=(caller, target), daemon=True)
            there.start()
            self._answer(target, caller)
            there.join()
        with self._lock:
            self._open -= {caller, target}
        for end in (caller, target):
            end.close()

    def _ask(self, caller: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := caller.recv(CHUNK):
                target.sendall(piece)
        _hang_up(target)

    def _answer(self, target: socket.socket, caller: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := target.recv(CHUNK):
                with self._lock:
                    is_lost = self._loses()
                    self.lost += is_lost
                if is_lost:
                    break
                caller.sendall(piece)
        for end in (caller, target):
            _hang_up(end)


def _socket(address: Address) -> socket.socket:
    return socket.socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET)


def _hang_up(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
