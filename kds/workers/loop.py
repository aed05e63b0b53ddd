"""The one loop of all workers: steps, heartbeats, waiting while the bus is away, ending."""

from __future__ import annotations

import logging
import random
import signal
import threading
import time
from collections.abc import Callable
from datetime import datetime
from types import FrameType

import msgspec
import redis
from redis.exceptions import ResponseError

from kds import __version__, pauses
from kds.bus.connect import BUS_LOST
from kds.bus.keys import Keys
from kds.bus.schema import prepare
from kds.clock import now
from kds.orders.backoff import pause_s

log = logging.getLogger(__name__)

HEARTBEAT_S = 5.0


class WorkerBeat(msgspec.Struct, frozen=True):
    """What stands in the hash `workers`."""

    at: datetime
    version: str


class Loop:
    """Runs `step` until told to stop; `start` runs first and again whenever the bus was lost."""

    def __init__(
        self,
        name: str,
        client: redis.Redis,
        keys: Keys,
        *,
        start: Callable[[], None],
        step: Callable[[], None],
    ) -> None:
        self._name = name
        self._client = client
        self._keys = keys
        self._start = start
        self._step = step
        self._stopping = threading.Event()
        self._next_beat = 0.0

    def run(self) -> None:
        """Work until SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        pauses.keep_short()
        failures = 0
        while not self._stopping.is_set():
            try:
                prepare(self._client, self._keys)
                self._start()
                failures = 0
                while not self._stopping.is_set():
                    self.beat()
                    self._step()
            except (*BUS_LOST, ResponseError) as error:
                if isinstance(error, ResponseError) and not _server_was_reset(error):
                    raise
                failures += 1
                self._wait(failures, error)

    @property
    def is_ending(self) -> bool:
        """Tell whether the end was asked for: a step that takes long looks now and then."""
        return self._stopping.is_set()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping.set()

    def beat(self) -> None:
        """Give a sign of life, if the last one is some seconds old."""
        if time.monotonic() < self._next_beat:
            return
        self._next_beat = time.monotonic() + HEARTBEAT_S
        beat = WorkerBeat(at=now(), version=__version__)
        self._client.hset(self._keys.workers, self._name, msgspec.json.encode(beat))

    def _wait(self, failures: int, error: Exception) -> None:
        pause = pause_s(failures, random.random(), first_s=0.2, longest_s=5.0)
        log.warning(
            "the bus does not answer (%s); nothing is lost, orders wait; next try in %.1f s",
            error,
            pause,
            extra={"action": "bus-lost"},
        )
        self._next_beat = 0.0
        self._stopping.wait(pause)


def _server_was_reset(error: ResponseError) -> bool:
    """Tell an emptied server, or one that is still loading, from a mistake of ours."""
    return str(error).startswith(("NOGROUP", "LOADING", "UNBLOCKED", "MASTERDOWN"))
