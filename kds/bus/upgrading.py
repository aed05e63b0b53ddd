"""From what an older kds has stored on a server to what this one reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
import redis

from kds.bus.indexes import index_entries
from kds.bus.keys import Keys
from kds.orders.record import OrderRecord
from kds.orders.ticket import READY_BOARD, TICKETS

BATCH = 50
"""Few, for each is written only if none of its orders has changed since it was read."""

Step = Callable[[redis.Redis, Keys], None]

_RECORD = msgspec.json.Decoder(OrderRecord)


def fill_lists(client: redis.Redis, keys: Keys) -> None:
    """Put every order that is listed into `accepted`, and into `refunds` where money is owed.

    Schema 1 had neither. Saving an order writes only what changes, so it would never come there.
    Doing it again, or at the same time, does no harm.
    """
    pipe = client.pipeline(transaction=True)
    for key in (keys.open, keys.closed):
        pipe.zrange(key, 0, -1)
    there = sorted({member.decode() for members in pipe.execute() for member in members})
    for start in range(0, len(there), BATCH):
        _fill(client, keys, there[start : start + BATCH], (keys.accepted, keys.refunds))


def _fill(client: redis.Redis, keys: Keys, order_ids: Sequence[str], wanted: Sequence[str]) -> None:
    watched = [keys.order(order_id) for order_id in order_ids]

    def write(pipe: Any) -> None:
        raw = [pipe.hget(key, "record") for key in watched]
        pipe.multi()
        for record in (_RECORD.decode(each) for each in raw if each):
            for (key, member), score in index_entries(keys, record).items():
                if key not in wanted:
                    continue
                if score is None:
                    pipe.sadd(key, member)
                else:
                    pipe.zadd(key, {member: score})

    client.transaction(write, *watched)


def fill_counter(client: redis.Redis, keys: Keys) -> None:
    """Put every order into the counter's sections, and let none expire: schema 2 had no archive."""
    prefix = keys.order("")
    there = sorted(key.decode() for key in client.scan_iter(f"{prefix}*", count=1000))
    boards = (keys.board(TICKETS), keys.board(READY_BOARD), keys.accepted)
    for start in range(0, len(there), BATCH):
        batch = there[start : start + BATCH]
        _fill(client, keys, [key.removeprefix(prefix) for key in batch], boards)
        pipe = client.pipeline(transaction=False)
        for key in batch:
            order_id = key.removeprefix(prefix)
            for kept in (key, keys.history(order_id), keys.attempts(order_id)):
                pipe.persist(kept)
        pipe.execute()


STEPS: Mapping[int, Step] = {1: fill_lists, 2: fill_counter}
"""Each leads from a schema to the next; killed anywhere, it is begun again at the next start."""
