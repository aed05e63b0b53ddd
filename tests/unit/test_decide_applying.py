"""What becomes of an order's revisions: what is sent, what is kept, what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from kds.errors import Refused
from kds.orders import commands as c
from kds.orders.decide import Unchanged, decide
from kds.orders.order import Customer, Order
from kds.orders.part import CookingState, DeliveryState, StopCause, Stopped
from kds.orders.record import OrderRecord, is_open
from kds.orders.status import Status, status
from tests.samples import (
    BURGER,
    COLA,
    FISH,
    FRIES,
    MANAGER,
    POLICY,
    T0,
    TILL,
    after,
    all_confirmed,
    apply,
    ask,
    decided,
    expire,
    order,
)


def _shown(*lines: object) -> OrderRecord:
    record = after(apply(order(*lines)))  # type: ignore[arg-type]
    return after(all_confirmed(record, 1, record.parts), record=record)


def _ready(record: OrderRecord, *stations: str) -> OrderRecord:
    return after(*(ask(c.MarkPartReady, 2, station=s) for s in stations), record=record)


def test_a_first_revision_becomes_a_part_for_each_station() -> None:
    decision = decided(None, apply(order(BURGER, FRIES, COLA)))

    assert list(decision.record.parts) == ["grill", "fryer", "bar"]
    change = decision.change
    assert (change.type, change.version) == ("kds.order.applied.v1", 1)
    assert (change.revision, change.by, change.before) == (1, TILL, None)
    assert change.stations == ("grill", "fryer", "bar")


def test_an_order_that_needs_approval_has_no_part() -> None:
    decision = decided(None, apply(order(needs_approval=True)))

    assert decision.record.parts == {}
    assert decision.change.stations == ("approvals",)


@pytest.mark.parametrize("kind", [c.Approve, c.MarkPartReady, c.ConfirmDeliveries, c.SendOwnCopy])
def test_nothing_can_be_done_with_an_order_that_never_came(kind: type[c.Command]) -> None:
    told = {
        c.MarkPartReady: {"station": "grill"},
        c.ConfirmDeliveries: {"laid_out": (("grill", 1),)},
        c.SendOwnCopy: {"attempt_id": "a"},
    }.get(kind, {})

    with pytest.raises(Refused, match="no order A-1") as refused:
        decide(None, ask(kind, **told), POLICY)

    assert refused.value.code == "unknown_order"


def test_doubles_and_late_ones_change_nothing() -> None:
    first, second = order(BURGER), order(FRIES, revision=2)
    record = after(apply(first), apply(second, 1))

    for late in (first, second):
        assert isinstance(decide(record, apply(late, 5), POLICY), Unchanged)


def test_revisions_may_be_skipped() -> None:
    record = after(apply(order(BURGER)), apply(order(FRIES, revision=7), 1))

    assert (record.version, record.order.revision) == (2, 7)
    assert record.parts["fryer"].line_ids == ("L2",)
    assert not record.possibly_made


def test_an_order_that_is_first_heard_of_in_a_later_revision_may_have_been_made() -> None:
    record = after(apply(order(FRIES, revision=7)))

    assert record.possibly_made
    assert not after(apply(order(FRIES))).possibly_made


def test_the_same_revision_with_other_content_is_refused() -> None:
    record = after(apply(order(BURGER)))

    with pytest.raises(Refused, match="revision 1 with other content") as refused:
        decide(record, apply(order(FRIES), 1), POLICY)

    assert refused.value.code == "revision_reused"


def test_an_id_belongs_to_the_till_that_used_it_first() -> None:
    record = after(apply(order(BURGER)))

    with pytest.raises(Refused, match="belongs to till A; till B") as refused:
        decide(record, apply(order(FRIES, revision=2), 1, till="B"), POLICY)

    assert refused.value.code == "other_till"


def test_only_the_part_that_changed_is_sent_anew() -> None:
    before = _shown(BURGER, FRIES)

    record = after(apply(order(BURGER, replace(FRIES, quantity=3), revision=2), 5), record=before)

    assert record.parts["grill"] == before.parts["grill"]
    sent = record.parts["fryer"].delivery
    assert (sent.state, sent.content_version) == (DeliveryState.IN_FLIGHT, record.version)
    assert record.parts["fryer"].since == T0


def test_what_a_cook_does_not_read_sends_nothing_anew() -> None:
    before = _shown(BURGER, FRIES)
    priced = [replace(line, unit_price=990, category=line.category) for line in (BURGER, FRIES)]

    record = after(apply(order(*priced, revision=2, responsible="Mari"), 5), record=before)

    assert record.parts == before.parts
    assert record.order.revision == 2


@pytest.mark.parametrize(
    "head",
    [
        {"note": "nut allergy"},
        {"table": "4"},
        {"number": "A2"},
        {"customer": Customer(name="Aino")},
        {"due_at": T0},
    ],
    ids=lambda head: next(iter(head)),
)
def test_what_stands_above_the_lines_must_be_shown_too(head: dict[str, object]) -> None:
    before = _ready(_shown(BURGER, FRIES), "fryer")

    record = after(apply(order(BURGER, FRIES, revision=2, **head), 5), record=before)

    assert record.undelivered(DeliveryState.IN_FLIGHT) == ["grill"]
    assert record.parts["fryer"] == before.parts["fryer"]


def test_an_added_line_puts_a_ready_part_back() -> None:
    before = _ready(_shown(BURGER, FRIES), "grill")

    record = after(apply(order(BURGER, FRIES, FISH, revision=2), 5), record=before)

    assert record.parts["grill"].cooking.state is CookingState.WAITING
    assert record.parts["grill"].line_ids == ("L1", "L4")
    assert record.parts["grill"].delivery.state is DeliveryState.IN_FLIGHT


def test_a_removed_line_cooks_nothing_again() -> None:
    before = _ready(_shown(BURGER, FISH, FRIES), "grill", "fryer")

    record = after(apply(order(BURGER, FRIES, revision=2), 5), record=before)

    assert record.parts["grill"].cooking == before.parts["grill"].cooking
    assert record.parts["grill"].line_ids == ("L1",)
    assert not is_open(record)


def test_a_cook_who_has_started_goes_on_with_what_changed() -> None:
    started = after(ask(c.StartPart, 2, station="grill"), record=_shown(BURGER))

    record = after(apply(order(replace(BURGER, quantity=2), revision=2), 5), record=started)

    assert record.parts["grill"].cooking == started.parts["grill"].cooking


def test_a_station_that_has_nothing_left_is_told() -> None:
    decision = decided(_shown(BURGER, FRIES), apply(order(BURGER, revision=2), 5))

    left = decision.record.parts["fryer"]
    assert left.stopped == Stopped(at=T0 + timedelta(seconds=5), cause=StopCause.REMOVED)
    assert left.delivery.state is DeliveryState.IN_FLIGHT
    assert decision.change.stations == ("grill", "fryer")


def test_new_content_does_not_silence_an_alarm() -> None:
    failed = after(apply(order(BURGER)), expire("grill", 10))

    record = after(apply(order(BURGER, COLA, revision=2, note="hurry"), 12), record=failed)

    assert status(record) is Status.NOT_SENT_TO_KITCHEN
    assert record.resend == failed.resend
    sent = record.parts["grill"].delivery
    assert (sent.content_version, sent.attempt) == (record.version, 2)


def test_new_lines_after_failure_and_ready_are_a_first_attempt() -> None:
    failed = after(apply(order(BURGER)), expire("grill", 10))
    made = _ready(failed, "grill")

    record = after(apply(order(BURGER, FISH, revision=2), 12), record=made)

    assert status(record) is Status.IN_KITCHEN
    assert record.resend is None


def _settled(sent: Order) -> OrderRecord:
    resolve = ask(c.ResolveOtherwise, 3, by=MANAGER, reason="told them")
    return after(apply(sent), resolve)


def test_what_a_person_settled_stays_settled_until_lines_come() -> None:
    same = after(apply(order(BURGER, note="x", revision=2), 5), record=_settled(order(BURGER)))
    more = after(apply(order(BURGER, FISH, revision=3), 6), record=same)

    assert not is_open(same)
    assert more.undelivered(DeliveryState.IN_FLIGHT) == ["grill", "fryer"]


def test_a_question_that_a_person_settled_is_asked_again_only_for_new_content() -> None:
    asked = order(BURGER, needs_approval=True)
    same = after(apply(replace(asked, revision=2), 5), record=_settled(asked))
    more = after(apply(replace(asked, revision=3, note="nuts"), 6), record=same)

    assert not is_open(same)
    assert status(more) is Status.AWAITING_APPROVAL
    assert more.resolution is None
    assert more.undelivered(DeliveryState.IN_FLIGHT) == ["approvals"]


def test_a_change_while_the_kitchen_is_asked_must_be_shown_to_it() -> None:
    record = after(apply(order(BURGER, needs_approval=True)))
    record = after(all_confirmed(record, 1, ["approvals"]), record=record)

    changed = after(apply(order(FRIES, needs_approval=True, revision=2), 2), record=record)

    assert changed.undelivered(DeliveryState.IN_FLIGHT) == ["approvals"]
    assert changed.parts == {}


def test_a_rejected_order_stays_rejected() -> None:
    record = after(
        apply(order(BURGER, needs_approval=True)),
        ask(c.Reject, 1, reason="no buns"),
        apply(order(FRIES, revision=2), 2),
    )

    assert record.parts == {}
    assert status(record) is Status.CANCELLED


def test_two_orders_with_equal_content_are_two() -> None:
    one, other = order(BURGER, order_id="A-1"), order(BURGER, order_id="A-2")

    assert after(apply(one)).order_id != after(apply(other)).order_id
