"""Takes the pictures of the documentation from a real installation: `make pictures`.

Names of views after the command take those alone.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from docs.pictured import camera
from docs.pictured.orders import play_changes, play_evening
from docs.pictured.restaurant import config
from docs.pictured.service import Service, line
from docs.pictured.views import PAGES, VIEWS
from docs.pictured.week import keep_week
from kds.orders import commands as c
from kds.orders.pickup import CalledHow
from tests.acceptance.installation import RunningInstallation
from tests.acceptance.restaurant import Restaurant, ticket
from tests.acceptance.television import television

NEVER_S = 3600
PATIENCE_MS = 60_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"]
CUSTOMERS = ("Åsa", "Noah", "Liisa", "Väinö", "Sofia", "Emil", "Aino", "Ville", "Ida")

NOT_SENT: list[dict[str, Any]] = [
    {
        "service": "dine-in",
        "table": "7",
        "lines": [
            line("Harbour burger", 2, modifiers=["no onion", "extra cheese"], seat=1),
            line("Grilled char", allergens=["fish"], seat=2),
            line("Sweet potato fries", 2),
        ],
    },
    {
        "service": "takeaway",
        "customer": {"name": "Åsa"},
        "note": "Picks up with a pram, please bring it to the door",
        "lines": [line("Halloumi burger", modifiers=["gluten-free bun"]), line("Fries")],
    },
]


class Pictures:
    """One restaurant with its screens on the wall; each method takes some views of it."""

    def __init__(self, restaurant: Restaurant, wanted: AbstractSet[str]) -> None:
        self._restaurant = restaurant
        self._wanted = wanted
        self._service = Service(restaurant.kds)
        keep_week(restaurant.kds)
        boards = {"grill": "Grill 1", "fryer": "Fryer 1", "cold": "Cold kitchen"}
        boards |= {"pass": "Pass", "approvals": "Approvals"}
        self._screens = {board: self._hang_up(board, name) for board, name in boards.items()}

    def _hang_up(self, board: str, name: str) -> Page:
        screen = self._restaurant.hang_up_screen(board, name)
        screen.keyboard.press("Shift")
        return screen

    def _take(self, board: str, view: str, **how: Any) -> None:
        if view in self._wanted:
            camera.take_view(self._screens[board], view, **how)

    def rush(self) -> None:
        """Take the boards of an evening's rush, and the windows over them."""
        ids = play_evening(self._service)
        grill, at_pass, asked = (self._screens[each] for each in ("grill", "pass", "approvals"))
        for screen, order in ((grill, "W50"), (at_pass, "W50"), (asked, "W64")):
            screen.wait_for_selector(f"[data-order-id='{ids[order]}']", state="attached")
        for screen in self._screens.values():
            expect(screen.locator(".gone")).to_have_count(0)
        self._take("approvals", "approvals")
        self._ask(ids)
        for view in ("station", "station-portrait", "station-tablet"):
            self._take("grill", view)
        self._take("pass", "pass")
        for counts in ("column", "only"):
            _set(grill, counts=counts)
            self._take("grill", f"counts-{counts}")
        _set(grill, counts="off")
        _set(at_pass, figures=True)
        expect(at_pass.locator("[data-figures=grill]")).to_contain_text("average")
        self._take("pass", "figures")
        _set(at_pass, figures=False)
        self._windows(ids)

    def _windows(self, ids: dict[str, str]) -> None:
        grill = self._screens["grill"]
        more = ticket(grill, ids["W42"]).get_by_role("button", name="More W42")
        self._window("grill", "more", more.click)
        for view, key in (("recall", "r"), ("options", "o"), ("settings", ","), ("help", "?")):
            self._window("grill", view, partial(grill.keyboard.press, key))
        grill.keyboard.press("o")
        learn = grill.get_by_role("button", name="Learn keys")
        self._window("grill", "learn-keys", learn.click)

    def _ask(self, ids: dict[str, str]) -> None:
        asked = self._screens["approvals"]
        reject = ticket(asked, ids["W61"]).get_by_role("button", name="Reject W61")
        reject.click()
        self._window("approvals", "reason", asked.get_by_role("button", name="Too busy").click)
        asked.get_by_role("button", name="Sold out / Pause").click()
        window = asked.get_by_role("dialog")
        window.get_by_role("button", name="Mark Grilled char as sold out").click()
        window.get_by_role("button", name="30 min", exact=True).click()
        expect(asked.locator(".pause-banner")).to_contain_text("paused until")
        self._take("approvals", "sold-out")
        window.get_by_role("button", name="Resume").click()
        window.get_by_role("button", name="Grilled char is there again").click()
        asked.keyboard.press("Escape")

    def _window(self, board: str, view: str, begin: Callable[[], object]) -> None:
        begin()
        dialog = self._screens[board].get_by_role("dialog")
        expect(dialog).to_be_visible()
        self._take(board, view)
        self._screens[board].keyboard.press("Escape")
        expect(dialog).to_have_count(0)

    def away(self) -> None:
        """Take the board while the web server stands still, after somebody has pressed."""
        grill, web = self._screens["grill"], self._restaurant.kds.part_pid("web")
        os.kill(web, signal.SIGSTOP)
        try:
            expect(grill.locator(".stale-banner")).to_contain_text("NOT LIVE since")
            grill.locator(".press.ready").first.click()
            expect(grill.locator(".waiting-presses li")).to_have_count(1)
            self._take("grill", "away", is_live=False)
        finally:
            os.kill(web, signal.SIGCONT)
        expect(grill.get_by_text("live,")).to_be_visible(timeout=30_000)

    def changes(self) -> None:
        """Take tickets that were changed, and at the end a board without any."""
        self._service.settle()
        grill = self._screens["grill"]
        expect(grill.locator("p.empty")).to_be_visible(timeout=30_000)
        self._take("grill", "empty")
        play_changes(self._service)
        expect(grill.locator(".press.seen:enabled")).to_have_count(3)
        self._take("grill", "changed")
        self._service.settle()

    def ready_board(self) -> None:
        """Take the television of the customers."""
        with television(self._restaurant, self._restaurant.browser) as shown:
            self._screens["ready-board"] = shown.page
            _set(shown.page, name="Television")
            shown.page.keyboard.press("Shift")
            for number, name in enumerate(CUSTOMERS):
                told: dict[str, Any] = {"service": "takeaway", "customer": {"name": name}}
                order = self._service.order(f"W{71 + number}", 9 - number, line("Fries"), **told)
                if number < 4:
                    self._service.ready(order, 5 - number, "fryer")
                    how = CalledHow.READY_FOR_CUSTOMER
                    self._service.cook(c.CallCustomer, order, 4 - number, how=how)
            expect(shown.page.locator(".numbers li")).to_have_count(len(CUSTOMERS))
            self._take("ready-board", "ready-board")
        self._service.settle()

    def pages(self) -> None:
        """Take the manager's pages of screens and reports."""
        office, url = self._restaurant.office.new_page(), self._restaurant.kds.web_url
        if "screens-page" in self._wanted:
            office.goto(f"{url}/manager/screens")
            office.locator("[data-display]").nth(4).wait_for()
            camera.take_page(office, "screens-page")
        if "reports" in self._wanted:
            office.goto(f"{url}/manager/reports")
            office.get_by_role("button", name="7 days").click()
            office.locator("[data-by=day] .plot").wait_for()
            camera.take_page(office, "reports")


