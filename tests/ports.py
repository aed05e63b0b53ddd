"""Ports for what a test starts: no port is given out twice in a run, also while nothing listens."""

from __future__ import annotations

import socket

_given: set[int] = set()


def free_port(*, with_the_one_above: int = 0) -> int:
    """Return a port that is free, and with it the one so many above it; RuntimeError: none is."""
    for _ in range(200):
        with socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            wanted = {port, port + with_the_one_above}
            if wanted & _given or not _is_free(wanted - {port}):
                continue
            _given.update(wanted)
            return port
    raise RuntimeError("no free port was found")


def _is_free(ports: set[int]) -> bool:
    for port in ports:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except (OSError, OverflowError):
                return False
    return True
