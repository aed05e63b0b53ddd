"""A week's work in the archive, so that the reports have something to tell."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from docs.pictured.restaurant import MENU, evening_zone
from docs.pictured.service import COOK, TILL, order_of
from kds.archive.database import Database, sqlite_url
from kds.archive.orders import Kept, OrderArchive
from kds.clock import now
from kds.installation import Installation
from kds.orders import commands as c
from kds.orders.decide import Decision, decide
from kds.orders.policy import Policy
from kds.orders.record import OrderRecord
from kds.settings.load import load
from tests.acceptance.installation import RunningInstallation

DAYS = 7
GUESTS = {11: 6, 12: 10, 13: 7, 14: 3, 15: 2, 16: 3, 17: 7, 18: 11, 19: 12, 20: 8, 21: 4}
"""How many orders come in each hour of a day."""

RUSH = 8
"""From so many orders an hour on, everything takes longer."""

STATIONS = {"Mains": ("grill", 5.4), "Sides": ("fryer", 3.4), "Cold": ("cold", 4.1)}
"""Who makes a kind of dish, and in how many minutes as a rule."""


def keep_week(kds: RunningInstallation) -> None:
    """Put orders of seven days into the archive; the rush is slower, and the grill slowest."""
    policy = load(kds.folder / "kds.toml", {}).policy()
    random = Random(7)
    midnight = now().astimezone(ZoneInfo(evening_zone())).replace(hour=0, minute=0, second=0)
    kept = []
    for days_ago in range(DAYS):
        for hour, guests in GUESTS.items():
            for guest in range(guests):
                minute = (guest + random.random()) * 60 / guests
                came = midnight + timedelta(days=-days_ago, hours=hour, minutes=minute)
                if came < now() - timedelta(hours=1):
                    record = _made(policy, random, came, slow=1.4 if guests >= RUSH else 1.0)
                    kept.append(Kept(record, (), record.updated_at))
    database = Database(sqlite_url(Installation(kds.data_dir).archive_file))
    OrderArchive(database).put(kept)
    database.close()


def _made(policy: Policy, random: Random, came: datetime, *, slow: float) -> OrderRecord:
    """Return an order that was made, each part in its time."""
    kinds = ["Mains", "Sides"] if random.random() < 0.8 else ["Cold", "Mains"]
    told: dict[str, Any] = {"order_id": f"{TILL}-{uuid4().hex[:8]}", "number": "W1", "revision": 1}
    if random.random() < 0.5:
        told |= {"service": "takeaway", "due_at": came + timedelta(minutes=random.choice([8, 12]))}
    products = [random.choice([*MENU[kind]]) for kind in kinds]
    order = order_of(told | {"accepted_at": came}, products)
    common: dict[str, Any] = {"order_id": order.order_id, "by": COOK}
    commands: list[c.Command] = [
        c.ApplyOrder(command_id=uuid4().hex, at=came, order=order, till=TILL, **common)
    ]
    for station, minutes in (STATIONS[kind] for kind in kinds):
        ready = came + timedelta(minutes=minutes * slow * random.lognormvariate(0, 0.35))
        commands.append(
            c.MarkPartReady(command_id=uuid4().hex, at=ready, station=station, **common)
        )
    record: OrderRecord | None = None
    for command in sorted(commands, key=lambda each: each.at):
        decision = decide(record, command, policy)
        if isinstance(decision, Decision):
            record = decision.record
    if record is None:
        raise RuntimeError(f"The kitchen did not take {order}.")
    return record
