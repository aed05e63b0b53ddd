"""Till and kitchen apart while both act on one order; together again, each fact is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kds.bus.connect import connect
from kds.orders import commands as c
from kds.orders.part import Actor, ActorKind, CookingState
from kds.orders.record import OrderRecord
from kds.orders.status import Status, status
from kds.orders.till_facts import PaymentMethod
from tests.conftest import Server
from tests.integration.till_process import KitchenHere, TillProcess

COOK = Actor(ActorKind.DISPLAY, "d1", "Grill left")
MANAGER = Actor(ActorKind.BACK_OFFICE, "maija", "Maija")
BURGERS = {"product": "Burger", "quantity": 2, "unit_price": 1200, "line_id": "L1"}


class Cable:
    """The till's way to the server: a name that can be taken away and put back."""

    def __init__(self, server: Server, folder: Path) -> None:
        self._server = server
        self._socket = folder / "bus"
        self.url = f"unix://{self._socket}"
        self.plug()

    def plug(self) -> None:
        """Let the till reach the server."""
        self._socket.symlink_to(self._server.url.removeprefix("unix://"))

    def cut(self) -> None:
        """Take the server away from the till; everyone else connects again at once."""
        self._socket.unlink()
        with connect(self._server.url) as client:
            client.client_kill_filter(_type="normal", skipme=True)


class Both:
    """A till on a cable, and a kitchen on the server itself."""

    def __init__(self, folder: Path, server: Server, site: str) -> None:
        self.cable = Cable(server, folder)
        self.till = TillProcess(folder, self.cable.url, site)
        self.till.url = server.url  # The test's own way does not go through the cable.
        self.kitchen = KitchenHere(self.till)
        self.till.start()

    def take(self, **order: Any) -> str:
        """Take an order at the till, and have the kitchen apply it."""
        said = self.till.post({"service": "takeaway", "lines": [BURGERS]} | order)
        assert said.status == 201, said.body
        self.join()
        return str(said.body["order_id"])

    def sell(self, order_id: str, deed: str, **body: Any) -> None:
        """Do something at the till that must be accepted."""
        said = self.till.ask("POST", f"/api/v1/orders/{order_id}/{deed}", body)
        assert said.status == 200, said.body

    def ask(self, kind: type[c.Command], order_id: str, by: Actor, **fields: Any) -> None:
        """Ask something of the kitchen that must be done."""
        common = {"command_id": uuid4().hex, "order_id": order_id, "by": by}
        done = self.kitchen.kitchen.handle(kind(**common, at=datetime.now(UTC), **fields))
        assert done.result == "done", done

    def cut(self) -> None:
        """Part them, and wait until the till has noticed."""
        self.cable.cut()
        self.till.await_that(lambda: self.till.ask("GET", "/orders").body["bus"]["lost_since"])

    def join(self) -> None:
        """Wait until the till has said all, and let the kitchen apply it."""
        self.till.await_all_sent()
        self.kitchen.route()

    def together(self, order_id: str) -> OrderRecord:
        """Bring them together; return the kitchen's record once the till has heard the same."""
        self.cable.plug()
        self.join()
        seen = len(self.till.said())

        def agreed() -> OrderRecord | None:
            nonlocal seen
            self.till.await_all_sent()
            if len(self.till.said()) > seen:  # The till has answered what it heard.
                self.kitchen.route()
                seen = len(self.till.said())
            record = self.record(order_id)
            if record.unanswered:  # Heard or not: the till's answer is still to come.
                return None
            heard = self.till.ask("GET", f"/orders/{order_id}").body["record"]
            return record if heard and heard["version"] == record.version else None

        found: OrderRecord = self.till.await_that(agreed)
        assert self.till.where(order_id)["status"] == status(found).code
        return found

    def record(self, order_id: str) -> OrderRecord:
        """Return the kitchen's record of an order."""
        return self.kitchen.store.records([order_id])[0]

    def told(self, order_id: str) -> list[str]:
        """Return what the history tells, after seeing that its statuses follow on each other."""
        history = self.kitchen.store.history(order_id)
        assert all(now.before == last.after for last, now in pairwise(history))
        assert history[-1].after == status(self.record(order_id)).code
        return [
            word
            for change in history
            for word in (*(deed.what for deed in change.deeds), change.type.split(".", 1)[1])
        ]


