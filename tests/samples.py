"""A small restaurant for the tests of the core: its rules, its orders, and how to ask for things.

Stations grill, fryer and bar; what no rule matches goes to the grill; tills A and B answer a
request to send again, till X cannot.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from kds.orders import commands as c
from kds.orders.decide import Decision, decide
from kds.orders.order import Line, Order, Service
from kds.orders.paper import PaperPolicy
from kds.orders.part import Actor, ActorKind, Cause, CauseCode
from kds.orders.policy import Policy
from kds.orders.record import OrderRecord
from kds.orders.routing import Route, Routing
from kds.orders.text import TextWish

T0 = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)

POLICY = Policy(
    routing=Routing(
        stations=("grill", "fryer", "bar"),
        routes=(
            Route(("grill", "fryer"), product="Fish and chips"),
            Route(("fryer",), category="fries"),
            Route(("bar",), category="drinks"),
        ),
        fallback="grill",
    ),
    deadline_s={"grill": 10.0, "fryer": 20.0, "bar": 10.0, "approvals": 10.0},
    send_only=frozenset({"X"}),
    paper=PaperPolicy(printers=("counter",), receipts={"A": "counter"}),
)

BURGER = Line("L1", "Burger", 1, modifiers=("no onion",), allergens=("gluten",))
FRIES = Line("L2", "Fries", 2, category="Fries")
COLA = Line("L3", "Cola", 1, category="Drinks", note="no ice")
FISH = Line("L4", "Fish and chips", 1)

TILL = Actor(ActorKind.TILL, "A")
ANN = Actor(ActorKind.DISPLAY, "d-ann", "Ann's screen")
BOB = Actor(ActorKind.DISPLAY, "d-bob", "Bob's screen")
MANAGER = Actor(ActorKind.BACK_OFFICE, "mari", "Mari")
RETRY = Actor(ActorKind.WORKER, "resend")

_numbers = count(1)
Asked = TypeVar("Asked", bound=c.Command)


def order(*lines: Line, **facts: Any) -> Order:
    """Return an order of these lines (else a burger and fries), with any fact set otherwise."""
    given: dict[str, Any] = {
        "order_id": "A-1",
        "number": "A1",
        "revision": 1,
        "accepted_at": T0,
        "service": Service.DINE_IN,
        "lines": lines or (BURGER, FRIES),
    }
    return Order(**(given | facts))


def ask(kind: type[Asked], s: float = 0.0, **told: Any) -> Asked:
    """Return a command `s` seconds after T0, with an id of its own."""
    given: dict[str, Any] = {
        "command_id": f"command-{next(_numbers)}",
        "order_id": "A-1",
        "by": ANN,
        "at": T0 + timedelta(seconds=s),
    }
    return kind(**(given | told))


def apply(sent: Order, s: float = 0.0, till: str = "A", **told: Any) -> c.ApplyOrder:
    """Return the command to apply an order from a till."""
    by = Actor(ActorKind.TILL, till)
    return ask(c.ApplyOrder, s, order_id=sent.order_id, order=sent, till=till, by=by, **told)


def no_display(station: str) -> Cause:
    """Return the usual cause of a delivery that failed."""
    return Cause(CauseCode.NO_DISPLAY, station, T0)


def expire(station: str, s: float) -> c.ExpireDelivery:
    """Return the command that declares a delivery not sent."""
    return ask(c.ExpireDelivery, s, station=station, cause=no_display(station), by=RETRY)


def confirm(s: float, *laid_out: tuple[str, int], by: Actor = ANN) -> c.ConfirmDeliveries:
    """Return a display's report that tickets are laid out."""
    return ask(c.ConfirmDeliveries, s, laid_out=laid_out, by=by)


def after(*commands: c.Command, record: OrderRecord | None = None) -> OrderRecord:
    """Return the record after these commands, each of which must change something."""
    for command in commands:
        record = decided(record, command).record
    assert record is not None
    return record


def decided(record: OrderRecord | None, command: c.Command) -> Decision:
    """Return the decision on a command that must change something."""
    result = decide(record, command, POLICY)
    assert isinstance(result, Decision), result
    return result


def all_confirmed(record: OrderRecord, s: float, stations: Iterable[str]) -> c.ConfirmDeliveries:
    """Return the report that these stations show the present version."""
    return confirm(s, *((station, record.version) for station in stations))


def wish(text_id: str, to: str = "+358401234567", after_s: float = 0) -> TextWish:
    """Return a text that is asked for, to be sent `after_s` seconds after T0 at the earliest."""
    send_at = T0 + timedelta(seconds=after_s)
    return TextWish(text_id=text_id, to=to, words="Ready: A1", send_at=send_at)
