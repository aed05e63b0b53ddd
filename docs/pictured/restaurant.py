"""The restaurant that the pictures show: its stations, its menu, and what time it is there."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

EVENING = 19 * 60
"""The minute of the day at which the pictures are best taken: the rush has begun."""

ZONES = (
    *("Europe/Helsinki", "Europe/Lisbon", "Atlantic/Azores", "America/Sao_Paulo"),
    *("America/Halifax", "America/Toronto", "America/Chicago", "America/Denver"),
    *("America/Vancouver", "America/Anchorage", "Pacific/Honolulu", "Pacific/Auckland"),
    *("Australia/Sydney", "Asia/Tokyo", "Asia/Singapore", "Asia/Bangkok", "Asia/Dhaka"),
    *("Asia/Karachi", "Asia/Dubai"),
)

CONFIG = """
name = "Harbour Kitchen"
time_zone = "{zone}"
fallback_station = "grill"
[stations.grill]
name = "Grill"
deadline_s = {deadline_s}
[stations.fryer]
name = "Fryer"
deadline_s = {deadline_s}
[stations.cold]
name = "Cold kitchen"
deadline_s = {deadline_s}
[board]
names = true
[[routes]]
category = "Mains"
stations = ["grill"]
[[routes]]
category = "Sides"
stations = ["fryer"]
[[routes]]
category = "Cold"
stations = ["cold"]
[tills.A]
"""

SECOND_TILL = """[tills.W]
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
    "Cold": {
        "Caesar salad": 1190,
        "Toast Skagen": 1390,
        "Beef tartare": 1590,
        "Rhubarb crumble": 890,
        "Chocolate cake": 850,
    },
}
"""Prices in cents, by category and product."""

CATEGORY = {product: category for category, products in MENU.items() for product in products}

WISHES = {"Harbour burger": ["no onion", "extra cheese", "well done"]}


def config(deadline_s: int, *, second_till: bool = False) -> str:
    """Return the settings of the restaurant, whose stations have so long to show an order."""
    menu = "".join(
        f'[[menu]]\nproduct = "{product}"\ncategory = "{category}"\nprice = {price}\n'
        f"modifiers = {WISHES.get(product, [])}\n"
        for category, products in MENU.items()
        for product, price in products.items()
    )
    second = SECOND_TILL if second_till else ""
    return CONFIG.format(zone=evening_zone(), deadline_s=deadline_s) + second + menu


def evening_zone() -> str:
    """Return where it is evening, so that the clocks of the pictures suit what they show."""
    return min(ZONES, key=_from_evening)


def _from_evening(zone: str) -> int:
    there = datetime.now(ZoneInfo(zone))
    return abs(there.hour * 60 + there.minute - EVENING)
