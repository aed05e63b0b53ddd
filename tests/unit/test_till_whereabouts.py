"""Whereabouts of an order at the till: one row for each situation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from kds.orders.order import Line, Order, Service
from kds.orders.part import (
    Actor,
    ActorKind,
    Cause,
    CauseCode,
    Changed,
    Cooking,
    CookingState,
    Delivery,
    DeliveryState,
    Part,
    StopCause,
    Stopped,
)
from kds.orders.record import Approval, ApprovalState, OrderRecord
from kds.till.ledger import KeptOrder, newest_of_each
from kds.till.listener import is_other_life
from kds.till.outbox import START, Position
from kds.till.whereabouts import Circumstances, whereabouts
from tests.samples import POLICY

NOON = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SCREEN = Actor(ActorKind.DISPLAY, "d1", "Grill left")
ORDER = Order(
    order_id="A-1",
    number="A1",
    revision=1,
    accepted_at=NOON,
    service=Service.TAKEAWAY,
    lines=(Line(line_id="L1", product="Burger", quantity=1),),
)
AROUND = Circumstances(
    now=NOON + timedelta(seconds=5),
    zone=ZoneInfo("Europe/Helsinki"),
    names={"grill": "Grill"},
    policy=POLICY,
)
LATER = replace(AROUND, now=NOON + timedelta(seconds=30))
AWAY = "the bus cannot be reached since 12:00"
JUST_AFTER = NOON + timedelta(seconds=1)


def on_bus(order: Order, at: datetime, *known: object, **more: object) -> KeptOrder:
    """Return an order whose latest revision has been on the bus since `at`."""
    return KeptOrder(order, at, *known, carried_at=at, **more)  # type: ignore[arg-type]


def record(state: DeliveryState, **fields: object) -> OrderRecord:
    sent = Delivery(state, 1, 1, NOON, NOON + timedelta(seconds=10))
    delivery = replace(sent, **fields)
    part = Part("grill", ("L1",), NOON, delivery)
    return OrderRecord(ORDER, "A", 1, JUST_AFTER, JUST_AFTER, parts={"grill": part})


FAILED = record(
    DeliveryState.NOT_SENT,
    cause=Cause(CauseCode.NO_DISPLAY, "grill", NOON),
    failed_at=NOON + timedelta(seconds=10),
)
CONFIRMED = record(DeliveryState.CONFIRMED, confirmed_at=JUST_AFTER, confirmed_by=SCREEN)


@pytest.mark.parametrize(
    ("kept", "around", "status", "sending", "causes"),
    [
        (KeptOrder(ORDER), AROUND, "IN_KITCHEN", True, ()),
        (KeptOrder(ORDER), replace(AROUND, trouble=AWAY), "IN_KITCHEN", True, ()),
        (KeptOrder(ORDER), replace(LATER, trouble=AWAY), "NOT_SENT_TO_KITCHEN", False, (AWAY,)),
        (
            KeptOrder(ORDER),
            LATER,
            "NOT_SENT_TO_KITCHEN",
            False,
            ("the till has not yet put it on the bus",),
        ),
        (
            on_bus(ORDER, JUST_AFTER),
            LATER,
            "NOT_SENT_TO_KITCHEN",
            False,
            ("it is on the bus since 12:00, but the kitchen has not taken it",),
        ),
        (
            on_bus(ORDER, JUST_AFTER),
            replace(LATER, trouble=AWAY),
            "NOT_SENT_TO_KITCHEN",
            False,
            (f"it is on the bus since 12:00, but {AWAY}",),
        ),
        (
            on_bus(ORDER, JUST_AFTER, refusal="no such thing", refused_at=JUST_AFTER),
            AROUND,
            "NOT_SENT_TO_KITCHEN",
            False,
            ("the kitchen refused it: no such thing",),
        ),
        (KeptOrder(replace(ORDER, needs_approval=True)), AROUND, "AWAITING_APPROVAL", True, ()),
        (
            on_bus(ORDER, JUST_AFTER, record(DeliveryState.IN_FLIGHT)),
            replace(LATER, trouble=AWAY),
            "IN_KITCHEN",
            True,
            (),
        ),
        (
            on_bus(ORDER, JUST_AFTER, FAILED),
            LATER,
            "NOT_SENT_TO_KITCHEN",
            False,
            ("no display of station Grill is connected since 12:00",),
        ),
        (on_bus(ORDER, JUST_AFTER, CONFIRMED), LATER, "IN_KITCHEN", False, ()),
    ],
)
def test_status_and_causes(
    kept: KeptOrder, around: Circumstances, status: str, sending: bool, causes: tuple[str, ...]
) -> None:
    found = whereabouts(kept, around)

    assert (found.status, found.sending, found.causes) == (status, sending, causes)
    assert found.can_send_again == (status == "NOT_SENT_TO_KITCHEN")


def test_each_step_says_when_where_and_who() -> None:
    part = replace(
        CONFIRMED.parts["grill"],
        cooking=Cooking(CookingState.READY, ready_at=NOON + timedelta(seconds=60), ready_by=SCREEN),
    )
    made = whereabouts(on_bus(ORDER, NOON, replace(CONFIRMED, parts={"grill": part})), LATER)

    assert (made.ready, made.status) == (True, "UNFINISHED")
    assert not whereabouts(on_bus(ORDER, NOON, CONFIRMED), LATER).ready
    assert [(each.step.value, each.station, each.by) for each in made.steps] == [
        ("accepted", None, None),
        ("on the bus", None, None),
        ("applied", None, None),
        ("confirmed", "Grill", "Grill left"),
        ("ready", "Grill", "Grill left"),
    ]


def test_a_failed_delivery_is_a_step_until_a_screen_confirms() -> None:
    steps = whereabouts(on_bus(ORDER, NOON, FAILED), LATER).steps

    assert steps[-1].step.value == "not sent"
    assert steps[-1].at == NOON + timedelta(seconds=10)


SEEN = {"seen_at": NOON, "seen_by": SCREEN}


@pytest.mark.parametrize(
    ("news", "unseen"),
    [
        ({"changed": Changed(JUST_AFTER, added=("L1",))}, ("Grill",)),
        ({"changed": Changed(JUST_AFTER, added=("L1",), **SEEN)}, ()),
        ({"stopped": Stopped(JUST_AFTER, StopCause.REMOVED)}, ("Grill",)),
        ({"stopped": Stopped(JUST_AFTER, StopCause.REMOVED, **SEEN)}, ()),
        ({}, ()),
    ],
)
def test_the_till_knows_where_a_change_is_still_to_be_seen(
    news: dict[str, Any], unseen: tuple[str, ...]
) -> None:
    part = replace(CONFIRMED.parts["grill"], **news)
    found = whereabouts(on_bus(ORDER, NOON, replace(CONFIRMED, parts={"grill": part})), LATER)

    assert found.unseen == unseen
    assert ("change seen" in [step.step for step in found.steps]) is bool(news and not unseen)


TWO = replace(
    ORDER, lines=(*ORDER.lines, Line(line_id="L2", product="Fries", quantity=1, category="fries"))
)
FRYER = Part("fryer", ("L2",), NOON, FAILED.parts["grill"].delivery)
SHOWN = replace(FRYER, delivery=CONFIRMED.parts["grill"].delivery)
HALF = replace(CONFIRMED, order=TWO, parts={**CONFIRMED.parts, "fryer": FRYER})
GREW = replace(TWO, revision=2, lines=(*TWO.lines, Line(line_id="L3", product="Wok", quantity=1)))
STOPPED = replace(FRYER, stopped=Stopped(JUST_AFTER, StopCause.VOIDED))
ASKED = Approval(ApprovalState.AWAITING, NOON, delivery=FRYER.delivery)


@pytest.mark.parametrize(
    ("kept", "around", "missing"),
    [
        (KeptOrder(TWO), AROUND, ()),
        (KeptOrder(TWO), LATER, ("L1", "L2")),
        (KeptOrder(replace(TWO, needs_approval=True)), LATER, ("L1", "L2")),
        (on_bus(TWO, JUST_AFTER, refusal="no", refused_at=JUST_AFTER), AROUND, ("L1", "L2")),
        (on_bus(TWO, JUST_AFTER, HALF), LATER, ("L2",)),
        (
            on_bus(TWO, JUST_AFTER, replace(HALF, parts={"fryer": replace(FRYER, made=("L2",))})),
            LATER,
            (),
        ),
        (on_bus(TWO, JUST_AFTER, replace(HALF, parts={"fryer": STOPPED})), LATER, ()),
        (on_bus(TWO, JUST_AFTER, replace(HALF, parts={}, approval=ASKED)), LATER, ("L1", "L2")),
        (
            on_bus(GREW, JUST_AFTER, replace(HALF, parts={**HALF.parts, "fryer": SHOWN})),
            LATER,
            ("L1", "L3"),
        ),
    ],
)
def test_the_till_knows_which_lines_no_screen_has_shown(
    kept: KeptOrder, around: Circumstances, missing: tuple[str, ...]
) -> None:
    assert whereabouts(kept, around).not_sent == missing


@pytest.mark.parametrize(
    ("position", "epoch", "newest", "other"),
    [
        (Position(None, START), "e1", None, True),
        (Position("e1", START), "e1", None, False),
        (Position("e1", START), "e1", "5-0", False),
        (Position("e1", "5-0"), "e1", "5-0", False),
        (Position("e1", "5-0"), "e1", "5-1", False),
        (Position("e1", "9-0"), "e1", "10-0", False),
        (Position("e1", "5-1"), "e1", "5-0", True),
        (Position("e1", "10-0"), "e1", "9-9", True),
        (Position("e1", "5-0"), "e1", None, True),
        (Position("e1", "5-0"), "e2", "9-0", True),
        (Position("e1", START), "e2", None, True),
    ],
)
def test_a_server_that_forgot_is_known_by_epoch_or_events(
    position: Position, epoch: str, newest: str | None, other: bool
) -> None:
    assert is_other_life(position, epoch, newest) is other


def test_of_many_records_the_newest_of_each_order_is_kept() -> None:
    second = replace(CONFIRMED, version=2)
    other = replace(CONFIRMED, order=replace(ORDER, order_id="A-2"))

    assert newest_of_each([CONFIRMED, second, other, CONFIRMED]) == [second, other]
