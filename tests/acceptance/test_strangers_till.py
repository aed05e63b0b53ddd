"""A till that a stranger wrote from docs/bus.md alone: what it says right, and what wrong."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.acceptance.installation import RunningInstallation, await_that
from tests.acceptance.restaurant import TWO_STATIONS, Restaurant, ticket

pytestmark = pytest.mark.browser

PROGRAM = Path(__file__).with_name("strangers_till.py")
WITHIN_S = 120


class Said:
    """What one run of the stranger's till wrote and heard."""

    def __init__(self, done: subprocess.CompletedProcess[str]) -> None:
        assert done.returncode == 0, done.stderr
        self.entry_id, *lines = done.stdout.splitlines()
        self.events: list[dict[str, Any]] = [json.loads(line) for line in lines]


class Stranger:
    """The stranger's till at an installation."""

    def __init__(self, kds: RunningInstallation) -> None:
        self._kds = kds

    def run(self, entry: str, letter: str = "W") -> subprocess.CompletedProcess[str]:
        """Write one entry as till W into the stream of `letter`, and hear what becomes of it."""
        password = (self._kds.data_dir / "secrets/bus-till-W.password").read_text().strip()
        bus_socket = self._kds.run_info.bus_socket
        assert bus_socket is not None
        return subprocess.run(
            [sys.executable, "-I", str(PROGRAM), "main", letter, bus_socket],
            input=entry,
            env={"STRANGER_PASSWORD": password, "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            timeout=WITHIN_S,
            check=False,
        )

    def say(self, entry: str) -> Said:
        """Write one entry that is answered."""
        return Said(self.run(entry))


@pytest.fixture(scope="module")
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    config = TWO_STATIONS.format(deadline_s=30)
    with RunningInstallation(config=config) as kds, Restaurant(kds, browser) as restaurant:
        yield restaurant


@pytest.fixture(scope="module")
def grill(restaurant: Restaurant) -> Page:
    """A display of the grill."""
    return restaurant.hang_up_screen("grill", "Grill 1")


@pytest.fixture
def stranger(restaurant: Restaurant) -> Stranger:
    """The stranger's till, registered as send-only till W."""
    return Stranger(restaurant.kds)


def order(order_id: str, **changes: Any) -> dict[str, Any]:
    """Return an event as docs/bus.md describes it."""
    return {
        "specversion": "1.0",
        "type": "kds.order.submitted.v1",
        "source": "kds/main/till/W",
        "id": f"{order_id}-1",
        "data": {
            "order": {
                "order_id": order_id,
                "number": order_id[-3:],
                "revision": 1,
                "accepted_at": "2026-11-22T11:30:00Z",
                "service": "takeaway",
                "lines": [{"line_id": "1", "product": "Ramen", "quantity": 2}],
            }
            | changes
        },
    }


def test_the_stranger_imports_nothing_of_ours() -> None:
    tree = ast.parse(PROGRAM.read_text("utf-8"))
    names = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert names == {"json", "os", "socket", "sys"}
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]


def test_an_order_of_the_stranger_reaches_a_display(grill: Page, stranger: Stranger) -> None:
    said = stranger.say(json.dumps(order("W-100")))
    applied, *_, confirmed = said.events
    assert applied["type"] == "kds.order.applied.v1"
    assert applied["data"]["record"]["order"]["order_id"] == "W-100"
    assert confirmed["data"]["record"]["parts"]["grill"]["delivery"]["state"] == "confirmed"
    assert confirmed["data"]["change"]["by"]["name"] == "Grill 1"
    assert "Ramen" in ticket(grill, "W-100").inner_text()


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("{this is not JSON", "The entry cannot be read"),
        (json.dumps(order("W-200", lines=[])), "$.data.order.lines"),
        (json.dumps(order("W-201", salutation="Sir")), "$.data.order.salutation"),
        (json.dumps(order("W-202") | {"source": "kds/main/till/A"}), "$.source"),
        (json.dumps(order("W-203") | {"type": "kds.order.sung.v1"}), "$.type"),
        ("[" * 50_000, "The entry cannot be read"),
    ],
    ids=["no JSON", "no lines", "unknown field", "another's name", "unknown type", "too deep"],
)
def test_a_broken_entry_is_answered_shown_and_stops_nothing(
    restaurant: Restaurant, grill: Page, stranger: Stranger, entry: str, reason: str
) -> None:
    said = stranger.say(entry)
    refused = said.events[-1]
    assert refused["type"] == "kds.order.refused.v1"
    assert reason in refused["data"]["reason"]

    shown = {each["entry"]: each for each in restaurant.api("set-aside")["entries"]}
    kept = shown[f"W/{said.entry_id}"]
    assert kept["till"] == "W"
    assert reason in kept["reason"]

    after = f"W-after-{said.entry_id}"
    stranger.say(json.dumps(order(after, number="W9")))
    ticket(grill, after)


def test_the_manager_sees_the_broken_entry(restaurant: Restaurant, stranger: Stranger) -> None:
    said = stranger.say(json.dumps(order("W-300", lines=[])))
    await_that(
        lambda: any(each["kind"] == "set_aside" for each in restaurant.api("alarms")["alarms"]),
        "there is an alarm",
    )
    page = restaurant.office.new_page()
    page.goto(f"{restaurant.kds.web_url}/manager")
    page.get_by_text(said.events[-1]["data"]["reason"]).first.wait_for()
    page.close()


def test_another_tills_order_cannot_be_taken_over(
    restaurant: Restaurant, grill: Page, stranger: Stranger
) -> None:
    burger = {"product": "Burger", "quantity": 1}
    own = restaurant.send(service="takeaway", lines=[burger])
    ticket(grill, own["order_id"])
    said = stranger.say(json.dumps(order(own["order_id"], number="W1", revision=2)))
    assert "belongs to till A" in said.events[-1]["data"]["reason"]
    assert "Burger" in ticket(grill, own["order_id"]).inner_text()


def test_the_stranger_cannot_write_as_another_till(stranger: Stranger) -> None:
    done = stranger.run(json.dumps(order("A-1")), letter="A")
    assert "WRONGPASS" in done.stderr


def test_the_same_order_twice_is_one(
    restaurant: Restaurant, grill: Page, stranger: Stranger
) -> None:
    stranger.say(json.dumps(order("W-400")))
    ticket(grill, "W-400")
    client = restaurant.kds.bus("till-W")
    client.xadd("kds:{main}:orders:W", {"event": json.dumps(order("W-400"))})
    stranger.say(json.dumps(order("W-401")))
    ticket(grill, "W-401")
    assert grill.locator("[data-order-id='W-400']").count() == 1
    assert restaurant.api("orders/W-400")["record"]["order"]["revision"] == 1


def test_rubbish_in_its_heartbeat_harms_only_itself(
    restaurant: Restaurant, grill: Page, stranger: Stranger
) -> None:
    client = restaurant.kds.bus("till-W")
    client.hset(
        "kds:{main}:till:W",
        mapping={"at": "noon", "unsent": "-1e9", "oldest_unsent_at": "\x00", "cursor": "<b>"},
    )
    resend = restaurant.kds.part_pid("resend")
    stranger.say(json.dumps(order("W-500", lines=[])))
    count = len(restaurant.api("set-aside")["entries"])
    await_that(
        lambda: any(
            each["text"].startswith(f"{count} message")
            for each in restaurant.api("alarms")["alarms"]
        ),
        "the alarms are still kept up to date",
    )
    assert restaurant.api("tills")
    assert restaurant.kds.part_pid("resend") == resend
