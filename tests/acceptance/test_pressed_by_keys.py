"""A cook works by keys alone: a keyboard, then a bump bar whose keys the screen has learned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.acceptance.changing_till import ChangingTill, line
from tests.acceptance.installation import RunningInstallation
from tests.acceptance.restaurant import TWO_STATIONS, Restaurant, ticket, wait_for_board

pytestmark = pytest.mark.browser

AT_ONCE = """
async (button, key) => {
  button.click();
  await new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(null);
  });
  const init = { key, code: key, bubbles: true, cancelable: true };
  document.body.dispatchEvent(new KeyboardEvent("keydown", init));
}
"""
"""Press a button, and a key as soon as the browser hears one: nothing is painted in between."""


@pytest.fixture(scope="module")
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    """A restaurant of three stations."""
    config = TWO_STATIONS.format(deadline_s=60) + '[stations.cold]\nname = "Cold kitchen"\n'
    with RunningInstallation(config=config) as kds, Restaurant(kds, browser) as restaurant:
        yield restaurant


@pytest.fixture(scope="module")
def screens(restaurant: Restaurant) -> dict[str, Page]:
    """The screens of grill, fryer, cold kitchen and pass."""
    boards = ("grill", "fryer", "cold", "pass")
    return {board: restaurant.hang_up_screen(board, board.capitalize()) for board in boards}


@pytest.fixture
def till(restaurant: Restaurant) -> ChangingTill:
    """A till whose orders have courses."""
    return ChangingTill(restaurant.kds)


@pytest.fixture(autouse=True)
def _empty(restaurant: Restaurant, screens: dict[str, Page]) -> Iterator[None]:
    yield
    restaurant.settle_everything()
    for page in screens.values():
        wait_for_board(page, 0)
        page.evaluate("() => document.activeElement.blur()")


def press(page: Page, *keys: str) -> None:
    """Press keys, one after the other."""
    for key in keys:
        page.keyboard.press(key)


def digit_of(on: Locator) -> str:
    """Return the key that chooses a ticket: what has just left keeps its own for some seconds."""
    return on.locator(".place").inner_text()


def dish(on: Locator, product: str) -> Locator:
    """Return the line of a product."""
    return on.locator(".line", has_text=product)


def record(restaurant: Restaurant, order_id: str) -> Any:
    """Return the kitchen's record of an order."""
    return restaurant.api(f"orders/{order_id}")["record"]


def part(restaurant: Restaurant, order_id: str, station: str = "grill") -> Any:
    """Return the kitchen's record of one part."""
    return record(restaurant, order_id)["parts"][station]


def test_a_keyboard_does_everything_with_a_ticket(
    restaurant: Restaurant, screens: dict[str, Page], till: ChangingTill
) -> None:
    grill = screens["grill"]
    order_id = till.send(
        line("1", "Soup", course=1), line("2", "Bread", course=1), line("3", "Steak", course=2)
    )
    on_grill = ticket(grill, order_id)
    # Nothing is chosen: the first press chooses, and does nothing yet.
    press(grill, "b")
    expect(on_grill.get_by_role("button", name="Course 1 ready")).to_be_focused()
    assert "struck" not in part(restaurant, order_id)

    press(grill, "g")
    expect(on_grill).to_contain_text("started")
    # The pressed button has gone; the ticket stays chosen.
    expect(on_grill.locator(":focus")).to_have_count(1)
    press(grill, "x")
    expect(dish(on_grill, "Soup").get_by_role("button")).to_be_focused()
    press(grill, "x")
    expect(dish(on_grill, "Soup")).to_contain_class("done")
    press(grill, "ArrowDown", "Enter")
    expect(dish(on_grill, "Bread")).to_contain_class("done")
    expect(dish(on_grill, "Steak")).not_to_contain_class("later")
    # Struck a moment ago, it takes no press yet.
    soup = dish(on_grill, "Soup").get_by_role("button")
    expect(soup).to_have_attribute("aria-disabled", "false")
    press(grill, "ArrowUp", "x")
    expect(dish(on_grill, "Soup")).not_to_contain_class("done")
    assert part(restaurant, order_id)["struck"] == ["2"]

    press(grill, "f")
    expect(on_grill.get_by_role("button", name="Fire course")).to_have_count(0)
    assert record(restaurant, order_id)["fired"] == 2
    press(grill, "h")
    expect(on_grill.locator(".timer")).to_contain_text("HELD")
    # Held a moment ago, and for all this hand knows by another one.
    press(grill, "h")
    expect(on_grill).to_have_attribute("data-settled", "true")
    assert part(restaurant, order_id)["held_at"]
    press(grill, "h")
    expect(on_grill.locator(".timer")).not_to_contain_text("HELD")
    expect(on_grill).to_have_attribute("data-settled", "true")
    press(grill, "p")
    expect(on_grill).to_contain_text("RUSH")
    assert record(restaurant, order_id)["priority"] is True

    press(grill, "v")
    dialog = grill.get_by_role("dialog", name="More")
    expect(dialog.get_by_role("button", name="Move to Cold kitchen")).to_be_focused()
    press(grill, "ArrowRight")
    expect(dialog.get_by_role("button", name="Move to Fryer")).to_be_focused()
    press(grill, "ArrowLeft", "Enter")
    expect(dialog).to_have_count(0)
    expect(ticket(screens["cold"], order_id)).to_contain_text("MOVED FROM Grill")
    cold = screens["cold"]
    press(cold, digit_of(ticket(cold, order_id)), "b")
    wait_for_board(cold, 0)
    assert part(restaurant, order_id, "cold")["cooking"]["state"] == "ready"


