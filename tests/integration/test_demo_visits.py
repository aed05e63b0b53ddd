"""The demo's guests at a real till and a real kitchen, in a time of their own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from kds.clock import now
from kds.demo.steps import Hand
from kds.errors import NotReachable
from kds.orders.status import Status
from kds.orders.style import Style
from tests.conftest import Server
from tests.integration.demo_evening import DemoTill, Evening
from tests.integration.till_process import KitchenHere, TillProcess, new_key


@pytest.fixture
def evening(tmp_path: Path, shared_server: Server, site: str) -> Iterator[Evening]:
    """The demo's restaurant, which is open."""
    till = DemoTill(tmp_path, shared_server.url, site)
    kitchen = KitchenHere(till)
    till.start()
    yield Evening(till, kitchen)
    till.stop()


def test_guests_bring_their_orders_into_every_status_and_are_refused_nothing(
    evening: Evening,
) -> None:
    evening.play(210)

    cashier, shop = evening.hands[Hand.CASHIER], evening.hands[Hand.SHOP]
    assert cashier.seen | shop.seen == {each.code for each in Status}
    assert cashier.done.keys() >= {
        *("park", "open", "change", "pay", "report-payment", "receipt"),
        *("void", "copy", "refund", "settle-refund", "delete"),
    }
    assert shop.done["report-payment"] > 0
    assert not evening.refused_without_reason()


def test_what_a_person_has_done_meanwhile_is_left_to_them(evening: Evening) -> None:
    till, chance, touched = evening.till, random.Random(2), set[str]()
    deeds: tuple[tuple[str, dict[str, str]], ...] = (
        ("pay", {"method": "cash"}),
        ("open", {}),
        ("void", {"reason": "by hand"}),
        ("delete", {"reason": "by hand"}),
        ("change", {"note": "by hand"}),
    )

    def act() -> None:
        orders = till.ask("GET", "/api/v1/orders").body["orders"]
        deed, body = chance.choice(deeds)
        order_id = chance.choice(orders)["order_id"]
        path = f"/api/v1/orders/{order_id}/{deed}"
        if till.ask("POST", path, body, Idempotency_Key=new_key()).status == 200:
            touched.add(order_id)

    evening.meanwhile = act
    evening.play(60)

    assert {each.order_id for each in evening.refused} & touched, "nobody came in its way"
    assert not evening.refused_without_reason(touched)


def test_guests_come_to_any_restaurant(tmp_path: Path, shared_server: Server, site: str) -> None:
    till = TillProcess(tmp_path, shared_server.url, site)
    assert (till.settings.style, len(till.settings.menu)) == (Style.FAST_FOOD, 0)
    kitchen = KitchenHere(till)
    till.start()
    try:
        evening = Evening(till, kitchen)
        evening.play(30)
    finally:
        till.stop()

    assert evening.hands.keys() == {Hand.CASHIER}
    assert evening.hands[Hand.CASHIER].done["send"] > 0, "tables are sent by hand"
    assert not evening.refused_without_reason()


def test_a_step_of_which_nothing_was_heard_is_taken_again_and_once(evening: Evening) -> None:
    till, floor = evening.till, evening.floor
    till.stop()
    till.start(KDS_FAULT="till.after-disk-write")
    floor.begin(evening.visits.next(now()), 0.0)
    with pytest.raises(NotReachable):
        floor.go_on(0.0)
    till.await_death()
    till.start()
    floor.go_on(0.0)

    assert len(till.ask("GET", "/api/v1/orders").body["orders"]) == 1
    assert floor.next_s > 0.0, "the visit goes on"
