"""The all-day counts: what is still to be made, by product and by what is different about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

COUNT = """
async ([source, views]) => {
  const { countOwed } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  return countOwed(views);
}
"""

Json = dict[str, Any]
Count = Callable[..., list[Json]]


@pytest.fixture(scope="module")
def count(browser: Browser) -> Iterator[Count]:
    """What counts the lines of tickets."""
    source = files("kds.web").joinpath("static/js/screen/counts.js").read_text("utf-8")
    page = browser.new_page()
    yield lambda *views: page.evaluate(COUNT, [source, list(views)])
    page.close()


def ticket(order_id: str, *lines: Json, board: str = "grill", **more: Any) -> Json:
    """Return a ticket; its lines are numbered where they name no line."""
    numbered = [{"line_id": f"L{at}"} | line for at, line in enumerate(lines)]
    return {"order_id": order_id, "board": board, "lines": numbered} | more


def line(product: str, quantity: int = 1, *modifiers: str, **more: Any) -> Json:
    """Return a line of a ticket."""
    return {"product": product, "quantity": quantity, "modifiers": list(modifiers)} | more


def counted(product: str, number: int, later: int = 0, **variants: int) -> Json:
    """Return what is told of a product; `_` in a variant stands for a space."""
    told = [{"words": name.replace("_", " "), "count": each} for name, each in variants.items()]
    return {"product": product, "count": number, "later": later, "variants": told}


def test_products_and_what_is_different_are_added_up_over_all_tickets(count: Count) -> None:
    assert count(
        ticket("o1", line("Fries", 2), line("Burger", 1, "no onion", "cheese")),
        ticket("o2", line("Burger", 2, "cheese", "no onion"), line("Burger", 1, "no salt")),
        ticket("o3", line("Ålandspannkaka"), line("Äpple")),
    ) == [
        counted("Ålandspannkaka", 1),
        counted("Äpple", 1),
        counted("Burger", 4, **{"cheese,_no_onion": 3, "no_salt": 1}),
        counted("Fries", 2),
    ]


def test_what_nobody_makes_any_more_is_not_counted(count: Count) -> None:
    burger = line("Burger")
    assert count(ticket("o1", burger, stopped="voided")) == []
    for gone in ({"struck": True}, {"mark": "removed"}, {"mark": "made"}):
        assert count(ticket("o1", burger | gone, line("Fries"))) == [counted("Fries", 1)]


def test_at_the_pass_parts_that_are_ready_or_stopped_are_done(count: Count) -> None:
    lines = [line("Burger", station="grill"), line("Fries", station="fryer")]
    parts = [{"station": "grill", "state": "ready"}, {"station": "fryer", "state": "started"}]
    assert count(ticket("o1", *lines, board="pass", parts=parts)) == [counted("Fries", 1)]
    stopped = {"station": "fryer", "state": "waiting", "stopped": "voided"}
    parts = [{"station": "grill", "state": "waiting"}, stopped]
    assert count(ticket("o1", *lines, board="pass", parts=parts)) == [counted("Burger", 1)]


def test_what_waits_for_its_course_or_is_held_is_owed_later(count: Count) -> None:
    grill = {"station": "grill", "state": "waiting"}
    held = grill | {"held": True}
    assert count(
        ticket("o1", line("Steak", 2, later=True), line("Steak", 1)),
        ticket("o2", line("Steak", 4), held_at="2026-11-26T12:00:00Z"),
        ticket("o3", line("Steak", 8, station="grill"), board="pass", parts=[held]),
        ticket("o4", line("Steak", 16, station="grill"), board="pass", parts=[grill]),
    ) == [counted("Steak", 31, later=14)]


def test_what_awaits_an_approval_is_not_owed(count: Count) -> None:
    asked = ticket("o1", line("Ribs", 7), board="approvals")

    assert count(asked, ticket("o2", line("Ribs"))) == [counted("Ribs", 1)]


def test_an_order_on_the_pass_and_on_a_station_of_one_screen_counts_once(count: Count) -> None:
    grill = {"station": "grill", "state": "waiting"}
    views = (
        ticket("o1", line("Steak"), parts=[grill]),
        ticket("o1", line("Steak", station="grill"), board="pass", parts=[grill]),
    )
    assert count(*views) == [counted("Steak", 1)]
    assert count(*reversed(views)) == [counted("Steak", 1)]
