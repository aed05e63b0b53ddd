"""What one decision costs: round trips to the server, and time."""

from __future__ import annotations

import statistics
import time
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from redis.connection import UnixDomainSocketConnection

from benchmarks.orders import order
from benchmarks.server import DurableServer
from benchmarks.sides import SITE, STATION, TILL
from kds.bus import schema
from kds.bus.connect import connect
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from kds.clock import now
from kds.kitchen.kitchen import Kitchen
from kds.orders import commands as c
from kds.orders.part import Actor, ActorKind, Cause, CauseCode
from kds.settings.model import Settings, StationSettings

WARM_UP = 20


class Cost(NamedTuple):
    """What one kind of command costs: round trips (the most of any), and the median time."""

    command: str
    round_trips: int
    median_ms: float


class CountingConnection(UnixDomainSocketConnection):
    """A connection that counts how often it sends: each sending is one round trip."""

    sendings = 0

    def send_packed_command(self, *args: Any, **options: Any) -> None:
        """Send, and count."""
        CountingConnection.sendings += 1
        super().send_packed_command(*args, **options)  # type: ignore[no-untyped-call]


def measure(orders: int) -> list[Cost]:
    """Let `orders` orders go through the whole kitchen, one command after the other."""
    stations = {STATION: StationSettings(name="Kitchen")}
    policy = Settings(site=SITE, stations=stations).policy()
    with DurableServer() as server:
        client = connect(server.url)
        client.connection_pool.connection_class = CountingConnection
        schema.prepare(client, Keys(SITE))
        kitchen = Kitchen(OrderStore(client, Keys(SITE), SITE), policy)
        found: dict[str, list[tuple[int, float]]] = {}
        for number in range(WARM_UP + orders):
            for command in _life(f"bench-{number}"):
                cost = _cost(kitchen, command)
                if number >= WARM_UP:
                    found.setdefault(type(command).__name__, []).append(cost)
    return [
        Cost(name, max(n for n, _ in costs), statistics.median(ms for _, ms in costs))
        for name, costs in found.items()
    ]


def _cost(kitchen: Kitchen, command: c.Command) -> tuple[int, float]:
    before, start = CountingConnection.sendings, time.perf_counter()
    outcome = kitchen.handle(command)
    took_ms = (time.perf_counter() - start) * 1000
    if outcome.result != "done":
        raise RuntimeError(f"{type(command).__name__}: {outcome.reason}")
    return CountingConnection.sendings - before, took_ms


def _life(order_id: str) -> list[c.Command]:
    """Return the commands of an order that is missed first, then shown, made and recalled."""
    at, late = now(), now() + timedelta(minutes=1)

    def by(kind: ActorKind, name: str, when: datetime = late) -> dict[str, Any]:
        actor = Actor(kind, name)
        return {"command_id": uuid4().hex, "order_id": order_id, "by": actor, "at": when}

    worker, display = (ActorKind.WORKER, "resend"), (ActorKind.DISPLAY, "d1")
    cause = Cause(CauseCode.NO_DISPLAY, STATION)
    return [
        c.ApplyOrder(**by(ActorKind.TILL, TILL, at), order=order(order_id), till=TILL),
        c.ExpireDelivery(**by(*worker), station=STATION, cause=cause),
        c.ConfirmDeliveries(**by(*display), laid_out=((STATION, 1),)),
        c.StartPart(**by(*display), station=STATION),
        c.MarkPartReady(**by(*display), station=STATION),
        c.RecallPart(**by(*display), station=STATION),
    ]
