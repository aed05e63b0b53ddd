"""Tells when all parts of an installation are at work."""

from __future__ import annotations

import http.client
import logging
import time
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

import msgspec
from redis.exceptions import RedisError

from kds.bus.connect import connect
from kds.bus.keys import Keys

log = logging.getLogger(__name__)

TIMEOUT_S = 1.0
SAY_AFTER_S = 15.0
"""After how long a person is told what is still awaited."""


class _Beat(msgspec.Struct, frozen=True):
    at: datetime


class Readiness:
    """A list of named questions, each asked until it is answered with yes."""

    def __init__(self) -> None:
        self._open: dict[str, Callable[[], bool]] = {}
        self._say_at = time.monotonic() + SAY_AFTER_S

    def expect(self, name: str, question: Callable[[], bool]) -> None:
        """Add a question."""
        self._open[name] = question

    def reached(self) -> bool:
        """Ask what is open; tell whether all has been answered with yes."""
        for name, question in list(self._open.items()):
            if question():
                del self._open[name]
        if self._open and time.monotonic() > self._say_at:
            self._say_at = time.monotonic() + SAY_AFTER_S
            log.warning("still waiting for %s; the log files may say why", ", ".join(self._open))
        return not self._open


def is_healthy(url: str) -> bool:
    """Tell whether `GET <url>/healthz` is answered with 200."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def beats_since(bus_url: str, keys: Keys, worker: str, since: datetime) -> bool:
    """Tell whether a worker has given a sign of life since then."""
    client = connect(bus_url, timeout_s=TIMEOUT_S)
    try:
        raw = client.hget(keys.workers, worker)
        return raw is not None and msgspec.json.decode(raw, type=_Beat).at >= since
    except (RedisError, msgspec.MsgspecError):
        return False
    finally:
        client.close()
