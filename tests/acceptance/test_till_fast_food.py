"""A cashier in fast food: paid first, then cooked. The till's page in a real installation."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import APIResponse, Browser, Page, Route, expect

from tests.acceptance.cashier import Cashier, settings
from tests.acceptance.hands import Hands
from tests.acceptance.installation import RunningInstallation
from tests.acceptance.restaurant import Restaurant

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def kds() -> Iterator[RunningInstallation]:
    with RunningInstallation(config=settings("fast-food")) as running:
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


def order_id(cashier: Cashier, number: str) -> str:
    return cashier.card(number).get_attribute("data-order-id") or ""


def on_screen(screen: Page, cashier: Cashier, number: str) -> None:
    """Wait until an order's ticket is on a screen."""
    ticket = screen.locator(f"[data-order-id='{order_id(cashier, number)}']")
    expect(ticket).to_be_visible(timeout=30_000)


def test_from_the_menu_to_the_receipt(cashier: Cashier, grill: Page) -> None:
    cashier.tap("Burger", "Burger", "Water")
    line = cashier.page.locator(".line", has_text="Burger")
    expect(line.locator(".line-head")).to_have_text(re.compile("2 \u00d7\\s*Burger\\s*€24.00"))
    line.locator(".line-head").click()
    line.get_by_role("button", name="no onion").click()
    line.get_by_role("button", name="milk").click()
    line.get_by_role("button", name="One more: Burger").click()
    line.get_by_label("Note").fill("cut in two")
    expect(cashier.page.locator(".total")).to_have_text("€38.50")
    cashier.page.get_by_text("Takeaway").click()

    number = cashier.enter("Pay")
    cashier.dialog.get_by_label("Given", exact=True).fill("50")
    expect(cashier.dialog.locator(".change")).to_have_text("Change due €11.50")
    cashier.confirm("Take €38.50")

    receipt = cashier.dialog.locator(".receipt")
    for words in ("Test Diner", f"Order {number}", "3 \u00d7 Burger", "€36.00", "Cash", "€38.50"):
        expect(receipt).to_contain_text(words)
    expect(cashier.dialog.locator(".change").first).to_have_text("Change due €11.50")
    cashier.hand_over()

    card = cashier.card(number)
    expect(card.locator(".whom")).to_have_text("Takeaway \u00b7 Responsible: manager")
    expect(card.locator(".what")).to_have_text(
        ["3 \u00d7 Burger, no onion, cut in two", "1 \u00d7 Water"]
    )
    expect(card.locator(".goes")).to_have_text(["to the kitchen", "not for the kitchen"])
    expect(card.locator(".allergy")).to_contain_text("Allergy: milk")
    expect(card.locator(".sums")).to_contain_text("Paid: Cash€38.50")
    expect(card.locator(".steps")).to_contain_text("payment taken: manager, Cash €38.50")
    on_screen(grill, cashier, number)
    expect(cashier.page.locator("#order .line")).to_have_count(0)


def test_what_is_saved_waits_for_its_payment(cashier: Cashier, grill: Page) -> None:
    cashier.tap("Fries")
    saved = cashier.enter("Save")
    card = cashier.card(saved)
    expect(card.locator(".goes")).to_have_text("waits")
    expect(card.locator(".missing")).to_have_text("payment is missing · lines wait for the kitchen")
    later = cashier.paid("Fries")
    on_screen(grill, cashier, later)
    assert not grill.locator(f"[data-order-id='{order_id(cashier, saved)}']").count()

    cashier.press(saved, "Pay")
    cashier.take_cash()
    cashier.hand_over()
    on_screen(grill, cashier, saved)


def test_a_bill_can_be_shared(cashier: Cashier) -> None:
    cashier.tap("Water", "Water")
    number = cashier.enter("Pay")
    cashier.dialog.get_by_label("Given", exact=True).fill("1")
    expect(cashier.dialog.locator(".change")).to_have_text("Missing €4.00")
    cashier.take_cash()
    expect(cashier.dialog.locator(".said")).to_contain_text("That is too little")
    cashier.dialog.get_by_label("Given", exact=True).fill("")
    cashier.dialog.get_by_label("Amount").fill("5.01")
    cashier.take_cash()
    expect(cashier.dialog.locator(".said")).to_have_text("No more than €5.00 is due.")
    cashier.dialog.get_by_label("Amount").fill("2")
    expect(cashier.dialog.locator(".left")).to_have_text("€3.00 stay to be paid.")
    cashier.confirm("Take €2.00")

    expect(cashier.dialog.get_by_label("Amount")).to_have_value("3.00")
    cashier.dialog.get_by_text("Card").click()
    cashier.confirm("Take €3.00")
    cashier.hand_over()
    cashier.await_status(number, "Completed")
    expect(cashier.card(number).locator(".sums")).to_contain_text("Paid: Cash, Card€5.00")


