"""What an external system is told of its order: each thing once, and nothing besides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from kds.orders import commands as c
from kds.orders.actions import Place
from kds.orders.order import Order
from kds.orders.record import OfficeFact, OrderRecord
from kds.orders.till_facts import (
    Cancellation,
    LineKitchen,
    Origin,
    Outside,
    OutsideState,
    PaymentMethod,
    Refund,
    RefundedLine,
    Stamp,
)
from kds.till.webhooks.events import (
    APPROVED,
    READY,
    REFUND_RECORDED,
    REJECTED,
    RESOLVED,
    STOPPED,
    Event,
    owed,
)
from tests.samples import BURGER, FRIES, MANAGER, T0, after, apply, ask, order

SHOP = Outside("shop", OutsideState.PAID, T0, placed=True, reference="W-7")
LATER = T0 + timedelta(minutes=9)


def placed(**facts: Any) -> Order:
    return order(BURGER, FRIES, outside=SHOP, needs_approval=True, **facts)


def awaiting() -> OrderRecord:
    return after(apply(placed()))


def approved(minutes: int | None = 15) -> OrderRecord:
    return after(ask(c.Approve, 60, minutes=minutes), record=awaiting())


def ready() -> OrderRecord:
    made = (ask(c.MarkPartReady, 300, station="grill"), ask(c.MarkPartReady, 400, station="fryer"))
    return after(*made, record=approved())


def told(before: OrderRecord | None, now: OrderRecord) -> Event:
    """Return the one thing that is told."""
    (event,) = owed(before, now)
    return event


def types(before: OrderRecord | None, now: OrderRecord) -> list[str]:
    return [event.type for event in owed(before, now)]


def with_facts(record: OrderRecord, **facts: Any) -> OrderRecord:
    """Return the record with a later revision of the till's own."""
    revised = replace(record.order, revision=record.order.revision + 1, **facts)
    return after(apply(revised, 500), record=record)


def test_a_yes_is_told_with_the_promised_time() -> None:
    event = told(awaiting(), approved())

    assert (event.type, event.at) == (APPROVED, T0 + timedelta(seconds=60))
    assert (event.data.minutes, event.data.promised_at) == (15, event.at + timedelta(minutes=15))
    assert (event.data.order_id, event.data.number) == ("A-1", "A1")
    assert (event.data.system, event.data.reference) == ("shop", "W-7")
    assert event.data.status == "IN_KITCHEN"


def test_a_yes_without_minutes_promises_no_time() -> None:
    event = told(awaiting(), approved(minutes=None))

    assert (event.data.minutes, event.data.promised_at) == (None, None)


def test_a_yes_without_minutes_promises_the_wished_time() -> None:
    due_at = T0 + timedelta(hours=20)
    asked = after(apply(placed(due_at=due_at)))
    event = told(asked, after(ask(c.Approve, 60), record=asked))

    assert (event.data.minutes, event.data.promised_at) == (None, due_at)


def test_a_no_is_told_with_its_reason_and_not_as_a_stop_besides() -> None:
    rejected = after(ask(c.Reject, 60, reason="sold out"), record=awaiting())
    event = told(awaiting(), rejected)

    assert (event.type, event.data.reason, event.data.status) == (REJECTED, "sold out", "CANCELLED")


def test_ready_is_told_when_the_last_part_is() -> None:
    half = after(ask(c.MarkPartReady, 300, station="grill"), record=approved())

    assert owed(approved(), half) == ()
    event = told(half, ready())
    assert (event.type, event.at) == (READY, T0 + timedelta(seconds=400))


def test_ready_once_more_after_a_recall_is_another_event() -> None:
    recalled = after(ask(c.RecallPart, 450, station="grill"), record=ready())
    again = after(ask(c.MarkPartReady, 500, station="grill"), record=recalled)

    assert owed(ready(), recalled) == ()
    assert told(recalled, again).type == READY
    assert told(recalled, again).mark != told(approved(), ready()).mark
    assert told(ready(), again).type == READY, "both were heard at once"


def test_an_order_of_which_lines_still_wait_is_not_ready() -> None:
    waits = replace(FRIES, kitchen=LineKitchen.WAIT)
    taken = after(apply(order(BURGER, waits, outside=SHOP)), ask(c.MarkPartReady, station="grill"))

    assert owed(None, taken) == ()


def test_an_order_without_anything_for_the_kitchen_is_never_ready() -> None:
    assert (
        owed(None, after(apply(order(replace(BURGER, kitchen=LineKitchen.NEVER), outside=SHOP))))
        == ()
    )


