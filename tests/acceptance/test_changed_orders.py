"""An order that is changed or stopped while it is cooked: what screens say until it is seen."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kds.bus.keys import Keys
from tests.acceptance.changing_till import ChangingTill, line
from tests.acceptance.installation import RunningInstallation, await_that
from tests.acceptance.restaurant import TWO_STATIONS, Restaurant, ticket, wait_for_board

pytestmark = pytest.mark.browser

BURGER = line("B", "Burger")
TWO_BURGERS = line("B", "Burger", 2)
STEAK = line("S", "Steak")
CHAR = line("C", "Char", allergens=["fish"])
FRIES = line("F", "Fries", category="Fried")

NOTES_HEARD = """() => {
  window.heard = [];
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) {
    window.heard.push(this.frequency.value);
    return start.apply(this, when);
  };
}"""

BUTTONS_AT_FIRST = """() => {
  window.atFirst = [];
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        const button = node.querySelector?.(".press.seen");
        if (button) window.atFirst.push(button.disabled);
      }
    }
  }).observe(document.body, { childList: true, subtree: true });
}"""


@pytest.fixture(scope="module")
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    config = TWO_STATIONS.format(deadline_s=60)
    with RunningInstallation(config=config) as kds, Restaurant(kds, browser) as restaurant:
        yield restaurant


@pytest.fixture(scope="module")
def screens(restaurant: Restaurant) -> dict[str, Page]:
    """The screens of grill, fryer and pass."""
    return {
        board: restaurant.hang_up_screen(board, board.capitalize())
        for board in ("grill", "fryer", "pass")
    }


@pytest.fixture(autouse=True)
def _empty(restaurant: Restaurant, screens: dict[str, Page]) -> Iterator[None]:
    """Empty every screen after each test."""
    yield
    restaurant.settle_everything()
    for page in screens.values():
        wait_for_board(page, 0)


@pytest.fixture
def till(restaurant: Restaurant) -> ChangingTill:
    """A till that changes its mind."""
    return ChangingTill(restaurant.kds)


def part(restaurant: Restaurant, order_id: str, station: str) -> Any:
    """Return the kitchen's record of one part."""
    return restaurant.api(f"orders/{order_id}")["record"]["parts"][station]


def dish(ticket: Any, product: str, mark: str | None = None) -> Locator:
    """Return the lines of a product on a ticket, with one mark if it is named."""
    found: Locator = ticket.locator(f".line.{mark}" if mark else ".line", has_text=product)
    return found


def seen(ticket: Any) -> Locator:
    """Return the button that says a cook has seen it."""
    found: Locator = ticket.get_by_role("button", name="Seen")
    return found


def heard(page: Page, count: int) -> Any:
    """Return the notes that were played since the last time, once there are so many."""
    page.wait_for_function(f"() => window.heard.length >= {count}")
    return page.evaluate("() => window.heard.splice(0)")


def test_what_came_and_went_is_marked_until_a_cook_has_seen_it(
    restaurant: Restaurant, screens: dict[str, Page], till: ChangingTill
) -> None:
    order_id = till.send(BURGER, CHAR, FRIES)
    on_grill = ticket(screens["grill"], order_id)
    expect(seen(on_grill)).to_have_count(0)

    till.change(order_id, TWO_BURGERS, STEAK, FRIES)

    expect(on_grill).to_contain_text("CHANGED")
    expect(on_grill.locator(".added-head")).to_have_text("+ ADDED")
    expect(dish(on_grill, "Steak", "added")).to_have_count(1)
    expect(dish(on_grill, "Burger", "added")).to_contain_text("2\u00d7")
    for product, word in (("Burger", "BEFORE"), ("Char", "REMOVED")):
        gone = dish(on_grill, product, "removed")
        expect(gone).to_contain_text(word)
        expect(gone.locator(".product")).to_have_css("text-decoration-line", "line-through")
    expect(screens["grill"].locator(".screen-head")).to_contain_text("1 not seen")
    expect(ticket(screens["fryer"], order_id)).not_to_contain_text("CHANGED")
    seen(on_grill).click()

    expect(on_grill.locator(".added-head, .line.removed")).to_have_count(0)
    expect(on_grill).not_to_contain_text("CHANGED")
    expect(on_grill).to_contain_text("✓ Seen")
    expect(dish(on_grill, "Burger")).to_contain_text("2\u00d7")
    assert part(restaurant, order_id, "grill")["changed"]["seen_by"]["name"] == "Grill"
    on_grill.get_by_role("button", name="Ready").click()
    expect(screens["grill"].locator(f"[data-order-id='{order_id}']")).to_have_count(0)


