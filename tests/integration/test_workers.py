"""The route worker and the retry worker, step by step on a real server."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest
import redis

from kds.bus import open_alarms, presence, schema, till_beats
from kds.bus.envelope import ORDER_RESENT, ORDER_SUBMITTED, Resent, Submitted, seal, till_source
from kds.bus.keys import Keys
from kds.bus.order_store import KEEP_ATTEMPTS, OrderStore
from kds.bus.presence import PairedDisplay
from kds.bus.till_streams import GROUP, TillStreams
from kds.clock import now
from kds.kitchen.kitchen import Kitchen
from kds.orders import commands as c
from kds.orders.alarms import Alarm
from kds.orders.order import Line, Order, Service
from kds.orders.part import Actor, ActorKind, Cause, CauseCode, DeliveryState
from kds.orders.record import OrderRecord
from kds.orders.status import Status, status
from kds.settings.model import (
    ApprovalSettings,
    KnownTill,
    ResendSettings,
    RouteSettings,
    Settings,
    StationSettings,
)
from kds.workers import trim, watch
from kds.workers.resend import Resender
from kds.workers.route import Router

DISPLAY = Actor(ActorKind.DISPLAY, "d1", "Grill left")


class Site:
    """One site with both workers, stepped by the test."""

    def __init__(self, client: redis.Redis, site: str) -> None:
        self.client = client
        self.keys = Keys(site)
        self.settings = Settings(
            site=site,
            stations={
                "grill": StationSettings(name="Grill", deadline_s=0.05),
                "fryer": StationSettings(name="Fryer", deadline_s=600),
            },
            routes=(RouteSettings(stations=("fryer",), category="Fried"),),
            tills={"A": KnownTill(), "W": KnownTill(send_only=True)},
            approvals=ApprovalSettings(deadline_s=600, answer_within_s=600),
            resend=ResendSettings(first_pause_s=0.05, longest_pause_s=0.1, answer_within_s=0.05),
        )
        schema.prepare(client, self.keys)
        self.kitchen = Kitchen(OrderStore(client, self.keys, site), self.settings.policy())
        self.router = self.new_router()
        self.router.start()
        self.resender = Resender(self.settings, client, self.keys, self.kitchen)

    def settle_without(self, station: str) -> None:
        """Go on with settings that no longer know a station, as after a restart."""
        left = {key: each for key, each in self.settings.stations.items() if key != station}
        routes = tuple(each for each in self.settings.routes if station not in each.stations)
        self.settings = msgspec.structs.replace(self.settings, stations=left, routes=routes)
        self.resender = Resender(self.settings, self.client, self.keys, self.kitchen)

    def beat(self, till: str, at: datetime, **fields: str) -> None:
        """Say that a till lives, as it does every two seconds."""
        told = {"at": at.isoformat(), "unsent": "0", **fields}
        self.client.hset(self.keys.till(till), mapping=told)

    def alarms(self) -> dict[str, Alarm]:
        """Return the open alarms by id."""
        return open_alarms.read(self.client, self.keys)

    def new_router(self) -> Router:
        """Return a route worker as after a restart."""
        tills = self.settings.all_tills
        streams = TillStreams(self.client, self.keys, self.settings.site, tills, "route")
        return Router(self.settings.site, self.kitchen, streams)

    def order(self, order_id: str, revision: int = 1, category: str = "Grilled") -> Order:
        """Return an order with one line."""
        line = Line(line_id="L1", product="Burger", quantity=revision, category=category)
        return Order(
            order_id=order_id,
            number=order_id,
            revision=revision,
            accepted_at=now(),
            service=Service.TAKEAWAY,
            lines=(line,),
        )

    def write(self, till: str, body: bytes) -> None:
        """Write an entry as a till does."""
        self.client.xadd(self.keys.orders(till), {"event": body})

    def submit(self, order: Order, till: str = "A") -> None:
        """Send an order as a till does."""
        source = till_source(self.settings.site, till)
        self.write(till, seal(ORDER_SUBMITTED, source, order.order_id, Submitted(order)))

    def resend(self, order: Order, attempt_id: str) -> None:
        """Send an order again as till A does."""
        source = till_source(self.settings.site, "A")
        data = Resent(order, attempt_id)
        self.write("A", seal(ORDER_RESENT, source, order.order_id, data))

    def record(self, order_id: str) -> OrderRecord:
        """Return the kitchen's record."""
        return self.kitchen.store.records([order_id])[0]

    def step_until(self, holds: Callable[[], bool]) -> None:
        """Let the retry worker work until something holds."""
        while not holds():
            self.resender.step()

    def confirm(self, order_id: str, version: int = 1) -> None:
        """Let a display lay the ticket out."""
        self.kitchen.handle(
            c.ConfirmDeliveries(
                command_id=uuid4().hex,
                order_id=order_id,
                by=DISPLAY,
                at=now(),
                laid_out=(("grill", version),),
            )
        )

    def history(self, order_id: str) -> list[str]:
        """Return the types of the order's changes."""
        return [change.type for change in self.kitchen.store.history(order_id)]