def test_what_a_person_settles_by_hand_is_told_and_is_not_ready() -> None:
    settled = after(ask(c.ResolveOtherwise, 300, reason="by phone", by=MANAGER), record=approved())
    event = told(approved(), settled)

    assert (event.type, event.data.reason) == (RESOLVED, "by phone")


def by_the_till(record: OrderRecord) -> OrderRecord:
    return with_facts(record, cancelled=Cancellation(LATER, "Ada", "no show"))


def by_the_customer(record: OrderRecord) -> OrderRecord:
    gone = Cancellation(LATER, "shop", "changed my mind", Origin.OUTSIDE)
    return with_facts(record, cancelled=gone)


def by_the_office(record: OrderRecord) -> OrderRecord:
    return replace(record, version=9, cancelled=OfficeFact(LATER, MANAGER, "closed today"))


def by_a_void(record: OrderRecord) -> OrderRecord:
    return with_facts(record, void=Stamp(LATER, "Ada", "wrong card"))


@pytest.mark.parametrize(
    ("stop", "place", "reason", "status"),
    [
        (by_the_till, Place.TILL, "no show", "CANCELLED"),
        (by_the_customer, Place.OUTSIDE, "changed my mind", "CANCELLED"),
        (by_the_office, Place.BACK_OFFICE, "closed today", "CANCELLED"),
        (by_a_void, Place.TILL, "wrong card", "VOIDED"),
    ],
)
def test_a_stop_is_told_with_where_and_why_and_by_nobodys_name(
    stop: Callable[[OrderRecord], OrderRecord], place: Place, reason: str, status: str
) -> None:
    event = told(approved(), stop(approved()))

    assert (event.type, event.at) == (STOPPED, LATER)
    assert (event.data.place, event.data.reason) == (place, reason)
    assert event.data.status == status
    told_in_words = msgspec.json.encode(event.data).decode()
    assert not [name for name in ("Ada", "Mari") if name in told_in_words]


def test_a_stop_at_two_places_is_told_once_for_each_status() -> None:
    cancelled = by_the_office(approved())
    both = by_the_till(cancelled)

    assert types(cancelled, both) == []
    assert types(both, by_a_void(both)) == [STOPPED]


def test_of_an_order_that_is_stopped_nothing_but_refunds_is_told() -> None:
    stopped = by_the_till(awaiting())
    back = Refund("r1", PaymentMethod.EXTERNAL, 900, LATER, "Ada", "owed")
    answered = replace(stopped, approval=approved().approval, parts=ready().parts, version=20)

    assert owed(stopped, answered) == (), "the kitchen said yes before it heard of it"
    assert types(stopped, with_facts(stopped, refunds=(back,))) == [REFUND_RECORDED]


def test_a_refund_is_told_once_with_its_lines() -> None:
    back = Refund("r1", PaymentMethod.CARD, 900, LATER, "Ada", "cold", (RefundedLine("L1", 1),))
    once = with_facts(ready(), refunds=(back,))
    twice = with_facts(once, refunds=(back, replace(back, refund_id="r2", amount=100)))

    first, second = told(ready(), once), told(once, twice)
    assert (first.data.amount, first.data.method, first.data.lines) == (900, "card", back.lines)
    assert (first.data.reason, second.data.amount) == ("cold", 100)
    assert first.mark != second.mark


def test_what_happened_meanwhile_is_told_in_its_sequence() -> None:
    back = Refund("r1", PaymentMethod.CARD, 900, LATER, "Ada", "late")

    assert types(awaiting(), with_facts(ready(), refunds=(back,))) == [
        APPROVED,
        READY,
        REFUND_RECORDED,
    ]
    assert types(awaiting(), by_a_void(approved())) == [APPROVED, STOPPED]


def test_what_is_heard_again_has_the_same_mark_whatever_its_version() -> None:
    marks = {told(awaiting(), replace(approved(), version=v)).mark for v in (2, 7)}

    assert len(marks) == 1


def test_what_changes_nothing_for_the_system_is_not_told() -> None:
    started = after(ask(c.StartPart, 90, station="grill"), record=approved())

    assert owed(None, awaiting()) == ()
    assert owed(approved(), started) == ()
    assert owed(ready(), ready()) == ()


def test_nobody_is_told_of_an_order_of_the_tills_own() -> None:
    own = after(apply(order(needs_approval=True)), ask(c.Approve, 60, minutes=15))

    assert owed(None, own) == ()
