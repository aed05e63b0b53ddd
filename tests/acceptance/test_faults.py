"""Lost answers, a till that was off, a screen that hangs: one order stays one order."""

from __future__ import annotations

import contextlib
import random
import threading
from pathlib import Path

from tests.acceptance.busy_kitchen import BusyKitchen, running
from tests.acceptance.installation import await_that
from tests.acceptance.lossy_line import LossyLine
from tests.acceptance.point_of_sale import PointOfSale
from tests.conftest import Server

CATEGORIES = 3
"""Orders go in turn to the grill, to the fryer and to both."""


def test_request_arrived_and_answer_lost() -> None:
    with running() as kds, BusyKitchen(kds) as kitchen:
        till = ("127.0.0.1", kds.port + 10)
        fate = random.Random(7)
        with LossyLine(("127.0.0.1", 0), till, lambda: fate.random() < 0.5) as line:
            kitchen.pos = PointOfSale(f"http://127.0.0.1:{line.port}", kds.till_key)
            kitchen.pos.send(20)
            assert line.lost == kitchen.pos.repeated > 0
        kitchen.await_agreement()
        assert len(kitchen.records()) == 20


def test_two_orders_with_equal_content_are_two() -> None:
    with running() as kds, BusyKitchen(kds) as kitchen:
        customers = [PointOfSale(kds.till_url, kds.till_key) for _ in range(2)]
        one, other = (customer.send_one("no onions, number 2") for customer in customers)
        assert one != other
        both = sorted([one, other])
        await_that(
            lambda: all([each[1] for each in d.board()] == both for d in kitchen.displays),
            "both are shown on every display",
        )
        for display in kitchen.displays:
            assert [ticket["note"] for ticket in display.tickets()] == ["no onions, number 2"] * 2


def test_answers_of_the_bus_are_lost(own_server: Server, tmp_path: Path) -> None:
    fate = random.Random(11)
    losing = threading.Event()
    socket = f"{own_server.folder}/l"
    with (
        LossyLine(
            socket,
            f"{own_server.folder}/s",
            lambda: losing.is_set() and fate.random() < 0.03,
        ) as line,
        running(KDS_REDIS_URL=f"unix://{socket}") as kds,
        BusyKitchen(kds, bus_url=own_server.url) as kitchen,
    ):
        losing.set()
        kitchen.pos.send(60, a_second=10)
        losing.clear()
        assert line.lost > 0
        kitchen.await_agreement()
        assert len(kitchen.records()) == 60


def test_the_till_is_off_with_orders_in_it() -> None:
    with running() as kds, BusyKitchen(kds) as kitchen:
        before = kitchen.pos.send(3)
        kitchen.await_agreement()
        with contextlib.ExitStack() as off:
            with kitchen.paused("server"):
                meanwhile = kitchen.pos.send(1)
                await_that(kitchen.till_misses_the_bus, "the till misses the bus")
                meanwhile += kitchen.pos.send(20)
                off.enter_context(kitchen.paused("till"))
            on_pass = kitchen.displays[-1]
            await_that(lambda: "till_silent" in on_pass.alarms, "the kitchen misses the till")
            assert len(kitchen.records()) < len(kitchen.pos.accepted)
            kitchen.kill("till")
        kitchen.await_agreement()
        came = list(dict.fromkeys(kitchen.sent_to_the_kitchen()))
        assert came == before + meanwhile, "what waited goes in the sequence it was accepted in"
        await_that(lambda: "till_silent" not in on_pass.alarms, "the alarm ends")


def test_a_screen_that_takes_nothing_in_is_disconnected_and_pulls_again() -> None:
    with running() as kds, BusyKitchen(kds) as kitchen:
        kitchen.pos.send(CATEGORIES)
        kitchen.await_agreement()
        hanging, beside = kitchen.displays[:2]
        hanging.frozen.set()
        kitchen.pos.send(2 * CATEGORIES)
        await_that(lambda: len(beside.board()) == 6, "the display beside it shows the orders")
        assert len(hanging.board()) == 2
        await_that(lambda: hanging.connections == 2, "the hanging one had to connect again")
        kitchen.await_agreement()
        assert "a screen does not take in what it is sent" in kds.log_text()
