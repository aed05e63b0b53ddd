"""Pairing displays over HTTP, also while the disk is busy or the bus is away."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import msgspec

from kds.bus.connect import connect
from kds.clock import millis, now
from tests.conftest import Server
from tests.integration.browser import Browser
from tests.integration.web_people import signed_in, started
from tests.integration.web_process import Screen, WebProcess


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


def test_the_ready_board_has_an_address_and_a_screen_of_its_own(
    web: WebProcess, manager: Browser
) -> None:
    screen = Browser(web.port)
    assert screen.get("/display/ready-board").headers["Location"] == "/board"
    assert 'data-board="ready-board"' in screen.get("/board").text
    screen.cookies["kds_display_ready-board"] = web.pair("ready-board")
    page = screen.get("/board").text
    assert "pair.js" not in page
    assert 'data-keep-ready-min="30"' in page
    assert "pair.js" in screen.get("/display/grill").text
    grill, board = (web.access.display_of(web.pair(each)) for each in ("grill", "ready-board"))
    assert grill is not None
    assert board is not None
    for display, wish in ((grill, "ready-board"), (board, "grill")):
        shown = manager.post(f"/api/v1/displays/{display.id}/show", {"stations": [wish]})
        assert (shown.status, shown.json["code"]) == (403, "not_permitted")
    assert manager.post(f"/api/v1/displays/{board.id}/show", {"stations": []}).status == 200


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
