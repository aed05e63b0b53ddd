"""The doctor on a real server: each thing that goes wrong is found, with advice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import redis

from kds import __version__
from kds.archive.database import Database, sqlite_url
from kds.archive.orders import Kept, OrderArchive
from kds.bus import presence, printer_states
from kds.bus.connect import connect
from kds.bus.keys import Keys
from kds.bus.printer_states import PrinterState
from kds.bus.schema import prepare
from kds.bus.till_streams import TillStreams
from kds.clock import now
from kds.doctor import Finding, Level, examine
from kds.doctor.machine import check_server_clock
from kds.doctor.systems import check_systems
from kds.installation import Installation
from kds.orders.paper import PrinterFault
from kds.settings.model import (
    ArchiveSettings,
    BusSettings,
    Settings,
    StationSettings,
    SystemSettings,
    TextsSettings,
    TillSettings,
    WebSettings,
)
from kds.settings.paper import PrinterSettings
from kds.workers.loop import WorkerBeat
from tests.conftest import Server
from tests.integration.web_shop import a_shop
from tests.specimens import WAYS

Findings = dict[str, Finding]


class Patient:
    """An installation whose parts have left their traces on a server, all well at first."""

    def __init__(self, bus: redis.Redis, site: str, url: str, folder: Path) -> None:
        self.bus, self.keys = bus, Keys(site)
        self.here = Installation(folder)
        self.here.prepare()
        self.settings = Settings(
            site=site,
            data_dir=folder,
            stations={"grill": StationSettings(name="Grill")},
            bus=BusSettings(url=url),
            # Nothing listens on these ports.
            web=WebSettings(port=1),
            till=TillSettings(port=2),
        )
        prepare(bus, self.keys)
        TillStreams(bus, self.keys, site, ["A"], "route").prepare()
        for worker in ("route", "resend", "texts", "sweep"):
            self.worker_beats(worker, now())
        self.till_beats(now())
        self.lease("grill", now())

    def worker_beats(self, name: str, at: datetime, version: str = __version__) -> None:
        """Leave a worker's heartbeat."""
        self.bus.hset(self.keys.workers, name, msgspec.json.encode(WorkerBeat(at, version)))

    def till_beats(self, at: datetime, unsent: int = 0) -> None:
        """Leave a till's heartbeat."""
        beat = {"at": at.isoformat(), "unsent": unsent, "oldest_unsent_at": at.isoformat()}
        self.bus.hset(self.keys.till("A"), mapping=beat)

    def lease(self, board: str, at: datetime) -> None:
        """Let a screen show a board until 5 s after `at`."""
        presence.renew(self.bus, self.keys, [(board, "d1")], at)

    def examine(self, config: Path | None = None) -> Findings:
        """Return what the doctor finds, by check."""
        found = list(examine(self.settings, config))
        for finding in found:
            assert (finding.level is Level.OK) == (finding.advice == ""), finding
        return {finding.check: finding for finding in found}


@pytest.fixture
def patient(bus: redis.Redis, shared_server: Server, site: str, tmp_path: Path) -> Patient:
    """A patient of this test alone."""
    return Patient(bus, site, shared_server.url, tmp_path / "data")


def test_all_is_well_but_what_does_not_run(patient: Patient) -> None:
    found = patient.examine()

    bad = {check for check, finding in found.items() if finding.level is not Level.OK}
    assert bad == {"till", "web server"}
    assert "does not answer" in found["till"].text


LONG_AGO = timedelta(minutes=5)


