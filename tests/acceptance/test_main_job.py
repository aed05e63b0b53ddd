"""The main job: an order from the till to a screen and back, by real hands in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.acceptance.installation import RunningInstallation, await_that
from tests.acceptance.restaurant import TWO_STATIONS, Restaurant, ticket, wait_for_board

pytestmark = pytest.mark.browser

BURGER = {"product": "Burger", "quantity": 2, "category": "Grilled", "modifiers": ["no onion"]}
FRIES = {"product": "Fries", "quantity": 1, "category": "Fried"}


@pytest.fixture(scope="module")
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    config = TWO_STATIONS.format(deadline_s=30)
    with RunningInstallation(config=config) as kds, Restaurant(kds, browser) as restaurant:
        yield restaurant


def test_an_order_goes_to_its_stations_and_back(restaurant: Restaurant) -> None:
    grill = restaurant.hang_up_screen("grill", "Grill 1")
    fryer = restaurant.hang_up_screen("fryer", "Fryer 1")
    sent = restaurant.send(service="dine-in", table="7", lines=[BURGER, FRIES])
    order_id = sent["order_id"]

    on_grill = ticket(grill, order_id)
    expect(on_grill).to_contain_text("Burger")
    expect(on_grill).to_contain_text("no onion")
    expect(on_grill).not_to_contain_text("Fries")
    expect(ticket(fryer, order_id)).to_contain_text("Fries")

    def parts() -> dict[str, dict[str, str]]:
        return restaurant.api(f"orders/{order_id}")["record"]["parts"]

    await_that(
        lambda: all(p["delivery"]["state"] == "confirmed" for p in parts().values()),
        "both displays confirmed",
    )
    assert parts()["grill"]["delivery"]["confirmed_by"]["name"] == "Grill 1"

    ticket(grill, order_id).get_by_role("button", name="Ready").click()
    expect(grill.locator(f"[data-order-id='{order_id}']")).to_have_count(0)
    ticket(fryer, order_id).get_by_role("button", name="Ready").click()
    await_that(
        lambda: restaurant.api(f"orders/{order_id}")["status"] == "UNFINISHED",
        "the kitchen is done with it",
    )
    types = [each["type"] for each in restaurant.api(f"orders/{order_id}")["history"]]
    assert types[0] == "kds.order.applied.v1"
    assert types.count("kds.part.ready.v1") == 2
    await_that(lambda: "ready" in str(restaurant.whereabouts(order_id)), "the till knows")


def test_the_kitchen_says_yes_or_no_first(restaurant: Restaurant) -> None:
    approvals = restaurant.hang_up_screen("approvals", "Approvals")
    grill = restaurant.hang_up_screen("grill", "Grill 2")
    wanted = restaurant.send(service="takeaway", lines=[BURGER], needs_approval=True)
    refused = restaurant.send(service="takeaway", lines=[BURGER], needs_approval=True)
    expect(grill.locator(f"[data-order-id='{wanted['order_id']}']")).to_have_count(0)

    asked = ticket(approvals, wanted["order_id"])
    asked.get_by_role("button", name="15", exact=True).click()
    asked.get_by_role("button", name="Approve").click()
    expect(ticket(grill, wanted["order_id"])).to_contain_text("Promised")

    ticket(approvals, refused["order_id"]).get_by_role("button", name="Reject").click()
    asking = approvals.get_by_role("dialog")
    asking.get_by_role("button", name="Sold out").click()
    asking.get_by_role("button", name="Reject", exact=True).click()
    await_that(
        lambda: restaurant.api(f"orders/{refused['order_id']}")["status"] == "CANCELLED",
        "the kitchen said no",
    )
    expect(grill.locator(f"[data-order-id='{refused['order_id']}']")).to_have_count(0)


def test_of_two_displays_on_one_station_both_agree(restaurant: Restaurant) -> None:
    left = restaurant.hang_up_screen("grill", "Grill left")
    right = restaurant.hang_up_screen("grill", "Grill right")
    sent = restaurant.send(service="takeaway", lines=[BURGER])
    ticket(left, sent["order_id"])
    ticket(right, sent["order_id"]).get_by_role("button", name="Ready").click()
    expect(left.locator(f"[data-order-id='{sent['order_id']}']")).to_have_count(0)


def test_text_of_an_order_is_only_text(restaurant: Restaurant) -> None:
    grill = restaurant.hang_up_screen("grill", "Grill text")
    evil = "<img src=x onerror=\"document.title='owned'\"><script>1</script>"
    sent = restaurant.send(
        service="takeaway", note=evil, lines=[BURGER | {"product": evil, "note": evil}]
    )
    expect(ticket(grill, sent["order_id"])).to_contain_text("<script>")
    assert grill.locator("img").count() == 0
    assert "owned" not in grill.title()


def test_a_screen_stays_right_while_the_web_server_is_away(restaurant: Restaurant) -> None:
    grill = restaurant.hang_up_screen("grill", "Grill away")
    before = len(grill.evaluate("() => window.kds.board()"))
    restaurant.kds.kill("web")
    sent = restaurant.post({"service": "takeaway", "lines": [BURGER]})
    wait_for_board(grill, before + 1)
    ticket(grill, sent["order_id"])
