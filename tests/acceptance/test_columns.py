"""Tickets in columns: whose column it is, what is not on this page, and what is measured."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.installation import RunningInstallation, await_that
from tests.acceptance.restaurant import TWO_STATIONS, Restaurant, ticket, wait_for_board

pytestmark = pytest.mark.browser

BURGER = {"product": "Burger", "quantity": 1, "category": "Grilled"}
FRIES = {"product": "Fries", "quantity": 1, "category": "Fried"}

COLUMNS_OF = """
(ticket) => {
  const columns = [...ticket.getClientRects()].map((box) => ({ left: box.left, words: [] }));
  const blocks = "h2, .part-head, .line, .note, .allergens, .ticket-foot";
  for (const block of ticket.querySelectorAll(blocks)) {
    const said = getComputedStyle(block, "::before").content;
    const column = columns.findLast(({ left }) => left <= block.getClientRects()[0].left + 1);
    column.words.push((said === "none" ? "" : said.slice(1, -1) + "\\n") + block.innerText);
  }
  return columns.map(({ words }) => words[0] ?? "");
}
"""

COUNT_WORK = """
() => {
  window.measured = 0;
  for (const name of ["getBoundingClientRect", "getClientRects"]) {
    const measure = Element.prototype[name];
    Element.prototype[name] = function () {
      if (this.matches(".ticket")) window.measured += 1;
      return measure.call(this);
    };
  }
  window.moved = new Set();
  const observer = new MutationObserver((changes) => {
    for (const { target } of changes) if (target.matches(".slot")) window.moved.add(target);
  });
  const watched = { subtree: true, attributeFilter: ["style"] };
  observer.observe(document.querySelector(".columns"), watched);
  // What came before is in its place with the next frame.
  return new Promise((begin) => requestAnimationFrame(() => requestAnimationFrame(begin)))
    .then(() => {
      window.measured = 0;
      window.moved.clear();
    });
}
"""


@pytest.fixture(scope="module")
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    config = TWO_STATIONS.format(deadline_s=60)
    with RunningInstallation(config=config) as kds, Restaurant(kds, browser) as restaurant:
        yield restaurant


@pytest.fixture(scope="module")
def hung_up(restaurant: Restaurant) -> tuple[Page, Page]:
    """The grill's screen and the pass."""
    return restaurant.hang_up_screen("grill", "Grill"), restaurant.hang_up_screen("pass", "Pass")


@pytest.fixture
def screens(hung_up: tuple[Page, Page]) -> tuple[Page, Page]:
    """Both screens, small, as in a narrow kitchen."""
    for screen in hung_up:
        screen.set_viewport_size({"width": 900, "height": 480})
    return hung_up


def _first_in_each_column(page: Page, order_id: str) -> list[str]:
    found: list[str] = ticket(page, order_id).evaluate(COLUMNS_OF)
    return found


def test_what_changes_no_size_moves_and_measures_nothing(
    restaurant: Restaurant, screens: tuple[Page, Page]
) -> None:
    _, at_pass = screens
    at_pass.set_viewport_size({"width": 3840, "height": 4000})
    first, second = (
        restaurant.post({"service": "takeaway", "lines": [BURGER]})["order_id"] for _ in range(2)
    )
    expect(ticket(at_pass, first)).to_contain_text("shown")
    expect(ticket(at_pass, second)).to_contain_text("shown")
    at_pass.evaluate(COUNT_WORK)
    version = ticket(at_pass, second).get_attribute("data-version")
    done = restaurant.office.request.post(
        f"{restaurant.kds.web_url}/api/v1/orders/{second}/commands",
        headers={"X-KDS": "1"},
        data={
            "command": "StartPart",
            "command_id": "measured",
            "station": "grill",
        },
    )
    assert done.ok, done.text()
    expect(ticket(at_pass, second)).to_contain_text("started")
    assert ticket(at_pass, second).get_attribute("data-version") != version
    assert at_pass.evaluate("() => [window.measured, window.moved.size]") == [0, 0]
    # The counter counts: one more ticket is put in its place, and nothing else is moved.
    third = restaurant.post({"service": "takeaway", "lines": [BURGER]})["order_id"]
    ticket(at_pass, third)
    at_pass.wait_for_function("() => window.moved.size > 0")
    assert at_pass.evaluate("() => [window.measured, window.moved.size]") == [0, 1]


def test_each_further_column_of_a_ticket_says_whose_it_is(
    restaurant: Restaurant, screens: tuple[Page, Page]
) -> None:
    grill, at_pass = screens
    lines = [BURGER | {"note": f"number {n}"} for n in range(9)]
    lines += [FRIES | {"note": f"number {n}"} for n in range(9)]
    sent = restaurant.post({"service": "takeaway", "lines": lines})
    for page, columns in ((grill, 2), (at_pass, 3)):
        heads = _first_in_each_column(page, sent["order_id"])
        assert len(heads) >= columns
        assert heads[0] == sent["number"]
        for words in heads[1:]:
            assert words.startswith(sent["number"])
            assert "continued" in words.splitlines()[0]
        for button in ticket(page, sent["order_id"]).locator(".press.ready").all():
            expect(button).to_contain_text(sent["number"])
    fryer = ticket(at_pass, sent["order_id"]).locator(".line[data-continued*='Fryer continued']")
    expect(fryer.first).to_be_attached()
    # A ticket that fits again says it no longer.
    grill.set_viewport_size({"width": 1920, "height": 2000})
    expect(ticket(grill, sent["order_id"]).locator("[data-continued]")).to_have_count(0)


def test_a_ticket_longer_than_its_page_goes_on_on_the_next(
    restaurant: Restaurant, screens: tuple[Page, Page]
) -> None:
    grill, _ = screens
    lines = [BURGER | {"note": f"number {n}"} for n in range(40)]
    sent = restaurant.post({"service": "takeaway", "lines": lines})
    last = ticket(grill, sent["order_id"]).get_by_text("number 39")
    expect(grill.get_by_role("button", name="Page down")).to_be_enabled()
    expect(last).not_to_be_in_viewport()
    for _ in range(12):
        grill.keyboard.press("PageDown")
    expect(last).to_be_in_viewport()


def test_the_head_counts_what_is_not_on_this_page(
    restaurant: Restaurant, screens: tuple[Page, Page]
) -> None:
    grill, _ = screens
    before = len(restaurant.api("orders?open=1")["orders"])
    for _ in range(8):
        restaurant.post({"service": "takeaway", "lines": [BURGER] * 3})
    wait_for_board(grill, before + 8)
    head = grill.locator(".screen-head")
    expect(head).to_contain_text("not on this page")

    def all_are_counted() -> bool:
        said = head.locator(".hidden-tickets").inner_text()
        on_page = sum(_in_sight(box) for box in grill.locator("[data-order-id]").all())
        return said == f"{before + 8 - on_page} not on this page"

    await_that(all_are_counted, "what is on this page and what is not are all")
    grill.set_viewport_size({"width": 3840, "height": 4000})
    expect(head.locator(".hidden-tickets")).to_have_count(0)


def _in_sight(box: Any) -> bool:
    """Tell whether more than the margin of a ticket is on the page."""
    return bool(
        box.evaluate(
            """(box) => [...box.getClientRects()].some(
              ({ left, right }) => right > 8 && left < innerWidth - 8)"""
        )
    )