@pytest.fixture
def both(tmp_path: Path, own_server: Server, site: str) -> Iterator[Both]:
    parts = Both(tmp_path, own_server, site)
    yield parts
    if parts.till.process is not None and parts.till.process.poll() is None:
        parts.till.stop()


def test_the_till_is_paid_and_refunds_while_the_kitchen_cooks(both: Both) -> None:
    order_id = both.take()
    both.cut()
    both.sell(order_id, "pay", method="cash")
    both.sell(order_id, "receipt")
    both.sell(order_id, "refund", lines=[{"line_id": "L1", "quantity": 1}], reason="cold")
    both.ask(c.StartPart, order_id, COOK, station="grill")
    both.ask(c.MarkPartReady, order_id, COOK, station="grill")
    assert both.till.where(order_id)["status"] == "IN_KITCHEN"
    assert status(both.record(order_id)) is Status.UNFINISHED

    record = both.together(order_id)

    assert status(record) is Status.PARTIALLY_REFUNDED
    assert [payment.amount for payment in record.order.payments] == [2400]
    assert record.order.receipt is not None
    assert [refund.amount for refund in record.order.refunds] == [1200]
    cooking = record.parts["grill"].cooking
    assert (cooking.state, cooking.ready_by) == (CookingState.READY, COOK)
    assert both.told(order_id) == [
        *("take", "order.applied.v1", "part.started.v1", "part.ready.v1"),
        *("pay", "order.applied.v1", "hand over receipt", "order.applied.v1"),
        *("refund", "order.applied.v1"),
    ]


def test_it_is_cancelled_here_and_paid_there(both: Both) -> None:
    order_id = both.take(hold=True)
    both.sell(order_id, "park", table="7")
    both.join()
    both.cut()
    both.sell(order_id, "open")
    both.sell(order_id, "pay", method="card")
    both.ask(c.CancelOrder, order_id, MANAGER, reason="the guests left")
    assert both.till.where(order_id)["status"] == "IN_KITCHEN"

    record = both.together(order_id)

    assert status(record) is Status.CANCELLED
    assert record.cancelled is not None
    assert record.cancelled.by == MANAGER
    assert [payment.amount for payment in record.order.payments] == [2400]
    assert record.refund_owed == 2400
    assert record.parts == {}, "what was cancelled before it was sent is not cooked"
    assert both.told(order_id) == [
        *("take", "order.applied.v1", "park", "order.applied.v1", "order.cancelled.v1"),
        *("open again", "order.applied.v1", "pay", "order.applied.v1"),
    ]


def test_what_is_owed_is_given_back_once_though_both_report_it(both: Both) -> None:
    order_id = both.take(hold=True)
    both.sell(order_id, "park", table="7")
    both.join()
    both.ask(c.CancelOrder, order_id, MANAGER, reason="the guests left")
    both.till.await_that(lambda: both.till.where(order_id)["status"] == "CANCELLED")
    paid = both.till.ask("POST", f"/api/v1/orders/{order_id}/pay", {"method": "cash"})
    assert paid.status == 409, paid.body

    owed = both.take()
    both.sell(owed, "pay", method="cash")
    both.sell(owed, "change", lines=[BURGERS | {"quantity": 1}])
    both.join()
    both.till.await_that(lambda: both.record(owed).refund_owed == 1200)
    both.cut()
    both.sell(owed, "settle-refund", reason="given back at the counter")
    both.ask(
        c.RequestRefund,
        owed,
        MANAGER,
        request_id="r1",
        method=PaymentMethod.CASH,
        reason="I gave it back",
    )
    assert [each.request_id for each in both.record(owed).unanswered] == ["r1"]

    record = both.together(owed)

    assert [refund.amount for refund in record.order.refunds] == [1200]
    assert record.refund_owed == 0
    assert record.unanswered == ()
    assert [(a.request_id, a.done) for a in record.order.answers] == [("r1", False)]
    both.told(owed)


def test_it_is_voided_here_and_ready_there(both: Both) -> None:
    order_id = both.take()
    both.sell(order_id, "pay", method="cash")
    both.join()
    both.cut()
    both.sell(order_id, "void", reason="wrong payment method")
    both.ask(c.MarkPartReady, order_id, COOK, station="grill")

    record = both.together(order_id)

    assert status(record) is Status.VOIDED
    assert record.parts["grill"].stopped is None, "what was ready needs no stopping"
    assert record.parts["grill"].cooking.ready_by == COOK
    assert both.told(order_id)[-3:] == ["part.ready.v1", "void", "order.applied.v1"]
