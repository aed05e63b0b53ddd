"""What tickets say of orders that were changed or stopped after a cook had them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from kds.orders import commands as c
from kds.orders.order import Line
from kds.orders.part import CookingState, StopCause
from kds.orders.record import OrderRecord
from kds.orders.ticket import Failure, LineMark, Ticket, view
from kds.orders.till_facts import Stamp
from tests.samples import (
    BURGER,
    COLA,
    FISH,
    FRIES,
    T0,
    after,
    all_confirmed,
    apply,
    ask,
    expire,
    order,
)

STEAK = Line("L5", "Steak", 1)
TWO = replace(BURGER, quantity=2)
VOID = Stamp(T0, "Mari", "wrong card")
ADDED, REMOVED, MADE = LineMark.ADDED, LineMark.REMOVED, LineMark.MADE


def at(s: float) -> Any:
    """Return the time `s` seconds after T0."""
    return T0 + timedelta(seconds=s)


def shown(*lines: Line, **facts: Any) -> OrderRecord:
    """Return an order whose tickets are all laid out."""
    record = after(apply(order(*lines, **facts)))
    return after(all_confirmed(record, 1, record.parts), record=record)


def then(record: OrderRecord, s: float, *lines: Line, **facts: Any) -> OrderRecord:
    """Return the order after its next revision."""
    sent = order(*lines, revision=record.order.revision + 1, **facts)
    return after(apply(sent, s), record=record)


def did(
    record: OrderRecord,
    kind: type[c.MarkPartReady] | type[c.MarkPartSeen],
    s: float,
    *stations: str,
) -> OrderRecord:
    """Return the order after a cook did something with these parts."""
    return after(*(ask(kind, s, station=station) for station in stations), record=record)


def ticket(record: OrderRecord, board: str) -> Ticket:
    """Return what a board shows, which must be a ticket."""
    found = view(record, board)
    assert isinstance(found, Ticket)
    return found


def marks(shown: Ticket | Failure) -> list[tuple[str, int, LineMark | None]]:
    """Return product, quantity and mark of each line."""
    return [(line.product, line.quantity, line.mark) for line in shown.lines]


def test_what_came_and_what_went_is_marked_until_a_cook_has_seen_it() -> None:
    record = then(shown(BURGER, STEAK), 20, TWO, FRIES)

    grill = ticket(record, "grill")
    assert marks(grill) == [("Burger", 2, ADDED), ("Burger", 1, REMOVED), ("Steak", 1, REMOVED)]
    assert (grill.changed_at, grill.stopped) == (at(20), None)
    assert grill.version == record.version
    assert ticket(record, "fryer").changed_at is None
    seen = ticket(did(record, c.MarkPartSeen, 30, "grill"), "grill")
    assert marks(seen) == [("Burger", 2, None)]
    assert seen.changed_at is None


def test_the_pass_sees_the_marks_of_every_station_and_where_something_is_unseen() -> None:
    record = then(shown(BURGER, COLA), 20, TWO, COLA)

    at_pass = ticket(record, "pass")

    assert [(line.station, line.mark) for line in at_pass.lines] == [
        ("grill", ADDED),
        ("grill", REMOVED),
        ("bar", None),
    ]
    assert at_pass.changed_at == at(20)
    unseen = {part.station: part.changed_at for part in at_pass.parts}
    assert unseen == {"grill": at(20), "bar": None}


def test_what_reads_otherwise_above_the_lines_is_named_until_it_is_seen() -> None:
    record = then(shown(BURGER, FRIES), 20, BURGER, FRIES, note="nut allergy", table="4")

    for board in ("grill", "fryer", "pass"):
        assert ticket(record, board).changed_head == ("table", "note")
        assert ticket(record, board).changed_at == at(20)
    seen = did(record, c.MarkPartSeen, 30, "grill")
    assert ticket(seen, "grill").changed_head == ()
    assert ticket(seen, "pass").changed_head == ("table", "note")


def test_what_was_ready_is_made_beside_what_was_added() -> None:
    made = did(shown(BURGER, FRIES), c.MarkPartReady, 5, "grill")

    record = then(made, 20, BURGER, STEAK, FRIES)

    assert marks(ticket(record, "grill")) == [("Burger", 1, MADE), ("Steak", 1, ADDED)]
    seen = did(record, c.MarkPartSeen, 30, "grill")
    assert marks(ticket(seen, "grill")) == [("Burger", 1, MADE), ("Steak", 1, None)]


def test_a_stopped_ticket_stays_with_its_lines_until_a_cook_has_seen_it() -> None:
    record = then(shown(BURGER, FRIES), 20, BURGER, FRIES, void=VOID)

    grill = ticket(record, "grill")
    assert (grill.stopped, marks(grill)) == (StopCause.VOIDED, [("Burger", 1, None)])
    assert [part.stopped for part in grill.parts] == [StopCause.VOIDED] * 2
    record = did(record, c.MarkPartSeen, 30, "grill")
    assert view(record, "grill") is None
    at_pass = ticket(record, "pass")
    assert (at_pass.stopped, [line.station for line in at_pass.lines]) == (
        StopCause.VOIDED,
        ["fryer"],
    )
    assert [part.station for part in at_pass.parts] == ["fryer"]
    assert view(did(record, c.MarkPartSeen, 40, "fryer"), "pass") is None


def test_the_pass_hears_of_a_void_though_a_part_was_ready() -> None:
    made = did(shown(BURGER, FRIES), c.MarkPartReady, 5, "grill")

    at_pass = ticket(then(made, 20, BURGER, FRIES, void=VOID), "pass")

    assert at_pass.stopped is StopCause.VOIDED
    assert at_pass.state is CookingState.STARTED


def test_one_station_without_lines_does_not_stop_the_order_at_the_pass() -> None:
    record = then(shown(BURGER, FRIES), 20, BURGER)

    assert ticket(record, "fryer").stopped is StopCause.REMOVED
    assert marks(ticket(record, "fryer")) == [("Fries", 2, REMOVED)]
    for each in (record, did(record, c.MarkPartReady, 30, "grill")):
        at_pass = ticket(each, "pass")
        assert (at_pass.stopped, at_pass.changed_at) == (None, at(20))
        assert [part.stopped for part in at_pass.parts] == [None, StopCause.REMOVED]


def test_what_is_brought_back_begins_anew_and_does_not_stand_before_older_ones() -> None:
    made = did(shown(BURGER, COLA), c.MarkPartReady, 30, "grill", "bar")

    record = then(made, 900, BURGER, STEAK, COLA)

    assert ticket(record, "grill").since == at(900)
    assert ticket(record, "pass").since == at(900)


def test_the_pass_keeps_its_timer_while_one_part_after_the_other_gets_ready() -> None:
    record = did(shown(BURGER, COLA), c.MarkPartReady, 30, "bar")
    record = then(record, 100, BURGER, COLA, FRIES)
    assert ticket(record, "pass").since == T0

    record = did(record, c.MarkPartReady, 200, "grill")

    assert ticket(record, "fryer").since == at(100)
    assert ticket(record, "pass").since == T0


def test_the_office_tells_what_is_not_to_be_made() -> None:
    record = then(shown(BURGER, FISH), 20, BURGER, FISH, void=VOID)
    record = after(expire("grill", 60), record=record)

    failure = view(record, "office")

    assert isinstance(failure, Failure)
    assert failure.stopped is StopCause.VOIDED
    assert [(line.product, line.station) for line in failure.lines] == [
        ("Burger", "grill"),
        ("Fish and chips", "grill"),
    ]


def test_the_office_tells_what_came_and_went_and_nothing_of_what_is_made() -> None:
    made = did(shown(BURGER, FRIES), c.MarkPartReady, 5, "grill")
    record = then(made, 20, BURGER, STEAK)
    record = after(expire("grill", 60), expire("fryer", 61), record=record)

    failure = view(record, "office")

    assert isinstance(failure, Failure)
    assert failure.stopped is None
    assert marks(failure) == [("Steak", 1, ADDED), ("Fries", 2, REMOVED)]
