"""How long the parts of archived orders took, counted by the database: no order is read for it.

There is no personal data in it, so it stays as it is when a customer is erased.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    case,
    delete,
    func,
    insert,
    literal,
    null,
    select,
)

from kds.archive.database import Database, batches
from kds.archive.schema import orders
from kds.archive.schema import preparations as table
from kds.clock import from_millis, millis
from kds.orders.order import Service
from kds.orders.preparation import Ages, Preparation, preparations
from kds.orders.record import OrderRecord
from kds.orders.report import Counted, Days

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
EPOCH = date(1970, 1, 1)


class Asked(NamedTuple):
    """Which parts a report is about, and by which rules it counts.

    Those that came from `since` on and before `until`, of one station if one is given. `elsewhere`
    are orders that are not to be counted here.
    """

    since: datetime
    until: datetime
    station: str | None
    days: Days
    ages: Mapping[str, Ages]
    ahead: timedelta
    elsewhere: frozenset[str] = frozenset()


class Times(NamedTuple):
    """The parts of a report, counted by each of its keys; `uncounted` orders are still missing."""

    by_station: list[Counted]
    by_product: list[Counted]
    by_hour: list[Counted]
    by_day: list[Counted]
    uncounted: int = 0


class PartMade(NamedTuple):
    """One part as a report lists it, with the number of its order."""

    number: str
    made: Preparation


def rows_of(record: OrderRecord) -> list[dict[str, Any]]:
    """Return what is kept of an order's parts."""
    return [row for made in preparations(record) for row in _rows(made)]


def _rows(made: Preparation) -> Iterator[dict[str, Any]]:
    # PostgreSQL has no text with a zero byte.
    products = dict.fromkeys(product.replace("\0", "") for product in made.products)
    for product in ("", *products):
        yield {
            "order_id": made.order_id,
            "station": made.station,
            "product": product,
            "service": made.service.value,
            "since_ms": millis(made.since),
            "ready_ms": millis(made.ready_at),
            "held_s": made.held_s,
            "took_s": made.took_s,
            "promised_ms": None if made.promised_at is None else millis(made.promised_at),
            "over_s": made.over_s,
        }


def keep(
    db: Connection, order_id: str, before: Sequence[dict[str, Any]], now: list[dict[str, Any]]
) -> None:
    """Write what is kept of an order's parts, unless it is as it was."""
    if before == now:
        return
    if before:
        db.execute(delete(table).where(table.c.order_id == order_id))
    if now:
        db.execute(insert(table), now)


