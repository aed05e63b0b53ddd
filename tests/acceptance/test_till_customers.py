"""Customer, responsible person and pickup time at the till's page; and links that lead to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.acceptance.cashier import Cashier, settings
from tests.acceptance.installation import RunningInstallation

pytestmark = pytest.mark.browser

HELSINKI = ZoneInfo("Europe/Helsinki")
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def kds() -> Iterator[RunningInstallation]:
    with RunningInstallation(config=settings("fast-food")) as running:
        yield running


@pytest.fixture
def cashier(kds: RunningInstallation, browser: Browser) -> Iterator[Cashier]:
    """A cashier whose browser stands in another zone than the restaurant."""
    with Cashier(browser, kds, timezone_id="America/New_York") as cashier:
        yield cashier


def more(cashier: Cashier) -> Locator:
    """Open the further fields of a new order, and return its form."""
    form = cashier.page.locator("#order")
    if form.locator("details.more").get_attribute("open") is None:
        form.locator("summary").click()
    return form


def entered(cashier: Cashier, name: str, phone: str) -> str:
    """Take an order of a customer; return its number."""
    cashier.tap("Burger")
    form = more(cashier)
    form.get_by_label("Customer").fill(name)
    form.get_by_label("Phone").fill(phone)
    return cashier.enter("Save")


def found(form: Locator) -> Locator:
    """Return the customers that are suggested now."""
    return form.locator(".found [role=option]")


def whom(cashier: Cashier, number: str) -> Locator:
    return cashier.card(number).locator(".whom")


def order_id(cashier: Cashier, number: str) -> str:
    return cashier.card(number).get_attribute("data-order-id") or ""


def due_at(cashier: Cashier, number: str) -> datetime | None:
    """Return when an order is agreed for, as the till keeps it."""
    path = f"/api/v1/orders/{order_id(cashier, number)}"
    order = cashier.page.request.get(cashier.page.url.split("#")[0].rstrip("/") + path).json()
    told = order["order"].get("due_at")
    return datetime.fromisoformat(told) if told else None


def test_a_customer_is_entered_once_and_found_again(cashier: Cashier) -> None:
    number = entered(cashier, "Grace Hopper", "040 123 4567")
    expect(whom(cashier, number)).to_contain_text("Grace Hopper · 040 123 4567")
    expect(whom(cashier, number)).to_contain_text("Responsible: manager")

    cashier.tap("Fries")
    form, page = more(cashier), cashier.page
    form.get_by_label("Customer").press_sequentially("hop")
    expect(found(form)).to_contain_text("Grace Hopper 040 123 4567")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(found(form)).to_have_count(0)
    expect(form.get_by_label("Customer")).to_have_value("Grace Hopper")
    expect(form.get_by_label("Phone")).to_have_value("040 123 4567")

    form.get_by_label("Customer").fill("")
    form.get_by_label("Phone").fill("")
    form.get_by_label("Phone").press_sequentially("+358 40 123")
    found(form).click()
    again = cashier.enter("Save")
    expect(whom(cashier, again)).to_contain_text("Grace Hopper · 040 123 4567")


def test_the_suggested_time_is_taken_and_changed_later(cashier: Cashier) -> None:
    cashier.tap("Burger")
    form = more(cashier)
    suggested = form.get_by_role("button", name="Suggested")
    said = re.search(r"\d\d:\d\d", suggested.text_content() or "")
    assert said is not None
    suggested.click()
    expect(form.get_by_label("Pickup time")).to_have_value(said[0])
    number = cashier.enter("Save")
    expect(whom(cashier, number)).to_contain_text(f"Pickup {said[0]}")
    agreed = due_at(cashier, number)
    assert agreed is not None
    assert agreed.utcoffset() == timedelta(0)
    assert f"{agreed.astimezone(HELSINKI):%H:%M}" == said[0]

    cashier.press(number, "Change")
    window = cashier.dialog
    expect(window.get_by_label("Pickup time")).to_have_value(said[0])
    window.get_by_label("Day of the pickup").select_option("Tomorrow")
    window.get_by_label("Pickup time").fill("11:45")
    window.get_by_label("Responsible").fill("Ada")
    window.get_by_label("Customer").fill("Heidi")
    cashier.confirm("Save the change")
    expect(whom(cashier, number)).to_contain_text("11:45")
    expect(whom(cashier, number)).to_contain_text("Responsible: Ada")
    expect(whom(cashier, number)).to_contain_text("Heidi")
    later = due_at(cashier, number)
    assert later is not None
    tomorrow = (datetime.now(HELSINKI) + timedelta(days=1)).date()
    assert later.astimezone(HELSINKI).date() == tomorrow

    cashier.press(number, "Change")
    window.get_by_label("Pickup time").fill("")
    cashier.confirm("Save the change")
    expect(whom(cashier, number)).not_to_contain_text("Pickup")
    assert due_at(cashier, number) is None


def test_the_pickup_time_of_a_takeaway_is_asked_at_once(cashier: Cashier) -> None:
    form = cashier.page.locator("#order")
    time = form.get_by_label("Pickup time")
    expect(time).to_be_hidden()
    cashier.tap("Burger")
    form.get_by_text("Takeaway").click()
    expect(form.locator("summary")).to_have_text("Phone and more")
    time.fill("18:30")
    cashier.page.reload()
    expect(time).to_have_value("18:30")
    expect(form.locator("details.more")).not_to_have_attribute("open", "")
    number = cashier.enter("Save")
    expect(whom(cashier, number)).to_contain_text("18:30")
    expect(time).to_be_hidden()

    cashier.press(number, "Change")
    expect(cashier.dialog.get_by_label("Pickup time")).to_have_value("18:30")
    cashier.dialog.get_by_text("Delivery").click()
    expect(cashier.dialog.get_by_label("Pickup time")).to_be_hidden()
    cashier.dialog.locator("summary").click()
    expect(cashier.dialog.get_by_label("Pickup time")).to_have_value("18:30")


def test_a_time_that_is_over_today_is_meant_for_tomorrow(cashier: Cashier) -> None:
    noon = datetime.now(HELSINKI).replace(hour=12, minute=0)
    cashier.page.clock.set_fixed_time(noon)
    form = more(cashier)
    day = form.get_by_label("Day of the pickup")
    form.get_by_label("Pickup time").fill("11:59")
    expect(day.locator("option:checked")).to_have_text("Tomorrow")
    form.get_by_label("Pickup time").fill("12:30")
    expect(day.locator("option:checked")).to_have_text("Today")


@pytest.mark.parametrize(("typed", "time"), [("1830", "18:30"), ("7.05", "07:05"), ("18", "18:00")])
def test_a_time_is_typed_as_people_write_it(cashier: Cashier, typed: str, time: str) -> None:
    form = more(cashier)
    form.get_by_label("Pickup time").press_sequentially(typed)
    cashier.page.keyboard.press("Tab")

    expect(form.get_by_label("Pickup time")).to_have_value(time)


def test_what_is_no_time_is_said_at_its_field(cashier: Cashier) -> None:
    cashier.tap("Water")
    form = more(cashier)
    form.get_by_label("Pickup time").fill("25:00")
    form.get_by_role("button", name="Save").click()

    expect(form.locator(".said")).to_contain_text("no time of day")
    expect(form.get_by_label("Pickup time")).to_have_attribute("aria-invalid", "true")
    expect(cashier.page.locator("[data-view=basket] .count")).to_have_text(re.compile("1 "))


def test_a_list_of_customers_closes_without_its_window(cashier: Cashier) -> None:
    number = entered(cashier, "Escape Artist", "050 111 2222")
    cashier.press(number, "Change")
    window, page = cashier.dialog, cashier.page
    window.get_by_label("Customer").fill("")
    window.get_by_label("Customer").press_sequentially("esc")
    expect(found(window)).to_have_count(1)
    page.keyboard.press("Escape")
    expect(found(window)).to_have_count(0)
    expect(window).to_be_visible()
    page.keyboard.press("Escape")
    expect(window).to_have_count(0)


def test_by_touch_on_a_phone(kds: RunningInstallation, browser: Browser) -> None:
    with Cashier(browser, kds, has_touch=True, is_mobile=True, viewport=PHONE) as cashier:
        page = cashier.page
        cashier.tap("Burger")
        page.get_by_role("button", name="Order 1").tap()
        entered_before = more(cashier)
        entered_before.get_by_label("Customer").fill("Touchy")
        entered_before.get_by_label("Phone").fill("044 999 8888")
        cashier.enter("Save")

        cashier.tap("Burger")
        page.get_by_role("button", name="Order 1").tap()
        page.locator("#order").get_by_label("Customer").press_sequentially("tou")
        found(page.locator("#order")).tap()
        form = more(cashier)
        expect(form.get_by_label("Phone")).to_have_value("044 999 8888")
        form.get_by_role("button", name="Suggested").tap()
        expect(form.get_by_label("Pickup time")).not_to_have_value("")


def test_a_link_leads_to_the_payment_and_to_the_card(cashier: Cashier, browser: Browser) -> None:
    unpaid, paid = entered(cashier, "Linked", "050 333 4444"), cashier.paid("Water")
    till = cashier.page.url.split("#")[0]
    wanted, other = order_id(cashier, unpaid), order_id(cashier, paid)

    cashier.page.goto(f"{till}?again#pay={wanted}")
    expect(cashier.dialog.locator("h2")).to_have_text(f"Pay {unpaid}")
    assert "#" not in cashier.page.url
    cashier.page.keyboard.press("Escape")
    cashier.page.evaluate(f"() => {{ location.hash = 'pay={other}' }}")
    expect(cashier.card(paid)).to_be_focused()
    expect(cashier.dialog).to_have_count(0)
    cashier.page.evaluate(f"() => {{ location.hash = 'order={wanted}' }}")
    expect(cashier.card(unpaid)).to_be_focused()
    expect(cashier.card(unpaid)).to_be_in_viewport()
    cashier.page.evaluate("() => { location.hash = 'order=B-1' }")
    expect(cashier.dialog).to_contain_text("This till keeps no order B-1.")


def test_a_link_waits_for_the_sign_in(kds: RunningInstallation, browser: Browser) -> None:
    with Cashier(browser, kds) as cashier:
        number = entered(cashier, "Patient", "050 555 6666")
        link = f"{kds.till_url}#pay={order_id(cashier, number)}"
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(link)
        page.locator("[name=name]").fill("manager")
        page.locator("[name=pin]").fill(kds.manager_pin or "")
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog").locator("h2")).to_have_text(f"Pay {number}")
