"""Customers on the till's disk: learnt with their orders, found again, forgotten and erased."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from msgspec.structs import replace

from kds.bus.erasing import digest_of
from kds.clock import now
from kds.orders.decide.texting import without_customer
from kds.orders.order import Customer
from kds.orders.part import Actor, ActorKind
from kds.orders.record import OfficeFact, OrderRecord
from kds.orders.selling.deeds import Change
from kds.orders.text import Text, TextKind
from kds.settings.model import Settings
from kds.till.accept import Intake
from kds.till.cashier import Cashier, Request
from kds.till.customers import Customers
from kds.till.disk import MIGRATIONS, Disk
from kds.till.guard import POS_SOFTWARE
from kds.till.ledger import Heard, Ledger
from kds.till.outbox import Outbox
from kds.till.revising import Revising

MANAGER = Actor(ActorKind.BACK_OFFICE, "mari", "Mari")
WORKER = Actor(ActorKind.WORKER, "sweep")
GRACE, PHONE = "Grace Hopper", "+358 40 123 4567"


class Till(NamedTuple):
    """The parts of a till that know customers."""

    disk: Disk
    outbox: Outbox
    ledger: Ledger
    intake: Intake
    cashier: Cashier
    customers: Customers

    def take(self, name: str | None, phone: str | None, **fields: Any) -> str:
        customer = {"name": name, "phone": phone}
        line = {"product": "Burger", "quantity": 1}
        order = {"service": "takeaway", "lines": [line], "customer": customer, **fields}
        return self.intake.accept(json.dumps(order).encode(), uuid4().hex).answer.order_id

    def change(self, order_id: str, **fields: Any) -> None:
        asked = Request(order_id, POS_SOFTWARE, None, lambda _: None)
        self.cashier.do(asked, Change(**fields))

    def found(self, sought: str) -> list[tuple[str | None, str]]:
        return [(each.name, each.phone) for each in self.customers.find(sought)]

    def customer(self, order_id: str) -> Customer | None:
        kept = self.ledger.order(order_id)
        assert kept is not None
        return kept.order.customer

    def record(self, order_id: str) -> OrderRecord:
        """Return an order as the kitchen knows it, with a text to its customer."""
        kept, at = self.ledger.order(order_id), now()
        assert kept is not None
        text = Text("t1", TextKind.READY, PHONE, f"{GRACE}: ready", at, MANAGER, at)
        return OrderRecord(kept.order, "A", 1, at, at, texts=(text,))

    def hear_erased(self, order_id: str, by: Actor = MANAGER, version: int = 2) -> None:
        record = replace(self.record(order_id), version=version)
        erased = without_customer(replace(record, erased=OfficeFact(now(), by)))
        self.ledger.hear(Heard(f"{version}-0", [erased]))

    def everything(self) -> str:
        """Return every row of every table, as it lies on the disk."""
        db = self.disk.reader()
        tables = [row["name"] for row in db.execute("SELECT name FROM sqlite_schema")]
        rows = [
            tuple(row)
            for table in tables
            if db.execute(
                "SELECT 1 FROM sqlite_schema WHERE type='table' AND name=?", (table,)
            ).fetchone()
            for row in db.execute(f"SELECT * FROM {table}")  # noqa: S608
        ]
        return str(rows)


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A till on a disk of its own."""
    disk, settings = Disk(tmp_path / "till.sqlite"), Settings()
    outbox = Outbox(disk, "A", "main")
    revising = Revising(outbox, settings.policy())
    yield Till(
        disk,
        outbox,
        Ledger(disk, outbox, revising),
        Intake(outbox, settings),
        Cashier(outbox, revising, settings),
        Customers(disk, kept_days=90),
    )
    disk.close()


@pytest.mark.parametrize(
    "sought", ["gra", "HOP", "hopper gra", "123", "4567", "040 123", "0401234567", PHONE]
)
def test_a_customer_is_found_by_name_and_by_phone(till: Till, sought: str) -> None:
    till.take(GRACE, PHONE)
    till.take("Ada Lovelace", "050 765 9999")

    assert till.found(sought) == [(GRACE, PHONE)]


@pytest.mark.parametrize("sought", ["race", "grace x", "12", "999999", "%", "' OR 1=1", " "])
def test_what_is_not_there_is_not_found(till: Till, sought: str) -> None:
    till.take(GRACE, PHONE)

    assert till.found(sought) == []


@pytest.mark.parametrize("sought", ["+358 40 12", "+358401234567", "0035840123"])
def test_the_code_of_a_country_is_no_other_number(till: Till, sought: str) -> None:
    till.take(GRACE, "040 123 4567")

    assert till.found(sought) == [(GRACE, "040 123 4567")]
    assert till.found(sought.replace("40", "50")) == []


