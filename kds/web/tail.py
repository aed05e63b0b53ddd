"""Follows the events stream and hands each batch to the push; notices a lost or emptied server."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import redis

from kds.bus import open_alarms, schema
from kds.bus.connect import BUS_LOST
from kds.bus.envelope import ALARMS_CHANGED, FIELD, open_from_kitchen
from kds.bus.keys import Keys
from kds.bus.order_store import ORDER_EVENT_TYPES
from kds.clock import now
from kds.orders.events import OrderEvent
from kds.web.boards import Boards, Position
from kds.web.confirming import Unproven
from kds.web.push import Push

log = logging.getLogger(__name__)

WAIT_MS = 1000
CHECK_S = 1.0
"""How often it asks whether the server is still the same."""
BATCH = 500


class Tail:
    """One reader of the events stream in each web process."""

    def __init__(
        self,
        client: redis.Redis,
        keys: Keys,
        *,
        boards: Boards,
        push: Push,
        unproven: Unproven,
        began: Callable[[], object],
    ) -> None:
        """Take the parts it works with; `began` is called at the start of a server's life."""
        self._client = client
        self._keys = keys
        self._boards = boards
        self._push = push
        self._unproven = unproven
        self._began = began
        self._at: Position | None = None
        self._next_check = 0.0
        self.bus_lost_since: datetime | None = None

    def step(self) -> bool:
        """Read once, waiting a little, and push; False if the bus is away."""
        try:
            self._at = self._read(self._at if self._at else self._begin())
        except BUS_LOST as error:
            if self.bus_lost_since is None:
                self.bus_lost_since = now()
                log.warning(
                    "the bus does not answer (%s); screens are marked as not live",
                    error,
                    extra={"action": "bus-lost"},
                )
            return False
        if self.bus_lost_since is not None:
            log.warning("the bus is back; screens go on", extra={"action": "bus-back"})
            self.bus_lost_since = None
        return True

    def _begin(self) -> Position:
        schema.prepare(self._client, self._keys)
        at = self._boards.position()
        self._unproven.forget()
        for record in self._boards.open_records():
            self._unproven.note(record)
        self._began()
        self._push.begin(at.epoch)
        self._push.tick(None)
        return at

    def _is_same_server(self, at: Position) -> bool:
        """Tell whether the server still has what was read; one that went back gets a new epoch."""
        self._next_check = time.monotonic() + CHECK_S
        there = self._boards.position()
        if there.epoch == at.epoch and there.key < at.key:
            schema.begin_anew(self._client, self._keys)
            return False
        return there.epoch == at.epoch

    def _read(self, at: Position) -> Position:
        if time.monotonic() > self._next_check and not self._is_same_server(at):
            at = self._begin()
        found: Any = self._client.xread({self._keys.events: at.id}, count=BATCH, block=WAIT_MS)
        entries = found[0][1] if found else []
        changes: list[tuple[str, OrderEvent]] = []
        alarms = False
        for entry_id, fields in entries:
            event = open_from_kitchen(fields[FIELD])
            if event.type in ORDER_EVENT_TYPES:
                order_event = event.order_event()
                self._unproven.note(order_event.record)
                changes.append((entry_id.decode(), order_event))
            alarms = alarms or event.type == ALARMS_CHANGED
        if changes:
            self._push.changes(changes)
        if alarms:
            self._push.alarms(open_alarms.read(self._client, self._keys).values())
        return Position(at.epoch, entries[-1][0].decode()) if entries else at
