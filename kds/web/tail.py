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
from kds.bus.envelope import ALARMS_CHANGED, KITCHEN_CHANGED
from kds.bus.keys import Keys
from kds.clock import now
from kds.orders.events import OrderEvent
from kds.web.boards import UNREADABLE, Boards, Position, read_entry
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
        displays_changed: Callable[[], object],
        kitchen_changed: Callable[[], object],
    ) -> None:
        """Take the parts it works with; `displays_changed` is called when the bus is there again.

        It may be another bus, or the pairings may have changed while it was away. So may what holds
        for the whole kitchen: `kitchen_changed` is called then too, and when an event tells of it.
        """
        self._client = client
        self._keys = keys
        self._boards = boards
        self._push = push
        self._unproven = unproven
        self._displays_changed = displays_changed
        self._kitchen_changed = kitchen_changed
        self._at: Position | None = None
        self._next_check = 0.0
        self.bus_lost_since: datetime | None = None

    def step(self) -> bool:
        """Read once, waiting a little, and push; False if the bus is away.

        Whatever else goes wrong is raised, and until it is over the screens are not live either.
        """
        try:
            self._read(self._at if self._at and self._is_same_server(self._at) else self._begin())
        except Exception as error:
            self._lost(error)
            if not isinstance(error, BUS_LOST):
                raise
            return False
        if self.bus_lost_since is not None:
            log.warning("the bus is back; screens go on", extra={"action": "bus-back"})
            self.bus_lost_since = None
            # What was changed meanwhile could not be told.
            self._displays_changed()
            self._kitchen_changed()
        return True

    def _lost(self, error: Exception) -> None:
        if self.bus_lost_since is None:
            self.bus_lost_since = now()
            log.warning(
                "the kitchen's events cannot be followed (%s); screens are marked as not live",
                error,
                extra={"action": "bus-lost"},
            )

    def _begin(self) -> Position:
        self._at = None
        schema.prepare(self._client, self._keys)
        at = self._boards.position()
        self._unproven.forget()
        for record in self._boards.open_records():
            self._unproven.note(record)
        self._displays_changed()
        self._kitchen_changed()
        self._push.begin(at)
        self._push.tick(None)
        self._at = at
        return at

    def _is_same_server(self, at: Position) -> bool:
        """Tell, once a second, whether the server still has what was read.

        One that went back gets a new epoch.
        """
        if time.monotonic() <= self._next_check:
            return True
        there = self._boards.position()
        self._next_check = time.monotonic() + CHECK_S
        if there.epoch == at.epoch and there.key < at.key:
            schema.begin_anew(self._client, self._keys)
            return False
        return there.epoch == at.epoch

    def _read(self, at: Position) -> None:
        found: Any = self._client.xread({self._keys.events: at.id}, count=BATCH, block=WAIT_MS)
        if not found:
            return
        entries = [(entry_id.decode(), fields) for entry_id, fields in found[0][1]]
        told = self._push_on(entries)
        if ALARMS_CHANGED in told:
            self._push.alarms(open_alarms.read(self._client, self._keys).values())
        if KITCHEN_CHANGED in told:
            self._kitchen_changed()
        self._at = Position(at.epoch, entries[-1][0])

    def _push_on(self, entries: list[tuple[str, dict[bytes, bytes]]]) -> set[str]:
        """Push what these events change of orders; tell what else may have changed."""
        changes: list[tuple[str, OrderEvent]] = []
        told: set[str] = set()
        for entry_id, fields in entries:
            try:
                type_name, event = read_entry(fields)
            except UNREADABLE as error:
                self._push.changes(changes)
                changes, told = [], {ALARMS_CHANGED, KITCHEN_CHANGED}
                self._skip(entry_id, error)
                continue
            told |= {type_name} & {ALARMS_CHANGED, KITCHEN_CHANGED}
            if event is not None:
                self._unproven.note(event.record)
                changes.append((entry_id, event))
        self._push.changes(changes)
        return told

    def _skip(self, entry_id: str, error: Exception) -> None:
        log.error(
            "event %s of the kitchen cannot be read (%s); every screen fetches its board anew",
            entry_id,
            error,
            extra={"action": "skip-event"},
        )
        self._push.pull(entry_id)
