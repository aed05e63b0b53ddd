"""One order at a till and in a kitchen that hear each other late, with any deeds and commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from kds.errors import Refused
from kds.orders import commands as c
from kds.orders.actions import Action
from kds.orders.decide import decide
from kds.orders.intake import LineAsSent
from kds.orders.order import Line, LineKitchen
from kds.orders.part import owed
from kds.orders.selling import deeds
from kds.orders.status import status
from kds.orders.ticket import view
from kds.orders.till_facts import Origin, PaymentMethod, RefundedLine
from tests.samples import MANAGER, POLICY, RETRY, ask, no_display
from tests.specimens import ORDERED, PAID_THERE
from tests.till_samples import AS_SENT, BURGERS, CHIPS, DRINK, EXTERNAL, WATER
from tests.unit import must_hold, restated
from tests.unit.apart import Apart
from tests.unit.attempts import OFFICE, attempts
from tests.unit.must_hold import BOARDS

STATIONS = st.sampled_from(["grill", "fryer", "bar"])
PLACES = st.sampled_from(["grill", "fryer", "bar", "approvals"])
METHODS = st.sampled_from([PaymentMethod.CASH, PaymentMethod.CARD])
ORIGINS = st.sampled_from([Origin.TILL, Origin.OUTSIDE])
LINES = st.lists(
    st.sampled_from([BURGERS, CHIPS, DRINK, WATER]), min_size=1, unique_by=lambda x: x.line_id
)
SENT = st.lists(
    st.builds(
        lambda line, n: replace(line, quantity=n),
        st.sampled_from(list(AS_SENT.values())),
        st.integers(1, 3),
    ),
    min_size=1,
    unique_by=lambda line: line.line_id,
)
ACTION_OF: dict[type[c.Command], Action] = {
    c.Approve: Action.APPROVE,
    c.Reject: Action.REJECT,
    c.StartPart: Action.START,
    c.MarkPartReady: Action.MARK_READY,
    c.RecallPart: Action.RECALL,
    c.MarkPartSeen: Action.MARK_SEEN,
    c.RequestResend: Action.SEND_AGAIN,
    c.ResolveOtherwise: Action.RESOLVE_OTHERWISE,
    c.CancelOrder: Action.CANCEL,
    c.MarkCompleted: Action.MARK_COMPLETED,
    c.RequestRefund: Action.SETTLE_REFUND,
}
ENDS = ["void", "delete", "cancel outside", "refund", "reject", "cancel"]
MORE_THAN_THE_TABLE = {"unchanged", "stopped", "already_ready", "settled", "not_ready"}
"""What a part itself says where the table allows it for another part of the order."""


def _can(action: Action) -> Callable[[Any], bool]:
    """Return the precondition of a deed; `everything_is_tried` sees the others refused."""
    return lambda self: self.world.may(action, self.world.known, "main till")


def _office_can(action: Action) -> Callable[[Any], bool]:
    """Return the precondition of a command of the back office."""
    return lambda self: self.world.kitchen and self.world.may(action, self.world.kitchen)


def _as_sent(line: Line) -> LineAsSent:
    names = LineAsSent.__struct_fields__
    return LineAsSent(**{name: getattr(line, name) for name in names if name != "kitchen"})


class TillAndKitchen(RuleBasedStateMachine):
    """Whatever both do, in whatever sequence they hear of it."""

    @initialize(
        lines=LINES,
        style=st.sampled_from(["fast-food", "fine-dining"]),
        outside=st.sampled_from([None, None, ORDERED, PAID_THERE]),
        hold=st.booleans(),
        needs_approval=st.sampled_from([False, False, True]),
    )
    def taken(self, lines: Any, style: Any, outside: Any, **told: bool) -> None:
        self.world = Apart(tuple(lines), style=style, outside=outside, **told)
        self.was_reset = False
        self.asked = 0
        self.tried: Any = None
        first = self.world.at_till
        assert not told["hold"] or not first.for_kitchen or restated.is_paid(first)

    # What is done at the till

    def do(self, action: Action, deed: deeds.Asked, origin: Origin = Origin.TILL) -> None:
        self.world.do(action, deed, origin)

    @precondition(_can(Action.CHANGE))
    @rule(lines=SENT, note=st.sampled_from([None, "no salt"]))
    def changed(self, lines: list[Any], note: str | None) -> None:
        self.do(Action.CHANGE, deeds.Change(lines=tuple(lines), note=note))

    @precondition(_can(Action.CHANGE))
    @rule(more=st.integers(-2, 2))
    def one_line_more_or_less(self, more: int) -> None:
        lines = [_as_sent(line) for line in self.world.at_till.lines]
        lines[-1] = replace(lines[-1], quantity=max(1, lines[-1].quantity + more))
        self.do(Action.CHANGE, deeds.Change(lines=tuple(lines)))

    @precondition(_can(Action.PARK))
    @rule()
    def parked(self) -> None:
        self.do(Action.PARK, deeds.Park("7"))

    @precondition(_can(Action.OPEN))
    @rule()
    def opened_again(self) -> None:
        self.do(Action.OPEN, deeds.OpenAgain())

    @precondition(_can(Action.SEND))
    @rule()
    def sent_by_hand(self) -> None:
        self.do(Action.SEND, deeds.Send())

    @precondition(_can(Action.PAY))
    @rule(method=METHODS, amount=st.sampled_from([None, None, 100, 1200]))
    def paid(self, method: Any, amount: int | None) -> None:
        self.do(Action.PAY, deeds.Pay(method, amount))

    @precondition(_can(Action.PAY))
    @rule(amount=st.sampled_from([None, 100]))
    def a_payment_outside_begins(self, amount: int | None) -> None:
        self.do(Action.PAY, deeds.Pay(EXTERNAL, amount, system="terminal"))

    @precondition(_can(Action.REPORT_PAYMENT))
    @rule(result=st.sampled_from(["paid", "paid", "failed", "not_recorded"]), origin=ORIGINS)
    def a_payment_outside_is_reported(self, result: str, origin: Origin) -> None:
        report = deeds.ReportPayment(deeds.PaymentResult(result))
        self.do(Action.REPORT_PAYMENT, report, origin)

    @precondition(_can(Action.HAND_OVER_RECEIPT))
    @rule()
    def the_receipt_is_handed_over(self) -> None:
        self.do(Action.HAND_OVER_RECEIPT, deeds.HandOverReceipt())

    @precondition(_can(Action.REFUND))
    @rule(i=st.integers(0, 3), n=st.integers(1, 3), times=st.sampled_from([1, 1, 2]))
    def refunded(self, i: int, n: int, times: int) -> None:
        """Pieces of one line, or twice of the same; one more than is left at times is refused."""
        left = [(line_id, n) for line_id, n in self._left().items() if n]
        line_id, most = left[i % len(left)]
        pieces = (RefundedLine(line_id, min(n, most + 1)),) * times
        self.do(Action.REFUND, deeds.RefundLines(pieces, "cold"))

    def _left(self) -> dict[str, int]:
        return restated.left_of(self.world.at_till)

    @precondition(_can(Action.SETTLE_REFUND))
    @rule()
    def what_is_owed_is_given_back(self) -> None:
        self.do(Action.SETTLE_REFUND, deeds.SettleRefund("given back"))

    @precondition(lambda self: len(self.world.revisions) > 3 or self.world.at_till.payments)
    @rule(how=st.sampled_from(ENDS), settles=st.booleans())
    def ended(self, how: str, *, settles: bool) -> None:
        """Late, for little can happen after it but that what is owed is given back."""
        pieces = tuple(RefundedLine(line_id, n) for line_id, n in self._left().items() if n)
        match how:
            case "void":
                self.do(Action.VOID, deeds.Void("wrong card"))
            case "delete":
                self.do(Action.DELETE, deeds.Delete("they left"))
            case "cancel outside":
                report = deeds.ReportPayment(deeds.PaymentResult.CANCELLED)
                self.do(Action.CANCEL_OUTSIDE, report, Origin.OUTSIDE)
            case "refund" if pieces:
                self.do(Action.REFUND, deeds.RefundLines(pieces, "all of it"))
            case "reject":
                self.tell(c.Reject, reason="no buns")
            case "cancel":
                self.tell(c.CancelOrder, reason="they left", by=MANAGER)
        self.world.hear()
        if settles:
            self.do(Action.SETTLE_REFUND, deeds.SettleRefund("given back"))

    @precondition(_can(Action.COPY))
    @rule()
    def the_receipt_is_copied(self) -> None:
        done = self.world.copy()
        assert done is not None
        copied = Apart.of(done.copy)
        told = {"note": "rare", "kitchen": LineKitchen.SEND}
        lines = tuple(replace(_as_sent(line), **told) for line in done.copy.lines)
        assert copied.do(Action.CHANGE, deeds.Change(lines=lines)) is not None
        copied.do(Action.PARK, deeds.Park("7"))
        copied.do(Action.PAY, deeds.Pay(PaymentMethod.CARD))
        record = copied.come_together()
        assert (record.parts, record.order.for_kitchen) == ({}, ())
        assert all(view(record, board) is None for board in BOARDS)

    # What happens between them

    @rule(s=st.sampled_from([0.5, 3.0, 11.0, 70.0]))
    def time_passes(self, s: float) -> None:
        self.world.s += s

    @rule(n=st.integers(1, 3))
    def revisions_arrive(self, n: int) -> None:
        for _ in range(n):
            if step := self.world.arrive():
                must_hold.of_an_arrival(*step)
                assert self.world.changes[-1].deeds == must_hold.new_deeds(*step)

    @rule(i=st.integers(0, 3))
    def a_revision_arrives_twice(self, i: int) -> None:
        self.world.arrive_again(i)

    @rule(all_of_it=st.booleans())
    def the_till_hears(self, *, all_of_it: bool) -> None:
        self.world.hear(all_of_it=all_of_it)

    @precondition(lambda self: self.world.kitchen is not None)
    @rule()
    def the_server_is_emptied(self) -> None:
        self.world.lose_the_server()
        self.was_reset = True

    @precondition(lambda self: self.world.kitchen is not None)
    @rule()
    def the_order_is_given_back_though_nothing_is_lost(self) -> None:
        self.world.ask_how_it_stands()

    @rule()
    def everything_arrives(self) -> None:
        assert status(self.world.come_together()).code == self.world.changes[-1].after

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.come_together()
            self._check()

    # What is done in the kitchen and the back office

    def tell(self, kind: type[c.Command], **told: Any) -> None:
        before, action = self.world.kitchen, ACTION_OF.get(kind)
        command = ask(kind, self.world.s, **told)
        if before is None:
            with pytest.raises(Refused, match="The kitchen has no order"):
                decide(None, command, POLICY)
            return
        may = action is None or self.world.may(action, before)
        try:
            done = self.world.decide(command)
        except Refused:
            return
        if done is not None:
            assert may, (action, status(before))
            assert done.record.order == before.order, "the kitchen changes nothing of the till's"

    @rule()
    def approved(self) -> None:
        self.tell(c.Approve, minutes=15)

    @rule(station=STATIONS, to=STATIONS, seen=st.booleans())
    def another_station_makes_it(self, station: str, to: str, *, seen: bool) -> None:
        self.tell(c.MovePart, station=station, to=to, seen=seen)

    @rule(
        station=STATIONS,
        kind=st.sampled_from(
            [c.StartPart, c.MarkPartReady, c.RecallPart, c.HoldPart, c.FirePart],
        ),
    )
    def cooked(self, station: str, kind: Any) -> None:
        self.tell(kind, station=station)

    @rule()
    def everything_is_ready(self) -> None:
        record = self.world.kitchen
        for station, part in record.parts.items() if record else ():
            if owed(part):
                self.tell(c.MarkPartReady, station=station)

    @rule(station=STATIONS)
    def seen(self, station: str) -> None:
        self.tell(c.MarkPartSeen, station=station)

    @rule()
    def every_screen_reports(self) -> None:
        version = self.world.kitchen.version if self.world.kitchen else 1
        self.tell(c.ConfirmDeliveries, laid_out=tuple((board, version) for board in BOARDS))

    @rule(place=PLACES)
    def a_deadline_passes(self, place: str) -> None:
        self.world.s += 30
        self.tell(c.ExpireDelivery, station=place, cause=no_display(place), by=RETRY)

    @rule()
    def somebody_asks_to_send_again(self) -> None:
        self.asked += 1
        self.tell(c.RequestResend, attempt_id=f"a{self.asked}", by_hand=True, by=MANAGER)

    @rule()
    def resolved_in_the_back_office(self) -> None:
        self.tell(c.ResolveOtherwise, reason="told them", by=MANAGER)

    @precondition(_office_can(Action.MARK_COMPLETED))
    @rule(kind=st.sampled_from(["only that", "and refunded", "and voided"]))
    def marked_completed(self, kind: str) -> None:
        self.tell(c.MarkCompleted, reason="none wanted", by=MANAGER)
        if kind != "only that":
            self.ended("refund" if kind == "and refunded" else "void", settles=False)

    @precondition(_office_can(Action.SETTLE_REFUND))
    @rule(method=METHODS, till_does_it_too=st.booleans())
    def a_refund_is_asked_for(self, method: Any, *, till_does_it_too: bool) -> None:
        self.asked += 1
        asked = {"request_id": f"r{self.asked}", "method": method, "reason": "given back"}
        self.tell(c.RequestRefund, by=MANAGER, **asked)
        if till_does_it_too:
            self.do(Action.SETTLE_REFUND, deeds.SettleRefund("given back too"))

    # What must hold

    @invariant()
    def everything_is_tried(self) -> None:
        """At the till and in the kitchen only what the table allows can be done, from any place."""
        known, kitchen = self.world.known, self.world.kitchen
        if (known, kitchen) == self.tried:
            return
        self.tried = known, kitchen
        for action in Action:
            for place, attempt in attempts(action, known, self.world.terms):
                if place != OFFICE:
                    assert attempt().is_done is self.world.may(action, known, place), action
            for place, attempt in attempts(action, kitchen, self.world.terms) if kitchen else ():
                if place == OFFICE and not (action is Action.SETTLE_REFUND and kitchen.unanswered):
                    said, may = attempt(), self.world.may(action, kitchen, place)
                    assert said.is_done is may or (may and said.code in MORE_THAN_THE_TABLE), said

    @invariant()
    def all_of_it_holds(self) -> None:
        self._check()

    def _check(self) -> None:
        must_hold.of_the_tills_facts(self.world)
        for record in (self.world.kitchen, self.world.known):
            if record is not None:
                must_hold.of_a_record(record)
        if self.world.kitchen is not None:
            must_hold.of_screens(self.world.screens, self.world.kitchen)
            told = [deed for change in self.world.changes for deed in change.deeds]
            assert self.was_reset or told == list(self.world.kitchen.order.deeds)


TestTillAndKitchen = TillAndKitchen.TestCase
TestTillAndKitchen.settings = settings(max_examples=250, stateful_step_count=50, deadline=None)
