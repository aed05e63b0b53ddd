"""The courier's way out: the outbox, strictly in sequence, onto the till's own stream."""

from __future__ import annotations

import logging
import random
import threading

import redis
from redis.exceptions import RedisError

from kds import faults
from kds.bus.envelope import FIELD
from kds.clock import now
from kds.orders.backoff import pause_s
from kds.till.disk import NotStored
from kds.till.link import Link
from kds.till.outbox import Entry, Outbox

log = logging.getLogger(__name__)

BATCH = 50
IDLE_S = 5.0
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 5.0


class Publisher:
    """Puts what the outbox owes on the bus, until told to stop."""

    def __init__(self, outbox: Outbox, client: redis.Redis, stream: str) -> None:
        self.link = Link()
        self.noting = threading.Lock()
        """Held while entries are on the bus and not yet noted: nobody starts anew meanwhile."""
        self._outbox = outbox
        self._client = client
        self._stream = stream
        self._stopping = threading.Event()
        self._more = threading.Event()
        self._retry = threading.Event()

    def run(self) -> None:
        """Publish until `stop`."""
        failures = 0
        while not self._stopping.is_set():
            self._more.clear()
            try:
                batch = self._outbox.unpublished(BATCH)
                if not batch:
                    self._more.wait(IDLE_S)
                    continue
                self._publish(batch)
                failures = 0
            except RedisError as error:
                failures += 1
                self._lost(error)
                self._pause(failures)
            except NotStored:
                # They are on the bus and will go there again: the kitchen knows the revisions.
                failures += 1
                self._pause(failures)

    def more(self) -> None:
        """Say that the outbox has grown; a lost bus is not hurried by it."""
        self._more.set()

    def retry(self) -> None:
        """Try at once, even in the pause after a failure."""
        self._retry.set()
        self._more.set()

    def stop(self) -> None:
        """End `run` soon; what is not published goes at the next start."""
        self._stopping.set()
        self.retry()

    def _publish(self, batch: list[Entry]) -> None:
        with self.noting:
            # One transaction: no later entry can get onto the bus where an earlier one could not.
            pipe = self._client.pipeline(transaction=True)
            at = now()
            for entry in batch:
                pipe.xadd(self._stream, {FIELD: entry.event})
            entry_ids = [entry_id.decode() for entry_id in pipe.execute()]
            faults.point("till.after-stream-write")
            self._outbox.note_published(list(zip(batch, entry_ids, strict=True)), at)
        if self.link.works():
            log.info("the bus takes orders again; what waited is going", extra={"action": "send"})

    def _lost(self, error: RedisError) -> None:
        if self.link.lost(error):
            log.warning(
                "the bus does not take orders (%s); they wait on the till's disk and go by "
                "themselves when it is back",
                error,
                extra={"action": "send"},
            )

    def _pause(self, failures: int) -> None:
        self._retry.wait(
            pause_s(failures, random.random(), first_s=FIRST_PAUSE_S, longest_s=LONGEST_PAUSE_S)
        )
        self._retry.clear()
