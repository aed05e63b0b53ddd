"""Every size of screen that hangs in kitchens: laid out well, worked by touch and by keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.acceptance.cooks_hands import NEXT_FRAME, Cook, Presser, Toucher
from tests.acceptance.expressive_board import CONFIG, ExpressiveBoard
from tests.acceptance.installation import RunningInstallation, await_that
from tests.acceptance.restaurant import Restaurant
from tests.acceptance.wall import SIZES, Size, Wall, faults, speaking, turn_pages

pytestmark = pytest.mark.browser

BOARDS = ("grill", "pass", "approvals")
HANDS: dict[str, Callable[[Page], Cook]] = {"touch": Toucher, "keys": Presser}
ROWS = """(bar) => {
  const boxes = [...bar.children].map((one) => one.getBoundingClientRect());
  const shown = boxes.filter(({ height }) => height > 0).sort((a, b) => a.top - b.top);
  let [rows, end] = [0, 0];
  for (const { top, bottom } of shown) {
    if (top >= end) rows += 1;
    end = Math.max(end, bottom);
  }
  return rows;
}"""
by_size = pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
by_hand = pytest.mark.parametrize("hand", HANDS)


@pytest.fixture(scope="module")
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    with RunningInstallation(config=CONFIG) as kds, Restaurant(kds, browser) as restaurant:
        yield restaurant


@pytest.fixture(scope="module")
def wall(restaurant: Restaurant) -> Wall:
    """The screens; those of fryer and cold kitchen stay on, so that no alarm rings."""
    wall = Wall(restaurant, *BOARDS)
    for board in ("fryer", "cold"):
        restaurant.hang_up_screen(board, board.capitalize())
    return wall


@pytest.fixture(scope="module")
def evening(restaurant: Restaurant, wall: Wall) -> ExpressiveBoard:
    """The orders of one evening, with everything that a ticket can say."""
    evening = ExpressiveBoard(restaurant)
    evening.fill()
    return evening


def is_filled(page: Page, evening: ExpressiveBoard) -> None:
    """Wait until a screen has all orders of the evening that belong to its board."""
    board = str(page.locator("body").get_attribute("data-board"))
    asks = [name.startswith("asking") for name in evening.orders]
    wanted = sum(asks) if board == "approvals" else len(asks) - sum(asks)
    page.wait_for_function(f"() => document.querySelectorAll('[data-order-id]').length >= {wanted}")


def found(page: Page, order_id: str) -> Locator:
    """Return the ticket of an order, on whatever page it is."""
    ticket = page.locator(f"[data-order-id='{order_id}']")
    expect(ticket).to_have_count(1)
    return ticket


def gone(page: Page, order_id: str) -> Locator:
    """Return the place that a ticket has just left."""
    return page.locator(f"[data-gone='{order_id}']")


def part(restaurant: Restaurant, order_id: str, station: str = "grill") -> Any:
    """Return the kitchen's record of one part."""
    return restaurant.api(f"orders/{order_id}")["record"]["parts"][station]


@by_size
@pytest.mark.parametrize("board", BOARDS)
def test_nothing_is_cut_off_or_covered_on_any_page(
    wall: Wall, evening: ExpressiveBoard, board: str, size: Size
) -> None:
    with wall.open(board, size) as page:
        is_filled(page, evening)
        pages = 0
        for _ in turn_pages(page):
            pages += 1
            assert faults(page) == []
        assert board == "approvals" or pages > 1
        # However many are counted in it, the head keeps its rows.
        assert page.locator(".screen-head").evaluate(ROWS) == (1 if size.width > 1200 else 2)


@by_size
@pytest.mark.parametrize("board", BOARDS)
def test_finnish_has_room_too(wall: Wall, evening: ExpressiveBoard, board: str, size: Size) -> None:
    with wall.open(board, size) as page, speaking(page, "fi"):
        is_filled(page, evening)
        for _ in turn_pages(page):
            assert faults(page) == []


@by_size
@by_hand
def test_a_station_is_worked(
    restaurant: Restaurant, wall: Wall, evening: ExpressiveBoard, size: Size, hand: str
) -> None:
    order_id = evening.station_order(table="7")
    with wall.open("grill", size, touched=hand == "touch") as page:
        is_filled(page, evening)
        cook = HANDS[hand](page)
        ticket = found(page, order_id)
        cook.choose(ticket)
        cook.press(ticket, "Start")
        expect(ticket).to_contain_text("started")
        ribs = ticket.locator(".line", has_text="Ribs")
        cook.strike(ticket, "Ribs")
        expect(ribs).to_contain_class("done")
        assert part(restaurant, order_id)["struck"] == ["1"]
        cook.strike(ticket, "Ribs")
        expect(ribs).not_to_contain_class("done")

        cook.press(ticket, "More")
        dialog = page.get_by_role("dialog", name="More")
        expect(dialog).to_be_visible()
        assert faults(page) == []
        cook.press(dialog, "Hold")
        expect(ticket.locator(".timer")).to_contain_text("HELD")
        cook.press(ticket, "Fire")
        expect(ticket.locator(".timer")).not_to_contain_text("HELD")

        cook.press(ticket, "Ready")
        expect(gone(page, order_id)).to_contain_text("✓ Ready")
        cook.undo(gone(page, order_id))
        expect(found(page, order_id)).to_contain_text("RECALLED")
        cook.choose(ticket)
        cook.press(ticket, "Ready")
        expect(ticket).to_have_count(0)
        recall = cook.open("Recently ready")
        assert faults(page) == []
        cook.press(recall, f"Recall {_number(evening, order_id)}")
        expect(found(page, order_id)).to_contain_text("RECALLED")
        # After the last one it closes by itself.
        page.evaluate(NEXT_FRAME)
        if recall.count():
            cook.close(recall)
        cook.choose(ticket)
        cook.press(ticket, "Ready")
        expect(ticket).to_have_count(0)
        assert part(restaurant, order_id)["cooking"]["state"] == "ready"


