"""axe finds nothing on any page, in no theme, at no size, and in no window that can be opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.axe import Axe
from tests.acceptance.cashier import Cashier
from tests.acceptance.cooks_hands import WINDOWS, Presser
from tests.acceptance.expressive_board import CONFIG, ExpressiveBoard
from tests.acceptance.installation import RunningInstallation
from tests.acceptance.restaurant import Restaurant
from tests.acceptance.television import television
from tests.acceptance.wall import SIZES, Size, Wall

pytestmark = pytest.mark.browser

PAGES = Path(__file__).parents[2] / "docs" / "pages.md"
NO_PAGE = re.compile(r"/api/|/static/|/languages/|/healthz|\.js$|\.webmanifest$|^/orders")
BOARDS = ("grill", "pass", "approvals")
THEMES = ("dark", "light", "contrast")
SMALL = {"width": 1366, "height": 768}
by_size = pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)


@pytest.fixture(scope="module")
def axe(request: pytest.FixtureRequest) -> Axe:
    return Axe(request.config)


@pytest.fixture(scope="module")
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    with RunningInstallation(config=CONFIG) as kds, Restaurant(kds, browser) as restaurant:
        yield restaurant


@pytest.fixture(scope="module")
def wall(restaurant: Restaurant) -> Wall:
    return Wall(restaurant, *BOARDS)


@pytest.fixture(scope="module")
def evening(restaurant: Restaurant, wall: Wall) -> ExpressiveBoard:
    """Orders with everything that a ticket can say."""
    evening = ExpressiveBoard(restaurant)
    evening.fill()
    return evening


@pytest.fixture
def office(restaurant: Restaurant) -> Iterator[Page]:
    """A manager's page."""
    page = restaurant.office.new_page()
    page.set_viewport_size({"width": SMALL["width"], "height": SMALL["height"]})
    yield page
    page.close()


def in_each_theme(axe: Axe, page: Page) -> Iterator[tuple[str, list[str]]]:
    """Say what axe finds in each theme; the colours alone tell the themes apart."""
    for theme in THEMES:
        page.evaluate("(theme) => (document.documentElement.dataset.theme = theme)", theme)
        yield theme, axe.violations(page)


def test_a_violation_is_found(axe: Axe, browser: Browser) -> None:
    page = browser.new_page()
    page.set_content('<html lang="en"><title>t</title><main><h1>One</h1><button></button></main>')
    assert [said.split(" ")[0] for said in axe.violations(page)] == ["button-name"]
    page.close()


@by_size
@pytest.mark.parametrize("board", BOARDS)
def test_a_display(axe: Axe, wall: Wall, evening: ExpressiveBoard, board: str, size: Size) -> None:
    shown = evening.orders["asking" if board == "approvals" else "changed"]
    with wall.open(board, size) as page:
        expect(page.locator(f"[data-order-id='{shown}']")).to_have_count(1)
        for theme, violations in in_each_theme(axe, page):
            assert violations == [], theme


@pytest.mark.parametrize("size", [SIZES[0], SIZES[-1]], ids=lambda size: size.name)
def test_the_windows_of_a_display(
    axe: Axe, wall: Wall, evening: ExpressiveBoard, size: Size
) -> None:
    with wall.open("grill", size) as page:
        cook = Presser(page)
        on_grill = page.locator(f"[data-order-id='{evening.orders['courses']}']")
        for name in ("More", *WINDOWS, "Learn keys"):
            if name == "More":
                cook.press(on_grill, name)
            else:
                cook.open(name)
            dialog = page.get_by_role("dialog", name=name)
            expect(dialog).to_be_visible()
            for theme, violations in in_each_theme(axe, page):
                assert violations == [], (name, theme)
            cook.close(dialog)
        dialog = cook.open("Learn keys")
        dialog.get_by_role("button", name="Learn").first.click()
        page.keyboard.press("r")
        assert axe.violations(page) == [], "a key that is taken"


@pytest.mark.parametrize("size", [SIZES[0], SIZES[-1]], ids=lambda size: size.name)
def test_the_windows_of_pass_and_approvals(
    axe: Axe, wall: Wall, evening: ExpressiveBoard, size: Size
) -> None:
    for board, name, order, window in (
        ("pass", "More", "held", "More"),
        ("pass", "Call customer", "rush", "ready"),
        ("approvals", "Reject", "asking", "Reject"),
    ):
        with wall.open(board, size) as page:
            cook = Presser(page)
            cook.press(page.locator(f"[data-order-id='{evening.orders[order]}']"), name)
            expect(page.get_by_role("dialog", name=window)).to_be_visible()
            for theme, violations in in_each_theme(axe, page):
                assert violations == [], (board, name, theme)


def addresses(heading: str, order_id: str) -> list[str]:
    """Return the pages of one server, as the documentation lists them."""
    part = PAGES.read_text("utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    found = re.findall(r"^\| `GET (/[^`]*)`", part, re.MULTILINE)
    given = [each.replace("<order_id>", order_id).replace("<board>", "grill") for each in found]
    return [each for each in given if not NO_PAGE.search(each)]


def test_every_page_of_the_office(
    axe: Axe, restaurant: Restaurant, wall: Wall, evening: ExpressiveBoard, office: Page
) -> None:
    pages = addresses("The web server", evening.orders["overdue"])
    assert {"/", "/manager", "/manager/screens", "/manager/reports"} < set(pages)
    found = {}
    for each in pages:
        office.goto(f"{restaurant.kds.web_url}{each}")
        office.wait_for_load_state("networkidle")
        if violations := axe.violations(office):
            found[each] = violations
    assert found == {}


def test_what_strangers_see(axe: Axe, restaurant: Restaurant, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1024, "height": 768})
    for path, there in (
        ("/sign-in", "input[name=pin]"),
        ("/display/grill", "[data-code]"),
        ("/board", "[data-code]"),
        ("/no-such-page", "h1"),
    ):
        page.goto(f"{restaurant.kds.web_url}{path}")
        expect(page.locator(there).first).to_be_visible()
        assert axe.violations(page) == [], path
    page.goto(restaurant.kds.till_url)
    expect(page.locator("[name=pin]")).to_be_visible()
    assert axe.violations(page) == [], "the till's door"
    page.close()


def test_the_ready_board(axe: Axe, restaurant: Restaurant, browser: Browser) -> None:
    with television(restaurant, browser) as shown:
        assert axe.violations(shown.page) == []


def test_the_windows_of_the_office(
    axe: Axe, restaurant: Restaurant, wall: Wall, office: Page
) -> None:
    office.goto(f"{restaurant.kds.web_url}/manager/screens")
    card = office.locator("[data-display]").first
    for name in ("Settings", "Show station", "Revoke"):
        card.get_by_role("button", name=name).click()
        dialog = office.get_by_role("dialog")
        expect(dialog).to_be_visible()
        assert axe.violations(office) == [], name
        office.keyboard.press("Escape")
        expect(dialog).to_have_count(0)


def test_the_till(
    axe: Axe, browser: Browser, restaurant: Restaurant, evening: ExpressiveBoard
) -> None:
    with Cashier(browser, restaurant.kds, viewport=SMALL) as cashier:
        expect(cashier.page.locator(".order").first).to_be_visible()
        cashier.page.locator(".menu").first.get_by_role("button", name="Harbour burger").click()
        expect(cashier.page.locator("#order .line")).to_have_count(1)
        assert axe.violations(cashier.page) == []
        cashier.page.locator(".ways").get_by_role("button", name="Pay", exact=True).click()
        expect(cashier.dialog).to_be_visible()
        assert axe.violations(cashier.page) == [], "the payment"
