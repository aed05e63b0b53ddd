"""A cashier at the till's page, for acceptance tests: taps, types and reads as anybody would."""

from __future__ import annotations

import re
from typing import Self

from playwright.sync_api import Browser, Locator, Page, expect

from tests.acceptance.installation import RunningInstallation

MENU = """
[[menu]]
product = "Burger"
category = "Grilled"
price = 1200
modifiers = ["no onion", "extra cheese"]
allergens = ["milk", "gluten"]
[[menu]]
product = "Steak"
category = "Grilled"
price = 2650
[[menu]]
product = "Fries"
category = "Fried"
price = 450
[[menu]]
product = "Water"
category = "Drinks"
price = 250
kitchen = "never"
[[menu]]
product = "Ice cream"
category = "Drinks"
price = 390
kitchen = "ask"
"""
CATEGORY = {"Burger": "Grilled", "Steak": "Grilled", "Fries": "Fried"}


def settings(style: str) -> str:
    """Return the kds.toml of a restaurant with one station, a menu, and no pass to wait for."""
    return f"""
name = "Test Diner"
time_zone = "Europe/Helsinki"
style = "{style}"
fallback_station = "grill"
[stations.grill]
name = "Grill"
{MENU}"""


class Cashier:
    """Somebody who is signed in at the till's page; any error in the page fails the test."""

    def __init__(self, browser: Browser, kds: RunningInstallation, **context: object) -> None:
        self.context = browser.new_context(**context)  # type: ignore[arg-type]
        self.context.set_default_timeout(30_000)
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on(
            "console",
            lambda said: self.errors.extend(re.findall("Content Security.*", said.text)),
        )
        self._kds = kds

    def __enter__(self) -> Self:
        page, pin = self.page, self._kds.manager_pin
        assert pin is not None
        page.goto(self._kds.till_url)
        page.locator("[name=name]").fill("manager")
        page.locator("[name=pin]").fill(pin)
        page.keyboard.press("Enter")
        expect(page.locator(".basket")).to_be_attached(timeout=30_000)
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.context.close()
        assert kind is not None or self.errors == []

    def tap(self, *products: str) -> None:
        """Choose products from the menu."""
        menu = self.page.locator(".menu").first
        for product in products:
            category = CATEGORY.get(product, "Drinks")
            menu.get_by_role("button", name=category, exact=True).click()
            menu.get_by_role("button", name=product).click()

    def enter(self, way: str) -> str:
        """Take the order that was entered by one of its buttons; return its number."""
        self.page.locator(".ways").get_by_role("button", name=way, exact=True).click()
        said = self.page.locator("#order .said")
        expect(said).to_have_text(re.compile(r"\bA\d+ "))
        found = re.search(r"A\d+", said.text_content() or "")
        assert found is not None
        return found[0]

    def card(self, number: str) -> Locator:
        """Return the card of an order."""
        own = self.page.locator(".number", has_text=re.compile(f"^{number}$"))
        return self.page.locator(".order").filter(has=own)

    def press(self, number: str, name: str) -> None:
        """Press a button of an order's card."""
        button = self.card(number).get_by_role("button", name=f"{name} {number}", exact=True)
        button.click()

    def acts(self, number: str) -> list[str]:
        """Return what the buttons of an order's card say."""
        return self.card(number).locator(".acts button").all_text_contents()

    @property
    def dialog(self) -> Locator:
        """Return the window that is open."""
        return self.page.get_by_role("dialog")

    def confirm(self, name: str) -> None:
        """Press a button in the open window's foot."""
        self.dialog.locator("footer").get_by_role("button", name=name, exact=True).click()

    def take_cash(self) -> None:
        """Take all that is due in cash, in the window that is open."""
        self.dialog.locator("footer .main").click()

    def hand_over(self) -> None:
        """Confirm that the receipt on the screen was handed over."""
        expect(self.dialog.locator(".receipt")).to_be_visible()
        self.confirm("Handed over")
        expect(self.dialog).to_have_count(0)

    def paid(self, *products: str) -> str:
        """Take an order and have it paid in cash, with its receipt; return its number."""
        self.tap(*products)
        number = self.enter("Pay")
        self.take_cash()
        self.hand_over()
        return number

    def await_status(self, number: str, status: str) -> None:
        """Wait until a card shows a status, by its English name."""
        expect(self.card(number).locator(".status")).to_contain_text(status, timeout=30_000)

    def give_reason(self, text: str) -> None:
        """Choose one of the reasons that are ready."""
        self.dialog.locator(".reason").get_by_role("button", name=text, exact=True).click()