@pytest.mark.parametrize(
    ("harm", "check", "level", "words"),
    [
        (lambda p: p.worker_beats("route", now() - LONG_AGO), "worker route", "failed", "300 s"),
        (lambda p: p.bus.hdel(p.keys.workers, "resend"), "worker resend", "failed", "never heard"),
        (lambda p: p.worker_beats("route", now(), "0.0.1"), "worker route", "warning", "0.0.1"),
        (lambda p: p.till_beats(now() - LONG_AGO), "till A", "failed", "silent for 300 s"),
        (lambda p: p.bus.delete(p.keys.till("A")), "till A", "warning", "never heard"),
        (lambda p: p.bus.delete(p.keys.orders("A")), "orders of till A", "warning", "nobody"),
        (lambda p: p.bus.delete(p.keys.schema), "schema", "warning", "empty"),
        (lambda p: p.bus.set(p.keys.schema, 99), "schema", "failed", "schema 99"),
        (lambda p: p.bus.set(p.keys.rewrite, "x"), "erased customers", "warning", "not rewritten"),
        (lambda p: p.bus.delete(p.keys.presence), "display grill", "warning", "no screen"),
        (lambda p: p.bus.sadd(p.keys.board("wok"), "A-1"), "station wok", "failed", "1 open order"),
        (lambda p: p.bus.zadd(p.keys.not_sent, {"A-1": 1}), "not sent", "failed", "1 order"),
        (lambda p: p.bus.zadd(p.keys.texts_owed, {"A-1 t": 1}), "texts", "warning", "1 text(s)"),
        (lambda p: p.bus.hset(p.keys.set_aside, "A/1", "{}"), "set aside", "warning", "1 message"),
        (
            lambda p: p.bus.xadd(p.keys.orders("A"), {"event": "x"}, id="1-1"),
            "orders of till A",
            "failed",
            "not routed",
        ),
    ],
)
def test_each_harm_is_found(
    patient: Patient, harm: Callable[[Patient], object], check: str, level: str, words: str
) -> None:
    harm(patient)

    finding = patient.examine()[check]

    assert finding.level == level
    assert words in finding.text


def test_a_pass_whose_paired_screen_is_gone_is_found_while_it_has_orders(
    patient: Patient,
) -> None:
    patient.bus.sadd(patient.keys.board("pass"), "A-1", "A-2")
    assert patient.examine()["display pass"].level is Level.OK, "there may be none"
    display = presence.PairedDisplay(name="Pass", board="pass", boards=("pass",))
    patient.bus.hset(patient.keys.displays, "d9", msgspec.json.encode(display))

    found = patient.examine()["display pass"]

    assert found.level is Level.WARNING
    assert "2 order(s)" in found.text
    patient.lease("pass", now())
    assert patient.examine()["display pass"].level is Level.OK


def test_a_system_whose_orders_need_approval_needs_a_screen_for_them(patient: Patient) -> None:
    assert patient.examine()["display approvals"].level is Level.OK
    systems = {"shop": SystemSettings(name="Web shop")}
    patient.settings = msgspec.structs.replace(patient.settings, systems=systems)

    assert patient.examine()["display approvals"].level is Level.WARNING


def test_an_archive_is_counted_and_not_made(patient: Patient) -> None:
    assert "nothing is archived yet" in patient.examine()["archive"].text
    assert not patient.here.archive_file.exists()
    archive = Database(sqlite_url(patient.here.archive_file))
    record = next(iter(WAYS["COMPLETED"].values()))().record
    OrderArchive(archive).put([Kept(record, (), now())])
    archive.close()

    found = patient.examine()["archive"]

    assert found.level is Level.OK
    assert "holds 1 closed order(s)" in found.text


def test_an_empty_archive_is_only_looked_at(patient: Patient, archive_url: str) -> None:
    elsewhere = ArchiveSettings(url=archive_url)
    patient.settings = msgspec.structs.replace(patient.settings, archive=elsewhere)

    for _ in range(2):
        found = patient.examine()["archive"]
        assert found.level is Level.OK
        assert "nothing is archived yet" in found.text
    assert Database(archive_url).version() == 0


def test_an_archive_that_was_left_behind_is_found(patient: Patient, tmp_path: Path) -> None:
    Database(sqlite_url(patient.here.archive_file)).settle()
    assert patient.examine()["archive"].level is Level.OK
    elsewhere = ArchiveSettings(url=sqlite_url(tmp_path / "moved.sqlite"))
    patient.settings = msgspec.structs.replace(patient.settings, archive=elsewhere)
    Database(sqlite_url(tmp_path / "moved.sqlite")).settle()

    found = patient.examine()["archive"]

    assert found.level is Level.WARNING
    assert f"{patient.here.archive_file} is there too, and is not read" in found.text