@by_size
@by_hand
def test_pages_are_turned_and_windows_opened(
    wall: Wall, evening: ExpressiveBoard, size: Size, hand: str
) -> None:
    with wall.open("grill", size, touched=hand == "touch") as page:
        is_filled(page, evening)
        cook = HANDS[hand](page)
        pager = page.locator(".pager")
        expect(pager).to_contain_text("Page 1 of")
        turns: list[Callable[[int], None]] = [cook.turn]
        if isinstance(cook, Toucher):
            turns.append(cook.swipe)
        for turn in turns:
            turn(1)
            expect(pager).to_contain_text("Page 2 of")
            expect(pager).to_contain_text("before")
            turn(-1)
            expect(pager).to_contain_text("Page 1 of")
            expect(pager).to_contain_text("below")
        for window in ("Options", "Keys, colours and marks", "Learn keys", "Sold out"):
            dialog = cook.open(window)
            assert faults(page) == [], window
            cook.close(dialog)
        dialog = cook.open("Screen settings")
        assert faults(page) == []
        for text_size, name in (("large", "Large"), ("normal", "Normal")):
            cook.press(dialog, name)
            expect(page.locator("html")).to_have_attribute("data-text-size", text_size)
        cook.close(dialog)


@by_size
@by_hand
def test_the_pass_says_that_a_whole_order_is_ready(
    restaurant: Restaurant, wall: Wall, evening: ExpressiveBoard, size: Size, hand: str
) -> None:
    order_id = evening.station_order()
    with wall.open("pass", size, touched=hand == "touch") as page:
        is_filled(page, evening)
        cook = HANDS[hand](page)
        ticket = found(page, order_id)
        cook.choose(ticket)
        cook.strike(ticket, "Fries")
        expect(ticket.locator(".line", has_text="Fries")).to_contain_class("done")
        cook.press(ticket, "More")
        assert faults(page) == []
        cook.close(page.get_by_role("dialog", name="More"))
        cook.press(ticket, "All ready")
        cook.undo(gone(page, order_id))
        expect(found(page, order_id)).to_contain_text("RECALLED")
        cook.choose(ticket)
        cook.press(ticket, "All ready")
        expect(ticket).to_have_count(0)
        for station in ("grill", "fryer"):
            assert part(restaurant, order_id, station)["cooking"]["state"] == "ready"


@by_size
@by_hand
def test_orders_are_approved_and_rejected(
    restaurant: Restaurant, wall: Wall, evening: ExpressiveBoard, size: Size, hand: str
) -> None:
    taken, refused = evening.asking_order(), evening.asking_order()
    with wall.open("approvals", size, touched=hand == "touch") as page:
        is_filled(page, evening)
        cook = HANDS[hand](page)
        ticket = found(page, taken)
        cook.choose(ticket)
        cook.press(ticket, "30")
        cook.press(ticket, "5 minutes more")
        expect(ticket.locator("output")).to_have_text("35 min")
        cook.press(ticket, "Approve")
        # What its place then says is shown elsewhere; a slow server's answer is not waited for.
        expect(ticket).to_have_count(0)
        ticket = found(page, refused)
        cook.choose(ticket)
        cook.press(ticket, "Reject")
        dialog = page.get_by_role("dialog", name="Reject")
        expect(dialog).to_be_visible()
        assert faults(page) == []
        cook.press(dialog, "Too busy")
        cook.press(dialog, "Reject")
        expect(ticket).to_have_count(0)
    answers = {
        each: restaurant.api(f"orders/{each}")["record"]["approval"] for each in (taken, refused)
    }
    assert answers[taken]["minutes"] == 35
    assert answers[refused]["reason"] == "Too busy"
    _make(restaurant, evening, taken)


def _number(evening: ExpressiveBoard, order_id: str) -> str:
    return str(evening.till.number(order_id))


def _make(restaurant: Restaurant, evening: ExpressiveBoard, order_id: str) -> None:
    """Make what was approved: no test leaves more on the boards than it found there."""
    await_that(
        lambda: "grill" in restaurant.api(f"orders/{order_id}")["record"]["parts"],
        "the kitchen has what was approved",
    )
    evening.make(order_id)
