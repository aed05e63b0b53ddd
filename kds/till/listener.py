"""The courier's way in: what the kitchen says of this till's orders, and the till's heartbeat."""

from __future__ import annotations

import logging
import random
import threading
import time
from typing import Any, NamedTuple

import msgspec
import redis
from redis.exceptions import NoPermissionError, RedisError, ResponseError

from kds import __version__
from kds.bus import kitchen_states
from kds.bus.connect import BLOCK_MS
from kds.bus.envelope import (
    CUSTOMER_FORGOTTEN,
    FIELD,
    KITCHEN_CHANGED,
    ORDER_REFUSED,
    CustomerForgotten,
    RefusedEntry,
    open_from_kitchen,
)
from kds.bus.keys import Keys
from kds.bus.order_store import ORDER_EVENT_TYPES
from kds.clock import now
from kds.orders.alarms import Alarm
from kds.orders.backoff import pause_s
from kds.orders.kitchen_state import KitchenState
from kds.orders.record import OrderRecord
from kds.till.disk import NotStored
from kds.till.kitchen import KitchenHeard
from kds.till.ledger import Heard, Ledger, newest_of_each
from kds.till.link import Link
from kds.till.outbox import START, Outbox, Position
from kds.till.publisher import FIRST_PAUSE_S, LONGEST_PAUSE_S, Publisher

log = logging.getLogger(__name__)

HEARTBEAT_S = 2.0
BATCH = 500


class EventsStream(NamedTuple):
    """The ids of the newest event there ever was and of the oldest that is left, if any."""

    newest: str | None
    oldest: str | None


class Listener:
    """Follows the kitchen's events from where this till stopped, until told to stop."""

    def __init__(
        self,
        outbox: Outbox,
        ledger: Ledger,
        publisher: Publisher,
        client: redis.Redis,
        keys: Keys,
        *,
        kitchen: KitchenHeard,
    ) -> None:
        self.link = Link()
        self.alarms: tuple[Alarm, ...] = ()
        self.has_tried = threading.Event()
        """Set once the bus was asked for its epoch, whatever it said."""
        self._outbox = outbox
        self._ledger = ledger
        self._publisher = publisher
        self._client = client
        self._keys = keys
        self._kitchen = kitchen
        self._may_read_kitchen = True
        self._cursor = outbox.position().cursor
        self._next_beat = 0.0
        self._prepared = False
        self._stopping = threading.Event()

    def run(self) -> None:
        """Listen until `stop`."""
        failures = 0
        while not self._stopping.is_set():
            try:
                if time.monotonic() >= self._next_beat:
                    self._beat()
                self.has_tried.set()
                self._listen()
                failures = 0
            except (RedisError, NotStored) as error:
                self.has_tried.set()
                failures += 1
                self._lost(error)
                self._stopping.wait(
                    pause_s(
                        failures,
                        random.random(),
                        first_s=FIRST_PAUSE_S,
                        longest_s=LONGEST_PAUSE_S,
                    )
                )

    def stop(self) -> None:
        """End `run` soon."""
        self._stopping.set()

    def _beat(self) -> None:
        """Say that the till lives, and look in the same round trip whether the server still does.

        A server without an epoch is new and not yet prepared by the kitchen: there is nothing to
        hear from it, and what it lost is known once it has one.
        """
        self._next_beat = time.monotonic() + HEARTBEAT_S
        if self._cursor != self._outbox.position().cursor:
            self._ledger.hear(Heard(self._cursor))
        position, backlog = self._outbox.position(), self._outbox.backlog()
        pipe = self._client.pipeline(transaction=True)
        pipe.get(self._keys.epoch)
        pipe.xinfo_stream(self._keys.events)
        pipe.hgetall(self._keys.alarms)
        pipe.hset(
            self._keys.till(self._outbox.till),
            mapping={
                "at": now().isoformat(),
                "unsent": backlog.unsent,
                "oldest_unsent_at": backlog.oldest_at.isoformat() if backlog.oldest_at else "",
                "cursor": position.cursor,
                "epoch": position.epoch or "",
                "version": __version__,
            },
        )
        epoch, found, alarms, _ = pipe.execute(raise_on_error=False)
        stream = _stream(found)
        self.alarms = tuple(_alarm(raw) for raw in _checked(alarms).values())
        self._prepared = _checked(epoch) is not None
        if self._prepared:
            self._notice_loss(position, epoch.decode(), stream)
            self._read_kitchen()
        if self.link.works():
            log.info("the bus answers again", extra={"action": "listen"})
            self._publisher.retry()

    def _read_kitchen(self) -> None:
        """Read what holds for the whole kitchen; a server without it says nothing."""
        if not self._may_read_kitchen:
            return
        try:
            state = kitchen_states.read(self._client, self._keys)
        except NoPermissionError:
            # The users of the server were made by an older kds: the events tell it, if later.
            self._may_read_kitchen = False
            log.warning(
                "this till may not read what holds for the whole kitchen, and hears only changes; "
                "make the bus users anew with `kds bus-users`",
                extra={"action": "hear-kitchen"},
            )
            return
        except msgspec.MsgspecError as error:
            log.error(
                "what holds for the whole kitchen cannot be read (%s); the last known holds",
                error,
                extra={"action": "hear-kitchen"},
            )
            return
        if state is not None:
            self._kitchen.read(state)

    def _notice_loss(self, position: Position, epoch: str, stream: EventsStream) -> None:
        other_life = is_other_life(position, epoch, stream.newest)
        if not (other_life or has_missed(position, stream)):
            return
        with self._publisher.noting:
            restored = self._outbox.start_anew(epoch, open_only=not other_life)
        self._cursor = START
        if restored:
            # A restored installation has a new server too: nothing is wrong with it.
            log.warning(
                "this server is new; %d order(s) are sent to it"
                if other_life
                else "the till was away until events were gone; it asks how %d open order(s) stand",
                restored,
                extra={"action": "restore"},
            )
        self._publisher.more()

    def _listen(self) -> None:
        left_ms = int((self._next_beat - time.monotonic()) * 1000)
        wait_ms = max(1, min(BLOCK_MS, left_ms))
        if not self._prepared:
            self._stopping.wait(wait_ms / 1000)
            return
        found: Any = self._client.xread(
            {self._keys.events: self._cursor}, count=BATCH, block=wait_ms
        )
        for _, entries in found or ():
            self._take(entries)

    def _take(self, entries: list[tuple[bytes, dict[bytes, bytes]]]) -> None:
        """Keep what concerns this till; the cursor alone is kept with the next heartbeat."""
        cursor = entries[-1][0].decode()
        records: list[OrderRecord] = []
        refusals: list[RefusedEntry] = []
        forgotten: list[str] = []
        for entry_id, fields in entries:
            said = _read(entry_id, (fields or {}).get(FIELD, b""))
            if isinstance(said, OrderRecord) and said.till == self._outbox.till:
                records.append(said)
            elif isinstance(said, RefusedEntry) and said.till == self._outbox.till:
                refusals.append(said)
            elif isinstance(said, CustomerForgotten):
                forgotten.append(said.digest)
            elif isinstance(said, KitchenState):
                self._kitchen.hear(said)
        if records or refusals or forgotten:
            self._ledger.hear(Heard(cursor, newest_of_each(records), refusals, forgotten))
            self._publisher.more()
        self._cursor = cursor

    def _lost(self, error: Exception) -> None:
        self._next_beat = 0.0
        if self.link.lost(error):
            log.warning(
                "the bus does not answer (%s); what the kitchen does with the orders is not "
                "known until it is back",
                error,
                extra={"action": "listen"},
            )


