"""A real shift through the whole house: two stations, three displays, every order exactly once."""

from __future__ import annotations

import csv
import gzip
import json
import os
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.acceptance.installation import RunningInstallation, await_that
from tests.acceptance.restaurant import Restaurant, board

pytestmark = pytest.mark.browser

BESIDE_THE_CLONE = Path(__file__).parents[3] / "shared" / "data" / "takeaway-orders.csv.gz"
NAMED = os.environ.get("KDS_TEST_SHIFT_FILE")
ORDERS = Path(NAMED) if NAMED else BESIDE_THE_CLONE
DAY = "2018-04-29"
SPEED = os.environ.get("KDS_TEST_SHIFT_SPEED", "1200")
"""The shift lasts hours; by default it is pressed into half a minute."""


TAKEAWAY = """
name = "Takeaway"
time_zone = "Europe/London"
fallback_station = "curry"
[stations.curry]
name = "Curry"
[stations.tandoor]
name = "Tandoor"
[[routes]]
category = "curries"
stations = ["curry"]
[[routes]]
category = "rice"
stations = ["curry"]
[[routes]]
category = "breads"
stations = ["tandoor"]
[[routes]]
category = "tandoori"
stations = ["tandoor"]
[[routes]]
category = "starters"
stations = ["tandoor"]
"""


def dishes_of_the_day() -> Counter[tuple[str, int]]:
    """Count (dish, quantity) of the day, read without any code of ours."""
    with gzip.open(ORDERS, "rt", encoding="utf-8") as file:
        return Counter(
            (row["item"], int(row["quantity"]))
            for row in csv.DictReader(file)
            if row["ordered_at"].startswith(DAY)
        )


def till_orders(kds: RunningInstallation) -> list[Any]:
    """Return every order that the till keeps, with its whereabouts."""
    request = urllib.request.Request(
        f"{kds.till_url}/orders", headers={"Authorization": f"Bearer {kds.till_key}"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return list(json.load(answer)["orders"])


def records(restaurant: Restaurant) -> list[Any]:
    """Return the kitchen's record of every open order."""
    listed = restaurant.api("orders?open=1&limit=500")["orders"]
    return [restaurant.api(f"orders/{each['order_id']}")["record"] for each in listed]


@pytest.mark.skipif(
    not NAMED and not ORDERS.exists(),  # Who names the file wants the test.
    reason="the file of real orders is not here; name it with KDS_TEST_SHIFT_FILE",
)
@pytest.mark.timeout(900)
def test_the_busiest_day_reaches_its_displays_exactly_once(browser: Browser) -> None:
    with RunningInstallation(config=TAKEAWAY) as kds, Restaurant(kds, browser) as restaurant:
        screens = {
            name: restaurant.hang_up_screen(name, name.capitalize())
            for name in ("curry", "tandoor", "pass")
        }
        played = kds.run("replay", str(ORDERS), "--day", DAY, "--speed", SPEED, within_s=800)
        assert played.returncode == 0, played.stdout + played.stderr

        accepted = {str(order["order"]["order_id"]) for order in till_orders(kds)}
        assert len(accepted) == 39

        await_that(
            lambda: all(
                part["delivery"]["state"] == "confirmed"
                for record in records(restaurant)
                for part in record["parts"].values()
            ),
            "every part is confirmed by a display",
        )
        kept = records(restaurant)
        assert {record["order"]["order_id"] for record in kept} == accepted
        dishes = Counter(
            (line["product"], line["quantity"])
            for record in kept
            for line in record["order"]["lines"]
        )
        assert dishes == dishes_of_the_day()
        for name, page in screens.items():
            wanted = sorted(
                record["order"]["order_id"]
                for record in kept
                if name == "pass" or name in record["parts"]
            )
            assert len(wanted) > 0
            page.wait_for_function(f"() => window.kds.board().length === {len(wanted)}")
            assert [order_id for _, order_id, _ in board(page)] == wanted
        agreed = {o["whereabouts"]["status"] for o in till_orders(kds)}
        assert agreed == {"IN_KITCHEN"}
