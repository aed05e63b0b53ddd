"""Processes killed where it hurts: at each named point, and at random under load."""

from __future__ import annotations

import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from msgspec.structs import replace

from kds import faults
from kds.archive.database import Database, sqlite_url
from kds.archive.orders import OrderArchive
from kds.bus.order_store import OrderStore
from kds.clock import now
from kds.kitchen.kitchen import Kitchen
from kds.orders.commands import MarkPartReady
from kds.orders.record import OrderRecord
from kds.orders.till_facts import Payment, PaymentMethod, Receipt
from tests.acceptance.busy_kitchen import BusyKitchen, running
from tests.acceptance.installation import await_that
from tests.samples import BURGER, POLICY, apply, ask, order

ORDERS = 30
A_SECOND = 20
PASSING = {
    "till.after-disk-write": 12,
    "till.after-stream-write": 6,
    "route.after-read": 6,
    "route.after-apply": 6,
    "route.before-ack": 6,
    "web.before-push": 8,
    "web.before-confirm": 4,
}
"""At which passing each point strikes: in the middle of the work."""

ARCHIVING = "sweep.after-archiving"
"""Is passed by what was closed days ago, of which a busy kitchen has nothing."""

PRINTING = "printer.after-claim"
"""Is passed where there are printers: see test_printers_survive.py."""

PARTS = ("till", "route", "resend", "web", "server")
KILL_ORDERS = int(os.environ.get("KDS_TEST_KILL_ORDERS", "200"))


def test_every_named_point_is_tried() -> None:
    assert {*PASSING, ARCHIVING, PRINTING} == set(faults.POINTS)


@pytest.mark.parametrize("point", PASSING)
def test_killed_at_a_named_point(point: str) -> None:
    with running(fault=f"{point}:{PASSING[point]}") as kds, BusyKitchen(kds) as kitchen:
        part = point.partition(".")[0]
        before = kds.part_pid(part)
        kitchen.pos.send(ORDERS, a_second=A_SECOND)

        proof = kds.data_dir / f"fault-{point}"
        await_that(proof.exists, f"{point} was hit")
        await_that(lambda: kitchen.pid(part) not in (None, before), f"{part} is started again")
        kitchen.await_agreement()
        assert len(kitchen.records()) == ORDERS
        if point == "till.after-disk-write":
            assert kitchen.pos.repeated, "the answer to an accepted order was lost"


def test_killed_between_archive_and_server_nothing_is_lost_or_doubled() -> None:
    with running(fault=ARCHIVING) as kds, BusyKitchen(kds, screens=()) as kitchen:
        orders = Kitchen(OrderStore(kitchen.bus, kitchen.keys, "main"), POLICY)
        records = {each: _closed_days_ago(orders, each) for each in ("A-1", "A-2", "A-3")}
        kitchen.kill("sweep")  # The next one looks at once, and not after its rest.

        await_that((kds.data_dir / f"fault-{ARCHIVING}").exists, f"{ARCHIVING} was hit")
        await_that(lambda: not kitchen.records(), "the next one takes them off the server")
        archive = Database(sqlite_url(kds.data_dir / "archive.sqlite"))
        kept = OrderArchive(archive).get(list(records))
        archive.close()
        assert {each: one.record for each, one in kept.items()} == records
        for each, one in kept.items():
            versions = [change.version for change in one.history]
            assert versions == list(range(1, records[each].version + 1))
            assert kitchen.bus.hexists(kitchen.keys.order(each), "archived")


def _closed_days_ago(kitchen: Kitchen, order_id: str) -> OrderRecord:
    """Let an order be made in the kitchen that was accepted days ago."""
    at = now() - timedelta(days=3)
    paid = Payment("p1", PaymentMethod.CARD, 1200, at, "Maija")
    whole = order(
        replace(BURGER, unit_price=1200),
        order_id=order_id,
        accepted_at=at,
        payments=(paid,),
        receipt=Receipt(at, "Maija"),
    )
    for command in (apply(whole), ask(MarkPartReady, 60, order_id=order_id, station="grill")):
        assert kitchen.handle(replace(command, at=at)).ok
    return kitchen.store.records([order_id])[0]


@pytest.mark.timeout(900)
def test_random_kills_while_orders_come() -> None:
    chance = random.Random(20180429)
    over = threading.Event()

    with (
        running(deadline_s=10) as kds,
        BusyKitchen(kds) as kitchen,
        ThreadPoolExecutor(1) as beside,
    ):

        def kill_on() -> int:
            round_of_parts: list[str] = []
            kills = 0
            while not over.wait(chance.uniform(0.3, 1.5)) or kills < len(PARTS):
                round_of_parts = round_of_parts or chance.sample(PARTS, len(PARTS))
                kitchen.kill(round_of_parts.pop())
                kills += 1
            return kills

        killing = beside.submit(kill_on)
        began = time.monotonic()
        try:
            kitchen.pos.send(KILL_ORDERS, a_second=A_SECOND)
        finally:
            over.set()
        kills, sent_s = killing.result(), time.monotonic() - began
        kitchen.await_agreement()
        agreed_s = time.monotonic() - began
        assert len(kitchen.records()) == KILL_ORDERS
        assert " ended (" not in kds.log_text(), "a part ended that nobody had killed"
        print(
            f"{KILL_ORDERS} orders sent in {sent_s:.0f} s under {kills} kills, "
            f"{kitchen.pos.repeated} requests repeated, all agreed {agreed_s:.0f} s "
            f"after the first; shown anew: {[sum(d.appeared.values()) for d in kitchen.displays]}"
        )
