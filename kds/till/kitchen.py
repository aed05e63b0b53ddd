"""What holds for the whole kitchen, as this till heard it last: kept on its disk."""

from __future__ import annotations

import logging
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from kds.errors import RefusedUntil
from kds.orders.kitchen_state import KitchenState
from kds.till.disk import Disk
from kds.till.outbox import remember

log = logging.getLogger(__name__)

_ROW = "kitchen"


class KitchenHeard:
    """The newest that was heard; a till that cannot reach the bus goes by it."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        rows = disk.reader().execute("SELECT value FROM meta WHERE name = ?", (_ROW,)).fetchall()
        self._state = _kept(rows[0]["value"]) if rows else KitchenState()

    @property
    def state(self) -> KitchenState:
        """Return what holds."""
        return self._state

    def read(self, state: KitchenState) -> None:
        """Take what the server has now, whatever was heard before."""
        if state == self._state:
            return
        content = msgspec.json.encode(state).decode()
        self._disk.write(lambda db: remember(db, _ROW, content))
        self._state = state

    def hear(self, state: KitchenState) -> None:
        """Take what an event tells, unless something newer was read already."""
        if state.version > self._state.version:
            self.read(state)

    def require_open(self, at: datetime, zone: ZoneInfo) -> None:
        """Refuse an outside order as `outside_paused` while the kitchen takes none."""
        until = self._state.paused_until(at)
        if until is not None:
            clock = until.astimezone(zone).strftime("%H:%M")
            text = "The kitchen takes no orders from outside until {time}. Send it again then."
            raise RefusedUntil("outside_paused", until, at, text, time=clock)


def _kept(value: str) -> KitchenState:
    try:
        return msgspec.json.decode(value, type=KitchenState)
    except msgspec.MsgspecError as error:
        log.error(
            "what this till kept of the kitchen cannot be read (%s); it is heard again",
            error,
            extra={"action": "hear-kitchen"},
        )
        return KitchenState()
