"""The page of a till without a menu: sign in, take an order by keyboard, see where it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from kds.clock import now
from kds.orders import commands as c
from kds.orders.part import Actor, ActorKind
from tests.conftest import Server
from tests.integration.till_process import KitchenHere, TillProcess, burger

pytestmark = pytest.mark.browser

COOK = Actor(ActorKind.DISPLAY, "d1", "Grill left")


@pytest.fixture
def till(tmp_path: Path, own_server: Server, site: str) -> Iterator[TillProcess]:
    """A running till with a cashier, beside a server of its own."""
    process = TillProcess(tmp_path, own_server.url, site, within_s=0.5)
    KitchenHere(process)
    process.start()
    process.add_cashier("Ada", "4711")
    yield process
    process.stop()


@pytest.fixture
def page(browser: Browser, till: TillProcess) -> Iterator[Page]:
    """The till's page with Ada signed in; any error in it fails the test."""
    errors: list[str] = []
    with browser.new_page() as page:
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.extend(re.findall("Content Security.*", said.text)))
        page.goto(till.address)
        page.get_by_label("Name").fill("Ada")
        page.get_by_label("PIN").fill("4711")
        page.keyboard.press("Enter")
        expect(page.get_by_label("Product")).to_be_focused()
        yield page
        assert errors == []


def test_an_order_by_keyboard_alone(page: Page, till: TillProcess) -> None:
    page.keyboard.type("Burger")
    page.keyboard.press("Enter")
    page.keyboard.type("<img src=x onerror=alert(1)>")
    page.keyboard.press("Control+Enter")

    card = page.locator(".order")
    expect(card.locator(".number")).to_have_text("A1")
    expect(card.locator(".products .what")).to_have_text(
        ["1 \u00d7 Burger", "1 \u00d7 <img src=x onerror=alert(1)>"]
    )
    KitchenHere(till).route()
    expect(card.locator(".steps span")).to_have_text(["accepted", "on the bus", "applied"])
    expect(page.get_by_label("Product")).to_be_focused()
    order = till.ask("GET", "/orders").body["orders"][0]["order"]
    assert order["responsible"] == "Ada"


def test_allergens_are_taken_and_stand_out(page: Page, till: TillProcess) -> None:
    page.get_by_label("Product").fill("Burger")
    page.get_by_label("Allergens").fill("milk, nuts")
    page.get_by_role("button", name="Send to the kitchen").click()

    expect(page.locator(".order .allergy")).to_contain_text("Allergy: milk, nuts")
    (line,) = till.ask("GET", "/orders").body["orders"][0]["order"]["lines"]
    assert line["allergens"] == ["milk", "nuts"]


def test_an_allergy_of_the_whole_order_is_on_each_typed_line(page: Page, till: TillProcess) -> None:
    page.get_by_label("Allergies, whole order").fill("nuts")
    page.get_by_label("Product").fill("Burger")
    page.get_by_label("Allergens").fill("milk")
    page.get_by_role("button", name="Add a line").click()
    page.get_by_label("Product").last.fill("Fries")
    page.get_by_role("button", name="Send to the kitchen").click()

    expect(page.locator(".order .allergy")).to_have_text(
        ["\u26a0 Allergy: nuts, milk", "\u26a0 Allergy: nuts"]
    )


def test_what_the_kitchen_has_made_is_ready_whatever_is_paid(page: Page, till: TillProcess) -> None:
    kitchen = KitchenHere(till)
    order_id = till.post(burger()).body["order_id"]
    till.await_all_sent()
    kitchen.route()
    made = c.MarkPartReady(command_id="made", order_id=order_id, by=COOK, at=now(), station="grill")
    assert kitchen.kitchen.handle(made).result == "done"

    status = page.locator(".order .status")
    expect(status.locator("strong")).to_have_text("Ready in kitchen")
    expect(page.locator(".order .missing")).to_have_text("payment is missing")


def test_sending_again_is_answered_at_the_order(
    page: Page, till: TillProcess, own_server: Server
) -> None:
    own_server.kill()
    till.post(burger())
    order = page.locator(".order")
    order.get_by_role("button", name="Send again").click()
    expect(order.locator(".answered")).to_contain_text("no screen has confirmed it yet")
    own_server.start()
    kitchen = KitchenHere(till)
    till.await_all_sent()
    kitchen.route()
    expect(order.locator(".answered")).to_be_hidden()


def test_what_is_wrong_is_said_at_its_field(page: Page) -> None:
    page.get_by_role("button", name="Send to the kitchen").click()
    expect(page.locator("#order .said")).to_have_text("An order needs at least one product.")
    page.get_by_label("Product").fill("Burger")
    page.get_by_label("Quantity").fill("0")
    page.get_by_label("Quantity").press("Control+Enter")

    expect(page.locator("[aria-invalid]")).to_have_class("quantity")
    expect(page.locator("#order .said")).to_have_text("Say how many of Burger: 1 to 999.")
    expect(page.locator(".order")).to_have_count(0)


def test_what_the_till_finds_wrong_is_said_at_its_field_too(page: Page) -> None:
    page.get_by_label("Product").fill("Burger")
    page.get_by_label("Modifiers").fill("x" * 81)
    page.get_by_label("Customer").fill(" ")
    page.get_by_role("button", name="Send to the kitchen").click()

    expect(page.locator("[aria-invalid]")).to_have_class("modifiers")
    expect(page.locator("#order .said")).to_contain_text("Burger: Expected `str` of length <= 80")
    expect(page.get_by_label("Product")).to_have_value("Burger")


