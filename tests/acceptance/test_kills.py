"""Processes killed where it hurts: at each named point, and at random under load."""

from __future__ import annotations

import os
import random
import threading
import time

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
    killed: list[str] = []
    over = threading.Event()

    with running() as kds, BusyKitchen(kds) as kitchen:

        def kill_on() -> None:
            round_of_parts: list[str] = []
            while not over.wait(chance.uniform(0.3, 1.5)):
                round_of_parts = round_of_parts or chance.sample(PARTS, len(PARTS))
                kitchen.kill(round_of_parts[0])
                killed.append(round_of_parts.pop(0))

        killer = threading.Thread(target=kill_on)
        killer.start()
        began = time.monotonic()
        try:
            kitchen.pos.send(KILL_ORDERS, a_second=A_SECOND)
        finally:
            over.set()
            killer.join()
        sent_after = time.monotonic() - began
        for part in set(PARTS) - set(killed):
            kitchen.kill(part)
            killed.append(part)
        kitchen.await_agreement()
        assert len(kitchen.records()) == KILL_ORDERS
        print(
            f"{KILL_ORDERS} orders in {sent_after:.0f} s, {len(killed)} kills, "
            f"{kitchen.pos.repeated} requests repeated, agreement {time.monotonic() - began:.0f} s"
        )
