"""A cook works by touch alone, and the kitchen's records say the same as the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.acceptance.changing_till import ChangingTill, line
from tests.acceptance.installation import RunningInstallation, await_that
from tests.acceptance.restaurant import TWO_STATIONS, Restaurant, ticket, wait_for_board

pytestmark = pytest.mark.browser

LEAST_PX = 45
"""12 mm on a screen of 96 pixels to the inch."""
SILENT_AT_FIRST = """
  let allowed = false;
  addEventListener("pointerup", () => (allowed = true), true);
  const { resume } = AudioContext.prototype;
  Object.defineProperty(AudioContext.prototype, "state", {
    get: () => (allowed ? "running" : "suspended"),
  });
  AudioContext.prototype.resume = function () {
    if (allowed) return resume.call(this);
    return new Promise((done) => addEventListener("pointerup", () => done(), { once: true }));
  };
"""
"""What a browser does that wants a touch before any sound; a test looks at it with such a touch."""
NOTES_HEARD = """
  window.heard = [];
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) {
    window.heard.push(this.frequency.value);
    return start.apply(this, when);
  };
"""


@pytest.fixture(scope="module")
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    """A restaurant of three stations, where a ticket is late after a few seconds."""
    config = TWO_STATIONS.format(deadline_s=60) + '[stations.cold]\nname = "Cold kitchen"\n'
    with RunningInstallation(config=config) as kds, Restaurant(kds, browser) as restaurant:
        yield restaurant


@pytest.fixture(scope="module")
def screens(restaurant: Restaurant) -> Iterator[dict[str, Page]]:
    """Two screens of the grill, one of the cold kitchen and one of the pass, that fingers touch."""
    boards = {"grill": "grill", "other": "grill", "cold": "cold", "pass": "pass"}
    screens = {
        name: hung_up(restaurant, board, name.capitalize()) for name, board in boards.items()
    }
    restaurant.hang_up_screen("fryer", "Fryer")
    yield screens
    for page in screens.values():
        page.context.close()


def hung_up(restaurant: Restaurant, board: str, name: str) -> Page:
    """Return a new screen that fingers touch."""
    paired = restaurant.hang_up_screen(board, name)
    page = touched(restaurant, paired)
    paired.close()
    return page


def touched(restaurant: Restaurant, screen: Page, *scripts: str) -> Page:
    """Return the same screen in another browser: one that fingers touch, and have not touched."""
    size = {"width": 1366, "height": 768}
    context = restaurant.browser.new_context(
        storage_state=screen.context.storage_state(), has_touch=True, viewport=size
    )
    context.set_default_timeout(30_000)
    page = context.new_page()
    for script in (NOTES_HEARD, *scripts):
        page.add_init_script(script)
    page.goto(screen.url)
    expect(page.get_by_text("live,")).to_be_visible(timeout=30_000)
    return page


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


def tap(place: Any, name: str) -> None:
    """Touch a button, which must be large enough."""
    button = place.get_by_role("button", name=name)
    box = button.bounding_box()
    assert min(box["width"], box["height"]) >= LEAST_PX, f"{name}: too small for a wet finger"
    button.tap()


def more(page: Page, on: Locator, name: str) -> None:
    """Touch what stands behind the button with the three dots."""
    tap(on, "More")
    dialog = page.get_by_role("dialog", name="More")
    tap(dialog, name)
    expect(dialog).to_have_count(0)


def dish(on: Locator, product: str) -> Locator:
    """Return the line of a product."""
    return on.locator(".line", has_text=product)


def gone(page: Page, order_id: str) -> Locator:
    """Return the place that a ticket has just left."""
    return page.locator(f"[data-gone='{order_id}']")


def record(restaurant: Restaurant, order_id: str) -> Any:
    """Return the kitchen's record of an order."""
    return restaurant.api(f"orders/{order_id}")["record"]


def part(restaurant: Restaurant, order_id: str, station: str = "grill") -> Any:
    """Return the kitchen's record of one part."""
    return record(restaurant, order_id)["parts"][station]