def test_what_reads_otherwise_above_the_lines_is_framed(
    screens: dict[str, Page], till: ChangingTill
) -> None:
    order_id = till.send(BURGER, table="4")
    on_grill = ticket(screens["grill"], order_id)

    till.change(order_id, table="14", note="nut allergy")

    expect(on_grill.locator(".changed-mark")).to_contain_text("table, note")
    expect(on_grill.locator(".altered")).to_have_text(["Table 14", "“nut allergy”"])
    seen(on_grill).click()
    expect(on_grill.locator(".altered")).to_have_count(0)


def test_lines_that_were_ready_are_made_when_others_are_added(
    screens: dict[str, Page], till: ChangingTill
) -> None:
    order_id = till.send(BURGER)
    ticket(screens["grill"], order_id).get_by_role("button", name="Ready").click()
    expect(screens["grill"].locator(f"[data-order-id='{order_id}']")).to_have_count(0)

    till.change(order_id, BURGER, STEAK)

    for board in ("grill", "pass"):
        shown = ticket(screens[board], order_id)
        expect(dish(shown, "Burger", "made")).to_contain_text("✓ MADE")
        expect(dish(shown, "Steak", "added")).to_have_count(1)


def test_the_pass_sees_every_stations_changes_and_says_seen_for_all(
    restaurant: Restaurant, screens: dict[str, Page], till: ChangingTill
) -> None:
    order_id = till.send(BURGER, FRIES)
    at_pass = ticket(screens["pass"], order_id)
    ticket(screens["fryer"], order_id)

    till.change(order_id, BURGER, STEAK, line("F", "Fries", 3, category="Fried"))

    grill, fryer = (at_pass.locator(f".part[data-name={name}]") for name in ("Grill", "Fryer"))
    expect(dish(grill, "Steak", "added")).to_have_count(1)
    expect(dish(fryer, "Fries", "removed")).to_contain_text("BEFORE")
    expect(ticket(screens["fryer"], order_id)).to_contain_text("CHANGED")
    seen(at_pass).click()

    for board in ("grill", "fryer", "pass"):
        expect(ticket(screens[board], order_id).locator(".added-head")).to_have_count(0)
        expect(ticket(screens[board], order_id)).not_to_contain_text("CHANGED")
    for station in ("grill", "fryer"):
        assert part(restaurant, order_id, station)["changed"]["seen_by"]["name"] == "Pass"


def test_a_start_is_taken_back_where_only_what_was_made_before_is_crossed_off(
    restaurant: Restaurant, screens: dict[str, Page], till: ChangingTill
) -> None:
    order_id = till.send(BURGER)
    on_grill = ticket(screens["grill"], order_id)
    on_grill.locator(".line-press").click()
    on_grill.get_by_role("button", name="Ready").click()
    expect(screens["grill"].locator(f"[data-order-id='{order_id}'].ticket")).to_have_count(0)
    till.change(order_id, BURGER, STEAK)
    expect(dish(on_grill, "Burger", "made")).to_have_count(1)
    start = on_grill.get_by_role("button", name=re.compile("^Start "))
    start.click()

    on_grill.get_by_role("button", name="Not started after all").click()

    expect(start).to_be_visible()
    assert part(restaurant, order_id, "grill").get("cooking", {}).get("state") != "started"


