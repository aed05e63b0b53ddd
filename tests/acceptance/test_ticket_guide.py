"""The ticket guide, step by step, in a browser: from *New ticket* to the service reminder.

A workshop sells and repairs bicycles. Names on pages and buttons are those of the guide.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.acceptance.cashier import Cashier
from tests.acceptance.installation import RunningInstallation, await_that
from tests.integration.text_gateways import HttpGateway, serving

pytestmark = pytest.mark.browser

WORKSHOP = """
name = "Pyörähuolto Äijä"
time_zone = "Europe/Helsinki"
trade = "workshop"
[texts]
quiet_from = 00:00:00
quiet_until = 00:00:00
[stations.bench]
name = "Bench"
[[menu]]
product = "Spring service"
category = "Drinks"
price = 6900
[[menu]]
product = "City bicycle"
category = "Drinks"
price = 59900
kitchen = "never"
customer_unit = true
"""
WITHIN_MS = 30_000


@pytest.fixture(scope="module")
def gateway() -> Iterator[HttpGateway]:
    """A gateway that takes every text."""
    with serving(HttpGateway()) as gateway:
        yield gateway


@pytest.fixture(scope="module")
def kds(gateway: HttpGateway) -> Iterator[RunningInstallation]:
    url = f"json://{gateway.at}/?:to={{to}}"
    with RunningInstallation(config=WORKSHOP, environ={"KDS_TEXTS_GATEWAY": url}) as running:
        yield running


@pytest.fixture
def cashier(kds: RunningInstallation, browser: Browser) -> Iterator[Cashier]:
    with Cashier(browser, kds) as cashier:
        yield cashier


@pytest.fixture
def counter(cashier: Cashier, kds: RunningInstallation) -> Page:
    """The counter's page, in a browser of its own where a person has signed in."""
    page = cashier.context.browser.new_page()  # type: ignore[union-attr]
    page.set_default_timeout(WITHIN_MS)
    page.goto(f"{kds.web_url}/manager")
    page.fill("input[name=name]", "manager")
    page.fill("input[name=pin]", kds.manager_pin or "")
    page.click("button[type=submit]")
    page.wait_for_url("**/manager")
    page.goto(f"{kds.web_url}/tickets")
    return page


def ticket(page: Page, number: str) -> Locator:
    """Return the row of a ticket, once it is there."""
    row = page.locator("[data-ticket]").filter(has_text=number)
    expect(row).to_be_visible(timeout=WITHIN_MS)
    return row


def go_to(page: Page, section: str) -> None:
    """Choose a section in the navigation."""
    page.get_by_role("link", name=section).first.click()
    expect(page).to_have_title(section)


def test_the_guide_from_new_ticket_to_reminder(
    cashier: Cashier, counter: Page, kds: RunningInstallation, gateway: HttpGateway
) -> None:
    # 1. Entered at the till for tomorrow: it waits, with all that the guide names.
    cashier.tap("Spring service", "City bicycle")
    form = cashier.page.locator("#order")
    expect(form.get_by_label("Collect", exact=True)).to_be_checked()
    expect(form.get_by_label("Table", exact=True)).to_be_hidden()
    form.locator("summary").click()
    form.get_by_label("Customer").fill("Åsa Öhman")
    form.get_by_label("Phone").fill("040 123 4567")
    form.get_by_label("Responsible").fill("Otto")
    expect(form.get_by_role("button", name="Suggested")).to_be_hidden()
    form.get_by_label("Pickup time").fill("16:00")
    form.get_by_label("Day of the pickup").select_option("Tomorrow")
    number = cashier.enter("Send to the workshop")
    go_to(counter, "Waiting")
    row = ticket(counter, number)
    for said in ("Spring service", "City bicycle", "Åsa Öhman", "Otto"):
        expect(row).to_contain_text(said)

    # 2. Mark as ready: the dialog names what is still at work, and asks.
    row.get_by_role("button", name="Mark as ready").click()
    dialog = counter.get_by_role("dialog")
    expect(dialog).to_contain_text("Bench")
    dialog.get_by_label("I know, and mark it as ready all the same").check()
    expect(dialog.get_by_label("Done")).to_be_visible()

    # 3. Ready for customer: number and text are checked, then the text goes.
    dialog.get_by_label("Ready for customer").check()
    dialog.get_by_label("Send text to the customer").check()
    dialog.get_by_label("Phone number").fill("040 765 4321")
    words = f"Hyvä Åsa, pyörä {number} on valmis: 668,00 € 🚲"
    dialog.get_by_label("Text to the customer", exact=True).fill(words)
    dialog.get_by_role("button", name="Mark as ready").click()
    expect(dialog).to_have_count(0)
    go_to(counter, "Ready for pickup")
    expect(ticket(counter, number)).to_contain_text("sent", timeout=WITHIN_MS)
    await_that(lambda: len(gateway.texts) == 1, "the text is at the gateway")
    assert gateway.texts[0]["message"] == words
    assert gateway.texts[0]["to"] == "+358407654321"

    # 4. Finish and pay: paid at the till meanwhile, collected, and reminders set up.
    ticket(counter, number).get_by_role("button", name="Finish and pay").click()
    expect(dialog.locator("[data-missing=payment]")).to_contain_text("to pay")
    cashier.press(number, "Pay")
    cashier.take_cash()
    cashier.hand_over()
    expect(dialog.locator("[data-missing=payment]")).to_contain_text("nothing to pay")
    expect(dialog.locator("[data-missing=receipt]")).to_contain_text("the customer has the receipt")
    expect(dialog.get_by_label("Collected by")).to_have_value("Åsa Öhman")
    dialog.get_by_label("Collected by").fill("Åke Öhman")
    assert dialog.get_by_text("City bicycle").count() == 6
    dialog.get_by_role("button", name="Finish and pay").click()
    expect(dialog).to_have_count(0)
    order_id = cashier.card(number).get_attribute("data-order-id")

    # The reminders are listed, the next due first.
    counter.goto(f"{kds.web_url}/manager/reminders")
    expect(counter.locator("[data-reminder]")).to_have_count(6, timeout=WITHIN_MS)
    expect(counter.locator("[data-reminder]").first).to_contain_text("City bicycle")

    # Later on: All (incl. closed) finds the customer's ticket and all that happened.
    counter.goto(f"{kds.web_url}/tickets/all")
    expect(counter).to_have_title("All (incl. closed)")
    counter.get_by_role("searchbox").first.fill("Öhman")
    link = counter.locator(f"a[href*='{order_id}']").first
    expect(link).to_be_visible(timeout=WITHIN_MS)
    link.click()
    expect(counter.get_by_text("Åke Öhman").first).to_be_visible()
    assert len(gateway.texts) == 1


def test_a_workshop_puts_aside_without_asking_for_a_table(cashier: Cashier) -> None:
    cashier.tap("Spring service")
    number = cashier.enter("Put aside")

    expect(cashier.card(number)).to_contain_text("put aside")
    expect(cashier.dialog).to_have_count(0)
    cashier.press(number, "Open again")
    expect(cashier.card(number).get_by_role("button", name="Put aside")).to_be_visible()
