"""A screen is set at itself and by a manager from afar, and the manager sees how each one is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.acceptance.installation import RunningInstallation
from tests.acceptance.restaurant import TWO_STATIONS, Restaurant, ticket, wait_for_board

pytestmark = pytest.mark.browser

BURGER = {"product": "Burger", "quantity": 1}

LOUDNESS = """() => {
  window.heard = [];
  const ramp = AudioParam.prototype.exponentialRampToValueAtTime;
  AudioParam.prototype.exponentialRampToValueAtTime = function (value, at) {
    window.heard.push(value);
    return ramp.call(this, value, at);
  };
}"""


@pytest.fixture(scope="module")
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    """A restaurant whose stations have long to show an order."""
    with (
        RunningInstallation(config=TWO_STATIONS.format(deadline_s=30)) as kds,
        Restaurant(kds, browser) as restaurant,
    ):
        yield restaurant


def settings_of(screen: Page) -> Locator:
    """Open the settings of a screen by the keyboard alone, as somebody with wet hands does."""
    screen.get_by_role("button", name="Options").focus()
    screen.keyboard.press("Enter")
    screen.get_by_role("button", name="Screen settings").focus()
    screen.keyboard.press("Enter")
    dialog = screen.get_by_role("dialog", name="Screen settings")
    expect(dialog).to_be_visible()
    return dialog


def test_a_screen_is_set_at_itself_and_holds_it(restaurant: Restaurant) -> None:
    grill = restaurant.hang_up_screen("grill", "Grill 1")
    restaurant.hang_up_screen("fryer", "Fryer 1").close()
    restaurant.post({"service": "takeaway", "lines": [BURGER]})
    wait_for_board(grill, 1)
    root = grill.locator("html")
    size = grill.locator(".screen-head").evaluate("it => getComputedStyle(it).fontSize")
    dialog = settings_of(grill)

    for name in ("Light", "Huge"):
        dialog.get_by_role("button", name=name).focus()
        grill.keyboard.press("Space")
    expect(root).to_have_attribute("data-theme", "light")
    expect(root).to_have_attribute("data-text-size", "huge")
    assert grill.locator(".screen-head").evaluate("it => getComputedStyle(it).fontSize") != size

    grill.evaluate(LOUDNESS)
    play = dialog.get_by_role("button", name="Play: Order overdue")
    play.click()
    grill.wait_for_function("window.heard.length >= 6")
    loud = max(grill.evaluate("window.heard"))
    for _ in range(5):
        dialog.get_by_role("button", name="Quieter").click()
    expect(dialog.get_by_text("50 %")).to_be_visible()
    grill.evaluate("window.heard = []")
    play.click()
    grill.wait_for_function("window.heard.length >= 6")
    assert max(grill.evaluate("window.heard")) < loud / 3
    dialog.get_by_role("button", name="New order", exact=True).click()

    name = dialog.get_by_label("Name")
    name.fill("Fryer 1")
    grill.keyboard.press("Enter")
    expect(dialog.get_by_role("alert").first).to_be_attached()
    expect(dialog).to_contain_text("There is a display called Fryer 1 already")
    name.fill("Window grill")
    dialog.get_by_role("button", name="Rename").click()
    expect(dialog.get_by_role("button", name="Rename")).to_be_disabled()

    for button in dialog.get_by_role("button").all():
        box = button.bounding_box()
        assert box is None or box["height"] >= 45, "too small for a finger"

    grill.reload()
    expect(root).to_have_attribute("data-theme", "light")
    expect(grill.get_by_text("live,")).to_be_visible(timeout=30_000)
    again = settings_of(grill)
    expect(again.get_by_label("Name")).to_have_value("Window grill")
    expect(again).to_contain_text("50 %")
    pressed = re.compile("false")
    new = again.get_by_role("button", name="New order", exact=True)
    expect(new).to_have_attribute("aria-pressed", pressed)
    grill.keyboard.press("Escape")
    # Without its sound, a new order is on the board all the same.
    grill.evaluate(LOUDNESS)
    restaurant.post({"service": "takeaway", "lines": [BURGER]})
    wait_for_board(grill, 2)
    assert grill.evaluate("window.heard") == []
    grill.close()


def test_a_manager_sees_sets_and_moves_screens_from_afar(restaurant: Restaurant) -> None:
    one = restaurant.hang_up_screen("grill", "Cold corner")
    other = restaurant.hang_up_screen("pass", "Pass")
    sent = restaurant.post({"service": "takeaway", "lines": [BURGER]})["order_id"]
    ticket(one, sent)
    manager = restaurant.office.new_page()
    manager.goto(f"{restaurant.kds.web_url}/manager/displays")
    manager.wait_for_url("**/manager/screens")
    card = manager.locator("[data-display]", has_text="Cold corner")
    open_now = one.evaluate("window.kds.board().length")
    for words in ("Grill", "up to date", "the newest", "1080", "Dark, normal text"):
        expect(card).to_contain_text(words, timeout=30_000)
    expect(card.locator("div", has_text="Tickets").last).to_contain_text(str(open_now))
    expect(card).not_to_contain_text("NOT LIVE")

    card.get_by_role("button", name="Identify").click()
    expect(one.locator(".identify")).to_contain_text("Cold corner", timeout=30_000)
    expect(other.locator(".identify")).to_have_count(0)
    one.locator(".identify").click()
    expect(one.locator(".identify")).to_have_count(0)

    card.get_by_role("button", name="Settings").click()
    dialog = manager.get_by_role("dialog")
    dialog.get_by_role("button", name="High contrast").click()
    expect(one.locator("html")).to_have_attribute("data-theme", "contrast")
    expect(other.locator("html")).to_have_attribute("data-theme", "dark")
    with one.expect_navigation():
        dialog.get_by_role("button", name="Suomi").click()
    expect(one.locator("html")).to_have_attribute("lang", "fi")
    expect(ticket(one, sent)).to_contain_text("Mukaan")
    expect(other.locator("html")).to_have_attribute("lang", "en")
    manager.keyboard.press("Escape")
    expect(card).to_contain_text("High contrast, normal text, Suomi")

    card.get_by_role("button", name="Show station").click()
    manager.get_by_role("dialog").get_by_role("button", name="Fryer", exact=True).click()
    expect(card).to_contain_text("Grill + Fryer")
    expect(one.get_by_role("heading", level=1)).to_contain_text("Grill + Fryer")
    manager.get_by_role("button", name="Only Fryer from now on").click()
    one.wait_for_url("**/display/fryer")
    expect(one.get_by_role("heading", level=1)).to_have_text("Fryer")
    expect(one.locator("html")).to_have_attribute("data-theme", "contrast")

    # A reload waits for hands to leave the screen; an old page says so to the manager.
    one.evaluate("document.body.dataset.version = '0.0.1'")
    expect(card).to_contain_text("OLD VERSION", timeout=30_000)
    with one.expect_navigation(timeout=90_000):
        card.get_by_role("button", name="Reload").click()
    expect(card).to_contain_text("the newest", timeout=30_000)

    one.close()
    expect(card).to_contain_text("NOT LIVE", timeout=30_000)
    expect(card).to_contain_text("Last seen")
    manager.close()
