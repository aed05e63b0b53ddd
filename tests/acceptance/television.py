"""A television with the ready board, and the counter that calls the numbers on it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

from playwright.sync_api import Browser, Page, expect

from kds.bus.connect import connect
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from kds.clock import now
from kds.kitchen.kitchen import Kitchen
from kds.orders import commands as c
from kds.orders.part import Actor, ActorKind
from kds.orders.pickup import CalledHow
from kds.orders.record import OrderRecord
from kds.settings.model import Settings
from tests.acceptance.installation import RunningInstallation, await_that
from tests.acceptance.restaurant import Restaurant

AINO = {"name": "Aino Virtanen", "phone": "+358401234567"}
BURGER = {"product": "Burger", "quantity": 1, "category": "Grilled", "note": "well done"}
NUMBERS = "ready-board"

LISTEN = """
window.notes = 0;
const { createOscillator } = BaseAudioContext.prototype;
BaseAudioContext.prototype.createOscillator = function () {
  window.notes += 1;
  return createOscillator.call(this);
};
"""


class Television:
    """One screen at the wall: its page, and all that came to it by the socket."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.name = name
        self.received: list[str] = []
        page.on("websocket", self._hear)

    def _hear(self, socket: Any) -> None:
        socket.on("framereceived", lambda frame: self.received.append(str(frame)))

    def shows(self, kind: str, *numbers: str) -> None:
        """Wait until a column shows these numbers, in this sequence."""
        expect(self.page.locator(f".numbers.{kind} li b")).to_have_text(list(numbers))

    def await_notes(self, count: int) -> None:
        """Wait until so many notes were played since the page was opened."""
        self.page.wait_for_function(f"() => window.notes === {count}")

    @property
    def is_outgrown(self) -> bool:
        """Tell whether anything that is shown does not fit on the screen."""
        return bool(
            self.page.evaluate(
                """() => [...document.querySelectorAll(".numbers ul")].some((list) =>
                list.scrollHeight > list.clientHeight || list.scrollWidth > list.clientWidth)"""
            )
        )


@contextlib.contextmanager
def television(
    restaurant: Restaurant,
    browser: Browser,
    width: int = 1920,
    height: int = 1080,
    *,
    first: str = "",
) -> Iterator[Television]:
    """Hang up a screen, and let a manager pair it; nobody touches it. It runs `first` itself."""
    context = browser.new_context(viewport={"width": width, "height": height})
    context.set_default_timeout(30_000)
    context.add_init_script(LISTEN + first)
    page = context.new_page()
    shown = Television(page, f"Television {uuid4().hex[:6]}")
    page.goto(f"{restaurant.kds.web_url}/display/{NUMBERS}")
    code = page.locator("[data-code]").get_attribute("data-code")
    done = restaurant.office.request.post(
        f"{restaurant.kds.web_url}/api/v1/displays/approve",
        headers={"X-KDS": "1"},
        data={"code": code, "name": shown.name, "board": NUMBERS},
    )
    assert done.ok, done.text()
    page.wait_for_selector("[data-freshness=live][data-loaded=true]")
    yield shown
    context.close()


class Counter:
    """Takes orders at the till, calls their customers and hands the food over."""

    def __init__(self, kds: RunningInstallation, restaurant: Restaurant) -> None:
        self._restaurant = restaurant
        self._bus = connect(kds.bus_url("kitchen"), retries=50)
        store = OrderStore(self._bus, Keys("main"), "main")
        self._kitchen = Kitchen(store, Settings().policy())
        self._waiting: set[str] = set()

    def take(self, **facts: Any) -> tuple[str, str]:
        """Take an order; return its id and number once the kitchen has it."""
        order = {"service": "takeaway", "lines": [BURGER], "customer": AINO} | facts
        sent = self._restaurant.post(order)
        order_id = str(sent["order_id"])
        await_that(lambda: bool(self._kitchen.store.records([order_id])), "the kitchen has it")
        self._waiting.add(order_id)
        return order_id, str(sent["number"])

    def record(self, order_id: str) -> OrderRecord:
        """Return an order as the kitchen has it."""
        return self._kitchen.store.records([order_id])[0]

    def clear(self) -> None:
        """Settle all that was taken, so that no number is left."""
        self._restaurant.settle_everything()
        for order_id in self._waiting.copy():
            self.hand_over(order_id)

    def call(self, order_id: str, at: datetime | None = None) -> None:
        """Say that the customer can come."""
        self._tell(c.CallCustomer, order_id, at, how=CalledHow.READY_FOR_CUSTOMER)

    def call_off(self, order_id: str) -> None:
        """Say that it is not ready after all."""
        self._tell(c.CallOff, order_id)

    def hand_over(self, order_id: str) -> None:
        """Give the customer what was ordered."""
        self._waiting.discard(order_id)
        self._tell(c.CollectOrder, order_id)

    def _tell(
        self, kind: type[c.Command], order_id: str, at: datetime | None = None, **told: Any
    ) -> None:
        by = Actor(ActorKind.BACK_OFFICE, "Otto", "Otto")
        outcome = self._kitchen.handle(
            kind(command_id=uuid4().hex, order_id=order_id, by=by, at=at or now(), **told)
        )
        assert outcome.result == "done", outcome
