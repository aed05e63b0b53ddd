"""A hand that is on its way to a screen: what comes under it meanwhile is not pressed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.acceptance.changing_till import ChangingTill, line
from tests.acceptance.installation import RunningInstallation
from tests.acceptance.restaurant import TWO_STATIONS, Restaurant, ticket, wait_for_board

pytestmark = pytest.mark.browser

BURGER = {"product": "Burger", "quantity": 1}
FRIES = {"product": "Fries", "quantity": 1, "category": "Fried"}

PRESS_AT_ONCE = """
async ([first, then]) => {
  const shown = async (selector) => {
    while (!document.querySelector(selector)) await new Promise(requestAnimationFrame);
    return document.querySelector(selector);
  };
  document.querySelector(first).click();
  const bounced = await shown(then);
  bounced.click();
  return bounced.getAttribute("aria-disabled");
}
"""
"""Presses, and again as soon as something else stands there: faster than any hand."""

WHAT_IS_UNDER = """
async ([x, y, moved]) => {
  const isFirst = () => document.querySelector(".slot [data-order-id]")?.dataset.orderId === moved;
  while (!isFirst()) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  const under = () => document.elementFromPoint(x, y).closest("[data-order-id]");
  const atFirst = under() === null;
  while (under() === null) await new Promise(requestAnimationFrame);
  return [atFirst, under().dataset.orderId];
}
"""
"""Looks at what a touch would hit from the moment when another ticket has moved there."""


OPEN_AND_LOOK = """
async (more) => {
  document.querySelector(more).click();
  const frame = () => new Promise(requestAnimationFrame);
  const buttons = () => [...document.querySelectorAll("dialog[open] .more-presses button")];
  while (buttons().length === 0) await frame();
  const under = () =>
    buttons().filter((button) => {
      const { left, top, width, height } = button.getBoundingClientRect();
      return button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    });
  const atFirst = under().length;
  while (under().length === 0) await frame();
  return [atFirst, under().length];
}
"""
"""Opens the window of a ticket, and counts the buttons that a touch would hit: at once, later."""


@pytest.fixture(scope="module")
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    config = TWO_STATIONS.format(deadline_s=60)
    with RunningInstallation(config=config) as kds, Restaurant(kds, browser) as restaurant:
        yield restaurant


@pytest.fixture(scope="module")
def screens(restaurant: Restaurant) -> tuple[Page, Page]:
    """The grill's screen and the pass."""
    restaurant.hang_up_screen("fryer", "Fryer")
    return restaurant.hang_up_screen("grill", "Grill"), restaurant.hang_up_screen("pass", "Pass")


@pytest.fixture(autouse=True)
def _empty(restaurant: Restaurant, screens: tuple[Page, Page]) -> Iterator[None]:
    yield
    restaurant.settle_everything()
    for page in screens:
        wait_for_board(page, 0)


def sent(restaurant: Restaurant, *lines: dict[str, Any]) -> str:
    """Send an order, and return its id."""
    return str(restaurant.post({"service": "takeaway", "lines": list(lines)})["order_id"])


def times(restaurant: Restaurant, order_id: str, event: str) -> int:
    """Return how often something was done with an order."""
    history = restaurant.api(f"orders/{order_id}")["history"]
    return sum(each["type"] == f"kds.part.{event}.v1" for each in history)


def test_a_ticket_that_has_just_come_under_a_hand_takes_no_touch(
    restaurant: Restaurant, screens: tuple[Page, Page]
) -> None:
    grill, at_pass = screens
    meant, other = sent(restaurant, BURGER), sent(restaurant, BURGER)
    for page in screens:
        wait_for_board(page, 2)
    box = ticket(grill, meant).get_by_role("button", name="Ready").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    under = grill.evaluate_handle(
        f"(asked) => {{ window.under = ({WHAT_IS_UNDER})(asked); }}", [x, y, other]
    )
    under.dispose()
    ticket(at_pass, other).get_by_role("button", name="More").click()
    at_pass.get_by_role("dialog").get_by_role("button", name="Rush").click()

    took_none, later = grill.evaluate("window.under")

    assert took_none
    assert later == other


def test_a_line_is_struck_once_by_a_finger_that_bounces(
    restaurant: Restaurant, screens: tuple[Page, Page]
) -> None:
    grill, _ = screens
    order_id = sent(restaurant, BURGER, {"product": "Ribs", "quantity": 1})
    ticket(grill, order_id)
    line = f"[data-order-id='{order_id}'] .line-press"

    asleep = grill.evaluate(PRESS_AT_ONCE, [line, f"{line}[aria-pressed=true]"])

    assert asleep == "true"
    struck = grill.locator(line).first
    expect(struck).to_have_attribute("aria-disabled", "false")
    expect(struck).to_have_attribute("aria-pressed", "true")
    assert times(restaurant, order_id, "lines-struck") == 1
    struck.click()
    expect(struck).to_have_attribute("aria-pressed", "false")


