"""The ready board on a television: what customers see and hear, and what never comes to it."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from kds.clock import now
from kds.orders.part import DeliveryState
from tests.acceptance.installation import RunningInstallation, await_that
from tests.acceptance.restaurant import TWO_STATIONS, Restaurant
from tests.acceptance.television import Counter, Television, television

pytestmark = pytest.mark.browser

WIDE, TALL = (1920, 1080), (1080, 1920)
NEVER_S = 3600
SECRETS = ("Aino", "Virtanen", "8401234567", "Burger", "well done")
CHORD = 3
"""Notes that announce a number."""

SILENT_AT_FIRST = """
let allowed = false;
addEventListener("keydown", () => (allowed = true), true);
const { resume } = AudioContext.prototype;
Object.defineProperty(AudioContext.prototype, "state", {
  get: () => (allowed ? "running" : "suspended"),
});
AudioContext.prototype.resume = function () {
  if (allowed) return resume.call(this);
  return new Promise((done) => addEventListener("keydown", () => done(), { once: true }));
};
"""
"""What a browser does that wants a person's touch before it makes any sound."""


@pytest.fixture(scope="module")
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    config = TWO_STATIONS.format(deadline_s=NEVER_S)
    with RunningInstallation(config=config) as kds, Restaurant(kds, browser) as restaurant:
        yield restaurant


@pytest.fixture
def counter(restaurant: Restaurant) -> Iterator[Counter]:
    """The counter of a restaurant in which nobody waits, before and after each test."""
    counter = Counter(restaurant.kds, restaurant)
    yield counter
    counter.clear()


@pytest.fixture(params=[WIDE, TALL], ids=["wide", "tall"])
def screen(
    request: pytest.FixtureRequest, restaurant: Restaurant, browser: Browser
) -> Iterator[Television]:
    with television(restaurant, browser, *request.param) as screen:
        yield screen


@contextlib.contextmanager
def standing_still(restaurant: Restaurant, part: str) -> Iterator[None]:
    pid = restaurant.kds.part_pid(part)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_a_number_is_prepared_called_by_sound_and_leaves(
    screen: Television, counter: Counter
) -> None:
    first, one = counter.take()
    second, two = counter.take()
    screen.shows("preparing", one, two)
    screen.shows("ready")
    counter.call(first)
    screen.shows("preparing", two)
    screen.shows("ready", one)
    screen.await_notes(CHORD)
    expect(screen.page.locator(".numbers.ready li.new")).to_have_count(1)
    counter.call(second)
    screen.shows("ready", two, one)
    screen.await_notes(2 * CHORD)
    counter.hand_over(first)
    screen.shows("ready", two)
    counter.call_off(second)
    screen.shows("ready")
    screen.shows("preparing", two)
    counter.call(second)
    screen.await_notes(3 * CHORD)


def test_what_was_ready_before_the_page_is_shown_and_not_announced(
    screen: Television, counter: Counter
) -> None:
    order_id, number = counter.take()
    counter.call(order_id)
    screen.await_notes(CHORD)
    screen.page.reload()
    screen.shows("ready", number)
    other, later = counter.take()
    counter.call(other)
    screen.shows("ready", later, number)
    screen.await_notes(CHORD)


def test_what_is_eaten_here_is_nobodys_to_wait_for(screen: Television, counter: Counter) -> None:
    counter.take(service="dine-in", table="4")
    _, number = counter.take()
    screen.shows("preparing", number)


def test_what_nobody_collects_leaves_in_time(screen: Television, counter: Counter) -> None:
    old, new = counter.take(), counter.take()
    counter.call(old[0], at=now() - timedelta(minutes=31))
    counter.call(new[0], at=now() - timedelta(minutes=29))
    screen.shows("ready", new[1])
    screen.shows("preparing")


def test_numbers_that_do_not_fit_are_counted(screen: Television, counter: Counter) -> None:
    taken = [counter.take() for _ in range(80)]
    screen.page.wait_for_function("() => window.kds.board().length === 80")
    rest = screen.page.locator(".numbers.preparing .rest")
    expect(rest).to_have_count(1)
    shown = screen.page.locator(".numbers.preparing b").all_text_contents()
    assert shown == [number for _, number in taken][: len(shown)]
    expect(rest).to_have_text(f"+{80 - len(shown)}")
    assert not screen.is_outgrown
    letters = screen.page.locator(".numbers.preparing b").first
    assert letters.evaluate("(b) => parseFloat(getComputedStyle(b).fontSize)") >= 0.065 * 1080


