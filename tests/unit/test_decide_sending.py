"""Proof of delivery, its absence, and sending again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from kds.errors import Refused
from kds.orders import commands as c
from kds.orders.decide import Decision, Unchanged, decide
from kds.orders.events import EventType
from kds.orders.part import Cause, CauseCode, DeliveryState
from kds.orders.record import OrderRecord
from kds.orders.status import Status, status
from tests.samples import (
    ANN,
    BOB,
    BURGER,
    FRIES,
    MANAGER,
    POLICY,
    RETRY,
    T0,
    after,
    apply,
    ask,
    confirm,
    decided,
    expire,
    no_display,
    order,
)

SENT = apply(order(BURGER, FRIES))


def _failed(till: str = "A") -> OrderRecord:
    return after(apply(order(BURGER, FRIES), till=till), expire("grill", 10), expire("fryer", 20))


def _asked(s: float = 30, till: str = "A", attempt_id: str = "a1") -> OrderRecord:
    command = ask(c.RequestResend, s, attempt_id=attempt_id, by=RETRY)
    return after(command, record=_failed(till))


def _unchanged(record: OrderRecord, command: c.Command) -> bool:
    return isinstance(decide(record, command, POLICY), Unchanged)


def test_the_record_says_which_display_and_when() -> None:
    decision = decided(after(SENT), confirm(3, ("grill", 1)))

    shown = decision.record.parts["grill"].delivery
    assert (shown.confirmed_by, shown.confirmed_at) == (ANN, T0 + timedelta(seconds=3))
    assert decision.change.stations == ("grill",)
    assert decision.record.undelivered(DeliveryState.IN_FLIGHT) == ["fryer"]


def test_one_report_can_prove_several_parts() -> None:
    assert decided(after(SENT), confirm(3, ("grill", 1), ("fryer", 1))).change.stations == (
        "grill",
        "fryer",
    )


def test_only_the_first_display_is_written() -> None:
    record = after(SENT, confirm(3, ("grill", 1)))

    assert _unchanged(record, confirm(4, ("grill", 1), by=BOB))


@pytest.mark.parametrize(
    "laid_out",
    [(), (("bar", 1),), (("roof", 1),), (("grill", 0),), (("grill", 2),), (("pass", 1),)],
    ids=str,
)
def test_what_proves_nothing_changes_nothing(laid_out: tuple[tuple[str, int], ...]) -> None:
    assert _unchanged(after(SENT), confirm(3, *laid_out))


def test_an_old_version_does_not_hide_a_new_one_in_one_report() -> None:
    record = after(SENT, apply(order(BURGER, FRIES, revision=2, note="nuts"), 1))

    for laid_out in ([("grill", 1), ("grill", 2)], [("grill", 2), ("grill", 1)]):
        assert after(confirm(3, *laid_out), record=record).undelivered(DeliveryState.IN_FLIGHT) == [
            "fryer"
        ]


def test_a_confirmation_leaves_what_the_stations_show_as_it_is() -> None:
    record = after(SENT, confirm(3, ("grill", 1)))

    assert (record.version, record.shown_version) == (2, 1)


def test_nothing_fails_before_its_deadline_or_after_its_proof() -> None:
    record = after(SENT)

    assert _unchanged(record, expire("grill", 9.999))
    assert _unchanged(record, expire("fryer", 10))
    assert _unchanged(record, expire("bar", 99))
    assert _unchanged(after(confirm(3, ("grill", 1)), record=record), expire("grill", 99))
    made = after(ask(c.MarkPartReady, 3, station="grill"), record=record)
    assert _unchanged(made, expire("grill", 99))


def test_a_failure_has_a_cause_and_plans_the_first_attempt() -> None:
    decision = decided(after(SENT), expire("grill", 10))

    assert decision.change.type == "kds.delivery.failed.v1"
    assert decision.change.cause == no_display("grill")
    resend = decision.record.resend
    assert resend is not None
    assert resend.attempt == 0
    pause = (resend.next_attempt_at - T0).total_seconds() - 10
    assert 2.5 <= pause <= 5.0


def test_a_second_failure_keeps_the_plan_of_the_first() -> None:
    first = after(SENT, expire("grill", 10))

    assert after(expire("fryer", 20), record=first).resend == first.resend


def test_nothing_is_asked_before_it_is_due_unless_by_hand() -> None:
    record = _failed()

    assert _unchanged(record, ask(c.RequestResend, 12, attempt_id="a1"))
    by_hand = ask(c.RequestResend, 12, attempt_id="a1", by_hand=True, by=MANAGER)
    assert decided(record, by_hand).change.by == MANAGER


def test_an_order_that_has_not_failed_is_not_asked_for() -> None:
    assert _unchanged(after(SENT), ask(c.RequestResend, 99, attempt_id="a1"))


def test_a_request_names_its_attempt_and_waits_for_the_till() -> None:
    decision = decided(_failed(), ask(c.RequestResend, 30, attempt_id="a1", by=RETRY))

    change, resend = decision.change, decision.record.resend
    assert (change.type, change.attempt, change.attempt_id) == (
        "kds.resend.requested.v1",
        1,
        "a1",
    )
    assert change.stations == ("grill", "fryer")
    assert resend is not None
    assert resend.answer_by == T0 + timedelta(seconds=35)
    assert resend.next_attempt_at > resend.answer_by
    assert status(decision.record) is Status.NOT_SENT_TO_KITCHEN


def test_pauses_between_requests_grow() -> None:
    record, pauses, s = _failed(), [], 30.0
    for i in range(6):
        record = after(ask(c.RequestResend, s, attempt_id=f"a{i}"), record=record)
        assert record.resend is not None
        pauses.append((record.resend.next_attempt_at - T0).total_seconds() - s)
        s += pauses[-1]

    assert pauses[0] < pauses[2]
    assert all(35 <= pause <= 65 for pause in pauses[3:])
    assert record.resend is not None
    assert record.resend.attempt == 6


def test_a_request_tells_why_it_would_fail_now() -> None:
    now = Cause(CauseCode.NOT_PAIRED, "grill")
    command = ask(c.RequestResend, 30, attempt_id="a1", causes=(now, Cause(now.code, "bar")))

    record = after(command, record=_failed())

    assert record.parts["grill"].delivery.cause == now
    assert record.parts["fryer"].delivery.cause == no_display("fryer")


def test_the_answer_of_the_till_begins_one_attempt_for_what_is_not_confirmed() -> None:
    record = after(confirm(31, ("fryer", 1)), record=_asked())
    answer = apply(order(BURGER, FRIES), 32, attempt_id="a1")

    decision = decided(record, answer)

    assert decision.change.type == "kds.order.sent-again.v1"
    assert decision.change.stations == ("grill",)
    assert (decision.change.attempt, decision.change.attempt_id) == (2, "a1")
    assert decision.record.parts["fryer"] == record.parts["fryer"]
    assert status(decision.record) is Status.NOT_SENT_TO_KITCHEN
    again = apply(order(BURGER, FRIES), 33, attempt_id="a1")
    assert _unchanged(decision.record, again)


def test_sending_again_neither_cooks_nor_changes_lines() -> None:
    before = _asked()
    record = after(apply(order(BURGER, FRIES), 32, attempt_id="a1"), record=before)

    assert record.order == before.order
    for station, part in record.parts.items():
        old = before.parts[station]
        assert (part.cooking, part.line_ids, part.since) == (old.cooking, old.line_ids, old.since)


def test_a_resent_order_that_never_came_is_applied() -> None:
    record = after(apply(order(BURGER), 5, attempt_id="a1"))

    assert record.version == 1
    assert record.undelivered(DeliveryState.IN_FLIGHT) == ["grill"]


def test_a_resent_order_that_is_confirmed_changes_nothing() -> None:
    record = after(SENT, confirm(1, ("grill", 1), ("fryer", 1)))

    assert _unchanged(record, apply(order(BURGER, FRIES), 5, attempt_id="a9"))


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_late_confirmation_ends_it_and_cancels_what_is_planned(
    answered: bool, version: int
) -> None:
    record = _asked()
    if answered:
        record = after(apply(order(BURGER, FRIES), 32, attempt_id="a1"), record=record)

    record = after(confirm(40, ("grill", version), ("fryer", version)), record=record)

    assert record.resend is None
    assert status(record) is Status.IN_KITCHEN
    assert _unchanged(record, ask(c.RequestResend, 999, attempt_id="a2"))
    assert _unchanged(record, ask(c.SendOwnCopy, 999, attempt_id="a1"))


def test_a_silent_till_makes_the_kitchen_send_its_own_copy_once_marked() -> None:
    record = _asked(30)

    assert _unchanged(record, ask(c.SendOwnCopy, 34, attempt_id="a1"))
    assert _unchanged(record, ask(c.SendOwnCopy, 36, attempt_id="another"))
    own = after(ask(c.SendOwnCopy, 36, attempt_id="a1", by=RETRY), record=record)
    assert all(part.delivery.own_copy for part in own.parts.values())
    assert _unchanged(own, ask(c.SendOwnCopy, 37, attempt_id="a1"))


def test_a_till_that_answers_after_all_takes_the_mark_away_once() -> None:
    own = after(ask(c.SendOwnCopy, 36, attempt_id="a1"), record=_asked(30))
    answer = apply(order(BURGER, FRIES), 38, attempt_id="a1")

    record = after(answer, record=own)

    assert not any(part.delivery.own_copy for part in record.parts.values())
    assert _unchanged(record, replace(answer, command_id="once-more"))


def test_a_till_that_cannot_answer_is_not_waited_for_and_not_blamed() -> None:
    asked = decided(_failed("X"), ask(c.RequestResend, 30, attempt_id="a1", by=RETRY))
    record = asked.record

    assert asked.change.type == EventType.RESEND_REQUESTED.type_name
    assert record.resend is not None
    assert record.resend.answer_by == T0 + timedelta(seconds=30)
    own = after(ask(c.SendOwnCopy, 30, attempt_id="a1"), record=record)
    assert not any(part.delivery.own_copy for part in own.parts.values())


def test_settling_ends_everything_with_who_and_why() -> None:
    command = ask(c.ResolveOtherwise, 40, by=MANAGER, reason="told them")

    decision = decided(_asked(), command)

    record = decision.record
    assert record.resend is None
    assert record.resolution is not None
    assert (record.resolution.by, record.resolution.reason) == (MANAGER, "told them")
    assert decision.change.reason == "told them"
    assert status(record) is Status.UNFINISHED
    assert _unchanged(record, confirm(41, ("grill", record.version)))
    assert _unchanged(record, apply(order(BURGER, FRIES), 41, attempt_id="a1"))


def test_settling_keeps_what_is_made() -> None:
    made = after(ask(c.MarkPartReady, 30, station="grill"), record=_failed())
    record = after(ask(c.ResolveOtherwise, 40, reason="told them"), record=made)

    assert record.parts["grill"] == made.parts["grill"]
    assert record.parts["fryer"].delivery.state is DeliveryState.SETTLED


def test_what_is_done_cannot_be_settled() -> None:
    record = after(
        SENT,
        ask(c.MarkPartReady, 1, station="grill"),
        ask(c.MarkPartReady, 1, station="fryer"),
    )

    with pytest.raises(Refused, match="resolve otherwise"):
        decide(record, ask(c.ResolveOtherwise, 2, reason="x"), POLICY)


def test_many_failed_orders_do_not_come_back_at_one_instant() -> None:
    due = set()
    for i in range(20):
        sent = order(BURGER, order_id=f"A-{i}")
        failed = decide(
            after(apply(sent)), replace(expire("grill", 10), order_id=sent.order_id), POLICY
        )
        assert isinstance(failed, Decision)
        assert failed.record.resend is not None
        due.add(failed.record.resend.next_attempt_at)

    assert len(due) == 20
