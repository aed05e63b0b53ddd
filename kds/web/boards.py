"""What boards show, from the server: whole (a snapshot) or since a cursor (a replay)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec
import redis

from kds.bus.envelope import FIELD, open_from_kitchen
from kds.bus.keys import Keys
from kds.bus.order_store import ORDER_EVENT_TYPES, OrderStore
from kds.orders.events import OrderEvent, is_unshown
from kds.orders.record import OrderRecord
from kds.orders.ticket import OFFICE, WHOLE, View, boards_of, view

MAX_REPLAY = 500
"""Beyond so many events a snapshot is cheaper for everyone."""

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, KeyError)
"""What is raised by an event that this version of kds cannot read."""


class BoardChange(msgspec.Struct, frozen=True):
    """One order on one board after an event; no view means it is not shown (any more)."""

    order_id: str
    version: int
    view: View | None


class Position(NamedTuple):
    """A place in the events stream, in one life of the server."""

    epoch: str
    id: str

    @property
    def key(self) -> tuple[int, int]:
        """Return what ids are compared by."""
        return id_key(self.id)


class Snapshot(NamedTuple):
    """A whole board: every change up to `at` is in it, and perhaps later ones."""

    at: Position
    records: list[OrderRecord]
    views: list[View]
    recent: list[View]


def id_key(entry_id: str) -> tuple[int, int]:
    """Return a stream id as numbers; ids are not ordered as text."""
    millis, _, sequence = entry_id.partition("-")
    return int(millis), int(sequence or 0)


def read_entry(fields: Mapping[bytes, bytes]) -> tuple[str, OrderEvent | None]:
    """Return the type of an event and what it says of an order, if it does; raises UNREADABLE."""
    event = open_from_kitchen(fields[FIELD])
    return event.type, event.order_event() if event.type in ORDER_EVENT_TYPES else None


def changes_of(event: OrderEvent) -> Iterable[tuple[str, BoardChange]]:
    """Yield what an event changes, board by board."""
    record, change = event.record, event.change
    for board in dict.fromkeys([*boards_of(record), *change.stations]):
        to_all = board in WHOLE
        if not to_all and is_unshown(change):
            continue
        version = record.version if to_all else record.shown_version
        yield board, BoardChange(record.order_id, version, view(record, board))


def on_board(event: OrderEvent, board: str) -> list[BoardChange]:
    """Return what an event changes on one board."""
    return [change for name, change in changes_of(event) if name == board]


class Boards:
    """Reads boards for screens that subscribe."""

    def __init__(self, client: redis.Redis, keys: Keys, store: OrderStore) -> None:
        self._client = client
        self._keys = keys
        self._store = store

    def position(self) -> Position:
        """Return the newest place in the events stream."""
        pipe = self._client.pipeline(transaction=False)
        pipe.get(self._keys.epoch)
        pipe.xinfo_stream(self._keys.events)
        epoch, info = pipe.execute(raise_on_error=False)
        if isinstance(epoch, Exception):
            raise epoch
        last = info["last-generated-id"].decode() if isinstance(info, dict) else "0-0"
        return Position(epoch.decode() if epoch else "", last)

    def snapshot(self, board: str) -> Snapshot:
        """Return the whole of a board.

        The position is read first: what changes while the records are read comes again as a
        change, and is recognized by its version.
        """
        at = self.position()
        pipe = self._client.pipeline(transaction=False)
        if board == OFFICE:
            pipe.zrange(self._keys.not_sent, 0, -1)
        else:
            pipe.smembers(self._keys.board(board))
        pipe.zrevrange(self._keys.recent(board), 0, -1)
        shown, recent = ([each.decode() for each in found] for found in pipe.execute())
        records = self._store.records(shown)
        views = [v for record in records if (v := view(record, board)) is not None]
        left = [v for r in self._store.records(recent) if (v := view(r, board)) is not None]
        return Snapshot(at, records, views, left)

    def open_records(self) -> list[OrderRecord]:
        """Return every order that is open."""
        ids: Any = self._client.zrange(self._keys.open, 0, -1)
        return self._store.records([each.decode() for each in ids])

    def replay(self, since: Position) -> tuple[Position, list[OrderEvent]] | None:
        """Return what has happened since a cursor, or None if only a snapshot will do."""
        at = self.position()
        if at.epoch != since.epoch or since.key > at.key:
            return None
        pipe = self._client.pipeline(transaction=False)
        pipe.xrange(self._keys.events, count=1)
        pipe.xrange(self._keys.events, min=f"({since.id}", count=MAX_REPLAY + 1)
        first, entries = pipe.execute()
        oldest = id_key(first[0][0].decode()) if first else None
        # What has been trimmed is not told here: an empty stream is no proof that nothing was.
        trimmed = since.key < at.key and (oldest is None or oldest > since.key)
        if trimmed or len(entries) > MAX_REPLAY:
            return None
        end = entries[-1][0].decode() if entries else since.id
        try:
            told = [event for _, fields in entries if (event := read_entry(fields)[1])]
        except UNREADABLE:
            # The tail says so in the log; the snapshot holds what the event changed.
            return None
        return Position(at.epoch, end), told


def parse_cursor(value: object) -> Position | None:
    """Return a client's cursor, or None if it has none or it makes no sense."""
    try:
        cursor = msgspec.convert(value, dict[str, str])
        position = Position(cursor["epoch"], cursor["id"])
        _ = position.key
    except (msgspec.ValidationError, KeyError, ValueError):
        return None
    return position