@pytest.fixture
def kitchen_site(bus: redis.Redis, site: str) -> Site:
    return Site(bus, site)


def test_an_order_is_applied_and_acknowledged(kitchen_site: Site) -> None:
    kitchen_site.submit(kitchen_site.order("A-1"))
    kitchen_site.router.step()
    assert status(kitchen_site.record("A-1")) is Status.IN_KITCHEN
    assert kitchen_site.client.xpending(kitchen_site.keys.orders("A"), GROUP)["pending"] == 0


def test_doubles_have_one_effect_and_equal_orders_are_two(kitchen_site: Site) -> None:
    for _ in range(3):
        kitchen_site.submit(kitchen_site.order("A-1"))
    kitchen_site.submit(kitchen_site.order("A-2"))
    kitchen_site.router.step()
    assert kitchen_site.record("A-1").version == 1
    assert kitchen_site.record("A-2").version == 1
    assert kitchen_site.client.scard(kitchen_site.keys.board("grill")) == 2


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\xff\xfe", "$"),
        (b"[1, 2", "$"),
        (b"{}", "type"),
        (b'{"specversion":"1.0","type":"nonsense","source":"x","id":"1","data":{}}', "$.type"),
        (
            b'{"specversion":"1.0","type":"kds.order.submitted.v1","source":"x","id":"1","data":{}}',
            "$.source",
        ),
    ],
)
def test_a_broken_entry_is_set_aside_answered_and_stops_nothing(
    kitchen_site: Site, body: bytes, reason: str
) -> None:
    kitchen_site.write("A", body)
    kitchen_site.submit(kitchen_site.order("A-1"))
    kitchen_site.router.step()
    kept = [json.loads(raw) for raw in kitchen_site.client.hvals(kitchen_site.keys.set_aside)]
    assert [entry["till"] for entry in kept] == ["A"]
    assert reason in kept[0]["reason"]
    events = kitchen_site.client.xrange(kitchen_site.keys.events)
    types = [json.loads(fields[b"event"])["type"] for _, fields in events]
    assert types == ["kds.order.refused.v1", "kds.order.applied.v1"]


def test_a_till_cannot_speak_of_anothers_order(kitchen_site: Site) -> None:
    kitchen_site.submit(kitchen_site.order("A-1"))
    kitchen_site.submit(kitchen_site.order("A-1", revision=2), till="W")
    kitchen_site.router.step()
    assert kitchen_site.record("A-1").order.revision == 1
    (kept,) = kitchen_site.client.hvals(kitchen_site.keys.set_aside)
    assert "belongs to till A" in json.loads(kept)["reason"]


