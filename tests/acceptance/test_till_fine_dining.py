"""A cashier in fine dining: parked and sent before it is paid; and payments outside."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.acceptance.cashier import Cashier, settings
from tests.acceptance.hands import Hands
from tests.acceptance.installation import RunningInstallation
from tests.acceptance.restaurant import Restaurant

pytestmark = pytest.mark.browser

LATER_MS = 30_000


@pytest.fixture(scope="module")
def kds() -> Iterator[RunningInstallation]:
    with RunningInstallation(config=settings("fine-dining")) as running:
        yield running


@pytest.fixture(scope="module")
def grill(kds: RunningInstallation, browser: Browser) -> Iterator[Page]:
    """The grill's screen."""
    with Restaurant(kds, browser) as restaurant:
        yield restaurant.hang_up_screen("grill", "Grill 1")


@pytest.fixture
def cashier(kds: RunningInstallation, browser: Browser) -> Iterator[Cashier]:
    with Cashier(browser, kds) as cashier:
        yield cashier


def ticket(grill: Page, cashier: Cashier, number: str) -> Locator:
    """Return an order's ticket on the grill's screen."""
    order_id = cashier.card(number).get_attribute("data-order-id")
    found = grill.locator(f"[data-order-id='{order_id}']")
    expect(found).to_be_visible(timeout=LATER_MS)
    return found


def test_parked_changed_opened_and_paid(cashier: Cashier, grill: Page) -> None:
    page = cashier.page
    cashier.tap("Burger", "Water")
    page.get_by_label("Table", exact=True).fill("12")
    number = cashier.enter("Park on table")
    card = cashier.card(number)
    whom = ("Dine in", "Table 12", "in the receipt park", "Responsible: manager")
    expect(card.locator(".whom")).to_have_text(" \u00b7 ".join(whom))
    expect(card.locator(".goes")).to_have_text(["to the kitchen", "not for the kitchen"])
    shown = ticket(grill, cashier, number)
    cashier.await_status(number, "In kitchen")

    cashier.press(number, "Change")
    cashier.dialog.locator(".line-head", has_text="Burger").click()
    cashier.dialog.get_by_role("button", name="extra cheese").click()
    cashier.dialog.get_by_role("button", name="Fried").click()
    cashier.dialog.locator(".menu").get_by_role("button", name="Fries").click()
    cashier.confirm("Save the change")
    expect(card.locator(".unseen")).to_have_text("What changed is not yet seen at: Grill")
    expect(shown).to_contain_text("extra cheese", timeout=LATER_MS)
    expect(shown).to_contain_text("Fries")
    shown.get_by_role("button", name="Seen").click()
    expect(card.locator(".unseen")).to_be_empty(timeout=LATER_MS)
    expect(card.locator(".steps")).to_contain_text("change seen: Grill by Grill 1")

    shown.get_by_role("button", name="Ready").click()
    cashier.await_status(number, "Parked")
    cashier.press(number, "Open again")
    cashier.await_status(number, "Unfinished")
    cashier.press(number, "Pay")
    cashier.take_cash()
    expect(cashier.dialog.locator(".receipt")).to_contain_text("Table 12")
    expect(cashier.dialog.locator(".receipt-total")).to_contain_text("\u20ac19.00")
    cashier.hand_over()
    cashier.await_status(number, "Completed")


def test_a_changed_line_is_the_same_line_to_the_till(
    cashier: Cashier, kds: RunningInstallation
) -> None:
    cashier.tap("Burger", "Steak")
    number = cashier.enter("Send to the kitchen")
    order_id = cashier.card(number).get_attribute("data-order-id") or ""
    before = Hands(kds).at_till(order_id)["order"]["lines"]
    cashier.press(number, "Change")
    cashier.dialog.locator(".line-head", has_text="Steak").click()
    cashier.dialog.get_by_role("button", name="One more: Steak").click()
    cashier.dialog.locator(".menu").get_by_role("button", name="Burger").click()
    cashier.dialog.get_by_label("Customer").fill("Grace")
    cashier.confirm("Save the change")
    expect(cashier.card(number).locator(".whom")).to_contain_text("Grace")

    after = Hands(kds).at_till(order_id)["order"]["lines"]
    assert [line["line_id"] for line in after][:2] == [line["line_id"] for line in before]
    assert [(line["product"], line["quantity"]) for line in after] == [
        ("Burger", 1),
        ("Steak", 2),
        ("Burger", 1),
    ], "what the cook has may not grow unseen: the second burger is a line of its own"


