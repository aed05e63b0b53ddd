"""Receipts on paper between till and kitchen: a sheet that came out is the receipt, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kds.orders import commands as c
from kds.orders.paper import Print, PrinterFault, PrintState
from kds.orders.part import Actor, ActorKind
from kds.orders.record import OrderRecord
from kds.orders.status import Status, status
from tests.conftest import Server
from tests.integration.till_process import KitchenHere, TillProcess

PRINTER = """
[printers.counter]
name = "Counter printer"
host = "127.0.0.1"
receipts = ["A"]
"""
COOK = Actor(ActorKind.DISPLAY, "d1", "Grill left")
WORKER = Actor(ActorKind.PRINTER, "counter")
BURGER = {"product": "Burger", "quantity": 2, "unit_price": 1200, "line_id": "L1"}
S = PrintState


class Counter:
    """A till with a printer for receipts, and a kitchen whose printing is told step by step."""

    def __init__(self, folder: Path, server: Server, site: str, more: str = PRINTER) -> None:
        self.till = TillProcess(folder, server.url, site, more=more)
        self.kitchen = KitchenHere(self.till)
        self.till.start()

    def sold(self, **order: Any) -> str:
        """Sell something that is made at once; return the order's id."""
        said = self.till.post({"service": "takeaway", "lines": [BURGER]} | order)
        assert said.status == 201, said.body
        order_id = str(said.body["order_id"])
        self.sell(order_id, "pay", method="cash")
        self.join()
        self.ask(c.MarkPartReady, order_id, COOK, station="grill")
        return order_id

    def sell(self, order_id: str, deed: str, **body: Any) -> Any:
        """Do something at the till that must be accepted."""
        said = self.till.ask("POST", f"/api/v1/orders/{order_id}/{deed}", body)
        assert said.status == 200, said.body
        return said.body

    def ask(self, kind: type[c.Command], order_id: str, by: Actor = WORKER, **told: Any) -> None:
        """Ask something of the kitchen that must be done."""
        common = {"command_id": uuid4().hex, "order_id": order_id, "by": by}
        done = self.kitchen.kitchen.handle(kind(**common, at=datetime.now(UTC), **told))
        assert done.result == "done", done

    def join(self) -> None:
        """Let the kitchen apply all that the till has said."""
        self.till.await_all_sent()
        self.kitchen.route()

    def record(self, order_id: str) -> OrderRecord:
        """Return the kitchen's record."""
        return self.kitchen.store.records([order_id])[0]

    def sheet(self, order_id: str) -> Print:
        """Return the last sheet."""
        return self.record(order_id).prints[-1]

    def ends(self, order_id: str, state: PrintState, **told: Any) -> None:
        """Let the last sheet be tried and come to this end."""
        print_id = self.sheet(order_id).print_id
        self.ask(c.BeginPrint, order_id, print_id=print_id)
        self.ask(c.EndPrint, order_id, print_id=print_id, state=state, **told)

    def receipts(self, order_id: str, count: int = 1) -> list[dict[str, Any]]:
        """Return how the till sees its receipts, once it has heard what the kitchen said last."""
        self.heard(order_id)
        found: list[dict[str, Any]] = self.till.where(order_id)["receipts"]
        assert len(found) == count, found
        return found

    def heard(self, order_id: str) -> dict[str, Any]:
        """Return the order at the till, once it has heard what the kitchen said last."""

        def known() -> dict[str, Any] | None:
            told: dict[str, Any] = self.till.ask("GET", f"/orders/{order_id}").body
            version = self.record(order_id).version
            return told if told["record"] and told["record"]["version"] >= version else None

        found: dict[str, Any] = self.till.await_that(known)
        return found

    def status(self, order_id: str) -> Status:
        """Return the kitchen's status, after both have heard each other, which must be one."""
        self.heard(order_id)
        self.join()
        told = self.heard(order_id)
        found = status(self.record(order_id))
        assert told["whereabouts"]["status"] == found.code
        return found

    def deeds(self, order_id: str) -> list[str]:
        """Return what was done at the till."""
        return [each.what for each in self.record(order_id).order.deeds]


@pytest.fixture
def counter(tmp_path: Path, own_server: Server, site: str) -> Iterator[Counter]:
    found = Counter(tmp_path, own_server, site)
    yield found
    if found.till.process is not None and found.till.process.poll() is None:
        found.till.stop()


@pytest.mark.parametrize("state", [S.PRINTED, S.WRITTEN])
def test_a_printed_receipt_completes_the_order_by_itself(
    counter: Counter, state: PrintState
) -> None:
    order_id = counter.sold()
    assert counter.status(order_id) is Status.UNFINISHED

    counter.ends(order_id, state)

    assert counter.status(order_id) is Status.COMPLETED
    order = counter.record(order_id).order
    assert order.receipt is not None
    assert (order.receipt.how.value, order.receipt.by) == ("printed", "Counter printer")
    told = order.deeds[-1]
    assert (told.what, told.by, told.detail) == ("hand over receipt", "Counter printer", "printed")
    assert counter.receipts(order_id)[0]["trouble"] is False