def test_an_archive_that_cannot_be_asked_is_found(patient: Patient) -> None:
    patient.here.archive_file.write_bytes(b"no database" * 1000)
    patient.here.archive_file.chmod(0o600)
    damaged = patient.examine()["archive"]
    # Nothing listens on this port.
    away = ArchiveSettings(url="postgresql://kds:secret@127.0.0.1:3/kds")
    patient.settings = msgspec.structs.replace(patient.settings, archive=away)
    silent = patient.examine()["archive"]

    for found in (damaged, silent):
        assert found.level is Level.FAILED
        assert "closed orders stay on the server and nothing is lost" in found.text
    assert "127.0.0.1:3" in silent.text
    assert "secret" not in silent.text


def test_a_gateway_whose_url_names_none_is_found(patient: Patient) -> None:
    assert patient.examine()["text gateway"].level is Level.OK
    texts = TextsSettings(gateway=("carrier-pigeon://loft/{to}",))
    patient.settings = msgspec.structs.replace(patient.settings, texts=texts)
    found = patient.examine()["text gateway"]

    assert found.level is Level.FAILED
    assert "pigeon" not in found.text, "there are passwords in such URLs"


def test_a_system_that_takes_no_webhooks_is_found(
    shared_server: Server, site: str, tmp_path: Path
) -> None:
    with a_shop(tmp_path, shared_server, site) as shop:

        def finding(later_s: float = 0) -> Finding:
            (found,) = check_systems(shop.till.settings, now() + timedelta(seconds=later_s))
            assert found.check == "webhooks to shop", "the app wants none"
            return found

        assert finding().level is Level.OK
        shop.answers += [500] * 1000
        order_id = shop.place()
        shop.report(order_id, "cancelled")
        shop.till.await_that(lambda: any(each["problem"] for each in shop.webhooks()))

        assert finding().level is Level.OK, "it is sent again soon"
        late = finding(later_s=61)
        assert late.level is Level.WARNING
        assert "500" in late.text


def test_what_was_read_and_never_finished_is_found(patient: Patient) -> None:
    patient.bus.xadd(patient.keys.orders("A"), {"event": "x"}, id="1-1")
    streams = TillStreams(patient.bus, patient.keys, patient.settings.site, ["A"], "route")
    assert streams.new()

    assert patient.examine()["orders of till A"].level is Level.FAILED


def test_a_station_that_owes_food_and_has_no_screen_is_a_failure(patient: Patient) -> None:
    patient.bus.delete(patient.keys.presence)
    patient.bus.sadd(patient.keys.board("grill"), "A-1", "A-2")

    finding = patient.examine()["display grill"]

    assert finding.level is Level.FAILED
    assert "2 order(s) wait" in finding.text
    patient.lease("pass", now())
    assert patient.examine()["display grill"].level is Level.OK, "the pass stands in for it"


def test_a_station_whose_tickets_are_printed_needs_no_screen(patient: Patient) -> None:
    patient.bus.delete(patient.keys.presence)
    patient.bus.sadd(patient.keys.board("grill"), "A-1", "A-2")
    printer = PrinterSettings(name="Grill", host="127.0.0.1", tickets=("grill",))
    patient.settings = msgspec.structs.replace(patient.settings, printers={"g": printer})
    at = now()
    printer_states.write(patient.bus, patient.keys, "g", PrinterState(at, at))
    assert patient.examine()["display grill"].level is Level.OK

    broken = PrinterState(at - LONG_AGO, at, fault=PrinterFault.COVER_OPEN)
    printer_states.write(patient.bus, patient.keys, "g", broken)
    assert patient.examine()["display grill"].level is Level.FAILED


