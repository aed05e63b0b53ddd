"""A manager looks a customer up by phone: no more texts, a file of all that is known, erased."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.hands import Hands
from tests.acceptance.installation import RunningInstallation
from tests.acceptance.restaurant import TWO_STATIONS, Restaurant

pytestmark = pytest.mark.browser

WATER = {"product": "Water", "quantity": 1, "line_id": "L1"}
AINO = {"name": "Aino Virtanen", "phone": "040 123 4567"}


@pytest.fixture(scope="module")
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    config = TWO_STATIONS.format(deadline_s=3)
    with RunningInstallation(config=config) as kds, Restaurant(kds, browser) as restaurant:
        yield restaurant


@pytest.fixture
def page(restaurant: Restaurant) -> Iterator[Page]:
    page = restaurant.office.new_page()
    page.goto(f"{restaurant.kds.web_url}/manager/customers")
    yield page
    page.close()


def look_up(page: Page, phone: str) -> None:
    """Type a number and look."""
    page.get_by_label("Phone number").fill(phone)
    page.get_by_role("button", name="Look up").click()


def test_a_customer_is_looked_up_exported_and_erased(
    restaurant: Restaurant, page: Page, tmp_path: Path
) -> None:
    hands = Hands(restaurant.kds)
    order_id = hands.take(service="takeaway", customer=AINO, lines=[WATER])
    hands.await_status(order_id, "NOT_SENT_TO_KITCHEN")

    look_up(page, "+358 40 1234567")
    expect(page.get_by_role("heading", name="040 1234567 · Aino Virtanen")).to_be_visible()
    expect(page.locator(f"a[href$='{order_id}']")).to_be_visible()
    page.get_by_role("button", name="No more texts").click()
    expect(page.get_by_text("Gets no texts.")).to_be_visible()
    page.get_by_role("button", name="Texts again").click()
    expect(page.get_by_text("Gets texts.")).to_be_visible()

    with page.expect_download() as downloading:
        page.get_by_role("button", name="Export").click()
    downloading.value.save_as(tmp_path / "customer.json")
    known = json.loads((tmp_path / "customer.json").read_text("utf-8"))
    assert [each["order"]["order_id"] for each in known["orders"]] == [order_id]

    page.get_by_role("button", name="Erase …").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Backups that were made before still hold it.")
    expect(dialog).to_contain_text("name and number in 1 order; the order itself stays")
    expect(dialog).not_to_contain_text("0 service reminders")
    dialog.get_by_role("button", name="The customer asked for it").click()
    dialog.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_text("Nothing is known of this number.")).to_be_visible()
    order = restaurant.api(f"orders/{order_id}")
    assert "Aino" not in json.dumps(order)
    assert "1234567" not in json.dumps(order).replace(" ", "")


def test_what_is_no_number_is_said_in_words(page: Page) -> None:
    look_up(page, "12")
    expect(page.get_by_role("alert").filter(has_text="too short")).to_be_visible()
