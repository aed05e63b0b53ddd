"""The counter's sections: tickets come and go live, counted, sorted, and found again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.counter_page import (
    BURGER,
    CONFIG,
    HOSTILE,
    WATER,
    WITHIN_MS,
    count,
    in_minutes,
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


def order_of(page: Page, wanted: list[str]) -> list[str]:
    """Return the tickets of the page that are wanted, from top to bottom."""
    rows = page.locator("[data-ticket]").all()
    ids = [str(each.get_attribute("data-ticket")) for each in rows]
    return [each for each in ids if each in wanted]


def test_a_ticket_appears_live_with_all_that_the_counter_needs(counter: Page, hands: Hands) -> None:
    before = count(counter, "new")
    order_id = taken(
        hands,
        WATER,
        name=HOSTILE,
        phone="040 123 4567",
        responsible="Otto",
        due_at=in_minutes(-10),
    )
    found = shown(counter, order_id)
    for words in (
        "Water",
        HOSTILE,
        "040 123 4567",
        "Otto",
        "Unfinished",
        "LATE",
        "€5.00",
    ):
        expect(found).to_contain_text(words)
    assert count(counter, "new") == before + 1
    assert counter.title() == "New ticket"


def test_what_is_agreed_for_much_later_waits(counter: Page, hands: Hands) -> None:
    waiting = count(counter, "waiting")
    order_id = taken(hands, WATER, name="Later", due_at=in_minutes(300))
    expect(counter.locator("[data-section=waiting] [data-count]")).to_have_text(
        str(waiting + 1), timeout=WITHIN_MS
    )
    expect(row(counter, order_id)).to_have_count(0)
    to_section(counter, "waiting")
    shown(counter, order_id)
    assert counter.url.endswith("/tickets/waiting")


def test_columns_sort_and_the_address_keeps_it(counter: Page, hands: Hands) -> None:
    late = taken(hands, WATER, name="Bertil", due_at=in_minutes(90))
    soon = taken(hands, WATER, name="Örjan", due_at=in_minutes(5))
    mid = taken(hands, WATER, name="Aino", due_at=in_minutes(45))
    wanted = [late, soon, mid]
    for each in wanted:
        shown(counter, each)
    assert order_of(counter, wanted) == [soon, mid, late]
    counter.get_by_role("button", name="Customer").click()
    expect(counter.locator("th.customer")).to_have_attribute("aria-sort", "ascending")
    assert order_of(counter, wanted) == [mid, late, soon]
    counter.get_by_role("button", name="Customer").click()
    expect(counter.locator("th.customer")).to_have_attribute("aria-sort", "descending")
    counter.reload()
    shown(counter, late)
    assert order_of(counter, wanted) == [soon, late, mid]


def test_what_was_not_sent_stands_on_top_and_can_be_sent_again(counter: Page, hands: Hands) -> None:
    early = taken(hands, WATER, name="Early", due_at=in_minutes(-60))
    unsent = taken(hands, BURGER, name="Unsent", due_at=in_minutes(100))
    shown(counter, early)
    found = shown(counter, unsent)
    expect(found).to_contain_text("Not sent to kitchen", timeout=WITHIN_MS)
    assert order_of(counter, [early, unsent]) == [unsent, early]
    found.get_by_role("button", name="again").click()
    expect(counter.locator(".toast.done")).to_be_visible(timeout=WITHIN_MS)


def test_all_finds_an_order_by_its_customer(counter: Page, hands: Hands) -> None:
    order_id = taken(hands, WATER, name="Findable Person")
    shown(counter, order_id)
    to_section(counter, "all")
    counter.locator("input[name=q]").fill("findable")
    counter.get_by_role("button", name="Search").click()
    expect(counter.locator(f"[data-found='{order_id}']")).to_be_visible(timeout=WITHIN_MS)
    assert counter.url.endswith("/tickets/all?q=findable")
