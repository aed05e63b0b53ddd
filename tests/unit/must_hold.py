"""What must hold of an order at any time, whatever till and kitchen have done with it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from kds.orders.order import Order
from kds.orders.part import CookingState, owed
from kds.orders.record import OrderRecord
from kds.orders.status import status
from kds.orders.ticket import Ticket, View, view
from kds.orders.till_facts import Deed
from tests.unit import restated
from tests.unit.apart import UNTOUCHED, Apart

BOARDS = ("grill", "fryer", "bar", "pass", "approvals", "office")

FEEDS = {"take", "pay", "report payment", "send", "park", "change"}
"""Deeds after which there may be more to make than before."""


def new_deeds(before: OrderRecord | None, after: OrderRecord) -> tuple[Deed, ...]:
    """Return what a revision tells that the one before did not."""
    return after.order.deeds[len(before.order.deeds) if before else 0 :]


def of_an_arrival(before: OrderRecord | None, after: OrderRecord) -> None:
    """A revision changes the till's facts, and of the kitchen's only what it must."""
    if before is None:
        return
    for name in UNTOUCHED:
        assert getattr(after, name) == getattr(before, name), name
    if before.approval.state in ("approved", "rejected"):
        assert after.approval == before.approval
    for station, part in before.parts.items():
        now = after.parts.get(station)
        if part.cooking.state is CookingState.READY and now is not None and not owed(now):
            assert now.cooking == part.cooking
        if part.stopped is not None and part in restated.shown_parts(before):
            assert now is not None
            assert now.stopped == part.stopped or (owed(now) and now.line_ids)
    if FEEDS.isdisjoint(deed.what for deed in new_deeds(before, after)):
        assert _to_make(after) <= _to_make(before), "it puts something on a screen"


def _to_make(record: OrderRecord) -> set[tuple[str, str]]:
    """Return which lines stand as to be made on which station's screens."""
    asked = {("approvals", "")} if restated.asks_approval(record) else set()
    return asked | {
        (part.station, line_id)
        for part in restated.shown_parts(record)
        if part.stopped is None
        for line_id in part.line_ids
    }


def of_a_record(record: OrderRecord) -> None:
    """Status and debts are as they are said again; nothing is made of what has ended."""
    assert status(record).code == restated.status_of(record)
    assert record.refund_owed == restated.refund_owed(record)
    assert record.due == restated.due(record)
    for part in record.parts.values():
        assert owed(part) is (part.stopped is None and part in restated.shown_parts(record))
    if restated.is_ended(record):
        assert _to_make(record) == set()
    requests = [request.request_id for request in record.requests]
    assert len(requests) == len(set(requests))


def of_screens(screens: Mapping[str, tuple[int, View | None]], record: OrderRecord) -> None:
    """Screens that were told of each change show what a new one would, and what is stopped."""
    for board in BOARDS:
        assert screens.get(board, (0, None))[1] == view(record, board), board
    for part in record.parts.values():
        if part.stopped is None:
            continue
        shown = view(record, part.station)
        if part in restated.shown_parts(record):
            assert isinstance(shown, Ticket)
            assert shown.stopped is part.stopped.cause
        else:
            assert shown is None


def of_the_tills_facts(world: Apart) -> None:
    """What the till has noted stays noted, and its money adds up."""
    for before, now in pairwise(world.revisions[-3:]):
        for name in ("payments", "refunds", "deeds", "answers"):
            kept = getattr(before, name)
            assert getattr(now, name)[: len(kept)] == kept, name
        assert before.void in (None, now.void)
        assert before.cancelled in (None, now.cancelled)
        _of_a_release(before, now, is_fine_dining=world.style == "fine-dining")
    _of_money(world.at_till)


def _of_a_release(before: Order, now: Order, *, is_fine_dining: bool) -> None:
    """Nothing that waits is sent but by hand, once it is paid, or parked in fine dining."""
    waited = {line.line_id for line in before.waiting}
    if not waited.isdisjoint(line.line_id for line in now.for_kitchen):
        is_parked = is_fine_dining and now.parked is not None
        assert now.deeds[-1].what == "send" or is_parked or restated.is_paid(now)


def _of_money(sold: Order) -> None:
    """Nothing is given back that did not come in, nor twice."""
    assert restated.given_back(sold) <= restated.taken(sold)
    assert all(left >= 0 for left in restated.left_of(sold).values())
    assert all(refund.amount > 0 or refund.lines for refund in sold.refunds)
    if sold.void is not None:
        outside = [each.amount for each in sold.payments if each.method == "external"]
        assert restated.given_back(sold) <= sum(outside), "the till's own money went back already"
    for facts in (sold.payments, sold.refunds, sold.answers):
        ids = [getattr(fact, fact.__struct_fields__[0]) for fact in facts]
        assert len(ids) == len(set(ids)), ids
    done = {answer.request_id for answer in sold.answers if answer.done}
    assert done == {each.refund_id for each in sold.refunds if each.refund_id.startswith("r")}