def test_what_has_just_left_keeps_its_digit(
    restaurant: Restaurant, screens: dict[str, Page], till: ChangingTill
) -> None:
    fryer = screens["fryer"]
    expect(fryer.locator("[data-gone]")).to_have_count(0, timeout=20_000)
    orders = []
    for count, name in enumerate("ABC", 1):
        # One after the other: of those that come in one moment, any may stand first.
        orders.append(till.send(line("1", name, category="Fried")))
        wait_for_board(fryer, count)
    first, second, third = orders
    expect(ticket(fryer, third).locator(".place")).to_have_text("3")
    press(fryer, "1", "b")
    expect(fryer.locator(f"[data-gone='{first}']")).to_be_visible()
    # The hand that was on its way to the second one.
    press(fryer, "2", "b")
    expect(fryer.locator(f"[data-gone='{second}']")).to_be_visible()
    expect(ticket(fryer, third).locator(".place")).to_have_text("3")
    assert part(restaurant, third, "fryer").get("cooking", {}).get("state") != "ready"
    expect(ticket(fryer, third).locator(".place")).to_have_text("1", timeout=20_000)
    press(fryer, "1", "b")
    wait_for_board(fryer, 0)


def test_a_second_press_at_the_pass_is_not_for_another_part(
    restaurant: Restaurant, screens: dict[str, Page], till: ChangingTill
) -> None:
    at_pass = screens["pass"]
    order_id = till.send(line("1", "Ribs"), line("2", "Fries", category="Fried"))
    on_pass = ticket(at_pass, order_id)
    fryer = on_pass.locator(".part[data-name=Fryer]")
    press(at_pass, digit_of(on_pass))
    fryer.get_by_role("button", name="Ready").focus()
    press(at_pass, "b")
    expect(fryer.locator(".cooking")).to_have_text("✓ READY")
    expect(fryer.locator(":focus")).to_have_count(1)
    press(at_pass, "b", "p")
    expect(on_pass).to_contain_text("RUSH")
    assert part(restaurant, order_id).get("cooking", {}).get("state") != "ready"


