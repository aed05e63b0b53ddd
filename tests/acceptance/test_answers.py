"""What a press says afterwards, what a window does when it is done, and what the pages explain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from kds.clock import now
from tests.acceptance.changing_till import ChangingTill, line
from tests.acceptance.installation import RunningInstallation, await_that
from tests.acceptance.restaurant import TWO_STATIONS, Restaurant, ticket, wait_for_board
from tests.acceptance.wall import faults

pytestmark = pytest.mark.browser

BURGER = {"product": "Burger", "quantity": 2, "category": "Grilled", "modifiers": ["no onion"]}
TOKEN = """(name) => {
  const one = document.body.appendChild(document.createElement("i"));
  one.style.color = `var(${name})`;
  const { color } = getComputedStyle(one);
  one.remove();
  return color;
}"""
BOXES = """(ticket) => {
  const [{ left, top }] = ticket.getClientRects();
  return [...ticket.querySelectorAll(".minutes button, .ticket-foot button")].map((button) => {
    const box = button.getBoundingClientRect();
    return [box.left - left, box.top - top, box.width, box.height].map(Math.round);
  });
}"""
CHOOSE = """
wish => import("/static/js/screen/settings.js").then(({ settings }) => settings.save(wish))
"""
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


def test_a_till_that_only_sends_is_not_missed(manager: Page) -> None:
    row = manager.locator("li:has(.number:text-is('W'))")
    expect(row).to_contain_text("send-only, so it has no heartbeat")
    expect(row.locator(".word")).to_have_text("ok")


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
    manager.locator("select[name=station]").select_option("grill")
    offered = manager.locator("select[name=display] option")
    await_that(lambda: "Working (Pass)" in offered.first.inner_text(), "the live one is first")
    expect(offered.last).to_contain_text("not live")
    live.close()
    expect(manager.get_by_text("No display is live")).to_be_visible(timeout=30_000)


def test_the_dead_station_is_proposed_and_for_it_a_living_screen_of_another(
    restaurant: Restaurant, manager: Page
) -> None:
    approvals, at_pass, fryer, grill = (
        restaurant.hang_up_screen(board, f"Rescue {board}")
        for board in ("approvals", "pass", "fryer", "grill")
    )
    station, display = (manager.locator(f"select[name={name}]") for name in ("station", "display"))
    twice = manager.get_by_text("then shows one order twice")
    sent = restaurant.post({"service": "takeaway", "lines": [BURGER, FRIES]})
    for screen in (grill, fryer):
        ticket(screen, sent["order_id"])

    grill.close()
    expect(manager.get_by_text("Station Grill owes 1 order")).to_be_visible(timeout=30_000)
    expect(station).to_have_value("grill")
    expect(manager.get_by_role("button", name="Show Grill on Rescue fryer")).to_be_visible()
    expect(twice).to_have_count(0)
    display.select_option(label="Rescue pass (Pass)")
    expect(twice).to_contain_text("Rescue pass")

    # What a manager has chosen stays, though another one dies: until it is shown.
    fryer.close()
    expect(manager.get_by_text("Station Fryer owes 1 order")).to_be_visible(timeout=30_000)
    expect(station).to_have_value("grill")
    manager.get_by_role("button", name="Show Grill on Rescue pass").click()
    expect(manager.get_by_text("Rescue pass now shows Grill too.")).to_be_visible()
    expect(station).to_have_value("fryer", timeout=30_000)
    expect(manager.get_by_role("button", name="Show Fryer on Rescue pass")).to_be_visible()
    station.select_option("approvals")
    expect(manager.get_by_role("button", name="Show Approvals on Rescue pass")).to_be_visible()
    restaurant.settle_everything()
    for screen in (approvals, at_pass):
        screen.close()


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


def test_minutes_that_miss_the_wished_time_are_said_as_they_are_chosen(
    restaurant: Restaurant,
) -> None:
    grill = restaurant.hang_up_screen("grill", "Grill of the wish")
    approvals = restaurant.hang_up_screen("approvals", "Desk of the wish")
    due_at = (now() + timedelta(minutes=20)).isoformat()
    wished_id = asking(restaurant, due_at=due_at)
    wished = ticket(approvals, wished_id)
    free = ticket(approvals, asking(restaurant))

    expect(wished.locator(".promised")).to_contain_text("Wished for")
    said = wished.locator(".wished")
    yes = wished.locator(".press.ready")
    for minutes, words in (
        ("15", "✓ By the wished time"),
        ("45", "⚠ 25 min after the wished time"),
        ("20", "✓ By the wished time"),
    ):
        before = yes.bounding_box()
        wished.get_by_role("button", name=minutes, exact=True).click()
        expect(said).to_have_text(words)
        assert yes.bounding_box() == before, "nothing moves under a finger"
    wished.get_by_role("button", name="10", exact=True).click()
    expect(said).to_have_text(re.compile("⚠ [89] min before the wished time"))
    for one in (".wished", ".by-wish"):
        expect(free.locator(one)).to_have_count(0)

    yes.click()
    promised = ticket(grill, wished_id)
    expect(promised.locator(".promised")).to_contain_text("Promised")
    restaurant.settle_everything()
    approvals.close()
    grill.close()


def test_an_order_wished_for_tomorrow_is_promised_for_then(restaurant: Restaurant) -> None:
    grill = restaurant.hang_up_screen("grill", "Grill of tomorrow")
    approvals = restaurant.hang_up_screen("approvals", "Desk of tomorrow")
    due_at = (now() + timedelta(hours=24)).replace(second=0, microsecond=0)
    order_id = asking(restaurant, due_at=due_at.isoformat())
    asked = ticket(approvals, order_id)
    head = asked.locator(".promised").inner_text()
    time = head.removeprefix("Wished for ").strip()
    output, yes = asked.locator("output"), asked.locator(".press.ready")
    by_wish = asked.get_by_role("button", name=time, exact=True)

    def expect_the_wish() -> None:
        expect(output).to_have_text(time)
        expect(by_wish).to_have_attribute("aria-pressed", "true")
        expect(yes).to_contain_text(f"✓ Approve for {time}")
        expect(asked.locator(".wished")).to_have_text("✓ By the wished time")

    expect_the_wish()
    asked.get_by_role("button", name="10", exact=True).click()
    expect(output).to_have_text("10 min")
    expect(by_wish).to_have_attribute("aria-pressed", "false")
    expect(yes).to_contain_text("✓ Approve 10 min")
    expect(asked.locator(".wished")).to_have_text(
        re.compile("⚠ 23 h [45][0-9] before the wished time")
    )
    # By keys as any other button: back from the large one over the six minutes.
    yes.focus()
    for _ in range(9):
        approvals.keyboard.press("ArrowUp")
        if by_wish.evaluate("(one) => one === document.activeElement"):
            break
    approvals.keyboard.press("Enter")
    expect_the_wish()
    approvals.keyboard.press("ArrowUp")
    approvals.keyboard.press("Enter")
    expect(output).to_have_text("120 min")
    by_wish.click()

    yes.click()
    expect(approvals.locator(".gone")).to_contain_text([f"✓ Approved for {time}"])
    expect(ticket(grill, order_id).locator(".promised")).to_contain_text(f"Promised {time}")
    approval = restaurant.api(f"orders/{order_id}")["record"]["approval"]
    assert approval["state"] == "approved"
    assert approval.get("minutes") is None
    restaurant.settle_everything()
    approvals.close()
    grill.close()


WITHOUT_ALARMS = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(".alarms { display: none }");
  document.adoptedStyleSheets.push(sheet);
}"""