def _set(screen: Page, **choice: object) -> None:
    """Choose something at a screen, as its settings do."""
    screen.evaluate(
        "choice => import('/static/js/screen/settings.js')"
        ".then(({ settings }) => settings.save(choice))",
        choice,
    )


def take_not_sent(restaurant: Restaurant) -> None:
    """Take office and till where orders are not sent, since a station has no screen."""
    for board, name in (("grill", "Grill 1"), ("cold", "Cold kitchen")):
        restaurant.hang_up_screen(board, name)
    restaurant.hang_up_screen("fryer", "Fryer 1").close()
    for order in NOT_SENT:
        restaurant.post(order)
    office = restaurant.office.new_page()
    office.goto(f"{restaurant.kds.web_url}/manager")
    office.wait_for_selector("[data-failure]:nth-of-type(2)")
    office.keyboard.press("Shift")
    camera.take_page(office, "manager")
    till = restaurant.office.new_page()
    till.goto(f"{restaurant.kds.till_url}/")
    till.locator(".order.failed").first.wait_for()
    for product in ("Grilled char", "Harbour burger", "Harbour burger"):
        till.locator(".menu").get_by_role("button", name=product).click()
    till.get_by_role("button", name="extra cheese").click()
    camera.take_page(till, "till")


def take(wanted: AbstractSet[str]) -> None:
    """Play a restaurant, and take what is wanted of it."""
    camera.HERE.mkdir(exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        if wanted - {"manager", "till"}:
            with (
                RunningInstallation(config=config(NEVER_S, second_till=True)) as kds,
                Restaurant(kds, browser) as restaurant,
            ):
                pictures = Pictures(restaurant, wanted)
                pictures.rush()
                pictures.away()
                pictures.changes()
                pictures.ready_board()
                pictures.pages()
        if wanted & {"manager", "till"}:
            with (
                RunningInstallation(config=config(deadline_s=3)) as kds,
                Restaurant(kds, browser) as restaurant,
            ):
                take_not_sent(restaurant)


if __name__ == "__main__":
    take({*(sys.argv[1:] or [*VIEWS, *PAGES])})
