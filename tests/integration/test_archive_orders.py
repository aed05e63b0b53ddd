"""Closed orders in the archive: kept once and for all, found as people look for them, erased."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import event, func, select

from kds.archive.database import Database, sqlite_url
from kds.archive.orders import Counts, Kept, OrderArchive
from kds.archive.reminders import Reminder, ReminderBook
from kds.archive.schema import words
from kds.archive.sought import Sought
from kds.clock import millis
from kds.orders.events import Change
from kds.orders.order import Customer
from kds.orders.part import Actor, ActorKind
from kds.orders.pickup import Pickup
from kds.orders.record import OfficeFact, OrderRecord
from kds.orders.text import Text, TextKind, TextState
from tests.samples import MANAGER, T0
from tests.specimens import WAYS

EVER: dict[str, Any] = {"low_ms": float("-inf"), "high_ms": float("inf"), "after": None}
PHONE = "+358401234567"
RECORDS = {code: next(iter(ways.values()))().record for code, ways in WAYS.items()}


@pytest.fixture
def orders(archive: Database) -> OrderArchive:
    """Give an empty archive of orders."""
    return OrderArchive(archive)


def made(
    order_id: str = "A-1", minutes: int = 0, code: str = "COMPLETED", version: int = 9, **facts: Any
) -> OrderRecord:
    """Return an order in a status, accepted so many minutes after T0."""
    record = RECORDS[code]
    given = {"order_id": order_id, "accepted_at": T0 + timedelta(minutes=minutes)} | facts
    return replace(record, order=replace(record.order, **given), version=version)


def kept(record: OrderRecord, *versions: int, closed_at: datetime | None = None) -> Kept:
    """Return an order with these steps of its history."""
    by = Actor(ActorKind.TILL, "A")
    steps = (
        Change("kds.order.applied.v1", record.order_id, version, T0, by, "COMPLETED")
        for version in versions
    )
    return Kept(record, tuple(steps), closed_at or record.order.accepted_at + timedelta(hours=1))


def text(text_id: str, to: str = PHONE, **facts: Any) -> Text:
    """Return a text that waits."""
    return Text(text_id, TextKind.REMINDER, to, "Time for a service", T0, MANAGER, T0, **facts)


def ids(found: list[OrderRecord]) -> list[str]:
    """Return the ids of orders."""
    return [each.order_id for each in found]


def test_what_was_put_is_returned_as_it_was(orders: OrderArchive) -> None:
    given = [kept(made(f"A-{code}", code=code), 1, 2) for code in RECORDS]

    orders.put(given)

    assert orders.get([each.record.order_id for each in given] + ["A-none"]) == {
        each.record.order_id: each for each in given
    }


def test_putting_twice_changes_nothing(orders: OrderArchive, archive: Database) -> None:
    given = [kept(made(customer=Customer("Anna Mäki", PHONE), table="7"), 1, 2)]
    orders.put(given)
    before = _indexed(archive)

    orders.put(given)
    orders.put(given * 2)

    assert orders.get(["A-1"]) == {"A-1": given[0]}
    assert _indexed(archive) == before > 10


def _indexed(archive: Database) -> int:
    with archive.reading() as db:
        return db.execute(select(func.count()).select_from(words)).scalar_one()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["old first", "new first"])
def test_the_newer_version_stays_and_histories_are_joined(
    orders: OrderArchive, order: tuple[int, int]
) -> None:
    old = kept(made(version=3, table="1"), 1, 2, 3)
    new = kept(made(version=5, table="2"), 3, 4, 5, closed_at=T0 + timedelta(days=1))

    for which in order:
        orders.put([(old, new)[which]])

    there = orders.get(["A-1"])["A-1"]
    assert (there.record, there.closed_at) == (new.record, new.closed_at)
    assert [step.version for step in there.history] == [1, 2, 3, 4, 5]
    assert orders.find(Sought(table="1"), **EVER, limit=9) == []
    assert orders.find(Sought(table="2"), **EVER, limit=9) == [new.record]


def test_an_order_that_cannot_be_kept_keeps_none_of_its_batch(orders: OrderArchive) -> None:
    broken = replace(made("A-2"), order=replace(made().order, order_id=None))  # type: ignore[arg-type]

    with pytest.raises(Exception, match=r"."):
        orders.put([kept(made("A-1")), kept(broken)])

    assert orders.get(["A-1"]) == {}


KILLED = """
import os, signal, sys
import msgspec
from kds.archive import orders
from kds.archive.database import Database, sqlite_url
from kds.archive.orders import Kept, OrderArchive
store = orders._store
def killed(db, before, after):
    store(db, before, after)
    if after["order_id"] == "A-2":
        os.kill(os.getpid(), signal.SIGKILL)