def test_an_impatient_second_press_at_the_pass_recalls_nothing(
    restaurant: Restaurant, screens: tuple[Page, Page]
) -> None:
    _, at_pass = screens
    order_id = sent(restaurant, BURGER, FRIES)
    order = ticket(at_pass, order_id)
    grill = f"[data-order-id='{order_id}'] .part[data-name=Grill]"

    asleep = at_pass.evaluate(PRESS_AT_ONCE, [f"{grill} .press.ready", f"{grill} .press.undo"])

    assert asleep == "true"
    expect(at_pass.locator(f"{grill} .press.undo")).to_have_attribute("aria-disabled", "false")
    assert times(restaurant, order_id, "recalled") == 0
    asleep = at_pass.evaluate(PRESS_AT_ONCE, [f"{grill} .press.undo", f"{grill} .press.ready"])
    assert asleep == "true"
    expect(at_pass.locator(f"{grill} .press.ready")).to_have_attribute("aria-disabled", "false")
    assert times(restaurant, order_id, "ready") == 1
    order.get_by_role("button", name="All ready").click()
    wait_for_board(at_pass, 0)


def test_the_button_of_a_part_stays_in_its_place_when_another_part_is_ready(
    restaurant: Restaurant, screens: tuple[Page, Page]
) -> None:
    _, at_pass = screens
    order = ticket(at_pass, sent(restaurant, BURGER, FRIES))
    grill, fryer = (order.locator(f".part[data-name={name}]") for name in ("Grill", "Fryer"))
    expect(order.locator(".delivery", has_text="shown")).to_have_count(2)
    ready = grill.get_by_role("button", name="Ready")
    places = ready.bounding_box(), fryer.get_by_role("button", name="Ready").bounding_box()

    fryer.get_by_role("button", name="Ready").click()

    back = fryer.get_by_role("button", name="Recall")
    expect(back).to_have_attribute("aria-disabled", "false")
    tops = [each["y"] for each in places]
    assert [ready.bounding_box()["y"], back.bounding_box()["y"]] == tops
    ready.click()
    wait_for_board(at_pass, 0)


def test_a_second_tap_presses_nothing_in_the_window_that_the_first_has_opened(
    restaurant: Restaurant, screens: tuple[Page, Page]
) -> None:
    grill, _ = screens
    order_id = sent(restaurant, BURGER)
    ticket(grill, order_id)

    at_first, later = grill.evaluate(OPEN_AND_LOOK, f"[data-order-id='{order_id}'] .more")

    assert (at_first, later > 1) == (0, True)
    grill.keyboard.press("Escape")


def test_a_start_is_taken_back_where_it_was_pressed_for_some_seconds(
    restaurant: Restaurant, screens: tuple[Page, Page]
) -> None:
    grill, _ = screens
    order_id = sent(restaurant, BURGER)
    order = ticket(grill, order_id)
    start = order.get_by_role("button", name=re.compile("^Start "))
    places = places_on(order, "More", "Ready")
    start.click()
    expect(order.get_by_role("button", name="Not started after all")).to_be_visible()
    assert places_on(order, "More", "Ready") == places
    order.get_by_role("button", name="Not started after all").click()
    expect(start).to_be_visible()
    cooking = restaurant.api(f"orders/{order_id}")["record"]["parts"]["grill"].get("cooking", {})
    assert "started_at" not in cooking

    start.click()
    expect(order.get_by_role("button", name="Not started after all")).to_be_visible()
    after_all = order.get_by_role("button", name="Not started after all")
    expect(after_all).to_have_count(0, timeout=20_000)
    expect(order.locator(".started")).to_be_visible()
    assert places_on(order, "More", "Ready") == places


CLICK_WHAT_NOBODY_CAN_HAVE_READ = """
([order, button]) => {
  const ticket = document.querySelector(`[data-order-id='${order}']`);
  new MutationObserver((_, observer) => {
    if (!ticket.textContent.includes("Salad")) return;
    observer.disconnect();
    ticket.querySelector(button).click();
    window.clicked = true;
  }).observe(ticket, { childList: true, subtree: true, characterData: true, attributes: true });
}
"""
"""Presses in the turn in which a change comes onto the ticket: faster than any eye."""

SALAD = line("S", "Salad")


