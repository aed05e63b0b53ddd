"""A walk through all twelve statuses on a running system, with a copy of the seed's own rows.

`pytest -s` prints what was walked: status, how it was reached, what was done and what was refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page
from rich.console import Console
from rich.table import Table

from tests.acceptance.hands import Hands, Said
from tests.acceptance.installation import RunningInstallation, await_that
from tests.acceptance.restaurant import TWO_STATIONS, Restaurant, ticket

pytestmark = pytest.mark.browser

SEED = {
    "COMPLETED": ("Valmis", {"void", "refund"}),
    "FULLY_REFUNDED": ("Hyvitetty kokonaan", set()),
    "PARKED": ("Kuittiparkissa", {"open again", "cancel"}),
    "IN_KITCHEN": ("Keittiössä", {"mark ready"}),
    "PARTIALLY_REFUNDED": ("Hyvitetty osittain", {"refund"}),
    "AWAITING_APPROVAL": ("Odottaa hyväksyntää", {"approve", "reject"}),
    "PENDING": ("Käsittelyssä", {"report payment", "cancel outside"}),
    "CANCELLED": ("Peruutettu", set()),
    "VOIDED": ("Mitätöity", {"copy"}),
    "UNFINISHED": ("Keskeneräinen", {"pay", "hand over receipt", "mark completed"}),
    "UNPAID_IN_EXTERNAL_SYSTEM": ("Maksamatta ulkoisessa järjestelmässä", {"mark completed"}),
    "NOT_SENT_TO_KITCHEN": ("Ei lähetetty keittiöön", {"send again"}),
}
"""The rows of the till system's list of statuses: the Finnish name, and what may be done next."""

AT_TILL = {
    "change": "change",
    "send": "send",
    "park": "park",
    "open": "open again",
    "pay": "pay",
    "report-payment": "report payment",
    "receipt": "hand over receipt",
    "void": "void",
    "refund": "refund",
    "settle-refund": "settle refund",
    "copy": "copy",
    "delete": "delete",
    "send-again": "send again",
}
"""What can be asked of the till, and the action it is."""

AT_OFFICE = {
    "Approve": "approve",
    "Reject": "reject",
    "StartPart": "start",
    "MarkPartReady": "mark ready",
    "RecallPart": "recall",
    "RequestResend": "send again",
    "ResolveOtherwise": "resolve otherwise",
    "CancelOrder": "cancel",
    "MarkCompleted": "mark completed",
}
"""What can be asked of the back office, and the action it is."""

POSSIBLE = {
    "COMPLETED": {"void", "refund", "RecallPart"},
    "FULLY_REFUNDED": set(),
    "PARKED": {"open", "CancelOrder", "change", "send", "pay"},
    "IN_KITCHEN": {
        *("change", "receipt", "void", "refund"),
        *("StartPart", "MarkPartReady", "ResolveOtherwise"),
    },
    "PARTIALLY_REFUNDED": {"refund", "RecallPart"},
    "AWAITING_APPROVAL": {
        *("change", "receipt", "void", "refund"),
        *("Approve", "Reject", "ResolveOtherwise"),
    },
    "PENDING": {"report-payment"},
    "CANCELLED": {"settle-refund"},
    "VOIDED": {"copy"},
    "UNFINISHED": {"pay", "change", "park", "delete"},
    "UNPAID_IN_EXTERNAL_SYSTEM": {"MarkCompleted", "void", "refund"},
    "NOT_SENT_TO_KITCHEN": {
        *("change", "receipt", "void", "refund", "send-again"),
        *("RequestResend", "ResolveOtherwise"),
    },
}
"""What is possible with the order that the walk has brought there; all else must be refused."""

CONFIG = (
    TWO_STATIONS.format(deadline_s=3)
    + """
[systems.webshop]
name = "Web shop"
key = "a-key-only-for-this-walk"
[[menu]]
product = "Burger"
category = "Grilled"
price = 1200
[[menu]]
product = "Fries"
category = "Fried"
price = 450
[[menu]]
product = "Water"
category = "Drinks"
price = 250
kitchen = "never"
"""
)
SHOP = "a-key-only-for-this-walk"
BURGER = {"product": "Burger", "quantity": 2, "line_id": "L1"}
FRIES = {"product": "Fries", "quantity": 1, "line_id": "L1"}
WATER = {"product": "Water", "quantity": 1, "line_id": "L1"}