def test_lines_courses_hold_and_ready(
    restaurant: Restaurant, screens: dict[str, Page], till: ChangingTill
) -> None:
    grill = screens["grill"]
    courses = (line("1", "Soup", course=1), line("2", "Bread", course=1))
    order_id = till.send(*courses, line("3", "Steak", 2, course=2), table="7")
    on_grill = ticket(grill, order_id)
    expect(dish(on_grill, "Steak")).to_contain_class("later")

    tap(dish(on_grill, "Soup"), "Soup")
    expect(dish(on_grill, "Soup")).to_contain_class("done")
    expect(on_grill).to_contain_text("started")
    expect(dish(ticket(screens["other"], order_id), "Soup")).to_contain_class("done")
    assert part(restaurant, order_id)["struck"] == ["1"]
    tap(dish(on_grill, "Soup"), "Soup")
    expect(dish(on_grill, "Soup")).not_to_contain_class("done")
    assert "struck" not in part(restaurant, order_id)

    # The large button is for what guests wait for now; nothing marks the rest with it.
    expect(on_grill.get_by_role("button", name=re.compile("^Ready"))).to_have_count(0)
    tap(on_grill, "Course 1 ready")
    expect(dish(on_grill, "Steak")).not_to_contain_class("later")
    assert part(restaurant, order_id)["struck"] == ["1", "2"]

    more(grill, on_grill, "Hold")
    expect(on_grill.locator(".timer")).to_contain_text("HELD")
    assert part(restaurant, order_id)["held_at"]
    expect(on_grill.get_by_role("button", name="Ready")).to_have_count(0)
    tap(on_grill, "Fire")
    expect(on_grill.locator(".timer")).not_to_contain_text("HELD")
    assert "held_at" not in part(restaurant, order_id)

    tap(on_grill, "Ready")
    expect(gone(grill, order_id)).to_contain_text("✓ Ready")
    assert part(restaurant, order_id)["cooking"]["state"] == "ready"


def test_a_course_is_fired_early_and_an_order_put_first(
    restaurant: Restaurant, screens: dict[str, Page], till: ChangingTill
) -> None:
    grill = screens["grill"]
    waiting = till.send(line("1", "Stew"))
    order_id = till.send(line("1", "Soup", course=1), line("2", "Steak", course=2))
    wait_for_board(grill, 2)
    on_grill = ticket(grill, order_id)

    tap(on_grill, "Fire course 2")
    expect(on_grill.get_by_role("button", name="Fire course")).to_have_count(0)
    expect(dish(on_grill, "Steak")).not_to_contain_class("later")
    assert record(restaurant, order_id)["fired"] == 2

    more(grill, on_grill, "Rush")
    expect(on_grill).to_contain_text("RUSH")
    expect(ticket(screens["other"], order_id)).to_contain_text("RUSH")
    assert record(restaurant, order_id)["priority"] is True
    more(grill, on_grill, "No rush any more")
    expect(on_grill).not_to_contain_text("RUSH")
    expect(ticket(grill, waiting)).to_be_visible()


def test_what_waits_for_its_course_is_in_no_hurry_and_is_not_started(
    restaurant: Restaurant, screens: dict[str, Page], till: ChangingTill
) -> None:
    grill = screens["grill"]
    order_id = till.send(
        line("1", "Fries", course=1, category="Fried"), line("2", "Steak", course=2)
    )
    on_grill = ticket(grill, order_id)
    expect(on_grill.locator(".timer")).to_contain_text("LATER")
    start = on_grill.get_by_role("button", name=re.compile("^Start"))
    expect(start).to_have_count(0)

    tap(on_grill, "Fire course 2")

    expect(on_grill.locator(".timer")).not_to_contain_text("LATER")
    expect(start).to_be_visible()


def test_a_ticket_is_moved_and_its_clock_goes_along(
    restaurant: Restaurant, screens: dict[str, Page], till: ChangingTill
) -> None:
    grill = screens["grill"]
    order_id = till.send(line("1", "Salad"), line("2", "Ribs"))
    on_grill = ticket(grill, order_id)
    since = part(restaurant, order_id)["since"]
    tap(dish(on_grill, "Ribs"), "Ribs")
    expect(dish(on_grill, "Ribs")).to_contain_class("done")

    more(grill, on_grill, "Move to Cold kitchen")
    expect(gone(grill, order_id)).to_contain_text("→ Moved to Cold kitchen")
    wait_for_board(screens["other"], 0)
    moved = ticket(screens["cold"], order_id)
    expect(moved).to_contain_text("MOVED FROM Grill")
    expect(dish(moved, "Ribs")).to_contain_class("done")
    there = part(restaurant, order_id, "cold")
    assert (there["since"], there["struck"]) == (since, ["2"])


def test_what_was_made_is_taken_back_on_every_screen_that_had_it(
    restaurant: Restaurant, screens: dict[str, Page], till: ChangingTill
) -> None:
    order_id = till.send(line("1", "Ribs"))
    for name in ("grill", "other", "pass"):
        ticket(screens[name], order_id)
    since = part(restaurant, order_id)["since"]
    tap(ticket(screens["grill"], order_id), "Ready")
    for name in ("other", "pass"):
        wait_for_board(screens[name], 0)
    # The cook at the other screen of the station knows better.
    other = screens["other"]
    tap(other.locator(".screen-head"), "Recall")
    recall = other.get_by_role("dialog", name="Recently ready")
    recall.get_by_role("button", name="Recall").first.tap()
    for name in ("grill", "other", "pass"):
        expect(ticket(screens[name], order_id)).to_contain_text("RECALLED")
    assert part(restaurant, order_id)["since"] == since
    if recall.count():
        tap(recall, "Close")


