"""Which of the twelve statuses holds."""

from __future__ import annotations

import pytest

from kds.orders import commands as c
from kds.orders.status import Status, is_sending, status
from tests.samples import (
    BURGER,
    COLA,
    FRIES,
    MANAGER,
    after,
    all_confirmed,
    apply,
    ask,
    expire,
    order,
)


def test_there_are_twelve_in_order_of_precedence_with_their_finnish_names() -> None:
    assert [(each.code, each.finnish) for each in Status] == [
        ("VOIDED", "Mitätöity"),
        ("CANCELLED", "Peruutettu"),
        ("FULLY_REFUNDED", "Hyvitetty kokonaan"),
        ("PENDING", "Käsittelyssä"),
        ("NOT_SENT_TO_KITCHEN", "Ei lähetetty keittiöön"),
        ("AWAITING_APPROVAL", "Odottaa hyväksyntää"),
        ("IN_KITCHEN", "Keittiössä"),
        ("PARKED", "Kuittiparkissa"),
        ("UNPAID_IN_EXTERNAL_SYSTEM", "Maksamatta ulkoisessa järjestelmässä"),
        ("UNFINISHED", "Keskeneräinen"),
        ("PARTIALLY_REFUNDED", "Hyvitetty osittain"),
        ("COMPLETED", "Valmis"),
    ]


def test_each_status_says_what_it_means() -> None:
    assert all(each.english and each.meaning for each in Status)


SENT = apply(order(BURGER, FRIES))
ASKING = apply(order(needs_approval=True))
LATE = expire("grill", 30)

WAYS = {
    "in flight counts as sent": ([SENT], Status.IN_KITCHEN, True),
    "one part failed": ([SENT, LATE], Status.NOT_SENT_TO_KITCHEN, True),
    "both parts failed": ([SENT, LATE, expire("fryer", 31)], Status.NOT_SENT_TO_KITCHEN, False),
    "failed, then made from a shout": (
        [SENT, LATE, ask(c.MarkPartReady, 40, station="grill")],
        Status.IN_KITCHEN,
        True,
    ),
    "one part ready": ([SENT, ask(c.MarkPartReady, 3, station="grill")], Status.IN_KITCHEN, True),
    "all ready": (
        [
            SENT,
            ask(c.MarkPartReady, 3, station="grill"),
            ask(c.MarkPartReady, 4, station="fryer"),
        ],
        Status.UNFINISHED,
        False,
    ),
    "recalled": (
        [
            SENT,
            ask(c.MarkPartReady, 3, station="grill"),
            ask(c.MarkPartReady, 4, station="fryer"),
            ask(c.RecallPart, 5, station="fryer"),
        ],
        Status.IN_KITCHEN,
        True,
    ),
    "failed, then settled": (
        [SENT, LATE, ask(c.ResolveOtherwise, 40, by=MANAGER, reason="told them")],
        Status.UNFINISHED,
        False,
    ),
    "needs approval": ([ASKING], Status.AWAITING_APPROVAL, True),
    "approval failed": ([ASKING, expire("approvals", 30)], Status.NOT_SENT_TO_KITCHEN, False),
    "approved": ([ASKING, ask(c.Approve, 3)], Status.IN_KITCHEN, True),
    "approved by word of mouth": (
        [ASKING, expire("approvals", 30), ask(c.Approve, 31)],
        Status.IN_KITCHEN,
        True,
    ),
    "rejected": ([ASKING, ask(c.Reject, 3, reason="closed")], Status.CANCELLED, False),
    "rejected, and changed at the till": (
        [ASKING, ask(c.Reject, 3, reason="closed"), apply(order(COLA, revision=2), 4)],
        Status.CANCELLED,
        False,
    ),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_the_status_follows_from_the_facts(way: tuple[list[c.Command], Status, bool]) -> None:
    commands, expected, sending = way
    record = after(*commands)

    assert status(record) is expected
    assert is_sending(record) is sending


def test_what_is_confirmed_is_not_sending() -> None:
    record = after(SENT)
    record = after(all_confirmed(record, 1, record.parts), record=record)

    assert status(record) is Status.IN_KITCHEN
    assert not is_sending(record)
