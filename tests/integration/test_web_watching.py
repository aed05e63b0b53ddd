"""What is wrong now, over HTTP: alarms, tills, entries that were set aside."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from kds.bus import open_alarms
from kds.bus.till_streams import Entry, TillStreams
from kds.clock import now
from kds.orders.alarms import Alarm, AlarmKind
from tests.conftest import Server
from tests.integration.browser import Browser
from tests.integration.web_people import signed_in, started
from tests.integration.web_process import WebProcess


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


def test_a_till_that_only_sends_is_not_silent(
    shared_server: Server, tmp_path: Path, site: str
) -> None:
    more = '[tills.W]\nname = "Web shop"\nsend_only = true\n'
    web = started(WebProcess(tmp_path, shared_server.url, site, more))
    try:
        tills = signed_in(web, "Mari").get("/api/v1/tills").json["tills"]
    finally:
        web.stop()
    assert {till["till"]: (till["at"], till["silent"]) for till in tills} == {
        "A": (None, True),
        "W": (None, False),
    }


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