def test_what_was_read_and_not_acknowledged_is_finished_after_a_restart(kitchen_site: Site) -> None:
    kitchen_site.submit(kitchen_site.order("A-1"))
    stream = kitchen_site.keys.orders("A")
    assert kitchen_site.client.xreadgroup(GROUP, "route", {stream: ">"})
    router = kitchen_site.new_router()
    router.start()
    assert kitchen_site.record("A-1").version == 1
    assert kitchen_site.client.xpending(stream, GROUP)["pending"] == 0


def test_what_nothing_confirms_is_not_sent_and_asked_for_again(kitchen_site: Site) -> None:
    order = kitchen_site.order("A-1")
    kitchen_site.submit(order)
    kitchen_site.router.step()
    kitchen_site.step_until(
        lambda: status(kitchen_site.record("A-1")) is Status.NOT_SENT_TO_KITCHEN
    )
    delivery = kitchen_site.record("A-1").parts["grill"].delivery
    assert delivery.cause is not None
    assert delivery.cause.code is CauseCode.NOT_PAIRED
    kitchen_site.step_until(
        lambda: (r := kitchen_site.record("A-1").resend) is not None and r.attempt > 0
    )
    asked = kitchen_site.record("A-1").resend
    assert asked is not None
    kitchen_site.resend(order, asked.attempt_id)
    kitchen_site.router.step()
    assert kitchen_site.record("A-1").parts["grill"].delivery.attempt > 1
    assert status(kitchen_site.record("A-1")) is Status.NOT_SENT_TO_KITCHEN
    kitchen_site.confirm("A-1", kitchen_site.record("A-1").version)
    assert status(kitchen_site.record("A-1")) is Status.IN_KITCHEN
    assert kitchen_site.record("A-1").resend is None
    assert kitchen_site.client.zcard(kitchen_site.keys.not_sent) == 0
    assert kitchen_site.history("A-1")[-1] == "kds.delivery.confirmed.v1"


def test_a_till_that_does_not_answer_is_replaced_by_the_kitchens_copy(kitchen_site: Site) -> None:
    kitchen_site.submit(kitchen_site.order("A-1"))
    kitchen_site.submit(kitchen_site.order("W-1"), till="W")
    kitchen_site.router.step()
    kitchen_site.step_until(
        lambda: all(
            "kds.order.sent-again.v1" in kitchen_site.history(each) for each in ("A-1", "W-1")
        )
    )
    assert kitchen_site.record("A-1").parts["grill"].delivery.own_copy
    assert not kitchen_site.record("W-1").parts["grill"].delivery.own_copy


def test_a_long_deadline_is_waited_for(kitchen_site: Site) -> None:
    kitchen_site.submit(kitchen_site.order("A-1"))
    kitchen_site.submit(kitchen_site.order("A-2", category="Fried"))
    kitchen_site.router.step()
    kitchen_site.step_until(
        lambda: status(kitchen_site.record("A-1")) is Status.NOT_SENT_TO_KITCHEN
    )
    assert kitchen_site.record("A-2").parts["fryer"].delivery.state is DeliveryState.IN_FLIGHT


def test_a_station_that_goes_dark_while_it_owes_food_raises_an_alarm(kitchen_site: Site) -> None:
    client, keys = kitchen_site.client, kitchen_site.keys
    paired = PairedDisplay(name="Grill left", board="grill", boards=("grill",))
    client.hset(keys.displays, "d1", msgspec.json.encode(paired))
    presence.renew(client, keys, [("grill", "d1")], now())
    kitchen_site.submit(kitchen_site.order("A-1"))
    kitchen_site.router.step()
    kitchen_site.confirm("A-1")
    kitchen_site.step_until(lambda: "station_dark:grill" in open_alarms.read(client, keys))
    dark = open_alarms.read(client, keys)["station_dark:grill"]
    assert dark.count == 1
    presence.renew(client, keys, [("grill", "d1")], now())
    kitchen_site.step_until(lambda: "station_dark:grill" not in open_alarms.read(client, keys))


