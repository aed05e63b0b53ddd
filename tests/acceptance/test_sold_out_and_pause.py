"""What concerns the whole kitchen: sold out at every till, no orders from outside for a while."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.acceptance.cashier import Cashier, settings
from tests.acceptance.hands import Door, Said, ask
from tests.acceptance.installation import RunningInstallation, await_that
from tests.acceptance.restaurant import Restaurant, ticket

pytestmark = pytest.mark.browser

SHOP_KEY = "a-key-of-the-shop-for-this-test"
SHOP = f'[systems.shop]\nname = "Web shop"\nkey = "{SHOP_KEY}"\n'
WITHIN_MS = 30_000


@pytest.fixture(scope="module")
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    config = settings("fast-food") + SHOP
    with RunningInstallation(config=config) as kds, Restaurant(kds, browser) as restaurant:
        yield restaurant


@pytest.fixture(scope="module")
def approvals(restaurant: Restaurant) -> Page:
    return restaurant.hang_up_screen("approvals", "Approvals 1")


@pytest.fixture(scope="module")
def grill(restaurant: Restaurant) -> Page:
    return restaurant.hang_up_screen("grill", "Grill 1")


@pytest.fixture
def cashier(browser: Browser, restaurant: Restaurant) -> Iterator[Cashier]:
    size = {"width": 1366, "height": 768}
    with Cashier(browser, restaurant.kds, viewport=size) as cashier:
        yield cashier


def by_shop(restaurant: Restaurant, *products: str) -> Said:
    """Place a paid order as the web shop does."""
    lines = [{"product": each, "quantity": 1} for each in products]
    order = {"service": "delivery", "lines": lines, "outside": {"is_paid": True}}
    return ask(Door(restaurant.kds.till_url, SHOP_KEY), "POST", "orders", order)


def test_a_cook_marks_what_is_sold_out_and_every_till_knows(
    restaurant: Restaurant, approvals: Page, grill: Page, cashier: Cashier
) -> None:
    placed = by_shop(restaurant, "Burger", "Fries")
    order = ticket(approvals, placed.content["order_id"])
    suggested = restaurant.api("kitchen")["suggested_minutes"]
    expect(order.locator("output")).to_have_text(f"{suggested} min")
    burger = cashier.page.locator(".menu").first.get_by_role("button", name="Burger")
    expect(burger).not_to_contain_text("SOLD OUT")
    lines = cashier.page.locator(".basket .line")
    burger.click()
    expect(lines).to_have_count(1)
    expect(lines).not_to_contain_text("SOLD OUT")

    order.get_by_role("button", name="Mark Burger as sold out").click()
    again = order.get_by_role("button", name="Burger is sold out. Press if it is there again.")
    expect(again).to_contain_text("SOLD OUT")
    expect(order.get_by_role("button", name="Mark Fries as sold out")).to_be_visible()
    expect(grill.locator(".kitchen-button")).to_contain_text("1")

    expect(burger).to_contain_text("SOLD OUT", timeout=WITHIN_MS)
    expect(lines).to_contain_text("SOLD OUT")
    burger.click()
    dialog = cashier.page.get_by_role("dialog", name="Burger is sold out")
    expect(dialog).to_contain_text("Marked by Approvals 1")
    cashier.page.keyboard.press("Escape")
    expect(lines.locator(".count")).to_have_text(re.compile("^1 "))
    burger.click()
    dialog.get_by_role("button", name="Take it all the same").click()
    expect(lines.locator(".count")).to_have_text(re.compile("^2 "))
    refused = by_shop(restaurant, "Water", "Burger")
    assert (refused.status, refused.code) == (409, "sold_out")

    order.get_by_role("button", name="Reject").click()
    reasons = approvals.get_by_role("dialog")
    reasons.get_by_role("button", name="Sold out: Burger").click()
    reasons.locator("footer button").click()
    path = f"orders/{placed.content['order_id']}"
    await_that(lambda: "Sold out: Burger" in str(restaurant.api(path)), "the customer is told why")

    grill.locator(".kitchen-button").click()
    window = grill.get_by_role("dialog", name="Sold out")
    window.locator("input").fill("steak")
    window.get_by_role("button", name="Mark Steak as sold out").click()
    window.locator("input").fill("Soup of the day")
    window.get_by_role("button", name="Mark Soup of the day as sold out").click()
    expect(window.locator(".sold-out-list li")).to_have_count(3)
    for product in ("Burger", "Steak", "Soup of the day"):
        window.get_by_role("button", name=f"{product} is there again").click()
    expect(window).to_contain_text("Nothing is sold out.")
    window.get_by_role("button", name="Close").click()
    expect(burger).not_to_contain_text("SOLD OUT", timeout=WITHIN_MS)
    expect(lines).not_to_contain_text("SOLD OUT")
    assert by_shop(restaurant, "Burger").is_done


BARS = {"Bump bar": ("ArrowDown", "ArrowUp", "Space"), "Numeric pad": ("0", "ArrowUp", ",")}
"""What walks down, up, and presses; of the numeric pad as it sends them."""
PAD = {"0": "Numpad0", ",": "NumpadDecimal"}


def hit(page: Page, key: str) -> None:
    """Press a key of a bar; one of a numeric pad types a character too, if anything takes it."""
    if key in PAD:
        init = {"key": key, "code": PAD[key], "bubbles": True, "cancelable": True}
        page.evaluate(
            "(init) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', init))",
            init,
        )
    else:
        page.keyboard.press(key)


def stand_before(page: Page, bar: str) -> None:
    """Say what stands before a screen."""
    page.get_by_role("button", name="Options").click()
    page.get_by_role("button", name="Learn keys").click()
    page.get_by_role("dialog").get_by_role("button", name=bar).click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def go_to(page: Page, button: Locator, key: str) -> None:
    """Walk until a button is chosen; it is reached within one round."""
    expect(button).to_be_visible()
    for _ in range(page.get_by_role("dialog").locator("button, input").count() + 1):
        hit(page, key)
        if button.evaluate("(it) => it === document.activeElement"):
            return
    raise AssertionError(f"{key} does not lead to {button}")


@pytest.mark.parametrize("bar", BARS)
def test_a_bar_that_cannot_type_goes_through_windows_with_fields(
    restaurant: Restaurant, approvals: Page, grill: Page, bar: str
) -> None:
    down, up, press = BARS[bar]
    for page in (approvals, grill):
        stand_before(page, bar)
    placed = by_shop(restaurant, "Burger")
    order = ticket(approvals, placed.content["order_id"])

    order.get_by_role("button", name="Reject").click()
    window = approvals.get_by_role("dialog", name="Reject")
    go_to(approvals, window.get_by_role("button", name="Too busy"), down)
    hit(approvals, press)
    expect(window.locator("input")).to_have_value("Too busy")
    go_to(approvals, window.get_by_role("button", name="Reject"), down)
    go_to(approvals, window.get_by_role("button", name="Kitchen is closing"), up)
    # A finger in the field is no trap either.
    window.locator("input").click()
    go_to(approvals, window.get_by_role("button", name="Reject"), "ArrowDown")
    hit(approvals, press)
    expect(window).to_have_count(0)
    expect(order).to_have_count(0)

    grill.locator(".kitchen-button").click()
    window = grill.get_by_role("dialog", name="Sold out")
    go_to(grill, window.get_by_role("button", name="Mark Steak as sold out"), down)
    hit(grill, press)
    there = window.get_by_role("button", name="Steak is there again")
    go_to(grill, there, up)
    hit(grill, press)
    expect(window).to_contain_text("Nothing is sold out.")
    window.locator("input").click()
    grill.keyboard.type("a")
    if bar == "Bump bar":
        # The key that closes windows deletes what is typed, and closes where nothing is.
        grill.keyboard.press("Home")
        grill.keyboard.press("Delete")
        expect(window.locator("input")).to_have_value("")
        grill.keyboard.press("Delete")
    else:
        grill.keyboard.press("Escape")
    expect(window).to_have_count(0)

    grill.get_by_role("button", name="Options").click()
    grill.get_by_role("button", name="Screen settings").click()
    window = grill.get_by_role("dialog", name="Screen settings")
    go_to(grill, window.get_by_role("button", name="Quieter"), down)
    grill.keyboard.press("Escape")
    for page in (approvals, grill):
        stand_before(page, "Keyboard")


def test_orders_from_outside_are_paused_and_the_banner_says_so_until_it_is_over(
    restaurant: Restaurant, approvals: Page, grill: Page, cashier: Cashier
) -> None:
    banner = approvals.locator(".pause-banner")
    expect(banner).to_have_count(0)
    approvals.locator(".kitchen-button").click()
    window = approvals.get_by_role("dialog")
    window.get_by_role("button", name="30 min").click()
    expect(window).to_contain_text("Paused until")
    window.get_by_role("button", name="Close").click()
    expect(banner).to_contain_text("Outside orders paused until")
    expect(grill.locator(".pause-banner")).to_have_count(0)
    grill.locator(".kitchen-button").click()
    expect(grill.get_by_role("dialog")).not_to_contain_text("30 min")
    grill.keyboard.press("Escape")

    note = cashier.page.locator("#alarms .note")
    expect(note).to_contain_text("paused by Approvals 1", timeout=WITHIN_MS)
    refused = by_shop(restaurant, "Burger")
    assert (refused.status, refused.code) == (503, "outside_paused")
    cashier.tap("Burger")
    cashier.enter("Save")

    approvals.reload()
    expect(banner).to_contain_text("by Approvals 1", timeout=WITHIN_MS)
    banner.get_by_role("button", name="Resume").click()
    expect(banner).to_have_count(0)
    expect(note).to_have_count(0, timeout=WITHIN_MS)
    await_that(lambda: by_shop(restaurant, "Fries").is_done, "the shop's orders are taken again")
