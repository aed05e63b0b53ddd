"""What a real till hears of the whole kitchen, keeps, and refuses because of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kds.bus import kitchen_states
from kds.clock import now
from kds.installation import system_key
from kds.orders.kitchen_state import (
    AnyKitchenCommand,
    KitchenState,
    MarkAvailable,
    MarkSoldOut,
    PauseOutside,
    ResumeOutside,
)
from tests.conftest import Server
from tests.integration.till_process import Answer, burger, new_key
from tests.integration.web_shop import LINE, Shop, a_shop

PLACED = {"service": "delivery", "lines": [LINE], "outside": {"reference": "W-7"}}


@pytest.fixture
def shop(tmp_path: Path, shared_server: Server, site: str) -> Iterator[Shop]:
    with a_shop(tmp_path, shared_server, site) as shop:
        yield shop


def say(shop: Shop, command: type[AnyKitchenCommand], **details: Any) -> None:
    """Let the kitchen say something."""
    at = details.pop("at", None) or now()
    asked = command(command_id=uuid4().hex, by="Grill left", at=at, **details)
    client, till = shop.kitchen.client, shop.till
    assert kitchen_states.handle(client, till.keys, till.settings.site, asked).result == "done"


def heard(shop: Shop) -> Any:
    """Return what the till knows of the whole kitchen."""
    return shop.till.ask("GET", "/api/v1/kitchen").body


def await_pause(shop: Shop, *, on: bool = True) -> None:
    shop.till.await_that(lambda: (heard(shop)["outside_paused_until"] is not None) is on)


def place(shop: Shop, **headers: str) -> Answer:
    return shop.till.ask("POST", "/api/v1/orders", PLACED, key=shop_key(shop), **headers)


def shop_key(shop: Shop) -> str:
    return system_key(shop.till.settings, "shop")


def test_orders_from_outside_are_refused_while_paused_and_nothing_is_stored(shop: Shop) -> None:
    key = new_key()
    first = place(shop, Idempotency_Key=key)
    say(shop, PauseOutside, minutes=30)
    await_pause(shop)

    refused = place(shop)
    assert (refused.status, refused.body["code"]) == (503, "outside_paused")
    assert 29 * 60 < int(refused.headers["Retry-After"]) <= 30 * 60
    until = datetime.fromisoformat(refused.body["until"])
    assert until.astimezone(shop.till.settings.zone).strftime("%H:%M") in refused.body["detail"]
    assert place(shop, Idempotency_Key=key).body == first.body, "it was taken before the pause"
    by_pos_software = shop.till.post(burger(needs_approval=True))
    assert by_pos_software.body["code"] == "outside_paused"
    assert shop.till.post(burger()).status == 201, "the restaurant's own guests are served"
    assert shop.report(first.body["order_id"], "paid").status == 200, "what was taken goes on"
    assert len(shop.till.ask("GET", "/api/v1/orders").body["orders"]) == 2

    say(shop, ResumeOutside)
    await_pause(shop, on=False)
    assert place(shop).status == 201


def test_a_pause_that_is_over_holds_nothing_up(shop: Shop) -> None:
    say(shop, PauseOutside, minutes=5, at=now() - timedelta(minutes=5))
    say(shop, MarkSoldOut, product="Pike")
    shop.till.await_that(lambda: heard(shop)["sold_out"])
    assert heard(shop)["outside_paused_until"] is None
    assert place(shop).status == 201


def test_what_is_sold_out_is_told_and_not_taken_from_outside(shop: Shop) -> None:
    say(shop, MarkSoldOut, product="burger")
    shop.till.await_that(lambda: heard(shop)["sold_out"])

    (mark,) = shop.till.ask("GET", "/api/v1/orders").body["kitchen"]["sold_out"]
    assert (mark["product"], mark["by"]) == ("burger", "Grill left")
    told = shop.ask("GET", "kitchen").body
    assert told == {"sold_out": ["burger"], "outside_paused_until": None}, "nobody is named"
    refused = place(shop)
    assert (refused.status, refused.body["code"]) == (409, "sold_out")
    assert "Burger" in refused.body["detail"]
    assert shop.till.post(burger()).status == 201, "people here may know better"

    say(shop, MarkAvailable, product="Burger")
    shop.till.await_that(lambda: not heard(shop)["sold_out"])
    assert place(shop).status == 201


def test_a_till_that_cannot_reach_the_bus_goes_by_what_it_heard_last(
    tmp_path: Path, own_server: Server, site: str
) -> None:
    with a_shop(tmp_path, own_server, site) as shop:
        say(shop, MarkSoldOut, product="Pike")
        say(shop, PauseOutside, minutes=60)
        await_pause(shop)
        own_server.kill()
        shop.till.stop()
        shop.till.start()
        assert [each["product"] for each in heard(shop)["sold_out"]] == ["Pike"]
        assert place(shop).body["code"] == "outside_paused"


def test_a_server_without_it_says_nothing_and_an_older_one_goes_before_what_was_heard(
    shop: Shop,
) -> None:
    say(shop, MarkSoldOut, product="Perch")
    say(shop, MarkSoldOut, product="Pike")
    shop.till.await_that(lambda: len(heard(shop)["sold_out"]) == 2)
    client, keys = shop.kitchen.client, shop.till.keys
    client.delete(keys.kitchen)
    beat = client.hget(keys.till("A"), "at")
    shop.till.await_that(lambda: client.hget(keys.till("A"), "at") != beat)
    assert len(heard(shop)["sold_out"]) == 2
    kitchen_states.restore(client, keys, shop.till.settings.site, KitchenState(version=1))
    shop.till.await_that(lambda: not heard(shop)["sold_out"])