def test_a_pass_whose_paired_screen_is_gone_is_told_of_while_it_has_orders(
    kitchen_site: Site,
) -> None:
    client, keys = kitchen_site.client, kitchen_site.keys
    presence.renew(client, keys, [("grill", "d1"), ("fryer", "d2")], now() + timedelta(hours=1))
    kitchen_site.submit(kitchen_site.order("A-1", category="Fried"))
    kitchen_site.router.step()
    kitchen_site.step_until(lambda: "till_silent:A" in kitchen_site.alarms())
    told = "station_without_screen:pass"
    assert told not in kitchen_site.alarms(), "a restaurant may do without a pass"

    paired = PairedDisplay(name="Pass", board="pass", boards=("pass",))
    client.hset(keys.displays, "d9", msgspec.json.encode(paired))
    kitchen_site.step_until(lambda: told in kitchen_site.alarms())
    alarm = kitchen_site.alarms()[told]
    assert (alarm.count, alarm.sounds) == (1, False)
    presence.renew(client, keys, [("pass", "d9")], now())
    kitchen_site.step_until(lambda: told not in kitchen_site.alarms())
    kitchen_site.step_until(lambda: told in kitchen_site.alarms())
    made = c.MarkPartReady(
        command_id=uuid4().hex, order_id="A-1", by=DISPLAY, at=now(), station="fryer"
    )
    assert kitchen_site.kitchen.handle(made).result == "done"
    kitchen_site.step_until(lambda: told not in kitchen_site.alarms())


def test_an_approval_that_nobody_answers_raises_an_alarm(kitchen_site: Site) -> None:
    client, keys = kitchen_site.client, kitchen_site.keys
    for order_id, waited in (("A-1", 601), ("A-2", 1), ("A-3", 601), ("A-4", 3600)):
        asks = msgspec.structs.replace(kitchen_site.order(order_id), needs_approval=True)
        kitchen_site.kitchen.handle(
            c.ApplyOrder(
                command_id=uuid4().hex,
                order_id=order_id,
                by=Actor(ActorKind.TILL, "A"),
                at=now() - timedelta(seconds=waited),
                order=asks,
                till="A",
            )
        )
    assert client.scard(keys.board("approvals")) == 4
    kitchen_site.step_until(lambda: "approval_unanswered" in kitchen_site.alarms())
    alarm = kitchen_site.alarms()["approval_unanswered"]
    assert (alarm.count, alarm.sounds) == (3, True)

    def answer(command: type[c.Command], order_id: str, **told: Any) -> None:
        made = command(command_id=uuid4().hex, order_id=order_id, by=DISPLAY, at=now(), **told)
        assert kitchen_site.kitchen.handle(made).result == "done"

    answer(c.Approve, "A-1")
    kitchen_site.step_until(lambda: kitchen_site.alarms()["approval_unanswered"].count == 2)
    assert kitchen_site.alarms()["approval_unanswered"].since == alarm.since
    answer(c.Approve, "A-3")
    answer(c.Reject, "A-4", reason="sold out")
    kitchen_site.step_until(lambda: "approval_unanswered" not in kitchen_site.alarms())
    assert client.smembers(keys.board("approvals")) == {b"A-2"}


def test_a_lease_outlasts_a_page_reload(kitchen_site: Site) -> None:
    client, keys = kitchen_site.client, kitchen_site.keys
    at = now()
    presence.renew(client, keys, [("grill", "d1")], at)
    reloaded = presence.read(client, keys, at + timedelta(seconds=4))
    gone = presence.read(client, keys, at + timedelta(seconds=6))
    assert reloaded.is_covered("grill")
    assert not gone.is_covered("grill")
    assert gone.cause("grill").code is CauseCode.NO_DISPLAY