def test_it_is_noted_once_though_the_kitchen_goes_on(counter: Counter) -> None:
    order_id = counter.sold()
    counter.ends(order_id, S.PRINTED)
    counter.status(order_id)
    counter.sell(order_id, "print")
    counter.join()

    counter.ends(order_id, S.PRINTED)
    counter.ask(c.RecallPart, order_id, COOK, station="grill")
    counter.status(order_id)

    assert counter.sheet(order_id).is_copy
    assert counter.deeds(order_id) == ["take", "pay", "hand over receipt", "print receipt"]


@pytest.mark.parametrize(
    ("state", "told", "text"),
    [
        (S.FAILED, {"fault": PrinterFault.PAPER_OUT}, "Receipt: not printed (paper out)"),
        (
            S.UNKNOWN,
            {"fault": PrinterFault.NO_ANSWER},
            "Receipt: unknown whether it was printed. Look at the printer; print a copy if "
            "nothing came out.",
        ),
    ],
)
def test_what_did_not_come_out_leaves_the_receipt_missing_until_it_does(
    counter: Counter, state: PrintState, told: dict[str, Any], text: str
) -> None:
    order_id = counter.sold()
    counter.ends(order_id, state, **told)

    assert counter.status(order_id) is Status.UNFINISHED
    (shown,) = counter.receipts(order_id)
    assert (shown["text"], shown["trouble"], shown["under_way"]) == (text, True, False)

    counter.sell(order_id, "print")
    counter.join()
    assert counter.sheet(order_id).is_copy
    counter.ends(order_id, S.PRINTED)
    assert counter.status(order_id) is Status.COMPLETED


def test_a_sheet_says_on_its_way_how_it_stands(counter: Counter) -> None:
    said = counter.till.post({"service": "takeaway", "lines": [BURGER]})
    order_id = str(said.body["order_id"])
    wanted = counter.sell(order_id, "pay", method="card")["whereabouts"]["receipts"]
    assert [each["text"] for each in wanted] == ["Receipt: waits until the server has heard of it"]

    counter.join()
    assert counter.receipts(order_id)[0]["text"] == "Receipt: waits for the printer"
    print_id = counter.sheet(order_id).print_id
    counter.ask(c.HoldPrint, order_id, print_id=print_id, fault=PrinterFault.COVER_OPEN)
    (held,) = counter.receipts(order_id)
    assert held["text"] == "Receipt: waits for the printer (cover open)"
    assert (held["trouble"], held["under_way"]) == (True, True)
    counter.ask(c.BeginPrint, order_id, print_id=print_id)
    assert counter.receipts(order_id)[0]["text"] == "Receipt: printing"


def test_what_is_handed_over_by_hand_is_printed_no_more(counter: Counter) -> None:
    order_id = counter.sold()
    counter.sell(order_id, "receipt")

    assert counter.status(order_id) is Status.COMPLETED
    assert counter.sheet(order_id).state is S.EXPIRED
    assert counter.receipts(order_id)[0]["trouble"] is False


def test_a_sheet_that_covers_less_than_was_paid_is_not_the_receipt(counter: Counter) -> None:
    order_id = counter.sold()
    first = counter.sheet(order_id).print_id
    counter.ask(c.BeginPrint, order_id, print_id=first)
    more = BURGER | {"line_id": "L2", "quantity": 1}
    counter.sell(order_id, "change", lines=[BURGER, more])
    counter.sell(order_id, "pay", method="cash")
    counter.join()

    counter.ask(c.EndPrint, order_id, print_id=first, state=S.PRINTED)
    counter.status(order_id)
    assert counter.record(order_id).order.receipt is None

    counter.ends(order_id, S.PRINTED)
    counter.status(order_id)
    assert counter.record(order_id).order.receipt is not None


def test_a_voided_order_gets_no_receipt_though_it_is_printed_late(counter: Counter) -> None:
    order_id = counter.sold()
    receipt = counter.sheet(order_id).print_id
    counter.ask(c.BeginPrint, order_id, print_id=receipt)
    counter.sell(order_id, "void", reason="wrong order")
    counter.join()

    counter.ask(c.EndPrint, order_id, print_id=receipt, state=S.PRINTED)

    assert counter.status(order_id) is Status.VOIDED
    assert counter.record(order_id).order.receipt is None
    assert counter.sheet(order_id).kind.value == "void receipt"


def test_a_till_that_was_away_notes_it_when_it_is_back(counter: Counter) -> None:
    order_id = counter.sold()
    counter.heard(order_id)
    counter.till.stop()
    counter.ends(order_id, S.PRINTED)

    counter.till.start()

    assert counter.status(order_id) is Status.COMPLETED
    assert counter.deeds(order_id).count("hand over receipt") == 1


def test_a_till_without_a_printer_neither_offers_nor_wants_paper(
    tmp_path: Path, own_server: Server, site: str
) -> None:
    counter = Counter(tmp_path, own_server, site, more="")
    try:
        order_id = counter.sold()
        told = counter.heard(order_id)
        assert told["whereabouts"]["receipts"] == []
        assert "print receipt" not in [each["action"] for each in told["offered"]]
        refused = counter.till.ask("POST", f"/api/v1/orders/{order_id}/print", {})
        assert (refused.status, refused.body["code"]) == (409, "no_printer")
    finally:
        counter.till.stop()
