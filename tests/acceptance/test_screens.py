"""What a cook at a screen sees and presses: pages, keys, marks, and a screen that is not live."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from io import BytesIO
from typing import cast

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.acceptance.installation import RunningInstallation, await_that
from tests.acceptance.restaurant import TWO_STATIONS, Restaurant, ticket, wait_for_board

pytestmark = pytest.mark.browser

BURGER = {"product": "Burger", "quantity": 1, "category": "Grilled"}
FRIES = {"product": "Fries", "quantity": 1, "category": "Fried"}

HIDDEN_AT_FIRST = """
window.seen = false;
Object.defineProperty(Document.prototype, "visibilityState", {
  get: () => (window.seen ? "visible" : "hidden"),
});
"""


@pytest.fixture(scope="module")
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    config = TWO_STATIONS.format(deadline_s=60)
    with RunningInstallation(config=config) as kds, Restaurant(kds, browser) as restaurant:
        yield restaurant


@pytest.fixture(scope="module")
def screens(restaurant: Restaurant) -> tuple[Page, Page]:
    """The grill's screen and the pass."""
    grill = restaurant.hang_up_screen("grill", "Grill")
    return grill, restaurant.hang_up_screen("pass", "Pass")


@pytest.fixture
def grill(restaurant: Restaurant, screens: tuple[Page, Page]) -> Iterator[Page]:
    """The grill's screen, empty before and after each test."""
    yield screens[0]
    restaurant.settle_everything()
    wait_for_board(screens[0], 0)


def test_what_is_on_its_way_has_not_reached_its_screens(restaurant: Restaurant) -> None:
    manager = restaurant.office.new_page()
    manager.goto(f"{restaurant.kds.web_url}/manager")
    expect(manager.get_by_text("Every order has reached its screens")).to_be_visible()
    for many in ("1 order is", "2 orders are"):
        restaurant.post({"service": "takeaway", "lines": [FRIES]})
        words = f"No order has failed so far; {many} being sent."
        expect(manager.get_by_text(words)).to_be_visible()
    manager.close()


def test_an_empty_board_says_who_was_asked_and_when(grill: Page) -> None:
    expect(grill.get_by_text("Checked with the kitchen server")).to_be_visible()


def test_a_ticket_says_all_that_a_cook_must_know(
    restaurant: Restaurant, grill: Page, screens: tuple[Page, Page]
) -> None:
    line = BURGER | {"modifiers": ["no onion"], "allergens": ["milk"], "note": "well done"}
    stray = {"product": "Cake", "quantity": 3}
    sent = restaurant.post(
        {
            "service": "dine-in",
            "table": "12",
            "note": "birthday",
            "due_at": "2020-01-01T12:00:00Z",
            "lines": [line, stray, FRIES],
        }
    )
    on_grill = ticket(grill, sent["order_id"])
    said = ["Dine-in", "Table 12", "birthday", "no onion", "milk", "well done", "Cake"]
    for words in [*said, sent["number"], "PAST", "NO STATION RULE", "Fryer"]:
        expect(on_grill).to_contain_text(words)
    cake = on_grill.locator(".line", has_text="Cake")
    expect(cake.locator(".quantity")).to_contain_text("3")
    expect(cake).to_contain_text("NO STATION RULE")
    expect(on_grill).not_to_contain_text("Fries")
    fries = ticket(screens[1], sent["order_id"]).locator(".line", has_text="Fries")
    expect(fries).not_to_contain_text("NO STATION RULE")


def test_keys_mark_ready_and_recall(restaurant: Restaurant, grill: Page) -> None:
    first, second = (
        restaurant.post({"service": "takeaway", "lines": [BURGER]})["order_id"] for _ in range(2)
    )
    ticket(grill, first)
    # What left in the tests before keeps its digit for some seconds.
    digit = ticket(grill, second).locator(".place").inner_text()
    grill.keyboard.press(digit)
    grill.keyboard.press("Enter")
    wait_for_board(grill, 1)
    ticket(grill, first)
    grill.keyboard.press("r")
    grill.get_by_role("dialog").get_by_role("button", name="Recall").first.click()
    grill.keyboard.press("Escape")
    expect(ticket(grill, second)).to_contain_text("RECALLED")


