"""One delivery, by any sequence of steps."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kds.orders import delivery
from kds.orders.part import Delivery, DeliveryState
from tests.samples import ANN, BOB, POLICY, T0, no_display

SECONDS = st.integers(0, 30)


class DeliveryLife(RuleBasedStateMachine):
    """Keeps beside the delivery what a bystander saw, and compares."""

    @initialize(version=st.integers(1, 5))
    def begun(self, version: int) -> None:
        self.at: datetime = T0
        self.now: Delivery = delivery.begin("grill", version, T0, POLICY)
        self.proven: int | None = None
        self.settled = False

    @rule(s=SECONDS)
    def time_passes(self, s: int) -> None:
        self.at += timedelta(seconds=s)

    @rule(older=st.integers(1, 4))
    def an_older_version_is_shown(self, older: int) -> None:
        version = self.now.content_version - older
        assert delivery.confirm(self.now, version, ANN, self.at) == self.now

    @rule(newer=st.integers(0, 3))
    def it_is_shown(self, newer: int) -> None:
        before = self.now
        self.now = delivery.confirm(before, before.content_version + newer, ANN, self.at)
        if before.state in delivery.PENDING:
            assert self.now.confirmed_by == ANN
            assert self.now.confirmed_at == self.at
        else:
            assert self.now == before
        if not self.settled:
            self.proven = before.content_version

    @rule()
    def it_expires(self) -> None:
        before = self.now
        self.now = delivery.expire(before, no_display("grill"), self.at)
        if self.now.state is DeliveryState.NOT_SENT and self.now != before:
            assert before.state is DeliveryState.IN_FLIGHT
            assert self.at >= before.deadline_at
            assert self.now.cause == no_display("grill")
            assert self.now.failed_at == self.at

    @rule(own_copy=st.booleans())
    def it_is_sent_again(self, own_copy: bool) -> None:
        before = self.now
        self.now = delivery.send_again(before, self.at, own_copy=own_copy)
        assert self.now.state is before.state
        assert self.now.content_version == before.content_version
        pending = before.state in delivery.PENDING
        assert self.now.attempt == before.attempt + (1 if pending else 0)
        assert self.now.own_copy is (own_copy if pending else before.own_copy)

    @rule()
    def its_content_changes(self) -> None:
        before = self.now
        version = before.content_version + 1
        self.now = delivery.renew(before, "grill", version, self.at, POLICY)
        failed = before.state is DeliveryState.NOT_SENT
        expected = DeliveryState.NOT_SENT if failed else DeliveryState.IN_FLIGHT
        assert self.now.state is expected
        assert self.now.content_version == version
        self.settled = False

    @rule()
    def a_person_settles_it(self) -> None:
        self.now = delivery.settle(self.now)
        self.settled = True

    @invariant()
    def it_is_confirmed_only_with_proof_of_its_content(self) -> None:
        proven = self.proven == self.now.content_version and not self.settled
        assert (self.now.state is DeliveryState.CONFIRMED) is proven

    @invariant()
    def it_is_settled_only_by_a_person(self) -> None:
        assert (self.now.state is DeliveryState.SETTLED) is self.settled

    @invariant()
    def what_is_not_sent_has_a_cause(self) -> None:
        if self.now.state is DeliveryState.NOT_SENT:
            assert self.now.cause is not None
            assert self.now.failed_at is not None


TestDeliveryLife = DeliveryLife.TestCase


def test_each_station_has_its_own_deadline() -> None:
    assert delivery.begin("grill", 1, T0, POLICY).deadline_at == T0 + timedelta(seconds=10)
    assert delivery.begin("fryer", 1, T0, POLICY).deadline_at == T0 + timedelta(seconds=20)
    assert delivery.begin("elsewhere", 1, T0, POLICY).deadline_at == T0 + timedelta(seconds=10)


@given(early=st.integers(1, 9_999_999))
def test_nothing_fails_before_its_deadline(early: int) -> None:
    sent = delivery.begin("grill", 1, T0, POLICY)
    at = sent.deadline_at - timedelta(microseconds=early)

    assert delivery.expire(sent, no_display("grill"), at) == sent


@given(attempts=st.integers(0, 20), own=st.booleans())
def test_a_late_confirmation_from_any_attempt_ends_not_sent(attempts: int, own: bool) -> None:
    sent = delivery.begin("grill", 3, T0, POLICY)
    now = delivery.expire(sent, no_display("grill"), sent.deadline_at)
    for i in range(attempts):
        now = delivery.send_again(now, T0 + timedelta(minutes=i + 1), own_copy=own)
        assert now.state is DeliveryState.NOT_SENT

    assert delivery.confirm(now, 3, ANN, T0).state is DeliveryState.CONFIRMED


def test_the_first_display_is_remembered() -> None:
    sent = delivery.begin("grill", 1, T0, POLICY)
    first = delivery.confirm(sent, 1, ANN, T0)

    assert delivery.confirm(first, 1, BOB, T0 + timedelta(seconds=1)) == first