orders._store = killed
given = msgspec.json.decode(sys.stdin.buffer.read(), type=list[Kept])
OrderArchive(Database(sys.argv[1])).put(given)
"""


def test_killed_in_between_all_is_as_before_and_can_be_done_again(
    orders: OrderArchive, archive_url: str
) -> None:
    given = [kept(made(f"A-{each}"), 1) for each in range(4)]
    orders.put(given[:1])

    done = subprocess.run(
        [sys.executable, "-c", KILLED, archive_url],
        input=msgspec.json.encode(given),
        check=False,
        timeout=60,
    )
    assert done.returncode == -9
    assert orders.get([f"A-{each}" for each in range(4)]).keys() == {"A-0"}

    orders.put(given)

    assert len(orders.find(Sought(), **EVER, limit=9)) == 4


def test_the_newest_accepted_come_first_page_by_page(orders: OrderArchive) -> None:
    # Several of one millisecond: only their ids tell them apart, capitals before small letters.
    names = ["A-1", "a-1", "B-1", "Z-9", "b-2", "A-10"]
    given = [made(name, minutes=place // 3, number="A1") for place, name in enumerate(names)]
    orders.put([kept(each) for each in given])
    expected = ids(sorted(given, key=lambda each: (each.order.accepted_at, each.order_id)))[::-1]

    for sought in (Sought(), Sought(number="a 1"), Sought(q="a1", status="COMPLETED")):
        seen: list[str] = []
        after: tuple[float, str] | None = None
        while page := orders.find(sought, **EVER | {"after": after}, limit=2):
            seen += ids(page)
            after = (float(millis(page[-1].order.accepted_at)), page[-1].order_id)
        assert seen == expected


def test_a_day_is_from_its_first_to_its_last_millisecond(orders: OrderArchive) -> None:
    orders.put([kept(made(f"A-{each}", minutes=each)) for each in range(5)])
    low, high = (millis(T0 + timedelta(minutes=each)) for each in (1, 3))

    for sought in (Sought(), Sought(status="COMPLETED"), Sought(q="A1", status="COMPLETED")):
        found = orders.find(sought, low_ms=low, high_ms=high, after=None, limit=9)
        assert ids(found) == ["A-3", "A-2", "A-1"]


ASKED = [
    {"number": "a 2"},
    {"customer": "virt"},
    {"customer": "anna virtanen"},
    {"phone": "567"},
    {"phone": "040 1234567"},
    {"table": "3"},
    {"q": "3"},
    {"q": "mat"},
    {"q": "+358401234567"},
    {"q": "nobody"},
    {"phone": "12"},
    {"status": "PARKED"},
    {"status": "COMPLETED", "customer": "matti"},
    {"q": "virtanen", "status": "VOIDED", "table": "0"},
]


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_the_index_finds_what_fits_and_nothing_else(
    orders: OrderArchive, asked: dict[str, str]
) -> None:
    people = [Customer("Anna Virtanen", PHONE), Customer("Matti Mäki", "0505550567"), None]
    given = [
        made(f"A-{n}", n, code=code, number=f"A{n % 5}", customer=who, table=str(n % 4))
        for n, (who, code) in enumerate(product(people, RECORDS))
    ]
    orders.put([kept(each) for each in given])
    sought = Sought(**asked)
    expected = ids([each for each in reversed(given) if sought.fits(each)])

    assert ids(orders.find(sought, **EVER, limit=100)) == expected
    assert bool(expected) is (asked not in ({"q": "nobody"}, {"phone": "12"}))


def test_a_search_reads_the_index_alone(tmp_path: Path) -> None:
    """Of SQLite, because PostgreSQL goes by what it has counted and not by the query alone."""
    archive = Database(sqlite_url(tmp_path / "archive.sqlite"))
    orders = OrderArchive(archive)
    asked: list[tuple[str, Any]] = []
    with archive.reading() as db:
        event.listen(
            db.engine, "before_cursor_execute", lambda *told: asked.append((told[2], told[3]))
        )
    orders.find(Sought(customer="an vi", q="7", status="COMPLETED"), **EVER, limit=9)
    orders.find(Sought(number="7"), **EVER | {"after": (5.0, "A")}, limit=9)
    orders.find(Sought(), **EVER | {"after": (5.0, "A")}, limit=9)
    searches = [each for each in asked if "LIMIT" in each[0]]
    assert len(searches) > 5

    with archive.reading() as db:
        for sql, values in searches:
            plan = [row[3] for row in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
            tables = [step for step in plan if "subquery" not in step and "anon_" not in step]
            assert [step for step in tables if step.startswith("SEARCH")], (sql, plan)
            assert not [step for step in tables if step.startswith("SCAN")], (sql, plan)
            assert not [step for step in plan if "TEMP B-TREE" in step], (sql, plan)


def test_an_erased_customer_is_found_no_more(orders: OrderArchive, archive: Database) -> None:
    sent = text("t1", "+358500000001", state=TextState.SENT)
    record = replace(made(customer=Customer("Anna Mäki", PHONE)), texts=(sent,))
    orders.put([kept(record, 9)])
    assert orders.order_ids_of(PHONE) == orders.order_ids_of("+358500000001") == ["A-1"]

    erased = replace(
        record,
        version=10,
        order=replace(record.order, customer=None),
        texts=(replace(sent, to="", words=""),),
        erased=OfficeFact(T0, MANAGER),
    )
    orders.put([kept(erased, 10)])
    orders.put([kept(record, 9)])

    assert orders.get(["A-1"])["A-1"].record == erased
    assert orders.find(Sought(customer="anna"), **EVER, limit=9) == []
    assert orders.find(Sought(phone="567"), **EVER, limit=9) == []
    assert orders.order_ids_of(PHONE) == orders.order_ids_of("+358500000001") == []
    assert orders.counts().with_customers == 0
    assert ids(orders.find(Sought(), **EVER, limit=9)) == ["A-1"]


def test_nothing_of_an_erased_customer_is_left_in_the_files(tmp_path: Path) -> None:
    archive = Database(sqlite_url(tmp_path / "archive.sqlite"))
    orders = OrderArchive(archive)
    anna = Customer("Annastiina Erikoinen", PHONE)
    given = [made(f"A-{each}", version=1, customer=anna) for each in range(50)]
    orders.put([kept(each) for each in given])
    assert any(b"nnastiina" in file.read_bytes() for file in tmp_path.iterdir())

    bare = [replace(each, version=2, order=replace(each.order, customer=None)) for each in given]
    orders.put([kept(each) for each in bare])
    archive.settle()

    for file in tmp_path.iterdir():
        said = file.read_bytes().lower()
        assert not [word for word in (b"annas", b"eriko", b"3584012") if word in said], file
    archive.close()


def test_the_orders_of_a_customer_are_those_with_the_phone_in_any_form(
    orders: OrderArchive,
) -> None:
    phones = [PHONE, "040 123 4567", "00358401234567", "0401234568", "4567", None]
    orders.put(
        [kept(made(f"A-{n}", customer=Customer("Anna", each))) for n, each in enumerate(phones)]
    )

    assert orders.order_ids_of(PHONE) == ["A-0", "A-1", "A-2"]
    assert orders.order_ids_of("0401234567") == ["A-0", "A-1", "A-2"]
    assert orders.order_ids_of("4567") == ["A-4"]
    assert orders.order_ids_of("") == []


def test_orders_that_name_a_customer_are_listed_once_they_are_old(orders: OrderArchive) -> None:
    anna = Customer("Anna")
    bare = made("A-5")
    orders.put(
        [
            kept(made("A-1", customer=anna), closed_at=T0 + timedelta(days=2)),
            kept(made("A-2", customer=Customer(None, PHONE)), closed_at=T0 + timedelta(days=1)),
            kept(made("A-3", customer=anna), closed_at=T0 + timedelta(days=3)),
            kept(made("A-4", customer=Customer()), closed_at=T0),
            kept(bare, closed_at=T0),
            kept(replace(made("A-6"), texts=(text("t6"),)), closed_at=T0),
            kept(replace(made("A-7"), pickup=Pickup(collected_name="Otto")), closed_at=T0),
        ]
    )
    at = T0 + timedelta(days=3)

    assert orders.with_customers_closed_before(at, 9) == ["A-6", "A-7", "A-2", "A-1"]
    assert orders.with_customers_closed_before(at, 1) == ["A-6"]
    assert orders.counts() == Counts(orders=7, with_customers=5)


@pytest.mark.parametrize(
    ("state", "days", "is_listed"),
    [
        (TextState.SENT, 4, True),
        (TextState.SENT, 6, False),
        (TextState.QUEUED, 4, False),
        (TextState.QUEUED, 400, False),
        (TextState.CANCELLED, 400, True),
    ],
)
def test_a_customer_is_not_forgotten_before_the_last_reminder(
    orders: OrderArchive, archive: Database, state: TextState, days: int, is_listed: bool
) -> None:
    orders.put([kept(made(customer=Customer("Anna", PHONE)), closed_at=T0)])
    due = replace(text("r1", state=state), send_at=T0 + timedelta(days=days))
    ReminderBook(archive).file([Reminder("r1", "A-1", "A1", "Anna", due)])

    found = orders.with_customers_closed_before(T0 + timedelta(days=5), 9)

    assert found == (["A-1"] if is_listed else [])


def test_signs_that_sql_knows_are_only_signs(orders: OrderArchive) -> None:
    nasty = "';--%_\\\0"
    record = made(number=f"7{nasty}", table=nasty, customer=Customer(f"O{nasty}Brien", PHONE))
    orders.put([kept(record)])

    assert orders.find(Sought(number=f"7{nasty}"), **EVER, limit=9) == [record]
    assert orders.find(Sought(table=nasty), **EVER, limit=9) == [record]
    assert orders.find(Sought(customer="%"), **EVER, limit=9) == []
    assert orders.find(Sought(q="brien"), **EVER, limit=9) == [record]


def test_nothing_is_asked_of_no_orders(orders: OrderArchive) -> None:
    orders.put([])

    assert orders.get([]) == {}
    assert orders.find(Sought(q="a"), **EVER, limit=9) == []
