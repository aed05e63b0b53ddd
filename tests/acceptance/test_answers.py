"""What a press says afterwards, what a window does when it is done, and what the pages explain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from kds.clock import now
from tests.acceptance.changing_till import ChangingTill, line
from tests.acceptance.installation import RunningInstallation, await_that
from tests.acceptance.restaurant import TWO_STATIONS, Restaurant, ticket, wait_for_board

pytestmark = pytest.mark.browser

BURGER = {"product": "Burger", "quantity": 2, "category": "Grilled", "modifiers": ["no onion"]}
TOKEN = """(name) => {
  const one = document.body.appendChild(document.createElement("i"));
  one.style.color = `var(${name})`;
  const { color } = getComputedStyle(one);
  one.remove();
  return color;
}"""
FRIES = {"product": "Fries", "quantity": 1, "category": "Fried", "allergens": ["celery"]}


@pytest.fixture(scope="module")
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    config = TWO_STATIONS.format(deadline_s=2)
    with RunningInstallation(config=config) as kds, Restaurant(kds, browser) as restaurant:
        yield restaurant


@pytest.fixture
def manager(restaurant: Restaurant) -> Iterator[Page]:
    """The back office's page of what is not sent."""
    page = restaurant.office.new_page()
    page.goto(f"{restaurant.kds.web_url}/manager")
    expect(page.get_by_role("heading", name="Not sent to kitchen")).to_be_visible()
    yield page
    page.close()


def test_without_a_display_no_screen_is_offered(restaurant: Restaurant, manager: Page) -> None:
    expect(manager.get_by_role("heading", name="Tills")).to_be_visible()
    expect(manager.get_by_text("Every order has reached its screens")).to_be_visible()
    expect(manager.get_by_text("A screen is dead?")).to_have_count(0)


def test_the_manager_can_tell_the_kitchen_what_is_not_sent(
    restaurant: Restaurant, manager: Page
) -> None:
    sent = restaurant.post(
        {
            "service": "takeaway",
            "customer": {"name": "Grace", "phone": "040 55"},
            "lines": [BURGER, FRIES],
        }
    )
    row = manager.locator(f"[data-failure='{sent['order_id']}']")
    said = ["Takeaway", "Grace", "Grill: 2\u00d7 Burger, no onion", "Fryer: 1\u00d7 Fries"]
    for words in [*said, "ALLERGY: celery"]:
        expect(row).to_contain_text(words)
    expect(row).not_to_contain_text("040 55")
    # What a screen has shown meanwhile nobody needs to tell.
    grill = restaurant.hang_up_screen("grill", "Grill")
    ticket(grill, sent["order_id"])
    expect(row).not_to_contain_text("Burger")
    expect(row).to_contain_text("Fries")
    fryer = restaurant.hang_up_screen("fryer", "Fryer")
    ticket(fryer, sent["order_id"])
    expect(row).to_have_count(0)
    fryer.close()
    grill.close()


def test_the_manager_can_tell_the_kitchen_what_is_not_to_be_made(
    restaurant: Restaurant, manager: Page
) -> None:
    till = ChangingTill(restaurant.kds)
    grill = restaurant.hang_up_screen("grill", "Grill that breaks")
    voided = till.send(line("B", "Burger"), line("S", "Steak"))
    changed = till.send(line("B", "Burger"))
    for order_id in (voided, changed):
        ticket(grill, order_id)
    grill.close()

    till.void(voided)
    till.change(changed, line("C", "Char"))

    row = manager.locator(f"[data-failure='{voided}']")
    expect(row).to_contain_text("VOIDED")
    expect(row).to_contain_text("Tell the kitchen NOT to make:")
    expect(row.locator(".dishes")).to_contain_text("Grill: 1\u00d7 Burger")
    expect(row.locator(".dishes")).to_contain_text("Steak")
    other = manager.locator(f"[data-failure='{changed}']")
    expect(other).to_contain_text("And to make:")
    expect(other.locator(".dishes")).to_contain_text(["Burger", "Char"])
    # Whoever comes is told by the screen itself.
    grill = restaurant.hang_up_screen("grill", "Grill that is new")
    expect(ticket(grill, voided)).to_contain_text("Do not make")
    for one in (row, other):
        expect(one).to_have_count(0)
    restaurant.settle_everything()
    grill.close()


def test_live_displays_are_offered_first(restaurant: Restaurant, manager: Page) -> None:
    restaurant.hang_up_screen("fryer", "Broken").close()
    live = restaurant.hang_up_screen("pass", "Working")
    offered = manager.locator("select[name=display] option")
    await_that(lambda: "Working (Pass)" in offered.first.inner_text(), "the live one is first")
    expect(offered.last).to_contain_text("not live")
    live.close()
    expect(manager.get_by_text("No display is live")).to_be_visible(timeout=30_000)


