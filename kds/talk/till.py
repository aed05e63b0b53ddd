"""The main till, as POS software talks to it."""

from __future__ import annotations

import threading
import time
from http import HTTPStatus

import msgspec

from kds.errors import InvalidInput, NotReachable
from kds.installation import Address
from kds.orders.backoff import pause_s
from kds.talk.http import ask, expect_ok

PATIENCE_S = 30.0
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 2.0


class Taken(msgspec.Struct, frozen=True):
    """The till has the order on its disk, under this id and number."""

    order_id: str
    number: str


class _Problem(msgspec.Struct, frozen=True):
    path: str
    reason: str


class _Problems(msgspec.Struct, frozen=True):
    problems: list[_Problem]


class Health(msgspec.Struct, frozen=True):
    """What a till says of itself: `unsent` orders wait for the bus."""

    ok: bool
    unsent: int = 0


class Till:
    """One till."""

    def __init__(self, address: Address) -> None:
        self._address = address

    def look(self) -> Health:
        """Return how the till is; raises NotReachable."""
        reply = ask(self._address, "GET", "/healthz")
        return msgspec.convert(expect_ok(reply, self._address), Health)

    def send(self, order: bytes, key: str) -> Taken:
        """Send one order as JSON once; `key` makes sending it again harmless.

        Raises InvalidInput with the path of each wrong field, Refused, NotReachable.
        """
        reply = ask(self._address, "POST", "/api/v1/orders", order, {"Idempotency-Key": key})
        if reply.status == HTTPStatus.UNPROCESSABLE_ENTITY:
            said = msgspec.convert(reply.json(), _Problems)
            raise InvalidInput([(each.path, each.reason) for each in said.problems])
        return msgspec.convert(expect_ok(reply, self._address), Taken)

    def deliver(
        self,
        order: bytes,
        key: str,
        *,
        patience_s: float = PATIENCE_S,
        stop: threading.Event | None = None,
    ) -> Taken:
        """Send one order again and again until the till has it; it is taken once.

        Raises NotReachable when the patience (seconds) ends or `stop` is set.
        """
        give_up_at = time.monotonic() + patience_s
        stop = stop or threading.Event()
        failures = 0
        while True:
            try:
                return self.send(order, key)
            except NotReachable:
                failures += 1
                pause = pause_s(failures, 0.5, first_s=FIRST_PAUSE_S, longest_s=LONGEST_PAUSE_S)
                if time.monotonic() + pause > give_up_at or stop.wait(pause):
                    raise
