"""Finding orders in the back office: by each field, by keyboard, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.hands import Hands
from tests.acceptance.installation import RunningInstallation, await_that
from tests.acceptance.restaurant import TWO_STATIONS, Restaurant

pytestmark = pytest.mark.browser

BURGER = {"product": "Burger", "quantity": 1, "unit_price": 1200}
WITHIN_MS = 30_000
"""Pages ask the server again every few seconds."""

HOSTILE = "<img src=x onerror=document.title='run'>"


@pytest.fixture(scope="module")
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    config = TWO_STATIONS.format(deadline_s=3600)
    with RunningInstallation(config=config) as kds, Restaurant(kds, browser) as restaurant:
        yield restaurant


@pytest.fixture(scope="module")
def known(restaurant: Restaurant) -> dict[str, str]:
    """Three orders of today: their ids by a name of our own."""
    hands = Hands(restaurant.kds)
    aino = {"name": "Aino Öberg", "phone": "+358 40 123 4567"}
    ids = {
        "aino": hands.take(service="delivery", customer=aino, lines=[BURGER]),
        "table": hands.take(service="dine-in", table="Terrace 7", hold=True, lines=[BURGER]),
        "hostile": hands.take(service="takeaway", customer={"name": HOSTILE}, lines=[BURGER]),
    }
    assert hands.till(ids["table"], "park").is_done
    for name, status in (("table", "PARKED"), ("aino", "IN_KITCHEN"), ("hostile", "IN_KITCHEN")):
        hands.await_status(ids[name], status)
    return ids


@pytest.fixture
def office(restaurant: Restaurant, known: dict[str, str]) -> Iterator[Page]:
    """The page, with today's orders in view."""
    page = restaurant.office.new_page()
    page.goto(f"{restaurant.kds.web_url}/manager/orders")
    expect(page.get_by_role("heading", name="Today's orders")).to_be_visible()
    expect(page.locator(f"[data-found='{known['aino']}']")).to_be_visible()
    yield page
    page.close()


def found(page: Page, *ids: str) -> None:
    """Wait until exactly these orders are in the table."""
    rows = page.locator("[data-found]")
    expect(rows).to_have_count(len(ids), timeout=WITHIN_MS)
    for order_id in ids:
        expect(page.locator(f"[data-found='{order_id}']")).to_be_visible()


def asked(page: Page) -> dict[str, list[str]]:
    """Return what the address asks for."""
    return parse_qs(urlsplit(page.url).query)


@pytest.mark.parametrize(
    ("field", "words", "who"),
    [
        ("q", "öberg", "aino"),
        ("q", "0401234567", "aino"),
        ("q", "terrace 7", "table"),
        ("customer", "Aino", "aino"),
        ("phone", "123 4567", "aino"),
        ("table", "terrace 7", "table"),
        ("customer", "onerror", "hostile"),
    ],
)
def test_enter_in_a_field_finds_by_it_and_the_address_says_so(
    office: Page, known: dict[str, str], field: str, words: str, who: str
) -> None:
    if field != "q":
        office.locator(f"input[name={field}]").focus()
    office.keyboard.type(words)
    office.keyboard.press("Enter")

    found(office, known[who])
    assert asked(office) == {field: [words]}
    office.reload()
    found(office, known[who])
    expect(office.locator(f"input[name={field}]")).to_have_value(words)


def test_numbers_statuses_and_days_are_found_together(
    restaurant: Restaurant, office: Page, known: dict[str, str]
) -> None:
    parked = restaurant.api(f"orders/{known['table']}")["summary"]
    office.get_by_label("Number", exact=True).fill(parked["number"])
    office.get_by_label("Business day").fill(parked["business_day"])
    office.get_by_label("Status").select_option(label="Parked")
    office.keyboard.press("Tab")
    office.get_by_role("button", name="Search").click()

    found(office, known["table"])
    row = office.locator(f"[data-found='{known['table']}']")
    for words in (parked["number"], "Parked", "Terrace 7", parked["till"]):
        expect(row).to_contain_text(words)
    link = row.get_by_role("link", name=parked["number"])
    expect(link).to_have_attribute("href", f"/manager/orders/{known['table']}")
    office.get_by_label("Status").select_option(label="Completed")
    office.get_by_role("button", name="Search").click()
    expect(office.get_by_text("No order is like that.")).to_be_visible()
    office.go_back()
    found(office, known["table"])
    office.get_by_role("button", name="Clear").click()
    expect(office.get_by_role("heading", name="Today's orders")).to_be_visible()
    assert asked(office) == {}


def test_what_is_new_appears_while_somebody_types(restaurant: Restaurant, office: Page) -> None:
    office.keyboard.type("half a w")
    new = restaurant.post({"service": "takeaway", "lines": [BURGER]})

    row = office.locator(f"[data-found='{new['order_id']}']")
    expect(row).to_be_visible(timeout=WITHIN_MS)
    office.keyboard.type("ord")
    expect(office.get_by_role("searchbox")).to_be_focused()
    expect(office.get_by_role("searchbox")).to_have_value("half a word")
    assert office.title() == "Orders"


def test_what_cannot_be_looked_for_is_said(restaurant: Restaurant, office: Page) -> None:
    office.goto(f"{restaurant.kds.web_url}/manager/orders?status=GONE")
    expect(office.locator(".problem")).to_contain_text("GONE")
    expect(office.get_by_text("No order is like that.")).to_have_count(0)


def test_the_page_speaks_finnish(
    restaurant: Restaurant, browser: Browser, known: dict[str, str]
) -> None:
    storage = restaurant.office.storage_state()
    with browser.new_context(storage_state=storage) as context:
        context.add_cookies(
            [{"name": "kds_language", "value": "fi", "url": restaurant.kds.web_url}]
        )
        page = context.new_page()
        page.goto(f"{restaurant.kds.web_url}/manager/orders")
        expect(page.get_by_role("heading", name="Tämän päivän tilaukset")).to_be_visible()
        page.locator("select[name=status]").select_option(label="Kuittiparkissa")
        page.get_by_role("button", name="Etsi", exact=True).click()
        found(page, known["table"])
        expect(page.locator(f"[data-found='{known['table']}']")).to_contain_text("Kuittiparkissa")
        page.get_by_label("Etsi tilaus").fill("nobody")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Sellaista tilausta ei ole.")).to_be_visible()
        expect(page.get_by_role("link", name="Palautukset")).to_be_visible()


def test_more_are_shown_when_they_are_asked_for(restaurant: Restaurant, office: Page) -> None:
    customer = {"name": "Choir"}
    order = {"service": "takeaway", "customer": customer, "lines": [BURGER]}
    sent = [restaurant.post(order)["order_id"] for _ in range(53)]
    await_that(
        lambda: len(restaurant.api("search?customer=choir&limit=60")["orders"]) == len(sent),
        "the kitchen has them all",
    )
    office.keyboard.type("choir")
    office.keyboard.press("Enter")
    expect(office.get_by_role("heading", name="Found: 50 or more")).to_be_visible()
    office.get_by_role("button", name="More").click()

    found(office, *sent)
    expect(office.get_by_role("button", name="More")).to_have_count(0)
    late = restaurant.post(order)["order_id"]
    found(office, *sent, late)
