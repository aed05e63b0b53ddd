"""What is owed to external systems stands on the disk until it is delivered or given up."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from kds.clock import now
from kds.errors import Refused
from kds.orders import commands as c
from kds.orders.record import OrderRecord
from kds.orders.till_facts import Outside, OutsideState
from kds.till.disk import Disk
from kds.till.webhooks.kept import GIVE_UP_AFTER, LONGEST_PAUSE_S, Waiting, Webhooks
from tests.samples import T0, after, apply, ask, order

SOURCE = "kds/main/till/A"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A till's disk in a folder of its own."""
    disk = Disk(tmp_path / "till.sqlite")
    yield disk
    disk.close()


@pytest.fixture
def webhooks(disk: Disk) -> Webhooks:
    """The webhooks of till A, which two systems hear."""
    return Webhooks(disk, SOURCE, ("shop", "app"))


def awaiting(order_id: str = "A-1", system: str = "shop") -> OrderRecord:
    outside = Outside(system, OutsideState.PAID, T0, placed=True)
    return after(apply(order(order_id=order_id, outside=outside, needs_approval=True)))


def approved(record: OrderRecord) -> OrderRecord:
    return after(ask(c.Approve, 60, order_id=record.order_id, minutes=15), record=record)


def ready(record: OrderRecord) -> OrderRecord:
    made = (
        ask(c.MarkPartReady, s, order_id=record.order_id, station=station)
        for s, station in ((300, "grill"), (400, "fryer"))
    )
    return after(*made, record=record)


def owe(disk: Disk, webhooks: Webhooks, *records: OrderRecord) -> None:
    """Owe what the records of one order say, one after another."""
    for pair in pairwise(records):
        disk.write(lambda db, pair=pair: webhooks.owe(db, *pair))


def due(webhooks: Webhooks, system: str = "shop", at: datetime | None = None) -> Waiting:
    waiting = webhooks.due(system, at or now())
    assert waiting is not None
    return waiting


def said(waiting: Waiting) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(waiting.body)
    return told


def stored(disk: Disk) -> list[sqlite3.Row]:
    return disk.reader().execute("SELECT * FROM webhooks ORDER BY seq").fetchall()


def test_what_is_owed_is_an_event_with_its_id_in_it(disk: Disk, webhooks: Webhooks) -> None:
    owe(disk, webhooks, awaiting(), approved(awaiting()))
    waiting = due(webhooks)
    event = said(waiting)

    assert event["id"] == waiting.event_id
    assert "." not in waiting.event_id, "full stops part what is signed"
    assert (event["type"], event["source"]) == ("kds.order.approved.v1", SOURCE)
    assert (event["specversion"], event["subject"]) == ("1.0", "A-1")
    assert event["time"] == "2026-11-20T17:01:00Z"
    assert event["data"]["promised_at"] == "2026-11-20T17:16:00Z"


def test_what_is_heard_twice_is_owed_once(disk: Disk, webhooks: Webhooks) -> None:
    yes = approved(awaiting())
    owe(disk, webhooks, awaiting(), yes)
    webhooks.note_delivered(due(webhooks), now())
    owe(disk, webhooks, awaiting(), replace(yes, version=9))

    assert webhooks.due("shop", now()) is None
    assert len(stored(disk)) == 1


def test_an_order_id_that_comes_again_is_another_order(disk: Disk, webhooks: Webhooks) -> None:
    for accepted_at in (T0, T0 + timedelta(days=400)):
        first = replace(awaiting(), order=replace(awaiting().order, accepted_at=accepted_at))
        owe(disk, webhooks, first, approved(first))

    assert len({row["event_id"] for row in stored(disk)}) == 2


def test_a_write_that_fails_owes_nothing(disk: Disk, webhooks: Webhooks) -> None:
    def job(db: sqlite3.Connection) -> None:
        webhooks.owe(db, awaiting(), approved(awaiting()))
        raise Refused("no", "no")

    with pytest.raises(Refused):
        disk.write(job)
    assert stored(disk) == []


def test_a_system_without_an_address_is_owed_nothing(disk: Disk, webhooks: Webhooks) -> None:
    owe(disk, webhooks, awaiting(system="kiosk"), approved(awaiting(system="kiosk")))

    assert stored(disk) == []


def test_events_of_one_order_go_in_their_sequence(disk: Disk, webhooks: Webhooks) -> None:
    yes = approved(awaiting())
    owe(disk, webhooks, awaiting(), yes, ready(yes))
    other = awaiting("A-2")
    owe(disk, webhooks, other, approved(other))
    first, at = due(webhooks), now()
    webhooks.note_failed(first, "it answered 500", at, 1.0)

    assert said(due(webhooks, at=at))["subject"] == "A-2", "another order need not wait"
    webhooks.note_delivered(due(webhooks, at=at), at)
    assert webhooks.due("shop", at) is None, "ready waits for the yes"
    later = at + timedelta(seconds=LONGEST_PAUSE_S)
    assert due(webhooks, at=later).event_id == first.event_id
    webhooks.note_delivered(first, later)
    assert said(due(webhooks, at=at))["type"] == "kds.order.ready.v1"


