"""What customers read of an order: whether its number is on the board, where, and for whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from kds.clock import now
from kds.orders import commands as c
from kds.orders.order import Customer, Service
from kds.orders.pickup import CalledHow
from kds.orders.ready_board import READY_BOARD, BoardNumber, Readiness, board_number
from kds.orders.record import OrderRecord
from kds.orders.section import Section, section
from kds.orders.selling.deeds import Park
from kds.orders.ticket import view
from kds.settings.model import ReadyBoardSettings
from kds.web.boards import BoardChange
from kds.web.wire import Wire
from tests.samples import BURGER, MANAGER, T0, after, apply, ask, order
from tests.specimens import SPECIMENS
from tests.till_samples import FINE_DINING, Life

AINO = Customer(name="Aino Maria Aalto", phone="+358401234567")


def taken(**facts: object) -> OrderRecord:
    """Return Aino's burger to take away, as the kitchen has it."""
    return after(apply(replace(order(BURGER, customer=AINO), service=Service.TAKEAWAY, **facts)))


def tell(record: OrderRecord, kind: type[c.Command], s: float = 60, **told: object) -> OrderRecord:
    return after(ask(kind, s, by=MANAGER, **told), record=record)


def called(record: OrderRecord | None = None, s: float = 60) -> OrderRecord:
    return tell(record or taken(), c.CallCustomer, s, how=CalledHow.READY_FOR_CUSTOMER)


def shown(record: OrderRecord) -> tuple[Readiness, float] | None:
    """Return how far customers see it, and since how many seconds after T0."""
    number = board_number(record)
    return (number.state, (number.since - T0).total_seconds()) if number else None


def test_a_number_goes_from_preparing_to_ready_and_leaves() -> None:
    assert shown(taken()) == (Readiness.PREPARING, 0)
    assert shown(tell(taken(), c.MarkPartReady, 30, station="grill")) == (Readiness.PREPARING, 0)
    assert shown(called()) == (Readiness.READY, 60)
    assert shown(tell(called(), c.CallOff, 70)) == (Readiness.PREPARING, 0)
    assert shown(called(tell(called(), c.CallOff, 70), 80)) == (Readiness.READY, 80)
    assert shown(tell(called(), c.CollectOrder, 70)) is None


def test_what_is_eaten_at_a_table_is_not_waited_for_at_the_counter() -> None:
    assert shown(after(apply(order(BURGER, service=Service.DINE_IN)))) is None


def test_what_awaits_an_approval_or_was_rejected_is_not_prepared() -> None:
    awaiting = taken(needs_approval=True)

    assert shown(awaiting) is None
    assert shown(tell(awaiting, c.Reject, 10, reason="no buns")) is None
    assert shown(tell(awaiting, c.Approve, 10, minutes=5)) == (Readiness.PREPARING, 0)


def test_what_is_parked_is_not_on_the_board() -> None:
    parked = Life(style=FINE_DINING, service=Service.TAKEAWAY).do(Park("7")).made()

    assert shown(parked.record) is None


@pytest.mark.parametrize(("code", "way", "build"), SPECIMENS, ids=lambda each: str(each)[:40])
def test_every_number_on_the_board_is_in_the_section_that_it_says(
    code: str, way: str, build: Callable[[], Life]
) -> None:
    record = build().record
    takeaway = replace(record, order=replace(record.order, service=Service.TAKEAWAY))
    number = board_number(takeaway)

    if number is None:
        return
    wanted = {
        Readiness.PREPARING: Section.NEW_TICKET,
        Readiness.READY: Section.READY_FOR_PICKUP,
    }
    assert section(takeaway) is wanted[number.state], (code, way)


def test_a_view_has_the_number_the_first_name_and_nothing_else_of_an_order() -> None:
    number = view(called(), READY_BOARD)

    assert number == BoardNumber(
        order_id="A-1",
        board=READY_BOARD,
        version=called().version,
        number="A1",
        state=Readiness.READY,
        since=T0 + timedelta(seconds=60),
        name="Aino",
    )


def test_without_a_name_there_is_none() -> None:
    for customer in (None, Customer(phone="+358401234567")):
        number = board_number(taken(customer=customer))
        assert number is not None
        assert number.name is None


def sent(number: BoardNumber, **settings: object) -> list[str | None]:
    """Return the name that is sent of a number: in a snapshot, and in a change."""
    wire = Wire(ZoneInfo("Europe/Helsinki"), {}, ReadyBoardSettings(**settings))  # type: ignore[arg-type]
    change = wire.change(BoardChange(number.order_id, number.version, number))
    return [wire.view(number).name, change["view"].name]


def test_names_are_sent_only_where_they_are_shown() -> None:
    number = board_number(called())
    assert number is not None
    fresh = replace(number, since=now())
    old = replace(number, since=now() - timedelta(minutes=31))

    assert sent(fresh) == [None, None]
    assert sent(fresh, names=True) == ["Aino", "Aino"]
    assert sent(old, names=True) == [None, None]
    assert sent(old, names=True, keep_ready_min=60) == ["Aino", "Aino"]
    assert sent(replace(old, state=Readiness.PREPARING), names=True) == ["Aino", "Aino"]
    assert Wire(ZoneInfo("UTC"), {}).view(fresh).name is None


def test_that_a_number_left_is_sent_as_it_is() -> None:
    gone = BoardChange("A-1", 7, None)

    assert Wire(ZoneInfo("UTC"), {}).change(gone) is gone