def is_other_life(position: Position, epoch: str, newest: str | None) -> bool:
    """Tell whether the server forgot what this till heard from it.

    That shows in another epoch, in events that are gone altogether, or in a newest event older
    than one that was heard already: a server that came back from an old copy.
    """
    if position.epoch != epoch:
        return True
    if position.cursor == START:
        return False
    return newest is None or _as_pair(position.cursor) > _as_pair(newest)


def has_missed(position: Position, stream: EventsStream) -> bool:
    """Tell whether events after the cursor may have been removed before this till read them.

    A till that had read all that is gone is taken for one that had not: that does no harm.
    """
    if position.cursor == START or stream.newest is None:
        return False
    return _as_pair(position.cursor) < _as_pair(stream.oldest or stream.newest)


def _as_pair(entry_id: str) -> tuple[int, int]:
    at_ms, _, seq = entry_id.partition("-")
    return int(at_ms), int(seq or 0)


def _stream(found: Any) -> EventsStream:
    if isinstance(found, ResponseError) and "no such key" in str(found).lower():
        return EventsStream(None, None)
    told: Any = _checked(found)
    oldest = told["first-entry"]
    return EventsStream(told["last-generated-id"].decode(), oldest[0].decode() if oldest else None)


def _checked(answer: Any) -> Any:
    if isinstance(answer, Exception):
        raise answer
    return answer


def _alarm(raw: bytes) -> Alarm:
    return msgspec.json.decode(raw, type=Alarm)


Said = OrderRecord | RefusedEntry | CustomerForgotten | KitchenState


def _read(entry_id: bytes, raw: bytes) -> Said | None:
    """Return what an event says to a till; one that cannot be read says nothing."""
    try:
        event = open_from_kitchen(raw)
        if event.type in ORDER_EVENT_TYPES:
            return event.order_event().record
        if event.type == CUSTOMER_FORGOTTEN:
            return event.forgotten()
        if event.type == KITCHEN_CHANGED:
            return event.kitchen()
        return event.refused() if event.type == ORDER_REFUSED else None
    except msgspec.DecodeError as error:
        log.error(
            "event %s of the kitchen cannot be read (%s); the till goes on without it",
            entry_id.decode(),
            error,
            extra={"action": "listen"},
        )
        return None
