"""What is done at a real till: once however often it is asked, and on disk before the answer."""

from __future__ import annotations

import urllib.error
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Server
from tests.integration.till_process import KitchenHere, TillProcess, new_key

LINE = {"product": "Burger", "quantity": 2, "unit_price": 1200, "line_id": "L1"}


@pytest.fixture
def till(tmp_path: Path, shared_server: Server, site: str) -> Iterator[TillProcess]:
    """A till that runs, on a site that a kitchen has prepared."""
    process = TillProcess(tmp_path, shared_server.url, site)
    KitchenHere(process)
    process.start()
    yield process
    if process.process is not None and process.process.poll() is None:
        process.stop()


def take(till: TillProcess, **order: Any) -> str:
    said = till.post({"service": "takeaway", "hold": True, "lines": [LINE]} | order)
    assert said.status == 201, said.body
    return str(said.body["order_id"])


def do(till: TillProcess, order_id: str, deed: str, body: Any = None, **headers: str) -> Any:
    path = f"/api/v1/orders/{order_id}/{deed}"
    return till.ask("POST", path, {} if body is None else body, **headers)


def order_of(till: TillProcess, order_id: str) -> dict[str, Any]:
    found: dict[str, Any] = till.ask("GET", f"/api/v1/orders/{order_id}").body["order"]
    return found


def test_the_same_key_does_it_once(till: TillProcess) -> None:
    order_id, key = take(till), new_key()
    half = {"method": "cash", "amount": 1000}

    answers = [do(till, order_id, "pay", half, Idempotency_Key=key) for _ in range(3)]

    assert [each.status for each in answers] == [200] * 3
    assert [each["amount"] for each in order_of(till, order_id)["payments"]] == [1000]
    other = do(till, order_id, "pay", {"method": "card"}, Idempotency_Key=key)
    assert (other.status, other.body["code"]) == (409, "idempotency_conflict")
    assert len(order_of(till, order_id)["payments"]) == 1


def test_what_was_on_the_disk_when_the_till_died_is_not_done_again(till: TillProcess) -> None:
    order_id, key = take(till), new_key()
    till.await_all_sent()
    till.stop()
    till.start(KDS_FAULT="till.after-disk-write")
    with pytest.raises((ConnectionError, urllib.error.URLError)):
        do(till, order_id, "pay", {"method": "cash"}, Idempotency_Key=key)
    till.await_death()
    till.start()

    again = do(till, order_id, "pay", {"method": "cash"}, Idempotency_Key=key)

    assert again.status == 200
    assert [each["amount"] for each in again.body["order"]["payments"]] == [2400]
    till.await_all_sent()
    revisions = [each["data"]["order"]["revision"] for each in till.said()]
    assert revisions == [1, 2]


def test_a_change_that_starts_from_an_older_state_is_refused(till: TillProcess) -> None:
    order_id = take(till)
    tag = till.ask("GET", f"/api/v1/orders/{order_id}").headers["Etag"]
    assert do(till, order_id, "park", {"table": "7"}, If_Match=tag).status == 200

    late = do(till, order_id, "delete", {"reason": "by mistake"}, If_Match=tag)

    assert (late.status, late.body["code"]) == (412, "stale")
    assert "Parked" in late.body["detail"]
    assert "cancelled" not in order_of(till, order_id)


BAD = [
    ("pay", {"method": "cash", "amount": 2401}, "$.amount"),
    ("pay", {"method": "cash", "amount": 0}, "$.amount"),
    ("pay", {"method": "cash", "amount": -1}, "$.amount"),
    ("pay", {"method": "gold"}, "$.method"),
    ("change", {"lines": [LINE | {"quantity": 0}]}, "$.lines[0].quantity"),
    ("change", {"lines": [LINE | {"quantity": 10**9}]}, "$.lines[0].quantity"),
    ("change", {"lines": [LINE, LINE]}, "$.lines[1].line_id"),
    ("change", {"lines": [LINE | {"unit_price": 10_000_000, "quantity": 11}]}, "$.lines"),
    ("change", {"lines": []}, "$.lines"),
    ("change", {"due_at": "1999-01-01T00:00:00Z"}, "$.due_at"),
    ("change", {"due_at": "2026-11-26T12:00:00"}, "$.due_at"),
    ("change", {"nonsense": 1}, "$.nonsense"),
    ("change", {}, "$"),
    ("delete", {}, "$.reason"),
    ("delete", {"reason": " "}, "$.reason"),
    ("delete", {"reason": "x" * 201}, "$.reason"),
]


@pytest.fixture(scope="module")
def one_order(
    tmp_path_factory: pytest.TempPathFactory, shared_server: Server
) -> Iterator[tuple[TillProcess, str]]:
    """A till with one order for everything that changes nothing."""
    process = TillProcess(tmp_path_factory.mktemp("till"), shared_server.url, "bad-input")
    KitchenHere(process)
    process.start()
    yield process, take(process)
    process.stop()


@pytest.mark.parametrize(("deed", "body", "field"), BAD, ids=[f"{b[0]} {b[1]}"[:60] for b in BAD])
def test_bad_input_names_the_field_and_changes_nothing(
    one_order: tuple[TillProcess, str], deed: str, body: Any, field: str
) -> None:
    till, order_id = one_order
    before = order_of(till, order_id)

    said = do(till, order_id, deed, body)

    assert (said.status, said.body["code"]) == (422, "invalid")
    assert field in [each["path"] for each in said.body["problems"]]
    assert order_of(till, order_id) == before


def test_times_of_other_zones_are_one_time(one_order: tuple[TillProcess, str]) -> None:
    till, order_id = one_order
    said = do(till, order_id, "change", {"due_at": "2026-11-26T20:00:00+02:00"})
    assert said.body["order"]["due_at"] == "2026-11-26T18:00:00Z"


def test_a_megabyte_of_text_is_refused(one_order: tuple[TillProcess, str]) -> None:
    till, order_id = one_order
    said = do(till, order_id, "change", {"note": "x" * 2**20})
    assert (said.status, said.body["code"]) == (413, "too_large")


def test_an_unknown_order_is_not_found(one_order: tuple[TillProcess, str]) -> None:
    said = do(one_order[0], "A-unknown", "pay", {"method": "cash"})
    assert (said.status, said.body["code"]) == (404, "unknown_order")


def test_of_refunds_never_more_than_was_bought(till: TillProcess) -> None:
    order_id = take(till)
    one = {"lines": [{"line_id": "L1", "quantity": 1}], "reason": "cold"}
    early = do(till, order_id, "refund", one)
    assert (early.status, early.body["code"]) == (409, "not_allowed")
    do(till, order_id, "pay", {"method": "cash"})

    three = do(till, order_id, "refund", one | {"lines": [{"line_id": "L1", "quantity": 3}]})
    assert (three.status, three.body["problems"][0]["path"]) == (422, "$.lines[0].quantity")
    twice = do(till, order_id, "refund", one | {"lines": one["lines"] * 3})
    assert (twice.status, twice.body["problems"][0]["path"]) == (422, "$.lines[2].quantity")
    assert [do(till, order_id, "refund", one).status for _ in range(3)] == [200, 200, 409]
    money = till.ask("GET", f"/api/v1/orders/{order_id}").body["money"]
    assert (money["taken"], money["given_back"], money["refund_owed"]) == (2400, 2400, 0)
