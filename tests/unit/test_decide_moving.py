"""A part that another station makes: nothing is lost, nothing is made twice, the clock goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from kds.errors import Refused
from kds.orders import commands as c
from kds.orders.decide import Unchanged, decide
from kds.orders.order import Line
from kds.orders.paper import PaperPolicy, PrintKind
from kds.orders.part import CookingState, DeliveryState, StopCause, is_held, must_be_seen, owed
from kds.orders.record import OrderRecord
from kds.orders.ticket import LineMark, Ticket, view
from tests.samples import (
    ANN,
    BURGER,
    COLA,
    FISH,
    FRIES,
    POLICY,
    T0,
    after,
    apply,
    ask,
    confirm,
    decided,
    expire,
    order,
)

SENT = apply(order(BURGER, FRIES))
SHOWN = after(SENT, confirm(1, ("grill", 1), ("fryer", 1)))
TO_BAR = ask(c.MovePart, 30, station="grill", to="bar")
TO_FRYER = ask(c.MovePart, 30, station="grill", to="fryer")


def _ticket(record: OrderRecord, board: str) -> Ticket:
    found = view(record, board)
    assert isinstance(found, Ticket)
    return found


def test_it_must_be_laid_out_at_the_station_that_makes_it_now() -> None:
    done = decided(SHOWN, TO_BAR)

    part = done.record.parts["bar"]
    assert (part.line_ids, part.since, part.moved_from) == (("L1",), T0, "grill")
    assert part.delivery.state is DeliveryState.IN_FLIGHT
    assert part.delivery.deadline_at == T0 + timedelta(seconds=40)
    assert (done.change.type, done.change.stations) == ("kds.part.moved.v1", ("grill", "bar"))
    assert done.change.moved_to == "bar"
    failed = after(expire("bar", 41), record=done.record)
    assert failed.undelivered(DeliveryState.NOT_SENT) == ["bar"]


def test_the_station_that_had_it_is_told_until_a_cook_has_seen_it() -> None:
    record = after(TO_BAR, record=SHOWN)

    ticket = _ticket(record, "grill")
    assert ticket.stopped is StopCause.MOVED
    assert [(line.product, line.mark) for line in ticket.lines] == [("Burger", LineMark.REMOVED)]
    assert record.parts["grill"].delivery.state is DeliveryState.IN_FLIGHT
    assert [line.product for line in _ticket(record, "pass").lines] == ["Fries", "Burger"]
    assert [part.station for part in _ticket(record, "bar").parts] == ["fryer", "bar"]
    seen = after(ask(c.MarkPartSeen, 33, station="grill"), record=record)
    assert view(seen, "grill") is None


def test_its_own_cooks_know_it_already() -> None:
    record = after(replace(TO_BAR, seen=True), record=SHOWN)

    assert view(record, "grill") is None
    stopped = record.parts["grill"].stopped
    assert stopped is not None
    assert (stopped.cause, stopped.seen_by) == (StopCause.MOVED, ANN)


def test_what_no_screen_has_shown_leaves_nothing_behind() -> None:
    record = after(SENT, expire("grill", 11), TO_BAR)

    assert set(record.parts) == {"fryer", "bar"}
    assert record.resend is None
    assert record.undelivered(DeliveryState.NOT_SENT) == []


def test_what_cooks_did_with_it_goes_along() -> None:
    struck = after(
        ask(c.StrikeLines, 5, station="grill", line_ids=("L1",)),
        ask(c.HoldPart, 10, station="grill"),
        TO_BAR,
        record=SHOWN,
    )

    part = struck.parts["bar"]
    assert (part.struck, part.cooking.state) == (("L1",), CookingState.STARTED)
    assert part.cooking.started_at == T0 + timedelta(seconds=5)
    assert is_held(part)


def test_it_joins_what_the_other_station_has_as_added() -> None:
    struck = after(ask(c.StrikeLines, 5, station="fryer", line_ids=("L2",)), record=SHOWN)
    record = after(TO_FRYER, record=struck)

    ticket = _ticket(record, "fryer")
    assert [(line.product, line.mark, line.struck) for line in ticket.lines] == [
        ("Burger", LineMark.ADDED, False),
        ("Fries", None, True),
    ]
    assert ticket.since == T0
    assert record.parts["fryer"].delivery.state is DeliveryState.IN_FLIGHT


def test_it_joins_what_is_ready_and_only_what_came_is_to_be_made() -> None:
    record = after(ask(c.MarkPartReady, 20, station="fryer"), TO_FRYER, record=SHOWN)

    ticket = _ticket(record, "fryer")
    assert ticket.state is CookingState.WAITING
    assert [line.mark for line in ticket.lines] == [LineMark.ADDED, LineMark.MADE]


def test_a_line_of_two_stations_is_there_once_and_done_once_both_shares_are() -> None:
    both = after(apply(order(FISH)), ask(c.StrikeLines, 5, station="grill", line_ids=("L4",)))
    record = after(TO_FRYER, record=both)

    assert record.parts["fryer"].line_ids == ("L4",)
    assert record.parts["fryer"].struck == ()


def test_it_comes_home_as_it_was() -> None:
    away = after(TO_BAR, record=SHOWN)
    home = after(ask(c.MovePart, 40, station="bar", to="grill"), record=away)

    part = home.parts["grill"]
    assert owed(part)
    assert (part.line_ids, part.since, part.changed) == (("L1",), T0, None)
    assert home.moves == {}
    assert part.delivery.content_version == home.version


def test_later_revisions_go_where_a_person_moved_it() -> None:
    away = after(TO_BAR, ask(c.MarkPartSeen, 33, station="grill"), record=SHOWN)
    more = order(BURGER, FRIES, COLA, Line("L7", "Steak", 1), revision=2)
    record = after(apply(more, 50), record=away)

    assert record.parts["bar"].line_ids == ("L1", "L3", "L7")
    assert "grill" not in record.parts
    assert record.parts["bar"].since == T0
    onward = after(ask(c.MovePart, 60, station="bar", to="fryer"), record=record)
    assert onward.moves == {"grill": "fryer", "bar": "fryer"}
    assert onward.parts["fryer"].line_ids == ("L1", "L2", "L3", "L7")
    assert isinstance(decide(onward, apply(more, 61), POLICY), Unchanged)


def test_a_payment_changes_nothing_on_the_screens_after_a_move() -> None:
    moved = after(TO_BAR, record=SHOWN)

    paid = decided(moved, apply(order(BURGER, FRIES, revision=2), 40)).record

    assert paid.shown_version == moved.shown_version
    for board in ("grill", "bar", "fryer"):
        assert view(paid, board) == view(moved, board)


def test_a_part_that_was_emptied_there_comes_back_with_what_was_removed() -> None:
    """Until a cook has seen that fries went, the screen says so beside the burger that came."""
    emptied = after(apply(order(BURGER, revision=2), 20), record=SHOWN)
    assert must_be_seen(emptied.parts["fryer"])

    ticket = _ticket(after(TO_FRYER, record=emptied), "fryer")
    assert ticket.stopped is None
    assert [(line.product, line.mark) for line in ticket.lines] == [
        ("Burger", LineMark.ADDED),
        ("Fries", LineMark.REMOVED),
    ]


def test_a_hold_goes_on_only_where_both_were_on_hold() -> None:
    one = after(ask(c.HoldPart, 10, station="grill"), TO_FRYER, record=SHOWN)
    assert not is_held(one.parts["fryer"])

    both = after(
        ask(c.HoldPart, 10, station="grill"),
        ask(c.HoldPart, 12, station="fryer"),
        TO_FRYER,
        record=SHOWN,
    )
    assert is_held(both.parts["fryer"])


@pytest.mark.parametrize(
    ("before", "told", "code"),
    [
        ((), {"to": "roof"}, "unknown_station"),
        ((), {"to": "pass"}, "unknown_station"),
        ((), {"to": "grill"}, "same_station"),
        ((), {"station": "bar", "to": "grill"}, "no_such_part"),
        ((ask(c.MarkPartReady, 9, station="grill"),), {"to": "bar"}, "already_ready"),
        ((TO_BAR,), {"to": "bar"}, "stopped"),
        ((apply(order(FRIES, BURGER, note="now", revision=2), 20),), {"to": "bar"}, "stale"),
    ],
)
def test_what_cannot_be_moved_stays(
    before: tuple[c.Command, ...], told: dict[str, str], code: str
) -> None:
    record = after(*before, record=SHOWN) if before else SHOWN
    asked = {"station": "grill", "shown": SHOWN.version} | told

    with pytest.raises(Refused) as refused:
        decide(record, ask(c.MovePart, 60, **asked), POLICY)
    assert refused.value.code == code


def test_a_server_that_was_reset_keeps_where_it_is() -> None:
    away = after(ask(c.HoldPart, 10, station="grill"), TO_BAR, record=SHOWN)
    back = decided(None, ask(c.TakeBackOrder, 90, order=away.order, till="A", known=away)).record

    assert back.moves == {"grill": "bar"}
    assert is_held(back.parts["bar"])
    assert must_be_seen(back.parts["grill"])


PRINTING = replace(
    POLICY,
    paper=PaperPolicy(
        printers=("hot", "cold"),
        tickets={"grill": ("hot",), "bar": ("cold",)},
        fallback={"fryer": "cold"},
    ),
)


def test_paper_tells_both_stations() -> None:
    record: OrderRecord | None = None
    begin = ask(c.BeginPrint, 2, print_id="1-1")
    for command in (SENT, begin, TO_BAR):
        done = decide(record, command, PRINTING)
        assert not isinstance(done, Unchanged)
        record = done.record
    assert record is not None
    assert [(sheet.printer, sheet.stopped) for sheet in record.prints] == [
        ("hot", None),
        ("hot", StopCause.MOVED),
        ("cold", None),
    ]
    assert [line.product for line in record.prints[-1].order.lines] == ["Burger"]


def test_what_moves_to_a_station_without_a_screen_comes_out_on_its_fallback() -> None:
    record: OrderRecord | None = None
    strike = ask(c.StrikeLines, 5, station="grill", line_ids=("L1",))
    for command in (SENT, strike, TO_FRYER, expire("fryer", 60)):
        done = decide(record, command, PRINTING)
        assert not isinstance(done, Unchanged)
        record = done.record
    assert record is not None
    last = record.prints[-1]
    assert (last.kind, last.station) == (PrintKind.FALLBACK, "fryer")
    assert {line.product for line in last.order.lines} == {"Burger", "Fries"}
    assert last.done == ("L1",)


def test_a_line_crossed_off_where_it_was_settled_says_that_the_joined_part_is_begun() -> None:
    strike = ask(c.StrikeLines, 5, station="grill", line_ids=(BURGER.line_id,), struck=True)
    settled = after(apply(order(BURGER)), strike, ask(c.ResolveOtherwise, 10, reason="told them"))
    came = after(apply(order(BURGER, FRIES, revision=2), 20), record=settled)

    part = after(ask(c.MovePart, 30, station="fryer", to="grill"), record=came).parts["grill"]

    assert part.struck == (BURGER.line_id,)
    assert part.cooking.state is CookingState.STARTED
    assert part.cooking.started_at == T0 + timedelta(seconds=5)
