"""A guest's allergy, whatever it is: typed at the till, of a line or of all, read by a cook."""

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
WHOLE = "Allergies, whole order"
SIZE = {"width": 1366, "height": 768}


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
    with Cashier(browser, kds, viewport=SIZE) as cashier:
        yield cashier


def line(page: Page, product: str) -> Locator:
    """Return a line of the order that is entered."""
    return page.locator("#order li.line").filter(has=page.locator(".product", has_text=product))


def read_by_cook(grill: Page, cashier: Cashier, number: str) -> Locator:
    """Return the allergies on an order's ticket on the grill's screen."""
    order_id = cashier.card(number).get_attribute("data-order-id")
    ticket = grill.locator(f"[data-order-id='{order_id}']")
    expect(ticket).to_be_visible(timeout=LATER_MS)
    return ticket.locator(".allergens")


def kept(cashier: Cashier, kds: RunningInstallation, number: str) -> list[list[str]]:
    """Return the allergies of each line of an order, as the till keeps it."""
    order_id = cashier.card(number).get_attribute("data-order-id") or ""
    lines = Hands(kds).at_till(order_id)["order"]["lines"]
    return [each.get("allergens", []) for each in lines]


def test_an_allergy_that_the_menu_does_not_list_reaches_the_cook(
    cashier: Cashier, grill: Page
) -> None:
    page = cashier.page
    cashier.tap("Burger")
    page.get_by_role("button", name="milk").click()
    page.get_by_label("Other allergies").fill("NUT ALLERGY, celery")
    expect(line(page, "Burger").locator(".allergy")).to_have_text("⚠ milk, NUT ALLERGY, celery")
    cashier.tap("Steak")
    line(page, "Steak").get_by_label("Allergies").fill("mustard")
    number = cashier.enter("Send to the kitchen")

    expect(cashier.card(number).locator(".allergy")).to_have_text(
        ["⚠ Allergy: milk, NUT ALLERGY, celery", "⚠ Allergy: mustard"]
    )
    expect(read_by_cook(grill, cashier, number)).to_have_text(
        ["⚠ ALLERGY: milk, NUT ALLERGY, celery", "⚠ ALLERGY: mustard"], timeout=LATER_MS
    )


def test_an_allergy_of_the_whole_order_is_on_every_line(
    cashier: Cashier, grill: Page, kds: RunningInstallation
) -> None:
    page = cashier.page
    cashier.tap("Burger")
    page.get_by_role("button", name="milk").click()
    page.get_by_label(WHOLE).fill("nuts")
    cashier.tap("Steak", "Steak", "Fries")
    expect(page.locator(".line-head .allergy")).to_have_text(["⚠ nuts, milk", "⚠ nuts", "⚠ nuts"])
    number = cashier.enter("Send to the kitchen")
    expect(page.get_by_label(WHOLE)).to_have_value("")
    words = ["⚠ ALLERGY: nuts, milk", "⚠ ALLERGY: nuts", "⚠ ALLERGY: nuts"]
    expect(read_by_cook(grill, cashier, number)).to_have_text(words, timeout=LATER_MS)

    cashier.press(number, "Change")
    window = cashier.dialog
    expect(window.get_by_label(WHOLE)).to_have_value("nuts")
    window.locator(".menu").get_by_role("button", name="Burger").click()
    cashier.confirm("Save the change")
    expect(cashier.card(number).locator(".what")).to_have_count(4)
    assert kept(cashier, kds, number) == [["nuts", "milk"], ["nuts"], ["nuts"], ["nuts"]]
    cashier.press(number, "Change")
    window.get_by_label(WHOLE).fill("")
    cashier.confirm("Save the change")
    expect(cashier.card(number).locator(".allergy")).to_have_count(1)
    assert kept(cashier, kds, number) == [["milk"], [], [], []]


def test_an_only_line_that_grows_keeps_what_was_typed_and_not_what_was_offered(
    cashier: Cashier, kds: RunningInstallation
) -> None:
    page = cashier.page
    cashier.tap("Burger")
    page.get_by_role("button", name="milk").click()
    page.get_by_label(WHOLE).fill("nuts")
    number = cashier.enter("Send to the kitchen")
    cashier.press(number, "Change")
    cashier.dialog.get_by_role("button", name="Steak").click()
    cashier.confirm("Save the change")

    expect(cashier.card(number).locator(".what")).to_have_count(2)
    assert kept(cashier, kds, number) == [["nuts", "milk"], ["nuts"]]


def test_a_change_of_something_else_leaves_allergies_as_they_were_told(
    cashier: Cashier, kds: RunningInstallation
) -> None:
    told = [["milk", "nuts"], ["nuts", "soy, or what has it"]]
    lines = [{"product": "Burger", "quantity": 1, "allergens": words} for words in told]
    order_id = Hands(kds).take(service="dine-in", lines=lines)
    number = Hands(kds).at_till(order_id)["order"]["number"]
    cashier.press(number, "Change")
    cashier.dialog.get_by_label("Table", exact=True).fill("7")
    cashier.confirm("Save the change")

    expect(cashier.card(number).locator(".whom")).to_contain_text("Table 7")
    assert kept(cashier, kds, number) == told


def test_allergies_outlive_a_reload(cashier: Cashier, kds: RunningInstallation) -> None:
    page = cashier.page
    cashier.tap("Burger", "Steak")
    line(page, "Steak").get_by_label("Allergies").fill("mustard")
    page.get_by_label(WHOLE).fill("nuts, soy")
    page.reload()
    expect(page.get_by_label(WHOLE)).to_have_value("nuts, soy")
    expect(page.locator(".line-head .allergy")).to_have_text(
        ["⚠ nuts, soy", "⚠ nuts, soy, mustard"]
    )
    cashier.tap("Fries")
    number = cashier.enter("Send to the kitchen")
    assert kept(cashier, kds, number) == [
        ["nuts", "soy"],
        ["nuts", "soy", "mustard"],
        ["nuts", "soy"],
    ]


def test_an_allergy_that_is_too_long_is_said_at_its_field(cashier: Cashier) -> None:
    page, long = cashier.page, "n" * 81
    cashier.tap("Steak")
    send = page.get_by_role("button", name="Send to the kitchen")
    for field in (line(page, "Steak").get_by_label("Allergies"), page.get_by_label(WHOLE)):
        field.fill(f"milk, {long}")
        send.click()
        said = page.locator("#order .said")
        expect(said).to_have_text(f"An allergy has at most 80 letters: {long}")
        expect(field).to_have_attribute("aria-invalid", "true")
        field.fill("n" * 80)
    cashier.enter("Send to the kitchen")
