"""To the screens: the only emit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_socketio import SocketIO

from kds import faults
from kds.clock import now
from kds.orders.alarms import Alarm
from kds.orders.events import OrderEvent
from kds.orders.record import APPROVALS, PASS
from kds.orders.ticket import OFFICE
from kds.web.boards import BoardChange, Position, changes_of
from kds.web.version import pages_version
from kds.web.wire import Wire

SCREENS = "screens"
"""The room of every authenticated socket."""

KITCHEN = "kitchen"
"""The room of every screen but the customers': they hear what holds for the whole kitchen."""

ALARMED = (PASS, APPROVALS, OFFICE)
"""The boards whose screens show alarms."""


def room(board: str) -> str:
    """Return the room of those who follow a board."""
    return f"board:{board}"


class Push:
    """Sends changes, ticks, alarms and notices; remembers how far each board is."""

    def __init__(self, socketio: SocketIO, wire: Wire, boards: Iterable[str]) -> None:
        self._socketio = socketio
        self._wire = wire
        self._seq = 0
        self._boards = tuple(boards)
        self._last: dict[str, str] = {}
        self.epoch = ""

    def begin(self, at: Position) -> None:
        """Go on from a place in the events, which may be in another life of the server."""
        self.epoch = at.epoch
        self.pull(at.id)

    def pull(self, entry_id: str) -> None:
        """Let the next tick send every screen that is not up to here for what it has missed."""
        self._last = dict.fromkeys(self._boards, entry_id)

    def changes(self, events: Sequence[tuple[str, OrderEvent]]) -> None:
        """Send what events change, one message for each board however many events came at once."""
        if not events:
            return
        by_board: dict[str, list[BoardChange]] = {}
        ids: dict[str, str] = {}
        for entry_id, event in events:
            for board, change in changes_of(event):
                by_board.setdefault(board, []).append(change)
                ids[board] = entry_id
        faults.point("web.before-push")
        for board, changes in by_board.items():
            message = {
                "board": board,
                "epoch": self.epoch,
                "prev": self._last.get(board, "0-0"),
                "id": ids[board],
                "changes": [self._wire.change(change) for change in changes],
            }
            self._last[board] = ids[board]
            self._emit("changes", message, room(board))

    def tick(self, bus_lost_since: Any) -> None:
        """Tell everyone the time, how far each board is, and whether the bus is away."""
        self._seq += 1
        message = {
            "seq": self._seq,
            "now": now(),
            "epoch": self.epoch,
            "ids": self._last,
            "bus_lost_since": bus_lost_since,
            "version": pages_version(),
        }
        self._emit("tick", message, SCREENS)

    def last_ids(self) -> dict[str, str]:
        """Return how far each board is."""
        return dict(self._last)

    def alarms(self, alarms: Iterable[Alarm], to: str | None = None) -> None:
        """Send the open alarms to one socket, or to all that show them."""
        message = {"alarms": [self._wire.pushed_alarm(alarm) for alarm in alarms]}
        for target in [to] if to else [room(board) for board in ALARMED]:
            self._emit("alarms", message, target)

    def kitchen(self, message: Any, to: str = KITCHEN) -> None:
        """Send what holds for the whole kitchen to one socket, or to all that may know."""
        self._emit("kitchen", message, to)

    def assigned(self, boards: tuple[str, ...], to: str) -> None:
        """Tell one display which boards it shows now."""
        self._emit("assigned", {"boards": boards}, to)

    def settings(self, message: Any, to: str) -> None:
        """Tell one display what is chosen for it."""
        self._emit("settings", message, to)

    def revoked(self, to: str) -> None:
        """Tell one display that it must pair again."""
        self._emit("revoked", {}, to)

    def _emit(self, event: str, message: Any, to: str) -> None:
        self._socketio.emit(event, message, to=to)
