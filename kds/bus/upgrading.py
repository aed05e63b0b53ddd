"""From what an older kds has stored on a server to what this one reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
import redis

from kds.bus.indexes import index_entries
from kds.bus.keys import Keys
from kds.orders.record import OrderRecord

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
        _fill(client, keys, there[start : start + BATCH])


def _fill(client: redis.Redis, keys: Keys, order_ids: Sequence[str]) -> None:
    watched = [keys.order(order_id) for order_id in order_ids]

    def write(pipe: Any) -> None:
        raw = [pipe.hget(key, "record") for key in watched]
        pipe.multi()
        for record in (_RECORD.decode(each) for each in raw if each):
            entries = index_entries(keys, record)
            for key in (keys.accepted, keys.refunds):
                if (score := entries.get((key, record.order_id))) is not None:
                    pipe.zadd(key, {record.order_id: score})

    client.transaction(write, *watched)


STEPS: Mapping[int, Step] = {1: fill_lists}
"""Each leads from a schema to the next; killed anywhere, it is begun again at the next start."""
