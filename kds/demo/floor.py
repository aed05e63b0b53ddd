"""All visits under way: whose turn it is, and what the till answers to each step."""

from __future__ import annotations

import heapq
import logging
import math
from collections.abc import Callable, Mapping
from itertools import count
from uuid import uuid4

import msgspec

from kds.demo.steps import Do, Hand, Pause, Place, Step, Visit
from kds.errors import InvalidInput, Refused
from kds.talk import Known, Till

log = logging.getLogger(__name__)


class _UnderWay:
    """A visit, the step that is next, and its order as it was seen last."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.step: Step = next(visit)
        self.known: Known | None = None
        self.number = 0
        self._name = uuid4().hex

    @property
    def key(self) -> str:
        """Return the Idempotency-Key of the step: taken again, it happens once."""
        return f"{self._name}.{self.number}"

    @property
    def is_to_be_sent(self) -> bool:
        """Tell whether lines wait that the kitchen may get yet."""
        if self.known is None:
            return True
        order = self.known.order
        return bool(order.waiting) and order.void is None and order.cancelled is None


class Floor:
    """Takes the steps of many visits, each at its time, in seconds of any clock."""

    def __init__(self, tills: Mapping[Hand, Till]) -> None:
        self._tills = tills
        self._turns: list[tuple[float, int, _UnderWay]] = []
        self._numbers = count()

    @property
    def next_s(self) -> float:
        """Return when the next step is due; infinite while nobody is there."""
        return self._turns[0][0] if self._turns else math.inf

    @property
    def to_be_sent(self) -> int:
        """Return how many visits have an order of which the kitchen does not know yet."""
        return sum(under_way.is_to_be_sent for _, _, under_way in self._turns)

    def begin(self, visit: Visit, at_s: float) -> None:
        """Let guests come in."""
        self._wait(_UnderWay(visit), at_s)

    def go_on(self, at_s: float) -> None:
        """Take the step that is due first.

        Raises NotReachable, and the step is still to be taken.
        """
        under_way = self._turns[0][2]
        try:
            known = self._take(under_way)
        except (InvalidInput, Refused) as error:
            refusal = error
            heapq.heappop(self._turns)
            self._resume(under_way, lambda: under_way.visit.throw(refusal), at_s)
            return
        heapq.heappop(self._turns)
        under_way.known = known
        self._resume(under_way, lambda: under_way.visit.send(known), at_s)

    def _take(self, under_way: _UnderWay) -> Known:
        step, key = under_way.step, under_way.key
        if isinstance(step, Place):
            till = self._tills[step.by]
            return till.order(till.send(msgspec.json.encode(step.order), key).order_id)
        assert under_way.known is not None  # noqa: S101  (an order is placed first)
        order_id = under_way.known.order.order_id
        if isinstance(step, Pause):
            return self._tills[Hand.CASHIER].order(order_id)
        return self._tills[step.by].do(order_id, step.deed, step.asked, key, tag=step.tag)

    def _resume(self, under_way: _UnderWay, go: Callable[[], Step], at_s: float) -> None:
        taken = under_way.step
        try:
            under_way.step = go()
        except StopIteration:
            return
        except (InvalidInput, Refused) as error:
            _tell(taken, under_way.known, error)
            return
        under_way.number += 1
        pause_s = under_way.step.seconds if isinstance(under_way.step, Pause) else 0.0
        self._wait(under_way, at_s + pause_s)

    def _wait(self, under_way: _UnderWay, until_s: float) -> None:
        heapq.heappush(self._turns, (until_s, next(self._numbers), under_way))


def _tell(step: Step, known: Known | None, error: Exception) -> None:
    if known is None:
        log.error("the till refused a demo order: %s", error, extra={"action": "demo"})
        return
    what = step.deed if isinstance(step, Do) else "look"
    log.info(
        "the demo leaves an order to whoever took care of it: %s",
        error,
        extra={"action": f"demo {what}", "order_id": known.order.order_id},
    )
