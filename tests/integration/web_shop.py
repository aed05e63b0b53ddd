"""A web shop beside a real till and a kitchen: what tests of external systems need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import jsonschema

from kds.clock import now
from kds.installation import system_key, system_webhook_secret
from kds.orders import commands as c
from kds.orders.part import Actor, ActorKind
from kds.till.webhooks.schemas import all_schemas
from kds.till.webhooks.sending import sign
from tests.conftest import Server
from tests.integration.till_process import Answer, KitchenHere, TillProcess
from tests.integration.webhook_receiver import Received, Receiver

SYSTEMS = """
[systems.shop]
name = "Web shop"
webhook = "{url}"
[systems.app]
name = "App"
needs_approval = false
[systems.shop-two]
name = "Second web shop"
"""
LINE = {"product": "Burger", "quantity": 2, "unit_price": 1200}
COOK = Actor(ActorKind.DISPLAY, "d1", "Grill left")


class Shop(Receiver):
    """A web shop: it asks the till, and hears webhooks, with its own key and secret."""

    till: TillProcess
    kitchen: KitchenHere

    def ask(self, method: str, path: str, body: Any = None, system: str = "shop") -> Answer:
        """Ask the till something with a system's key."""
        key = system_key(self.till.settings, system)
        return self.till.ask(method, f"/api/v1/{path}", body, key=key)

    def place(self, system: str = "shop", **order: Any) -> str:
        """Place an order and return its id."""
        outside = {"reference": "W-7"}
        sent = {"service": "delivery", "lines": [LINE], "outside": outside} | order
        placed = self.ask("POST", "orders", sent, system)
        assert placed.status == 201, placed.body
        return str(placed.body["order_id"])

    def report(self, order_id: str, result: str, **said: str) -> Answer:
        """Tell how the payment went."""
        return self.ask("POST", f"orders/{order_id}/report-payment", {"result": result, **said})

    def paid(self) -> str:
        """Place an order, pay it, and let the kitchen have it."""
        order_id = self.place()
        assert self.report(order_id, "paid").status == 200
        self.route()
        return order_id

    def status(self, order_id: str) -> str:
        """Return the order's status as the system sees it."""
        return str(self.ask("GET", f"orders/{order_id}").body["whereabouts"]["status"])

    def route(self) -> None:
        """Let the kitchen take what the till has said."""
        self.till.await_all_sent()
        self.kitchen.route()

    def tell(self, command: type[c.Command], order_id: str, by: Actor = COOK, **more: Any) -> None:
        """Let somebody in the kitchen or the back office act."""
        made = command(command_id=uuid4().hex, order_id=order_id, by=by, at=now(), **more)
        assert self.kitchen.kitchen.handle(made).result == "done"

    def next(self) -> Received:
        """Return the next webhook that comes; each is as its published schema says."""
        came = super().next()
        schema = all_schemas()[f"{came.event['type']}.json"]
        jsonschema.Draft202012Validator(schema).validate(came.event)
        return came

    def webhooks(self) -> list[dict[str, Any]]:
        """Return what the till says is not delivered."""
        listed: list[dict[str, Any]] = self.till.ask("GET", "/api/v1/webhooks").body["webhooks"]
        return listed

    def is_genuine(self, came: Received) -> bool:
        """Tell whether a webhook is signed by the till."""
        secret = system_webhook_secret(self.till.settings, "shop")
        timestamp = int(came.headers["webhook-timestamp"])
        return came.headers["webhook-signature"] == sign(secret, came.id, timestamp, came.body)


@contextmanager
def a_shop(folder: Path, server: Server, site: str) -> Iterator[Shop]:
    """Open a web shop beside a till and a kitchen."""
    with Shop() as shop:
        more = SYSTEMS.format(url=shop.url)
        shop.till = TillProcess(folder, server.url, site, more=more)
        shop.kitchen = KitchenHere(shop.till)
        shop.till.start()
        try:
            yield shop
        finally:
            if shop.till.process is not None and shop.till.process.poll() is None:
                shop.till.stop()
