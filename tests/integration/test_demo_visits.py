"""The demo's guests at a real till and a real kitchen, in a time of their own."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import resources
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from kds.clock import now
from kds.demo.floor import Floor
from kds.demo.guests import Guests
from kds.demo.likely import read_likely
from kds.demo.steps import Hand
from kds.demo.visits import Visits
from kds.errors import InvalidInput, NotReachable, Refused
from kds.installation import Address, system_key
from kds.orders import commands as c
from kds.orders.part import Actor, ActorKind, Cause, CauseCode, CookingState, must_be_seen
from kds.orders.record import OrderRecord
from kds.orders.selling.deeds import Asked
from kds.orders.status import Status, status
from kds.settings.load import load
from kds.talk import Known, Till
from tests.conftest import Server
from tests.integration.till_process import KEY, KitchenHere, TillProcess, new_key

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
        demo = (resources.files("kds.up") / "demo.toml").read_text("utf-8")
        cut_off = now() + timedelta(hours=12)
        top = f'site = "{site}"\nday_cut_off = {cut_off:%H:%M}:00\n'
        (folder / "kds.toml").write_text(top + demo)
        self.settings = load(None, self.environ)


class Watched(Till):
    """The way to the till, which notes what was done, seen and refused."""

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self.seen: set[str] = set()
        self.done: Counter[str] = Counter()
        self.refused: list[tuple[str, str, str]] = []

    def order(self, order_id: str) -> Known:
        return self._seen(super().order(order_id))

    def do(
        self, order_id: str, deed: str, asked: Asked | None, key: str, *, tag: str | None = None
    ) -> Known:
        try:
            known = super().do(order_id, deed, asked, key, tag=tag)
        except (InvalidInput, Refused) as error:
            self.refused.append((order_id, deed, error.code))
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

    def __init__(self, till: DemoTill, kitchen: KitchenHere) -> None:
        chance = random.Random(1)
        self.till = till
        self.cashier = Watched(Address(till.address, KEY))
        self.shop = Watched(Address(till.address, system_key(till.settings, "webshop")))
        self.cooks = Cooks(till, kitchen, chance)
        guests = Guests(till.settings.menu, read_likely(), chance)
        self.visits = Visits(guests, chance, has_shop=True)
        self.floor = Floor({Hand.CASHIER: self.cashier, Hand.SHOP: self.shop})
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


@pytest.fixture
def evening(tmp_path: Path, shared_server: Server, site: str) -> Iterator[Evening]:
    """The demo's restaurant, which is open."""
    till = DemoTill(tmp_path, shared_server.url, site)
    kitchen = KitchenHere(till)
    till.start()
    yield Evening(till, kitchen)
    till.stop()


def test_guests_bring_their_orders_into_every_status_and_are_refused_nothing(
    evening: Evening,
) -> None:
    evening.play(210)

    assert evening.cashier.seen | evening.shop.seen == {each.code for each in Status}
    assert evening.shop.done["report-payment"] > 0
    assert evening.cashier.done.keys() >= {
        *("park", "open", "change", "pay", "report-payment", "receipt"),
        *("void", "copy", "refund", "settle-refund", "delete"),
    }
    assert not evening.shop.refused
    refused = {(deed, code) for _, deed, code in evening.cashier.refused}
    # A change starts from what was seen; a cook may have done something since.
    assert refused <= {("change", "stale"), ("receipt", "not_allowed")}
    without_receipt = {each for each, deed, _ in evening.cashier.refused if deed == "receipt"}
    assert without_receipt <= evening.cooks.completed


def test_what_a_person_has_done_meanwhile_is_left_to_them(evening: Evening) -> None:
    till, chance, touched = evening.till, random.Random(2), set[str]()
    deeds: tuple[tuple[str, dict[str, str]], ...] = (
        ("pay", {"method": "cash"}),
        ("open", {}),
        ("void", {"reason": "by hand"}),
        ("delete", {"reason": "by hand"}),
        ("change", {"note": "by hand"}),
    )

    def act() -> None:
        orders = till.ask("GET", "/api/v1/orders").body["orders"]
        deed, body = chance.choice(deeds)
        order_id = chance.choice(orders)["order_id"]
        path = f"/api/v1/orders/{order_id}/{deed}"
        if till.ask("POST", path, body, Idempotency_Key=new_key()).status == 200:
            touched.add(order_id)

    evening.meanwhile = act
    evening.play(60)

    refused = evening.cashier.refused + evening.shop.refused
    assert refused, "nobody came in the way of the demo"
    assert {code for _, _, code in refused} <= {"not_allowed", "stale"}
    assert {order_id for order_id, _, code in refused if code == "not_allowed"} <= (
        touched | evening.cooks.completed
    )


def test_a_step_of_which_nothing_was_heard_is_taken_again_and_once(evening: Evening) -> None:
    till, floor = evening.till, evening.floor
    till.stop()
    till.start(KDS_FAULT="till.after-disk-write")
    floor.begin(evening.visits.next(now()), 0.0)
    with pytest.raises(NotReachable):
        floor.go_on(0.0)
    till.await_death()
    till.start()
    floor.go_on(0.0)

    assert len(till.ask("GET", "/api/v1/orders").body["orders"]) == 1
    assert floor.next_s > 0.0, "the visit goes on"
