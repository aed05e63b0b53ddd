"""The facts of each of the twelve rows, and which row wins where two hold or facts contradict."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest
from msgspec.structs import replace

from kds.orders import commands as c
from kds.orders.intake import OutsideAsSent
from kds.orders.order import LineKitchen, Order
from kds.orders.part import Delivery, DeliveryState, Part
from kds.orders.record import Approval, ApprovalState, OfficeFact, OrderRecord
from kds.orders.selling import deeds, sell
from kds.orders.status import Status, status
from kds.orders.till_facts import (
    Cancellation,
    Origin,
    Outside,
    OutsideState,
    Payment,
    PaymentMethod,
    Receipt,
    Refund,
    RefundedLine,
    Stamp,
)
from tests.samples import BURGER, FRIES, MANAGER, T0, after, apply, ask, order
from tests.specimens import ONE_BURGER, PAID_THERE, RECEIPT, VOID
from tests.till_samples import CASH, FINE_DINING, Life
from tests.unit.restated import status_of

PRICED = (replace(BURGER, quantity=2, unit_price=500), replace(FRIES, unit_price=300))
TAKEN = Payment("p1", PaymentMethod.CASH, 1600, T0, "Mari")
FACT = OfficeFact(T0, MANAGER, "because")
DONE = OrderRecord(
    order=order(*PRICED, payments=(TAKEN,), receipt=Receipt(T0, "Mari")),
    till="A",
    version=1,
    applied_at=T0,
    updated_at=T0,
)
"""Paid, with its receipt, and nothing for the kitchen to do."""


def _order(**facts: object) -> Callable[[OrderRecord], OrderRecord]:
    return lambda record: replace(record, order=replace(record.order, **facts))


def _part(station: str, state: DeliveryState) -> Callable[[OrderRecord], OrderRecord]:
    sent = Delivery(state=state, content_version=1, attempt=1, sent_at=T0, deadline_at=T0)
    part = Part(station, ("L1",), T0, sent)
    return lambda record: replace(record, parts=record.parts | {station: part})


def _refunded(*lines: RefundedLine) -> Callable[[OrderRecord], OrderRecord]:
    refund = Refund("r1", PaymentMethod.CASH, 1, T0, "Mari", "cold", lines)
    return lambda record: replace(
        record, order=replace(record.order, refunds=(*record.order.refunds, refund))
    )


def _outside(state: OutsideState) -> Callable[[OrderRecord], OrderRecord]:
    def happen(record: OrderRecord) -> OrderRecord:
        if state is OutsideState.PENDING:
            record = _waiting(record)
        return replace(record, order=replace(record.order, outside=Outside("shop", state, T0)))

    return happen


def _waiting(record: OrderRecord) -> OrderRecord:
    lines = tuple(replace(line, kitchen=LineKitchen.WAIT) for line in record.order.lines)
    return replace(record, order=replace(record.order, lines=lines))


def _asked(record: OrderRecord) -> OrderRecord:
    if record.approval.state is ApprovalState.REJECTED:  # Nobody asks twice.
        return record
    return replace(record, approval=Approval(ApprovalState.AWAITING, since=T0))


FACTS: dict[str, dict[str, Callable[[OrderRecord], OrderRecord]]] = {
    "VOIDED": {"void": _order(void=Stamp(T0, "Mari", "wrong card"))},
    "CANCELLED": {
        "deleted": _order(cancelled=Cancellation(T0, "Mari", "mistake")),
        "outside": _order(cancelled=Cancellation(T0, "shop", "no", Origin.OUTSIDE)),
        "by the office": lambda r: replace(r, cancelled=FACT),
        "by the kitchen": lambda r: replace(r, approval=Approval(ApprovalState.REJECTED)),
    },
    "FULLY_REFUNDED": {
        "at once": _refunded(RefundedLine("L1", 2), RefundedLine("L2", 2)),
        "piece by piece": lambda r: _refunded(RefundedLine("L1", 1), RefundedLine("L2", 2))(
            _refunded(RefundedLine("L1", 1))(r)
        ),
    },
    "PENDING": {"pending": _outside(OutsideState.PENDING)},
    "NOT_SENT_TO_KITCHEN": {"a part": _part("fryer", DeliveryState.NOT_SENT)},
    "AWAITING_APPROVAL": {"asked": _asked},
    "IN_KITCHEN": {
        "in flight": _part("grill", DeliveryState.IN_FLIGHT),
        "confirmed": _part("grill", DeliveryState.CONFIRMED),
    },
    "PARKED": {"parked": _order(parked=Stamp(T0, "Mari"))},
    "UNPAID_IN_EXTERNAL_SYSTEM": {"not recorded": _outside(OutsideState.NOT_RECORDED)},
    "UNFINISHED": {
        "no payment": _order(payments=()),
        "a part of it": _order(payments=(replace(TAKEN, amount=1599),)),
        "no receipt": _order(receipt=None),
        "lines wait": _waiting,
    },
    "PARTIALLY_REFUNDED": {
        "a piece": _refunded(RefundedLine("L1", 1)),
        "a line": _refunded(RefundedLine("L2", 2)),
    },
    "COMPLETED": {"nothing else": lambda r: r},
}
"""What makes each row hold, by itself; each adds to what is there."""


@pytest.mark.parametrize(
    ("code", "how"), [(code, how) for code, ways in FACTS.items() for how in ways]
)
def test_each_row_holds_by_its_facts(code: str, how: str) -> None:
    record = FACTS[code][how](DONE)

    assert status(record).code == code


IMPOSSIBLE = {("PENDING", "UNPAID_IN_EXTERNAL_SYSTEM")}
"""One payment outside is either pending or taken."""

PAIRS = [pair for pair in combinations(FACTS, 2) if pair not in IMPOSSIBLE]


@pytest.mark.parametrize(("upper", "lower"), PAIRS, ids=map(" over ".join, PAIRS))
def test_where_two_rows_hold_the_upper_one_is_the_status(upper: str, lower: str) -> None:
    for first in FACTS[lower].values():
        for then in FACTS[upper].values():
            assert status(then(first(DONE))).code == upper
            assert status(first(then(DONE))).code == upper


def test_each_status_has_facts_of_its_own() -> None:
    assert list(FACTS) == [each.code for each in Status]


Facts = tuple[str, int]
"""A status, and the cents that the customer must get back."""


def _both(life: Life, deed: deeds.Asked, *commands: c.Command) -> Facts:
    """Let till and kitchen act on one order without hearing each other, and bring it together.

    Whichever is heard first: the record is the same but for its version and times.
    """
    at_till: Order = sell(life.record, deed, life.terms())
    record = after(*commands, apply(at_till, 40), record=life.record)
    assert record.order == at_till
    assert status_of(record) == status(record).code
    return status(record).code, record.refund_owed


def test_cancelled_in_the_back_office_and_paid_at_the_till() -> None:
    life = Life().do(deeds.Park("7"))
    cancel = ask(c.CancelOrder, 30, by=MANAGER, reason="they left")

    assert _both(life, deeds.Pay(CASH), cancel) == ("CANCELLED", 2850)


def test_rejected_by_the_kitchen_and_paid_at_the_till() -> None:
    life = Life(needs_approval=True, hold=False)

    assert _both(life, deeds.Pay(CASH), _no()) == ("CANCELLED", 2850)


def test_rejected_by_the_kitchen_and_voided_at_the_till_is_given_back_once() -> None:
    assert _both(Life(needs_approval=True).paid(), VOID, _no()) == ("VOIDED", 0)
    there = Life(needs_approval=True, outside=PAID_THERE)
    assert _both(there, VOID, _no()) == ("VOIDED", 2850)


def test_rejected_by_the_kitchen_and_refunded_in_part_leaves_the_rest_owed() -> None:
    assert _both(Life(needs_approval=True).paid(), ONE_BURGER, _no()) == ("CANCELLED", 1650)


def test_ready_in_the_kitchen_and_voided_at_the_till() -> None:
    ready = [ask(c.MarkPartReady, 30, station=station) for station in ("grill", "fryer")]

    assert _both(Life().paid(), VOID, *ready) == ("VOIDED", 0)


def test_completed_in_the_back_office_and_refunded_at_the_till() -> None:
    life = Life().paid().made()
    waive = ask(c.MarkCompleted, 30, by=MANAGER, reason="none wanted")

    assert _both(life, ONE_BURGER, waive) == ("PARTIALLY_REFUNDED", 0)


def test_resolved_in_the_back_office_and_changed_at_the_till() -> None:
    life = Life(style=FINE_DINING).do(deeds.Park("7"))
    resolve = ask(c.ResolveOtherwise, 30, by=MANAGER, reason="told them")

    assert _both(life, deeds.OpenAgain(), resolve) == ("UNFINISHED", 0)


def test_cancelled_at_the_till_and_paid_in_the_external_system() -> None:
    life = Life(outside=OutsideAsSent("W-77"), hold=False)
    life.do(deeds.Delete("closed")).said_outside(deeds.ReportPayment(deeds.PaymentResult.PAID))

    assert (life.status, life.record.refund_owed) == ("CANCELLED", 2850)


def test_paid_in_the_external_system_and_voided_at_the_till() -> None:
    life = Life(outside=PAID_THERE).do(RECEIPT, VOID)

    assert (life.status, life.record.refund_owed) == ("VOIDED", 2850)


def _no() -> c.Reject:
    return ask(c.Reject, 30, reason="no buns")
