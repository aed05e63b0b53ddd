"""The counter's pages as a cashier uses them, for acceptance tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.acceptance.hands import Hands
from tests.acceptance.restaurant import TWO_STATIONS

CONFIG = f"""time_zone = "Europe/Helsinki"
{TWO_STATIONS.format(deadline_s=3)}
[texts]
quiet_from = 00:00:00
quiet_until = 00:00:00
[[menu]]
product = "Burger"
category = "Grilled"
price = 1200
[[menu]]
product = "Water"
category = "Drinks"
price = 250
kitchen = "never"
[[menu]]
product = "Coffee machine"
category = "Shop"
price = 24900
kitchen = "never"
customer_unit = true
"""
HOSTILE = "<img src=x onerror=document.title='run'>"
BURGER = {"product": "Burger", "quantity": 1, "line_id": "L1"}
WATER = {"product": "Water", "quantity": 2, "line_id": "L1"}
MACHINE = {"product": "Coffee machine", "quantity": 1, "line_id": "L1"}
WITHIN_MS = 30_000


def taken(hands: Hands, *lines: dict[str, Any], name: str, phone: str = "", **more: Any) -> str:
    """Take an order that its customer collects."""
    customer = {"name": name} | ({"phone": phone} if phone else {})
    return hands.take(service="takeaway", customer=customer, lines=list(lines), **more)


def in_minutes(minutes: int) -> str:
    """Return a time from now on as an order carries it."""
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat(timespec="seconds")


def row(page: Page, order_id: str) -> Locator:
    """Return the row of a ticket on the page."""
    return page.locator(f"[data-ticket='{order_id}']")


def shown(page: Page, order_id: str) -> Locator:
    """Wait until a ticket is on the page, and return its row."""
    found = row(page, order_id)
    expect(found).to_be_visible(timeout=WITHIN_MS)
    return found


def count(page: Page, section: str) -> int:
    """Return how many tickets the navigation says a section has."""
    return int(page.locator(f"[data-section={section}] [data-count]").inner_text())


def to_section(page: Page, section: str) -> None:
    """Go to another section as a person does."""
    page.locator(f"[data-section={section}]").click()
    expect(page.locator(f"[data-section={section}]")).to_have_attribute("aria-current", "page")
