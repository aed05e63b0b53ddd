"""Finding orders over HTTP, and the refunds that are owed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from kds.clock import now
from kds.orders import commands as c
from kds.orders.order import Customer, Line, Order, Service
from kds.orders.part import Actor, ActorKind
from kds.orders.till_facts import Cancellation, Payment, PaymentMethod
from tests.conftest import Server
from tests.integration.browser import Browser
from tests.integration.web_people import signed_in, started
from tests.integration.web_process import WebProcess

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TILL = Actor(ActorKind.TILL, "A")
BURGER = Line(line_id="L1", product="Burger", quantity=1, unit_price=1200)


def put(web: WebProcess, number: str, at: datetime = NOON, **fields: object) -> str:
    """Let till A send an order; return its id."""
    order = Order(
        order_id=f"A-{uuid4().hex[:12]}",
        number=number,
        revision=1,
        accepted_at=at,
        service=Service.TAKEAWAY,
        lines=(BURGER,),
        **fields,  # type: ignore[arg-type]
    )
    done = web.kitchen.handle(
        c.ApplyOrder(
            command_id=uuid4().hex,
            order_id=order.order_id,
            by=TILL,
            at=now(),
            order=order,
            till="A",
        )
    )
    assert done.result == "done"
    return order.order_id


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory, shared_server: Server) -> Iterator[WebProcess]:
    folder: Path = tmp_path_factory.mktemp("web")
    process = started(WebProcess(folder, shared_server.url, f"t{uuid4().hex[:12]}"))
    put(process, "A1", customer=Customer("Åsa Öberg", "+358 40 123 4567"), table="12")
    put(
        process,
        "A2",
        NOON + timedelta(seconds=1),
        customer=Customer("Otso", "020 7946 0001"),
        table="7",
    )
    put(process, "A3", NOON + timedelta(minutes=1), cancelled=Cancellation(NOON, "Maija", "left"))
    put(process, "A4", NOON + timedelta(days=1), table="7")
    yield process
    process.stop()


def numbers(person: Browser, **wanted: str) -> list[str]:
    answer = person.get(f"/api/v1/search?{urlencode(wanted)}")
    assert answer.status == 200, answer.json
    return [each["number"] for each in answer.json["orders"]]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"number": "a 1"}, ["A1"]),
        ({"q": " A 2 "}, ["A2"]),
        ({"table": " 1 2"}, ["A1"]),
        ({"phone": "+44 20 7946 0001"}, ["A2"]),
        ({"q": "+44 20 7946 0001"}, ["A2"]),
        ({"phone": "7946 0002"}, []),
        ({}, ["A4", "A3", "A2", "A1"]),
        ({"number": "a2"}, ["A2"]),
        ({"number": "A"}, []),
        ({"customer": "öberg"}, ["A1"]),
        ({"phone": "0401234567"}, ["A1"]),
        ({"phone": "+358 40 123 4567"}, ["A1"]),
        ({"phone": "12"}, []),
        ({"table": "7"}, ["A4", "A2"]),
        ({"status": "CANCELLED"}, ["A3"]),
        ({"day": "2026-11-20"}, ["A3", "A2", "A1"]),
        ({"day": "2026-11-21", "table": "7"}, ["A4"]),
        ({"q": "7"}, ["A4", "A2"]),
        ({"q": "otso"}, ["A2"]),
        ({"q": "a1"}, ["A1"]),
        ({"q": "nobody"}, []),
    ],
)
def test_orders_are_found(web: WebProcess, wanted: dict[str, str], found: list[str]) -> None:
    assert numbers(signed_in(web, "Otto"), **wanted) == found


def test_pages_follow_on_each_other(web: WebProcess) -> None:
    person = signed_in(web, "Otto")
    found, after = [], ""
    while True:
        page = person.get(f"/api/v1/search?limit=1{after}").json
        found += [each["number"] for each in page["orders"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert found == ["A4", "A3", "A2", "A1"]


@pytest.mark.parametrize("day", ["2000-01-01", "2199-12-31"])
def test_a_day_on_which_nothing_was_taken_is_empty(web: WebProcess, day: str) -> None:
    assert numbers(signed_in(web, "Otto"), day=day) == []


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_that_no_restaurant_has_is_refused(web: WebProcess, day: str) -> None:
    answer = signed_in(web, "Otto").get(f"/api/v1/search?day={day}")
    assert (answer.status, answer.json["code"]) == (422, "invalid")
    assert [each["path"] for each in answer.json["problems"]] == ["day"]


@pytest.mark.parametrize("wanted", ["day=yesterday", "status=GONE", "limit=0", "after=x", "q="])
def test_what_cannot_be_looked_for_is_refused(web: WebProcess, wanted: str) -> None:
    answer = signed_in(web, "Otto").get(f"/api/v1/search?{wanted}")
    assert (answer.status, answer.json["code"]) == (422, "invalid")


def test_refunds_are_read_page_by_page_while_some_are_given_back(
    tmp_path: Path, shared_server: Server, site: str
) -> None:
    own = started(WebProcess(tmp_path, shared_server.url, site))
    try:
        paid = Payment("p1", PaymentMethod.CARD, 1200, NOON, "Maija")
        facts = {"payments": (paid,), "cancelled": Cancellation(NOON, "Maija", "left")}
        ids = [put(own, f"A{n}", NOON + timedelta(minutes=n), **facts) for n in range(5)]
        person = signed_in(own, "Mari")
        first = person.get("/api/v1/refunds?limit=2").json
        assert [each["order_id"] for each in first["refunds"]] == ids[:2]
        own.client.zrem(own.keys.refunds, ids[0])
        second = person.get(f"/api/v1/refunds?limit=2&after={first['next']}").json
        assert [each["order_id"] for each in second["refunds"]] == ids[2:4]
        third = person.get(f"/api/v1/refunds?limit=2&after={second['next']}").json
        assert ([each["order_id"] for each in third["refunds"]], third["next"]) == (ids[4:], None)
    finally:
        own.stop()


def test_refunds_are_listed_until_they_are_recorded(web: WebProcess) -> None:
    person = signed_in(web, "Mari")
    paid = Payment("p1", PaymentMethod.CARD, 1200, NOON, "Maija")
    gone = Cancellation(NOON, "Maija", "left")
    order_id = put(web, "A9", NOON - timedelta(days=2), payments=(paid,), cancelled=gone)

    (owed,) = person.get("/api/v1/refunds").json["refunds"]
    assert (owed["order_id"], owed["amount"], owed["requested"]) == (order_id, 1200, [])

    asked = {
        "command": "RequestRefund",
        "command_id": uuid4().hex,
        "method": "card",
        "reason": "given back",
    }
    assert person.post(f"/api/v1/orders/{order_id}/commands", asked).status == 200
    (owed,) = person.get("/api/v1/refunds").json["refunds"]
    assert [each["reason"] for each in owed["requested"]] == ["given back"]
    again = person.post(f"/api/v1/orders/{order_id}/commands", asked | {"command_id": uuid4().hex})
    assert (again.status, again.json["code"]) == (409, "already_requested")
