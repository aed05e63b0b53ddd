"""Whole orders through every command, in any sequence, with doubles, stale ones and resets.

Beside the record stands what a bystander can know: the screens as a client keeps them from
pushes, what was proven, and which parts were made.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from kds.errors import Refused
from kds.orders import commands as c
from kds.orders.actions import Action, allowed
from kds.orders.courses import course_now, next_course
from kds.orders.decide import Decision, decide
from kds.orders.decide.parts import as_read
from kds.orders.events import Change, EventType, OrderEvent
from kds.orders.order import Line
from kds.orders.part import Actor, CookingState, DeliveryState, is_held, must_be_seen, owed
from kds.orders.pickup import CalledHow
from kds.orders.record import ApprovalState, OrderRecord, is_open
from kds.orders.status import status
from kds.orders.ticket import Failure, Ticket, View, view
from kds.orders.till_facts import Stamp
from kds.web.boards import changes_of
from tests.samples import (
    ANN,
    BOB,
    BURGER,
    COLA,
    FISH,
    FRIES,
    MANAGER,
    POLICY,
    RETRY,
    T0,
    apply,
    ask,
    no_display,
    order,
)
from tests.unit.restated import courses_left

BOARDS = ("grill", "fryer", "bar", "pass", "approvals", "office")
STATIONS = st.sampled_from(["grill", "fryer", "bar"])
PLACES = st.sampled_from(["grill", "fryer", "bar", "approvals"])
COURSES = [replace(BURGER, course=1), replace(FRIES, course=2), replace(FISH, course=3)]
LINES = st.lists(
    st.sampled_from([BURGER, FRIES, COLA, FISH, *COURSES]),
    min_size=1,
    unique_by=lambda x: x.line_id,
)
SCREENS = st.sampled_from([ANN, BOB])

ACTION_OF: dict[type[c.Command], Action] = {
    c.Approve: Action.APPROVE,
    c.Reject: Action.REJECT,
    c.StartPart: Action.START,
    c.MarkPartReady: Action.MARK_READY,
    c.RecallPart: Action.RECALL,
    c.MarkPartSeen: Action.MARK_SEEN,
    c.StrikeLines: Action.STRIKE,
    c.HoldPart: Action.HOLD,
    c.FirePart: Action.FIRE,
    c.FireCourse: Action.FIRE_COURSE,
    c.SetPriority: Action.SET_PRIORITY,
    c.MovePart: Action.MOVE,
    c.ResolveOtherwise: Action.RESOLVE_OTHERWISE,
    c.CallCustomer: Action.CALL,
    c.CallOff: Action.CALL_OFF,
    c.CollectOrder: Action.COLLECT,
}


class OrderLife(RuleBasedStateMachine):
    """One order of till A, from its first revision on."""

    @initialize(lines=LINES, needs_approval=st.booleans())
    def first_revision(self, lines: list[Line], needs_approval: bool) -> None:
        self.s = 0.0
        self.record: OrderRecord | None = None
        self.heard: list[OrderRecord] = []
        self.asked: list[str] = []
        self.made: set[str] = set()
        self.screens: dict[str, tuple[int, View | None]] = {}
        self.at_till = order(*lines, needs_approval=needs_approval)
        self.do(apply(self.at_till))

    def do(self, command: c.Command) -> Decision | None:
        """Ask, check what must hold of every answer, and let screens and till hear it."""
        before = self.record
        try:
            result = decide(before, command, POLICY)
        except Refused:
            return None
        self._check_table(before, command)
        if not isinstance(result, Decision):
            assert result.reason
            return None
        self._check_step(before, result, command)
        self.record = result.record
        self.heard.append(result.record)
        self._push(result)
        return result

    def _check_table(self, before: OrderRecord | None, command: c.Command) -> None:
        action = ACTION_OF.get(type(command))
        if isinstance(command, c.RequestResend) and command.by_hand:
            action = Action.SEND_AGAIN
        if action is not None:
            assert before is not None
            assert allowed(action, status(before))

    def _check_step(self, before: OrderRecord | None, result: Decision, command: c.Command) -> None:
        record, change = result.record, result.change
        least = before.version if before else 0
        if isinstance(command, c.TakeBackOrder) and command.known:
            assert record.version > least
        else:
            assert record.version == least + 1
        assert change.version == record.version
        assert change.before == (status(before).code if before else None)
        assert change.after == status(record).code
        assert change.type in {each.type_name for each in EventType}
        assert (change.by, change.at, record.updated_at) == (command.by, command.at, command.at)
        assert msgspec.json.decode(msgspec.json.encode(record), type=OrderRecord) == record
        assert msgspec.json.decode(msgspec.json.encode(change), type=Change) == change
        if before is not None and not isinstance(command, c.TakeBackOrder):
            self._check_deliveries(before, record, command.at)

    def _check_deliveries(self, before: OrderRecord, record: OrderRecord, at: datetime) -> None:
        for station, part in record.parts.items():
            old, new = before.parts.get(station), part.delivery
            if old is None or new.content_version > old.delivery.content_version:
                continue
            if old.delivery.state is DeliveryState.CONFIRMED:
                assert new.state in (DeliveryState.CONFIRMED, DeliveryState.SETTLED)
            if (
                new.state is DeliveryState.NOT_SENT
                and old.delivery.state is not DeliveryState.NOT_SENT
            ):
                assert at >= old.delivery.deadline_at

    def _push(self, result: Decision) -> None:
        """Apply the change to the screens by the rule of the wire."""
        for board, told in changes_of(OrderEvent(result.change, result.record)):
            if told.version > self.screens.get(board, (0, None))[0]:
                self.screens[board] = (told.version, told.view)

    @property
    def at(self) -> datetime:
        return T0 + timedelta(seconds=self.s)

    @rule(s=st.sampled_from([0.5, 3.0, 11.0, 70.0]))
    def time_passes(self, s: float) -> None:
        self.s += s

    @rule(
        lines=LINES,
        note=st.sampled_from([None, "nut allergy"]),
        price=st.sampled_from([None, 990]),
        attempt=st.booleans(),
    )
    def a_later_revision(
        self, lines: list[Line], note: str | None, price: int | None, attempt: bool
    ) -> None:
        lines = [msgspec.structs.replace(line, unit_price=price) for line in lines]
        self.at_till = msgspec.structs.replace(
            self.at_till, revision=self.at_till.revision + 1, lines=tuple(lines), note=note
        )
        made_before = {s: self._lines(s) for s in self.made}
        assert self.do(apply(self.at_till, self.s, attempt_id="own" if attempt else None))
        assert self.record is not None
        if self.record.stop_cause is not None:  # What is not to be made is not made again either.
            return
        for station, before in made_before.items():
            part = self.record.parts.get(station)
            if part is None or not self._lines(station) <= before:
                self.made.discard(station)

    @rule()
    def the_till_voids_it(self) -> None:
        void = self.at_till.void or Stamp(self.at, "Mari")
        revision = self.at_till.revision + 1
        self.at_till = msgspec.structs.replace(self.at_till, revision=revision, void=void)
        done = self.do(apply(self.at_till, self.s))
        assert done is not None
        assert not any(owed(part) for part in done.record.parts.values())

    def _lines(self, station: str) -> set[Line]:
        assert self.record is not None
        part = self.record.parts.get(station)
        return set(as_read(self.record.lines_of(part))) if part else set()

    @rule()
    def the_same_revision_twice(self) -> None:
        assert self.do(apply(self.at_till, self.s)) is None

    @rule()
    def an_older_revision_late(self) -> None:
        if len(self.heard) > 1:
            assert self.do(apply(self.heard[0].order, self.s)) is None

    @rule()
    def the_same_revision_with_other_content(self) -> None:
        other = msgspec.structs.replace(self.at_till, table="77")
        assert self.do(apply(other, self.s)) is None

    @rule()
    def another_till_with_the_same_id(self) -> None:
        later = msgspec.structs.replace(self.at_till, revision=self.at_till.revision + 1)
        assert self.do(apply(later, self.s, till="B")) is None

    @rule(i=st.integers(0, 3))
    def the_till_answers(self, i: int) -> None:
        attempt_id = self.asked[-1 - i] if i < len(self.asked) else "by-itself"
        first = self.do(apply(self.at_till, self.s, attempt_id=attempt_id))
        if first is not None and first.record.resend is not None:
            assert self.do(apply(self.at_till, self.s, attempt_id=attempt_id)) is None

    @rule(place=PLACES, ahead=st.integers(-2, 2), by=SCREENS)
    def a_screen_reports(self, place: str, ahead: int, by: Actor) -> None:
        assert self.record is not None
        version = self.record.version + ahead
        done = self.do(ask(c.ConfirmDeliveries, self.s, laid_out=((place, version),), by=by))
        assert done is None or ahead <= 0

    @rule()
    def every_screen_reports(self) -> None:
        assert self.record is not None
        laid_out = tuple((place, self.record.version) for place in BOARDS)
        self.do(ask(c.ConfirmDeliveries, self.s, laid_out=laid_out))
        assert not self.record.undelivered(DeliveryState.IN_FLIGHT, DeliveryState.NOT_SENT)
        assert self.record.resend is None

    @rule(place=PLACES)
    def a_deadline_is_looked_at(self, place: str) -> None:
        cause = no_display(place)
        self.do(ask(c.ExpireDelivery, self.s, station=place, cause=cause, by=RETRY))

    @rule(by_hand=st.booleans())
    def somebody_asks_to_send_again(self, by_hand: bool) -> None:
        attempt_id = f"attempt-{len(self.asked)}"
        command = ask(
            c.RequestResend,
            self.s,
            attempt_id=attempt_id,
            by_hand=by_hand,
            causes=(no_display("grill"),),
        )
        if self.do(command):
            self.asked.append(attempt_id)

    @rule(i=st.integers(0, 1))
    def the_till_stays_silent(self, i: int) -> None:
        if i < len(self.asked):
            command = ask(c.SendOwnCopy, self.s, attempt_id=self.asked[-1 - i], by=RETRY)
            if self.do(command):
                assert self.do(command) is None

    @rule(minutes=st.sampled_from([None, 5, 120]))
    def the_kitchen_says_yes(self, minutes: int | None) -> None:
        self.do(ask(c.Approve, self.s, minutes=minutes))

    @rule()
    def the_kitchen_says_no(self) -> None:
        self.do(ask(c.Reject, self.s, reason="no buns"))

    @rule(station=STATIONS)
    def a_cook_starts(self, station: str) -> None:
        self.do(ask(c.StartPart, self.s, station=station))

    @rule(station=STATIONS, by=SCREENS, slipped=st.booleans())
    def a_cook_is_ready(self, station: str, by: Actor, *, slipped: bool) -> None:
        done = self.do(ask(c.MarkPartReady, self.s, station=station, by=by))
        if done is not None:
            assert station not in self.made
            self.made.add(station)
            if slipped:
                self.a_cook_takes_it_back(station)

    @rule(station=STATIONS)
    def a_cook_takes_it_back(self, station: str) -> None:
        assert self.record is not None
        before = self.record.parts.get(station)
        done = self.do(ask(c.RecallPart, self.s, station=station))
        if self.at_till.void is not None:
            assert done is None
            return
        assert (done is not None) is (station in self.made)
        self.made.discard(station)
        if done is not None and before is not None:
            back = done.record.parts[station].cooking
            assert back.started_at == before.cooking.started_at
            assert back.state != "waiting" or back.started_at is None

    @rule(station=STATIONS, by=SCREENS, behind=st.sampled_from([None, 0, 1, 5]))
    def a_cook_has_seen_it(self, station: str, by: Actor, behind: int | None) -> None:
        before = self.record
        assert before is not None
        shown = None if behind is None else before.version - behind
        done = self.do(ask(c.MarkPartSeen, self.s, station=station, by=by, shown=shown))
        if done is None:
            return
        assert shown is None or shown >= before.parts[station].delivery.content_version
        assert not must_be_seen(done.record.parts[station])
        again = ask(c.MarkPartSeen, self.s, station=station, by=by)
        assert self.do(again) is None

    @rule(station=STATIONS, line=st.sampled_from([BURGER, FRIES, COLA, FISH]), struck=st.booleans())
    def a_cook_strikes_a_line(self, station: str, line: Line, *, struck: bool) -> None:
        told = {"station": station, "line_ids": (line.line_id,), "struck": struck}
        done = self.do(ask(c.StrikeLines, self.s, **told))
        if done is not None:
            part = done.record.parts[station]
            assert (line.line_id in part.struck) is struck
            assert part.delivery == self.heard[-2].parts[station].delivery
            assert self.do(ask(c.StrikeLines, self.s, **told)) is None

    @rule(station=STATIONS, kind=st.sampled_from([c.HoldPart, c.FirePart]))
    def a_cook_waits_for_the_guests(self, station: str, kind: type[c.HoldPart]) -> None:
        done = self.do(ask(kind, self.s, station=station))
        if done is not None:
            assert is_held(done.record.parts[station]) is (kind is c.HoldPart)

    @rule(course=st.integers(1, 3))
    def a_course_is_fired(self, course: int) -> None:
        done = self.do(ask(c.FireCourse, self.s, course=course))
        if done is not None:
            assert course_now(done.record) == course

    @rule(priority=st.booleans())
    def it_goes_first(self, *, priority: bool) -> None:
        self.do(ask(c.SetPriority, self.s, priority=priority))

    @rule(station=STATIONS, to=STATIONS, seen=st.booleans())
    def another_station_makes_it(self, station: str, to: str, *, seen: bool) -> None:
        before = self.record
        assert before is not None
        done = self.do(ask(c.MovePart, self.s, station=station, to=to, seen=seen))
        if done is None:
            return
        came, left = done.record.parts[to], done.record.parts.get(station)
        assert owed(came)
        assert came.since <= before.parts[station].since
        assert came.delivery.state in (DeliveryState.IN_FLIGHT, DeliveryState.NOT_SENT)
        assert came.delivery.content_version == done.record.version
        assert left is None or (left.line_ids == () and not owed(left))
        assert left is None or must_be_seen(left) is not seen
        there = before.parts.get(to)
        was_there = set(there.line_ids) if there else set()
        assert set(came.line_ids) == was_there | set(before.parts[station].line_ids)
        self.made.discard(to)

    @rule(how=st.sampled_from(CalledHow))
    def the_customer_is_called(self, how: CalledHow) -> None:
        self.do(ask(c.CallCustomer, self.s, how=how, by=MANAGER))

    @rule()
    def it_is_not_ready_after_all(self) -> None:
        self.do(ask(c.CallOff, self.s, by=MANAGER))

    @rule(behind=st.sampled_from([None, 0, 1, 5]))
    def it_is_handed_over(self, behind: int | None) -> None:
        before = self.record
        assert before is not None
        shown = None if behind is None else before.version - behind
        done = self.do(ask(c.CollectOrder, self.s, shown=shown, by=MANAGER))
        if done is None:
            return
        were_owed = {station for station, part in before.parts.items() if owed(part)}
        assert set(done.change.stations) == were_owed
        for station in were_owed:
            assert shown is None or shown >= before.parts[station].delivery.content_version
        assert not any(owed(part) for part in done.record.parts.values())
        self.made |= were_owed

    @rule()
    def a_manager_settles_it(self) -> None:
        if self.do(ask(c.ResolveOtherwise, self.s, reason="told them", by=MANAGER)):
            assert self.record is not None
            assert not is_open(self.record)

    @rule(i=st.integers(0, 20), publishes_twice=st.booleans(), heard=st.booleans())
    def the_server_is_emptied(self, i: int, publishes_twice: bool, heard: bool) -> None:
        known = self.heard[max(0, len(self.heard) - 1 - i)] if heard else None
        self.record, self.screens, self.asked = None, {}, []
        self._restore(known)
        if publishes_twice:
            self._restore_what_is_there(known)

    @rule(i=st.integers(0, 20))
    def what_a_till_heard_before_changes_nothing(self, i: int) -> None:
        self._restore_what_is_there(self.heard[max(0, len(self.heard) - 1 - i)])

    def _restore_what_is_there(self, known: OrderRecord | None) -> None:
        """Give back what is not lost: a till behind the times is told of it, and that is all."""
        before = self.record
        assert before is not None
        self._restore(known)
        assert self.record is not None
        told = self._version() - before.version
        assert told == (known is None or known.version < before.version)
        assert replace(self.record, version=before.version, updated_at=before.updated_at) == before

    def _restore(self, known: OrderRecord | None) -> None:
        was_empty = self.record is None
        self.do(ask(c.TakeBackOrder, self.s, order=self.at_till, till="A", known=known))
        assert self.record is not None
        assert self.record.order == self.at_till
        if was_empty:
            assert self.record.possibly_made or known is not None
            self.heard = [self.record]
            self.made = {
                station
                for station, part in self.record.parts.items()
                if part.cooking.state is CookingState.READY
            }

    def _version(self) -> int:
        assert self.record is not None
        return self.record.version

    @invariant()
    def the_status_follows_from_the_facts(self) -> None:
        record = self.record
        assert record is not None
        failed = [s for s, d in record.deliveries() if d.state is DeliveryState.NOT_SENT]
        owes = [
            p
            for p in record.parts.values()
            if p.cooking.state is not CookingState.READY
            and p.delivery.state is not DeliveryState.SETTLED
            and p.stopped is None
        ]
        if record.order.void is not None:
            expected = "VOIDED"
        elif record.approval.state is ApprovalState.REJECTED:
            expected = "CANCELLED"
        elif failed:
            expected = "NOT_SENT_TO_KITCHEN"
        elif record.approval.state is ApprovalState.AWAITING and record.resolution is None:
            expected = "AWAITING_APPROVAL"
        else:
            expected = "IN_KITCHEN" if owes else "UNFINISHED"
        assert status(record).code == expected

    @invariant()
    def what_failed_is_open_and_will_be_tried_again(self) -> None:
        record = self.record
        assert record is not None
        failed = bool(record.undelivered(DeliveryState.NOT_SENT))
        assert (record.resend is not None) is failed
        if failed or record.undelivered(DeliveryState.IN_FLIGHT):
            assert is_open(record)

    @invariant()
    def no_unapproved_part_exists_and_no_line_is_dropped(self) -> None:
        record = self.record
        assert record is not None
        if record.approval.state in (ApprovalState.AWAITING, ApprovalState.REJECTED):
            assert record.parts == {}
            return
        if record.order.void is not None:
            return
        placed = {line_id for part in record.parts.values() for line_id in part.line_ids}
        assert placed == {line.line_id for line in record.order.lines}
        for part in record.parts.values():
            assert len(part.line_ids) == len(set(part.line_ids))
            assert {*part.struck, *part.made} <= set(part.line_ids)
            assert set(part.line_ids) <= _may_be_at(record, part.station)

    @invariant()
    def what_waits_for_its_course_is_the_later_one(self) -> None:
        assert self.record is not None
        now = course_now(self.record)
        for station in ("grill", "fryer", "bar"):
            shown = view(self.record, station)
            for line in shown.lines if isinstance(shown, Ticket) else ():
                assert not line.later or (line.course or 0) > (now or 0)
        left = {course for course in courses_left(self.record) if course > (now or 0)}
        assert next_course(self.record) == min(left, default=None)

    @invariant()
    def a_ticket_with_a_struck_line_is_begun(self) -> None:
        assert self.record is not None
        for part in self.record.parts.values():
            if owed(part) and set(part.struck) - set(part.made):
                assert part.cooking.state is CookingState.STARTED

    @invariant()
    def what_is_made_is_what_cooks_said(self) -> None:
        record = self.record
        assert record is not None
        ready = {s for s, p in record.parts.items() if p.cooking.state is CookingState.READY}
        assert ready == self.made

    @invariant()
    def screens_equal_fresh_views(self) -> None:
        assert self.record is not None
        for board in BOARDS:
            assert self.screens.get(board, (0, None))[1] == view(self.record, board), board

    @invariant()
    def settled_and_removed_parts_are_on_no_screen(self) -> None:
        record = self.record
        assert record is not None
        for station in ("grill", "fryer", "bar"):
            part = record.parts.get(station)
            gone = (
                part is None
                or part.delivery.state is DeliveryState.SETTLED
                or (part.stopped is not None and part.stopped.seen_at is not None)
            )
            assert (view(record, station) is None) is gone
            on_pass = view(record, "pass")
            if gone and on_pass is not None and not isinstance(on_pass, Failure):
                assert station not in {line.station for line in on_pass.lines}

    @invariant()
    def every_view_survives_the_wire(self) -> None:
        assert self.record is not None
        for board in BOARDS:
            shown = view(self.record, board)
            if shown is not None:
                assert msgspec.json.decode(msgspec.json.encode(shown), type=type(shown)) == shown


def _may_be_at(record: OrderRecord, station: str) -> set[str]:
    """Return the lines that rules and people together may have brought to a station."""
    home = {"L1": {"grill"}, "L2": {"fryer"}, "L3": {"bar"}, "L4": {"grill", "fryer"}}
    return {
        line_id
        for line_id, stations in home.items()
        if station in {record.moves.get(each, each) for each in stations}
    }


TestOrderLife = OrderLife.TestCase
TestOrderLife.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
