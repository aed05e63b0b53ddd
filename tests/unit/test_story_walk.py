"""Whole lives of orders, till and kitchen apart, clocks wrong, histories lost: one story."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kds.errors import InvalidInput, Refused
from kds.languages import words
from kds.orders import commands as c
from kds.orders.decide import Decision, decide, expected
from kds.orders.events import Change, EventType
from kds.orders.order import Order
from kds.orders.record import OrderRecord
from kds.orders.selling import Terms, deeds, sell
from kds.orders.selling.taking import take
from kds.orders.status import status
from kds.orders.story import Around, tell, weave
from kds.orders.style import Style
from kds.orders.till_facts import RefundedLine
from tests.samples import MANAGER, POLICY, T0, apply, ask, no_display, order
from tests.till_samples import AS_SENT, BURGERS, CASH, CHIPS, EXTERNAL, held

AROUND = Around(ZoneInfo("Europe/Helsinki"), {}, words("fi").t)

DEEDS: tuple[deeds.Asked, ...] = (
    deeds.Change(lines=(AS_SENT["burgers"], AS_SENT["drink"])),
    deeds.Change(table="9"),
    deeds.Send(),
    deeds.Park("7"),
    deeds.OpenAgain(),
    deeds.Pay(CASH),
    deeds.Pay(CASH, 700),
    deeds.Pay(EXTERNAL, system="webshop"),
    *(deeds.ReportPayment(result, "so it says") for result in deeds.PaymentResult),
    deeds.HandOverReceipt(),
    deeds.Void("wrong card"),
    deeds.RefundLines((RefundedLine("L1", 1),), "cold"),
    deeds.SettleRefund("given back"),
    deeds.Delete("by mistake"),
)

COMMANDS: tuple[tuple[type[c.Command], dict[str, Any]], ...] = (
    (c.Approve, {"minutes": 15}),
    (c.Reject, {"reason": "no buns"}),
    (c.RequestResend, {"attempt_id": "again", "by_hand": True}),
    (c.ResolveOtherwise, {"reason": "told them", "by": MANAGER}),
    (c.CancelOrder, {"reason": "left", "by": MANAGER}),
    (c.MarkCompleted, {"reason": "none wanted", "by": MANAGER}),
    (c.RequestRefund, {"request_id": "r1", "method": CASH, "reason": "paid back", "by": MANAGER}),
    *(
        (kind, {"station": station})
        for kind in (
            c.StartPart,
            c.MarkPartReady,
            c.RecallPart,
            c.MarkPartSeen,
            c.HoldPart,
            c.FirePart,
        )
        for station in ("grill", "fryer")
    ),
    (c.StrikeLines, {"station": "grill", "line_ids": ("L1",)}),
    (c.StrikeLines, {"station": "grill", "line_ids": ("L1",), "struck": False}),
    (c.SetPriority, {"priority": True}),
    (c.SetPriority, {"priority": False}),
    (c.MovePart, {"station": "grill", "to": "fryer"}),
    (c.MovePart, {"station": "fryer", "to": "grill", "seen": True}),
    *(
        (c.ExpireDelivery, {"station": at, "cause": no_display(at)})
        for at in ("grill", "approvals")
    ),
)

_ATTEMPTS = {EventType.RESEND_REQUESTED.type_name, EventType.ORDER_SENT_AGAIN.type_name}


class StoryLife(RuleBasedStateMachine):
    """One order of till A, known to the till and, later, to the kitchen."""

    @initialize(
        approval=st.booleans(), style=st.sampled_from(Style), off=st.sampled_from([0, -7, 7])
    )
    def taken(self, approval: bool, style: Style, off: int) -> None:
        self.s = 0.0
        self.off = timedelta(minutes=off)
        self.style = style
        fresh = order(*held(BURGERS, CHIPS), needs_approval=approval)
        self.at_till: Order = take(fresh, self._terms())
        self.record: OrderRecord | None = None
        self.heard: list[OrderRecord] = []
        self.history: list[Change] = []
        self.waiting = [self.at_till]
        self.lost = False
        self.backup: tuple[OrderRecord, list[Change]] | None = None
        self.the_courier_comes(one_by_one=True)

    @property
    def at(self) -> datetime:
        return T0 + timedelta(seconds=self.s)

    def _terms(self) -> Terms:
        at = self.at + self.off
        return Terms(at, "Otto", f"fact-{self.s:g}", lambda _: True, self.style)

    def _do(self, command: c.Command) -> None:
        try:
            result = decide(self.record, command, POLICY)
        except Refused:
            return
        if isinstance(result, Decision):
            self.record = result.record
            self.heard.append(result.record)
            self.history.append(result.change)

    @rule(deed=st.sampled_from(DEEDS), carried=st.booleans())
    def the_till_does(self, deed: deeds.Asked, carried: bool) -> None:
        self.s += 1
        knows = expected(self.record, self.at_till, "A", self.at, POLICY)
        try:
            self.at_till = sell(knows, deed, self._terms())
        except (Refused, InvalidInput):
            return
        self.waiting.append(self.at_till)
        if carried:
            self.the_courier_comes(one_by_one=True)

    @rule(one_by_one=st.booleans())
    def the_courier_comes(self, one_by_one: bool) -> None:
        for revision in self.waiting if one_by_one else self.waiting[-1:]:
            self._do(apply(revision, self.s))
        self.waiting = []

    @rule(asked=st.sampled_from(COMMANDS), s=st.sampled_from([1.0, 5.0, 40.0]))
    def somebody_acts(self, asked: tuple[type[c.Command], dict[str, Any]], s: float) -> None:
        self.s += s
        kind, fields = asked
        self._do(ask(kind, self.s, **fields))

    @rule()
    def every_screen_reports(self) -> None:
        assert self.record is not None
        places = ("grill", "fryer", "bar", "approvals")
        laid_out = tuple((place, self.record.version) for place in places)
        self._do(ask(c.ConfirmDeliveries, self.s, laid_out=laid_out))

    @rule()
    def a_copy_of_the_server_is_made(self) -> None:
        assert self.record is not None
        self.backup = (self.record, list(self.history))

    @rule(from_copy=st.booleans(), behind=st.integers(0, 4))
    def the_server_is_lost(self, from_copy: bool, behind: int) -> None:
        self.s += 30
        known = self.heard[max(0, len(self.heard) - 1 - behind)]
        self.record, self.history = None, []
        if from_copy and self.backup is not None:
            self.record, history = self.backup
            self.history = list(history)
        self.lost = True
        self._do(ask(c.TakeBackOrder, self.s, order=self.at_till, till="A", known=known))
        self.waiting = []

    @rule(kept=st.integers(0, 2))
    def old_attempts_are_dropped(self, kept: int) -> None:
        attempts = [each for each in self.history if each.type in _ATTEMPTS]
        dropped = attempts[: max(0, len(attempts) - kept)]
        self.lost = self.lost or bool(dropped)
        self.history = [each for each in self.history if each not in dropped]

    @invariant()
    def no_status_jumps_and_the_last_is_the_one_that_holds(self) -> None:
        record = self.record
        if record is None:
            return
        story = weave(record, self.history)
        code = None
        for event in story.events:
            assert event.before == code
            code = event.after
        assert code == status(record).code
        assert self.lost or not any(event.gap for event in story.events)
        assert self.lost or story.is_whole

    @invariant()
    def each_thing_is_told_once_and_in_its_sequence(self) -> None:
        record = self.record
        if record is None:
            return
        events = weave(record, self.history).events
        told = [event.deed for event in events if event.deed is not None]
        known = {deed for change in self.history for deed in change.deeds} | {*record.order.deeds}
        assert set(told) == known
        assert len(told) == len(known)
        revisions = [deed.revision for deed in told]
        assert revisions == sorted(revisions)
        changes = [event.change for event in events if event.change and event.change.version]
        assert changes == self.history
        times = [event.at for event in events]
        assert times == sorted(times)

    @invariant()
    def everything_can_be_said(self) -> None:
        if self.record is not None:
            told = tell(self.record, weave(self.record, self.history), AROUND)
            assert all(each.words for each in told)


TestStoryLife = StoryLife.TestCase
TestStoryLife.settings = settings(max_examples=120, stateful_step_count=30, deadline=None)