class Step(NamedTuple):
    """One status of the walk."""

    status: str
    reached: str
    refused: list[str]


class Walk:
    """Brings orders into each status with real hands, acts, and is refused."""

    def __init__(self, restaurant: Restaurant) -> None:
        self.restaurant = restaurant
        self.hands = Hands(restaurant.kds)
        self.steps: list[Step] = []
        self.accepted: dict[str, dict[str, str]] = {status: {} for status in SEED}
        self.grill: Page = restaurant.hang_up_screen("grill", "Grill 1")
        self.approvals: Page = restaurant.hang_up_screen("approvals", "Approvals 1")

    def at(self, status: str, reached: str, order_id: str) -> None:
        """Note that an order is in a status, and try there all that must be refused."""
        self.hands.await_status(order_id, status)
        named = self.hands.at_till(order_id, "fi")["whereabouts"]["status_text"]
        assert named == SEED[status][0]
        assert self.offered(order_id) >= SEED[status][1] - {"cancel outside"} - NOT_YET[status]
        refused = sorted({*AT_TILL, *AT_OFFICE} - POSSIBLE[status])
        for deed in refused:
            said = self.attempt(order_id, deed)
            assert said.status == 409, (status, deed, said)
        assert self.hands.statuses(order_id) == (status, status), "a refusal changed something"
        self.steps.append(Step(status, reached, refused))

    def attempt(self, order_id: str, deed: str) -> Said:
        """Try something with well-formed content, so that only the table can refuse it."""
        if deed in AT_TILL:
            return self.hands.till(order_id, deed, **BODIES.get(deed, {}))
        return self.hands.office(order_id, deed, **FIELDS.get(deed, {}))

    def offered(self, order_id: str) -> set[str]:
        """Return what till and back office offer for an order, and what cooks can press."""
        till = self.hands.at_till(order_id)["offered"]
        office = self.hands.at_office(order_id)["offered"]
        return {each["action"] for each in (*till, *office)}

    def note(self, order_id: str, action: str, where: str) -> None:
        """Note what is about to be accepted, and in which status."""
        self.accepted[self.hands.statuses(order_id)[1]][action] = where

    def ready(self, order_id: str, station: Page | None = None) -> None:
        """Press *Ready* on a screen."""
        pressed = ticket(station or self.grill, order_id).get_by_role("button", name="Ready")
        self.note(order_id, "mark ready", "screen")
        pressed.click()

    def done(self, order_id: str, deed: str, key: str | None = None, **body: Any) -> Any:
        """Do something at the till, or in the web shop, that must be accepted."""
        action = "cancel outside" if body.get("result") == "cancelled" else AT_TILL[deed]
        self.note(order_id, action, "web shop" if key else "till")
        said = self.hands.till(order_id, deed, key, **body)
        assert said.is_done, (deed, said)
        return said.content

    def told(self, order_id: str, command: str, **fields: Any) -> None:
        """Give a command in the back office that must be accepted."""
        self.note(order_id, AT_OFFICE.get(command, "settle refund"), "back office")
        said = self.hands.office(order_id, command, **fields)
        assert said.is_done, (command, said)

    def paid(self, *lines: dict[str, Any]) -> str:
        """Take an order in fast food and have it paid."""
        order_id = self.hands.take(service="takeaway", hold=True, lines=list(lines))
        self.hands.await_status(order_id, "UNFINISHED")
        self.done(order_id, "pay", method="cash")
        return order_id

    def completed(self) -> str:
        """Take an order through to its end: paid, receipt, ready."""
        order_id = self.paid(BURGER)
        self.hands.await_status(order_id, "IN_KITCHEN")
        self.done(order_id, "receipt")
        self.ready(order_id)
        self.hands.await_status(order_id, "COMPLETED")
        return order_id


