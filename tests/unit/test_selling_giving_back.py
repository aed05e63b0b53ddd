"""Money out at the till: refunds of lines and pieces, voids, and what is owed."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from kds.errors import Refused
from kds.orders import commands as c
from kds.orders import money
from kds.orders.order import Line
from kds.orders.part import StopCause
from kds.orders.selling import deeds
from kds.orders.ticket import view
from kds.orders.till_facts import Refund, RefundedLine, Stamp
from tests.specimens import PAID_THERE, RECEIPT, VOID, completed
from tests.till_samples import (
    CARD,
    CASH,
    EXTERNAL,
    FINE_DINING,
    WATER,
    Life,
    changed_to,
    done,
    refused,
)

BOARDS = ("grill", "fryer", "bar", "pass", "approvals", "office")


def back(*pieces: tuple[str, int], reason: str = "cold", method: Any = CASH) -> deeds.RefundLines:
    """Return the deed that refunds pieces of lines."""
    return deeds.RefundLines(tuple(RefundedLine(*each) for each in pieces), reason, method)


def on_screens(life: Life) -> list[str]:
    """Return the boards that show something to make."""
    shown = {board: view(life.record, board) for board in BOARDS}
    return [
        board
        for board, seen in shown.items()
        if seen is not None and getattr(seen, "state", "") != "ready"
    ]


def test_a_refund_of_one_piece_says_which_how_much_and_why() -> None:
    life = completed()

    facts, deed = done(life, back(("L1", 1), method=CARD))

    refund = Refund(
        f"fact-{life.s:g}", CARD, 1200, life.terms().at, "Mari", "cold", (RefundedLine("L1", 1),)
    )
    assert facts == {"refunds": (refund,)}
    assert (deed.what, deed.reason, deed.detail) == ("refund", "cold", "1200 cents: 1 Burger")
    assert (life.status, life.record.refund_owed) == ("PARTIALLY_REFUNDED", 0)


def test_it_is_fully_refunded_at_the_last_piece_and_not_before() -> None:
    life = completed().do(back(("L1", 1), ("L2", 1)))
    assert life.status == "PARTIALLY_REFUNDED"

    life.do(back(("L1", 1)))

    assert life.status == "FULLY_REFUNDED"
    assert money.given_back(life.order) == money.taken(life.order) == 2850
    with pytest.raises(Refused, match="it is 'Fully refunded'"):
        life.do(back(("L1", 1)))


@pytest.mark.parametrize(
    ("asked", "problems"),
    [
        ([("L1", 3)], [("$.lines[0].quantity", "only 2 of 'L1' are left")]),
        ([("L9", 1)], [("$.lines[0].line_id", "there is no line 'L9'")]),
        ([("L1", 2), ("L1", 1)], [("$.lines[1].quantity", "only 0 of 'L1' are left")]),
        (
            [("L2", 1), ("L2", 1), ("L1", 999)],
            [
                ("$.lines[1].quantity", "only 0 of 'L2' are left"),
                ("$.lines[2].quantity", "only 2 of 'L1' are left"),
            ],
        ),
    ],
)
def test_never_more_than_was_bought(asked: Any, problems: Any) -> None:
    life = completed()

    assert refused(life, back(*asked)) == problems
    assert life.order.refunds == ()


def test_never_more_than_is_left_of_it() -> None:
    life = completed().do(back(("L1", 1)))

    assert refused(life, back(("L1", 2))) == [("$.lines[0].quantity", "only 1 of 'L1' are left")]


def test_only_what_is_paid_is_refunded() -> None:
    for life in (Life(hold=False), Life(hold=False).do(deeds.Pay(CASH, 1000))):
        with pytest.raises(Refused, match="needs that it is paid, and something is left"):
            life.do(back(("L1", 1)))


def test_a_full_refund_while_it_cooks_stops_it_and_puts_nothing_new_on_a_screen() -> None:
    life = Life().paid()

    life.do(back(("L1", 2)))
    assert on_screens(life) == ["grill", "fryer", "pass"]
    assert all(part.stopped is None for part in life.record.parts.values())
    life.do(back(("L2", 1)))

    causes = {part.stopped.cause for part in life.record.parts.values() if part.stopped}
    assert causes == {StopCause.REFUNDED}
    for station in ("grill", "fryer"):
        life.tell(c.MarkPartSeen, station=station)
    assert on_screens(life) == []


def test_what_has_no_price_goes_back_only_as_a_whole() -> None:
    life = Life(Line("L1", "Menu of the day", 2), Line("L2", "Cola", 1, unit_price=300))
    life.do(deeds.Pay(CASH, 3500)).made().do(RECEIPT)

    assert refused(life, back(("L2", 1), ("L1", 1))) == [
        ("$.lines[1].line_id", "has no price; refund it together with all that is left")
    ]
    life.do(back(("L2", 1)))
    assert money.given_back(life.order) == 300
    life.do(back(("L1", 2)))
    assert (money.given_back(life.order), life.status) == (3500, "FULLY_REFUNDED")


def test_a_void_says_why_and_gives_back_what_the_till_took() -> None:
    life = completed()

    facts, deed = done(life, VOID)

    assert facts == {"void": Stamp(life.terms().at, "Mari", "wrong card")}
    assert (deed.what, deed.reason) == ("void", "wrong card")
    assert (life.status, life.record.refund_owed) == ("VOIDED", 0)


def test_a_void_takes_an_order_out_of_the_park_and_stops_what_cooks() -> None:
    life = Life(style=FINE_DINING).do(deeds.Pay(CASH, 500), deeds.Park("7"), VOID)

    assert (life.order.parked, life.status) == (None, "VOIDED")
    causes = {part.stopped.cause for part in life.record.parts.values() if part.stopped}
    assert causes == {StopCause.VOIDED}


def test_what_was_paid_in_part_is_voided_and_owes_nothing() -> None:
    life = Life().do(deeds.Pay(CASH, 1000), VOID)

    assert (life.status, life.record.refund_owed, life.record.parts) == ("VOIDED", 0, {})


def test_a_void_of_what_was_paid_outside_leaves_that_owed_until_it_is_settled() -> None:
    life = Life(outside=PAID_THERE).do(VOID)
    assert life.record.refund_owed == 2850

    facts, deed = done(life, deeds.SettleRefund("paid back in the shop", EXTERNAL))

    (refund,) = facts["refunds"]
    assert (refund.method, refund.amount, refund.lines) == (EXTERNAL, 2850, ())
    assert (deed.what, deed.reason, deed.detail) == (
        "settle refund",
        "paid back in the shop",
        "2850 cents",
    )
    assert (life.status, life.record.refund_owed) == ("VOIDED", 0)
    with pytest.raises(Refused, match="needs that the customer must get money back"):
        life.do(deeds.SettleRefund("once more"))


def test_nothing_is_voided_that_was_refunded_or_settled_or_never_paid() -> None:
    refunded = completed().do(back(("L1", 1)))
    settled = Life().paid().do(changed_to("burgers"), deeds.SettleRefund("given back"))
    for life in (refunded, settled, Life(), Life(hold=False)):
        with pytest.raises(Refused, match="'void'"):
            life.do(VOID)


def test_an_order_that_shrinks_after_payment_owes_the_difference_once() -> None:
    life = Life().paid().do(changed_to("burgers"))
    assert (life.record.refund_owed, money.due(life.order)) == (450, 0)

    life.do(deeds.SettleRefund("given back"))

    assert (life.record.refund_owed, money.due(life.order)) == (0, 0)
    life.do(changed_to("burgers", "chips"))
    assert money.due(life.order) == 450, "what was given back does not pay for it"
    assert life.paid().record.refund_owed == 0
    life.do(back(("L1", 2), ("L2", 1)))
    assert money.given_back(life.order) == money.taken(life.order) == 3300


def test_what_is_owed_can_be_settled_though_every_line_is_refunded() -> None:
    life = Life().paid().do(changed_to("burgers"), back(("L1", 2)))
    assert (life.status, life.record.refund_owed) == ("FULLY_REFUNDED", 450)

    assert life.do(deeds.SettleRefund("given back")).record.refund_owed == 0


def test_a_line_that_is_refunded_keeps_its_price_and_that_quantity() -> None:
    two = replace(WATER, quantity=2)
    life = Life(two, Line("L1", "Burger", 1, unit_price=1200)).paid().do(back(("L9", 2)))

    def changed(**water: Any) -> deeds.Change:
        there = changed_to("burgers", "water").lines or ()
        return deeds.Change(lines=(there[0], replace(there[1], quantity=2, **water)))

    less = changed_to("burgers", "water")
    for deed in (less, changed_to("burgers"), changed(unit_price=1), changed(line_id="L8")):
        with pytest.raises(Refused, match="Water in order A1 is refunded") as caught:
            life.do(deed)
        assert caught.value.code == "refunded"
    assert money.given_back(life.do(changed(note="cold")).order) == 500
