"""People in a restaurant, for acceptance tests: they use pages and commands as anybody would."""

from __future__ import annotations

import json
import urllib.request
from typing import Any, Self

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.acceptance.installation import RunningInstallation

TWO_STATIONS = """
name = "Test Diner"
fallback_station = "grill"
[stations.grill]
name = "Grill"
deadline_s = {deadline_s}
[stations.fryer]
name = "Fryer"
deadline_s = {deadline_s}
[resend]
first_pause_s = 0.5
longest_pause_s = 2
answer_within_s = 1
[[routes]]
category = "Fried"
stations = ["fryer"]
[tills.A]
[tills.W]
name = "Web shop"
send_only = true
"""

Board = list[list[Any]]


class Restaurant:
    """One installation, with a manager signed in and screens on the wall."""

    def __init__(self, kds: RunningInstallation, browser: Browser) -> None:
        self.kds = kds
        self.browser = browser
        self._contexts: list[BrowserContext] = []
        self.office = self._context()
        self._sign_in()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for context in self._contexts:
            context.close()

    def _context(self) -> BrowserContext:
        context = self.browser.new_context(viewport={"width": 1920, "height": 1080})
        context.set_default_timeout(30_000)
        self._contexts.append(context)
        return context

    def _sign_in(self) -> None:
        assert self.kds.manager_pin is not None
        page = self.office.new_page()
        page.goto(f"{self.kds.web_url}/manager")
        page.fill("input[name=name]", "manager")
        page.fill("input[name=pin]", self.kds.manager_pin)
        page.click("button[type=submit]")
        page.wait_for_url("**/manager")
        page.close()

    def hang_up_screen(self, board: str, name: str) -> Page:
        """Open a display's page and pair it, as a manager with the code at hand does."""
        screen = self._context().new_page()
        screen.goto(f"{self.kds.web_url}/display/{board}")
        code = screen.locator("[data-code]").get_attribute("data-code")
        page = self.office.new_page()
        page.goto(f"{self.kds.web_url}/manager/screens")
        row = page.locator(f"[data-code='{code}']")
        row.locator("input[name=name]").fill(name)
        row.get_by_role("button", name="pair").click()
        screen.wait_for_selector("body.display")
        expect(screen.get_by_text("live,")).to_be_visible(timeout=30_000)
        page.close()
        return screen

    def send(self, **order: Any) -> dict[str, Any]:
        """Send one order from a shell, and return what the till answered."""
        done = self.kds.run("send", "-", "--json", stdin=json.dumps(order))
        assert done.returncode == 0, done.stdout + done.stderr
        answer = json.loads(done.stdout)
        return dict(answer[0] if isinstance(answer, list) else answer)

    def post(self, order: dict[str, Any]) -> dict[str, Any]:
        """Send one order as POS software does."""
        request = urllib.request.Request(
            f"{self.kds.till_url}/orders",
            data=json.dumps(order).encode(),
            headers={
                "Authorization": f"Bearer {self.kds.till_key}",
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return dict(json.load(answer))

    def settle_everything(self) -> None:
        """Settle what is open, as a manager at the end of the day does."""
        for order in self.api("orders?open=1")["orders"]:
            done = self.office.request.post(
                f"{self.kds.web_url}/api/v1/orders/{order['order_id']}/commands",
                headers={"X-KDS": "1"},
                data={
                    "command": "ResolveOtherwise",
                    "command_id": f"tidy-{order['order_id']}"[:80],
                    "reason": "end of a test",
                },
            )
            assert done.ok, done.text()

    def api(self, path: str) -> Any:
        """Ask the web server as the operator does."""
        request = urllib.request.Request(
            f"{self.kds.web_url}/api/v1/{path}",
            headers={"Authorization": f"Bearer {self.kds.operator_key}"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def whereabouts(self, order_id: str) -> Any:
        """Ask the till where an order is."""
        request = urllib.request.Request(
            f"{self.kds.till_url}/orders/{order_id}",
            headers={"Authorization": f"Bearer {self.kds.till_key}"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


def board(page: Page) -> Board:
    """Return what a display shows: board, order, version."""
    shown: Board = page.evaluate("() => window.kds.board()")
    return shown


def wait_for_board(page: Page, orders: int) -> None:
    """Wait until a display shows so many tickets."""
    page.wait_for_function(f"() => window.kds.board().length === {orders}")


def ticket(page: Page, order_id: str) -> Any:
    """Return the ticket of one order on a display, once it is laid out and has its digit."""
    found = page.locator(f"[data-order-id='{order_id}']")
    expect(found).to_be_visible()
    expect(page.locator(".slot[style*=translate]").filter(has=found)).to_have_count(1)
    return found
