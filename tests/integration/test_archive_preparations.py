"""How long archived parts took: the database counts as we do, and has all that was archived."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from sqlalchemy import create_engine, delete, select, text, update

from kds.archive.database import Database
from kds.archive.orders import Kept, OrderArchive
from kds.archive.preparations import Asked, PreparationBook, Times
from kds.archive.schema import MIGRATIONS, WORDING, orders, preparations
from kds.orders import commands as c
from kds.orders.order import Customer, Service
from kds.orders.preparation import Ages
from kds.orders.preparation import preparations as made_of
from kds.orders.record import OfficeFact, OrderRecord
from kds.orders.report import Counted, Days, counted, figures_by_key
from tests.samples import BURGER, COLA, FRIES, MANAGER, T0, after, apply, ask, order

AGES = {"takeaway": Ages(240, 420), "dine-in": Ages(), "delivery": Ages(600, 900)}
AUTUMN = datetime(2026, 10, 25, 1, tzinfo=UTC)
"""When clocks in Helsinki are turned back, from four to three."""

ASKED = Asked(
    since=AUTUMN - timedelta(days=3),
    until=AUTUMN + timedelta(days=3),
    station=None,
    days=Days(ZoneInfo("Europe/Helsinki"), time(4, 10)),
    ages=AGES,
    ahead=timedelta(hours=2),
)
"""Three business days before and after it, with an odd cut-off."""


@pytest.fixture
def archived(archive: Database) -> OrderArchive:
    """Give an empty archive of orders."""
    return OrderArchive(archive)


@pytest.fixture
def book(archive: Database) -> PreparationBook:
    """Give what is known there of preparations."""
    return PreparationBook(archive)


def record_of(number: int, since: datetime, *ready_s: float, **facts: object) -> OrderRecord:
    """Return an order whose parts were ready so many seconds after it came."""
    order_id = f"A-{number}"
    lines = (BURGER, replace(BURGER, line_id="L9", product="Ma\0kkara"), FRIES, COLA)
    sent = order(*lines, order_id=order_id, number=f"A{number}", accepted_at=since, **facts)
    commands = [
        ask(c.MarkPartReady, s, order_id=order_id, station=station)
        for s, station in zip(ready_s, ("grill", "fryer", "bar"), strict=False)
    ]
    record = after(apply(sent), *commands)
    # Times are moved as a whole, to when the order came.
    parts = {
        name: replace(
            part,
            since=since,
            cooking=replace(
                part.cooking,
                ready_at=part.cooking.ready_at and part.cooking.ready_at - T0 + since,
            ),
        )
        for name, part in record.parts.items()
    }
    return replace(record, parts=parts)


def some(count: int) -> list[OrderRecord]:
    """Return orders of all kinds around the night when clocks are turned."""
    chance = random.Random(7)
    found = []
    for number in range(count):
        since = AUTUMN + timedelta(seconds=chance.randrange(-4 * 86400, 4 * 86400))
        took = [chance.choice((30, 239, 240, 299, 300, 480, 900, 9000)) for _ in range(3)]
        due = chance.choice((None, 240, 600, 7200, 7201, 86400))
        service = chance.choice(list(Service))
        due_at = None if due is None else since + timedelta(seconds=due)
        found.append(record_of(number, since, *took, service=service, due_at=due_at))
    return found


def put(archived: OrderArchive, records: Iterable[OrderRecord]) -> None:
    archived.put([Kept(each, (), each.updated_at) for each in records])


def by_hand(records: Iterable[OrderRecord], asked: Asked = ASKED) -> dict[str, list[Counted]]:
    """Return what the database must count, counted without it."""
    parts = [
        each
        for record in records
        for each in made_of(record)
        if asked.since <= each.since < asked.until
        and asked.station in (None, each.station)
        and record.order_id not in asked.elsewhere
    ]

    def count(key: object, part: object) -> Counted:
        return counted(part, key, asked.ages, asked.ahead)  # type: ignore[arg-type]

    return {
        "by_station": [count(part.station, part) for part in parts],
        "by_product": [
            count(each.replace("\0", ""), part) for part in parts for each in part.products
        ],
        "by_hour": [count(asked.days.hour(part), part) for part in parts],
        "by_day": [count(asked.days.day(part), part) for part in parts],
    }


def same(times: Times, expected: dict[str, list[Counted]]) -> None:
    for name, rows in expected.items():
        assert figures_by_key(getattr(times, name)) == figures_by_key(rows), name


def test_the_database_counts_as_the_program_does(
    archived: OrderArchive, book: PreparationBook
) -> None:
    records = some(200)
    put(archived, records)

    times = book.times(ASKED)
    same(times, by_hand(records))
    assert len({each.key for each in times.by_day}) == 6
    for asked in (
        ASKED._replace(station="bar"),
        ASKED._replace(elsewhere=frozenset({"A-3", "A-5", "never here"})),
        ASKED._replace(since=AUTUMN, until=AUTUMN + timedelta(hours=5)),
    ):
        same(book.times(asked), by_hand(records, asked))


def test_parts_are_listed_one_by_one(archived: OrderArchive, book: PreparationBook) -> None:
    first, second = record_of(1, AUTUMN, 60.4, 90), record_of(2, AUTUMN - timedelta(hours=1), 30)
    put(archived, [first, second])

    found = book.parts(ASKED)

    assert [(each.number, each.made.station, each.made.took_s) for each in found] == [
        ("A2", "grill", 30),
        ("A1", "fryer", 90),
        ("A1", "grill", 60),
    ]
    assert found[0].made.products == ("Burger", "Makkara")
    assert book.parts(ASKED._replace(station="fryer")) == [found[1]]


def test_a_later_version_replaces_what_was_counted(
    archived: OrderArchive, book: PreparationBook
) -> None:
    put(archived, [record_of(1, AUTUMN, 60)])
    later = replace(record_of(1, AUTUMN, 500, 100), version=20)
    put(archived, [later])
    put(archived, [later])

    same(book.times(ASKED), by_hand([later]))


def test_erasing_a_customer_takes_no_time_away(
    archived: OrderArchive, book: PreparationBook, archive: Database
) -> None:
    record = record_of(1, AUTUMN, 60, customer=Customer("Aino", "+358401234567"))
    put(archived, [record])
    without = replace(
        record,
        version=record.version + 1,
        order=replace(record.order, customer=None),
        erased=OfficeFact(T0, MANAGER),
    )
    put(archived, [without])

    same(book.times(ASKED), by_hand([record]))
    with archive.reading() as db:
        assert "Aino" not in str(db.execute(select(preparations)).all())


def test_orders_archived_before_are_counted_bit_by_bit(
    archived: OrderArchive, book: PreparationBook, archive: Database
) -> None:
    records = some(25)
    put(archived, records)
    with archive.writing() as db:
        db.execute(delete(preparations))
        db.execute(update(orders).values(counted=0))
    assert book.times(ASKED).uncounted == 25

    assert archived.count_preparations(10) == 10
    # One that comes again meanwhile is counted as it is put in.
    put(archived, [replace(records[0], version=99), replace(records[24], version=99)])
    while archived.count_preparations(10):
        pass

    times = book.times(ASKED)
    assert times.uncounted == 0
    same(times, by_hand(records))


def test_an_archive_of_the_first_schema_is_taken_further(archive_url: str) -> None:
    engine = create_engine(archive_url.replace("postgresql:", "postgresql+psycopg:", 1))
    if engine.dialect.name == "sqlite":
        Path(engine.url.database or "").parent.mkdir(parents=True)
    record = record_of(1, AUTUMN, 60)
    with engine.begin() as db:
        db.execute(text("CREATE TABLE archive_schema (version INTEGER NOT NULL)"))
        for statement in MIGRATIONS[0].format(**WORDING[engine.dialect.name]).split(";"):
            if statement.strip():
                db.exec_driver_sql(statement)
        db.execute(text("INSERT INTO archive_schema (version) VALUES (1)"))
    engine.dispose()

    database = Database(archive_url)
    put(OrderArchive(database), [record])

    same(PreparationBook(database).times(ASKED), by_hand([record]))
    assert database.version() == len(MIGRATIONS)
    database.close()