def test_the_pass_does_all_of_it_for_parts_and_for_the_whole_order(
    restaurant: Restaurant, screens: dict[str, Page], till: ChangingTill
) -> None:
    at_pass = screens["pass"]
    order_id = till.send(line("1", "Ribs"), line("2", "Fries", category="Fried"))
    on_pass = ticket(at_pass, order_id)
    expect(ticket(screens["grill"], order_id)).to_contain_text("also at: Fryer")
    tap(dish(on_pass, "Fries"), "Fries")
    expect(dish(on_pass, "Fries")).to_contain_class("done")
    assert part(restaurant, order_id, "fryer")["struck"] == ["2"]

    more(at_pass, on_pass, "Hold Do not make")
    expect(on_pass.locator(".part[data-name=Grill] .cooking")).to_have_text("‖ HELD")
    expect(on_pass.locator(".timer")).to_contain_text("HELD")
    tap(on_pass.locator(".part[data-name=Fryer]"), "Fire")
    expect(on_pass.locator(".part[data-name=Fryer] .cooking")).to_have_text("▶ started")
    held = record(restaurant, order_id)["parts"]
    assert ("held_at" in held["grill"], "held_at" in held["fryer"]) == (True, False)
    expect(on_pass.get_by_role("button", name="All ready")).to_have_count(0)
    more(at_pass, on_pass, "Fire Make it now")

    tap(on_pass, "All ready")
    expect(gone(at_pass, order_id)).to_contain_text("✓ Ready")
    wait_for_board(screens["grill"], 0)
    # What one press did, one press takes back.
    tap(gone(at_pass, order_id), "Undo")
    expect(ticket(at_pass, order_id)).to_contain_text("RECALLED")
    await_that(
        lambda: all(
            each["cooking"].get("state") != "ready"
            for each in record(restaurant, order_id)["parts"].values()
        ),
        "both parts are to be made again",
    )


def test_silence_is_said_until_a_touch_and_sounds_are_each_told_apart(
    restaurant: Restaurant, screens: dict[str, Page], till: ChangingTill
) -> None:
    grill = touched(restaurant, screens["grill"], SILENT_AT_FIRST)
    hint = grill.locator(".sound-hint")
    expect(hint).to_contain_text("Touch anywhere for sound")
    order_id = till.send(line("1", "Ribs"))
    on_grill = ticket(grill, order_id)
    assert grill.evaluate("() => window.heard") == []
    # A touch of the hint is for nothing that lies below it.
    covered = dish(on_grill, "Ribs").bounding_box()
    assert covered is not None
    hint.evaluate(
        "(hint, {y, height}) => (hint.style.bottom = `${innerHeight - y - height}px`)",
        covered,
    )
    box = hint.bounding_box()
    assert box is not None
    assert box["height"] > LEAST_PX
    hint.evaluate("(hint) => Object.assign(hint.style, {left: 0, right: 'auto'})")
    x, y = covered["x"] + 30, covered["y"] + covered["height"] / 2
    hit = "([x, y]) => document.elementFromPoint(x, y).closest('.sound-hint') !== null"
    assert grill.evaluate(hit, [x, y])
    grill.touchscreen.tap(x, y)
    expect(hint).to_have_count(0)
    expect(dish(on_grill, "Ribs")).not_to_contain_class("done")
    tap(dish(on_grill, "Ribs"), "Ribs")
    expect(dish(on_grill, "Ribs")).to_contain_class("done")

    more(grill, on_grill, "Hold")
    expect(on_grill.locator(".timer")).to_contain_text("HELD")
    grill.evaluate("() => window.heard.splice(0)")
    ticket(screens["other"], order_id).get_by_role("button", name="Fire").tap()
    heard(grill, [1047])
    # The server's clock runs on: what becomes late is told once, and once more after the promise.
    promised = restaurant.post(
        {"service": "takeaway", "lines": [{"product": "Wrap", "quantity": 1}]}
    )
    ticket(grill, promised["order_id"])
    heard(grill, [1047])
    grill.evaluate("""async () => {
      const { heardTime } = await import("/static/js/server-clock.js");
      heardTime(new Date(Date.now() + 9 * 60_000).toISOString());
    }""")
    heard(grill, [392, 392, 392])
    grill.context.close()


def heard(page: Page, notes: list[float]) -> None:
    """Wait until these notes have been played since the last time."""
    page.wait_for_function(f"() => window.heard.length >= {len(notes)}")
    assert page.evaluate("() => window.heard.splice(0)") == notes
