"""The manager's pages of texts in Chromium: templates with a preview, the outbox, reminders."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from kds.archive.database import Database, sqlite_url
from kds.archive.reminders import Reminder, ReminderBook
from kds.bus.connect import connect
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from kds.clock import now
from kds.installation import Installation
from kds.kitchen.kitchen import Kitchen
from kds.orders.commands import CallCustomer
from kds.orders.part import Actor, ActorKind
from kds.orders.pickup import CalledHow
from kds.orders.text import TextKind, TextWish, asked
from kds.settings.model import Settings
from tests.acceptance.hands import Hands
from tests.acceptance.installation import RunningInstallation, await_that
from tests.acceptance.restaurant import TWO_STATIONS, Restaurant

pytestmark = pytest.mark.browser

CONFIG = f"""{TWO_STATIONS.format(deadline_s=3600)}
[texts]
quiet_from = 00:00:00
quiet_until = 00:00:00
"""
OTTO = Actor(ActorKind.BACK_OFFICE, "Otto", "Otto")
WITHIN_MS = 30_000
"""Pages ask the server again every few seconds."""


@pytest.fixture(scope="module")
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    with RunningInstallation(config=CONFIG) as kds, Restaurant(kds, browser) as restaurant:
        yield restaurant


@pytest.fixture
def hands(restaurant: Restaurant) -> Hands:
    return Hands(restaurant.kds)


def call(restaurant: Restaurant, order_id: str, words: str) -> None:
    """Have a customer called by a text, which its order then owes."""
    here = Installation(restaurant.kds.data_dir)
    store = OrderStore(connect(here.bus_url("kitchen")), Keys("main"), "main")
    await_that(lambda: bool(store.records([order_id])), f"{order_id} is in the kitchen")
    outcome = Kitchen(store, Settings().policy()).handle(
        CallCustomer(
            command_id=uuid4().hex,
            order_id=order_id,
            by=OTTO,
            at=now(),
            how=CalledHow.READY_FOR_CUSTOMER,
            text=TextWish(uuid4().hex, "+358401234567", words, now()),
        )
    )
    assert outcome.result == "done", outcome


def opened(restaurant: Restaurant, name: str) -> Page:
    """Open a page of the manager's."""
    page = restaurant.office.new_page()
    page.goto(f"{restaurant.kds.web_url}/manager/{name}")
    return page


def test_a_template_is_edited_with_a_live_preview(restaurant: Restaurant) -> None:
    page = opened(restaurant, "templates")
    row = page.locator("[data-template=ready]")
    expect(row).to_contain_text("Your order {number} is ready for pickup.")
    row.get_by_role("button", name="Edit").click()
    dialog = page.get_by_role("dialog")
    english = dialog.locator("[data-language=en]")
    expect(english.locator("[data-preview]")).to_contain_text("Your order A47 is ready for pickup.")

    words = english.get_by_label("Words: English")
    words.fill("Hyvää! <b>€</b> : ready")
    expect(english.locator("[data-preview]")).to_have_text("Hyvää! <b>€</b> : ready")
    for _ in ": ready":
        words.press("ArrowLeft")
    dialog.locator("[data-placeholder=customer]").click()
    expect(words).to_be_focused()
    words.press_sequentially("!")
    expect(words).to_have_value("Hyvää! <b>€</b> {customer}!: ready")
    expect(english.locator("[data-preview]")).to_have_text("Hyvää! <b>€</b> Aino!: ready")
    expect(english.locator("[data-sms]")).to_contain_text("1 text message")
    words.fill("🍕" * 40)
    expect(english.locator("[data-sms]")).to_contain_text("2 text messages, 80 characters")
    words.fill("Come, {customer} 🍕")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(row).to_contain_text("Come, {customer} 🍕")
    expect(row).to_contain_text("changed")
    row.get_by_role("button", name="Edit").click()
    dialog.get_by_role("button", name="Bring back").click()
    expect(row).to_contain_text("Your order {number} is ready for pickup.")
    page.close()


def test_who_saves_a_template_that_somebody_else_has_changed_is_told_so(
    restaurant: Restaurant,
) -> None:
    first, second = opened(restaurant, "templates"), opened(restaurant, "templates")
    for page, words in ((first, "First {number}"), (second, "Second {number}")):
        page.locator("[data-template=ready-product]").get_by_role("button", name="Edit").click()
        page.get_by_role("dialog").get_by_label("Words: English").fill(words)
    first.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(first.get_by_role("dialog")).to_have_count(0)
    second.get_by_role("dialog").get_by_role("button", name="Save").click()

    said = second.get_by_role("dialog").get_by_role("alert")
    expect(said).to_contain_text("Somebody else has changed the template")
    expect(second.get_by_label("Words: English")).to_have_value("Second {number}")
    row = first.locator("[data-template=ready-product]")
    expect(row).to_contain_text("First {number}")
    for page in (first, second):
        page.close()


