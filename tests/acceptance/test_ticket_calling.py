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

ONE_BURGER = "Not marked ready: Grill: 1 \N{MULTIPLICATION SIGN} Burger"
MORE = [WATER, BURGER | {"line_id": "L2"}]
"""What a guest asks for who has had water: food that waits until it is paid, or sent by hand."""


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


def cannot_confirm(dialog: Locator, name: str) -> None:
    """Press the button that confirms a dialog before it may be pressed: nothing happens."""
    button = dialog.locator("footer").get_by_role("button", name=name)
    expect(button).to_be_disabled()
    button.click(force=True)
    expect(dialog).to_be_visible()


def open_parts(dialog: Locator) -> Locator:
    """Return where a dialog names what is not done."""
    return dialog.locator("[data-open-parts]")


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
    expect(open_parts(dialog)).to_contain_text(ONE_BURGER)
    expect(dialog.get_by_label("Send text to the customer")).not_to_be_checked()
    cannot_confirm(dialog, "Mark as ready")
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
    counter.goto(f"{restaurant.kds.web_url}/tickets/ready")
    found = shown(counter, order_id)
    expect(found.locator("[data-lacking]")).to_have_text(
        "Still missing: €5.00 to pay, the receipt, handing over"
    )
    assert hands.till(order_id, "pay", method="card").is_done
    expect(found.get_by_role("button", name="hand over")).to_be_visible(timeout=WITHIN_MS)
    assert hands.till(order_id, "receipt").is_done
    expect(found.locator("[data-lacking]")).to_have_text(
        "Still missing: handing over", timeout=WITHIN_MS
    )
    found.get_by_role("button", name="hand over").click()
    confirm(counter.get_by_role("dialog"), "Finish and pay")
    expect(row(counter, order_id)).to_have_count(0, timeout=WITHIN_MS)


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
    expect(dialog.get_by_text("reminders are not sent until there is one")).to_be_visible()
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
    expect(dialog.locator(".refused")).to_be_visible(timeout=WITHIN_MS)
    expect(counter.locator(".toast:not(.done)")).to_have_count(0)
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
    ticket = display.locator(f"article[data-order-id='{order_id}']")
    expect(ticket.locator("[data-called]")).to_contain_text("called", timeout=WITHIN_MS)
    expect(ticket.locator("[data-call]")).to_have_count(0)
    to_section(counter, "ready")
    expect(shown(counter, order_id).locator("[data-text]")).to_be_visible(timeout=WITHIN_MS)


def test_lines_that_wait_are_named_first(counter: Page, hands: Hands) -> None:
    order_id = taken(hands, WATER, name="Waits")
    assert hands.till(order_id, "change", lines=MORE).is_done
    dialog = to_call(counter, order_id)
    expect(open_parts(dialog)).to_contain_text("Still to be sent: 1 \N{MULTIPLICATION SIGN} Burger")
    expect(dialog.locator(".dialog-head + *")).to_contain_text("Still to be sent")
    cannot_confirm(dialog, "Mark as ready")
    dialog.get_by_label("I know").check()
    confirm(dialog, "Mark as ready")
    to_section(counter, "ready")
    found = shown(counter, order_id)
    expect(found.locator("[data-lacking]")).to_contain_text("lines to be sent")
    found.get_by_role("button", name="Finish and pay").click()
    expect(open_parts(counter.get_by_role("dialog"))).to_contain_text("Still to be sent")


