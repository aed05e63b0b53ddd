"""The main till, as POS software talks to it."""

from __future__ import annotations

import threading
import time
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import msgspec

from kds.errors import InvalidInput, NotReachable
from kds.installation import Address
from kds.orders.backoff import pause_s
from kds.orders.order import Order
from kds.orders.selling.deeds import Asked
from kds.talk.http import Reply, ask, expect_ok

ORDERS = "/api/v1/orders"
PATIENCE_S = 30.0
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 2.0


class Taken(msgspec.Struct, frozen=True):
    """The till has the order on its disk, under this id and number."""

    order_id: str
    number: str


class Stands(msgspec.Struct, frozen=True):
    """How an order stands: the code of its status."""

    status: str


class Money(msgspec.Struct, frozen=True):
    """What is to be paid for an order, and to be given back, in cents."""

    due: int
    refund_owed: int


class Known(msgspec.Struct, frozen=True):
    """An order as the till knows it; `tag` names exactly this state of it."""

    order: Order
    whereabouts: Stands
    money: Money
    tag: str | None = None


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
        return msgspec.convert(self._post(ORDERS, order, {"Idempotency-Key": key}).json(), Taken)

    def order(self, order_id: str) -> Known:
        """Return one order as the till knows it; raises Refused, NotReachable."""
        reply = ask(self._address, "GET", _path(order_id))
        return _known(expect_ok(reply, self._address), reply)

    def do(
        self, order_id: str, deed: str, asked: Asked | None, key: str, *, tag: str | None = None
    ) -> Known:
        """Have something done with an order, as the last word of its path at the till says.

        `key` makes asking again harmless; with `tag` it is done only to that state of the order.
        Returns the order, or its copy. Raises InvalidInput, Refused, NotReachable.
        """
        headers = {"Idempotency-Key": key} | ({"If-Match": tag} if tag is not None else {})
        body = b"{}" if asked is None else msgspec.json.encode(asked)
        reply = self._post(f"{_path(order_id)}/{deed}", body, headers)
        return _known(reply.json(), reply)

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

    def _post(self, path: str, body: bytes, headers: dict[str, str]) -> Reply:
        reply = ask(self._address, "POST", path, body, headers)
        if reply.status == HTTPStatus.UNPROCESSABLE_ENTITY:
            said = msgspec.convert(reply.json(), _Problems)
            raise InvalidInput([(each.path, each.reason) for each in said.problems])
        expect_ok(reply, self._address)
        return reply


def _path(order_id: str) -> str:
    return f"{ORDERS}/{quote(order_id, safe='')}"


def _known(said: Any, reply: Reply) -> Known:
    return msgspec.structs.replace(msgspec.convert(said, Known), tag=reply.headers["ETag"])
