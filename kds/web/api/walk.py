"""Walking the kitchen's orders in the sequence of their lists, from any position on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, cast

from kds.http.paging import from_cursor
from kds.orders.record import OrderRecord
from kds.web.context import Web

BATCH = 200


class Position(NamedTuple):
    """Closed (0) before open (1), then by the list's time, then by id."""

    list: int
    time: float
    order_id: str


class Walked(NamedTuple):
    """An order, and where in the sequence it stands."""

    position: Position
    record: OrderRecord


def walk(web: Web, after: str | None, *, closed_too: bool) -> Iterator[Walked]:
    """Yield orders after a cursor, a batch at a time, so that a short list reads little."""
    begin = from_cursor(after, Position) if after else None
    keys = [web.keys.closed, web.keys.open] if closed_too else [web.keys.open]
    found: dict[str, Position] = {}
    for key in keys:
        for name, score in scored(web, key):
            found.setdefault(name, Position(int(key == web.keys.open), score, name))
    names = [name for name, there in found.items() if begin is None or there > begin]
    for start in range(0, len(names), BATCH):
        for record in web.kitchen.store.records(names[start : start + BATCH]):
            yield Walked(found[record.order_id], record)


def members(web: Web, key: str) -> list[str]:
    """Return the order ids in one sorted set, lowest score first."""
    return [name for name, _ in scored(web, key)]


def latest(web: Web, key: str, count: int) -> list[str]:
    """Return so many order ids of one sorted set, those of the highest score; the highest last."""
    found = cast(list[bytes], web.client.zrange(key, -count, -1))
    return [raw.decode() for raw in found]


def scored(web: Web, key: str) -> list[tuple[str, float]]:
    """Return the order ids in one sorted set with their scores, lowest first."""
    found = cast(list[tuple[bytes, float]], web.client.zrange(key, 0, -1, withscores=True))
    return [(raw.decode(), score) for raw, score in found]
