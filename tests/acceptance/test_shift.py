"""A real shift through the whole house: two stations, three displays, every order exactly once."""

from __future__ import annotations

import csv
import gzip
import json
import os
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.acceptance.installation import RunningInstallation, await_that
from tests.acceptance.restaurant import TWO_STATIONS, Restaurant, board

pytestmark = pytest.mark.browser

ORDERS = Path(__file__).parents[3] / "shared" / "data" / "takeaway-orders.csv.gz"
DAY = "2018-04-29"
SPEED = os.environ.get("KDS_TEST_SHIFT_SPEED", "1200")
"""The shift lasts hours; by default it is pressed into half a minute."""


def dishes_of_the_day() -> Counter[tuple[str, int]]:
    """Count (dish, quantity) of the day, read without any code of ours."""
    with gzip.open(ORDERS, "rt", encoding="utf-8") as file:
        return Counter(
            (row["item"], int(row["quantity"]))
            for row in csv.DictReader(file)
            if row["ordered_at"].startswith(DAY)
        )


@pytest.mark.skipif(not ORDERS.exists(), reason="the file of real orders is not here")
@pytest.mark.timeout(900)
def test_the_busiest_day_reaches_its_displays_exactly_once(browser: Browser) -> None:
    config = TWO_STATIONS.format(deadline_s=10)
    with RunningInstallation(config=config) as kds, Restaurant(kds, browser) as restaurant:
        screens = {
            "grill": [
                restaurant.hang_up_screen("grill", "Grill 1"),
                restaurant.hang_up_screen("grill", "Grill 2"),
            ],
            "pass": [restaurant.hang_up_screen("pass", "Pass")],
        }
        played = kds.run("replay", str(ORDERS), "--day", DAY, "--speed", SPEED)
        assert played.returncode == 0, played.stdout + played.stderr

        def till_orders() -> list[dict[str, object]]:
            import urllib.request

            request = urllib.request.Request(
                f"{kds.till_url}/orders", headers={"Authorization": f"Bearer {kds.till_key}"}
            )
            with urllib.request.urlopen(request, timeout=30) as answer:
                return list(json.load(answer)["orders"])

        accepted = {str(order["order"]["order_id"]) for order in till_orders()}
        assert len(accepted) == 39

        def records() -> list[dict[str, object]]:
            listed = restaurant.api("orders?open=1&limit=500")["orders"]
            return [restaurant.api(f"orders/{each['order_id']}")["record"] for each in listed]

        await_that(
            lambda: all(
                part["delivery"]["state"] == "confirmed"
                for record in records()
                for part in record["parts"].values()  # type: ignore[attr-defined]
            ),
            "every part is confirmed by a display",
        )
        kept = records()
        assert {record["order"]["order_id"] for record in kept} == accepted  # type: ignore[index]
        dishes = Counter(
            (line["product"], line["quantity"])
            for record in kept
            for line in record["order"]["lines"]  # type: ignore[index]
        )
        assert dishes == dishes_of_the_day()
        for name, pages in screens.items():
            wanted = sorted(
                record["order"]["order_id"]  # type: ignore[index]
                for record in kept
                if name == "pass" or name in record["parts"]  # type: ignore[operator]
            )
            for page in pages:
                page.wait_for_function(f"() => window.kds.board().length === {len(wanted)}")
                assert [order_id for _, order_id, _ in board(page)] == wanted