def test_an_answer_is_said_where_the_ticket_was(restaurant: Restaurant) -> None:
    approvals = restaurant.hang_up_screen("approvals", "Desk")
    approvals.set_viewport_size({"width": 1280, "height": 800})
    yes, no = (
        restaurant.post({"service": "takeaway", "needs_approval": True, "lines": [BURGER]})
        for _ in range(2)
    )
    wait_for_board(approvals, 2)
    reject = ticket(approvals, no["order_id"]).get_by_role("button", name="Reject")
    assert reject.evaluate("(b) => getComputedStyle(b).whiteSpace") == "nowrap"
    assert reject.evaluate("(b) => b.scrollWidth <= b.clientWidth + 1")
    accept = ticket(approvals, yes["order_id"])
    accept.get_by_role("button", name="30", exact=True).click()
    accept.get_by_role("button", name="Approve 30 min").click()
    gone = approvals.locator(".gone")
    expect(gone).to_contain_text(["✓ Approved 30 min"])
    reject.click()
    dialog = approvals.get_by_role("dialog")
    dialog.get_by_role("button", name="Sold out").click()
    dialog.get_by_role("button", name="Reject", exact=True).click()
    expect(gone.filter(has_text=no["number"])).to_contain_text("✗ Rejected")
    approvals.close()


def test_minutes_that_end_after_the_wished_time_are_said_as_they_are_chosen(
    restaurant: Restaurant,
) -> None:
    grill = restaurant.hang_up_screen("grill", "Grill of the wish")
    approvals = restaurant.hang_up_screen("approvals", "Desk of the wish")
    wishes = {"service": "takeaway", "needs_approval": True, "lines": [BURGER]}
    due_at = (now() + timedelta(minutes=20)).isoformat()
    wished = ticket(approvals, restaurant.post({**wishes, "due_at": due_at})["order_id"])
    free = ticket(approvals, restaurant.post(wishes)["order_id"])

    expect(wished.locator(".promised")).to_contain_text("Wished for")
    said = wished.locator(".wished")
    yes = wished.locator(".press.ready")
    for minutes, words in (
        ("10", "✓ By the wished time"),
        ("45", "⚠ 25 min after the wished time"),
        ("15", "✓ By the wished time"),
    ):
        before = yes.bounding_box()
        wished.get_by_role("button", name=minutes, exact=True).click()
        expect(said).to_have_text(words)
        assert yes.bounding_box() == before, "nothing moves under a finger"
    expect(free.locator(".wished")).to_have_count(0)

    yes.click()
    promised = ticket(grill, wished.get_attribute("data-order-id") or "")
    expect(promised.locator(".promised")).to_contain_text("Promised")
    restaurant.settle_everything()
    approvals.close()
    grill.close()


def test_a_no_is_not_confirmed_in_the_colour_of_a_yes(restaurant: Restaurant) -> None:
    approvals = restaurant.hang_up_screen("approvals", "Desk that says no")
    sent = restaurant.post({"service": "takeaway", "needs_approval": True, "lines": [BURGER]})
    asked = ticket(approvals, sent["order_id"])
    asked.get_by_role("button", name="Reject").click()
    no = approvals.get_by_role("dialog").get_by_role("button", name="Reject", exact=True)
    expect(no).to_contain_text("✗")
    for theme in ("dark", "light", "contrast"):
        approvals.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", theme)
        red = approvals.evaluate(TOKEN, "--danger")
        expect(no).to_have_css("background-color", red)
        assert red != approvals.evaluate(TOKEN, "--fresh")
    approvals.keyboard.press("Escape")
    restaurant.settle_everything()
    approvals.close()


def test_the_recall_window_closes_after_the_last(restaurant: Restaurant) -> None:
    grill = restaurant.hang_up_screen("grill", "Grill again")
    sent = restaurant.post({"service": "takeaway", "lines": [BURGER]})["order_id"]
    ticket(grill, sent).get_by_role("button", name="Ready").click()
    expect(grill.locator(".gone")).to_contain_text(["Undo"])
    grill.keyboard.press("r")
    buttons = grill.get_by_role("dialog").get_by_role("button", name="Recall")
    expect(buttons.first).to_be_visible()
    for left in reversed(range(buttons.count())):
        buttons.first.click()
        expect(buttons).to_have_count(left)
    expect(grill.get_by_role("dialog")).to_have_count(0)
    expect(ticket(grill, sent)).to_contain_text("RECALLED")
    grill.keyboard.press("r")
    expect(grill.get_by_role("dialog")).to_contain_text("Nothing was marked ready lately")
    grill.close()


def test_the_keys_are_explained_on_the_screen(restaurant: Restaurant) -> None:
    grill = restaurant.hang_up_screen("grill", "Grill with keys")
    grill.keyboard.press("?")
    help_ = grill.get_by_role("dialog", name="Keys, colours and marks")
    for words in (
        "Enter",
        "HURRY",
        "5 minutes",
        "LATE",
        "8 minutes",
        "NO STATION RULE",
        "RECALLED",
    ):
        expect(help_).to_contain_text(words)
    grill.keyboard.press("Escape")
    expect(help_).to_have_count(0)
    grill.get_by_role("button", name="Options").click()
    grill.get_by_role("dialog", name="Options").get_by_role("button", name="Keys,").click()
    expect(help_).to_be_visible()
    grill.close()


def test_an_unpaired_screen_says_who_lets_it_in(restaurant: Restaurant, browser: Browser) -> None:
    with browser.new_page() as screen:
        screen.goto(f"{restaurant.kds.web_url}/display/grill")
        expect(screen.locator(".pair-steps")).to_contain_text("A manager compares this code")
