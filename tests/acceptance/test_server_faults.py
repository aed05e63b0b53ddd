"""The server killed, emptied, and paused for longer than anybody waits."""

from __future__ import annotations

import os
import shutil
import signal
import threading

import pytest
from playwright.sync_api import Browser

from kds.orders.part import CookingState
from tests.acceptance.busy_kitchen import BusyKitchen, running
from tests.acceptance.installation import await_that
from tests.acceptance.restaurant import Restaurant, board

ORDERS = 30


@pytest.mark.browser
def test_killed_and_started_again_before_a_real_browser(browser: Browser) -> None:
    with running() as kds, Restaurant(kds, browser) as restaurant, BusyKitchen(kds) as kitchen:
        page = restaurant.hang_up_screen("grill", "In a browser")
        for _ in range(2):
            sending = threading.Thread(
                target=kitchen.pos.send, args=(ORDERS,), kwargs={"a_second": 20}
            )
            sending.start()
            await_that(lambda: bool(kitchen.displays[0].board()), "orders come")
            kitchen.kill("server")
            sending.join()
            kitchen.await_agreement()
        shown = [list(each) for each in kitchen.displays[0].board()]
        await_that(lambda: board(page) == shown, "the browser shows what the server has")
        in_page = page.locator("[data-order-id]").evaluate_all(
            "tickets => tickets.map((ticket) => ticket.dataset.orderId)"
        )
        assert len(in_page) == len(set(in_page)) > 0


def test_emptied_and_filled_again_from_the_till() -> None:
    with running() as kds, BusyKitchen(kds) as kitchen:
        kept = kitchen.pos.send(ORDERS)
        grill = kitchen.displays[0]
        await_that(lambda: grill.board() != [], "orders come")
        kitchen.await_agreement()
        made, begun = kept[0], kept[3]
        assert grill.act("MarkPartReady", made, station="grill")["result"] == "done"
        assert grill.act("StartPart", begun, station="grill")["result"] == "done"
        kitchen.await_agreement()

        with kitchen.paused("server") as pid:
            shutil.rmtree(kds.data_dir / "server" / "appendonlydir")
            os.kill(pid, signal.SIGKILL)
        later = kitchen.pos.send(5)
        await_that(lambda: kitchen.pid("server") not in (None, pid), "the server is back")
        await_that(lambda: len(grill.epochs) == 2, "displays hear of the new server")
        kitchen.await_agreement(restored=kept)

        records = kitchen.records()
        assert not records[made].possibly_made
        assert records[made].parts["grill"].cooking.state is CookingState.READY
        assert made not in {order_id for _, order_id, _ in grill.board()}
        assert records[begun].parts["grill"].cooking.state is CookingState.STARTED
        marked = {o for o, record in records.items() if record.possibly_made}
        assert marked == set(kept) - {made}
        for display in kitchen.displays:
            marks = {t["order_id"]: t.get("possibly_made", False) for t in display.tickets()}
            assert marks == {order_id: order_id not in later for order_id in marks}


def test_paused_for_longer_than_anybody_waits() -> None:
    with running() as kds, BusyKitchen(kds) as kitchen:
        kitchen.pos.send(3)
        kitchen.await_agreement()
        gave_up = lambda: kds.log_text().count("the bus does not take orders")  # noqa: E731
        before = gave_up()
        with kitchen.paused("server"):
            kitchen.pos.send(10)
            await_that(kitchen.till_misses_the_bus, "the till misses the server")
            await_that(
                lambda: all(display.bus_lost_since for display in kitchen.displays),
                "all displays are told that the server is away",
            )
            # The listener may miss the server first; only what the publisher gives up comes twice.
            await_that(
                lambda: gave_up() > before,
                "the till's publisher has given up on what the server holds",
            )
            kitchen.pos.send(10)
        kitchen.await_agreement()
        await_that(
            lambda: not any(display.bus_lost_since for display in kitchen.displays),
            "all displays are told that the server is back",
        )
        came, orders = kitchen.sent_to_the_kitchen(), kitchen.records()
        assert len(came) > len(orders), "what timed out had been written, and was written again"
