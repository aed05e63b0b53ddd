"""The all-day counts on a wall: beside the tickets, or instead of them, where nothing is proven."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.installation import RunningInstallation, await_that
from tests.acceptance.restaurant import TWO_STATIONS, Restaurant, ticket, wait_for_board

pytestmark = pytest.mark.browser

BURGER = {"product": "Burger", "quantity": 2, "modifiers": ["no onion"]}
STEAK = {"product": "Steak", "quantity": 1}


@pytest.fixture(scope="module")
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    """A restaurant whose stations have a moment to show an order."""
    with (
        RunningInstallation(config=TWO_STATIONS.format(deadline_s=4)) as kds,
        Restaurant(kds, browser) as restaurant,
    ):
        yield restaurant


def choose_counts(screen: Page, words: str) -> None:
    """Choose how a screen counts, in its settings."""
    screen.get_by_role("button", name="Options").click()
    screen.get_by_role("button", name="Screen settings").click()
    dialog = screen.get_by_role("dialog", name="Screen settings")
    dialog.get_by_role("group", name="Count what is to be made").get_by_role(
        "button", name=words
    ).click()
    screen.keyboard.press("Escape")


def await_status(restaurant: Restaurant, order_id: str, status: str) -> None:
    """Wait until the server says so of an order."""
    await_that(
        lambda: restaurant.api(f"orders/{order_id}")["status"] == status,
        f"{order_id} is {status}",
    )


def is_fryer_there(restaurant: Restaurant, order_id: str) -> bool:
    """Tell whether the server knows of a screen that could show an order's one part."""
    orders = {each["order_id"]: each for each in restaurant.api("orders?open=1")["orders"]}
    (part,) = orders[order_id]["parts"]
    return bool(part["live"])


def test_counts_stand_beside_the_tickets_and_follow_them(restaurant: Restaurant) -> None:
    grill = restaurant.hang_up_screen("grill", "Grill 1")
    counts = grill.get_by_role("complementary", name="Still to be made")
    first = restaurant.post({"service": "takeaway", "lines": [BURGER, STEAK]})
    restaurant.post({"service": "takeaway", "lines": [BURGER]})
    wait_for_board(grill, 2)
    expect(counts).to_have_count(0)
    grill.keyboard.press("c")
    burgers = counts.locator("[data-product=Burger]")
    expect(burgers.locator(".count")).to_have_text("4")
    expect(burgers.locator(".variant")).to_have_text("4 no onion")
    expect(counts.get_by_role("heading")).to_contain_text("5")
    expect(counts.locator("li")).to_have_count(2)
    width = grill.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width == 0

    ticket(grill, first["order_id"]).get_by_role("button", name="Ready").click()
    expect(burgers.locator(".count")).to_have_text("2")
    expect(counts.locator("li")).to_have_count(1)
    grill.reload()
    expect(burgers.locator(".count")).to_have_text("2")
    grill.keyboard.press("c")
    expect(counts).to_have_count(0)
    grill.close()


def test_a_screen_of_counts_alone_proves_nothing_and_is_there_all_the_same(
    restaurant: Restaurant,
) -> None:
    fryer = restaurant.hang_up_screen("fryer", "Fryer 1")
    fries = {"product": "Fries", "quantity": 3, "category": "Fried"}
    choose_counts(fryer, "Instead of tickets")
    counts = fryer.get_by_role("complementary", name="Still to be made")
    expect(counts).to_contain_text("Nothing waits.")
    expect(fryer.locator(".board")).to_have_count(0)
    screens = restaurant.office.new_page()
    screens.goto(f"{restaurant.kds.web_url}/manager/screens")
    card = screens.locator(".screen-card").filter(has_text="Fryer 1")
    expect(card.get_by_text("counts only, no tickets")).to_be_visible()
    expect(card.get_by_text("live", exact=True)).to_be_visible()
    expect(card.get_by_role("button", name="Identify")).to_be_enabled()

    sent = restaurant.post({"service": "takeaway", "lines": [fries]})
    expect(counts.locator("[data-product=Fries] .count")).to_have_text("3")
    await_status(restaurant, sent["order_id"], "NOT_SENT_TO_KITCHEN")
    assert not is_fryer_there(restaurant, sent["order_id"])
    fryer.keyboard.press("c")
    expect(fryer.locator(".board")).to_have_count(0)

    choose_counts(fryer, "Beside the tickets")
    expect(ticket(fryer, sent["order_id"])).to_be_visible()
    await_status(restaurant, sent["order_id"], "IN_KITCHEN")
    assert is_fryer_there(restaurant, sent["order_id"])
    screens.reload()
    expect(card).to_be_visible()
    expect(card.get_by_text("counts only, no tickets")).to_have_count(0)
    screens.close()
    fryer.close()
