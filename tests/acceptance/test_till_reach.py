"""The till's page for everybody: by keyboard alone, in Finnish, at each size, hostile text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.cashier import Cashier, settings
from tests.acceptance.hands import Hands
from tests.acceptance.installation import RunningInstallation

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=alert(1)>{number}"
SIZES = [(1280, 800), (1920, 1080), (1024, 768), (390, 844)]

# What stands out of the window, of its own button or field, or is too small for a finger.
MISFITS = """() => {
  const isSeen = (each) => each.checkVisibility() && each.getBoundingClientRect().width > 0;
  const name = (each) => each.outerHTML.slice(0, 120);
  const window = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  const found = [];
  if (document.documentElement.scrollWidth > innerWidth) found.push("the page is too wide");
  for (const each of window.querySelectorAll("button, select, summary, label, p, h2, h3")) {
    if (!isSeen(each) || each.matches(".spoken, .spoken *")) continue;
    const { left, right, height } = each.getBoundingClientRect();
    if (left < -1 || right > innerWidth + 1) found.push(`outside: ${name(each)}`);
    if (each.scrollWidth > each.clientWidth + 1) found.push(`too narrow: ${name(each)}`);
    if (each.matches("button, select") && height < 40) found.push(`too low: ${name(each)}`);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def kds() -> Iterator[RunningInstallation]:
    with RunningInstallation(config=settings("fast-food")) as running:
        yield running


@pytest.fixture
def cashier(kds: RunningInstallation, browser: Browser) -> Iterator[Cashier]:
    with Cashier(browser, kds) as cashier:
        yield cashier


def tab_to(page: Page, act: str) -> None:
    """Go with the Tab key to the first button of an act."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.dataset.act") == act:
            return
    raise AssertionError(f"the Tab key never came to {act}")


def test_everything_by_keyboard(cashier: Cashier) -> None:
    page, keys = cashier.page, cashier.page.keyboard
    expect(page.get_by_label("Find a product")).to_be_focused()
    keys.type("wat")
    keys.press("Enter")
    keys.type("burg")
    keys.press("Enter")
    expect(page.locator("#order .line .product")).to_have_text(["Water", "Burger"])
    keys.press("Control+Enter")
    expect(cashier.dialog.locator("footer .main")).to_be_focused()
    keys.press("Enter")
    expect(cashier.dialog.locator(".receipt")).to_be_visible()
    keys.press("Escape")
    expect(cashier.dialog).to_have_count(0)

    number = page.locator(".order .number").first.text_content() or ""
    tab_to(page, "hand over receipt")
    keys.press("Enter")
    keys.press("Enter")
    expect(cashier.dialog).to_have_count(0)
    expect(cashier.card(number).locator(".steps")).to_contain_text("the customer has the receipt")
    page.get_by_label("Find an order").focus()
    tab_to(page, "void")
    keys.press("Space")
    keys.type("wrong table")
    keys.press("Enter")
    cashier.await_status(number, "Voided")
    expect(cashier.dialog).to_have_count(0)
    page.wait_for_function("() => document.activeElement.closest('.order') !== null")


def test_the_focus_stays_while_the_list_moves(cashier: Cashier, kds: RunningInstallation) -> None:
    cashier.tap("Water")
    number = cashier.enter("Save")
    button = cashier.card(number).get_by_role("button", name=f"Pay {number}")
    button.focus()
    order_id = cashier.card(number).get_attribute("data-order-id") or ""
    assert Hands(kds).till(order_id, "change", note="quickly").is_done
    later = Hands(kds).take(
        service="takeaway", hold=True, lines=[{"product": "Water", "quantity": 1}]
    )

    expect(cashier.page.locator(f"[data-order-id='{later}']")).to_be_visible()
    expect(cashier.card(number).locator(".whom")).to_contain_text("quickly")
    expect(button).to_be_focused()


def test_the_second_tap_of_a_double_tap_does_nothing_in_a_window(cashier: Cashier) -> None:
    cashier.tap("Water")
    cashier.enter("Pay")
    take = cashier.dialog.locator("footer .main")
    box = take.bounding_box()
    assert box is not None
    mouse = cashier.page.mouse
    mouse.move(box["x"] + 20, box["y"] + 20)
    mouse.down(click_count=2)
    mouse.up(click_count=2)
    expect(cashier.dialog.locator("h2")).to_contain_text("Pay")
    take.click()
    expect(cashier.dialog.locator("h2")).to_contain_text("Receipt")


def test_by_touch_no_keyboard_comes_up_unasked(kds: RunningInstallation, browser: Browser) -> None:
    tablet = {"width": 1024, "height": 768}
    with Cashier(browser, kds, has_touch=True, is_mobile=True, viewport=tablet) as cashier:
        page = cashier.page
        assert page.evaluate("() => matchMedia('(pointer: coarse)').matches")
        page.locator(".menu").get_by_role("button", name="Burger").tap()
        page.locator(".line").get_by_role("button", name="no onion").tap()
        page.locator(".ways").get_by_role("button", name="Pay").tap()
        cashier.dialog.locator(".cash .chip").first.tap()
        expect(cashier.dialog.locator(".change")).to_have_text("Change due \u20ac3.00")
        cashier.dialog.locator("footer .main").tap()
        expect(cashier.dialog.locator(".receipt")).to_be_visible()
        cashier.dialog.locator("footer .main").tap()
        expect(cashier.dialog).to_have_count(0)
        assert page.evaluate("() => !document.activeElement.matches('input')")


def test_on_a_phone_one_view_at_a_time(kds: RunningInstallation, browser: Browser) -> None:
    phone = {"width": 390, "height": 844}
    with Cashier(browser, kds, has_touch=True, is_mobile=True, viewport=phone) as cashier:
        page = cashier.page
        cashier.tap("Burger")
        expect(page.locator("#order .basket")).to_be_hidden()
        page.get_by_role("button", name="Order 1").tap()
        expect(page.locator("#order .menu")).to_be_hidden()
        number = cashier.enter("Save")
        expect(page.locator("#order .menu")).to_be_visible()
        page.locator("[data-view=orders]").tap()
        expect(page.locator("#order")).to_be_hidden()
        cashier.press(number, "Change")
        cashier.dialog.locator(".menu").get_by_role("button", name="Steak").tap()
        cashier.confirm("Save the change")
        expect(cashier.card(number).locator(".what")).to_have_count(2)


def test_text_is_only_text(cashier: Cashier) -> None:
    page = cashier.page
    cashier.tap("Burger")
    page.locator(".line").get_by_label("Note").fill(HOSTILE)
    page.get_by_label("Customer").fill(HOSTILE)
    number = cashier.enter("Save")
    card = cashier.card(number)
    expect(card.locator(".whom")).to_contain_text(HOSTILE)
    expect(card.locator(".what")).to_contain_text(HOSTILE)
    cashier.press(number, "Delete")
    cashier.dialog.get_by_label("Reason", exact=True).fill(HOSTILE)
    cashier.confirm("Delete")

    expect(card.locator(".steps")).to_contain_text(HOSTILE)
    assert page.locator("img").count() == 0


def test_in_finnish(cashier: Cashier) -> None:
    page = cashier.page
    page.get_by_label("Language").select_option("fi")
    expect(page.locator("html")).to_have_attribute("lang", "fi")
    expect(page.get_by_role("heading", name="Tilaukset")).to_be_visible()
    cashier.tap("Water")
    number = cashier.enter("Maksu")
    expect(cashier.dialog.locator("h2")).to_contain_text("Maksu")
    expect(cashier.dialog.locator(".large").first).to_have_text("Maksettavaa 2,50\u00a0\u20ac")
    cashier.take_cash()
    expect(cashier.dialog.locator(".receipt")).to_contain_text("Yhteens\u00e4")
    page.keyboard.press("Escape")
    card = cashier.card(number)
    expect(card.locator(".status")).to_have_text("Keskener\u00e4inen")
    expect(card.locator(".missing")).to_have_text("kuitti puuttuu")
    card.get_by_role("button", name="Hyvit\u00e4").click()
    cashier.dialog.locator("footer button").last.click()
    expect(cashier.dialog.locator(".said.wrong")).not_to_be_empty()


WINDOWS = ("pay", "change", "delete", "park", "refund", "void", "look at receipt")


@pytest.mark.parametrize("language", ["en", "fi"])
def test_everything_fits_at_each_size(cashier: Cashier, language: str) -> None:
    page = cashier.page
    page.get_by_label("Language").select_option(language)
    expect(page.locator("html")).to_have_attribute("lang", language)
    cashier.tap("Burger", "Ice cream")
    page.locator(".ways button").last.click()
    expect(page.locator("#order .said.wrong")).not_to_be_empty()
    page.locator(".line:last-child [data-state=never]").click()
    saved = cashier.enter({"en": "Save", "fi": "Tallenna"}[language])
    done = paid(cashier, {"en": "Pay", "fi": "Maksu"}[language])
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for tab in page.locator("#views button").all():
            if tab.is_visible():
                tab.click()
                assert page.evaluate(MISFITS) == [], (width, height)
        for act in WINDOWS:
            cards = [cashier.card(saved), cashier.card(done)]
            button = next(
                found for card in cards if (found := card.locator(f"[data-act='{act}']")).count()
            )
            button.click()
            expect(cashier.dialog).to_be_visible()
            assert page.evaluate(MISFITS) == [], (width, height, act)
            page.keyboard.press("Escape")
            expect(cashier.dialog).to_have_count(0)


def paid(cashier: Cashier, way: str) -> str:
    """Have another order, paid and with its receipt; return its number."""
    cashier.tap("Water", "Water")
    number = cashier.enter(way)
    cashier.take_cash()
    expect(cashier.dialog.locator(".receipt")).to_be_visible()
    cashier.dialog.locator("footer .main").click()
    expect(cashier.dialog).to_have_count(0)
    return number
