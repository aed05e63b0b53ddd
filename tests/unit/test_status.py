"""Which of the twelve statuses holds."""

from __future__ import annotations

import pytest

from kds.orders import commands as c
from kds.orders.status import Status, is_sending, is_unsettled, status
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
from tests.specimens import WAYS
from tests.unit.restated import status_of

NAMES = [
    ("VOIDED", "Mitätöity", "Voided"),
    ("CANCELLED", "Peruutettu", "Cancelled"),
    ("FULLY_REFUNDED", "Hyvitetty kokonaan", "Fully refunded"),
    ("PENDING", "Käsittelyssä", "Pending"),
    ("NOT_SENT_TO_KITCHEN", "Ei lähetetty keittiöön", "Not sent to kitchen"),
    ("AWAITING_APPROVAL", "Odottaa hyväksyntää", "Awaiting approval"),
    ("IN_KITCHEN", "Keittiössä", "In kitchen"),
    ("PARKED", "Kuittiparkissa", "Parked"),
    (
        "UNPAID_IN_EXTERNAL_SYSTEM",
        "Maksamatta ulkoisessa järjestelmässä",
        "Unpaid in external system",
    ),
    ("UNFINISHED", "Keskeneräinen", "Unfinished"),
    ("PARTIALLY_REFUNDED", "Hyvitetty osittain", "Partially refunded"),
    ("COMPLETED", "Valmis", "Completed"),
]


def test_there_are_twelve_in_order_of_precedence_with_the_names_of_the_seed() -> None:
    assert [(each.code, each.finnish, each.english) for each in Status] == NAMES
    assert all(each.meaning for each in Status)


SPECIMENS = [(code, way) for code, ways in WAYS.items() for way in ways]


@pytest.mark.parametrize(("code", "way"), SPECIMENS)
def test_each_status_is_reached_by_deeds_and_commands(code: str, way: str) -> None:
    life = WAYS[code][way]()

    assert life.status == code == status_of(life.record)
    assert life.changes[-1].after == code


UNSETTLED = {
    "PENDING": True,
    "NOT_SENT_TO_KITCHEN": True,
    "AWAITING_APPROVAL": True,
    "IN_KITCHEN": True,
    "PARKED": True,
    "UNPAID_IN_EXTERNAL_SYSTEM": True,
}


@pytest.mark.parametrize(("code", "way"), SPECIMENS)
def test_an_order_is_forgotten_only_once_nobody_owes_anything_on_it(code: str, way: str) -> None:
    record = WAYS[code][way]().record
    unseen = any(
        part.stopped and part.delivery.state != "settled" for part in record.parts.values()
    )

    expected = UNSETTLED.get(code, False) or unseen or record.refund_owed > 0
    assert is_unsettled(record) is expected


SENT = apply(order(BURGER, FRIES))
ASKING = apply(order(needs_approval=True))
LATE = expire("grill", 30)

WAYS_THROUGH_THE_KITCHEN = {
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
    "asked, then settled by hand": (
        [ASKING, ask(c.ResolveOtherwise, 40, by=MANAGER, reason="told them")],
        Status.UNFINISHED,
        False,
    ),
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


@pytest.mark.parametrize("way", WAYS_THROUGH_THE_KITCHEN.values(), ids=WAYS_THROUGH_THE_KITCHEN)
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