@pytest.mark.parametrize("button", [".press.ready", ".press.all-ready"])
def test_a_change_that_comes_under_the_finger_is_not_made_unread(
    restaurant: Restaurant, screens: tuple[Page, Page], button: str
) -> None:
    grill, at_pass = screens
    page = grill if button == ".press.ready" else at_pass
    till = ChangingTill(restaurant.kds)
    lines = line("B", "Burger"), line("F", "Fries", category="Fried")
    order_id = till.send(*lines)
    order = ticket(page, order_id)
    page.evaluate(CLICK_WHAT_NOBODY_CAN_HAVE_READ, [order_id, button])

    till.change(order_id, *lines, SALAD)

    page.wait_for_function("() => window.clicked")
    page.evaluate("() => { window.clicked = false; }")
    press = order.locator(button)
    expect(press).to_have_attribute("aria-disabled", "false")
    assert times(restaurant, order_id, "ready") == times(restaurant, order_id, "seen") == 0
    press.click()
    expect(order).to_have_count(0)


def test_a_change_that_comes_under_the_finger_is_not_approved_unread(
    restaurant: Restaurant,
) -> None:
    desk = restaurant.hang_up_screen("approvals", "Desk")
    till = ChangingTill(restaurant.kds)
    order_id = till.send(line("B", "Burger"), needs_approval=True)
    order = ticket(desk, order_id)
    desk.evaluate(CLICK_WHAT_NOBODY_CAN_HAVE_READ, [order_id, ".press.ready"])

    till.change(order_id, line("B", "Burger"), SALAD)

    desk.wait_for_function("() => window.clicked")
    expect(order.locator(".press.ready")).to_have_attribute("aria-disabled", "false")
    assert restaurant.api(f"orders/{order_id}")["record"]["approval"]["state"] == "awaiting"
    order.get_by_role("button", name=re.compile("^✓ Approve")).click()
    expect(order).to_have_count(0)


def show_too(restaurant: Restaurant, name: str, *stations: str) -> None:
    """Have a display show other stations besides its own, as a manager does."""
    [display] = [each for each in restaurant.api("displays")["displays"] if each["name"] == name]
    done = restaurant.office.request.post(
        f"{restaurant.kds.web_url}/api/v1/displays/{display['id']}/show",
        headers={"X-KDS": "1"},
        data={"stations": list(stations)},
    )
    assert done.ok, done.text()


def places_on(ticket: Locator, *names: str) -> list[Any]:
    """Return where buttons of a ticket stand on it, in whole pixels, wherever it stands itself."""
    found: list[Any] = ticket.evaluate(
        """(ticket, names) => names.map((name) => {
          const left = ticket.getBoundingClientRect().left;
          const buttons = [...ticket.querySelectorAll("button")];
          const button = buttons.find((one) => one.ariaLabel?.startsWith(name));
          const box = button.getBoundingClientRect();
          return [Math.round(box.left - left), Math.round(box.width)];
        })""",
        list(names),
    )
    return found


def test_two_parts_on_one_screen_stay_in_their_places_and_undo_is_for_the_last(
    restaurant: Restaurant, screens: tuple[Page, Page]
) -> None:
    grill, _ = screens
    show_too(restaurant, "Grill", "fryer")
    expect(grill.locator("h1")).to_contain_text("Fryer")
    expect(grill.locator("[data-gone]")).to_have_count(0, timeout=20_000)
    order_id = sent(restaurant, BURGER, FRIES)
    parts = grill.locator(f"[data-order-id='{order_id}']")
    expect(parts).to_have_count(2)
    # Also once its ticket has left; others may have left just before.
    number = parts.first.locator("h2").inner_text()
    ticket_of = {
        board: grill.locator(f"article[data-board={board}]", has_text=number)
        for board in ("grill", "fryer")
    }
    for first, second in (("grill", "fryer"), ("fryer", "grill")):
        for board in (first, second):
            expect(ticket_of[board].locator(".press.ready")).to_be_visible()
        places = {board: each.bounding_box()["y"] for board, each in ticket_of.items()}
        for board in (first, second):
            ticket_of[board].locator(".press.ready").click()
            expect(ticket_of[board].locator(".press.undo")).to_be_visible()
            assert {b: each.bounding_box()["y"] for b, each in ticket_of.items()} == places
        grill.keyboard.press("u")
        expect(ticket_of[second].locator(".press.ready")).to_be_visible()
        expect(ticket_of[first].locator(".press.undo")).to_be_visible()
        grill.keyboard.press("u")
    expect(ticket_of["grill"].locator(".press.ready")).to_be_visible()
    show_too(restaurant, "Grill")