def test_an_answer_that_was_lost_makes_no_second_order(page: Page, till: TillProcess) -> None:
    page.get_by_label("Product").fill("Burger")
    page.route("**/api/v1/orders", lose_the_answer, times=1)
    page.get_by_role("button", name="Send to the kitchen").click()
    expect(page.locator("#order .said")).to_contain_text("The till does not answer")

    page.reload()
    expect(page.get_by_label("Product")).to_have_value("Burger")
    page.get_by_role("button", name="Send to the kitchen").click()
    expect(page.locator("#order .said")).to_have_text("Order A1 is taken.")
    assert len(till.ask("GET", "/orders").body["orders"]) == 1


def lose_the_answer(route: Route) -> None:
    """Let a request through, and keep its answer from the page."""
    route.fetch()
    route.abort()


def test_an_order_without_prices_is_paid_with_whatever_is_asked(
    page: Page, till: TillProcess
) -> None:
    page.get_by_label("Product").fill("Burger")
    page.get_by_role("button", name="Pay", exact=True).click()
    window = page.get_by_role("dialog")
    window.get_by_role("button", name="Take the money").click()
    expect(window.locator(".said")).to_have_text("Say how much is paid.")
    window.get_by_label("Amount").fill("12,50")
    window.get_by_role("button", name="Take \u20ac12.50").click()
    window.get_by_role("button", name="Handed over").click()

    expect(page.locator(".order .sums")).to_contain_text("Paid: Cash\u20ac12.50")
    order = till.ask("GET", "/orders").body["orders"][0]
    assert order["money"]["taken"] == 1250


def test_what_is_not_sent_stands_on_top_and_goes_by_hand(
    page: Page, till: TillProcess, own_server: Server
) -> None:
    till.post(burger())
    till.await_all_sent()
    KitchenHere(till).route()
    own_server.kill()
    till.post(burger())
    till.post(burger())

    top = page.locator(".order").first
    expect(top.locator(".status")).to_have_text("Not sent to kitchen")
    expect(top.locator(".causes")).to_contain_text("the bus cannot be reached since")
    expect(page.locator("#alarms")).to_contain_text("2 orders are not sent to the kitchen")
    expect(page.locator("#alarms")).to_contain_text("2 orders wait here and will go by itself")
    own_server.start()
    kitchen = KitchenHere(till)
    top.get_by_role("button", name="Send again").click()
    till.await_all_sent()
    kitchen.route()
    expect(page.locator(".order.failed")).to_have_count(0)
    expect(page.locator("#alarms")).to_be_empty()


def test_what_is_not_sent_stays_on_top_whatever_is_looked_for(
    page: Page, till: TillProcess, own_server: Server
) -> None:
    for name in ("Grace", "Heidi"):
        till.post(burger(customer={"name": name}))
    till.await_all_sent()
    KitchenHere(till).route()
    expect(page.locator(".steps span", has_text="applied")).to_have_count(2)
    own_server.kill()
    till.post(burger(customer={"name": "Judy"}))
    numbers = page.locator(".order .number")
    expect(page.locator(".order.failed .number")).to_have_text("A3")

    page.get_by_label("Find an order").fill("grace")
    expect(numbers).to_have_text(["A3", "A1"])
    page.get_by_label("Find an order").fill("nobody")
    expect(numbers).to_have_text(["A3"])
    expect(page.locator("#no-orders")).to_have_text("No order is like that.")
    page.get_by_label("Find an order").fill("")
    page.get_by_role("button", name="Receipt park").click()
    expect(numbers).to_have_text(["A3"])


@pytest.mark.parametrize("width", [1180, 390])
def test_what_is_said_of_orders_leads_to_them(
    page: Page, till: TillProcess, own_server: Server, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 820})
    own_server.kill()
    till.post(burger())
    expect(page.locator("#alarms")).to_contain_text("1 order is not sent to the kitchen")
    expect(page.locator("#orders-place")).to_be_hidden()
    page.locator("#alarms p", has_text="is not sent").click()

    expect(page.locator(".order.failed")).to_be_in_viewport()
    expect(page.locator(".order.failed")).to_be_focused()
    expect(page.locator("#order")).to_be_hidden()
    expect(page.locator("[data-view=orders]")).to_have_attribute("aria-pressed", "true")


def test_a_till_that_is_gone_is_unmistakable(page: Page, till: TillProcess) -> None:
    till.stop()
    expect(page.locator("#freshness")).to_contain_text("What is shown is old", timeout=20_000)
    till.start()
    expect(page.locator("#freshness")).to_have_text("up to date", timeout=20_000)


def test_signing_out_hides_everything(page: Page, till: TillProcess) -> None:
    till.post(burger(customer={"name": "Grace"}))
    page.get_by_label("Find an order").fill("grace")
    page.get_by_label("Customer").fill("Heidi")
    expect(page.locator(".order")).to_contain_text("Grace")
    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_label("PIN")).to_be_visible()
    assert "Grace" not in page.content()
    assert page.evaluate("() => JSON.stringify(sessionStorage)") == "{}"
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("PIN").fill("4711")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Customer")).to_have_value("")
    expect(page.get_by_label("Find an order")).to_have_value("")