def test_undo_recall_seen_and_the_windows(
    restaurant: Restaurant, screens: dict[str, Page], till: ChangingTill
) -> None:
    grill = screens["grill"]
    first, second = till.send(line("1", "Ribs")), till.send(line("1", "Wrap"))
    wait_for_board(grill, 2)
    press(grill, "ArrowRight")
    chosen = grill.locator("[data-order-id]:focus-within")
    expect(chosen).to_have_count(1)
    order_id = str(chosen.get_attribute("data-order-id"))
    press(grill, "b")
    wait_for_board(grill, 1)
    press(grill, "u")
    wait_for_board(grill, 2)
    expect(ticket(grill, order_id)).to_contain_text("RECALLED")
    press(grill, "ArrowRight", "b")
    wait_for_board(grill, 1)
    press(grill, "r")
    recall = grill.get_by_role("dialog", name="Recently ready")
    expect(recall.get_by_role("button", name="Recall").first).to_be_focused()
    press(grill, "Enter")
    wait_for_board(grill, 2)
    if recall.count():
        press(grill, "Escape")

    till.change(first, line("1", "Ribs", 2))
    expect(ticket(grill, first).get_by_role("button", name="Seen")).to_be_enabled()
    press(grill, "s", "s")
    expect(ticket(grill, first)).not_to_contain_text("CHANGED")
    for key, name in ((",", "Screen settings"), ("o", "Options"), ("k", "Sold out")):
        press(grill, key)
        expect(grill.get_by_role("dialog", name=name)).to_be_visible()
        press(grill, "Escape")
        expect(grill.get_by_role("dialog")).to_have_count(0)
    # Only what moves is repeated by a key that is held down: food is not.
    ticket(grill, second)
    grill.evaluate("""() => {
      document.querySelector("[data-order-id] .press.ready").focus();
      for (const repeat of [true, true]) {
        const init = { key: "b", code: "KeyB", repeat, bubbles: true, cancelable: true };
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", init));
      }
    }""")
    press(grill, "h")
    chosen = grill.locator("[data-order-id]:focus-within")
    expect(chosen.locator(".timer")).to_contain_text("HELD")
    states = [part(restaurant, each).get("cooking", {}).get("state") for each in (first, second)]
    assert "ready" not in states


def test_a_screen_learns_the_keys_of_its_bar_and_keeps_them(
    restaurant: Restaurant, screens: dict[str, Page], till: ChangingTill
) -> None:
    at_pass = screens["pass"]
    press(at_pass, "o")
    at_pass.get_by_role("button", name="Learn keys").click()
    learn = at_pass.get_by_role("dialog", name="Learn keys")
    learn.get_by_role("button", name="Bump bar").click()
    start = learn.locator("[data-action=hold]")
    expect(start).to_contain_text("H")
    start.get_by_role("button", name="Learn").click()
    expect(start).to_contain_text("Press the key now")
    press(at_pass, "r")
    expect(start).to_contain_text("is the key for: Recall")
    start.get_by_role("button", name="Leave it").click()
    start.get_by_role("button", name="Learn").click()
    press(at_pass, "F2")
    expect(start.locator("kbd")).to_have_text("F2")
    other = learn.locator("[data-action=strike]")
    other.get_by_role("button", name="Learn").evaluate(AT_ONCE, "F2")
    other.get_by_role("button", name="Use it").click()
    expect(other.locator("kbd")).to_have_text("F2")
    expect(start.locator("kbd")).to_have_text("H")
    learn.locator("[data-action=counts]").get_by_role("button", name="Clear").click()
    expect(learn.locator("[data-action=counts]")).to_contain_text("no key")

    at_pass.reload()
    expect(at_pass.get_by_text("live,")).to_be_visible(timeout=30_000)
    press(at_pass, "?")
    help_ = at_pass.get_by_role("dialog", name="Keys")
    expect(help_.locator("dt", has_text="F2")).to_have_count(1)
    expect(help_.locator("dt", has_text="Num Enter")).to_have_count(1)
    press(at_pass, "Escape")

    order_id = till.send(line("1", "Ribs"), line("2", "Fries", category="Fried"))
    on_pass = ticket(at_pass, order_id)
    press(at_pass, "Numpad1", "F2", "F2")
    expect(dish(on_pass, "Ribs")).to_contain_class("done")
    # On one part BUMP is for that part; on the whole order for all of it.
    press(at_pass, "Enter")
    expect(on_pass.locator(".part[data-name=Grill] .cooking")).to_have_text("✓ READY")
    assert part(restaurant, order_id, "fryer").get("cooking", {}).get("state") != "ready"
    press(at_pass, "1", "Enter")
    wait_for_board(at_pass, 0)
    assert part(restaurant, order_id, "fryer")["cooking"]["state"] == "ready"

    press(at_pass, "o")
    at_pass.get_by_role("button", name="Learn keys").click()
    learn.get_by_role("button", name="Back to the usual keys").click()
    expect(other.locator("kbd")).to_have_text(["X", "Num \u00d7"])
    press(at_pass, "Escape")
