"""Customers at the counter: called, texted, and given what is theirs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kds.texting.segments import size
from tests.acceptance.counter_page import (
    BURGER,
    CONFIG,
    MACHINE,
    WATER,
    WITHIN_MS,
    count,
    row,
    shown,
    taken,
    to_section,
)
from tests.acceptance.hands import Hands
from tests.acceptance.installation import RunningInstallation
from tests.acceptance.restaurant import Restaurant

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    with RunningInstallation(config=CONFIG) as kds, Restaurant(kds, browser) as restaurant:
        yield restaurant


@pytest.fixture
def hands(restaurant: Restaurant) -> Hands:
    return Hands(restaurant.kds)


@pytest.fixture
def counter(restaurant: Restaurant) -> Iterator[Page]:
    """The page of new tickets, as a cashier has it open."""
    page = restaurant.office.new_page()
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(f"{restaurant.kds.web_url}/tickets")
    expect(page.locator("[data-section=new] [data-count]")).to_be_visible(timeout=WITHIN_MS)
    yield page
    page.close()


TEXTS = (
    "",
    "Hei!",
    "€" * 80,
    "€" * 81,
    "a" * 161,
    "a" * 306 + "€",
    "ä🍔" * 23,
    "ä🍔" * 24,
    "õ" * 71,
)


def test_a_text_is_as_long_as_the_server_counts_it(counter: Page) -> None:
    counted = counter.evaluate(
        """async (texts) => {
            const { size } = await import("/static/js/tickets/segments.js");
            return texts.map((one) => [size(one).sms, size(one).units]);
        }""",
        list(TEXTS),
    )
    assert counted == [[size(each).sms, size(each).units] for each in TEXTS]


def to_call(page: Page, order_id: str) -> Locator:
    """Press *Mark as ready* at a ticket, and return the dialog."""
    shown(page, order_id).get_by_role("button", name="Mark as ready").click()
    return page.get_by_role("dialog")


def confirm(dialog: Locator, name: str) -> None:
    """Press the button that confirms a dialog."""
    dialog.locator("footer").get_by_role("button", name=name).click()


def called(page: Page, order_id: str) -> None:
    """Mark a ticket as ready without a text."""
    dialog = to_call(page, order_id)
    dialog.get_by_label("Send text to the customer").uncheck()
    confirm(dialog, "Mark as ready")
    expect(dialog).to_have_count(0)


def test_a_customer_is_called_with_a_text_that_was_checked(counter: Page, hands: Hands) -> None:
    order_id = taken(hands, WATER, name="Aino", phone="040 123 4567")
    ready = count(counter, "ready")
    dialog = to_call(counter, order_id)
    expect(dialog.get_by_label("Send text to the customer")).to_be_checked()
    expect(dialog.get_by_label("Phone number")).to_have_value("040 1234567")
    expect(dialog).to_contain_text("There is no gateway")
    dialog.get_by_label("Text to the customer", exact=True).fill("Tervetuloa! Hinta 5 € 🍔")
    expect(dialog.locator("[data-sms]")).to_contain_text("an unusual character")
    confirm(dialog, "Mark as ready")
    expect(row(counter, order_id)).to_have_count(0, timeout=WITHIN_MS)
    expect(counter.locator("[data-section=ready] [data-count]")).to_have_text(str(ready + 1))
    to_section(counter, "ready")
    expect(shown(counter, order_id).locator("[data-text='not sent']")).to_be_visible(
        timeout=WITHIN_MS
    )
    [text] = hands.at_office(order_id)["record"]["texts"]
    assert (text["to"], text["words"]) == ("+358401234567", "Tervetuloa! Hinta 5 € 🍔")


def test_a_text_is_sent_again_by_hand_only(counter: Page, hands: Hands) -> None:
    order_id = taken(hands, WATER, name="Again", phone="040 123 4567")
    confirm(to_call(counter, order_id), "Mark as ready")
    to_section(counter, "ready")
    found = shown(counter, order_id)
    expect(found.locator("[data-text='not sent']")).to_be_visible(timeout=WITHIN_MS)
    found.get_by_role("button", name="Send again").click()
    confirm(counter.get_by_role("dialog"), "Send again")
    expect(counter.get_by_role("dialog")).to_have_count(0)
    expect(found.locator("[data-text='not sent']")).to_be_visible(timeout=WITHIN_MS)
    assert len(hands.at_office(order_id)["record"]["texts"]) == 2


def test_what_still_cooks_is_named_and_must_be_acknowledged(counter: Page, hands: Hands) -> None:
    order_id = taken(hands, BURGER, name="Hasty")
    dialog = to_call(counter, order_id)
    expect(dialog.get_by_role("alert")).to_contain_text("Still cooking: Grill")
    expect(dialog.get_by_label("Send text to the customer")).not_to_be_checked()
    confirm(dialog, "Mark as ready")
    expect(dialog).to_be_visible()
    dialog.get_by_label("I know").check()
    confirm(dialog, "Mark as ready")
    expect(row(counter, order_id)).to_have_count(0, timeout=WITHIN_MS)


def test_it_can_be_not_ready_after_all(counter: Page, hands: Hands) -> None:
    order_id = taken(hands, WATER, name="Not yet")
    called(counter, order_id)
    to_section(counter, "ready")
    shown(counter, order_id).get_by_role("button", name="Not ready after all").click()
    expect(row(counter, order_id)).to_have_count(0, timeout=WITHIN_MS)
    to_section(counter, "new")
    shown(counter, order_id)


def test_done_leads_to_the_till_where_it_is_paid(
    counter: Page, hands: Hands, restaurant: Restaurant
) -> None:
    order_id = taken(hands, WATER, name="Here already")
    dialog = to_call(counter, order_id)
    dialog.get_by_label("Done").check()
    confirm(dialog, "Mark as ready")
    counter.wait_for_url(f"{restaurant.kds.till_url}/*")
    assert hands.at_office(order_id)["record"]["pickup"]["called_how"] == "done"


def test_finish_and_pay_asks_for_what_is_missing_and_plans_reminders(
    counter: Page, hands: Hands
) -> None:
    order_id = taken(hands, MACHINE, name="Coffee Lover", phone="040 123 4567")
    called(counter, order_id)
    to_section(counter, "ready")
    shown(counter, order_id).get_by_role("button", name="Finish and pay").click()
    dialog = counter.get_by_role("dialog")
    expect(dialog.locator("[data-missing=payment]")).to_contain_text("€249.00 to pay")
    assert hands.till(order_id, "pay", method="card").is_done
    expect(dialog.locator("[data-missing=payment]")).to_contain_text("✓", timeout=WITHIN_MS)
    assert hands.till(order_id, "receipt").is_done
    expect(dialog.locator("[data-missing=receipt]")).to_contain_text("✓", timeout=WITHIN_MS)
    reminders = dialog.locator("[data-reminder]")
    expect(reminders).to_have_count(6)
    reminders.nth(0).get_by_role("checkbox").uncheck()
    reminders.nth(1).get_by_role("textbox").last.fill("Hei! Huollon aika.")
    dialog.get_by_label("Collected by").fill("A friend")
    confirm(dialog, "Finish and pay")
    expect(row(counter, order_id)).to_have_count(0, timeout=WITHIN_MS)
    record = hands.at_office(order_id)["record"]
    assert record["pickup"]["collected_name"] == "A friend"
    assert len(record["reminders"]) == 5
    assert record["reminders"][0]["words"] == "Hei! Huollon aika."


def test_nobody_is_called_twice_nor_by_strangers(
    counter: Page, hands: Hands, restaurant: Restaurant
) -> None:
    order_id = taken(hands, WATER, name="Twice")
    dialog = to_call(counter, order_id)
    assert hands.office(order_id, "CallCustomer", how="done").is_done
    confirm(dialog, "Mark as ready")
    expect(counter.locator(".toast:not(.done)")).to_be_visible(timeout=WITHIN_MS)
    stranger = restaurant.browser.new_context()
    page = stranger.new_page()
    page.goto(f"{restaurant.kds.web_url}/tickets/ready")
    expect(page.locator("input[name=pin]")).to_be_visible()
    refused = stranger.request.post(
        f"{restaurant.kds.web_url}/api/v1/orders/{order_id}/commands",
        headers={"X-KDS": "1"},
        data={"command": "CallOff", "command_id": "a-stranger-asks"},
    )
    assert refused.status == 401
    stranger.close()


def test_the_pass_marks_a_whole_order_as_ready(
    counter: Page, hands: Hands, restaurant: Restaurant
) -> None:
    order_id = taken(hands, BURGER, name="At the pass", phone="040 765 4321")
    display = restaurant.hang_up_screen("pass", "Pass")
    display.locator(f"[data-call='{order_id}']").click()
    dialog = display.get_by_role("dialog")
    expect(dialog.get_by_label("Phone number")).to_have_value("040 7654321")
    dialog.get_by_label("I know").check()
    confirm(dialog, "Mark as ready")
    expect(dialog).to_have_count(0)
    to_section(counter, "ready")
    expect(shown(counter, order_id).locator("[data-text]")).to_be_visible(timeout=WITHIN_MS)