def test_a_voided_ticket_stays_until_a_cook_has_seen_it(
    restaurant: Restaurant, screens: dict[str, Page], till: ChangingTill
) -> None:
    order_id = till.send(BURGER, FRIES)
    on_grill = ticket(screens["grill"], order_id)
    on_grill.get_by_role("button", name="Start").click()

    till.void(order_id)

    for board in ("grill", "fryer", "pass"):
        stopped = ticket(screens[board], order_id)
        expect(stopped.locator(".stop-mark")).to_contain_text("VOIDED")
        expect(stopped.locator(".stop-mark")).to_contain_text("Do not make")
        expect(stopped.get_by_role("button")).to_have_count(1)
        product = stopped.locator(".product").first
        expect(product).to_have_css("text-decoration-line", "line-through")
    await_that(
        lambda: part(restaurant, order_id, "grill")["delivery"]["state"] == "confirmed",
        "a screen has shown that it is stopped",
    )
    seen(on_grill).click()
    expect(screens["grill"].locator(".gone")).to_contain_text(["✓ Seen: VOIDED"])
    expect(screens["grill"].locator(f"[data-order-id='{order_id}']")).to_have_count(0)
    stopped = part(restaurant, order_id, "grill")["stopped"]
    assert (stopped["cause"], stopped["seen_by"]["name"]) == ("voided", "Grill")
    # The fryer's cook has not looked yet.
    at_pass = ticket(screens["pass"], order_id)
    expect(at_pass.locator(".part")).to_have_count(1)
    seen(at_pass).click()
    for board in ("fryer", "pass"):
        expect(screens[board].locator(f"[data-order-id='{order_id}']")).to_have_count(0)


def test_a_station_that_has_nothing_left_says_so_and_the_others_go_on(
    restaurant: Restaurant, screens: dict[str, Page], till: ChangingTill
) -> None:
    order_id = till.send(BURGER, FRIES)
    on_grill, on_fryer = (ticket(screens[each], order_id) for each in ("grill", "fryer"))

    till.change(order_id, BURGER)

    expect(on_fryer.locator(".stop-mark")).to_contain_text("REMOVED")
    expect(on_grill.locator(".also-at")).to_contain_text("REMOVED")
    at_pass = ticket(screens["pass"], order_id)
    expect(at_pass.locator(".part[data-name=Fryer] .cooking")).to_have_text("✗ REMOVED")
    expect(at_pass.locator(".stop-mark")).to_have_count(0)
    on_grill.get_by_role("button", name="Ready").click()
    expect(screens["grill"].locator(f"[data-order-id='{order_id}']")).to_have_count(0)
    # Nothing is left to be made, and still the fryer's cook must look.
    seen(on_fryer).click()
    wait_for_board(screens["pass"], 0)


def test_keys_say_seen(
    restaurant: Restaurant, screens: dict[str, Page], till: ChangingTill
) -> None:
    grill = screens["grill"]
    changed, voided, other = (till.send(BURGER) for _ in range(3))
    wait_for_board(grill, 3)
    till.change(changed, BURGER, STEAK)
    till.void(voided)
    expect(grill.locator(".screen-head")).to_contain_text("2 not seen")
    for order_id in (changed, voided):
        expect(seen(ticket(grill, order_id))).to_be_enabled()
    grill.evaluate("() => document.activeElement.blur()")

    # Nothing is chosen: the first that nobody has seen is, and nothing is said yet.
    grill.keyboard.press("s")
    expect(ticket(grill, changed).get_by_role("button", name="Ready")).to_be_focused()
    expect(ticket(grill, changed)).to_contain_text("CHANGED")
    grill.keyboard.press("s")
    expect(ticket(grill, changed)).not_to_contain_text("CHANGED")
    grill.keyboard.press("s")
    expect(seen(ticket(grill, voided))).to_be_focused()
    grill.keyboard.press("Enter")
    expect(grill.locator(f"[data-order-id='{voided}']")).to_have_count(0)
    assert part(restaurant, changed, "grill")["changed"]["seen_by"]["name"] == "Grill"
    assert part(restaurant, voided, "grill")["stopped"]["seen_by"]["name"] == "Grill"
    ticket(grill, other)


