"""Refunds that are owed, in the back office: listed, requested, recorded by the till, gone."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.hands import Hands
from tests.acceptance.installation import RunningInstallation
from tests.acceptance.restaurant import TWO_STATIONS, Restaurant

pytestmark = pytest.mark.browser

KEY = "a-key-only-for-this-test"
CONFIG = f"""{TWO_STATIONS.format(deadline_s=3600)}
[systems.webshop]
name = "Web shop"
key = "{KEY}"
[[menu]]
product = "Burger"
category = "Grilled"
price = 1200
[[menu]]
product = "Water"
category = "Drinks"
price = 250
kitchen = "never"
"""
WITHIN_MS = 30_000
"""Pages ask the server again every few seconds."""

BURGERS = {"product": "Burger", "quantity": 2}
WATER = {"product": "Water", "quantity": 1}


@pytest.fixture(scope="module")
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    with RunningInstallation(config=CONFIG) as kds, Restaurant(kds, browser) as restaurant:
        yield restaurant


@pytest.fixture
def hands(restaurant: Restaurant) -> Hands:
    return Hands(restaurant.kds)


def opened(restaurant: Restaurant, name: str) -> Page:
    """Open a page of the back office."""
    page = restaurant.office.new_page()
    page.goto(f"{restaurant.kds.web_url}/manager/{name}")
    return page


def rejected(hands: Hands) -> str:
    """Have an order paid in the web shop, and rejected."""
    guest = {"name": "Aino", "phone": "040 123 4567"}
    order_id = hands.take(KEY, service="delivery", customer=guest, lines=[BURGERS])
    assert hands.till(order_id, "report-payment", KEY, result="paid").is_done
    hands.await_status(order_id, "AWAITING_APPROVAL")
    assert hands.office(order_id, "Reject", reason="Sold out").is_done
    hands.await_status(order_id, "CANCELLED")
    return order_id


def test_a_refund_is_listed_requested_and_gone_when_the_till_has_recorded_it(
    restaurant: Restaurant, hands: Hands
) -> None:
    page = opened(restaurant, "refunds")
    expect(page.get_by_text("Nothing is owed to any customer.")).to_be_visible()
    tab = page.get_by_role("navigation").get_by_role("link", name="Refunds")
    expect(tab).to_have_text("Refunds")
    order_id = rejected(hands)
    row = page.locator(f"[data-refund='{order_id}']")
    expect(row).to_be_visible(timeout=WITHIN_MS)
    for words in ("€24.00", "Cancelled", "Aino", "040 123 4567"):
        expect(row).to_contain_text(words)
    expect(page.locator("[data-owed]")).to_have_text("€24.00")
    expect(tab).to_have_text("Refunds1")

    till = restaurant.kds.part_pid("till")
    os.kill(till, signal.SIGSTOP)
    try:
        row.get_by_role("button", name="Refund is given back").click()
        dialog = page.get_by_role("dialog")
        give = dialog.get_by_role("button", name="Refund is given back")
        dialog.get_by_label("Reason").fill("sold out, paid back by phone")
        expect(give).to_have_attribute("aria-disabled", "true")
        dialog.get_by_role("button", name="Card").click()
        give.click()
        expect(dialog).to_have_count(0, timeout=WITHIN_MS)
        expect(row).to_contain_text("waiting for till A", timeout=WITHIN_MS)
        expect(row).to_contain_text("Card · “sold out, paid back by phone” · by manager")
        expect(row.get_by_role("button")).to_have_count(0)
        expect(page.locator(".sum")).to_contain_text("€24.00 of it is given back")
    finally:
        os.kill(till, signal.SIGCONT)

    expect(row).to_have_count(0, timeout=WITHIN_MS)
    expect(page.get_by_text("Nothing is owed to any customer.")).to_be_visible()
    expect(tab).to_have_text("Refunds")
    (refund,) = hands.at_till(order_id)["order"]["refunds"]
    assert (refund["amount"], refund["method"]) == (2400, "card")
    page.close()


def test_the_end_of_the_day_lists_what_waits_outside_the_kitchen(
    restaurant: Restaurant, hands: Hands
) -> None:
    parked = hands.take(service="dine-in", hold=True, lines=[BURGERS])
    assert hands.till(parked, "park", table="7").is_done
    pending = hands.take(KEY, service="delivery", lines=[BURGERS])
    unpaid = hands.take(service="takeaway", hold=True, lines=[WATER])
    for deed, body in (
        ("pay", {"method": "external", "system": "Gift cards"}),
        ("report-payment", {"result": "not_recorded", "reason": "it does not answer"}),
        ("receipt", {}),
    ):
        assert hands.till(unpaid, deed, **body).is_done
    rejected(hands)
    waiting = {"PARKED": parked, "PENDING": pending, "UNPAID_IN_EXTERNAL_SYSTEM": unpaid}
    for status, order_id in waiting.items():
        hands.await_status(order_id, status)

    page = opened(restaurant, "day")
    expect(page.get_by_text("Nothing is open in the kitchen.")).to_be_visible()
    for status, order_id in waiting.items():
        rows = page.locator(f"[data-waiting='{status}'] [data-found]")
        expect(rows).to_have_count(1)
        expect(rows.first).to_have_attribute("data-found", order_id)
    owed = page.locator("[data-waiting=refunds]").get_by_role("link")
    expect(owed).to_contain_text("€24.00")
    owed.click()
    expect(page.get_by_role("heading", name="Refunds owed: 1")).to_be_visible()
    page.close()
