"""Takes the pictures of the documentation from a real installation: `make pictures`."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.acceptance.changing_till import ChangingTill, line
from tests.acceptance.installation import RunningInstallation
from tests.acceptance.restaurant import Restaurant, ticket, wait_for_board

HERE = Path(__file__).parent / "pictures"

CONFIG = """
name = "Harbour Kitchen"
time_zone = "Europe/Helsinki"
[stations.grill]
name = "Grill"
deadline_s = 3
[stations.fryer]
name = "Fryer"
deadline_s = 3
[[routes]]
category = "Sides"
stations = ["fryer"]
[[routes]]
category = "Mains"
stations = ["grill"]
[tills.A]
[tills.W]
send_only = true
"""

MENU = {
    "Mains": {
        "Harbour burger": 1450,
        "Halloumi burger": 1390,
        "Grilled char": 1990,
        "Rib-eye steak": 2790,
        "Grilled aubergine": 1290,
        "Chicken skewers": 1590,
    },
    "Sides": {"Fries": 450, "Sweet potato fries": 520, "Onion rings": 490},
}
"""Prices in cents, by category and product."""

WISHES = {"Harbour burger": ["no onion", "extra cheese", "well done"]}

Dish = dict[str, Any]


def main_dish(product: str, quantity: int = 1, **more: Any) -> Dish:
    """Return a line for the grill."""
    return {"product": product, "quantity": quantity, "category": "Mains", **more}


def side(product: str, quantity: int = 1, **more: Any) -> Dish:
    """Return a line for the fryer."""
    return {"product": product, "quantity": quantity, "category": "Sides", **more}


def menu() -> str:
    """Return the menu as the settings have it."""
    return "".join(
        f'[[menu]]\nproduct = "{product}"\ncategory = "{category}"\nprice = {price}\n'
        f"modifiers = {WISHES.get(product, [])}\n"
        for category, products in MENU.items()
        for product, price in products.items()
    )


ORDERS: list[dict[str, Any]] = [
    {
        "service": "dine-in",
        "table": "7",
        "lines": [
            main_dish("Harbour burger", 2, modifiers=["no onion", "extra cheese"], seat=1),
            main_dish("Grilled char", allergens=["fish"], seat=2),
            side("Sweet potato fries", 2),
        ],
    },
    {
        "service": "takeaway",
        "customer": {"name": "Åsa"},
        "note": "Picks up with a pram, please bring it to the door",
        "lines": [main_dish("Halloumi burger", modifiers=["gluten-free bun"]), side("Fries")],
    },
    {
        "service": "dine-in",
        "table": "12",
        "lines": [
            main_dish("Rib-eye steak", 2, note="one rare, one well done", course=2),
            main_dish("Grilled aubergine", modifiers=["without nuts"], allergens=["nuts"]),
            side("Onion rings"),
        ],
    },
    {
        "service": "delivery",
        "customer": {"name": "Väinö"},
        "lines": [main_dish("Chicken skewers", 3), side("Fries", 3)],
    },
]


def take() -> None:
    """Start an installation, play a few minutes of a service, and take each picture."""
    HERE.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        with (
            RunningInstallation(config=CONFIG + menu()) as kds,
            Restaurant(kds, browser) as restaurant,
        ):
            _play(restaurant)


def _play(restaurant: Restaurant) -> None:
    grill = restaurant.hang_up_screen("grill", "Grill 1")
    at_pass = restaurant.hang_up_screen("pass", "Pass")
    fryer = restaurant.hang_up_screen("fryer", "Fryer 1")
    sent = [restaurant.post(order)["order_id"] for order in ORDERS]
    for screen in (grill, at_pass, fryer):
        wait_for_board(screen, len(ORDERS))
    ticket(grill, sent[0]).get_by_role("button", name="Start").click()
    ticket(fryer, sent[1]).get_by_role("button", name="Ready").click()
    _picture(grill, "station")
    _picture(at_pass, "pass")
    restaurant.settle_everything()
    _change(restaurant, grill)
    _picture(grill, "changed")
    restaurant.settle_everything()
    fryer.close()
    for order in ORDERS[:2]:
        restaurant.post(order)
    office = restaurant.office.new_page()
    office.goto(f"{restaurant.kds.web_url}/manager")
    office.wait_for_selector("[data-failure]:nth-of-type(2)")
    _picture(office, "manager")
    till = restaurant.office.new_page()
    till.goto(f"{restaurant.kds.till_url}/")
    till.locator(".order.failed").first.wait_for()
    for product in ("Grilled char", "Harbour burger", "Harbour burger"):
        till.locator(".menu").get_by_role("button", name=product).click()
    till.get_by_role("button", name="extra cheese").click()
    _picture(till, "till")


def _change(restaurant: Restaurant, grill: Page) -> None:
    """Send three orders, then change one, call one off, and add to one that was ready."""
    till = ChangingTill(restaurant.kds)
    burger = line("1", "Harbour burger", 2, modifiers=["no onion"])
    char, steak = line("2", "Grilled char", allergens=["fish"]), line("3", "Rib-eye steak")
    changed = till.send(burger, char, table="7")
    ticket(grill, changed)
    voided = till.send(steak, char, table="12")
    ticket(grill, voided)
    more = till.send(char, table="9")
    ticket(grill, more).get_by_role("button", name="Ready").click()
    wait_for_board(grill, 2)
    till.change(changed, burger | {"quantity": 3}, steak, table="17")
    till.void(voided)
    till.change(more, char, line("4", "Halloumi burger", 2))
    grill.wait_for_function(
        "() => document.querySelectorAll('.press.seen:enabled').length === 3"
        " && !document.querySelector('.gone')"
    )


def _picture(page: Page, name: str) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    page.wait_for_function("() => document.readyState === 'complete'")
    page.screenshot(path=HERE / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    take()
