"""Pages and JSON API of a real web process: who gets in, what is answered, what is refused."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from kds.access import Role
from kds.access.tries import FREE_FOR_PERSON
from kds.bus import open_alarms
from kds.bus.connect import connect
from kds.bus.till_streams import Entry, TillStreams
from kds.clock import millis, now
from kds.installation.folder import OPERATOR_KEY, Installation
from kds.orders import commands as c
from kds.orders.alarms import Alarm, AlarmKind
from kds.orders.record import Actor, ActorKind, Cause, CauseCode
from tests.conftest import Server
from tests.integration.browser import Browser
from tests.integration.web_process import Screen, WebProcess

PINS = {"Mari": "271828", "Otto": "3141"}
WORKER = Actor(ActorKind.WORKER, "resend")


def started(web: WebProcess, **environ: str) -> WebProcess:
    web.access.add_person("Mari", Role.MANAGER, PINS["Mari"])
    web.access.add_person("Otto", Role.CASHIER, PINS["Otto"])
    web.start(**environ)
    return web


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory, shared_server: Server) -> Iterator[WebProcess]:
    folder = tmp_path_factory.mktemp("web")
    process = started(WebProcess(folder, shared_server.url, f"t{uuid4().hex[:12]}"))
    yield process
    process.stop()


@pytest.fixture
def stranger(web: WebProcess) -> Browser:
    return Browser(web.port)


@pytest.fixture
def manager(web: WebProcess) -> Browser:
    return signed_in(web, "Mari")


@pytest.fixture
def cashier(web: WebProcess) -> Browser:
    return signed_in(web, "Otto")


def signed_in(web: WebProcess, name: str) -> Browser:
    browser = Browser(web.port)
    browser.sign_in(name, PINS[name])
    return browser


def shell(web: WebProcess) -> Browser:
    return Browser(web.port, Installation(web.settings.data_dir).secret(OPERATOR_KEY))


def not_sent(web: WebProcess, order_id: str) -> None:
    """Put an order into the kitchen that no screen has shown in time."""
    web.apply(order_id)
    cause = Cause(CauseCode.NO_DISPLAY, "grill", now())
    outcome = web.kitchen.handle(
        c.ExpireDelivery(
            command_id=uuid4().hex,
            order_id=order_id,
            by=WORKER,
            at=now() + timedelta(hours=1),
            station="grill",
            cause=cause,
        )
    )
    assert outcome.result == "done"


# Signing in


@pytest.mark.parametrize("page", ["/manager", "/manager/displays", "/manager/day"])
def test_pages_for_people_send_strangers_to_sign_in_and_back(web: WebProcess, page: str) -> None:
    browser = Browser(web.port)
    answer = browser.get(page)
    assert answer.status == 302
    there = answer.headers["Location"]
    assert there.startswith("/sign-in?next=")
    assert page in browser.get(there).text
    signed = browser.submit("/sign-in", name="Mari", pin=PINS["Mari"], next=page)
    assert (signed.status, signed.headers["Location"]) == (303, page)
    assert browser.get(page).status == 200
    assert browser.submit("/sign-out").status == 303
    assert browser.get(page).status == 302


def test_a_session_ends_on_the_server_too(web: WebProcess, manager: Browser) -> None:
    kept = dict(manager.cookies)
    manager.submit("/sign-out")
    manager.cookies = kept
    assert manager.get("/api/v1/alarms").status == 401


@pytest.mark.parametrize(
    "there",
    ["https://evil.test/", "//evil.test", "/\\evil.test", "javascript:alert(1)", "", "manager"],
)
def test_signing_in_never_leads_to_another_site(stranger: Browser, there: str) -> None:
    answer = stranger.submit("/sign-in", name="Mari", pin=PINS["Mari"], next=there)
    assert (answer.status, answer.headers["Location"]) == (303, "/manager")


def test_a_wrong_pin_is_told_and_too_many_lock(web: WebProcess) -> None:
    web.access.add_person("Victim", Role.CASHIER, "8642")
    browser = Browser(web.port)
    for _ in range(FREE_FOR_PERSON):
        answer = browser.submit("/sign-in", name="Victim", pin="0001")
        assert answer.status == 403
        assert "The name or the PIN is wrong." in answer.text
        assert "0001" not in answer.text
    locked = browser.submit("/sign-in", name="Victim", pin="8642")
    assert locked.status == 429
    assert "Too many wrong PINs" in locked.text
    as_json = browser.post("/sign-in", {"name": "Victim", "pin": "8642"})
    assert (as_json.status, as_json.json["code"]) == (429, "locked")
    assert browser.cookies == {}


def test_what_is_typed_comes_back_as_text_only(stranger: Browser) -> None:
    evil = "\"><script>alert('x')</script>"
    for answer in (
        stranger.submit("/sign-in", name=evil, pin="0001"),
        stranger.get("/sign-in?next=/%22%3E%3Cscript%3Ealert(1)%3C/script%3E"),
        stranger.get("/display/%3Cscript%3Ealert(1)%3C%2Fscript%3E"),
        stranger.get("/%3Cscript%3Ealert(1)%3C/script%3E"),
    ):
        assert "<script>alert" not in answer.text


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(
    tmp_path: Path, shared_server: Server, site: str
) -> None:
    web = WebProcess(tmp_path, shared_server.url, site)
    started(web, KDS_WEB_URL="https://kds.example")
    try:
        for proto, secure in (("http", False), ("https", True)):
            answer = Browser(web.port).send(
                "POST",
                "/sign-in",
                json.dumps({"name": "Mari", "pin": PINS["Mari"]}).encode(),
                {
                    "Content-Type": "application/json",
                    "Origin": "https://kds.example",
                    "X-Forwarded-Proto": proto,
                },
            )
            assert answer.status == 200, answer.text
            cookie = answer.headers["Set-Cookie"]
            assert "HttpOnly" in cookie
            assert "SameSite=Strict" in cookie
            assert ("Secure" in cookie) is secure
    finally:
        web.stop()


# What stands around every answer


def test_every_page_forbids_what_it_does_not_need(stranger: Browser, manager: Browser) -> None:
    pages = [
        stranger.get(path) for path in ("/", "/sign-in", "/display/grill", "/none", "/static/")
    ]
    pages += [manager.get(path) for path in ("/manager", "/api/v1/alarms")]
    for answer in pages:
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self' 'sha256-")
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_only_inline_script_is_the_one_that_the_policy_names(
    stranger: Browser, manager: Browser
) -> None:
    for answer in (
        stranger.get("/display/grill"),
        stranger.get("/sign-in"),
        manager.get("/manager"),
    ):
        inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", answer.text, re.S)
        assert len(inline) == 1
        digest = base64.b64encode(hashlib.sha256(inline[0].encode()).digest()).decode()
        assert f"'sha256-{digest}'" in answer.headers["Content-Security-Policy"]
        for path in json.loads(inline[0])["imports"].values():
            assert stranger.get(path).status == 200
        assert not re.search(r"\son[a-z]+=|\sstyle=|javascript:", answer.text)


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "application/json"},
        {"Content-Type": "text/plain", "X-KDS": "1"},
        {"Content-Type": "application/json", "X-KDS": "1", "Origin": "https://evil.test"},
        {"Content-Type": "application/json", "X-KDS": "1", "Origin": "null"},
        {"Content-Type": "application/x-www-form-urlencoded"},
    ],
)
def test_a_change_that_another_site_could_have_sent_is_refused(
    web: WebProcess, manager: Browser, headers: dict[str, str]
) -> None:
    not_sent(web, order_id := f"A-{uuid4().hex[:8]}")
    path = f"/api/v1/orders/{order_id}/commands"
    body = json.dumps({"command": "ResolveOtherwise", "command_id": uuid4().hex, "reason": "r"})
    answer = manager.send("POST", path, body.encode(), headers)
    assert (answer.status, answer.json["code"]) == (403, "foreign_request")
    assert manager.get(f"/api/v1/orders/{order_id}").json["status"] == "NOT_SENT_TO_KITCHEN"


def test_a_body_too_large_is_refused(stranger: Browser) -> None:
    answer = stranger.post("/pair/begin", {"board": "x" * 70_000})
    assert answer.status == 413
    answer = stranger.submit("/sign-in", name="Mari", pin="1" * 70_000)
    assert answer.status == 413


def test_errors_are_json_for_programs_and_pages_for_people(stranger: Browser) -> None:
    page = stranger.get("/nowhere")
    assert page.status == 404
    assert page.headers["Content-Type"].startswith("text/html")
    assert stranger.get("/api/v1/nowhere").json["code"] == "not_found"
    assert stranger.get("/nowhere", Accept="application/json").json["code"] == "not_found"
    assert stranger.get("/display/nowhere").status == 404


# Pairing


def test_a_screen_becomes_a_display_and_is_turned_out_again(
    web: WebProcess, manager: Browser
) -> None:
    screen = Browser(web.port)
    assert 'data-board="grill"' in screen.get("/display/grill").text
    begun = screen.post("/pair/begin", {"board": "grill"}).json
    assert screen.post("/pair/claim", {"secret": begun["secret"]}).json == {"paired": False}
    waiting = manager.get("/api/v1/displays").json["pending"]
    assert (begun["code"], "grill") in [(each["code"], each["board"]) for each in waiting]
    name = f"Grill {uuid4().hex[:6]}"
    approved = manager.post(
        "/api/v1/displays/approve", {"code": begun["code"], "name": name, "board": "grill"}
    ).json
    claimed = screen.post("/pair/claim", {"secret": begun["secret"]})
    assert claimed.json == {"paired": True, "id": approved["id"], "name": name, "board": "grill"}
    assert all(each not in claimed.text for each in screen.cookies.values())
    assert "pair.js" not in screen.get("/display/grill").text
    mirrored = json.loads(web.client.hget(web.keys.displays, approved["id"]))
    assert mirrored == {"name": name, "board": "grill", "boards": ["grill"]}
    assert manager.post(f"/api/v1/displays/{approved['id']}/revoke", {}).status == 200
    assert "pair.js" in screen.get("/display/grill").text
    assert web.client.hget(web.keys.displays, approved["id"]) is None
    assert manager.post(f"/api/v1/displays/{approved['id']}/revoke", {}).status == 404


def test_one_browser_can_be_two_displays(web: WebProcess) -> None:
    screen = Browser(web.port)
    for board in ("grill", "pass"):
        begun = screen.post("/pair/begin", {"board": board}).json
        web.access.approve(begun["code"], f"{board} {uuid4().hex[:6]}", board, "Mari", now())
        assert screen.post("/pair/claim", {"secret": begun["secret"]}).json["paired"]
    for board in ("grill", "pass"):
        assert "pair.js" not in screen.get(f"/display/{board}").text
    assert "pair.js" in screen.get("/display/fryer").text


def test_a_manager_shows_a_station_elsewhere_and_sees_who_is_live(
    web: WebProcess, manager: Browser
) -> None:
    display = web.access.display_of(web.pair("grill"))
    assert display is not None
    until = now() + timedelta(seconds=60)
    web.client.zadd(web.keys.presence, {f"grill {display.id}": millis(until)})
    path = f"/api/v1/displays/{display.id}/show"
    assert manager.post(path, {"stations": ["fryer"]}).status == 200
    found = {each["id"]: each for each in manager.get("/api/v1/displays").json["displays"]}
    assert found[display.id]["also"] == ["fryer"]
    assert found[display.id]["live"] is True
    mirrored = json.loads(web.client.hget(web.keys.displays, display.id))
    assert mirrored["boards"] == ["grill", "fryer"]
    web.client.zadd(web.keys.presence, {f"grill {display.id}": millis(now()) - 1000})
    found = {each["id"]: each for each in manager.get("/api/v1/displays").json["displays"]}
    assert found[display.id]["live"] is False
    assert found[display.id]["last_seen_at"] is not None
    assert manager.post(path, {"stations": ["nowhere"]}).status == 404


# Who may


ROUTES = [
    ("GET", "/api/v1/alarms", 200, 200),
    ("GET", "/api/v1/tills", 200, 200),
    ("GET", "/api/v1/orders", 200, 200),
    ("GET", "/api/v1/orders/none", 404, 404),
    ("POST", "/api/v1/orders/resend-all", 200, 200),
    ("GET", "/api/v1/set-aside", 403, 200),
    ("POST", "/api/v1/set-aside/settle", 403, 422),
    ("GET", "/api/v1/displays", 403, 200),
    ("POST", "/api/v1/displays/approve", 403, 422),
    ("POST", "/api/v1/displays/none/revoke", 403, 404),
    ("POST", "/api/v1/displays/none/show", 403, 422),
    ("GET", "/manager", 200, 200),
    ("GET", "/manager/displays", 403, 200),
    ("GET", "/manager/day", 403, 200),
]


@pytest.mark.parametrize(("method", "path", "as_cashier", "as_manager"), ROUTES)
def test_who_may_do_what(
    web: WebProcess, method: str, path: str, *, as_cashier: int, as_manager: int
) -> None:
    display = Browser(web.port)
    display.cookies["kds_display"] = web.pair("grill")
    browsers = {
        "stranger": Browser(web.port),
        "wrong key": Browser(web.port, "wrong"),
        "display": display,
        "cashier": signed_in(web, "Otto"),
        "manager": signed_in(web, "Mari"),
        "shell": shell(web),
    }
    outside = 302 if path.startswith("/manager") else 401
    wanted = {
        "stranger": outside,
        "wrong key": outside,
        "display": 403,
        "cashier": as_cashier,
        "manager": as_manager,
        "shell": as_manager,
    }
    found = {
        who: (browser.get(path) if method == "GET" else browser.post(path, {})).status
        for who, browser in browsers.items()
    }
    assert found == wanted


def test_every_route_of_the_api_is_in_the_table_of_who_may(web: WebProcess) -> None:
    from kds.web.app import OPERATIONS, create_app
    from kds.web.context import Web

    app = create_app(Web(web.settings, web.access, web.kitchen, web.client, web.keys))
    adapter = app.url_map.bind("kds.test")
    reached = {adapter.match(path, method=method)[0] for method, path, *_ in ROUTES}
    every = {operation.id for operation in OPERATIONS}
    assert every - reached == {"orders.command", "health"}


# Orders


def test_orders_tell_status_parts_and_causes(web: WebProcess, manager: Browser) -> None:
    not_sent(web, order_id := f"A-{uuid4().hex[:8]}")
    listed = manager.get("/api/v1/orders?status=NOT_SENT_TO_KITCHEN&limit=1000").json["orders"]
    order = next(each for each in listed if each["order_id"] == order_id)
    assert order["till"] == "A"
    assert order["status_english"] == "Not sent to kitchen"
    (part,) = order["parts"]
    assert (part["station"], part["delivery"], part["cooking"]) == ("grill", "not_sent", "waiting")
    assert (part["shown_at"], part["live"]) == (None, False)
    assert order["causes"][0].startswith("no display of station Grill is connected since ")
    one = manager.get(f"/api/v1/orders/{order_id}").json
    assert one["status"] == "NOT_SENT_TO_KITCHEN"
    assert one["record"]["order"]["order_id"] == order_id
    assert [step["type"] for step in one["history"]] == [
        "kds.order.applied.v1",
        "kds.delivery.failed.v1",
    ]
    assert one["history"][1]["cause_text"] == order["causes"][0]
    others = manager.get("/api/v1/orders?status=IN_KITCHEN&limit=1000").json["orders"]
    assert order_id not in [each["order_id"] for each in others]
    assert len(manager.get("/api/v1/orders?limit=1").json["orders"]) == 1


def test_what_was_shown_is_told_apart_from_what_is_on_a_live_screen(
    web: WebProcess, manager: Browser
) -> None:
    web.apply(order_id := f"A-{uuid4().hex[:8]}", category="Fried")
    screen = Screen(web, web.pair("fryer"))
    screen.subscribe("fryer")
    screen.ask("beat", {"cursors": {}, "visible": True})
    screen.ask("laid_out", {"tickets": [["fryer", order_id, 1]]})
    screen.close()

    def part() -> dict[str, Any]:
        summary = manager.get(f"/api/v1/orders/{order_id}").json["summary"]
        found: dict[str, Any] = summary["parts"][0]
        return found

    shown = part()
    delivery = web.kitchen.store.records([order_id])[0].parts["fryer"].delivery
    assert msgspec.convert(shown["shown_at"], datetime) == delivery.confirmed_at is not None
    assert shown["live"] is True
    web.client.delete(web.keys.presence)
    assert part() == shown | {"live": False}


@contextmanager
def somebody_writes(web: WebProcess) -> Iterator[None]:
    """Hold the file of people and displays, as another process that writes does."""
    with closing(sqlite3.connect(web.folder / "data" / "access.sqlite")) as writer:
        writer.execute("BEGIN IMMEDIATE")
        yield
        writer.execute("ROLLBACK")


def test_screens_are_told_the_time_while_somebody_waits_for_the_disk(
    web: WebProcess, stranger: Browser, manager: Browser
) -> None:
    token = web.pair("grill")
    display = web.access.display_of(token)
    assert display is not None
    screen = Screen(web, token)
    path = f"/api/v1/displays/{display.id}"
    with ThreadPoolExecutor() as threads, somebody_writes(web):
        asked = [
            threads.submit(stranger.post, "/pair/begin", {"board": "grill"}),
            threads.submit(manager.post, f"{path}/show", {"stations": ["fryer"]}),
        ]
        for _ in range(3):
            screen.next("tick")
        assert not any(each.done() for each in asked)
    assert [each.result().status for each in asked] == [200, 200]
    screen.close()


@pytest.mark.parametrize("query", ["status=HUNGRY", "limit=many"])
def test_a_question_that_makes_no_sense_is_refused(manager: Browser, query: str) -> None:
    answer = manager.get(f"/api/v1/orders?{query}")
    assert answer.status == 422
    assert manager.get(f"/api/v1/orders?{query}", Accept="application/json").json["problems"]


def test_a_command_acts_once_and_tells_what_holds(web: WebProcess, manager: Browser) -> None:
    not_sent(web, order_id := f"A-{uuid4().hex[:8]}")
    path = f"/api/v1/orders/{order_id}/commands"
    asked = {"command": "RequestResend", "command_id": uuid4().hex}
    first = manager.post(path, asked)
    assert (first.status, first.json["result"]) == (200, "done")
    assert manager.post(path, asked).json == first.json
    settled = {"command": "ResolveOtherwise", "command_id": uuid4().hex, "reason": "told by phone"}
    assert manager.post(path, settled).json["result"] == "done"
    again = manager.post(path, asked | {"command_id": uuid4().hex})
    assert again.status == 409
    assert again.json["code"] == "not_allowed"
    step = manager.get(f"/api/v1/orders/{order_id}").json["history"][-1]
    assert (step["by"]["name"], step["reason"]) == ("Mari", "told by phone")
    unknown = manager.post("/api/v1/orders/none/commands", asked | {"command_id": uuid4().hex})
    assert (unknown.status, unknown.json["code"]) == (404, "unknown_order")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"command": "ApplyOrder"}, "$.command"),
        ({"command_id": "short"}, "$.command_id"),
        ({"command_id": "with blanks in it"}, "$.command_id"),
        ({"command": "Reject"}, "$.reason"),
        ({"command": "Reject", "reason": "x" * 201}, "$.reason"),
        ({"command": "Approve", "minutes": 7}, "$.minutes"),
        ({"command": "StartPart"}, "$.station"),
        ({"command": "StartPart", "station": "../x"}, "$.station"),
        ({"by": "somebody else"}, "$.by"),
    ],
)
def test_a_malformed_command_is_refused_with_the_place(
    manager: Browser, change: dict[str, object], path: str
) -> None:
    asked = {"command": "RequestResend", "command_id": uuid4().hex} | change
    answer = manager.post("/api/v1/orders/A-1/commands", asked)
    assert answer.status == 422
    assert [problem["path"] for problem in answer.json["problems"]] == [path]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"[" * 20_000, b"null", b'"x"'])
def test_what_is_no_json_object_is_refused(manager: Browser, body: bytes) -> None:
    headers = {"Content-Type": "application/json", "X-KDS": "1"}
    for path in ("/api/v1/orders/A-1/commands", "/api/v1/displays/approve", "/pair/begin"):
        assert manager.send("POST", path, body, headers).status == 422


def test_a_cashier_sends_again_and_decides_nothing(web: WebProcess, cashier: Browser) -> None:
    not_sent(web, order_id := f"A-{uuid4().hex[:8]}")
    path = f"/api/v1/orders/{order_id}/commands"
    settled = {"command": "ResolveOtherwise", "command_id": uuid4().hex, "reason": "none"}
    assert cashier.post(path, settled).status == 403
    asked = {"command": "RequestResend", "command_id": uuid4().hex}
    assert cashier.post(path, asked).json["result"] == "done"


def test_everything_is_sent_again_with_one_request(
    tmp_path: Path, shared_server: Server, site: str
) -> None:
    web = started(WebProcess(tmp_path, shared_server.url, site))
    try:
        ids = [f"A-{number:04}" for number in range(5)]
        for order_id in ids:
            not_sent(web, order_id)
        web.apply("A-9999")
        assert shell(web).post("/api/v1/orders/resend-all", {}).json == {"asked": 5, "refused": []}
        for record in web.kitchen.store.records(ids):
            assert record.resend is not None
            assert record.resend.attempt == 1
        (untouched,) = web.kitchen.store.records(["A-9999"])
        assert untouched.resend is None
    finally:
        web.stop()


# What is wrong


def test_alarms_are_told_in_words(web: WebProcess, cashier: Browser) -> None:
    alarm = Alarm(AlarmKind.STATION_DARK, now(), "grill", 2)
    open_alarms.publish(web.client, web.keys, web.settings.site, [alarm])
    (found,) = cashier.get("/api/v1/alarms").json["alarms"]
    assert found["id"] == "station_dark:grill"
    assert found["text"].startswith("Station Grill owes 2 orders and has no screen")
    open_alarms.publish(web.client, web.keys, web.settings.site, [])
    assert cashier.get("/api/v1/alarms").json == {"alarms": []}


def test_a_till_is_silent_until_it_speaks(web: WebProcess, manager: Browser) -> None:
    (till,) = manager.get("/api/v1/tills").json["tills"]
    assert (till["till"], till["silent"], till["at"]) == ("A", True, None)
    beat = {"at": now().isoformat(), "unsent": 3, "oldest_unsent_at": now().isoformat()}
    web.client.hset(web.keys.till("A"), mapping=beat)
    (till,) = manager.get("/api/v1/tills").json["tills"]
    assert (till["silent"], till["unsent"]) == (False, 3)
    web.client.hset(web.keys.till("A"), "at", (now() - timedelta(seconds=11)).isoformat())
    assert manager.get("/api/v1/tills").json["tills"][0]["silent"] is True


def test_an_entry_that_was_set_aside_is_shown_until_it_is_settled(
    web: WebProcess, manager: Browser
) -> None:
    streams = TillStreams(web.client, web.keys, web.settings.site, ["A"], consumer="test")
    body = b'{"broken": "<script>alert(1)</script>"'
    streams.set_aside(Entry("A", "1-0", body), "cannot be read", now(), None, "A-1")
    listed = manager.get("/api/v1/set-aside").json
    (entry,) = listed["entries"]
    assert listed["total"] == 1
    assert (entry["entry"], entry["till"], entry["order_id"]) == ("A/1-0", "A", "A-1")
    assert (entry["reason"], entry["body"]) == ("cannot be read", body.decode())
    settling = {"entry": "A/1-0", "reason": "entered by hand"}
    assert manager.post("/api/v1/set-aside/settle", settling).status == 200
    assert manager.get("/api/v1/set-aside").json == {"entries": [], "total": 0}
    assert manager.post("/api/v1/set-aside/settle", settling).status == 404
    latest = web.access.audit(1)[0]
    assert (latest.who, latest.detail) == ("Mari", "A/1-0: entered by hand")


# The bus away


def test_without_the_bus_people_and_screens_still_get_in(
    tmp_path: Path, own_server: Server, site: str
) -> None:
    web = started(WebProcess(tmp_path, own_server.url, site))
    try:
        browser = signed_in(web, "Mari")
        assert browser.get("/healthz").json == {"ok": True, "bus": True}
        own_server.kill()
        assert browser.get("/healthz").json == {"ok": True, "bus": False}
        assert browser.get("/manager").status == 200
        answer = browser.get("/api/v1/orders")
        assert (answer.status, "does not answer" in answer.text) == (503, True)
        begun = browser.post("/pair/begin", {"board": "grill"}).json
        web.access.approve(begun["code"], "Grill 1", "grill", "Mari", now())
        assert browser.post("/pair/claim", {"secret": begun["secret"]}).json["paired"]
        own_server.start()
        client = connect(own_server.url)
        code = web.access.displays()[0].id
        begun = browser.post("/pair/begin", {"board": "fryer"}).json
        web.access.approve(begun["code"], "Fryer 1", "fryer", "Mari", now())
        assert browser.post("/pair/claim", {"secret": begun["secret"]}).json["paired"]
        mirrored = client.hgetall(web.keys.displays)
        assert len(mirrored) == 2
        assert msgspec.json.decode(mirrored[code.encode()])["name"] == "Grill 1"
    finally:
        web.stop()
