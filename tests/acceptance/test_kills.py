"""Processes killed where it hurts: at each named point, and at random under load."""

from __future__ import annotations

import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from kds import faults
from tests.acceptance.busy_kitchen import BusyKitchen, running
from tests.acceptance.installation import await_that

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

PARTS = ("till", "route", "resend", "web", "server")
KILL_ORDERS = int(os.environ.get("KDS_TEST_KILL_ORDERS", "200"))


def test_every_named_point_is_tried() -> None:
    assert set(PASSING) == set(faults.POINTS)


@pytest.mark.parametrize("point", faults.POINTS)
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