def test_a_slip_is_undone_where_the_ticket_was(restaurant: Restaurant, grill: Page) -> None:
    sent = restaurant.post({"service": "takeaway", "lines": [BURGER]})["order_id"]
    ticket(grill, sent).get_by_role("button", name="Ready").click()
    grill.get_by_role("button", name="Undo").click()
    expect(ticket(grill, sent)).to_contain_text("RECALLED")


def test_a_slip_undone_leaves_begun_what_was_begun(restaurant: Restaurant, grill: Page) -> None:
    fresh = restaurant.post({"service": "takeaway", "lines": [BURGER]})["order_id"]
    begun = restaurant.post({"service": "takeaway", "lines": [BURGER, BURGER]})["order_id"]
    ticket(grill, begun).locator("button.line-press").first.click()
    expect(ticket(grill, begun).locator(".started")).to_be_visible()
    for sent in (fresh, begun):
        ticket(grill, sent).get_by_role("button", name="Ready").click()
        grill.get_by_role("button", name="Undo").click()
        expect(ticket(grill, sent)).to_contain_text("RECALLED")

    expect(ticket(grill, fresh).get_by_role("button", name="Start")).to_be_visible()
    expect(ticket(grill, begun).locator(".started")).to_be_visible()
    expect(ticket(grill, begun).get_by_role("button", name="Start")).to_have_count(0)


def test_who_presses_second_is_told_who_was_first(restaurant: Restaurant, grill: Page) -> None:
    other = restaurant.hang_up_screen("grill", "Grill left")
    sent = restaurant.post({"service": "takeaway", "lines": [BURGER]})["order_id"]
    presses = [ticket(page, sent).get_by_role("button", name="Ready") for page in (grill, other)]
    # The server gets to neither press before both have been made.
    web = restaurant.kds.part_pid("web")
    os.kill(web, signal.SIGSTOP)
    for press in presses:
        press.click()
    os.kill(web, signal.SIGCONT)
    told = [page.locator(".toast") for page in (grill, other)]
    await_that(lambda: sum(each.count() for each in told) == 1, "one of them is told")
    loser = next(each for each in told if each.count())
    winner = "Grill left" if loser is told[0] else "Grill"
    expect(loser).to_contain_text(f"by {winner}.")
    other.close()


def test_what_does_not_fit_is_counted_and_reached(restaurant: Restaurant, grill: Page) -> None:
    grill.set_viewport_size({"width": 800, "height": 480})
    sent = [
        restaurant.post({"service": "takeaway", "lines": [BURGER] * 3})["order_id"]
        for _ in range(8)
    ]
    wait_for_board(grill, 8)
    last = grill.locator(f"[data-order-id='{sent[-1]}']")
    expect(grill.get_by_text("more tickets below")).to_be_visible()
    expect(last).not_to_be_in_viewport()
    for _ in range(8):
        grill.keyboard.press("PageDown")
    expect(last).to_be_in_viewport()
    expect(grill.get_by_text("more tickets before")).to_be_visible()
    await_that(
        lambda: all(
            restaurant.api(f"orders/{each}")["record"]["parts"]["grill"]["delivery"]["state"]
            == "confirmed"
            for each in sent
        ),
        "what stands on a later page is delivered too",
    )
    grill.set_viewport_size({"width": 1920, "height": 1080})


def test_the_pass_tells_what_no_screen_has_shown(
    restaurant: Restaurant, grill: Page, screens: tuple[Page, Page]
) -> None:
    restaurant.hang_up_screen("fryer", "Fryer").close()
    sent = restaurant.post({"service": "takeaway", "lines": [BURGER, FRIES]})["order_id"]
    on_pass = ticket(screens[1], sent)
    expect(on_pass.locator(".part", has_text="Grill")).to_contain_text("shown")
    expect(on_pass.locator(".part", has_text="Fryer").first).to_contain_text("sending")