def test_an_unknown_placeholder_is_refused_with_those_that_are_allowed(
    restaurant: Restaurant,
) -> None:
    page = opened(restaurant, "templates")
    row = page.locator("[data-template=ready-product]")
    row.get_by_role("button", name="Edit").click()
    dialog = page.get_by_role("dialog")
    finnish = dialog.locator("[data-language=fi]")
    finnish.get_by_role("textbox").fill("Hei {nimi}")
    problem = finnish.locator("[data-problem]")
    expect(problem).to_contain_text("{nimi} is no placeholder")
    expect(problem).to_contain_text("{customer}")
    dialog.get_by_role("button", name="Save").click()
    expect(finnish.get_by_role("textbox")).to_be_focused()
    expect(dialog).to_be_visible()
    expect(page.locator(".toast")).to_have_count(0)
    dialog.get_by_role("button", name="Close").click()
    expect(row).to_contain_text("Valmis noudettavaksi: {product}")
    page.close()


def test_a_template_is_made_moved_removed(restaurant: Restaurant) -> None:
    page = opened(restaurant, "templates")
    page.get_by_role("button", name="New template").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Nähdään")
    for code in ("en", "fi"):
        dialog.locator(f"[data-language={code}] textarea").fill(f"{{number}} {code}")
    dialog.get_by_role("button", name="Save").click()
    row = page.locator("[data-template]", has_text="Nähdään")
    expect(row).to_contain_text("{number} fi")
    row.get_by_role("button", name="Move Nähdään up").click()
    expect(page.locator("[data-template]").nth(1)).to_contain_text("Nähdään")
    row.get_by_role("button", name="Edit").click()
    dialog.get_by_role("button", name="Remove the template").click()
    expect(row).to_have_count(1)
    dialog.get_by_role("button", name="Really remove the template").click()
    expect(row).to_have_count(0)
    page.close()


def test_without_a_gateway_a_text_lies_in_the_outbox(restaurant: Restaurant, hands: Hands) -> None:
    page = opened(restaurant, "texts")
    expect(page.locator("[data-no-gateway]")).to_contain_text("Texts are NOT SENT.")
    guest = {"name": "Aino", "phone": "040 123 4567"}
    line = {"product": "Burger", "quantity": 1, "unit_price": 1200}
    order_id = hands.take(service="takeaway", customer=guest, lines=[line])
    call(restaurant, order_id, "Valmis! äö€🍕")
    row = page.locator("[data-state='not sent']")
    expect(row).to_contain_text("Valmis! äö€🍕", timeout=WITHIN_MS)
    expect(row).to_contain_text("outbox")
    expect(row).to_contain_text("040 1234567")
    row.get_by_role("button", name="Send again").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Text to the customer").fill("Vielä kerran")
    dialog.get_by_role("button", name="Send again").click()
    expect(dialog).to_have_count(0)
    second = page.locator("[data-text-id]", has_text="Vielä kerran")
    expect(second).to_contain_text("sent once more", timeout=WITHIN_MS)
    first = page.locator("[data-text-id]", has_text="Valmis! äö€🍕")
    expect(first.get_by_role("button", name="Send again")).to_have_count(0, timeout=WITHIN_MS)
    page.close()


def test_a_reminder_is_seen_edited_and_cancelled(restaurant: Restaurant) -> None:
    name = uuid4().hex
    at = now() + timedelta(days=200)
    wish = TextWish(name, "+358401234567", "Aika huoltaa", at, about="Bicycle")
    archive = Database(sqlite_url(Installation(restaurant.kds.data_dir).archive_file))
    text = asked(wish, TextKind.REMINDER, now(), OTTO)
    ReminderBook(archive).file([Reminder(name, "A-1", "A1", "Aino", text)])

    page = opened(restaurant, "reminders")
    row = page.locator(f"[data-reminder='{name}']")
    for words in ("Aika huoltaa", "Bicycle", "Aino", "040 1234567", str(at.year)):
        expect(row).to_contain_text(words)
    row.get_by_role("button", name="Edit").click()
    dialog = page.get_by_role("dialog")
    later = at + timedelta(days=31)
    dialog.get_by_label("Day of the reminder").fill(later.date().isoformat())
    dialog.get_by_label("Words of the reminder").fill("Nyt on aika! ä€🚲")
    dialog.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("Nyt on aika! ä€🚲")
    kept = ReminderBook(archive).get(name)
    assert kept is not None
    assert abs(kept.text.send_at - later) < timedelta(seconds=1)
    row.get_by_role("button", name="Cancel the reminder").click()
    dialog.get_by_role("button", name="Cancel the reminder").click()
    expect(page.locator(f"[data-reminder='{name}'][data-state=cancelled]")).to_be_visible()
    expect(page.locator(f"[data-reminder='{name}'][data-state=queued]")).to_have_count(0)
    expect(row.get_by_role("button")).to_have_count(0)
    archive.close()
    page.close()
