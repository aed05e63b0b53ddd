"""Every (action, status) pair: what the table says, and that decisions obey it."""

from __future__ import annotations

import pytest

from kds.errors import Refused
from kds.orders import commands as c
from kds.orders.actions import TABLE, Action, Place, allowed, allowed_actions
from kds.orders.decide import Decision, decide
from kds.orders.record import OrderRecord
from kds.orders.status import Status, status
from tests.samples import (
    BURGER,
    COLA,
    FRIES,
    MANAGER,
    POLICY,
    T0,
    after,
    all_confirmed,
    apply,
    ask,
    expire,
    order,
)

EXPECTED = {
    "VOIDED": set(),
    "CANCELLED": set(),
    "FULLY_REFUNDED": set(),
    "PENDING": set(),
    "NOT_SENT_TO_KITCHEN": {
        "approve",
        "reject",
        "start",
        "mark ready",
        "recall",
        "send again",
        "resolve otherwise",
    },
    "AWAITING_APPROVAL": {"approve", "reject", "resolve otherwise"},
    "IN_KITCHEN": {"start", "mark ready", "recall", "resolve otherwise"},
    "PARKED": set(),
    "UNPAID_IN_EXTERNAL_SYSTEM": set(),
    "UNFINISHED": {"recall"},
    "PARTIALLY_REFUNDED": set(),
    "COMPLETED": set(),
}

PLACES = {
    "approve": {"approval display", "back office"},
    "reject": {"approval display", "back office"},
    "start": {"station display", "pass display", "back office"},
    "mark ready": {"station display", "pass display", "back office"},
    "recall": {"station display", "pass display", "back office"},
    "send again": {"main till", "back office"},
    "resolve otherwise": {"back office"},
}


def _records() -> list[OrderRecord]:
    """Return records in every status that an order can have in the kitchen today."""
    sent = after(apply(order(BURGER, FRIES, COLA)))
    shown = after(all_confirmed(sent, 1, sent.parts), record=sent)
    asking = after(apply(order(BURGER, needs_approval=True)))
    grill_ready = after(ask(c.MarkPartReady, 2, station="grill"), record=sent)
    settled = after(ask(c.ResolveOtherwise, 2, by=MANAGER, reason="told them"), record=sent)
    return [
        sent,
        shown,
        grill_ready,
        after(expire("fryer", 30), record=grill_ready),
        after(*(ask(c.MarkPartReady, 3, station=s) for s in sent.parts), record=sent),
        settled,
        asking,
        after(expire("approvals", 30), record=asking),
        after(ask(c.Reject, 3, reason="no buns"), record=asking),
        after(ask(c.ResolveOtherwise, 3, reason="told them"), record=asking),
        after(ask(c.Approve, 3, minutes=15), record=asking),
    ]


def _asked(action: Action, record: OrderRecord) -> list[c.Command]:
    s = (record.updated_at - T0).total_seconds() + 1
    by_part = {
        Action.START: c.StartPart,
        Action.MARK_READY: c.MarkPartReady,
        Action.RECALL: c.RecallPart,
    }
    if kind := by_part.get(action):
        return [ask(kind, s, station=station) for station in POLICY.routing.stations]
    return [
        {
            Action.APPROVE: ask(c.Approve, s, minutes=10),
            Action.REJECT: ask(c.Reject, s, reason="no"),
            Action.SEND_AGAIN: ask(c.RequestResend, s, attempt_id="again", by_hand=True),
            Action.RESOLVE_OTHERWISE: ask(c.ResolveOtherwise, s, reason="told them"),
        }[action]
    ]


def _is_done(record: OrderRecord, command: c.Command) -> bool:
    try:
        return isinstance(decide(record, command, POLICY), Decision)
    except Refused:
        return False


PAIRS = [(action, status) for action in Action for status in Status]


@pytest.mark.parametrize(
    ("action", "now"), PAIRS, ids=[f"{action}, {now.code}" for action, now in PAIRS]
)
def test_each_pair_is_allowed_or_refused(action: Action, now: Status) -> None:
    expected = action.value in EXPECTED[now.code]

    assert allowed(action, now) is expected
    assert (action in allowed_actions(now)) is expected
    for place in Place:
        assert allowed(action, now, place) is (expected and place.value in PLACES[action.value])
    records = [record for record in _records() if status(record) is now]
    done = [_is_done(r, asked) for r in records for asked in _asked(action, r)]
    assert any(done) is (expected and bool(records))


def test_the_records_stand_for_every_status_that_is_reached() -> None:
    assert {status(record).code for record in _records()} == {
        "NOT_SENT_TO_KITCHEN",
        "AWAITING_APPROVAL",
        "IN_KITCHEN",
        "UNFINISHED",
        "CANCELLED",
    }


def test_each_action_has_one_row_with_a_reason() -> None:
    assert [row.action for row in TABLE] == list(Action)
    assert all(row.reason for row in TABLE)


def test_a_refusal_names_status_action_and_what_is_allowed() -> None:
    record = after(apply(order()))

    with pytest.raises(Refused) as refused:
        decide(record, ask(c.RequestResend, attempt_id="a1", by_hand=True), POLICY)

    assert refused.value.code == "not_allowed"
    said = str(refused.value)
    assert "A1" in said
    assert "'send again'" in said
    assert "'In kitchen'" in said
    assert "start, mark ready, recall, resolve otherwise" in said


def test_a_station_does_not_do_what_belongs_to_the_back_office() -> None:
    for now in Status:
        assert not allowed(Action.RESOLVE_OTHERWISE, now, Place.STATION)
        assert not allowed(Action.APPROVE, now, Place.STATION)
