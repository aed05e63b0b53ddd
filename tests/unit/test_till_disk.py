"""The till's disk: what is answered is stored, one failure spoils nothing else, nothing grows."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from kds.bus.envelope import RefusedEntry
from kds.clock import now
from kds.errors import KdsError, SettingsError
from kds.orders.business_day import business_day
from kds.orders.part import Cooking, CookingState, Delivery, DeliveryState, Part
from kds.orders.record import OrderRecord, Resend
from kds.settings.model import Settings
from kds.till.accept import Intake
from kds.till.disk import ERASED, MIGRATIONS, Disk, NotStored, note_erased
from kds.till.ledger import Heard, Ledger
from kds.till.outbox import Outbox, remember
from kds.till.revising import Revising

BURGER = b'{"service": "takeaway", "lines": [{"product": "Burger", "quantity": 1}]}'


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A till's disk in a folder of its own."""
    disk = Disk(tmp_path / "till.sqlite")
    yield disk
    disk.close()


@pytest.fixture
def outbox(disk: Disk) -> Outbox:
    """The outbox of till A."""
    return Outbox(disk, "A", "main")


def a_ledger(disk: Disk, outbox: Outbox) -> Ledger:
    return Ledger(disk, outbox, Revising(outbox, Settings().policy()), kept_days=3)


def accept(outbox: Outbox) -> str:
    return Intake(outbox, Settings()).accept(BURGER).answer.order_id


def fill(outbox: Outbox, stored: list[str]) -> None:
    for _ in range(10_000):
        stored.append(accept(outbox))


def record_of(ledger: Ledger, order_id: str, version: int = 1, ready: bool = False) -> OrderRecord:
    kept = ledger.order(order_id)
    assert kept is not None
    at = now()
    delivery = Delivery(DeliveryState.CONFIRMED, 1, 1, at, at)
    cooking = Cooking(CookingState.READY, ready_at=at) if ready else Cooking()
    part = Part("kitchen", ("L1",), at, delivery, cooking)
    return OrderRecord(kept.order, "A", version, at, at, parts={"kitchen": part})


def test_a_job_that_fails_takes_nothing_with_it(disk: Disk) -> None:
    gate, begun = threading.Event(), threading.Event()
    outcomes: dict[str, object] = {}

    def slow(db: sqlite3.Connection) -> None:
        begun.set()
        gate.wait()

    def bad(db: sqlite3.Connection) -> None:
        remember(db, "bad", "1")
        raise KdsError("no")

    def run(name: str, job: object) -> None:
        try:
            outcomes[name] = disk.write(job)  # type: ignore[arg-type]
        except KdsError as error:
            outcomes[name] = str(error)

    jobs = {"slow": slow, "bad": bad, "good": lambda db: remember(db, "good", "1")}
    threads = [threading.Thread(target=run, args=each) for each in jobs.items()]
    threads[0].start()
    begun.wait()
    for thread in threads[1:]:
        thread.start()
    gate.set()
    for thread in threads:
        thread.join()

    assert outcomes == {"slow": None, "bad": "no", "good": None}
    names = [row["name"] for row in disk.reader().execute("SELECT name FROM meta")]
    assert names == ["good"]


def test_a_full_disk_accepts_nothing_and_goes_on_when_there_is_room(disk: Disk) -> None:
    outbox = Outbox(disk, "A", "main")
    pages = disk.reader().execute("PRAGMA page_count").fetchone()[0]
    disk.write(lambda db: db.execute(f"PRAGMA max_page_count = {pages}"))
    stored: list[str] = []
    with pytest.raises(NotStored):
        fill(outbox, stored)
    assert outbox.backlog().unsent == len(stored)

    disk.write(lambda db: db.execute("PRAGMA max_page_count = 1000000"))
    accept(outbox)
    assert outbox.backlog().unsent == len(stored) + 1


def test_what_was_written_before_closing_is_there_after(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "till.sqlite")
    order_id = accept(Outbox(disk, "A", "main"))
    disk.close()
    with pytest.raises(NotStored):
        disk.write(lambda db: remember(db, "late", "1"))

    again = Disk(tmp_path / "till.sqlite")
    waiting = Outbox(again, "A", "main").unpublished(10)
    again.close()
    assert [entry.order_id for entry in waiting] == [order_id]


def test_the_file_of_a_newer_kds_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "till.sqlite"
    with sqlite3.connect(path) as newer:
        newer.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")

    with pytest.raises(KdsError, match="Update kds"):
        Disk(path)


@pytest.mark.parametrize(("till", "site"), [("B", "main"), ("A", "other")])
def test_the_file_of_another_till_is_refused(disk: Disk, till: str, site: str) -> None:
    Outbox(disk, "A", "main")

    with pytest.raises(SettingsError, match="main/A"):
        Outbox(disk, till, site)


def test_a_late_record_changes_nothing(disk: Disk, outbox: Outbox) -> None:
    ledger, order_id = a_ledger(disk, outbox), accept(outbox)
    third = record_of(ledger, order_id, version=3)
    assert ledger.hear(Heard("3-0", [third])) == 1

    assert ledger.hear(Heard("4-0", [record_of(ledger, order_id, version=2)])) == 0
    kept = ledger.order(order_id)
    assert kept is not None
    assert kept.record == third
    assert outbox.position().cursor == "4-0"


