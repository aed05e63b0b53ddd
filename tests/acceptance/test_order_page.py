"""The page of one order: found, acted on as the table allows, and everything told afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.acceptance.hands import Hands
from tests.acceptance.installation import RunningInstallation
from tests.acceptance.restaurant import TWO_STATIONS, Restaurant

pytestmark = pytest.mark.browser

KEY = "a-key-only-for-this-test"
CONFIG = f"""time_zone = "Europe/Helsinki"
{TWO_STATIONS.format(deadline_s=3600)}
[systems.webshop]
name = "Web shop"
key = "{KEY}"
[[menu]]
product = "Burger"
category = "Grilled"
price = 1200
[[menu]]
product = "Fries"
category = "Fried"
price = 450
[[menu]]
product = "Water"
category = "Drinks"
price = 250
kitchen = "never"
"""
WITHIN_MS = 30_000
"""Pages ask the server again every few seconds."""

HOSTILE = "<img src=x onerror=document.title='run'>"
BURGERS = {"product": "Burger", "quantity": 2, "line_id": "L1", "note": HOSTILE}
FRIES = {"product": "Fries", "quantity": 1, "line_id": "L2"}
WATER = {"product": "Water", "quantity": 1, "line_id": "L3"}


@pytest.fixture(scope="module")
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    with RunningInstallation(config=CONFIG) as kds, Restaurant(kds, browser) as restaurant:
        yield restaurant


@pytest.fixture
def hands(restaurant: Restaurant) -> Hands:
    return Hands(restaurant.kds)


@pytest.fixture
def office(restaurant: Restaurant) -> Iterator[Page]:
    """The back office, as its manager has it before them."""
    page = restaurant.office.new_page()
    page.set_viewport_size({"width": 1280, "height": 800})
    yield page
    page.close()


def opened(restaurant: Restaurant, page: Page, order_id: str) -> None:
    """Open the page of an order."""
    page.goto(f"{restaurant.kds.web_url}/manager/orders/{order_id}")
    expect(page.locator(f"[data-order='{order_id}']")).to_be_visible()


def stands(page: Page, status: str) -> None:
    """Wait until the page shows this status."""
    expect(page.locator("[data-status]")).to_have_attribute(
        "data-status", status, timeout=WITHIN_MS
    )


def told(page: Page) -> list[str]:
    """Return what was done, event by event."""
    return [str(each.get_attribute("data-event")) for each in page.locator("[data-event]").all()]


def last_event(page: Page) -> Locator:
    """Return the newest event."""
    return page.locator("[data-event]").last


def give_reason(page: Page, preset: str, verb: str) -> None:
    """Choose a reason and confirm."""
    asking = page.get_by_role("dialog")
    asking.get_by_role("button", name=preset).click()
    asking.get_by_role("button", name=verb, exact=True).click()
    expect(asking).to_have_count(0, timeout=WITHIN_MS)


def actions(office: Page) -> set[str]:
    """Return every action that the page offers."""
    found = office.locator("[data-action]").all()
    return {each.get_attribute("data-action") or "" for each in found}


def test_a_parked_order_is_found_by_keyboard_cancelled_and_told(
    restaurant: Restaurant, hands: Hands, office: Page
) -> None:
    guest = {"name": "Åsa Öberg", "phone": "+358 40 123 4567"}
    order_id = hands.take(service="dine-in", hold=True, customer=guest, lines=[BURGERS, FRIES])
    assert hands.till(order_id, "park", table="Terrace 3").is_done
    hands.await_status(order_id, "PARKED")

    office.goto(f"{restaurant.kds.web_url}/manager/orders")
    office.get_by_role("searchbox", name="Find an order").fill("terrace 3")
    office.keyboard.press("Enter")
    office.locator(f"[data-found='{order_id}']").get_by_role("link").press("Enter")
    stands(office, "PARKED")
    for words in ("Parked", "put into the receipt park by", "Åsa Öberg", "+358 40 123 4567"):
        expect(office.locator(".order-head")).to_contain_text(words)
    expect(office.locator("[data-line='L1']")).to_contain_text(HOSTILE)
    expect(office.locator("[data-line='L1']")).to_contain_text("€24.00")
    expect(office.locator("[data-money='due']")).to_contain_text("€28.50")
    assert actions(office) == {"cancel", "call customer", "collect", "erase customer"}

    office.get_by_role("button", name="Cancel the order …").press("Enter")
    give_reason(office, "The guests left without paying", "Cancel the order")
    stands(office, "CANCELLED")
    expect(office.locator(".why")).to_have_text(
        "cancelled in the back office by manager: The guests left without paying"
    )
    expect(office.locator("[data-money='due']")).to_have_count(0)
    expect(office.locator("[data-money='nothing']")).to_have_text("Nothing to pay")
    expect(office.get_by_text("The customer has no receipt.")).to_have_count(0)
    assert actions(office) == {"erase customer"}
    assert told(office) == ["take", "park", "kds.order.cancelled.v1"]
    for words in ("cancelled", "back office", "manager", "Parked", "Cancelled", "guests left"):
        expect(last_event(office)).to_contain_text(words)
    assert office.title() == "Order"


def test_the_kitchens_place_is_taken_while_its_screens_are_broken(
    restaurant: Restaurant, hands: Hands, office: Page
) -> None:
    order_id = hands.take(service="takeaway", needs_approval=True, hold=True, lines=[BURGERS])
    assert hands.till(order_id, "pay", method="cash").is_done
    hands.await_status(order_id, "AWAITING_APPROVAL")
    opened(restaurant, office, order_id)
    office.get_by_role("button", name="Approve …").click()
    asking = office.get_by_role("dialog")
    asking.get_by_role("button", name="15", exact=True).click()
    asking.get_by_role("button", name="Approve 15 min").click()
    stands(office, "IN_KITCHEN")
    expect(office.locator("[data-approval='approved']")).to_contain_text("in 15 min")
    expect(last_event(office)).to_contain_text("back office, in the kitchen's place")

    part = office.locator("[data-part='grill']")
    part.get_by_role("button", name="Grill: Start").click()
    expect(part.locator("[data-cooking='started']")).to_be_visible(timeout=WITHIN_MS)
    expect(part.get_by_role("button", name="Grill: Start")).to_have_count(0)
    part.get_by_role("button", name="Grill: Ready").click()
    stands(office, "UNFINISHED")
    expect(part.locator("[data-cooking='ready']")).to_be_visible()
    expect(last_event(office)).to_contain_text("manager")
    part.get_by_role("button", name="Grill: Recall").click()
    stands(office, "IN_KITCHEN")
    assert told(office)[2:] == [
        "kds.order.approved.v1",
        "kds.part.started.v1",
        "kds.part.ready.v1",
        "kds.part.recalled.v1",
    ]


def test_it_is_held_fired_put_first_and_moved_in_the_cooks_place(
    restaurant: Restaurant, hands: Hands, office: Page
) -> None:
    lines = [BURGERS | {"course": 1}, FRIES | {"course": 2}]
    order_id = hands.take(service="dine-in", table="4", lines=lines)
    opened(restaurant, office, order_id)
    grill = office.locator("[data-part='grill']")
    grill.get_by_role("button", name="Grill: Hold").click()
    expect(grill.get_by_text("HELD")).to_be_visible(timeout=WITHIN_MS)
    office.get_by_role("button", name="Fire course 2").click()
    office.get_by_role("button", name="Priority", exact=True).click()
    expect(office.get_by_role("button", name="No priority")).to_be_visible(timeout=WITHIN_MS)
    grill.get_by_role("button", name="Grill: Fire").click()
    expect(grill.get_by_text("HELD")).to_have_count(0, timeout=WITHIN_MS)

    grill.get_by_role("button", name="Move …").click()
    office.get_by_role("dialog").get_by_role("button", name="Fryer").click()
    expect(grill.get_by_text("MOVED")).to_be_visible(timeout=WITHIN_MS)
    fryer = office.locator("[data-part='fryer']")
    expect(fryer).to_contain_text("moved from Grill")
    assert told(office)[-5:] == [
        "kds.part.held.v1",
        "kds.order.course-fired.v1",
        "kds.order.priority-set.v1",
        "kds.part.fired.v1",
        "kds.part.moved.v1",
    ]
    expect(last_event(office)).to_contain_text("to Fryer")


def test_only_the_receipt_is_missing_and_nobody_wants_it(
    restaurant: Restaurant, hands: Hands, office: Page
) -> None:
    order_id = hands.take(service="takeaway", hold=True, lines=[WATER])
    opened(restaurant, office, order_id)
    stands(office, "UNFINISHED")
    expect(office.get_by_role("button", name="Mark completed …")).to_have_count(0)
    assert hands.till(order_id, "pay", method="card").is_done
    office.get_by_role("button", name="Mark completed …").click()
    give_reason(office, "The customer wants no receipt", "Mark completed")
    stands(office, "COMPLETED")
    expect(office.get_by_text("Without a receipt: The customer wants no receipt")).to_be_visible()


def test_a_refund_is_requested_and_done_when_the_till_has_recorded_it(
    restaurant: Restaurant, hands: Hands, office: Page
) -> None:
    order_id = hands.take(KEY, service="delivery", lines=[BURGERS])
    assert hands.till(order_id, "report-payment", KEY, result="paid").is_done
    hands.await_status(order_id, "AWAITING_APPROVAL")
    opened(restaurant, office, order_id)
    office.get_by_role("button", name="Reject …").click()
    give_reason(office, "Sold out", "Reject")
    stands(office, "CANCELLED")
    expect(office.locator("[data-money='refund_owed']")).to_contain_text("€24.00")
    office.get_by_role("button", name="Refund is given back …").click()
    office.get_by_role("dialog").get_by_role("button", name="External system").click()
    give_reason(office, "Order cancelled", "Refund is given back")
    expect(office.locator("[data-request='done']")).to_be_visible(timeout=WITHIN_MS)
    expect(office.locator("[data-money='refund_owed']")).to_have_count(0)
    expect(office.get_by_role("button", name="Refund is given back …")).to_have_count(0)
    asked, done = office.locator("[data-event]").all()[-2:]
    expect(asked).to_contain_text("the till is asked to record a refund")
    expect(done).to_contain_text("money that was owed is given back")
    for event in (asked, done):
        expect(event).to_contain_text("€24.00 External system")


def test_a_refusal_says_what_is_possible_instead(
    restaurant: Restaurant, hands: Hands, office: Page
) -> None:
    order_id = hands.take(service="dine-in", hold=True, lines=[WATER])
    assert hands.till(order_id, "park", table="4").is_done
    hands.await_status(order_id, "PARKED")
    opened(restaurant, office, order_id)
    office.get_by_role("button", name="Cancel the order …").click()
    assert hands.till(order_id, "open").is_done
    hands.await_status(order_id, "UNFINISHED")
    asking = office.get_by_role("dialog")
    asking.get_by_role("button", name="Taken twice").click()
    asking.get_by_role("button", name="Cancel the order", exact=True).click()
    refusal = office.get_by_text(re.compile("cannot be changed by 'cancel': it is 'Unfinished'"))
    expect(refusal).to_be_visible(timeout=WITHIN_MS)
    stands(office, "UNFINISHED")


def test_the_page_speaks_finnish(restaurant: Restaurant, hands: Hands, office: Page) -> None:
    order_id = hands.take(service="takeaway", hold=True, lines=[WATER])
    assert hands.till(order_id, "pay", method="cash").is_done
    hands.await_status(order_id, "UNFINISHED")
    cookie = {"name": "kds_language", "value": "fi", "url": restaurant.kds.web_url}
    restaurant.office.add_cookies([cookie])
    try:
        opened(restaurant, office, order_id)
        for words in (
            "Keskeneräinen",
            "maksettu, eikä asiakkaalla ole kuittia",
            "Merkitse valmiiksi …",
            "maksu otettu",
            "2,50\N{NO-BREAK SPACE}€",
        ):
            expect(office.locator("article.order")).to_contain_text(words)
    finally:
        restaurant.office.clear_cookies(name="kds_language")


def test_an_order_that_nobody_has_is_told_so(restaurant: Restaurant, office: Page) -> None:
    office.goto(f"{restaurant.kds.web_url}/manager/orders/none")
    expect(office.locator(".problem")).to_have_text("The kitchen has no order none.")
    office.get_by_role("main").get_by_role("link", name="Find an order").click()
    office.wait_for_url("**/manager/orders")