def test_systems_do_not_wait_for_each_other(disk: Disk, webhooks: Webhooks) -> None:
    for order_id, system in (("A-1", "shop"), ("A-2", "app")):
        record = awaiting(order_id, system)
        owe(disk, webhooks, record, approved(record))
    webhooks.note_failed(due(webhooks), "it answered 500", now() + timedelta(hours=1), 1.0)

    assert webhooks.due("shop", now()) is None
    assert said(due(webhooks, "app"))["subject"] == "A-2"


def test_pauses_grow_to_the_longest_and_end_after_three_days(
    disk: Disk, webhooks: Webhooks
) -> None:
    owe(disk, webhooks, awaiting(), approved(awaiting()))
    waiting, at, pauses = due(webhooks), now(), []
    while webhooks.note_failed(waiting, "it answered 500", at, 1.0):
        next_at = stored(disk)[0]["next_ms"] / 1000
        pauses.append(round(next_at - at.timestamp()))
        at = datetime.fromtimestamp(next_at, at.tzinfo)

    assert pauses[:5] == [1, 2, 4, 8, 16]
    assert max(pauses) == pauses[-1] == LONGEST_PAUSE_S
    assert GIVE_UP_AFTER - timedelta(hours=1) < at - now() <= GIVE_UP_AFTER
    assert webhooks.due("shop", now() + timedelta(days=9)) is None
    ((_, given_up),) = webhooks.undelivered(0)
    assert (given_up.next_at, given_up.problem) == (None, "it answered 500")
    assert given_up.tries == len(pauses) + 1


def test_what_is_given_up_keeps_nothing_else_waiting_and_goes_by_hand(
    disk: Disk, webhooks: Webhooks
) -> None:
    yes = approved(awaiting())
    owe(disk, webhooks, awaiting(), yes, ready(yes))
    first, late = due(webhooks), now() + GIVE_UP_AFTER
    assert not webhooks.note_failed(first, "it answered 500", late, 0.0)
    second = due(webhooks)
    webhooks.note_delivered(second, now())

    assert webhooks.retry(first.event_id, now()).next_at is not None
    assert due(webhooks).event_id == first.event_id
    assert not webhooks.note_failed(first, "it answered 410", late, 0.0), "one more try"
    webhooks.retry(first.event_id, now())
    webhooks.note_delivered(due(webhooks), now())
    assert list(webhooks.undelivered(0)) == []


def test_sending_again_by_hand_hurries_what_must_go_before(disk: Disk, webhooks: Webhooks) -> None:
    yes = approved(awaiting())
    owe(disk, webhooks, awaiting(), yes, ready(yes))
    first = due(webhooks)
    webhooks.note_failed(first, "it answered 500", now() + timedelta(hours=1), 1.0)
    _, (_, second) = webhooks.undelivered(0)

    webhooks.retry(second.event_id, now())

    assert due(webhooks).event_id == first.event_id


def test_only_what_is_owed_can_be_sent_again(disk: Disk, webhooks: Webhooks) -> None:
    owe(disk, webhooks, awaiting(), approved(awaiting()))
    event_id = due(webhooks).event_id
    webhooks.note_delivered(due(webhooks), now())

    with pytest.raises(Refused, match="shop has this webhook") as refused:
        webhooks.retry(event_id, now())
    assert refused.value.code == "not_needed"
    with pytest.raises(Refused) as refused:
        webhooks.retry("evt_none", now())
    assert refused.value.code == "unknown_webhook"


def test_what_is_over_goes_with_its_order_and_what_waits_stays(
    disk: Disk, webhooks: Webhooks
) -> None:
    for order_id in ("A-1", "A-2"):
        owe(disk, webhooks, awaiting(order_id), approved(awaiting(order_id)))
    webhooks.note_delivered(due(webhooks), now())
    webhooks.tidy()

    (left,) = stored(disk)
    assert (left["order_id"], left["delivered_ms"]) == ("A-2", None)


def test_what_has_no_address_any_more_is_given_up(disk: Disk, webhooks: Webhooks) -> None:
    disk.write(
        lambda db: db.execute(
            "INSERT INTO orders (order_id, accepted_ms, day, content, fingerprint)"
            " VALUES ('A-1', 0, '2026-11-20', '', '')"
        )
    )
    owe(disk, webhooks, awaiting(), approved(awaiting()))
    Webhooks(disk, SOURCE, ()).tidy()

    ((_, given_up),) = webhooks.undelivered(0)
    assert given_up.next_at is None
    assert "settings" in (given_up.problem or "")
