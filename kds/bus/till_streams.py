"""The route group's side of the tills' streams: read, acknowledge, set aside, trim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
import redis
from redis.exceptions import ResponseError

from kds.bus.connect import BLOCK_MS
from kds.bus.envelope import FIELD, ORDER_REFUSED, RefusedEntry, kitchen_source, seal
from kds.bus.keys import Keys

GROUP = "route"
BATCH = 200

# Set aside once: the answer to the till is written only by whoever writes the entry first.
# Of a full list the first entries are kept: they tell when the trouble began.
_SET_ASIDE = """
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then return 1 end
redis.call('XADD', KEYS[2], '*', 'event', ARGV[3])
if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[4]) then return 0 end
return redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
"""
MOST_SET_ASIDE = 500
"""How many entries are kept for the back office; more are answered and logged."""

MAX_KEPT_BODY = 64 * 1024


class Entry(NamedTuple):
    """One entry of a till's stream; `body` is None if it was trimmed before it was read."""

    till: str
    entry_id: str
    body: bytes | None


class SetAside(msgspec.Struct, frozen=True, omit_defaults=True):
    """What stands in the hash `set-aside`: an entry that was not accepted, for the back office."""

    till: str
    entry_id: str
    reason: str
    at: datetime
    event_id: str | None = None
    order_id: str | None = None
    body: str = ""


class TillStreams:
    """All tills' streams, read by one consumer of the route group."""

    def __init__(
        self, client: redis.Redis, keys: Keys, site: str, tills: Iterable[str], consumer: str
    ) -> None:
        self._client = client
        self._keys = keys
        self._site = site
        self._streams: list[Any] = [keys.orders(till) for till in tills]
        self._consumer = consumer
        self._set_aside = client.register_script(_SET_ASIDE)

    def prepare(self) -> None:
        """Create what is missing, from the start on: nothing on a new server is passed over."""
        for stream in self._streams:
            try:
                self._client.xgroup_create(stream, GROUP, id="0", mkstream=True)
            except ResponseError as error:
                if "BUSYGROUP" not in str(error):
                    raise

    def pending(self) -> Iterator[list[Entry]]:
        """Yield what this consumer has read and not acknowledged, for a start after a kill.

        It pages on behind what it has yielded, whether that is acknowledged meanwhile or not.
        """
        after = dict.fromkeys(self._streams, "0")
        while entries := self._read(after, block_ms=None):
            for entry in entries:
                after[self._keys.orders(entry.till)] = entry.entry_id
            yield entries

    def new(self) -> list[Entry]:
        """Wait a little for new entries and return them, each till's in its sequence."""
        return self._read(dict.fromkeys(self._streams, ">"), block_ms=BLOCK_MS)

    def acknowledge(self, entries: Iterable[Entry]) -> None:
        """Say that the effect of these entries is done."""
        pipe = self._client.pipeline(transaction=False)
        for entry in entries:
            pipe.xack(self._keys.orders(entry.till), GROUP, entry.entry_id)
        pipe.execute()

    def set_aside(
        self,
        entry: Entry,
        reason: str,
        at: datetime,
        event_id: str | None,
        order_id: str | None,
    ) -> bool:
        """Keep a broken entry for the back office and answer its till, both in one step.

        False if it was only answered, because MOST_SET_ASIDE entries are kept already.
        """
        body = (entry.body or b"")[:MAX_KEPT_BODY].decode("utf-8", "replace")
        kept = SetAside(entry.till, entry.entry_id, reason, at, event_id, order_id, body)
        answer = RefusedEntry(entry.till, entry.entry_id, reason, at, event_id, order_id)
        source = kitchen_source(self._site)
        subject = order_id or entry.entry_id
        kept_it: Any = self._set_aside(
            keys=[self._keys.set_aside, self._keys.events],
            args=[
                f"{entry.till}/{entry.entry_id}",
                msgspec.json.encode(kept),
                seal(ORDER_REFUSED, source, subject, answer),
                MOST_SET_ASIDE,
            ],
        )
        return bool(kept_it)

    def _read(self, after: Mapping[Any, str], block_ms: int | None) -> list[Entry]:
        found: Any = self._client.xreadgroup(
            GROUP, self._consumer, dict(after), count=BATCH, block=block_ms
        )
        return [
            Entry(
                till=self._keys.till_of(stream.decode()),
                entry_id=entry_id.decode(),
                body=fields.get(FIELD, b"") if fields else None,
            )
            for stream, entries in found
            for entry_id, fields in entries
        ]