@pytest.mark.parametrize(
    ("language", "size", "width", "height"),
    [("fi", "huge", 1366, 768), ("en", "huge", 1366, 768), ("fi", "normal", 1024, 768)],
)
def test_nothing_moves_below_a_finger_that_chooses(
    restaurant: Restaurant, language: str, size: str, width: int, height: int
) -> None:
    approvals = restaurant.hang_up_screen("approvals", f"Desk {language} {size} {width}")
    approvals.set_viewport_size({"width": width, "height": height})
    approvals.evaluate(CHOOSE, {"language": language, "text_size": size})
    expect(approvals.locator("html")).to_have_attribute("lang", language)
    expect(approvals.locator("html")).to_have_attribute("data-text-size", size)
    # They come and go with the screens and orders of other tests, and move all that is below.
    approvals.evaluate(WITHOUT_ALARMS)
    for hours in (0.6, 24, -1):
        due_at = now() + timedelta(hours=hours)
        asked = ticket(approvals, asking(restaurant, due_at=due_at.isoformat()))
        first = asked.evaluate(BOXES)
        assert faults(approvals) == []
        for minutes in ("10", "15", "20", "30", "45", "60"):
            quick = asked.get_by_role("button", name=minutes, exact=True)
            quick.click()
            expect(quick).to_have_attribute("aria-pressed", "true")
            assert asked.evaluate(BOXES) == first, f"{minutes} min moves it, {hours} h ahead"
        assert faults(approvals) == []
        restaurant.settle_everything()
        expect(approvals.locator(".slot")).to_have_count(0, timeout=20_000)
    approvals.close()


def test_a_manager_approves_for_the_wished_time(restaurant: Restaurant, manager: Page) -> None:
    due_at = (now() + timedelta(hours=24)).replace(second=0, microsecond=0)
    order_id = asking(restaurant, due_at=due_at.isoformat())
    manager.goto(f"{restaurant.kds.web_url}/manager/orders/{order_id}")
    manager.get_by_role("button", name="Approve").click()
    dialog = manager.get_by_role("dialog")
    time = dialog.locator(".by-wish").inner_text().strip()
    expect(dialog).to_contain_text(f"Wished for {time}")
    expect(dialog.locator("output")).to_have_text(time)
    dialog.get_by_role("button", name=f"Approve for {time}").click()
    expect(dialog).to_have_count(0)
    expect(manager.locator("[data-approval=approved]")).to_contain_text(f"for {time}")
    approval = restaurant.api(f"orders/{order_id}")["record"]["approval"]
    assert approval["state"] == "approved"
    assert approval.get("minutes") is None
    restaurant.settle_everything()


def asking(restaurant: Restaurant, **facts: str) -> str:
    """Send an order that waits for the kitchen's yes."""
    order = {"service": "takeaway", "needs_approval": True, "lines": [BURGER], **facts}
    return str(restaurant.post(order)["order_id"])


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
