"""Customers at a running till: found over HTTP, erased by the kitchen, and a pickup time agreed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kds.clock import now
from kds.installation import Installation
from kds.orders import commands as c
from kds.orders.part import Actor, ActorKind
from tests.conftest import Server
from tests.integration.till_process import KitchenHere, TillProcess, burger

MANAGER = Actor(ActorKind.BACK_OFFICE, "mari", "Mari")
COOK = Actor(ActorKind.DISPLAY, "d1", "Grill left")
GRACE = {"name": "Grace Hopper", "phone": "+358 40 123 4567"}
SHOP = """
[systems.shop]
name = "Web shop"
key = "a-key-of-the-shop-only"
"""


@pytest.fixture
def till(tmp_path: Path, shared_server: Server, site: str) -> Iterator[TillProcess]:
    """A running till that a web shop may use."""
    process = TillProcess(tmp_path, shared_server.url, site, more=SHOP)
    process.start()
    yield process
    process.stop()


def found(till: TillProcess, sought: str) -> list[dict[str, Any]]:
    answer = till.ask("GET", f"/api/v1/customers?q={sought}")
    assert answer.status == 200, answer.body
    customers: list[dict[str, Any]] = answer.body["customers"]
    return customers


def suggested(till: TillProcess) -> datetime:
    return datetime.fromisoformat(till.ask("GET", "/orders").body["suggested_pickup_at"])


def test_a_customer_is_found_over_http_by_people_alone(till: TillProcess) -> None:
    till.post(burger(customer=GRACE))
    (one,) = found(till, "hop")
    assert {name: one[name] for name in GRACE} == GRACE
    assert found(till, "4567") == [one]

    path = "/api/v1/customers?q=hop"
    assert till.ask("GET", path, key="a-key-of-the-shop-only").status == 403
    assert till.ask("GET", path, key=None).status == 401
    for wrong in ("", "?q=", f"?q={'x' * 121}"):
        assert till.ask("GET", f"/api/v1/customers{wrong}").body["code"] == "invalid"


def test_a_customer_who_is_erased_in_the_kitchen_is_gone_from_the_till(till: TillProcess) -> None:
    kitchen = KitchenHere(till)
    order_id = till.post(burger(customer=GRACE)).body["order_id"]
    till.await_all_sent()
    kitchen.route()
    said = c.EraseCustomer(command_id="e", order_id=order_id, by=MANAGER, at=now(), reason="asked")
    assert kitchen.kitchen.handle(said).result == "done"

    path = f"/api/v1/orders/{order_id}"
    till.await_that(lambda: "customer" not in till.ask("GET", path).body["order"])
    assert found(till, "grace") == []
    with sqlite3.connect(Installation(till.data_dir).till_file) as disk:
        rows = [tuple(row) for name in ("orders", "outbox") for row in _rows(disk, name)]
    assert "Grace" not in str(rows)

    changed = till.ask("POST", f"{path}/change", {"customer": GRACE, "note": "once more"})
    assert "customer" not in changed.body["order"]
    till.await_all_sent()
    kitchen.route()
    assert "Grace" not in str(till.said()[-1])


def test_who_is_responsible_and_when_it_is_ready_may_be_changed_later(till: TillProcess) -> None:
    kitchen = KitchenHere(till)
    agreed = {"responsible": "Ada", "due_at": "2026-11-27T18:30:00+02:00"}
    order_id = till.post(burger(**agreed)).body["order_id"]
    path = f"/api/v1/orders/{order_id}"
    later = {"responsible": "Mari", "due_at": "2026-11-28T09:15:00+02:00"}
    till.ask("POST", f"{path}/change", later)
    till.await_all_sent()
    kitchen.route()

    def heard() -> Any:
        record = till.ask("GET", path).body["record"]
        return record and record["order"]["revision"] == 2 and record["order"]

    order = till.await_that(heard)
    assert order["responsible"] == "Mari"
    assert datetime.fromisoformat(order["due_at"]) == datetime(2026, 11, 28, 7, 15, tzinfo=UTC)
    assert order["due_at"].endswith("Z")


def test_the_suggestion_grows_with_what_the_kitchen_owes(till: TillProcess) -> None:
    assert suggested(till) > now() + timedelta(minutes=9)
    kitchen = KitchenHere(till)
    orders = till.place(15)
    till.await_all_sent()
    kitchen.route()
    till.await_that(lambda: suggested(till) > now() + timedelta(minutes=35))
    for i, order_id in enumerate(orders):
        made = c.MarkPartReady(
            command_id=f"made {i}", order_id=order_id, by=COOK, at=now(), station="grill"
        )
        assert kitchen.kitchen.handle(made).result == "done"

    till.await_that(lambda: suggested(till) < now() + timedelta(minutes=10))


def _rows(disk: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    return disk.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