NOT_YET = {status: set[str]() for status in SEED}
NOT_YET["UNFINISHED"] = {"hand over receipt", "mark completed"}
"""What the seed offers later in the same status: nobody hands over a receipt before payment."""

BODIES: dict[str, dict[str, Any]] = {
    "pay": {"method": "cash"},
    "void": {"reason": "wrong table"},
    "refund": {"lines": [{"line_id": "L1", "quantity": 1}], "reason": "cold"},
    "delete": {"reason": "by mistake"},
    "change": {"note": "quickly"},
    "park": {"table": "9"},
    "report-payment": {"result": "paid"},
    "settle-refund": {"reason": "given back"},
}
FIELDS: dict[str, dict[str, Any]] = {
    "Approve": {"minutes": 15},
    "Reject": {"reason": "sold out"},
    "StartPart": {"station": "grill"},
    "MarkPartReady": {"station": "grill"},
    "ResolveOtherwise": {"reason": "told them"},
    "RecallPart": {"station": "grill"},
    "CancelOrder": {"reason": "left"},
    "MarkCompleted": {"reason": "no receipt wanted"},
}


@pytest.fixture(scope="module")
def walk(browser: Browser) -> Iterator[Walk]:
    with RunningInstallation(config=CONFIG) as kds, Restaurant(kds, browser) as restaurant:
        yield Walk(restaurant)


def not_sent(walk: Walk) -> None:
    order_id = walk.paid(FRIES)
    walk.at("NOT_SENT_TO_KITCHEN", "no screen hangs at the fryer", order_id)
    walk.done(order_id, "send-again")
    fryer = walk.restaurant.hang_up_screen("fryer", "Fryer 1")
    walk.hands.await_status(order_id, "IN_KITCHEN")
    walk.ready(order_id, fryer)
    walk.hands.await_status(order_id, "UNFINISHED")


def in_kitchen(walk: Walk) -> None:
    order_id = walk.paid(BURGER)
    ticket(walk.grill, order_id)
    walk.at("IN_KITCHEN", "paid at the till, so it was sent", order_id)
    walk.ready(order_id)
    walk.hands.await_status(order_id, "UNFINISHED")


def pending_and_approval(walk: Walk) -> None:
    def ordered() -> str:
        order_id = walk.hands.take(SHOP, service="delivery", lines=[BURGER])
        walk.hands.await_status(order_id, "PENDING")
        return order_id

    cancelled = ordered()
    walk.at("PENDING", "ordered in the web shop, not paid there", cancelled)
    assert not walk.grill.locator(f"[data-order-id='{cancelled}']").count()
    walk.done(cancelled, "report-payment", SHOP, result="cancelled")
    walk.hands.await_status(cancelled, "CANCELLED")

    approved, rejected = ordered(), ordered()
    walk.done(approved, "report-payment", SHOP, result="failed")
    walk.hands.await_status(approved, "PENDING")
    for order_id in (approved, rejected):
        walk.done(order_id, "report-payment", SHOP, result="paid")
        ticket(walk.approvals, order_id)
    walk.at("AWAITING_APPROVAL", "paid in the web shop", approved)
    walk.note(approved, "approve", "screen")
    asked = ticket(walk.approvals, approved)
    asked.get_by_role("button", name="15", exact=True).click()
    asked.get_by_role("button", name="Approve").click()
    walk.hands.await_status(approved, "IN_KITCHEN")
    walk.note(rejected, "reject", "screen")
    ticket(walk.approvals, rejected).get_by_role("button", name="Reject").click()
    asking = walk.approvals.get_by_role("dialog")
    asking.get_by_role("button", name="Sold out").click()
    asking.get_by_role("button", name="Reject", exact=True).click()
    walk.hands.await_status(rejected, "CANCELLED")
    assert walk.hands.at_till(rejected)["money"]["refund_owed"] == 2400
    walk.at("CANCELLED", "rejected by the kitchen", rejected)
    walk.told(rejected, "RequestRefund", method="external", reason="paid back in the shop")


