"""The kitchen's yes and no."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from kds.errors import Refused
from kds.orders import commands as c
from kds.orders.decide import decide
from kds.orders.part import DeliveryState
from kds.orders.record import ApprovalState
from kds.orders.ticket import promised_at
from tests.samples import (
    ANN,
    BOB,
    BURGER,
    COLA,
    FRIES,
    POLICY,
    T0,
    after,
    apply,
    ask,
    decided,
    expire,
    order,
)

ASKING = apply(order(BURGER, FRIES, needs_approval=True, due_at=T0 + timedelta(hours=2)))


def test_parts_come_into_being_when_the_kitchen_says_yes() -> None:
    decision = decided(after(ASKING), ask(c.Approve, 60, minutes=25))

    record = decision.record
    assert list(record.parts) == ["grill", "fryer"]
    assert record.undelivered(DeliveryState.IN_FLIGHT) == ["grill", "fryer"]
    assert all(part.since == T0 + timedelta(minutes=1) for part in record.parts.values())
    assert (decision.change.minutes, decision.change.stations) == (25, ("grill", "fryer"))
    assert promised_at(record) == T0 + timedelta(minutes=26)


def test_without_minutes_the_promise_stays_what_the_customer_heard() -> None:
    assert promised_at(after(ASKING, ask(c.Approve, 60))) == T0 + timedelta(hours=2)


def test_no_is_said_with_a_reason_and_reaches_no_station() -> None:
    decision = decided(after(ASKING), ask(c.Reject, 60, reason="no buns"))

    assert decision.record.parts == {}
    assert decision.record.approval.state is ApprovalState.REJECTED
    assert decision.record.approval.reason == decision.change.reason == "no buns"
    assert not list(decision.record.deliveries())


@pytest.mark.parametrize(
    ("first", "code"),
    [
        (ask(c.Approve, 60, by=BOB), "already_approved"),
        (ask(c.Reject, 60, by=BOB, reason="no buns"), "already_rejected"),
    ],
)
@pytest.mark.parametrize("second", [ask(c.Approve, 61), ask(c.Reject, 61, reason="closed")])
def test_whoever_comes_second_learns_who_was_first(
    first: c.Command, code: str, second: c.Command
) -> None:
    with pytest.raises(Refused, match="by Bob's screen") as refused:
        decide(after(ASKING, first), second, POLICY)

    assert refused.value.code == code


def test_an_order_that_did_not_reach_the_approvals_can_be_answered_all_the_same() -> None:
    late = after(ASKING, expire("approvals", 10))
    assert late.resend is not None

    record = after(ask(c.Approve, 20), record=late)

    assert record.resend is None
    assert record.approval.by == ANN


@pytest.mark.parametrize("command", [ask(c.Approve, 20), ask(c.Reject, 20, reason="x")])
def test_an_order_that_needs_no_approval_gets_none(command: c.Command) -> None:
    sent = after(apply(order()))

    for record in (sent, after(expire("grill", 10), record=sent)):
        with pytest.raises(Refused):
            decide(record, command, POLICY)


def test_an_order_that_was_settled_by_hand_is_not_answered_any_more() -> None:
    settled = after(ASKING, ask(c.ResolveOtherwise, 5, reason="told them"))

    with pytest.raises(Refused, match="Unfinished"):
        decide(settled, ask(c.Approve, 6), POLICY)


@pytest.mark.parametrize("minutes", [0, 4, 7, 121, 125, -5])
def test_minutes_come_in_steps_of_five_up_to_two_hours(minutes: int) -> None:
    command = msgspec.to_builtins(ask(c.Approve)) | {"minutes": minutes}

    with pytest.raises(msgspec.ValidationError, match="minutes"):
        msgspec.convert(command, c.Approve)


@pytest.mark.parametrize("reason", ["", "   ", "\n", "x" * 201])
def test_a_reason_says_something(reason: str) -> None:
    command = msgspec.to_builtins(ask(c.Reject, reason="x")) | {"reason": reason}

    with pytest.raises(msgspec.ValidationError, match="reason"):
        msgspec.convert(command, c.Reject)


@pytest.mark.parametrize(
    "command_id", ["short", "x" * 81, "with space 1", "with-newline\n", "äöäöäöäö"]
)
def test_a_command_id_is_plain(command_id: str) -> None:
    command = msgspec.to_builtins(ask(c.Approve)) | {"command_id": command_id}

    with pytest.raises(msgspec.ValidationError, match="command_id"):
        msgspec.convert(command, c.Approve)


@pytest.mark.parametrize("answer", [("Approve", {}), ("Reject", {"reason": "no buns"})])
def test_what_came_at_the_moment_of_the_press_is_neither_approved_nor_rejected(
    answer: tuple[str, dict[str, str]],
) -> None:
    name, fields = answer
    asking = after(ASKING)
    more = after(
        apply(order(BURGER, FRIES, COLA, needs_approval=True, revision=2), 1), record=asking
    )
    kind = getattr(c, name)

    with pytest.raises(Refused) as refused:
        decide(more, ask(kind, 2, shown=asking.version, **fields), POLICY)

    assert refused.value.code == "stale"
    assert decided(more, ask(kind, 3, shown=more.version, **fields)).record.approval.at


def test_what_staff_add_after_the_yes_is_not_asked_again() -> None:
    """Guests of an order from outside call, and somebody at the till answers for the kitchen."""
    approved = after(ASKING, ask(c.Approve, 60))
    more = order(BURGER, FRIES, COLA, needs_approval=True, revision=2)

    record = after(apply(more, 61), record=approved)

    assert list(record.parts) == ["grill", "fryer", "bar"]
    assert record.approval == approved.approval