def test_a_page_that_nobody_can_see_confirms_nothing(restaurant: Restaurant, grill: Page) -> None:
    fryer = restaurant.hang_up_screen("fryer", "Fryer hidden")
    fryer.add_init_script(HIDDEN_AT_FIRST)
    with fryer.expect_websocket() as opened:
        fryer.reload()
    sent = restaurant.post({"service": "takeaway", "lines": [FRIES]})["order_id"]
    ticket(fryer, sent)

    def state() -> str:
        record = restaurant.api(f"orders/{sent}")["record"]
        return str(record["parts"]["fryer"]["delivery"]["state"])

    # It follows the board. With each beat it would report what is not confirmed yet.
    for _ in range(3):
        opened.value.wait_for_event("framesent", lambda frame: "beat" in str(frame))
    assert state() == "in_flight"
    fryer.evaluate(
        """() => {
          window.seen = true;
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    await_that(lambda: state() == "confirmed", "confirmed once it can be seen")


def _ground(part: Locator) -> tuple[int, int, int]:
    """Return the colour that a part of the page has most of, as a camera sees it."""
    with Image.open(BytesIO(part.screenshot())) as picture:
        found = picture.convert("RGB").getcolors(1_000_000)
    assert found
    return cast("tuple[int, int, int]", max(found)[1])


def test_a_screen_without_its_server_is_unmistakable(restaurant: Restaurant, grill: Page) -> None:
    lines = [{**BURGER, "allergens": ["peanuts"]}]
    sent = restaurant.post({"service": "takeaway", "lines": lines})["order_id"]
    shown = ticket(grill, sent)
    # Allergens warn on an old board too, and what can be pressed looks as if it can.
    lively = [shown.locator(".allergens"), shown.locator(".press.ready")]
    colours = [_ground(each) for each in lively]
    web = restaurant.kds.part_pid("web")
    os.kill(web, signal.SIGSTOP)
    try:
        expect(grill.get_by_role("alert")).to_contain_text("NOT LIVE since", timeout=30_000)
        expect(grill.locator("body.stale")).to_be_visible()
        ticket(grill, sent)
        assert [_ground(each) for each in lively] == colours
    finally:
        os.kill(web, signal.SIGCONT)
    expect(grill.get_by_text("live,")).to_be_visible(timeout=30_000)
    expect(grill.locator("body.stale")).to_have_count(0)


def test_a_revoked_screen_shows_nothing_but_a_code(restaurant: Restaurant, grill: Page) -> None:
    lost = restaurant.hang_up_screen("grill", "Lost")
    sent = restaurant.post({"service": "takeaway", "lines": [BURGER]})["order_id"]
    ticket(lost, sent)
    manager = restaurant.office.new_page()
    manager.goto(f"{restaurant.kds.web_url}/manager/screens")
    row = manager.locator("[data-display]", has_text="Lost")
    row.get_by_role("button", name="Revoke").first.click()
    manager.get_by_role("dialog").get_by_role("button", name="Revoke Lost").click()
    expect(lost.locator("[data-code]")).to_be_visible(timeout=30_000)
    expect(lost.locator("[data-order-id]")).to_have_count(0)
    manager.close()


def test_the_day_ends_with_nothing_open(restaurant: Restaurant, grill: Page) -> None:
    for _ in range(3):
        restaurant.post({"service": "takeaway", "lines": [BURGER]})
    manager = restaurant.office.new_page()
    manager.goto(f"{restaurant.kds.web_url}/manager/day")
    expect(manager.locator("[data-open-order]")).to_have_count(3)
    manager.get_by_role("button", name="Choose all").click()
    manager.get_by_role("button", name="Settle 3 together").click()
    dialog = manager.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("closing time")
    dialog.get_by_role("button", name="Settle", exact=True).click()
    expect(manager.get_by_text("Nothing is open")).to_be_visible()
    wait_for_board(grill, 0)
    manager.close()
