"""The web server away in the rush: what is pressed meanwhile is done once, or refused in words."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebSocketRoute, expect

from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from tests.acceptance.busy_kitchen import pair
from tests.acceptance.changing_till import ChangingTill, line
from tests.acceptance.display import snapshot
from tests.acceptance.installation import RunningInstallation, await_that
from tests.acceptance.restaurant import TWO_STATIONS, Restaurant, board, ticket, wait_for_board

pytestmark = pytest.mark.browser

READY, STARTED = "kds.part.ready.v1", "kds.part.started.v1"
BURGER = line("B", "Burger")
TALL = {"product": "Burger", "quantity": 1, "modifiers": ["no onion", "no salt", "well done"]}


class ByTouch(Restaurant):
    """A restaurant whose screens are touched."""

    def _context(self) -> BrowserContext:
        context = self.browser.new_context(viewport={"width": 1920, "height": 3000}, has_touch=True)
        context.set_default_timeout(30_000)
        self._contexts.append(context)
        return context


@pytest.fixture
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    config = TWO_STATIONS.format(deadline_s=600)
    with RunningInstallation(config=config) as kds, ByTouch(kds, browser) as restaurant:
        yield restaurant


def touch(page: Page, order_id: str, button: str) -> None:
    ticket(page, order_id).locator(f".press.{button}").tap()


def test_thirty_presses_while_the_server_is_away(restaurant: Restaurant) -> None:
    kds = restaurant.kds
    first, second = (restaurant.hang_up_screen("grill", f"Grill {each}") for each in (1, 2))
    at_pass = restaurant.hang_up_screen("pass", "Pass")
    pages = (first, second, at_pass)
    till = ChangingTill(kds)
    orders = [till.send(BURGER) for _ in range(16)]
    for page in pages:
        wait_for_board(page, 16)
    first.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    first.wait_for_function(
        "async () => Boolean(await caches.match(location.pathname))"
        " && Boolean(await caches.match('/static/js/screen/waiting-presses.js'))"
    )
    token = pair(kds, "grill", "Probe")

    web = kds.part_pid("web")
    os.kill(web, signal.SIGSTOP)
    try:
        for order_id in orders[:12]:
            touch(first, order_id, "ready")
        for order_id in orders[6:14]:
            touch(second, order_id, "ready")
        for order_id in orders[14:]:
            touch(second, order_id, "start")
        for order_id in (*orders[:4], *orders[12:]):
            touch(at_pass, order_id, "ready")
        for page, count in ((first, 12), (second, 10), (at_pass, 8)):
            expect(page.locator(".waiting-presses li")).to_have_count(count)
        # Once more is not twice, and what was never sent can be taken back.
        touch(first, orders[1], "ready")
        touch(first, orders[15], "start")
        expect(first.locator(".waiting-presses li")).to_have_count(13)
        ticket(first, orders[15]).get_by_role("button", name="Undo").tap()
        expect(first.locator(".waiting-presses li")).to_have_count(12)

        till.void(orders[2])
        till.change(orders[5], line("B", "Burger", 2))
        await_that(
            lambda: all(_record(kds, each).version > 1 for each in (orders[2], orders[5])),
            "the kitchen has what the till changed",
        )

        first.reload(wait_until="commit")
        expect(first.locator(".stale-banner")).to_contain_text("NOT LIVE since", timeout=30_000)
        assert len(board(first)) == 16
        expect(first.locator(".waiting-presses li")).to_have_count(12)
    finally:
        os.kill(web, signal.SIGCONT)

    for page in pages:
        expect(page.get_by_text("live,")).to_be_visible(timeout=30_000)
        expect(page.locator(".waiting-presses li")).to_have_count(0, timeout=30_000)
    told = [change.type for each in orders for change in _history(kds, each)]
    ready = {each: [c.type for c in _history(kds, each)].count(READY) for each in orders}
    # Not one that was voided, nor one that was changed after it was last in view.
    assert ready == {each: int(each not in (orders[2], orders[5])) for each in orders}
    refusals = [
        text for page in pages for text in page.locator(".refusals .refused").all_inner_texts()
    ]
    assert told.count(READY) + told.count(STARTED) + len(refusals) == 30
    assert any("look again" in text or "changed" in text for text in refusals), refusals
    assert any("voided" in text.lower() for text in refusals), refusals

    for page in (first, second):
        _await_the_servers_board(page, kds, token)
    while first.locator(".refused-orders button").count():
        first.locator(".refused-orders button").first.tap()
    kept = first.evaluate("() => Promise.all([caches.keys(), {...localStorage}])")
    assert not [name for name in kept[1] if name.startswith(("kds.presses", "kds.refusals"))]
    cached: list[str] = first.evaluate(
        "async () => (await (await caches.open('kds-shell')).keys()).map(({ url }) => url)"
    )
    paths = {url.removeprefix(kds.web_url) for url in cached}
    assert "/display/grill" in paths
    assert all(p.startswith(("/display/", "/static/", "/languages/")) for p in paths), paths


def _await_the_servers_board(page: Page, kds: RunningInstallation, token: str) -> None:
    def agrees() -> bool:
        return [tuple(each) for each in board(page)] == snapshot(kds.web_url, token, "grill")

    await_that(agrees, "the board is the server's")


def _history(kds: RunningInstallation, order_id: str) -> Any:
    return OrderStore(kds.bus("kitchen"), Keys("main"), "main").history(order_id)


def _record(kds: RunningInstallation, order_id: str) -> Any:
    return OrderStore(kds.bus("kitchen"), Keys("main"), "main").records([order_id])[0]


AN_OLDER_PAGE = """
new MutationObserver((_, observer) => {
  if (!document.body) return;
  document.body.dataset.version = "0.0.1+old";
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });
"""
SKIP_TIME = """
window.skipped = 0;
const { now } = Performance.prototype;
Performance.prototype.now = function () { return now.call(this) + window.skipped; };
"""


def _let_half_a_minute_pass(page: Page) -> None:
    """Nobody touches the page for longer than it waits; then the server is heard again."""
    page.evaluate("() => { window.skipped += 31000; }")
    expect(page.get_by_text("live, 0.", exact=False)).to_be_visible(timeout=30_000)


def test_a_new_version_is_loaded_once_and_only_on_a_calm_board(restaurant: Restaurant) -> None:
    page = restaurant.hang_up_screen("grill", "Grill")
    page.add_init_script(AN_OLDER_PAGE + SKIP_TIME)
    loads: list[str] = []
    page.on("load", lambda page: loads.append(page.url))

    page.reload()
    expect(page.get_by_text("live, 0.", exact=False)).to_be_visible(timeout=30_000)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    _let_half_a_minute_pass(page)
    await_ticks(page, 3)
    assert len(loads) == 1, "a dialog is open"

    page.keyboard.press("Escape")
    await_ticks(page, 2)
    assert len(loads) == 1, "it was touched just now"
    with page.expect_event("load"):
        page.evaluate("() => { window.skipped += 31000; }")

    expect(page.get_by_text("live, 0.", exact=False)).to_be_visible(timeout=30_000)
    _let_half_a_minute_pass(page)
    await_ticks(page, 3)
    assert len(loads) == 2, "the server still gives out the old page: no loop"


def await_ticks(page: Page, count: int) -> None:
    """Wait until the page has heard so many ticks more, by the clock in its head."""
    for _ in range(count):
        before = page.locator("header time").inner_text()
        expect(page.locator("header time")).not_to_have_text(before)


def test_a_screen_that_nobody_is_at_shows_the_oldest_again(restaurant: Restaurant) -> None:
    page = restaurant.hang_up_screen("grill", "Grill")
    page.set_viewport_size({"width": 900, "height": 480})
    page.add_init_script(SKIP_TIME)
    page.reload()
    orders = [restaurant.post({"service": "takeaway", "lines": [TALL]}) for _ in range(9)]
    wait_for_board(page, len(orders))
    page.get_by_role("button", name="Page down").tap()
    shown = page.locator(".pager", has_text="Page 2 of")
    expect(shown).to_be_visible()
    _let_half_a_minute_pass(page)
    await_ticks(page, 2)
    expect(shown).to_be_visible()

    _let_half_a_minute_pass(page)

    expect(page.locator(".pager")).to_contain_text("Page 1 of")


def test_a_screen_that_is_not_told_what_is_open_does_not_say_that_nothing_is(
    restaurant: Restaurant,
) -> None:
    page = restaurant.hang_up_screen("grill", "Grill")
    expect(page.locator(".empty")).to_contain_text("No orders.")
    withheld = True

    def through(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(
            lambda frame: None if withheld and '["subscribe"' in frame else server.send(frame)
        )

    page.context.route_web_socket("**/socket.io/**", through)
    page.reload()
    expect(page.locator(".stale-banner")).to_contain_text(
        "does not say what is open", timeout=30_000
    )
    expect(page.locator(".empty")).to_have_text("Not live: there may be orders.")

    withheld = False
    expect(page.get_by_text("live, ")).to_be_visible(timeout=30_000)
    expect(page.locator(".empty")).to_contain_text("No orders.")
