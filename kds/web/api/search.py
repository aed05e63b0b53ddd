"""Finding orders by what people know of them: number, guest, phone, table, status, day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, NamedTuple, cast

from msgspec import Meta

from kds.archive.orders import OrderArchive
from kds.archive.sought import Sought
from kds.bus import presence
from kds.clock import millis, now
from kds.errors import InvalidInput
from kds.http.filters import STATUS
from kds.http.paging import from_cursor, queries, to_cursor
from kds.http.routes import Operation, Query, Who
from kds.orders.business_day import starts_at
from kds.orders.record import OrderRecord
from kds.web.api.orders import OrderList
from kds.web.api.told import in_short
from kds.web.asking import in_thread, the_web
from kds.web.context import Web

BATCH = 200
MOST_READ = 2000
"""How many orders one request looks at; a page may come back short, with `next`."""

LISTED = 50

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
"""Days that can be looked for; far beyond them times cannot be counted."""

Wanted = Annotated[str, Meta(min_length=1, max_length=120)]


class Position(NamedTuple):
    """When the order was accepted, in ms, and its id."""

    at_ms: float
    order_id: str


class Found(NamedTuple):
    """Orders that are looked for, the newest first; what comes before `cut` was not looked at."""

    orders: list[OrderRecord]
    cut: Position | None = None


def search(
    *,
    q: str | None,
    number: str | None,
    customer: str | None,
    phone: str | None,
    table: str | None,
    status: str | None,
    day: date | None,
    limit: int,
    after: str | None,
) -> OrderList:
    """Answer with orders, the newest first."""
    web = the_web()
    sought = Sought(q, number, customer, phone, table, status)
    times = _bounds(web, day)
    begin = from_cursor(after, Position) if after else None
    here = _on_the_server(web, sought, times, begin, limit)
    find = OrderArchive(web.archive).find
    low, high = times
    gone = in_thread(find, sought, low_ms=low, high_ms=high, after=begin, limit=limit)
    every = {each.order_id: each for each in (*gone, *here.orders)}
    found = sorted(every.values(), key=_position, reverse=True)
    if here.cut is not None:
        found = [each for each in found if _position(each) >= here.cut]
    shown = found[:limit]
    is_full = len(shown) == limit
    end = _position(shown[-1]) if is_full else here.cut
    screens = presence.read(web.client, web.keys, now())
    orders = [in_short(web, each, screens) for each in shown]
    return OrderList(orders, to_cursor(end) if end else None, web.settings.currency)


def _position(record: OrderRecord) -> Position:
    return Position(millis(record.order.accepted_at), record.order_id)


def _on_the_server(
    web: Web, sought: Sought, times: tuple[float, float], after: Position | None, limit: int
) -> Found:
    """Return what is looked for among the orders that are not archived yet."""
    found: list[OrderRecord] = []
    low, high = times
    high = high if after is None else min(high, after.at_ms)
    raw = web.client.zrange(
        web.keys.accepted,
        cast(Any, high),
        cast(Any, low),
        desc=True,
        byscore=True,
        withscores=True,
        offset=0,
        num=MOST_READ + BATCH,
    )
    there = [Position(score, name.decode()) for name, score in cast(list[tuple[bytes, float]], raw)]
    if after is not None:
        there = [each for each in there if each < after]
    for start in range(0, min(len(there), MOST_READ), BATCH):
        batch = [each.order_id for each in there[start : start + BATCH]]
        found += [each for each in web.kitchen.store.records(batch) if sought.fits(each)]
        if len(found) >= limit:
            return Found(found[:limit])
    return Found(found, there[MOST_READ - 1] if len(there) > MOST_READ else None)


def _bounds(web: Web, day: date | None) -> tuple[float, float]:
    """Return from when to when orders of a business day were accepted, in ms."""
    if day is None:
        return float("-inf"), float("inf")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise InvalidInput([("day", f"must be from {FIRST_DAY} to {LAST_DAY}")])
    cut_off = web.settings.day_cut_off
    begins, ends = (starts_at(each, web.zone, cut_off) for each in (day, day + timedelta(days=1)))
    return millis(begins), millis(ends) - 1


OPERATIONS = (
    Operation(
        "GET",
        "/api/v1/search",
        "orders.search",
        search,
        summary="Orders by number, guest, phone, table, status and business day, the newest first",
        who=Who.PEOPLE,
        answer=OrderList,
        query=(
            Query(
                "q", Wanted | None, "a number, the beginning of a name, a phone or a table", None
            ),
            Query("number", Wanted | None, "the number that people call out", None),
            Query("customer", Wanted | None, "beginnings of words of the name", None),
            Query("phone", Wanted | None, "the last digits of the phone, three at least", None),
            Query("table", Wanted | None, "the table", None),
            STATUS,
            Query("day", date | None, "only orders of this business day, in 2000 to 2199", None),
            *queries(LISTED),
        ),
    ),
)