def test_what_nobody_has_seen_is_one_touch_away_on_whatever_page(
    restaurant: Restaurant, screens: dict[str, Page], till: ChangingTill
) -> None:
    grill = screens["grill"]
    size = grill.viewport_size
    grill.set_viewport_size({"width": 900, "height": 480})
    orders = [till.send(BURGER, STEAK) for _ in range(9)]
    wait_for_board(grill, 9)
    expect(grill.locator(".pager")).to_contain_text("Page 1 of")
    height = grill.locator(".screen-head").bounding_box()

    till.void(orders[-1])
    grill.get_by_role("button", name="1 not seen").click()

    expect(ticket(grill, orders[-1])).to_be_in_viewport()
    assert grill.locator(".screen-head").bounding_box() == height, "the board stays in its place"
    seen(ticket(grill, orders[-1])).click()
    expect(grill.get_by_role("button", name="not seen")).to_have_count(0)
    assert size is not None
    grill.set_viewport_size(size)


def test_a_press_that_was_meant_for_what_stood_there_before_is_not_taken(
    screens: dict[str, Page], till: ChangingTill
) -> None:
    order_id = till.send(BURGER)
    on_grill = ticket(screens["grill"], order_id)
    screens["grill"].evaluate(BUTTONS_AT_FIRST)

    till.void(order_id)

    expect(seen(on_grill)).to_be_enabled()
    assert screens["grill"].evaluate("() => window.atFirst") == [True]


def test_ready_does_not_count_for_what_the_screen_did_not_show_yet(
    restaurant: Restaurant, screens: dict[str, Page], till: ChangingTill
) -> None:
    grill, bus, keys = screens["grill"], restaurant.kds.bus(), Keys("main")
    order_id = till.send(BURGER)
    on_grill = ticket(grill, order_id)
    web = restaurant.kds.part_pid("web")
    os.kill(web, signal.SIGSTOP)
    try:
        till.change(order_id, BURGER, STEAK)
        await_that(
            lambda: b"Steak" in (bus.hget(keys.order(order_id), "record") or b""),
            "the kitchen has the steak",
        )
        on_grill.get_by_role("button", name="Ready").click()
    finally:
        os.kill(web, signal.SIGCONT)

    expect(grill.locator(".toast")).to_contain_text("look again")
    expect(dish(on_grill, "Steak", "added")).to_have_count(1)
    assert part(restaurant, order_id, "grill").get("cooking", {}).get("state") != "ready"
    on_grill.get_by_role("button", name="Ready").click()
    expect(grill.locator(f"[data-order-id='{order_id}']")).to_have_count(0)


def test_new_changed_and_stopped_sound_each_in_its_own_way(
    screens: dict[str, Page], till: ChangingTill
) -> None:
    fryer = screens["fryer"]
    fryer.reload()
    expect(fryer.get_by_text("live,")).to_be_visible()
    fryer.evaluate(NOTES_HEARD)
    # A browser is silent until somebody has touched the page.
    fryer.keyboard.press("?")
    help_ = fryer.get_by_role("dialog", name="Keys, colours and marks")
    for number, notes in enumerate(([1047], [587, 587], [880, 622, 440])):
        help_.get_by_role("button", name="Play").nth(number).click()
        assert heard(fryer, len(notes)) == notes
    fryer.keyboard.press("Escape")

    order_id = till.send(FRIES)
    assert heard(fryer, 1) == [1047]
    till.change(order_id, line("F", "Fries", 2, category="Fried"))
    assert heard(fryer, 2) == [587, 587]
    till.cancel(order_id)
    assert heard(fryer, 3) == [880, 622, 440]