def test_what_is_handed_over_leaves_the_kitchen_and_closes(
    counter: Page, hands: Hands, restaurant: Restaurant
) -> None:
    grill = restaurant.hang_up_screen("grill", "Grill")
    order_id = taken(hands, BURGER, name="In a hurry")
    ticket = grill.locator(f"article[data-order-id='{order_id}']")
    expect(ticket).to_be_visible(timeout=WITHIN_MS)
    assert hands.office(order_id, "CallCustomer", how="done").is_done
    assert hands.till(order_id, "pay", method="card").is_done
    assert hands.till(order_id, "receipt").is_done
    to_section(counter, "ready")
    shown(counter, order_id).get_by_role("button", name="hand over").click()
    dialog = counter.get_by_role("dialog")
    expect(open_parts(dialog)).to_contain_text(ONE_BURGER)
    expect(open_parts(dialog)).to_contain_text("Handing it over marks it ready")
    confirm(dialog, "Finish and pay")
    expect(row(counter, order_id)).to_have_count(0, timeout=WITHIN_MS)
    expect(ticket).to_have_count(0, timeout=WITHIN_MS)
    assert hands.at_office(order_id)["record"]["parts"]["grill"]["cooking"]["state"] == "ready"


def test_who_is_here_gets_no_text_unless_a_person_says_so(counter: Page, hands: Hands) -> None:
    dialog = to_call(counter, taken(hands, WATER, name="Here", phone="040 123 4567"))
    texted = dialog.get_by_label("Send text to the customer")
    for how, is_texted in (("Done", False), ("Ready for customer", True)):
        dialog.get_by_label(how).check()
        expect(texted).to_be_checked(checked=is_texted)
    texted.uncheck()
    for how in ("Done", "Ready for customer"):
        dialog.get_by_label(how).check()
        expect(texted).not_to_be_checked()


@pytest.mark.parametrize(
    ("phone", "why"),
    [("", "has no telephone number"), ("12", "too short")],
)
def test_who_gets_no_text_is_said_before_it_is_pressed(
    counter: Page, hands: Hands, phone: str, why: str
) -> None:
    dialog = to_call(counter, taken(hands, WATER, name="No text", phone=phone))

    expect(dialog.locator("[data-untexted]")).to_contain_text(why)
    dialog.get_by_label("Done").check()
    expect(dialog.locator("[data-untexted]")).to_have_count(0)


def test_a_wrong_number_is_said_at_its_field(counter: Page, hands: Hands) -> None:
    order_id = taken(hands, MACHINE, name="Typo", phone="040 123 4567")
    dialog = to_call(counter, order_id)
    field = dialog.get_by_label("Phone number")
    field.fill("12")
    confirm(dialog, "Mark as ready")
    told = dialog.locator("[data-problem-of='text.to']")
    expect(told).to_contain_text("12 is too short", timeout=WITHIN_MS)
    expect(field).to_be_focused()
    expect(counter.locator(".toast:not(.done)")).to_have_count(0)
    field.fill("040 123 4567")
    expect(told).to_be_empty()
    confirm(dialog, "Mark as ready")
    expect(dialog).to_have_count(0)
    to_section(counter, "ready")
    shown(counter, order_id).get_by_role("button", name="Finish and pay").click()
    finishing = counter.get_by_role("dialog")
    finishing.get_by_label("Phone number").fill("12")
    confirm(finishing, "Finish and pay")
    expect(finishing.locator("[data-problem-of='reminders.to']")).to_contain_text(
        "12 is too short", timeout=WITHIN_MS
    )
    expect(finishing.get_by_label("Phone number")).to_be_focused()


def test_what_is_added_at_the_same_moment_is_not_handed_over_unseen(
    counter: Page, hands: Hands
) -> None:
    order_id = taken(hands, WATER, name="One more")
    called(counter, order_id)
    to_section(counter, "ready")
    found = shown(counter, order_id)
    found.get_by_role("button", name="Finish and pay").click()
    dialog = counter.get_by_role("dialog")
    expect(dialog.get_by_label("Collected by")).to_be_visible()
    counter.route("**/calling*", lambda route: route.abort())
    assert hands.till(order_id, "change", lines=MORE).is_done
    assert hands.till(order_id, "send").is_done
    expect(found.locator("[data-lacking]")).to_contain_text("ready from Grill", timeout=WITHIN_MS)
    confirm(dialog, "Finish and pay")
    expect(dialog.locator(".refused")).to_contain_text("look again", timeout=WITHIN_MS)
    assert "collected_at" not in hands.at_office(order_id)["record"]["pickup"]