def test_each_printer_is_told_with_what_it_owes(patient: Patient) -> None:
    shops = {name: PrinterSettings(name=name, host="127.0.0.1") for name in ("a", "b", "c", "d")}
    patient.settings = msgspec.structs.replace(patient.settings, printers=shops)
    at = now()
    told = {
        "a": PrinterState(at, at),
        "b": PrinterState(at, at, fault=PrinterFault.COVER_OPEN),
        "c": PrinterState(at, at - timedelta(minutes=5)),
        "d": PrinterState(at, at, paper_low=True),
    }
    for name, state in told.items():
        printer_states.write(patient.bus, patient.keys, name, state)
    patient.worker_beats("printer-a", at)
    patient.bus.zadd(patient.keys.owed_prints("b"), {"A-1 1-1": 1})
    found = patient.examine()

    levels = {name: found[f"printer {name}"].level for name in told}
    assert levels == {
        "a": Level.OK,
        "b": Level.FAILED,
        "c": Level.FAILED,
        "d": Level.WARNING,
    }
    assert "cover open" in found["printer b"].text
    assert "it owes 1 sheet(s)" in found["printer b"].text
    assert found["worker printer-a"].level is Level.OK
    assert "kds worker printer b`" in (found["worker printer-b"].advice or "")


def test_a_till_that_holds_orders_is_found(patient: Patient) -> None:
    patient.till_beats(now(), unsent=3)
    patient.bus.hset(patient.keys.till("A"), "oldest_unsent_at", (now() - LONG_AGO).isoformat())

    assert "holds 3 order(s)" in patient.examine()["till A"].text


def test_keys_that_others_may_read_are_found(patient: Patient) -> None:
    patient.here.secret("till.key")
    key = patient.here.data_dir / "secrets" / "till.key"
    key.chmod(0o644)

    finding = patient.examine()["access rights"]

    assert finding.level is Level.FAILED
    assert str(key) in finding.text
    key.chmod(0o600)
    assert patient.examine()["access rights"].level is Level.OK


@pytest.mark.parametrize(
    "secrets",
    [
        {"till": TillSettings(port=2, key="the-tills-own-key")},
        {"systems": {"shop": SystemSettings(name="Shop", key="the-shops-own-key")}},
        {"systems": {"shop": SystemSettings(name="Shop", webhook_secret="whsec_" + 32 * "A")}},
    ],
)
def test_a_settings_file_with_secrets_that_others_may_read_is_found(
    patient: Patient, tmp_path: Path, secrets: dict[str, Any]
) -> None:
    config = tmp_path / "kds.toml"
    config.touch(mode=0o644)
    assert patient.examine(config)["access rights"].level is Level.OK, "there is nothing in it"

    patient.settings = msgspec.structs.replace(patient.settings, **secrets)
    finding = patient.examine(config)["access rights"]
    assert finding.level is Level.FAILED
    assert str(config) in finding.text
    config.chmod(0o640)
    assert patient.examine(config)["access rights"].level is Level.OK


def test_a_server_that_would_lose_orders_is_found(own_server: Server, tmp_path: Path) -> None:
    client = connect(own_server.url)
    client.config_set("appendfsync", "everysec")
    client.config_set("maxmemory-policy", "allkeys-lru")

    found = Patient(client, "careless", own_server.url, tmp_path / "data").examine()

    assert found["durability"].level is Level.FAILED
    assert "appendfsync is everysec" in found["durability"].text
    assert found["memory"].level is Level.FAILED


def test_a_user_that_may_not_look_is_told_so(own_server: Server, tmp_path: Path) -> None:
    client = connect(own_server.url)
    client.execute_command(
        "ACL",
        "SETUSER",
        "blind",
        "on",
        ">0123456789abcdef",
        "~*",
        "+@all",
        "-@admin",
        "-@dangerous",
    )
    patient = Patient(client, "hidden", own_server.url, tmp_path / "data")
    path = own_server.url.removeprefix("unix://")
    patient.settings = msgspec.structs.replace(
        patient.settings, bus=BusSettings(url=f"unix://blind:0123456789abcdef@{path}")
    )

    found = patient.examine()

    for check in ("server version", "durability", "memory"):
        assert found[check].level is Level.WARNING
        assert "may not see" in found[check].text
    assert found["worker route"].level is Level.OK


def test_a_server_that_is_away_is_a_failure_and_not_a_crash(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, bus=BusSettings(url=f"unix://{tmp_path}/none"))

    found = list(examine(settings, None))

    assert found[-1].check == "server"
    assert found[-1].level is Level.FAILED


def test_the_servers_clock_agrees_with_its_own_machine(bus: redis.Redis) -> None:
    assert check_server_clock(bus).level is Level.OK
