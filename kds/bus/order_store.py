"""The kitchen's orders on the server: read many in one round trip, save many in another.

Each save is one atomic write of the record, its event, its place in every index and the command's
outcome, and happens only if the order still has the version that was read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha1
from typing import Any

import msgspec
import redis
from redis.exceptions import NoScriptError

from kds.bus.envelope import kitchen_source, seal
from kds.bus.indexes import Argument, index_changes, index_entries
from kds.bus.keys import Keys
from kds.errors import NotReachable
from kds.orders.commands import Command
from kds.orders.decide import Decision
from kds.orders.events import Change, EventType, OrderEvent
from kds.orders.part import ActorKind
from kds.orders.policy import KEEP_CLOSED_DAYS
from kds.orders.record import OrderRecord
from kds.texts import Say

KEEP_OUTCOME_S = 24 * 3600
KEEP_ATTEMPTS = 20
"""How many changes are kept by which an order was sent again: one can fail all night."""

ORDER_EVENT_TYPES = frozenset(event.type_name for event in EventType)
"""The types of the events stream whose data is an OrderEvent."""

_ATTEMPTS = frozenset({EventType.RESEND_REQUESTED.type_name, EventType.ORDER_SENT_AGAIN.type_name})

_SAVE = """
local version = redis.call('HGET', KEYS[1], 'version')
if (version or '0') ~= ARGV[1] then return 0 end
if redis.call('EXISTS', KEYS[5]) == 1 then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[2], 'record', ARGV[3])
redis.call('HDEL', KEYS[1], 'archived')
local told = ARGV[8] == '1' and 3 or 2
redis.call('RPUSH', KEYS[told], ARGV[4])
if told == 3 then redis.call('LTRIM', KEYS[3], -ARGV[9], -1) end
redis.call('PERSIST', KEYS[1])
redis.call('SET', KEYS[5], ARGV[6], 'EX', ARGV[7])
local a = 10
for k = 6, #KEYS do
  local op = ARGV[a]
  if op == 'SADD' or op == 'SREM' or op == 'ZREM' then
    redis.call(op, KEYS[k], ARGV[a + 1])
    a = a + 2
  else
    redis.call('ZADD', KEYS[k], ARGV[a + 1], ARGV[a + 2])
    if op == 'RECENT' then redis.call('ZREMRANGEBYRANK', KEYS[k], 0, -ARGV[a + 3] - 1) a = a + 1 end
    a = a + 3
  end
end
redis.call('XADD', KEYS[4], '*', 'event', ARGV[5])
return 1
"""

# Only what is archived in this very version leaves; whoever saved meanwhile keeps it here.
_RELEASE = """
if redis.call('HGET', KEYS[1], 'version') ~= ARGV[1] then return 0 end
if redis.call('HDEL', KEYS[1], 'record') == 0 then return 0 end
redis.call('HSET', KEYS[1], 'archived', 1, 'version', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[2])
redis.call('DEL', KEYS[2], KEYS[3])
for k = 4, #KEYS do redis.call(ARGV[2 * k - 4], KEYS[k], ARGV[2 * k - 3]) end
return 1
"""

_SAVE_SHA = sha1(_SAVE.encode(), usedforsecurity=False).hexdigest()

_RECORD = msgspec.json.Decoder(OrderRecord)
_CHANGE = msgspec.json.Decoder(Change)


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of a command: done (with the new version), unchanged, or refused, and why.

    `reason` is in English; of a refusal `text` and `values` say the same in any language. `asked`
    is the command's, so that something else under its id is told from the same once more.
    """

    result: str
    version: int = 0
    code: str | None = None
    reason: str | None = None
    text: str | None = None
    values: dict[str, str | list[str]] = {}
    asked: str | None = None

    @property
    def ok(self) -> bool:
        """Tell whether what was asked for holds now."""
        return self.result != "refused"

    def said(self, say: Say) -> str | None:
        """Return the reason in a language."""
        return say(self.text, **self.values) if self.text is not None else self.reason


_OUTCOME = msgspec.json.Decoder(Outcome)


Archived = Callable[[Sequence[str]], Mapping[str, OrderRecord]]
"""Gives orders from the archive, by their ids; raises NotReachable while it is away."""


