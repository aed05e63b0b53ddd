"""What the back office asks of the till, and copies of voided receipts."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from kds.errors import Refused
from kds.orders import commands as c
from kds.orders import money
from kds.orders.order import Line, LineKitchen, Order
from kds.orders.record import Request
from kds.orders.selling import deeds, sell
from kds.orders.selling.giving_back import MAX_ANSWERS, answer_request
from kds.orders.till_facts import Answer
from tests.samples import after, all_confirmed, apply
from tests.specimens import PAID_THERE, RECEIPT, VOID
from tests.till_samples import (
    CARD,
    EXTERNAL,
    NEVER,
    WATER,
    Life,
    changed,
    changed_to,
    refused,
)


def asked(life: Life, request_id: str = "r1", **told: Any) -> Request:
    """Let the back office ask the till to record a refund; return the request."""
    given = {"reason": "paid back in the shop", "method": EXTERNAL, "request_id": request_id}
    life.tell(c.RequestRefund, **given | told)
    return life.record.requests[-1]


def answered(life: Life, request: Request) -> Order:
    """Let the till answer, and the kitchen hear of it."""
    life.s += 1
    revision = answer_request(life.record, request, life.terms())
    life.record = after(apply(revision, life.s), record=life.record)
    return revision


def rejected() -> Life:
    """Return a paid order that the kitchen has rejected."""
    return Life(needs_approval=True).paid().tell(c.Reject, reason="no buns")


def test_a_request_is_shown_until_the_till_has_answered() -> None:
    life = rejected()

    request = asked(life)

    assert life.record.unanswered == (request,)
    assert life.record.refund_owed == 2850, "asking gives nothing back"
    with pytest.raises(Refused, match="was already asked") as caught:
        asked(life, "r2")
    assert caught.value.code == "already_requested"
    before = life.order
    facts = changed(before, answered(life, request))
    assert facts.keys() == {"refunds", "answers"}
    (refund,) = facts["refunds"]
    assert (refund.refund_id, refund.amount, refund.method) == ("r1", 2850, EXTERNAL)
    assert (refund.by, refund.reason) == ("Mari", "paid back in the shop")
    assert facts["answers"] == (Answer("r1", done=True, at=life.terms().at),)
    assert (life.record.unanswered, life.record.refund_owed) == ((), 0)


def test_the_same_request_answered_twice_gives_back_once() -> None:
    life = rejected()
    request = asked(life)
    answered(life, request)

    again = answer_request(life.record, request, life.terms())

    assert again is life.order


def test_what_the_till_has_given_back_itself_is_not_given_back_again() -> None:
    life = rejected()
    request = asked(life)
    life.do(deeds.SettleRefund("given back in cash"))

    revision = answered(life, request)

    (refund,) = revision.refunds
    assert refund.reason == "given back in cash"
    (said,) = revision.answers
    assert (said.done, said.reason) == (False, "nothing is owed any more")
    assert revision.deeds[-1].detail == "asked by the back office; nothing was owed"
    assert life.record.unanswered == ()


def test_a_request_may_follow_an_answered_one_and_the_oldest_answers_go() -> None:
    life = Life().paid()
    names = ("burgers", "chips"), ("burgers",)
    for n in range(MAX_ANSWERS + 2):
        life.do(changed_to(*names[1]))
        answered(life, asked(life, f"r{n}"))
        life.do(changed_to(*names[0])).paid()

    assert life.record.unanswered == ()
    assert len(life.order.answers) == MAX_ANSWERS
    assert money.taken(life.order) - money.given_back(life.order) == 2850


def test_a_copy_has_the_lines_of_the_voided_receipt_and_a_payment_of_its_own() -> None:
    life = Life(table="7", note="quickly").paid().made().do(RECEIPT, VOID)
    before = life.order

    original, copied = life.copied()

    assert changed(before, original) == {}
    assert (original.deeds[-1].what, original.deeds[-1].detail) == ("copy", "copied to A2")
    assert (copied.order_id, copied.number, copied.revision) == ("A-2", "A2", 1)
    assert copied.copy_of == "A-1"
    assert copied.lines == tuple(replace(line, kitchen=NEVER) for line in before.lines)
    assert (copied.table, copied.note, copied.accepted_at) == ("7", "quickly", life.terms().at)
    empty = (copied.payments, copied.refunds, copied.void, copied.receipt, copied.outside)
    assert empty == ((), (), None, None, None)
    assert [deed.detail for deed in copied.deeds] == ["copy of A1"]
    assert money.due(copied) == 2850


def test_a_receipt_is_copied_once_and_only_when_it_is_voided() -> None:
    life = Life().paid()
    with pytest.raises(Refused, match="'copy'"):
        life.copied()
    life.do(VOID).copied()

    with pytest.raises(Refused, match="needs that it was not copied before"):
        life.copied()


def copied(*lines: Line) -> Life:
    """Return a copy, as an order of its own."""
    life = Life(*lines).paid().do(VOID)
    fresh = life.copied().copy
    life.record = after(apply(replace(fresh, order_id="A-1")))
    return life


def test_a_copy_is_never_cooked_whatever_is_done_with_it() -> None:
    again = tuple(
        replace(line, kitchen=None) for line in changed_to("burgers", "chips").lines or ()
    )
    for menu_word in (None, LineKitchen.SEND):
        life = copied()
        lines = tuple(replace(line, kitchen=menu_word, note="rare") for line in again)
        life.do(deeds.Change(lines=lines), deeds.Park("7"), deeds.OpenAgain())
        life.do(deeds.Pay(CARD))
        assert {line.kitchen for line in life.order.lines} == {NEVER}
        assert life.record.parts == {}
        assert life.do(RECEIPT).status == "COMPLETED"


def test_what_is_new_on_a_copy_is_refused_and_not_left_uncooked() -> None:
    life = copied()
    more = replace((changed_to("burgers").lines or ())[0], quantity=3)
    unnamed = replace(more, line_id=None)

    for lines, wrong in (
        (changed_to("burgers", "drink").lines or (), "$.lines[1]"),
        ((more,), "$.lines[0]"),
        ((unnamed,), "$.lines[0]"),
    ):
        ((path, reason),) = refused(life, deeds.Change(lines=lines))
        assert path == wrong
        assert "take a new order" in reason
    assert life.do(changed_to("burgers")).order.lines[0].quantity == 2


def test_a_copy_can_be_voided_and_copied_like_any_other() -> None:
    life = copied(WATER).paid().do(VOID)

    assert life.status == "VOIDED"
    assert life.copied().copy.copy_of == "A-1"


def test_no_more_is_given_back_than_was_owed_when_it_was_asked() -> None:
    """Till and back office act at once: the request comes after the void, which made it more."""
    life = Life(outside=PAID_THERE).do(changed_to("burgers"))
    voided = sell(life.record, VOID, life.terms())
    request = asked(life)
    assert request.amount == life.record.refund_owed == 450

    life.record = after(apply(voided, 60), record=life.record)
    assert life.record.refund_owed == 2850
    answered(life, request)

    assert [refund.amount for refund in life.order.refunds] == [450]
    assert life.record.refund_owed == 2400
    answered(life, asked(life, "r2"))
    assert (money.given_back(life.order), life.record.refund_owed) == (2850, 0)


def test_what_is_less_by_the_time_it_is_answered_is_given_back_as_far_as_it_is_owed() -> None:
    life = Life().paid().do(changed_to("burgers"))
    request = asked(life)
    life.do(changed_to("burgers", "water"))

    assert answered(life, request).refunds[0].amount == 200
    assert life.record.refund_owed == 0


def test_a_copy_shows_nothing_while_the_voided_order_still_stands_on_screens() -> None:
    life = Life().paid()
    life.record = after(all_confirmed(life.record, 5, life.record.parts), record=life.record)
    life.do(VOID)
    before = life.record.parts

    fresh = life.copied().copy

    assert life.record.parts == before
    assert fresh.for_kitchen == fresh.waiting == ()
