"""After a reset of the server: what tills give back, and what they cannot make the kitchen do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from kds.errors import Refused
from kds.orders import commands as c
from kds.orders.decide import Decision, Unchanged, decide
from kds.orders.order import Order
from kds.orders.part import CookingState, DeliveryState
from kds.orders.record import Approval, ApprovalState, OrderRecord, is_open
from kds.orders.ticket import Ticket, view
from tests.samples import (
    BURGER,
    COLA,
    FRIES,
    POLICY,
    T0,
    TILL,
    after,
    all_confirmed,
    apply,
    ask,
    decided,
    expire,
    order,
)

SENT = order(BURGER, FRIES)


def _restore(
    sent: Order, known: OrderRecord | None, s: float = 100.0, till: str = "A"
) -> c.TakeBackOrder:
    return ask(c.TakeBackOrder, s, order=sent, till=till, known=known, by=TILL)


def _half_made() -> OrderRecord:
    record = after(apply(SENT))
    return after(
        all_confirmed(record, 1, record.parts),
        ask(c.MarkPartReady, 5, station="grill"),
        record=record,
    )


def test_without_kitchen_facts_everything_returns_marked() -> None:
    decision = decided(None, _restore(SENT, None))

    record = decision.record
    assert (record.version, decision.change.version) == (1, 1)
    assert record.possibly_made
    assert record.undelivered(DeliveryState.IN_FLIGHT) == ["grill", "fryer"]
    assert decision.change.stations == ("grill", "fryer")


def test_what_was_ready_stays_ready_and_the_rest_returns_marked() -> None:
    known = _half_made()

    record = after(_restore(SENT, known))

    assert record.version == known.version + 1
    assert record.possibly_made
    assert record.parts["grill"] == known.parts["grill"]
    assert record.parts["fryer"].since == T0
    sent = record.parts["fryer"].delivery
    assert (sent.state, sent.content_version) == (DeliveryState.IN_FLIGHT, record.version)


def test_what_was_finished_returns_to_no_screen_and_bears_no_mark() -> None:
    known = after(ask(c.MarkPartReady, 6, station="fryer"), record=_half_made())

    record = after(_restore(SENT, known))

    assert not is_open(record)
    assert not record.possibly_made


def test_a_failure_is_judged_anew() -> None:
    known = after(apply(SENT), expire("grill", 10), ask(c.RequestResend, 30, attempt_id="a1"))

    record = after(_restore(SENT, known))

    assert record.resend is None
    assert record.undelivered(DeliveryState.NOT_SENT) == []


def test_what_a_person_settled_stays_settled() -> None:
    for sent in (SENT, replace(SENT, needs_approval=True)):
        known = after(apply(sent), ask(c.ResolveOtherwise, 5, reason="told them"))

        record = after(_restore(sent, known))

        assert not is_open(record)
        assert not record.undelivered(DeliveryState.IN_FLIGHT)


def test_a_question_is_asked_again_and_an_answer_is_kept() -> None:
    asking = replace(SENT, needs_approval=True)
    asked = after(apply(asking))
    approved = after(ask(c.Approve, 5, minutes=30), record=asked)

    assert after(_restore(asking, asked)).undelivered(DeliveryState.IN_FLIGHT) == ["approvals"]
    assert after(_restore(asking, approved)).approval == approved.approval


def test_a_revision_made_while_the_server_was_away_is_not_lost() -> None:
    newer = order(BURGER, FRIES, COLA, revision=2)

    record = after(_restore(newer, _half_made()))

    assert record.order == newer
    assert record.parts["grill"].cooking.state is CookingState.READY
    assert record.undelivered(DeliveryState.IN_FLIGHT) == ["fryer", "bar"]


def test_a_revision_that_came_before_the_facts_is_kept_beside_them() -> None:
    newer = order(BURGER, FRIES, COLA, revision=2)
    come = after(apply(newer, 90))

    record = after(_restore(SENT, _half_made()), record=come)

    assert record.order == newer
    assert record.parts["grill"].cooking.state is CookingState.READY
    assert record.version > come.version


def _told_again(record: OrderRecord, command: c.TakeBackOrder) -> bool:
    """Tell whether the till hears the record as it is, and nothing else happens."""
    decision = decided(record, command)
    told = replace(record, version=record.version + 1, updated_at=command.at)
    return decision.record == told and decision.change.type == "kds.order.told-again.v1"


@pytest.mark.parametrize("known", [None, _half_made()], ids=["without facts", "with older facts"])
def test_what_the_kitchen_has_is_not_replaced_by_what_is_older_but_told(
    known: OrderRecord | None,
) -> None:
    record = after(ask(c.MarkPartReady, 9, station="fryer"), record=_half_made())

    assert _told_again(record, _restore(SENT, known))


def test_a_till_that_knows_the_newest_is_told_nothing() -> None:
    assert isinstance(decide(_half_made(), _restore(SENT, _half_made()), POLICY), Unchanged)


def test_given_back_twice_it_returns_once() -> None:
    known = _half_made()
    record = after(_restore(SENT, known))

    assert _told_again(record, _restore(SENT, known, 101))


def test_another_till_cannot_give_it_back() -> None:
    with pytest.raises(Refused, match="belongs to till A") as refused:
        decide(after(apply(SENT)), _restore(SENT, None, till="B"), POLICY)

    assert refused.value.code == "other_till"


def _with_part(**changed: Any) -> OrderRecord:
    known = _half_made()
    return replace(known, parts=known.parts | {"fryer": replace(known.parts["fryer"], **changed)})


KNOWN = _half_made()
UNFIT = {
    "of another order": replace(KNOWN, order=replace(SENT, order_id="A-2")),
    "of another till": replace(KNOWN, till="B"),
    "with a line in no part": _with_part(line_ids=()),
    "with a line that is not there": _with_part(line_ids=("L2", "L9")),
    "with a part under a false name": _with_part(station="bar"),
    "with a part on the pass": replace(
        KNOWN, parts=KNOWN.parts | {"pass": replace(KNOWN.parts["grill"], station="pass")}
    ),
    "with a version beyond reason": replace(KNOWN, version=10**15),
    "with parts before the answer": replace(
        KNOWN, approval=Approval(state=ApprovalState.AWAITING, since=T0)
    ),
    "with an answer from the future": replace(
        KNOWN, approval=Approval(state=ApprovalState.APPROVED, at=T0 + timedelta(days=900))
    ),
}


@pytest.mark.parametrize("known", UNFIT.values(), ids=UNFIT)
def test_facts_that_the_kitchen_cannot_have_made_count_as_none(known: OrderRecord) -> None:
    record = after(_restore(SENT, known))

    assert record == after(_restore(SENT, None))
    assert _told_again(record, _restore(SENT, known, 101))


def test_a_refund_of_an_order_that_the_kitchen_forgot_cooks_nothing() -> None:
    sent = after(apply(order(BURGER, FRIES)))
    made = after(*(ask(c.MarkPartReady, 1, station=s) for s in sent.parts), record=sent)
    changed = replace(made.order, revision=2, note="refunded")

    told = decide(None, replace(apply(changed, 9), known=made), POLICY)

    assert isinstance(told, Decision)
    assert told.record.order.revision == 2
    assert {p.cooking.state for p in told.record.parts.values()} == {CookingState.READY}
    assert not is_open(told.record)
    shown = [view(told.record, board) for board in ("grill", "fryer", "pass")]
    assert [each.state for each in shown if isinstance(each, Ticket)] == [CookingState.READY] * 3


def test_what_was_done_on_an_older_copy_of_the_server_is_kept() -> None:
    old = after(apply(order(BURGER, FRIES)))
    known = after(
        ask(c.StartPart, 1, station="grill"), ask(c.StartPart, 2, station="fryer"), record=old
    )
    here = after(ask(c.MarkPartReady, 5, station="grill"), record=old)

    told = decide(here, ask(c.TakeBackOrder, 9, order=old.order, till="A", known=known), POLICY)

    assert isinstance(told, Decision)
    assert told.record.parts["grill"].cooking.state is CookingState.READY
    assert told.record.parts["fryer"].cooking.state is CookingState.STARTED