class OrderStore:
    """The orders of one site that are not archived, and the marks of those that are.

    A mark stays `keep_closed_days`; while it is there `archived` gives the record, so that a late
    double of a till changes nothing, and a later revision goes on from where the order was.
    """

    def __init__(
        self,
        client: redis.Redis,
        keys: Keys,
        site: str,
        keep_closed_days: int = KEEP_CLOSED_DAYS,
        *,
        archived: Archived | None = None,
    ) -> None:
        self._archived = archived
        self._client = client
        self._keys = keys
        self._source = kitchen_source(site)
        self._keep_closed_s = keep_closed_days * 24 * 3600
        # By its digest: the kitchen's user may run what it has loaded, and no other script.
        self._release = client.register_script(_RELEASE)

    def read(
        self, wanted: Sequence[tuple[str, str]]
    ) -> list[tuple[OrderRecord | None, Outcome | None]]:
        """Return record and earlier outcome for each (order id, command id), in one round trip."""
        pipe = self._client.pipeline(transaction=False)
        for order_id, command_id in wanted:
            pipe.hmget(self._keys.order(order_id), ["record", "archived"])
            pipe.get(self._keys.command(command_id))
        found = pipe.execute()
        there = zip(wanted, found[::2], strict=True)
        marked = self._behind_marks([i for (i, _), (record, mark) in there if mark and not record])
        return [
            (
                _RECORD.decode(record) if record else marked.get(order_id),
                _OUTCOME.decode(outcome) if outcome else None,
            )
            for (order_id, _), (record, _), outcome in zip(
                wanted, found[::2], found[1::2], strict=True
            )
        ]

    def _behind_marks(self, order_ids: Sequence[str]) -> Mapping[str, OrderRecord]:
        """Return archived orders; NotReachable while the archive is away, or is another one.

        Without its record an order could be cooked again by a late double: the mark stays.
        """
        if not order_ids or self._archived is None:
            return {}
        found = self._archived(order_ids)
        if missing := set(order_ids) - found.keys():
            raise NotReachable(
                f"The archive lacks order {', '.join(sorted(missing))}, which was brought there. "
                "Is it the right one? Nothing was done; it is tried again."
            )
        return found

    def release(self, record: OrderRecord, archived_version: int | None = None) -> bool:
        """Take an order off the server that is archived; only a mark stays.

        False where it has moved on since: it is to be archived again. `archived_version` is that
        of the archive, where it is another one.
        """
        entries = index_entries(self._keys, record)
        keys = [
            self._keys.order(record.order_id),
            self._keys.history(record.order_id),
            self._keys.attempts(record.order_id),
            *(key for key, _ in entries),
        ]
        kept_as = archived_version or record.version
        args: list[Argument] = [record.version, self._keep_closed_s, kept_as]
        for (_, member), score in entries.items():
            args += ["SREM" if score is None else "ZREM", member]
        done: Any = self._release(keys=keys, args=args)
        return bool(done)

    def records(self, order_ids: Iterable[str]) -> list[OrderRecord]:
        """Return the records of these orders, in one round trip; unknown ids are left out."""
        pipe = self._client.pipeline(transaction=False)
        for order_id in order_ids:
            pipe.hget(self._keys.order(order_id), "record")
        return [_RECORD.decode(record) for record in pipe.execute() if record]

    def history(self, order_id: str) -> list[Change]:
        """Return the changes of an order, oldest first.

        Of those by which workers and tills sent it again only the last KEEP_ATTEMPTS are there.
        """
        pipe = self._client.pipeline(transaction=False)
        pipe.lrange(self._keys.history(order_id), 0, -1)
        pipe.lrange(self._keys.attempts(order_id), 0, -1)
        changes = [_CHANGE.decode(each) for raw in pipe.execute() for each in raw]
        return sorted(changes, key=lambda change: change.version)

    def save(
        self,
        decided: Sequence[tuple[OrderRecord | None, Decision, Command]],
        refused: Sequence[tuple[str, Outcome]] = (),
    ) -> list[Outcome | None]:
        """Save (record before, decision, command) each atomically, all in one round trip.

        Returns the outcome of each, or None where the order has moved on since it was read, or
        the command's id has an outcome by now. What was refused is kept by its command id too:
        asked again, it must not happen after all.
        """
        outcomes = [
            Outcome(result="done", version=decision.record.version, asked=command.asked)
            for _, decision, command in decided
        ]
        writes = [
            self._write(before, decision, command.command_id, outcome)
            for (before, decision, command), outcome in zip(decided, outcomes, strict=True)
        ]
        try:
            saved = self._execute(writes, refused)
        except NoScriptError:
            # A new server. Whatever was saved all the same is found as done when it is read again.
            self._client.script_load(_SAVE)
            saved = self._execute(writes, refused)
        return [
            outcome if done else None
            for outcome, done in zip(outcomes, saved[: len(outcomes)], strict=True)
        ]

    def _execute(
        self,
        writes: list[tuple[list[str], list[Argument]]],
        refused: Sequence[tuple[str, Outcome]],
    ) -> list[object]:
        """Send it all at once; redis-py's own Script would ask first whether the server has it."""
        pipe = self._client.pipeline(transaction=False)
        for keys, args in writes:
            pipe.evalsha(_SAVE_SHA, len(keys), *keys, *args)
        for command_id, outcome in refused:
            key = self._keys.command(command_id)
            pipe.set(key, msgspec.json.encode(outcome), ex=KEEP_OUTCOME_S, nx=True)
        found: list[object] = pipe.execute()
        return found

    def _write(
        self, before: OrderRecord | None, decision: Decision, command_id: str, outcome: Outcome
    ) -> tuple[list[str], list[Argument]]:
        record, change = decision.record, decision.change
        event = seal(
            change.type, self._source, record.order_id, OrderEvent(change=change, record=record)
        )
        keys = [
            self._keys.order(record.order_id),
            self._keys.history(record.order_id),
            self._keys.attempts(record.order_id),
            self._keys.events,
            self._keys.command(command_id),
        ]
        args: list[Argument] = [
            before.version if before else 0,
            record.version,
            msgspec.json.encode(record),
            msgspec.json.encode(change),
            event,
            msgspec.json.encode(outcome),
            KEEP_OUTCOME_S,
            int(change.type in _ATTEMPTS and change.by.kind is not ActorKind.BACK_OFFICE),
            KEEP_ATTEMPTS,
        ]
        index_keys, index_args = index_changes(self._keys, before, record)
        return keys + index_keys, args + index_args