def test_only_a_request_still_open_is_answered_and_once(disk: Disk, outbox: Outbox) -> None:
    ledger, order_id = a_ledger(disk, outbox), accept(outbox)
    outbox.note_published([(entry, "1-0") for entry in outbox.unpublished(10)], now())
    record, at = record_of(ledger, order_id), now()
    settled = replace(record, version=2, resend=Resend("attempt-1", 1, at, at))
    ledger.hear(Heard("2-0", [settled]))
    assert outbox.unpublished(10) == []

    asked = replace(record, resend=Resend("attempt-2", 2, at, at, answer_by=at))
    ledger.hear(Heard("3-0", [replace(asked, version=3)]))
    ledger.hear(Heard("4-0", [replace(asked, version=4)]))
    said = [msgspec.json.decode(entry.event) for entry in outbox.unpublished(10)]
    assert [(each["type"], each["data"]["attempt_id"]) for each in said] == [
        ("kds.order.resent.v1", "attempt-2")
    ]


def test_a_refusal_stops_an_entry_even_before_it_was_noted(disk: Disk, outbox: Outbox) -> None:
    ledger, order_id = a_ledger(disk, outbox), accept(outbox)
    event_id = msgspec.json.decode(outbox.unpublished(1)[0].event)["id"]
    refused = RefusedEntry("A", "7-0", "no", now(), event_id)
    ledger.hear(Heard("8-0", refusals=[refused]))

    assert outbox.unpublished(10) == []
    kept = ledger.order(order_id)
    assert kept is not None
    assert kept.refusal == "no"
    assert outbox.start_anew("e2") == 0, "a server that comes back empty would refuse it again"

    ledger.send_again(order_id, "Maija")
    assert [entry.order_id for entry in outbox.unpublished(10)] == [order_id]


def test_starting_anew_twice_owes_each_order_once(disk: Disk, outbox: Outbox) -> None:
    ledger, first = a_ledger(disk, outbox), accept(outbox)
    outbox.note_published([(entry, "1-0") for entry in outbox.unpublished(10)], now())
    ledger.hear(Heard("2-0", [record_of(ledger, first)]))
    unpublished = accept(outbox)
    assert [outbox.start_anew(epoch) for epoch in ("e2", "e3")] == [1, 1]

    said = [msgspec.json.decode(entry.event) for entry in outbox.unpublished(10)]
    assert [(each["type"], each["data"]["order"]["order_id"]) for each in said] == [
        ("kds.order.submitted.v1", unpublished),
        ("kds.order.restored.v1", first),
    ]
    assert said[1]["data"]["known"]["version"] == 1
    assert outbox.position() == ("e3", "0-0")


def test_closed_orders_are_forgotten_after_the_days_they_are_kept(
    disk: Disk, outbox: Outbox
) -> None:
    ledger, settings = a_ledger(disk, outbox), Settings()
    still_open, closed = accept(outbox), accept(outbox)
    outbox.note_published([(entry, "1-0") for entry in outbox.unpublished(10)], now())
    ledger.hear(
        Heard("2-0", [record_of(ledger, still_open), record_of(ledger, closed, ready=True)])
    )
    today = business_day(now(), settings.zone, settings.day_cut_off)

    assert ledger.prune(today + timedelta(days=3), now()) == 0
    assert ledger.prune(today + timedelta(days=4), now() + timedelta(days=4)) == 1
    assert ledger.order(closed) is None
    assert ledger.order(still_open) is not None


def test_what_the_kitchen_has_not_had_is_not_forgotten(disk: Disk, outbox: Outbox) -> None:
    ledger, settings = a_ledger(disk, outbox), Settings()
    closed = accept(outbox)
    ledger.hear(Heard("2-0", [record_of(ledger, closed, ready=True)]))
    later = business_day(now(), settings.zone, settings.day_cut_off) + timedelta(days=10)

    assert ledger.prune(later, now() + timedelta(days=10)) == 0
    assert [entry.order_id for entry in outbox.unpublished(10)] == [closed]

    outbox.note_published([(entry, "1-0") for entry in outbox.unpublished(10)], now())
    assert ledger.prune(later, now() + timedelta(days=10)) == 1


def test_numbers_begin_anew_with_each_business_day(disk: Disk, outbox: Outbox) -> None:
    intake, settings = Intake(outbox, Settings()), Settings()
    assert [intake.accept(BURGER).answer.number for _ in range(2)] == ["A1", "A2"]
    today = business_day(now(), settings.zone, settings.day_cut_off)
    yesterday = (today - timedelta(days=1)).isoformat()
    disk.write(lambda db: db.execute("UPDATE counters SET day = ?", (yesterday,)))

    assert intake.accept(BURGER).answer.number == "A1"


def test_what_was_erased_while_somebody_read_leaves_the_files_at_the_next_start(
    tmp_path: Path,
) -> None:
    path = tmp_path / "till.sqlite"
    disk = Disk(path)
    disk.write(lambda db: remember(db, "who", "Zerubbabel"))
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM meta").fetchall()

        def erase(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM meta WHERE name = 'who'")
            note_erased(db)

        disk.write(erase)
        disk.close()
        assert b"Zerubbabel" in b"".join(each.read_bytes() for each in tmp_path.iterdir())
        reader.execute("COMMIT")
        owed = "SELECT 1 FROM meta WHERE name = ?"
        assert reader.execute(owed, (ERASED,)).fetchone(), "it is still to be done"

    disk = Disk(path)
    give_up_at = time.monotonic() + 60
    while disk.reader().execute(owed, (ERASED,)).fetchone():
        assert time.monotonic() < give_up_at
    assert b"Zerubbabel" not in b"".join(each.read_bytes() for each in tmp_path.iterdir())
    disk.close()
