"""A real till over HTTP: what it takes, what it answers, what it refuses."""

from __future__ import annotations

import re
import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.conftest import Server
from tests.integration.till_process import KEY, KitchenHere, TillProcess, burger, new_key


@pytest.fixture
def till(tmp_path: Path, shared_server: Server, site: str) -> Iterator[TillProcess]:
    """A till beside a server that a kitchen has prepared."""
    process = TillProcess(tmp_path, shared_server.url, site)
    KitchenHere(process)
    process.start()
    yield process
    process.stop()


@pytest.fixture(scope="module")
def empty_till(
    tmp_path_factory: pytest.TempPathFactory, shared_server: Server
) -> Iterator[TillProcess]:
    """A till for all tests that leave nothing in it."""
    process = TillProcess(tmp_path_factory.mktemp("till"), shared_server.url, "empty-till")
    process.start()
    process.add_cashier("Ada", "4711")
    yield process
    process.stop()


def test_it_fills_in_what_is_left_out(till: TillProcess) -> None:
    first, second = till.post(burger()), till.post(burger())

    assert (first.status, second.status) == (201, 201)
    assert first.body["order_id"] != second.body["order_id"], "equal content, two orders"
    assert [first.body["number"], second.body["number"]] == ["A1", "A2"]
    assert re.fullmatch(r"A-[0-9a-f]{11}-[0-9a-f]{10}", first.body["order_id"])
    order = till.ask("GET", f"/orders/{first.body['order_id']}").body["order"]
    assert (order["revision"], order["lines"][0]["line_id"]) == (1, "L1")


def test_what_the_sender_named_is_kept(till: TillProcess) -> None:
    answer = till.post(burger(order_id="POS-7", number="77", responsible="Ada"))

    assert (answer.body["order_id"], answer.body["number"]) == ("POS-7", "77")
    assert till.post(burger()).body["number"] == "A1", "a number of its own counts nothing"


def test_the_same_key_gets_the_first_answer_again(till: TillProcess) -> None:
    key = new_key()
    first = till.post(burger(), Idempotency_Key=key)
    spaced = b'{ "lines": [{"quantity": 1, "product": "Burger"}], "service": "takeaway" }'

    assert till.post(spaced, Idempotency_Key=key)[:2] == (201, first.body)
    assert till.post(burger(note="more"), Idempotency_Key=key).status == 409
    till.await_all_sent()
    assert len(till.on_the_bus()) == 1


def test_the_same_order_id_gets_the_first_answer_again(till: TillProcess) -> None:
    first = till.post(burger(order_id="POS-1"))

    assert till.post(burger(order_id="POS-1"), Idempotency_Key=new_key()).body == first.body
    conflict = till.post(burger(order_id="POS-1", note="other"))
    assert (conflict.status, conflict.body["code"]) == (409, "order_conflict")
    till.await_all_sent()
    assert len(till.on_the_bus()) == 1


def test_many_at_once_with_one_key_make_one_order(till: TillProcess) -> None:
    key, answers = new_key(), []
    threads = [
        threading.Thread(target=lambda: answers.append(till.post(burger(), Idempotency_Key=key)))
        for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {each.status for each in answers} == {201}
    assert len({each.body["order_id"] for each in answers}) == 1


def test_a_restart_goes_on_with_the_numbers(till: TillProcess) -> None:
    till.place(3)
    assert till.stop() == 0
    till.start()

    assert till.post(burger()).body["number"] == "A4"
    till.await_all_sent()
    assert len(till.on_the_bus()) == 4


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        (b"{", {"$"}),
        (b"\xff", {"$"}),
        (b"[" * 100_000, {"$"}),
        (b"null", {"$"}),
        ({"service": "takeaway"}, {"$.lines"}),
        (burger(lines=[]), {"$.lines"}),
        (burger(service="air"), {"$.service"}),
        (burger(tabel="4"), {"$.tabel"}),
        (burger(due_at="2026-11-22T12:00:00"), {"$.due_at"}),
        (
            burger(lines=[{"product": "", "quantity": 0}, {"product": "Tea", "quantity": "2"}]),
            {"$.lines[0].product", "$.lines[0].quantity", "$.lines[1].quantity"},
        ),
        (
            burger(lines=[{"line_id": "a", "product": "Tea", "quantity": 1}] * 2),
            {"$.lines[1].line_id"},
        ),
    ],
)
def test_every_wrong_field_is_named_and_nothing_is_stored(
    empty_till: TillProcess, body: object, paths: set[str]
) -> None:
    answer = empty_till.post(body)

    assert answer.status == 422
    assert {problem["path"] for problem in answer.body["problems"]} == paths
    assert all(problem["reason"] for problem in answer.body["problems"])
    assert empty_till.ask("GET", "/orders").body["orders"] == []