def test_trimming_keeps_what_is_not_finished(kitchen_site: Site) -> None:
    stream = kitchen_site.keys.orders("A")
    for number in range(3):
        kitchen_site.submit(kitchen_site.order(f"A-{number}"))
    kitchen_site.router.step()
    kitchen_site.submit(kitchen_site.order("A-3"))
    kitchen_site.client.xreadgroup(GROUP, "route", {stream: ">"})
    kitchen_site.submit(kitchen_site.order("A-4"))
    trim.trim(kitchen_site.client, kitchen_site.keys, kitchen_site.settings, now())
    kept = [json.loads(f[b"event"])["subject"] for _, f in kitchen_site.client.xrange(stream)]
    assert kept == ["A-3", "A-4"]


def test_trimming_a_new_server_finds_nothing_to_trim(bus: redis.Redis, kitchen_site: Site) -> None:
    keys = Keys(f"{kitchen_site.keys.prefix}new")
    assert not bus.exists(keys.orders("A"))
    trim.trim(bus, keys, kitchen_site.settings, now())
    assert not bus.exists(keys.orders("A"))


def test_food_owed_at_a_station_that_is_gone_raises_an_alarm(kitchen_site: Site) -> None:
    client, keys = kitchen_site.client, kitchen_site.keys
    kitchen_site.submit(kitchen_site.order("A-1", category="Fried"))
    kitchen_site.router.step()
    fryer = c.ConfirmDeliveries(
        command_id=uuid4().hex, order_id="A-1", by=DISPLAY, at=now(), laid_out=(("fryer", 1),)
    )
    assert kitchen_site.kitchen.handle(fryer).result == "done"
    kitchen_site.settle_without("fryer")
    presence.renew(client, keys, [("pass", "d9")], now() + timedelta(hours=1))
    kitchen_site.step_until(lambda: "station_dark:fryer" in kitchen_site.alarms())
    assert kitchen_site.alarms()["station_dark:fryer"].count == 1

    made = c.MarkPartReady(
        command_id=uuid4().hex, order_id="A-1", by=DISPLAY, at=now(), station="fryer"
    )
    assert kitchen_site.kitchen.handle(made).result == "done"
    kitchen_site.step_until(lambda: "station_dark:fryer" not in kitchen_site.alarms())
    trim.forget_stations(client, keys, kitchen_site.settings)
    assert client.smembers(keys.stations) == set()


def test_a_station_with_orders_is_not_forgotten(kitchen_site: Site) -> None:
    kitchen_site.submit(kitchen_site.order("A-1", category="Fried"))
    kitchen_site.router.step()
    kitchen_site.settle_without("fryer")
    trim.forget_stations(kitchen_site.client, kitchen_site.keys, kitchen_site.settings)
    assert kitchen_site.client.smembers(kitchen_site.keys.stations) == {b"fryer"}


def test_a_till_that_was_never_heard_raises_an_alarm_and_a_send_only_one_does_not(
    kitchen_site: Site,
) -> None:
    kitchen_site.step_until(lambda: any(key.startswith("till") for key in kitchen_site.alarms()))
    assert [key for key in kitchen_site.alarms() if key.startswith("till")] == ["till_silent:A"]
    kitchen_site.beat("A", now())
    kitchen_site.step_until(lambda: "till_silent:A" not in kitchen_site.alarms())


BEGAN = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)