def test_who_ordered_last_stands_first_and_there_are_ten_at_most(till: Till) -> None:
    for i in range(12):
        till.take(f"Ann {i}", f"040 100 00{i:02}")
    till.take("Ann 3", "040 100 0003", note="once more")

    names = [name for name, _ in till.found("ann")]
    assert len(names) == 10
    assert names[:2] == ["Ann 3", "Ann 11"]


def test_one_phone_is_one_customer_however_it_is_written(till: Till) -> None:
    till.take("Grace", "040 123 4567")
    till.take(GRACE, PHONE)
    till.take(None, "+358401234567")

    assert till.found("0401234567") == [(GRACE, "+358401234567")]


def test_who_leaves_no_phone_is_not_remembered(till: Till) -> None:
    till.take(GRACE, None)

    assert till.found("grace") == []


def test_a_customer_who_is_named_later_is_learnt_too(till: Till) -> None:
    order_id = till.take(None, None)
    till.change(order_id, customer=Customer(GRACE, PHONE))

    assert till.found("grace") == [(GRACE, PHONE)]


def test_who_has_not_ordered_for_long_is_forgotten(till: Till) -> None:
    till.take(GRACE, PHONE)

    assert till.customers.prune(now() + timedelta(days=89)) == 0
    assert till.customers.prune(now() + timedelta(days=91)) == 1
    assert till.found("grace") == []


def test_an_erased_customer_is_nowhere_on_the_disk(till: Till) -> None:
    sent, unsent = till.take(GRACE, PHONE), till.take("Grace", "040 1234567")
    till.take("Ada", "050 7654321")
    till.ledger.hear(Heard("1-0", [till.record(sent)]))
    till.change(sent, note="twice")
    assert "1234567" in till.everything().replace(" ", "")

    till.hear_erased(sent)
    left = till.everything().replace(" ", "")
    assert "Grace" not in left
    assert "1234567" not in left
    assert [till.customer(each) for each in (sent, unsent)] == [None, None]
    assert till.found("grace") == []
    assert till.found("ada") == [("Ada", "050 7654321")]


def test_what_is_owed_of_an_erased_order_goes_on_as_the_same_event(till: Till) -> None:
    order_id = till.take(GRACE, PHONE)
    before = json.loads(till.outbox.unpublished(1)[0].event)
    till.hear_erased(order_id)

    after = json.loads(till.outbox.unpublished(1)[0].event)
    assert before["data"]["order"].pop("customer") == {"name": GRACE, "phone": PHONE}
    assert after == before


def test_a_later_revision_of_an_erased_order_has_no_customer(till: Till) -> None:
    order_id = till.take(GRACE, PHONE)
    till.hear_erased(order_id)
    till.change(order_id, customer=Customer(GRACE, PHONE), note="again")

    assert till.customer(order_id) is None
    assert till.found("grace") == []


def test_a_customer_who_comes_back_is_not_erased_by_old_news(till: Till) -> None:
    old = till.take(GRACE, PHONE)
    till.hear_erased(old)
    again = till.take(GRACE, PHONE, note="back again", order_id="POS-2")
    till.hear_erased(old, version=3)

    assert till.customer(again) == Customer(GRACE, PHONE)
    assert till.found("grace") == [(GRACE, PHONE)]


def test_an_order_that_is_only_old_takes_no_other_with_it(till: Till) -> None:
    old, new = till.take(GRACE, PHONE), till.take(GRACE, "040 1234567")
    till.hear_erased(old, by=WORKER)

    assert till.customer(old) is None
    assert till.customer(new) == Customer(GRACE, "040 1234567")
    assert till.found("grace") == [(GRACE, "040 1234567")]


def test_a_disk_of_before_learns_customers_and_keeps_its_orders(tmp_path: Path) -> None:
    path = tmp_path / "till.sqlite"
    with sqlite3.connect(path) as older:
        for script in MIGRATIONS[:3]:
            older.executescript(script)
        older.execute("PRAGMA user_version = 3")
        older.execute(
            "INSERT INTO orders (order_id, accepted_ms, day, content, fingerprint)"
            " VALUES ('A-1', 1, '2026-01-01', '{}', '')"
        )
    older.close()

    disk = Disk(path)
    assert disk.reader().execute("SELECT order_id FROM orders").fetchone()[0] == "A-1"
    assert Customers(disk, 90).find("any") == []
    disk.close()


def test_a_number_that_is_told_by_its_digest_is_forgotten_with_its_orders(till: Till) -> None:
    order_id = till.take(GRACE, "040 123 4567")
    till.take("Ada", "050 7654321")

    till.ledger.hear(Heard("2-0", forgotten=[digest_of("+358401234567")]))

    assert till.customer(order_id) is None
    assert till.found("grace") == []
    assert till.found("ada") == [("Ada", "050 7654321")]