def test_the_receipt_park_by_table(cashier: Cashier) -> None:
    page = cashier.page
    parked = {}
    for table in ("31", "4"):
        cashier.tap("Water")
        page.locator("#order").get_by_label("Table", exact=True).fill(table)
        parked[table] = cashier.enter("Park on table")
    cashier.tap("Water")
    unparked = cashier.enter("Send to the kitchen")
    cashier.press(unparked, "Park")
    cashier.dialog.get_by_label("Table").fill("9")
    cashier.confirm("Park")
    expect(cashier.card(unparked).locator(".whom")).to_contain_text("Table 9")

    page.get_by_role("button", name="Receipt park").click()
    wanted = [parked["4"], unparked, parked["31"]]
    expect(page.locator(".order .number")).to_have_text(wanted)
    page.get_by_label("Find an order").fill("table 31")
    expect(page.locator(".order .number")).to_have_text([parked["31"]])
    page.get_by_role("button", name="Receipt park").click()
    page.get_by_label("Find an order").fill("no such thing")
    expect(page.locator("#no-orders")).to_have_text("No order is like that.")
    page.get_by_label("Find an order").fill("")
    page.get_by_label("Status").select_option("Parked")
    expect(page.locator(".order .status").first).to_have_text("Parked")
    assert set(page.locator(".order .status").all_text_contents()) == {"Parked"}


def begin_outside(cashier: Cashier, *products: str) -> str:
    """Take an order and begin its payment in another system; the window asks how it went."""
    cashier.tap(*products)
    number = cashier.enter("Pay")
    cashier.dialog.get_by_text("External system").click()
    cashier.dialog.get_by_label("Which system?").fill("Lunch cards")
    cashier.confirm("Begin the payment")
    expect(cashier.dialog).to_contain_text(f"Payment of {number} in Lunch cards")
    return number


def test_a_declined_card_stays_pending_until_it_is_paid(cashier: Cashier, grill: Page) -> None:
    number = begin_outside(cashier, "Burger")
    cashier.confirm("Declined")
    cashier.await_status(number, "Pending")
    outside = cashier.card(number).locator(".outside")
    expect(outside).to_have_text("Payment in Lunch cards: waiting (Card declined)")
    expect(cashier.card(number).locator(".goes")).to_have_text("waits")
    assert cashier.acts(number) == ["Payment outside"]

    cashier.press(number, "Payment outside")
    expect(cashier.dialog).to_contain_text("Last time: Card declined")
    cashier.confirm("Paid")
    cashier.hand_over()
    expect(outside).to_have_text("Payment in Lunch cards: paid")
    ticket(grill, cashier, number)


def test_a_payment_cancelled_there_can_be_taken_here(cashier: Cashier) -> None:
    number = begin_outside(cashier, "Water")
    cashier.confirm("Cancelled there")
    cashier.await_status(number, "Unfinished")
    cashier.press(number, "Pay")
    cashier.dialog.get_by_text("Card").click()
    cashier.take_cash()
    cashier.hand_over()
    cashier.await_status(number, "Completed")


def test_a_payment_that_was_not_recorded_there_is_unmistakable(cashier: Cashier) -> None:
    number = begin_outside(cashier, "Water")
    cashier.give_reason("No connection")
    cashier.confirm("Paid, not recorded there")
    cashier.hand_over()
    cashier.await_status(number, "Unpaid in external system")
    words = "Payment in Lunch cards: paid, not recorded there (No connection)"
    expect(cashier.card(number).locator(".outside")).to_have_text(words)


def test_the_window_closes_when_the_system_tells_the_till_itself(
    cashier: Cashier, kds: RunningInstallation
) -> None:
    number = begin_outside(cashier, "Water")
    order_id = cashier.card(number).get_attribute("data-order-id") or ""
    assert Hands(kds).till(order_id, "report-payment", result="paid").is_done

    cashier.hand_over()
    cashier.await_status(number, "Completed")