def test_void_copy_and_pay_by_card(cashier: Cashier, grill: Page) -> None:
    number = cashier.paid("Burger")
    on_screen(grill, cashier, number)
    cashier.press(number, "Void")
    expect(cashier.dialog.locator(".back")).to_have_text("€12.00 Cash")
    cashier.confirm("Void")
    expect(cashier.dialog.locator(".said")).to_have_text("Say why.")
    cashier.give_reason("Wrong payment method")
    cashier.confirm("Void")
    cashier.await_status(number, "Voided")
    expect(cashier.card(number).locator(".unseen")).to_contain_text("not yet seen at: Grill")
    assert cashier.acts(number) == ["Copy and pay", "Show receipt"]

    cashier.press(number, "Copy and pay")
    cashier.dialog.get_by_text("Card").click()
    cashier.confirm("Take €12.00")
    cashier.hand_over()
    copy = cashier.page.locator(".order").filter(has=cashier.page.get_by_text("a copy"))
    expect(copy.locator(".goes")).to_have_text("made before")
    expect(copy.locator(".status")).to_have_text("Completed")
    expect(copy.locator(".sums")).to_contain_text("Paid: Card€12.00")
    assert "Copy and pay" not in cashier.acts(number)
    stopped = grill.locator(f"[data-order-id='{order_id(cashier, number)}']")
    stopped.get_by_role("button", name="Seen").click()
    expect(cashier.card(number).locator(".unseen")).to_be_empty(timeout=30_000)
    expect(cashier.card(number).locator(".steps")).to_contain_text("change seen: Grill")


def test_what_a_product_asks_must_be_said(cashier: Cashier) -> None:
    cashier.tap("Ice cream")
    cashier.page.locator(".ways").get_by_role("button", name="Pay").click()
    said = cashier.page.locator("#order .said")
    expect(said).to_have_text("Say whether Ice cream goes to the kitchen.")
    cashier.page.get_by_role("button", name="From the counter").click()
    number = cashier.enter("Save")

    expect(cashier.card(number).locator(".goes")).to_have_text("not for the kitchen")


def test_nothing_is_deleted_without_a_reason_and_it_stays(cashier: Cashier) -> None:
    cashier.tap("Steak")
    number = cashier.enter("Save")
    expect(cashier.card(number).locator(".sums")).to_contain_text("To pay")
    cashier.press(number, "Delete")
    cashier.dialog.get_by_label("Reason", exact=True).fill("rang it up twice")
    cashier.confirm("Delete")

    cashier.await_status(number, "Cancelled")
    expect(cashier.card(number).locator(".sums")).to_contain_text("Nothing to pay")
    expect(cashier.card(number).locator(".steps")).to_contain_text("rang it up twice")
    assert cashier.acts(number) == []


def test_a_part_of_a_quantity_is_refunded(cashier: Cashier) -> None:
    number = cashier.paid("Water", "Water", "Water")
    cashier.await_status(number, "Completed")
    cashier.press(number, "Refund")
    expect(cashier.dialog.locator("output")).to_have_text("€0.00")
    cashier.dialog.get_by_role("button", name="One more: Water").click(click_count=2)
    expect(cashier.dialog.locator("output")).to_have_text("€5.00")
    cashier.give_reason("Not good")
    cashier.confirm("Refund")

    cashier.await_status(number, "Partially refunded")
    card = cashier.card(number)
    expect(card.locator(".refunded")).to_have_text("2 refunded")
    expect(card.locator(".steps")).to_contain_text("Cash €5.00, 2 Water, Not good")
    assert cashier.acts(number) == ["Refund", "Show receipt"], "a void is not to be had any more"

    cashier.press(number, "Refund")
    expect(cashier.dialog.locator(".pieces")).to_contain_text("of 1, €2.50 each")
    cashier.dialog.get_by_role("button", name="Everything").click()
    cashier.give_reason("Not good")
    cashier.confirm("Refund")
    cashier.await_status(number, "Fully refunded")
    assert cashier.acts(number) == ["Show receipt"]


