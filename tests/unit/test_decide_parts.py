"""What later revisions do to tickets: what is marked, struck, stopped, dropped, and made again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from kds.errors import Refused
from kds.orders import commands as c
from kds.orders.decide import Unchanged, decide
from kds.orders.order import Customer, Line
from kds.orders.part import Changed, CookingState, DeliveryState, Part, StopCause, Stopped
from kds.orders.record import OrderRecord, is_open
from kds.orders.status import Status, status
from kds.orders.till_facts import Cancellation, Payment, PaymentMethod, Refund, RefundedLine, Stamp
from tests.samples import (
    ANN,
    BOB,
    BURGER,
    COLA,
    FISH,
    FRIES,
    POLICY,
    T0,
    after,
    all_confirmed,
    apply,
    ask,
    confirm,
    decided,
    expire,
    order,
)

STEAK = Line("L5", "Steak", 1)
TWO = replace(BURGER, quantity=2)
THREE = replace(BURGER, quantity=3)
VOID = Stamp(T0, "Mari", "wrong card")


def at(s: float) -> Any:
    """Return the time `s` seconds after T0."""
    return T0 + timedelta(seconds=s)


def shown(*lines: Line, **facts: Any) -> OrderRecord:
    """Return an order whose tickets are all laid out."""
    record = after(apply(order(*lines, **facts)))
    return after(all_confirmed(record, 1, record.parts), record=record)


def then(record: OrderRecord, revision: int, *lines: Line, **facts: Any) -> OrderRecord:
    """Return the order after a later revision, applied `revision` times 10 s after the first."""
    sent = order(*lines, revision=revision, **facts)
    return after(apply(sent, revision * 10.0), record=record)


def ready(record: OrderRecord, station: str, s: float = 5) -> OrderRecord:
    """Return the order after a cook is done with a part."""
    return after(ask(c.MarkPartReady, s, station=station), record=record)


def seen(record: OrderRecord, station: str, s: float = 100) -> OrderRecord:
    """Return the order after Bob has looked."""
    return after(ask(c.MarkPartSeen, s, station=station, by=BOB), record=record)


def news(part: Part) -> Changed:
    """Return what is changed of a part."""
    assert part.changed is not None
    return part.changed


def test_what_came_and_what_went_is_marked_and_must_be_shown() -> None:
    record = then(shown(BURGER, STEAK), 2, BURGER, FISH)

    grill = record.parts["grill"]
    assert grill.changed == Changed(at=at(20), added=("L4",), removed=(STEAK,))
    assert (grill.line_ids, grill.since) == (("L1", "L4"), T0)
    assert grill.delivery.state is DeliveryState.IN_FLIGHT
    assert record.parts["fryer"].changed is None


def test_an_altered_quantity_is_the_old_line_gone_and_the_new_one_come() -> None:
    part = then(shown(BURGER), 2, TWO).parts["grill"]

    assert part.changed == Changed(at=at(20), added=("L1",), removed=(BURGER,))


def test_a_price_changes_nothing_for_a_cook() -> None:
    before = shown(BURGER)

    assert then(before, 2, replace(BURGER, unit_price=990)).parts == before.parts


def test_what_is_altered_twice_before_it_is_seen_is_struck_as_it_was_first() -> None:
    part = then(then(shown(BURGER), 2, TWO), 3, THREE).parts["grill"]

    assert part.changed == Changed(at=at(30), added=("L1",), removed=(BURGER,))


def test_what_is_added_twice_before_it_is_seen_is_added_once_each() -> None:
    part = then(then(shown(BURGER), 2, BURGER, FISH), 3, BURGER, FISH, STEAK).parts["grill"]

    assert part.changed == Changed(at=at(30), added=("L4", "L5"))


def test_what_is_taken_away_as_unseen_as_it_came_is_not_struck() -> None:
    part = then(then(shown(BURGER), 2, BURGER, STEAK), 3, BURGER).parts["grill"]

    assert (news(part).added, news(part).removed) == ((), ())
    assert news(part).seen_at is None


def test_after_it_is_seen_only_what_is_new_is_marked() -> None:
    before = seen(then(shown(BURGER), 2, BURGER, STEAK), "grill", 25)
    assert news(before.parts["grill"]).seen_by == BOB

    part = then(before, 3, BURGER, FISH).parts["grill"]

    assert part.changed == Changed(at=at(30), added=("L4",), removed=(STEAK,))


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"note": "nut allergy"}, ("note",)),
        ({"table": "4", "due_at": T0}, ("table", "due_at")),
        ({"customer": Customer(name="Aino")}, ("customer",)),
        ({"number": "A2"}, ("number",)),
    ],
    ids=lambda value: next(iter(value)),
)
def test_what_reads_otherwise_above_the_lines_is_named(
    facts: dict[str, Any], named: tuple[str, ...]
) -> None:
    record = then(shown(BURGER), 2, BURGER, **facts)

    assert record.parts["grill"].changed == Changed(at=at(20), head=named)
    again = then(record, 3, BURGER, STEAK, **facts)
    assert news(again.parts["grill"]).head == named


def test_ready_is_seen_too() -> None:
    part = ready(then(shown(BURGER), 2, BURGER, STEAK), "grill", 25).parts["grill"]

    assert (news(part).seen_at, news(part).seen_by) == (at(25), ANN)


def test_what_nobody_changed_is_not_seen() -> None:
    result = decide(shown(BURGER), ask(c.MarkPartSeen, 5, station="grill"), POLICY)

    assert isinstance(result, Unchanged)


def test_it_is_seen_once() -> None:
    record = seen(then(shown(BURGER), 2, TWO), "grill")

    assert isinstance(decide(record, ask(c.MarkPartSeen, station="grill"), POLICY), Unchanged)


@pytest.mark.parametrize("kind", [c.MarkPartReady, c.MarkPartSeen])
def test_a_press_on_what_was_changed_meanwhile_is_refused(kind: type[c.MarkPartSeen]) -> None:
    first = then(shown(BURGER), 2, BURGER, STEAK)
    record = then(first, 3, BURGER, STEAK, FISH)

    with pytest.raises(Refused, match="look again") as refused:
        decide(record, ask(kind, 30, station="grill", shown=first.shown_version), POLICY)

    assert refused.value.code == "stale"
    decided(record, ask(kind, 30, station="grill", shown=record.shown_version))
    # What changed at another station is no reason to refuse.
    decided(record, ask(c.MarkPartReady, 30, station="fryer", shown=record.version))


def test_lines_that_were_ready_are_made_and_the_timer_of_the_added_starts_anew() -> None:
    part = then(ready(shown(BURGER), "grill"), 2, BURGER, STEAK).parts["grill"]

    assert (part.made, news(part).added) == (("L1",), ("L5",))
    assert (part.cooking.state, part.since) == (CookingState.WAITING, at(20))


def test_what_went_after_it_was_made_is_not_struck() -> None:
    part = then(ready(shown(BURGER, FISH), "grill"), 2, BURGER, STEAK).parts["grill"]

    assert part.made == ("L1",)
    assert part.changed == Changed(at=at(20), added=("L5",))


def test_a_line_that_reads_otherwise_than_it_was_made_is_not_made() -> None:
    more = then(ready(shown(BURGER), "grill"), 2, BURGER, STEAK)

    part = seen(then(more, 3, TWO, STEAK), "grill").parts["grill"]

    assert part.made == ()


def test_a_part_without_lines_stays_until_a_cook_has_seen_that_it_is_gone() -> None:
    record = then(shown(BURGER, FRIES), 2, BURGER)

    fryer = record.parts["fryer"]
    assert fryer.stopped == Stopped(at(20), StopCause.REMOVED)
    assert (fryer.line_ids, news(fryer).removed) == ((), (FRIES,))
    assert record.undelivered(DeliveryState.IN_FLIGHT) == ["fryer"]
    done = ready(record, "grill", 30)
    assert is_open(done)
    assert not is_open(seen(done, "fryer"))


def test_what_no_screen_has_shown_is_dropped_without_a_word() -> None:
    failed = after(expire("fryer", 30), record=after(apply(order(BURGER, FRIES))))

    assert list(then(failed, 4, BURGER).parts) == ["grill"]


def test_what_was_shown_once_is_stopped_though_its_last_state_was_not_sent() -> None:
    record = then(shown(BURGER, FRIES), 2, BURGER, replace(FRIES, quantity=3))
    failed = after(expire("fryer", 90), record=record)

    fryer = then(failed, 10, BURGER).parts["fryer"]

    assert fryer.stopped == Stopped(at(100), StopCause.REMOVED)
    assert fryer.delivery.state is DeliveryState.NOT_SENT


def test_a_part_that_was_ready_and_has_no_line_left_is_nobodys_concern() -> None:
    record = then(ready(shown(BURGER, FRIES), "fryer"), 2, BURGER)

    assert list(record.parts) == ["grill"]


def test_lines_bring_a_stopped_part_back_where_it_stands() -> None:
    gone = then(shown(BURGER, FRIES), 2, BURGER)

    fryer = then(gone, 3, BURGER, FRIES).parts["fryer"]

    assert fryer.stopped is None
    assert (fryer.since, fryer.made) == (T0, ())
    assert fryer.changed == Changed(at=at(30), added=("L2",), removed=(FRIES,))


def test_what_was_seen_to_be_gone_is_not_struck_once_more() -> None:
    gone = seen(then(shown(BURGER, FRIES), 2, BURGER), "fryer", 25)

    fryer = then(gone, 3, BURGER, FRIES).parts["fryer"]

    assert fryer.stopped is None
    assert fryer.since == at(30)
    assert fryer.changed == Changed(at=at(30), added=("L2",))


def stops() -> dict[str, tuple[dict[str, Any], StopCause, Status]]:
    """Return each way in which the till stops an order: facts, cause, status."""
    back = RefundedLine("L1", 1), RefundedLine("L2", 2)
    refund = Refund("r1", PaymentMethod.CASH, 3000, T0, "Mari", "burnt", back)
    money = {"payments": (Payment("p1", PaymentMethod.CASH, 3000, T0, "Mari"),)}
    cancelled = Cancellation(T0, "Mari", "guests left")
    return {
        "void": (money | {"void": VOID}, StopCause.VOIDED, Status.VOIDED),
        "cancel": ({"cancelled": cancelled}, StopCause.CANCELLED, Status.CANCELLED),
        "refund": (money | {"refunds": (refund,)}, StopCause.REFUNDED, Status.FULLY_REFUNDED),
    }


@pytest.mark.parametrize("way", ["void", "cancel", "refund"])
def test_a_stop_reaches_each_part_that_is_owed_and_stays_until_it_is_seen(way: str) -> None:
    facts, cause, now = stops()[way]
    lines = [replace(line, unit_price=1000) for line in (BURGER, FRIES)]
    before = ready(shown(*lines), "grill")

    record = then(before, 2, *lines, **facts)

    assert status(record) is now
    assert record.parts["grill"] == before.parts["grill"]
    assert record.parts["fryer"].stopped == Stopped(at(20), cause)
    assert record.undelivered(DeliveryState.IN_FLIGHT) == ["fryer"]
    record = after(confirm(25, ("fryer", record.version)), record=record)
    assert is_open(record)
    record = seen(record, "fryer")
    assert record.parts["fryer"].stopped == Stopped(at(20), cause, at(100), BOB)
    assert not is_open(record)
    assert record.undelivered(*DeliveryState) == []


@pytest.mark.parametrize("kind", [c.StartPart, c.MarkPartReady])
def test_what_is_stopped_is_not_cooked(kind: type[c.StartPart]) -> None:
    record = then(shown(BURGER), 2, BURGER, void=VOID)

    with pytest.raises(Refused, match="not to be made: it was voided") as refused:
        decide(record, ask(kind, 30, station="grill"), POLICY)

    assert refused.value.code == "stopped"


def test_a_stop_of_what_no_screen_has_shown_needs_no_screen() -> None:
    failed = after(expire("grill", 30), record=after(apply(order(BURGER, FRIES))))

    record = then(failed, 4, BURGER, FRIES, void=VOID)

    assert record.parts["grill"].delivery.state is DeliveryState.SETTLED
    assert record.parts["grill"].stopped is None
    # The fryer's was on its way: a screen may have it by now.
    assert record.undelivered(*DeliveryState) == ["fryer"]
    assert record.resend is None


def test_a_stop_that_no_screen_shows_is_an_alarm_until_one_does() -> None:
    record = then(shown(BURGER), 2, BURGER, void=VOID)
    record = after(expire("grill", 60), record=record)

    assert record.undelivered(DeliveryState.NOT_SENT) == ["grill"]
    assert record.resend is not None
    assert after(all_confirmed(record, 70, ["grill"]), record=record).resend is None


def test_a_removed_part_stays_removed_when_the_rest_is_voided() -> None:
    record = then(then(shown(BURGER, COLA), 2, BURGER), 3, BURGER, void=VOID)

    causes = {s: p.stopped.cause for s, p in record.parts.items() if p.stopped}
    assert causes == {"grill": StopCause.VOIDED, "bar": StopCause.REMOVED}


def test_the_event_says_who_has_seen_it() -> None:
    record = then(shown(BURGER), 2, TWO)

    change = decided(record, ask(c.MarkPartSeen, 30, station="grill", by=BOB)).change

    assert (change.type, change.by, change.stations) == ("kds.part.seen.v1", BOB, ("grill",))


def test_what_was_settled_comes_back_as_begun_where_a_line_of_it_stays_crossed_off() -> None:
    strike = ask(c.StrikeLines, 5, station="grill", line_ids=(BURGER.line_id,), struck=True)
    settled = after(apply(order(BURGER)), strike, ask(c.ResolveOtherwise, 10, reason="told them"))
    more = apply(order(BURGER, replace(BURGER, line_id="L9"), revision=2), 20)

    part = after(more, record=settled).parts["grill"]

    assert (part.made, part.struck) == ((), (BURGER.line_id,))
    assert part.cooking.state is CookingState.STARTED
    assert part.cooking.started_at == T0 + timedelta(seconds=5)
