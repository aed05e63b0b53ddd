"""An evening in a restaurant that the demo plays: real till, real kitchen, and cooks by chance."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import timedelta
from importlib import resources
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from kds.clock import now
from kds.demo.floor import Floor
from kds.demo.guests import Guests
from kds.demo.likely import read_likely
from kds.demo.steps import Hand
from kds.demo.visits import Visits
from kds.errors import InvalidInput, Refused
from kds.installation import Address, system_key
from kds.orders import commands as c
from kds.orders.part import Actor, ActorKind, Cause, CauseCode, CookingState, must_be_seen
from kds.orders.record import OrderRecord
from kds.orders.selling.deeds import Asked
from kds.orders.status import Status, status
from kds.settings.load import load, load_file
from kds.talk import Known, Till
from tests.integration.till_process import KEY, KitchenHere, TillProcess

DEMO = Path(str(resources.files("kds.up") / "demo.toml"))
COOK = Actor(ActorKind.DISPLAY, "d-1", "Screen 1")
MANAGER = Actor(ActorKind.BACK_OFFICE, "mari", "Mari")
RETRY = Actor(ActorKind.WORKER, "resend")
ROUND_STEPS = 10
"""How many steps of guests there are between two rounds of the cooks."""

LATELY = 100
"""How many orders that the kitchen is done with the back office looks at."""

PATIENCE_S = 100_000.0
"""Nobody stays longer, in the demo's own seconds."""


class DemoTill(TillProcess):
    """A till of the demo's restaurant, whose business day does not end just now."""

    def __init__(self, folder: Path, url: str, site: str) -> None:
        super().__init__(folder, url, site)
        cut_off = now() + timedelta(hours=12)
        top = f'site = "{site}"\nday_cut_off = {cut_off:%H:%M}:00\n'
        (folder / "kds.toml").write_text(top + DEMO.read_text("utf-8"))
        self.settings = load(None, self.environ)


class Refusal(NamedTuple):
    """What was refused, and as what."""

    order_id: str
    deed: str
    code: str


class Watched(Till):
    """The way to the till, which notes what was done, seen and refused."""

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self.seen: set[str] = set()
        self.done: Counter[str] = Counter()
        self.refused: list[Refusal] = []

    def order(self, order_id: str) -> Known:
        return self._seen(super().order(order_id))

    def do(
        self, order_id: str, deed: str, asked: Asked | None, key: str, *, tag: str | None = None
    ) -> Known:
        try:
            known = super().do(order_id, deed, asked, key, tag=tag)
        except (InvalidInput, Refused) as error:
            self.refused.append(Refusal(order_id, deed, error.code))
            raise
        self.done[deed] += 1
        return self._seen(known)

    def _seen(self, known: Known) -> Known:
        self.seen.add(known.whereabouts.status)
        return known


class Cooks:
    """Everybody in the kitchen and the back office: they do this and that, by chance."""

    def __init__(self, till: TillProcess, kitchen: KitchenHere, chance: random.Random) -> None:
        self._keys = till.keys
        self._kitchen = kitchen
        self._chance = chance
        self._numbers = count()
        self._came = 0
        self.completed: set[str] = set()
        """What the back office has marked completed, perhaps before the receipt was there."""

    def work(self) -> None:
        """Take in what the till has sent, and do something with every order."""
        client = self._kitchen.client
        if (came := client.xlen(self._keys.orders("A"))) != self._came:
            self._came = came
            self._kitchen.route()
        names: Any = client.zrange(self._keys.open, 0, -1)
        names += client.zrevrange(self._keys.closed, 0, LATELY)
        for record in self._kitchen.store.records(each.decode() for each in names):
            for command in self._next(record):
                self._kitchen.kitchen.handle(command)

    def _next(self, record: OrderRecord) -> Iterator[c.Command]:
        if status(record) is Status.UNPAID_IN_EXTERNAL_SYSTEM and self._happens(0.2):
            self.completed.add(record.order_id)
            yield self._ask(c.MarkCompleted, record, MANAGER, reason="set right by hand")
        if record.is_awaiting and self._happens(0.5):
            if self._happens(0.8):
                yield self._ask(c.Approve, record, COOK, minutes=15)
            else:
                yield self._ask(c.Reject, record, COOK, reason="sold out")
            return
        for station, part in record.parts.items():
            if must_be_seen(part):
                yield self._ask(c.MarkPartSeen, record, COOK, station=station)
            elif part.cooking.state is not CookingState.READY and self._happens(0.3):
                cause = Cause(CauseCode.NO_DISPLAY, station)
                if self._happens(0.3):
                    yield self._ask(c.ExpireDelivery, record, RETRY, station=station, cause=cause)
                else:
                    yield self._ask(c.MarkPartReady, record, COOK, station=station)

    def _ask(self, kind: type[c.Command], record: OrderRecord, by: Actor, **told: Any) -> c.Command:
        later = now() + timedelta(minutes=1)
        name = f"cook-{next(self._numbers)}"
        return kind(command_id=name, order_id=record.order_id, by=by, at=later, **told)

    def _happens(self, chance: float) -> bool:
        return self._chance.random() < chance


class Evening:
    """A restaurant: till, kitchen, cooks and guests."""

    def __init__(self, till: TillProcess, kitchen: KitchenHere) -> None:
        chance = random.Random(1)
        self.till = till
        self.cooks = Cooks(till, kitchen, chance)
        self.hands = {Hand.CASHIER: Watched(Address(till.address, KEY))}
        if "webshop" in till.settings.systems:
            key = system_key(till.settings, "webshop")
            self.hands[Hand.SHOP] = Watched(Address(till.address, key))
        guests = Guests(load_file(DEMO, {}).menu, read_likely(), chance)
        self.visits = Visits(guests, chance, has_shop=Hand.SHOP in self.hands)
        self.floor = Floor(self.hands)
        self._steps = count(1)
        self.meanwhile: Callable[[], None] = lambda: None

    def play(self, visits: int, every_s: float = 5.0) -> None:
        """Let guests come one after the other, and all of them go."""
        for number in range(visits):
            self._until(number * every_s)
            self.floor.begin(self.visits.next(now()), number * every_s)
        self._until(PATIENCE_S)
        assert self.floor.next_s == math.inf, "somebody never goes"

    def _until(self, end_s: float) -> None:
        while self.floor.next_s <= end_s:
            self.floor.go_on(self.floor.next_s)
            if next(self._steps) % ROUND_STEPS == 0:
                self.cooks.work()
                self.meanwhile()

    @property
    def refused(self) -> list[Refusal]:
        """Return everything that was refused."""
        return [each for hand in self.hands.values() for each in hand.refused]

    def refused_without_reason(self, touched: Collection[str] = ()) -> list[Refusal]:
        """Return what was refused though nobody else had done anything with the order.

        A change starts from what was seen, so that a cook may always have been faster.
        """
        by_others = {*touched, *self.cooks.completed}
        faster = ("change", "stale")
        return [
            each
            for each in self.refused
            if (each.deed, each.code) != faster
            and (each.order_id not in by_others or each.code != "not_allowed")
        ]