def parked(walk: Walk) -> None:
    first, second = (
        walk.hands.take(service="dine-in", hold=True, lines=[BURGER]) for _ in range(2)
    )
    for order_id in (first, second):
        walk.hands.await_status(order_id, "UNFINISHED")
        walk.done(order_id, "park", table="7")
    walk.at("PARKED", "parked at the till", first)
    walk.done(first, "open")
    walk.hands.await_status(first, "UNFINISHED")
    walk.hands.await_status(second, "PARKED")
    walk.told(second, "CancelOrder", reason="the guests left")
    walk.hands.await_status(second, "CANCELLED")


def unfinished(walk: Walk) -> None:
    paid, waived = (walk.hands.take(service="takeaway", hold=True, lines=[WATER]) for _ in range(2))
    walk.at("UNFINISHED", "taken at the till, not paid", paid)
    for order_id in (paid, waived):
        walk.hands.await_status(order_id, "UNFINISHED")
        walk.done(order_id, "pay", method="card")
        await_that(
            lambda order_id=order_id: walk.offered(order_id) >= NOT_YET["UNFINISHED"],
            "receipt and back office are offered once it is paid",
        )
    walk.done(paid, "receipt")
    walk.hands.await_status(paid, "COMPLETED")
    walk.told(waived, "MarkCompleted", reason="no receipt wanted")
    walk.hands.await_status(waived, "COMPLETED")


def unpaid_outside(walk: Walk) -> None:
    order_id = walk.hands.take(service="takeaway", hold=True, lines=[WATER])
    walk.hands.await_status(order_id, "UNFINISHED")
    walk.done(order_id, "pay", method="external", system="Gift cards")
    walk.hands.await_status(order_id, "PENDING")
    walk.done(order_id, "report-payment", result="not_recorded", reason="it does not answer")
    walk.hands.await_status(order_id, "UNPAID_IN_EXTERNAL_SYSTEM")
    walk.done(order_id, "receipt")
    walk.at("UNPAID_IN_EXTERNAL_SYSTEM", "paid outside, which could not be told", order_id)
    walk.told(order_id, "MarkCompleted", reason="set paid there by hand")
    walk.hands.await_status(order_id, "COMPLETED")


def completed_and_given_back(walk: Walk) -> None:
    voided, refunded = walk.completed(), walk.completed()
    walk.at("COMPLETED", "paid, receipt, ready", voided)
    walk.done(voided, "void", reason="wrong payment method")
    walk.at("VOIDED", "voided on its business day", voided)
    copied = walk.done(voided, "copy")
    assert copied["order"]["copy_of"] == voided
    copy_id = copied["order_id"]
    walk.hands.await_status(copy_id, "UNFINISHED")
    walk.done(copy_id, "pay", method="card")
    walk.done(copy_id, "receipt")
    walk.hands.await_status(copy_id, "COMPLETED")
    assert walk.hands.at_office(copy_id)["record"].get("parts", {}) == {}

    one = {"lines": [{"line_id": "L1", "quantity": 1}], "reason": "cold"}
    walk.done(refunded, "refund", **one)
    walk.at("PARTIALLY_REFUNDED", "one of two refunded", refunded)
    walk.done(refunded, "refund", **one)
    walk.at("FULLY_REFUNDED", "the other one too", refunded)


LEGS: tuple[Callable[[Walk], None], ...] = (
    not_sent,
    in_kitchen,
    pending_and_approval,
    parked,
    unfinished,
    unpaid_outside,
    completed_and_given_back,
)


def test_every_status_is_reached_and_left_as_the_seed_says(walk: Walk) -> None:
    for leg in LEGS:
        leg(walk)
    shown = Table("status", "suomeksi", "how reached", "accepted", "refused")
    for step in walk.steps:
        accepted = (f"{each} ({where})" for each, where in walk.accepted[step.status].items())
        cells = (step.reached, ", ".join(accepted) or "-", ", ".join(step.refused))
        shown.add_row(step.status, SEED[step.status][0], *cells)
    Console(width=160).print(shown)
    assert {step.status for step in walk.steps} == SEED.keys()
    for status, (_, actions) in SEED.items():
        assert walk.accepted[status].keys() >= actions, status
