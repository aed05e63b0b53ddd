"""What waits for the server is told apart, and what came of it is read: by touch and by keys."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from tests.acceptance.changing_till import ChangingTill, line
from tests.acceptance.installation import RunningInstallation, await_that
from tests.acceptance.restaurant import TWO_STATIONS, Restaurant, ticket, wait_for_board

pytestmark = pytest.mark.browser

BURGER, FRIES = line("B", "Burger", 2), line("F", "Fries", category="Fried")
WITHIN_MS = 30_000

SLOW_TIME = """
const { now } = Performance.prototype;
Performance.prototype.now = function () { return now.call(this) / 20; };
"""
"""What stays on the page for five seconds stays long enough for a loaded machine."""

THREE_HOURS_LATE = """
const { now } = Date;
Date.now = () => now() - 3 * 3600 * 1000;
"""

WAKE_LOCK = """
window.locks = [];
window.asked = 0;
window.saves_power = false;
const request = async () => {
  window.asked += 1;
  if (window.saves_power) throw new Error("battery low");
  window.locks.push(new EventTarget());
  return window.locks.at(-1);
};
Object.defineProperty(navigator, "wakeLock", { value: { request } });
"""


@pytest.fixture(scope="module")
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    config = TWO_STATIONS.format(deadline_s=600)
    with RunningInstallation(config=config) as kds, Restaurant(kds, browser) as restaurant:
        yield restaurant


@pytest.fixture
def till(restaurant: Restaurant) -> Iterator[ChangingTill]:
    yield ChangingTill(restaurant.kds)
    restaurant.settle_everything()


@contextmanager
def away(restaurant: Restaurant, *pages: Page) -> Iterator[None]:
    """The web server is away, and the pages know it."""
    web = restaurant.kds.part_pid("web")
    os.kill(web, signal.SIGSTOP)
    try:
        for page in pages:
            expect(page.locator(".stale-banner")).to_be_visible(timeout=WITHIN_MS)
        yield
    finally:
        os.kill(web, signal.SIGCONT)


def live_again(page: Page) -> None:
    expect(page.get_by_text("live,")).to_be_visible(timeout=WITHIN_MS)
    expect(page.locator(".waiting-presses li")).to_have_count(0, timeout=WITHIN_MS)


def test_each_press_that_waits_says_what_it_is(restaurant: Restaurant, till: ChangingTill) -> None:
    grill = restaurant.hang_up_screen("grill", "Words grill")
    at_pass = restaurant.hang_up_screen("pass", "Words pass")
    made = till.send(BURGER)
    order = till.send(BURGER, line("S", "Soup"), FRIES)
    on_grill = ticket(grill, order)
    on_grill.locator(".line", has_text="Soup").get_by_role("button").click()
    expect(on_grill.locator(".line.done")).to_have_count(1)
    ticket(grill, made).get_by_role("button", name="Ready").click()
    wait_for_board(at_pass, 1)
    on_pass = ticket(at_pass, order)

    with away(restaurant, grill, at_pass):
        on_grill.locator(".line", has_text="Burger").get_by_role("button").click()
        on_grill.locator(".line", has_text="Soup").get_by_role("button").click()
        on_grill.get_by_role("button", name="More").click()
        grill.get_by_role("dialog").get_by_role("button", name="Rush").click()
        grill.keyboard.press("Escape")
        waits = on_grill.locator(".waiting-presses b")
        expect(waits).to_have_text(["Strike: 2\u00d7 Burger", "Not struck: 1\u00d7 Soup", "Rush"])
        expect(grill.locator(".stale-banner")).to_contain_text("3 presses wait for the server")

        on_pass.get_by_role("button", name="All ready").click()
        expect(on_pass.locator(".waiting-presses b")).to_have_text(
            ["Grill \u00b7 Ready", "Fryer \u00b7 Ready"]
        )
        # What is not on the board has its press where it was pressed.
        grill.get_by_role("button", name="Recall").first.click()
        recall = grill.get_by_role("dialog", name="Recently ready")
        recall.get_by_role("button", name="Recall").first.click()
        expect(recall.locator(".waiting-presses b")).to_have_text("Recall")
        expect(grill.locator(".stale-banner")).to_contain_text("4 presses wait for the server")
        recall.get_by_role("button", name="Undo").click()
        expect(recall.locator(".waiting-presses")).to_have_count(0)
        grill.keyboard.press("Escape")
    for page in (grill, at_pass):
        live_again(page)
        page.close()


def test_two_pages_of_one_screen_keep_their_presses_side_by_side(
    restaurant: Restaurant, till: ChangingTill
) -> None:
    one = restaurant.hang_up_screen("grill", "Twice open")
    other = one.context.new_page()
    other.goto(one.url)
    orders = [till.send(BURGER) for _ in range(3)]
    for page in (one, other):
        wait_for_board(page, 3)
    kept = (
        "() => JSON.parse(localStorage['kds.presses grill']).map((each) => each.payload.order_id)"
    )
    with away(restaurant, one, other):
        for page, order in zip((one, other, one), orders, strict=True):
            ticket(page, order).get_by_role("button", name="Ready").click()
            expect(ticket(page, order).locator(".waiting-presses")).to_be_visible()
        assert sorted(one.evaluate(kept)) == sorted(orders)
        ticket(one, orders[2]).locator(".waiting-presses").get_by_role(
            "button", name="Undo"
        ).click()
        assert sorted(other.evaluate(kept)) == sorted(orders[:2])
    for page in (one, other):
        live_again(page)
        wait_for_board(page, 1)
    other.close()
    one.close()


def test_all_that_was_marked_at_once_is_taken_back_at_once_however_late(
    restaurant: Restaurant, till: ChangingTill
) -> None:
    at_pass = restaurant.hang_up_screen("pass", "Late pass")
    order = till.send(BURGER, FRIES)
    on_pass = ticket(at_pass, order)
    with away(restaurant, at_pass):
        pressed_at = at_pass.evaluate("() => performance.now()")
        on_pass.get_by_role("button", name="All ready").click()
        expect(on_pass.locator(".waiting-presses li")).to_have_count(2)
        # For as long as such a press is remembered when the server answers at once.
        at_pass.wait_for_function("(at) => performance.now() - at > 10_500", arg=pressed_at)
    at_pass.locator(f"[data-gone='{order}']").get_by_role("button", name="Undo").click()
    on_pass = ticket(at_pass, order)
    for name in ("Grill", "Fryer"):
        expect(on_pass.locator(f".part[data-name={name}]")).not_to_contain_text("READY")
    at_pass.close()


def test_an_undo_that_waits_stands_where_its_ticket_was(
    restaurant: Restaurant, till: ChangingTill
) -> None:
    grill = restaurant.hang_up_screen("grill", "Slow grill")
    grill.add_init_script(SLOW_TIME)
    grill.reload()
    expect(grill.get_by_text("live,")).to_be_visible(timeout=WITHIN_MS)
    order = till.send(BURGER)
    ticket(grill, order).get_by_role("button", name="Ready").click()
    place = grill.locator(f"[data-gone='{order}']")
    expect(place).to_be_visible()
    with away(restaurant):
        place.get_by_role("button", name="Undo").click()
        expect(place.locator(".waiting-presses b")).to_have_text("Recall", timeout=WITHIN_MS)
    expect(ticket(grill, order)).to_contain_text("RECALLED", timeout=WITHIN_MS)
    grill.close()


def test_a_late_answer_is_said_where_its_ticket_was(restaurant: Restaurant) -> None:
    desk = restaurant.hang_up_screen("approvals", "Slow desk")
    desk.add_init_script(SLOW_TIME)
    desk.reload()
    expect(desk.get_by_text("live,")).to_be_visible(timeout=WITHIN_MS)
    tea = {"product": "Tea", "quantity": 1}
    sent = restaurant.post({"service": "takeaway", "needs_approval": True, "lines": [tea]})
    order = sent["order_id"]
    approve = ticket(desk, order).get_by_role("button", name="Approve")
    with away(restaurant):
        approve.click()
        waits = ticket(desk, order).locator(".waiting-presses b")
        expect(waits).to_have_text(re.compile("Approve"), timeout=WITHIN_MS)
    approved = re.compile(r"✓ Approved \d+ min")
    expect(desk.locator(".gone")).to_contain_text(approved, timeout=WITHIN_MS)
    desk.close()


def test_refusals_are_one_box_for_each_order_and_read_by_keys(
    restaurant: Restaurant, till: ChangingTill
) -> None:
    grill = restaurant.hang_up_screen("grill", "Refused grill")
    grill.add_init_script(THREE_HOURS_LATE)
    grill.reload()
    expect(grill.get_by_text("live,")).to_be_visible(timeout=WITHIN_MS)
    boxes = grill.locator(".refused-orders button")
    all_read = grill.get_by_role("button", name="All read")
    _have_refused(restaurant, till, grill, orders=3)

    expect(boxes).to_have_count(3)
    first = boxes.first
    expect(first).to_contain_text("NOT DONE")
    expect(first.locator(".refused b")).to_have_text(["Strike: 2\u00d7 Burger", "Ready"])
    expect(all_read).to_have_text(re.compile("3 orders"))
    box = grill.locator(".refusals").bounding_box()
    assert box is not None
    assert box["height"] <= 0.41 * 1080
    assert box["width"] <= 0.3 * 1920
    for each in boxes.all():
        assert each.evaluate("box => box.scrollHeight <= box.clientHeight"), "words run out of it"
    # By the server's clock, as everything on the screen.
    said = re.search(r"pressed at (\d\d):(\d\d)", first.inner_text())
    head = re.search(r"(\d\d):(\d\d)", grill.locator("header time").inner_text())
    assert said
    assert head
    minutes = [int(each[1]) * 60 + int(each[2]) for each in (said, head)]
    assert (minutes[1] - minutes[0]) % (24 * 60) < 60

    expect(first).to_be_enabled()
    expect(first.locator("kbd")).to_have_text("S")
    number = str(first.locator("b").first.inner_text())
    grill.keyboard.press("s")
    expect(boxes).to_have_count(2)
    expect(boxes.first.locator("b").first).not_to_have_text(number)
    expect(all_read).to_be_enabled()
    all_read.click()
    expect(boxes).to_have_count(0)

    # A bar without that key reads them in a window that each one reaches.
    _have_refused(restaurant, till, grill, orders=1)
    expect(boxes).to_have_count(1)
    expect(grill.locator(".refusals .all-read")).to_have_count(0)
    grill.keyboard.press("o")
    expect(grill.get_by_role("dialog", name="Options")).to_be_visible()
    grill.keyboard.press("ArrowDown")
    expect(grill.get_by_role("dialog").get_by_role("button", name="All read")).to_be_focused()
    grill.keyboard.press("Enter")
    expect(boxes).to_have_count(0)
    grill.close()


def _have_refused(
    restaurant: Restaurant, till: ChangingTill, grill: Page, *, orders: int
) -> list[str]:
    """Have two presses refused on each of some orders, which the till voids meanwhile."""
    sent = [till.send(BURGER) for _ in range(orders)]
    for order in sent:
        ticket(grill, order)
    with away(restaurant, grill):
        for order in sent:
            on_grill = ticket(grill, order)
            on_grill.locator(".line").get_by_role("button").click()
            on_grill.get_by_role("button", name="Ready").click()
            till.void(order)
        expect(grill.locator(".waiting-presses li")).to_have_count(2 * orders)
        # The web server is away: the kitchen's own record tells.
        store = OrderStore(restaurant.kds.bus("kitchen"), Keys("main"), "main")
        await_that(
            lambda: all(each and each.version > 1 for each in store.records(sent)),
            "the kitchen knows that they are void",
        )
    live_again(grill)
    return sent


def test_what_waits_goes_along_to_another_board(restaurant: Restaurant, till: ChangingTill) -> None:
    page = restaurant.hang_up_screen("grill", "Moved")
    url = f"{restaurant.kds.web_url}/display/"
    order = till.send(BURGER, customer={"name": "Ludmila Farkas"})
    ticket(page, order)
    with away(restaurant, page):
        ticket(page, order).get_by_role("button", name="Ready").click()
        expect(page.locator(".waiting-presses li")).to_have_count(1)
        page.goto("about:blank")
    kept = "() => Object.keys(localStorage).filter((name) => name.endsWith('grill'))"
    move(restaurant, "Moved", "fryer")
    page.goto(f"{url}grill")
    expect(page).to_have_url(f"{url}fryer")
    box = page.locator(".refused-orders button")
    expect(box).to_contain_text("Grill \u00b7 Ready", timeout=WITHIN_MS)
    assert page.evaluate(kept) == []

    # The page that is open goes by itself, and takes along what nobody has read.
    move(restaurant, "Moved", "pass")
    page.wait_for_url(f"{url}pass")
    expect(box).to_contain_text("Grill \u00b7 Ready")
    assert page.evaluate(kept.replace("grill", "fryer")) == []
    expect(box).to_be_enabled()
    box.click()
    expect(box).to_have_count(0)
    move(restaurant, "Moved", "ready-board")
    page.wait_for_url("**/board")
    expect(page.locator("body.ready-board")).to_be_visible()
    assert page.evaluate("() => Object.keys(localStorage)") == []
    page.close()


def test_a_screen_moved_after_its_server_was_away_comes_to_its_board(
    restaurant: Restaurant,
) -> None:
    page = restaurant.hang_up_screen("grill", "Moved later")
    url = f"{restaurant.kds.web_url}/display/"
    with away(restaurant, page):
        page.reload(wait_until="commit")
        expect(page.locator("body.display")).to_be_visible(timeout=WITHIN_MS)
        page.goto("about:blank")
    move(restaurant, "Moved later", "fryer")
    # Its own copy is shown first, for the server was silent a moment ago; what then looks whether
    # that copy is still good must not use up the way that leads on.
    page.goto(f"{url}grill")
    expect(page).to_have_url(f"{url}fryer", timeout=WITHIN_MS)
    expect(page.get_by_text("live,")).to_be_visible(timeout=WITHIN_MS)
    page.close()


def move(restaurant: Restaurant, name: str, board: str) -> None:
    """Have a display stand for another board, as a manager does."""
    web = restaurant.kds.web_url
    displays = restaurant.office.request.get(f"{web}/api/v1/displays").json()["displays"]
    [display] = [each for each in displays if each["name"] == name]
    done = restaurant.office.request.post(
        f"{web}/api/v1/displays/{display['id']}/move",
        headers={"X-KDS": "1"},
        data={"board": board},
    )
    assert done.ok, done.text()


def test_the_screen_is_kept_awake_again_when_a_browser_lets_it_sleep(
    restaurant: Restaurant,
) -> None:
    page = restaurant.hang_up_screen("grill", "Awake")
    page.add_init_script(WAKE_LOCK)
    page.reload()
    release = "() => locks.at(-1).dispatchEvent(new Event('release'))"
    page.wait_for_function("() => locks.length === 1")
    page.evaluate(release)
    page.wait_for_function("() => locks.length === 2")
    page.evaluate("() => { saves_power = true; }")
    page.evaluate(release)
    page.wait_for_function("() => asked === 3")
    page.evaluate("() => { saves_power = false; }")
    heading = page.get_by_role("heading", level=1)
    heading.click()
    page.wait_for_function("() => locks.length === 3")
    heading.click()
    assert page.evaluate("() => asked") == 4, "one is held"
    page.close()
