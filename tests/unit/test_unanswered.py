"""Approvals that wait too long: counted every few seconds, for each is read for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from kds.orders.record import OrderRecord
from kds.workers.watch import LOOK_S, Unanswered
from tests.samples import BURGER, T0, after, apply, order


def test_orders_are_looked_at_no_more_than_every_few_seconds() -> None:
    asks = after(apply(order(BURGER, needs_approval=True)))
    looked: list[float] = []

    def read(order_ids: Iterable[str]) -> list[OrderRecord]:
        assert list(order_ids) == ["A-1"]
        looked.append(step)
        return [asks]

    counts = []
    unanswered = Unanswered(read, within_s=10.0)
    for step in (2.0, 2.5, 2.0 + LOOK_S - 0.5, 2.0 + LOOK_S, 11.0, 11.0 + LOOK_S):
        counts.append(unanswered.count([b"A-1"], T0 + timedelta(seconds=step)))

    assert looked == [2.0, 2.0 + LOOK_S, 11.0, 11.0 + LOOK_S]
    assert counts == [0, 0, 0, 0, 1, 1]


def test_where_nobody_waits_nothing_is_read_and_none_is_counted_at_once() -> None:
    asks = after(apply(order(BURGER, needs_approval=True)))
    unanswered = Unanswered(lambda _: [asks], within_s=10.0)

    late = T0 + timedelta(seconds=20)
    assert unanswered.count([b"A-1"], late) == 1
    assert unanswered.count([], late + timedelta(seconds=0.5)) == 0
    assert unanswered.count([b"A-1"], late + timedelta(seconds=1)) == 1