def test_what_became_cheaper_is_given_back(cashier: Cashier, grill: Page) -> None:
    number = cashier.paid("Burger", "Fries")
    cashier.press(number, "Change")
    cashier.dialog.locator(".line-head", has_text="Fries").click()
    cashier.dialog.get_by_role("button", name="Remove Fries").click()
    cashier.confirm("Save the change")
    card = cashier.card(number)
    expect(card.locator(".owed")).to_have_text("Give back to the customer€4.50")

    cashier.press(number, "Give back")
    cashier.give_reason("Order became smaller")
    cashier.confirm("€4.50 given back")
    expect(card.locator(".owed")).to_have_count(0)
    expect(card.locator(".sums")).to_contain_text("Given back€4.50")


def test_the_buttons_are_what_the_table_offers(cashier: Cashier, kds: RunningInstallation) -> None:
    cashier.tap("Burger")
    unpaid = cashier.enter("Save")
    paid = cashier.paid("Water")
    cashier.await_status(paid, "Completed")

    assert cashier.acts(unpaid) == ["Pay", "Send to the kitchen", "Change", "Park", "Delete"]
    assert cashier.acts(paid) == ["Refund", "Void", "Show receipt"]
    hands = Hands(kds)
    for number in (unpaid, paid):
        offered = {
            each["action"]: each["reason"]
            for each in hands.at_till(order_id(cashier, number))["offered"]
        }
        buttons = cashier.card(number).locator(".acts button").all()
        shown = {each.get_attribute("data-act"): each.get_attribute("title") for each in buttons}
        shown.pop("look at receipt", None)
        assert shown == offered


def test_an_order_that_changed_meanwhile_is_not_overwritten(
    cashier: Cashier, kds: RunningInstallation
) -> None:
    cashier.tap("Burger")
    number = cashier.enter("Save")
    cashier.press(number, "Change")
    cashier.dialog.locator(".menu").get_by_role("button", name="Steak").click()
    there = Hands(kds)
    own = order_id(cashier, number)
    assert there.till(own, "change", note="with a candle").is_done

    cashier.confirm("Save the change")
    expect(cashier.dialog.locator(".said")).to_contain_text(f"Order {number} has changed meanwhile")
    cashier.page.keyboard.press("Escape")
    expect(cashier.card(number).locator(".whom")).to_contain_text("with a candle")
    assert [each["product"] for each in there.at_till(own)["order"]["lines"]] == ["Burger"]


def test_a_refusal_is_said_where_it_was_pressed(cashier: Cashier, kds: RunningInstallation) -> None:
    cashier.tap("Burger")
    number = cashier.enter("Save")
    own = order_id(cashier, number)
    cashier.page.route("**/api/v1/orders?*", lambda route: route.abort())
    assert Hands(kds).till(own, "pay", method="cash").is_done
    cashier.press(number, "Delete")
    cashier.give_reason("Only a test")
    cashier.confirm("Delete")

    expect(cashier.dialog.locator(".said")).to_contain_text("has changed meanwhile")
    cashier.page.unroute("**/api/v1/orders?*")
    cashier.page.keyboard.press("Escape")
    expect(cashier.card(number).locator(".sums")).to_contain_text("Paid: Cash")
    assert "Delete" not in cashier.acts(number)


def test_a_deed_whose_answer_was_lost_is_done_once(
    cashier: Cashier, kds: RunningInstallation
) -> None:
    cashier.tap("Water", "Water")
    number = cashier.enter("Pay")
    cashier.dialog.get_by_label("Amount").fill("2")

    lost: list[APIResponse] = []

    def lose(route: Route) -> None:
        """Keep it from the page that it was done; what was refused, it may know."""
        done = route.fetch()
        if done.ok and not lost:
            lost.append(done)
            route.abort()
        else:
            route.fulfill(response=done)

    cashier.page.route("**/pay", lose)
    cashier.confirm("Take €2.00")
    expect(cashier.dialog.locator(".said")).to_contain_text("The till does not answer")
    cashier.confirm("Take €2.00")
    expect(cashier.dialog.get_by_label("Amount")).to_have_value("3.00")

    payments = Hands(kds).at_till(order_id(cashier, number))["order"]["payments"]
    assert [each["amount"] for each in payments] == [200]
