"""Finding orders by what people know of them: number, guest, phone, table, status, day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Annotated, Any, NamedTuple, cast

from msgspec import Meta

from kds.bus import presence
from kds.clock import millis, now
from kds.errors import InvalidInput
from kds.http.filters import STATUS
from kds.http.paging import from_cursor, queries, to_cursor
from kds.http.routes import Operation, Query, Who
from kds.orders.business_day import starts_at
from kds.orders.record import OrderRecord
from kds.orders.status import status
from kds.web.api.orders import OrderList
from kds.web.api.told import in_short
from kds.web.asking import the_web
from kds.web.context import Web

BATCH = 200
MOST_READ = 2000
"""How many orders one request looks at; a page may come back short, with `next`."""

LISTED = 50

LEAST_DIGITS = 3
WHOLE_PHONE = 7
"""A number of so many digits is whole, but for the code of its country."""

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
"""Days that can be looked for; far beyond them times cannot be counted."""

Wanted = Annotated[str, Meta(min_length=1, max_length=120)]


class Position(NamedTuple):
    """When the order was accepted, in ms, and its id."""

    at_ms: float
    order_id: str


class Sought(NamedTuple):
    """What is looked for; None where it does not matter."""

    q: str | None
    number: str | None
    customer: str | None
    phone: str | None
    table: str | None
    status: str | None

    def fits(self, record: OrderRecord) -> bool:
        """Tell whether an order is one that is looked for."""
        if self.status is not None and status(record).code != self.status:
            return False
        said = _known_of(record)
        if self.q is not None and not any(has(self.q, said[name]) for name, has in _HAS.items()):
            return False
        asked = ((name, getattr(self, name)) for name in _HAS)
        return all(_HAS[name](value, said[name]) for name, value in asked if value is not None)


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
    found: list[OrderRecord] = []
    position = from_cursor(after, Position) if after else None
    for each, there in _newest_first(web, day, position):
        position = there
        if each is not None and sought.fits(each):
            found.append(each)
            if len(found) == limit:
                break
    else:
        position = None
    screens = presence.read(web.client, web.keys, now())
    cursor = to_cursor(position) if position else None
    orders = [in_short(web, each, screens) for each in found]
    return OrderList(orders, cursor, web.settings.currency)


def _newest_first(
    web: Web, day: date | None, after: Position | None
) -> Iterator[tuple[OrderRecord | None, Position]]:
    """Yield orders from a position on; the last is None if there may be more than were read."""
    low, high = _bounds(web, day)
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
        batch = {each.order_id: each for each in there[start : start + BATCH]}
        for record in web.kitchen.store.records(batch):
            yield record, batch[record.order_id]
    if len(there) > MOST_READ:
        yield None, there[MOST_READ - 1]


def _bounds(web: Web, day: date | None) -> tuple[float, float]:
    """Return from when to when orders of a business day were accepted, in ms."""
    if day is None:
        return float("-inf"), float("inf")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise InvalidInput([("day", f"must be from {FIRST_DAY} to {LAST_DAY}")])
    cut_off = web.settings.day_cut_off
    begins, ends = (starts_at(each, web.zone, cut_off) for each in (day, day + timedelta(days=1)))
    return millis(begins), millis(ends) - 1


def _known_of(record: OrderRecord) -> dict[str, str]:
    order = record.order
    customer = order.customer
    return {
        "number": order.number,
        "customer": (customer.name if customer else None) or "",
        "phone": (customer.phone if customer else None) or "",
        "table": order.table or "",
    }


def _same(asked: str, said: str) -> bool:
    """Compare as people say it: `a 17` is A17."""
    return _plain(asked).replace(" ", "") == _plain(said).replace(" ", "") != ""


def _contains(asked: str, said: str) -> bool:
    return _plain(asked) in _plain(said)


def _same_digits(asked: str, said: str) -> bool:
    """Compare phones by their last digits: +358 40 … and 040 … are the same one."""
    wanted, there = _digits(asked), _digits(said)
    if len(wanted) < LEAST_DIGITS:
        return False
    own, other = wanted.lstrip("0"), there.lstrip("0")
    with_country = len(other) >= WHOLE_PHONE and own.endswith(other)
    return with_country or there.endswith(own) or wanted in there


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _digits(text: str) -> str:
    return "".join(each for each in text if each.isascii() and each.isdigit())


_HAS: dict[str, Callable[[str, str], bool]] = {
    "number": _same,
    "customer": _contains,
    "phone": _same_digits,
    "table": _same,
}

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
            Query("q", Wanted | None, "a number, a part of a name, a phone or a table", None),
            Query("number", Wanted | None, "the number that people call out", None),
            Query("customer", Wanted | None, "a part of the customer's name", None),
            Query("phone", Wanted | None, "digits of the phone, three at least", None),
            Query("table", Wanted | None, "the table", None),
            STATUS,
            Query("day", date | None, "only orders of this business day, in 2000 to 2199", None),
            *queries(LISTED),
        ),
    ),
)