class PreparationBook:
    """The preparations in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def times(self, asked: Asked) -> Times:
        """Return the parts that are asked for, counted."""
        local_ms = table.c.since_ms + _offset_ms(asked)
        cut_off = asked.days.cut_off
        cut_ms = (cut_off.hour * 3600 + cut_off.minute * 60 + cut_off.second) * 1000
        with self._database.reading() as db:
            return Times(
                by_station=_counted(db, asked, table.c.station),
                by_product=_counted(db, asked, table.c.product, of_products=True),
                by_hour=_counted(db, asked, local_ms // HOUR_MS % 24),
                by_day=[
                    each._replace(key=EPOCH + timedelta(days=int(str(each.key))))
                    for each in _counted(db, asked, (local_ms - cut_ms) // DAY_MS)
                ],
                uncounted=db.execute(
                    select(func.count()).select_from(orders).where(orders.c.counted == 0)
                ).scalar_one(),
            )

    def parts(self, asked: Asked) -> list[PartMade]:
        """Return each part that is asked for, the first first."""
        wanted = (
            select(table, orders.c.number)
            .join(orders, orders.c.order_id == table.c.order_id)
            .order_by(table.c.since_ms, table.c.order_id, table.c.station, table.c.product)
        )
        found: dict[tuple[str, str], PartMade] = {}
        products: dict[tuple[str, str], list[str]] = {}
        with self._database.reading() as db:
            away = _here(db, asked.elsewhere)
            for row in db.execute(wanted.where(*_where(asked, away, table.c.product == ""))):
                found[row.order_id, row.station] = PartMade(row.number, _made(row))
            for row in db.execute(wanted.where(*_where(asked, away, table.c.product != ""))):
                products.setdefault((row.order_id, row.station), []).append(row.product)
        return [
            each._replace(made=replace(each.made, products=tuple(products.get(place, ()))))
            for place, each in found.items()
        ]


def _counted(
    db: Connection, asked: Asked, key: ColumnElement[Any], *, of_products: bool = False
) -> list[Counted]:
    """Return how many parts, or products, took how many seconds, by a key."""
    which = table.c.product != "" if of_products else table.c.product == ""
    ahead_ms = asked.ahead // timedelta(milliseconds=1)
    # Nothing is compared with null: what was agreed for nothing is no plan.
    planned = func.coalesce(table.c.promised_ms, 0) - table.c.since_ms > ahead_ms
    each = (
        select(
            key.label("key"),
            case((planned, null()), else_=table.c.took_s).label("took_s"),
            table.c.over_s,
            _of_service(asked, "hurry_s").label("hurry_s"),
            _of_service(asked, "late_s").label("late_s"),
        )
        .where(*_where(asked, _here(db, asked.elsewhere), which))
        .subquery()
        .c
    )
    soon = (each.took_s >= each.hurry_s) & (each.took_s < each.late_s)
    found = db.execute(
        select(
            each.key,
            each.took_s,
            func.count(),
            func.count(each.over_s),
            _how_many(each.over_s <= 0),
            func.sum(case((each.over_s > 0, each.over_s), else_=0)),
            _how_many(soon),
            _how_many(each.took_s >= each.late_s),
        ).group_by(each.key, each.took_s)
    )
    return [Counted._make(row) for row in found]


def _how_many(fits: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((fits, 1), else_=0))


def _of_service(asked: Asked, name: str) -> ColumnElement[int]:
    """Return an age in seconds, which is another one for each service."""
    ages = {service: getattr(steps, name) for service, steps in asked.ages.items()}
    return case(ages, value=table.c.service, else_=getattr(Ages(), name))


def _where(
    asked: Asked, elsewhere: Collection[str], which: ColumnElement[bool]
) -> list[ColumnElement[bool]]:
    since, until = millis(asked.since), millis(asked.until)
    where = [which, table.c.since_ms >= since, table.c.since_ms < until]
    if asked.station is not None:
        where.append(table.c.station == asked.station)
    if elsewhere:
        where.append(table.c.order_id.not_in(elsewhere))
    return where


def _here(db: Connection, order_ids: frozenset[str]) -> list[str]:
    """Return those of the orders that are here: few are on the server as well."""
    wanted = select(table.c.order_id).distinct()
    return [
        order_id
        for batch in batches(sorted(order_ids))
        for order_id in db.execute(wanted.where(table.c.order_id.in_(batch))).scalars()
    ]


def _offset_ms(asked: Asked) -> ColumnElement[int]:
    """Return what is to be added to a time to have that of the restaurant's clock."""
    zone, at = asked.days.zone, asked.since
    turns: list[tuple[ColumnElement[bool], int]] = []
    while at < asked.until:
        next_day = at + timedelta(days=1)
        if _offset(at, zone) != _offset(next_day, zone):
            turn = _turn(at, next_day, zone)
            turns.append((table.c.since_ms < millis(turn), _offset(at, zone)))
        at = next_day
    last = literal(_offset(at, zone), BigInteger)
    return case(*turns, else_=last) if turns else last


def _turn(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """Return when the clocks are turned, between two times that they tell differently."""
    before = _offset(low, zone)
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        if _offset(middle, zone) == before:
            low = middle
        else:
            high = middle
    return high.replace(second=0, microsecond=0)


def _offset(at: datetime, zone: ZoneInfo) -> int:
    return (at.astimezone(zone).utcoffset() or timedelta()) // timedelta(milliseconds=1)


def _made(row: Any) -> Preparation:
    return Preparation(
        order_id=row.order_id,
        station=row.station,
        service=Service(row.service),
        products=(),
        since=from_millis(row.since_ms),
        ready_at=from_millis(row.ready_ms),
        held_s=row.held_s,
        promised_at=from_millis(row.promised_ms),
    )
