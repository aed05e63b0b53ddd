"""Orders that are changed, parked and deleted at the till: what each deed changes and tells."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from msgspec.structs import replace

from kds.errors import Refused
from kds.orders.order import Customer, Service
from kds.orders.part import StopCause
from kds.orders.selling import deeds
from kds.orders.till_facts import Cancellation, Origin, Stamp
from tests.till_samples import (
    AS_SENT,
    CASH,
    FINE_DINING,
    Life,
    done,
    refused,
)

BURGERS, CHIPS, COLA = AS_SENT["burgers"], AS_SENT["chips"], AS_SENT["drink"]


def test_what_is_left_out_stays_and_null_takes_away() -> None:
    life = Life(table="7", note="quickly", customer=Customer("Aino"))
    due_at = datetime(2026, 11, 20, 20, 30, tzinfo=timezone(timedelta(hours=2)))

    facts, deed = done(life, deeds.Change(table="9", note=None, due_at=due_at))

    assert facts == {
        "table": "9",
        "note": None,
        "due_at": datetime(2026, 11, 20, 18, 30, tzinfo=UTC),
    }
    assert facts["due_at"].tzinfo is UTC
    assert (deed.what, deed.detail, deed.reason) == ("change", None, None)
    facts, _ = done(life, deeds.Change(service=Service.TAKEAWAY, customer=None, responsible="Bo"))
    assert facts == {"service": "takeaway", "customer": None, "responsible": "Bo"}


def test_the_deed_says_which_lines_came_and_which_went() -> None:
    life = Life()
    more = replace(BURGERS, quantity=3)

    facts, deed = done(life, deeds.Change(lines=(more, COLA)))

    assert facts.keys() == {"lines"}
    assert deed.detail == "+3 Burger, +1 Cola, -2 Burger, -1 Fries"


def test_what_changes_nothing_is_refused() -> None:
    life = Life(table="7")
    for deed in (deeds.Change(), deeds.Change(table="7"), deeds.Change(note=None)):
        assert refused(life, deed) == [("$", "changes nothing of the order")]


def test_a_line_id_stands_once_and_new_lines_get_free_ones() -> None:
    life = Life()
    twice = (BURGERS, CHIPS, replace(COLA, line_id="L1"))
    assert refused(life, deeds.Change(lines=twice)) == [
        ("$.lines[2].line_id", "'L1' is used by an earlier line")
    ]

    new = replace(COLA, line_id=None)
    life.do(deeds.Change(lines=(BURGERS, new, CHIPS, new)))

    assert [line.line_id for line in life.order.lines] == ["L1", "L3", "L2", "L4"]


def test_the_total_has_a_limit() -> None:
    dear = replace(BURGERS, quantity=999, unit_price=10_000_000)

    assert refused(Life(), deeds.Change(lines=(dear,))) == [
        ("$.lines", "cost more than 100000000 cents together")
    ]


def test_what_is_parked_says_where_and_can_be_opened_again() -> None:
    life = Life(table="7")

    facts, deed = done(life, deeds.Park("12"))
    assert facts == {"parked": Stamp(life.terms().at, "Mari"), "table": "12"}
    assert (deed.what, deed.detail, life.status) == ("park", "table 12", "PARKED")
    facts, deed = done(life, deeds.OpenAgain())
    assert facts == {"parked": None}
    assert (deed.what, life.order.table, life.status) == ("open again", "12", "UNFINISHED")
    facts, deed = done(life, deeds.Park())
    assert facts.keys() == {"parked"}
    assert deed.detail == "table 12"


def test_a_deleted_order_stays_with_its_reason() -> None:
    for life in (Life().do(deeds.Park("7"), deeds.OpenAgain()), Life(hold=False)):
        facts, deed = done(life, deeds.Delete("by mistake"))
        assert facts == {
            "cancelled": Cancellation(life.terms().at, "Mari", "by mistake", Origin.TILL)
        }
        assert (deed.what, deed.reason, life.status) == ("delete", "by mistake", "CANCELLED")


def test_a_deleted_order_is_stopped_in_the_kitchen() -> None:
    life = Life(style=FINE_DINING).do(deeds.Park("7"), deeds.OpenAgain(), deeds.Delete("left"))

    causes = {part.stopped.cause for part in life.record.parts.values() if part.stopped}
    assert causes == {StopCause.CANCELLED}


def test_only_what_is_unpaid_is_deleted() -> None:
    for life in (Life().do(deeds.Pay(CASH, 1)), Life(hold=False).paid()):
        with pytest.raises(Refused, match="needs that nothing was paid"):
            life.do(deeds.Delete("by mistake"))


def test_a_refused_change_leaves_everything_as_it_was() -> None:
    life = Life().paid().made().do(deeds.HandOverReceipt())
    before = life.record

    with pytest.raises(Refused, match="it is 'Completed'"):
        life.do(deeds.Change(note="late"))
    assert life.record == before