def _later(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


def test_a_till_is_judged_by_when_its_beat_changed_whatever_its_clock_says(
    kitchen_site: Site,
) -> None:
    for ahead in (timedelta(hours=1), timedelta(hours=-1)):
        tills = watch.TillsHeard(["A"], BEGAN)
        for second in (1, 3, 5):
            kitchen_site.beat("A", _later(second) + ahead)
            beats = till_beats.read(kitchen_site.client, kitchen_site.keys, ["A"])
            heard = tills.note(beats, _later(second))
        assert heard == {"A": _later(5)}
        assert tills.note(beats, _later(20)) == {"A": _later(5)}, "it says nothing new"
        assert tills.note({}, _later(22)) == {"A": _later(22)}, "the server was emptied"
        assert tills.note({}, _later(40)) == {"A": _later(22)}


def test_a_till_that_was_silent_before_the_worker_began_is_known_at_once(
    kitchen_site: Site,
) -> None:
    kitchen_site.beat("A", _later(-600))
    beats = till_beats.read(kitchen_site.client, kitchen_site.keys, ["A"])
    assert watch.TillsHeard(["A"], BEGAN).note(beats, _later(1)) == {"A": _later(-600)}


def test_a_till_that_holds_orders_is_noticed_by_its_own_clock(kitchen_site: Site) -> None:
    ahead = now() + timedelta(hours=1)
    since = ahead - timedelta(seconds=30)
    kitchen_site.beat("A", ahead, unsent="2", oldest_unsent_at=since.isoformat())
    kitchen_site.step_until(lambda: "till_holding:A" in kitchen_site.alarms())
    assert kitchen_site.alarms()["till_holding:A"].count == 2


def test_a_failing_order_keeps_only_the_last_attempts_of_all_night(kitchen_site: Site) -> None:
    kitchen_site.submit(kitchen_site.order("A-1"))
    kitchen_site.router.step()
    worker = Actor(ActorKind.WORKER, "resend")
    person = Actor(ActorKind.BACK_OFFICE, "mari")
    at = now() + timedelta(minutes=1)

    def tell(command: type[c.Command], by: Actor = worker, **told: Any) -> None:
        made = command(command_id=uuid4().hex, order_id="A-1", by=by, at=at, **told)
        assert kitchen_site.kitchen.handle(made).result == "done"

    cause = Cause(CauseCode.NO_DISPLAY, "grill")
    tell(c.ExpireDelivery, station="grill", cause=cause)
    tell(c.RequestResend, person, attempt_id="by-hand", by_hand=True)
    for number in range(KEEP_ATTEMPTS):
        at += timedelta(minutes=2)
        tell(c.RequestResend, attempt_id=f"a-{number}")
        at += timedelta(minutes=1)
        tell(c.SendOwnCopy, attempt_id=f"a-{number}")
    found = kitchen_site.kitchen.store.history("A-1")
    last = kitchen_site.record("A-1").version

    assert len(found) == 3 + KEEP_ATTEMPTS
    assert [change.version for change in found] == [
        *(1, 2, 3),
        *range(last - KEEP_ATTEMPTS + 1, last + 1),
    ]
    assert found[2].by == person


def test_nothing_of_an_order_goes_by_itself_open_or_closed(kitchen_site: Site) -> None:
    client, keys = kitchen_site.client, kitchen_site.keys
    kept = [keys.order("A-1"), keys.history("A-1")]
    kitchen_site.submit(kitchen_site.order("A-1"))
    kitchen_site.router.step()
    assert [client.ttl(key) for key in kept] == [-1, -1]

    for command in (c.MarkPartReady, c.RecallPart):
        made = command(
            command_id=uuid4().hex, order_id="A-1", by=DISPLAY, at=now(), station="grill"
        )
        assert kitchen_site.kitchen.handle(made).result == "done"
        assert [client.ttl(key) for key in kept] == [-1, -1]


def test_a_till_cannot_fill_the_server_with_what_cannot_be_read(
    kitchen_site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("kds.bus.till_streams.MOST_SET_ASIDE", 3)
    for number in range(5):
        kitchen_site.write("A", b"nonsense %d" % number)
    kitchen_site.router.step()

    client, keys = kitchen_site.client, kitchen_site.keys
    assert client.hlen(keys.set_aside) == 3
    assert client.xlen(keys.events) == 5, "each is answered"
    assert sum("is not kept" in each.getMessage() for each in caplog.records) == 2
