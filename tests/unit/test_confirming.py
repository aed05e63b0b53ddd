"""Which reports of displays are written, and which are known already."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from kds.orders.commands import ApplyOrder, ConfirmDeliveries
from kds.orders.decide import Decision, decide
from kds.orders.order import Line, Order, Service
from kds.orders.part import Actor, ActorKind
from kds.orders.policy import Policy
from kds.orders.record import OrderRecord
from kds.orders.routing import Route, Routing
from kds.orders.till_facts import Stamp
from kds.web.confirming import LaidOut, Unproven

AT = datetime(2026, 5, 1, 12, tzinfo=UTC)
TILL = Actor(ActorKind.TILL, "A")
ROUTES = (Route(stations=("fryer",), category="Fried"),)
POLICY = Policy(routing=Routing(("grill", "fryer"), ROUTES, "grill"), deadline_s={})


def decided(record: OrderRecord | None, command: ApplyOrder | ConfirmDeliveries) -> OrderRecord:
    decision = decide(record, command, POLICY)
    assert isinstance(decision, Decision)
    return decision.record


def applied() -> OrderRecord:
    lines = (
        Line(line_id="L1", product="Burger", quantity=1),
        Line(line_id="L2", product="Fries", quantity=1, category="Fried"),
    )
    order = Order("A-1", "A1", 1, AT, Service.TAKEAWAY, lines)
    return decided(
        None,
        ApplyOrder(command_id="command-1", order_id="A-1", by=TILL, at=AT, order=order, till="A"),
    )


def newer() -> OrderRecord:
    """Return the order with content that was changed with version 4."""
    record = applied()
    grill = record.parts["grill"]
    delivery = replace(grill.delivery, content_version=4)
    return replace(
        record, version=4, parts=record.parts | {"grill": replace(grill, delivery=delivery)}
    )


def test_the_first_report_is_written_and_the_second_is_known() -> None:
    unproven = Unproven()
    unproven.note(applied())
    report = [LaidOut("grill", "A-1", 1)]
    assert unproven.take(report, ()) == {"A-1": {"grill": 1}}
    assert unproven.take(report, ()) == {}


def test_what_could_not_be_written_is_waited_for_again() -> None:
    unproven = Unproven()
    unproven.note(applied())
    report = [LaidOut("grill", "A-1", 1)]
    unproven.put_back(unproven.take(report, ()))
    assert unproven.take(report, ()) == {"A-1": {"grill": 1}}


def test_what_is_waited_for_again_is_the_newest_that_is_known() -> None:
    unproven = Unproven()
    unproven.note(applied())
    proven = unproven.take([LaidOut("grill", "A-1", 1)], ())
    unproven.note(newer())
    unproven.put_back(proven)
    assert unproven.take([LaidOut("grill", "A-1", 3)], ()) == {}
    assert unproven.take([LaidOut("grill", "A-1", 4)], ()) == {"A-1": {"grill": 4}}


def test_what_the_pass_reports_and_is_not_known_here_must_be_looked_up() -> None:
    unproven = Unproven()
    reports = [LaidOut("pass", "A-1", 1), LaidOut("grill", "A-2", 1)]
    assert unproven.missing(reports) == ["A-1"]
    unproven.note(applied())
    assert unproven.missing(reports) == []
    assert unproven.missing([LaidOut("pass", "A-1", 2)]) == ["A-1"]


def test_that_an_order_is_stopped_must_be_proven_too_until_a_cook_has_seen_it() -> None:
    order = applied().order
    void = replace(order, revision=2, void=Stamp(AT, "Mari"))
    told: dict[str, Any] = {"order_id": "A-1", "by": TILL, "at": AT}
    stopped = decided(applied(), ApplyOrder(command_id="command-2", order=void, till="A", **told))
    unproven = Unproven()
    unproven.note(stopped)
    assert unproven.take([LaidOut("grill", "A-1", 1)], ()) == {}
    assert unproven.take([LaidOut("grill", "A-1", 2)], ()) == {"A-1": {"grill": 2}}
    assert unproven.take([LaidOut("pass", "A-1", 2)], {"grill"}) == {"A-1": {"fryer": 2}}


def test_an_older_version_proves_nothing() -> None:
    unproven = Unproven()
    unproven.note(applied())
    assert unproven.take([LaidOut("grill", "A-1", 0)], ()) == {}


def test_the_pass_proves_only_for_stations_without_a_display() -> None:
    unproven = Unproven()
    unproven.note(applied())
    assert unproven.take([LaidOut("pass", "A-1", 1)], {"grill"}) == {"A-1": {"fryer": 1}}


def test_a_report_of_what_is_not_known_here_goes_to_the_kitchen() -> None:
    unproven = Unproven()
    assert unproven.take([LaidOut("grill", "A-1", 1)], ()) == {"A-1": {"grill": 1}}
    unproven.note(applied())
    assert unproven.take([LaidOut("grill", "A-1", 7)], ()) == {"A-1": {"grill": 7}}


def test_a_late_event_does_not_undo_what_is_known() -> None:
    first = applied()
    by = Actor(ActorKind.DISPLAY, "d1")
    confirm = ConfirmDeliveries(
        command_id="command-2", order_id="A-1", by=by, at=AT, laid_out=(("grill", 1),)
    )
    unproven = Unproven()
    unproven.note(decided(first, confirm))
    unproven.note(first)
    assert unproven.take([LaidOut("grill", "A-1", 1)], ()) == {}