def test_nothing_of_a_customer_comes_to_the_screen(
    screen: Television, counter: Counter, restaurant: Restaurant
) -> None:
    order_id, number = counter.take()
    counter.call(order_id)
    screen.shows("ready", number)
    screen.page.reload()
    screen.shows("ready", number)
    counter.hand_over(order_id)
    screen.shows("ready")
    said = "\n".join(screen.received)
    assert order_id in said
    assert not [secret for secret in SECRETS if secret in said]
    assert '"alarms"' not in said
    page = screen.page.request.get(f"{restaurant.kds.web_url}/board").text()
    assert not [secret for secret in SECRETS if secret in page]


def test_it_is_no_screen_of_the_kitchen(
    screen: Television, counter: Counter, restaurant: Restaurant
) -> None:
    order_id, number = counter.take()
    screen.shows("preparing", number)

    def dark() -> list[str]:
        return [each["text"] for each in restaurant.api("alarms")["alarms"]]

    await_that(lambda: any("Grill" in text for text in dark()), "the grill has no screen")
    assert not [text for text in dark() if "ready" in text.lower()]
    part = counter.record(order_id).parts["grill"]
    assert part.delivery.state is DeliveryState.IN_FLIGHT
    for path in ("orders", "alarms", f"orders/{order_id}", "tills"):
        answer = screen.page.request.get(f"{restaurant.kds.web_url}/api/v1/{path}")
        assert answer.status in (401, 403)


def test_it_says_calmly_that_it_is_not_up_to_date(
    screen: Television, counter: Counter, restaurant: Restaurant
) -> None:
    order_id, number = counter.take()
    counter.call(order_id)
    screen.shows("ready", number)
    words = screen.page.get_by_role("status")
    with standing_still(restaurant, "web"):
        expect(words).to_contain_text("not up to date", timeout=30_000)
        screen.shows("ready", number)
    expect(words).to_have_count(0, timeout=30_000)


@pytest.mark.parametrize("part", ["web", "server"])
def test_it_goes_on_when_a_server_was_started_again(
    screen: Television, counter: Counter, restaurant: Restaurant, part: str
) -> None:
    first, one = counter.take()
    counter.call(first)
    screen.shows("ready", one)
    before = restaurant.kds.kill(part)
    await_that(
        lambda: restaurant.kds.run_info.parts.get(part) not in (None, before), "it is there again"
    )
    second, two = counter.take()
    counter.call(second)
    expect(screen.page.locator(".numbers.ready b")).to_have_text([two, one], timeout=60_000)


def test_a_silent_browser_says_what_it_wants_and_then_is_heard(
    restaurant: Restaurant, browser: Browser, counter: Counter
) -> None:
    with television(restaurant, browser, first=SILENT_AT_FIRST) as screen:
        hint = screen.page.get_by_text("press any key for sound")
        expect(hint).to_be_visible()
        screen.page.keyboard.press("ArrowUp")
        expect(hint).to_have_count(0)
        counter.call(counter.take()[0])
        screen.await_notes(CHORD)


def test_first_names_are_shown_where_the_restaurant_wants_it(browser: Browser) -> None:
    config = TWO_STATIONS.format(deadline_s=NEVER_S) + "[board]\nnames = true\n"
    with RunningInstallation(config=config) as kds, Restaurant(kds, browser) as restaurant:
        counter = Counter(kds, restaurant)
        with television(restaurant, browser) as screen:
            order_id, _ = counter.take()
            counter.call(order_id)
            expect(screen.page.locator(".numbers.ready li")).to_contain_text("Aino")
            screen.page.reload()
            expect(screen.page.locator(".numbers.ready li")).to_contain_text("Aino")
            said = "\n".join(screen.received)
            assert not [secret for secret in SECRETS[1:] if secret in said]


def test_a_manager_sees_it_as_a_display_that_shows_nothing_else(
    restaurant: Restaurant, browser: Browser
) -> None:
    restaurant.hang_up_screen("fryer", "Fryer").close()
    with television(restaurant, browser) as screen:
        manager = restaurant.office.new_page()
        manager.goto(f"{restaurant.kds.web_url}/manager/screens")
        row = manager.locator("[data-display]", has_text=screen.name)
        expect(row).to_contain_text("Ready board")
        choice = manager.locator("select[name=station]")
        expect(choice.locator("option[value=grill]")).to_have_count(1)
        expect(choice.locator("option[value=ready-board]")).to_have_count(0)
        choice.select_option("grill")
        able = manager.locator("select[name=display]")
        expect(able).to_contain_text("Fryer")
        expect(able).not_to_contain_text("Television")
        row.get_by_role("button", name="Revoke").click()
        manager.get_by_role("dialog").get_by_role("button", name="Revoke").click()
        expect(screen.page.locator("[data-code]")).to_be_visible(timeout=30_000)
        manager.close()