def test_a_key_that_is_none_is_refused(empty_till: TillProcess) -> None:
    answer = empty_till.post(burger(), Idempotency_Key="x" * 201)

    assert answer.status == 422
    assert answer.body["problems"][0]["path"] == "Idempotency-Key"


def test_too_much_is_refused_unread(empty_till: TillProcess) -> None:
    with socket.create_connection(("127.0.0.1", empty_till.port)) as wire:
        head = f"POST /orders HTTP/1.1\r\nHost: till\r\nAuthorization: Bearer {KEY}\r\n"
        wire.sendall(f"{head}Content-Length: 300000000\r\n\r\n".encode())
        assert b" 413 " in wire.recv(4096).split(b"\r\n")[0]


@pytest.mark.parametrize("key", [None, "", "wrong", KEY + "x", "\u00e4"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/orders"),
        ("GET", "/orders"),
        ("GET", "/orders/A-1"),
        ("POST", "/orders/A-1/send-again"),
    ],
)
def test_nobody_gets_in_without_the_key(
    empty_till: TillProcess, method: str, path: str, key: str | None
) -> None:
    body = burger() if method == "POST" else None

    assert empty_till.ask(method, path, body, key=key).status == 401


def test_a_cashier_signs_in_with_a_pin(till: TillProcess) -> None:
    till.add_cashier("Ada", "4711")
    own = {"Sec_Fetch_Site": "same-origin"}
    wrong = till.ask("POST", "/sign-in", {"name": "Ada", "pin": "1"}, key=None, **own)
    foreign = till.ask("POST", "/sign-in", {"name": "Ada", "pin": "4711"}, key=None)
    signed_in = till.ask("POST", "/sign-in", {"name": "Ada", "pin": "4711"}, key=None, **own)

    assert (wrong.status, foreign.status, signed_in.status) == (403, 403, 200)
    set_cookie = signed_in.headers["Set-Cookie"]
    assert "HttpOnly" in set_cookie
    assert "SameSite=Strict" in set_cookie
    cookie = set_cookie.split(";")[0]
    assert till.ask("GET", "/orders", key=None, Cookie=cookie).body["who"] == "Ada"
    placed = till.ask("POST", "/orders", burger(), key=None, Cookie=cookie, **own)
    order = till.ask("GET", f"/orders/{placed.body['order_id']}").body["order"]
    assert order["responsible"] == "Ada"
    till.ask("POST", "/sign-out", {}, key=None, Cookie=cookie, **own)
    assert till.ask("GET", "/orders", key=None, Cookie=cookie).status == 401


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
    ],
)
def test_another_sites_page_cannot_use_the_session(
    empty_till: TillProcess, headers: dict[str, str]
) -> None:
    own = {"Origin": empty_till.address}
    signed_in = empty_till.ask("POST", "/sign-in", {"name": "Ada", "pin": "4711"}, key=None, **own)
    cookie = signed_in.headers["Set-Cookie"].split(";")[0]

    assert (
        empty_till.ask("POST", "/orders", burger(), key=None, Cookie=cookie, **headers).status
        == 403
    )
    assert empty_till.ask("GET", "/orders").body["orders"] == []


def test_only_its_owner_reads_its_file(till: TillProcess) -> None:
    till.place(1)

    for file in till.data_dir.glob("till.sqlite*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_what_is_not_sent_only_can_be_sent_again(till: TillProcess) -> None:
    order_id = till.place(1)[0]

    assert till.ask("POST", f"/orders/{order_id}/send-again").status == 409
    assert till.ask("POST", "/orders/nobody/send-again").status == 404
    assert till.ask("GET", "/orders/nobody").status == 404


@pytest.mark.parametrize("limit", ["0", "-1", "1001", "x", "9" * 30, "\u0661"])
def test_a_limit_that_is_none_is_refused(empty_till: TillProcess, limit: str) -> None:
    assert empty_till.ask("GET", f"/orders?limit={quote(limit)}").status == 422


def test_pages_and_answers_are_hardened(empty_till: TillProcess) -> None:
    for path in ("/", "/orders", "/static/empty_till.js", "/nothing"):
        headers = empty_till.ask("GET", path).headers
        assert "script-src 'self';" in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff", path
