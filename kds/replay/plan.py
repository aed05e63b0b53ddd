"""When each order of a day is sent, and as what: pure, so that the same day is always the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from kds.orders.intake import LineAsSent, OrderAsSent
from kds.orders.order import Service
from kds.replay.categories import category_of
from kds.replay.shift import SoldOrder

MINUTE_S = 60.0


class Planned(NamedTuple):
    """An order to send `offset_s` seconds after the first one, in real time."""

    offset_s: float
    order: OrderAsSent
    sold: SoldOrder

    @property
    def body(self) -> bytes:
        """Return the order as the till wants it."""
        return msgspec.json.encode(self.order)


def plan(orders: Sequence[SoldOrder], *, speed: float, run_id: str = "") -> list[Planned]:
    """Return what to send when, `speed` times as fast as it was.

    The list knows only the minute: orders of one minute are spread evenly over it. Ids come from
    the day and the number; `run_id` makes them those of this run, without it they are the same in
    each, and the till takes each order only once.
    """
    in_minute = Counter(order.ordered_at for order in orders)
    seen: Counter[object] = Counter()
    times = []
    for order in orders:
        share = MINUTE_S / in_minute[order.ordered_at]
        since_first = (order.ordered_at - orders[0].ordered_at).total_seconds()
        times.append(since_first + (seen[order.ordered_at] + 0.5) * share)
        seen[order.ordered_at] += 1
    return [
        Planned((at - times[0]) / speed, as_sent(order, run_id), order)
        for at, order in zip(times, orders, strict=True)
    ]


def as_sent(order: SoldOrder, run_id: str = "") -> OrderAsSent:
    """Return an order as POS software would send it; the till gives it a number of its own."""
    return OrderAsSent(
        service=Service.TAKEAWAY,
        order_id=order_id(order, run_id),
        lines=tuple(
            LineAsSent(
                product=dish.product,
                quantity=dish.quantity,
                unit_price=dish.unit_price,
                category=category_of(dish.product),
            )
            for dish in order.dishes
        ),
    )


def order_id(order: SoldOrder, run_id: str = "") -> str:
    """Return the id of a replayed order, for example `replay-2019-05-18-14877`."""
    base = f"replay-{order.ordered_at.date()}-{order.number}"
    return f"{base}-{run_id}" if run_id else base
