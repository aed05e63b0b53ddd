"""A real till beside a real server that dies, comes back empty, or never was there."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kds.bus import open_alarms
from kds.bus.connect import connect
from kds.clock import now
from kds.orders import commands as c
from kds.orders.alarms import Alarm, AlarmKind
from kds.orders.order import Line, Order, Service
from kds.orders.part import Actor, ActorKind, Cause, CauseCode
from kds.orders.record import PASS
from tests.conftest import Server
from tests.integration.till_process import (
    RESENT,
    RESTORED,
    SUBMITTED,
    KitchenHere,
    TillProcess,
    burger,
)

SCREEN = Actor(ActorKind.DISPLAY, "d1", "Grill left")
COOK = Actor(ActorKind.DISPLAY, "d1", "Grill left")


@pytest.fixture
def till(tmp_path: Path, own_server: Server, site: str) -> Iterator[TillProcess]:
    """A till that is not started yet, with a server of its own."""
    process = TillProcess(tmp_path, own_server.url, site)
    yield process
    if process.process is not None and process.process.poll() is None:
        process.stop()


def sent(order_ids: list[str], type_name: str = SUBMITTED) -> list[tuple[str, str]]:
    return [(type_name, order_id) for order_id in order_ids]


def steps(till: TillProcess, order_id: str) -> list[str]:
    return [step["step"] for step in till.where(order_id)["steps"]]


def test_the_bus_is_away_at_the_start(till: TillProcess, own_server: Server) -> None:
    own_server.kill()
    till.start()
    placed = till.place(5)
    assert till.unsent() == 5

    own_server.start()
    till.await_all_sent()
    assert till.on_the_bus() == sent(placed)


def test_the_bus_goes_away_in_between(till: TillProcess, own_server: Server) -> None:
    kitchen = KitchenHere(till)
    till.start()
    before = till.place(5)
    till.await_all_sent()
    own_server.kill()
    meanwhile = till.place(60)
    own_server.start()
    till.await_all_sent()
    after = till.place(5)
    till.await_all_sent()

    first_of_each = list(dict.fromkeys(till.on_the_bus()))
    assert first_of_each == sent(before + meanwhile + after)
    kitchen.client.close()
    kitchen = KitchenHere(till)
    kitchen.route()
    for order_id in before + meanwhile + after:
        till.await_that(lambda order_id=order_id: "applied" in steps(till, order_id))
        assert len(kitchen.store.history(order_id)) == 1


def test_the_server_sleeps_longer_than_the_till_waits(
    till: TillProcess, own_server: Server
) -> None:
    kitchen = KitchenHere(till)
    till.start()
    before = till.place(1)
    till.await_all_sent()
    os.kill(own_server.pid, signal.SIGSTOP)
    meanwhile = till.place(3)
    till.await_that(lambda: till.ask("GET", "/orders").body["bus"]["lost_since"])
    os.kill(own_server.pid, signal.SIGCONT)
    till.await_all_sent()

    assert list(dict.fromkeys(till.on_the_bus())) == sent(before + meanwhile)
    kitchen.route()
    for order_id in before + meanwhile:
        assert len(kitchen.store.history(order_id)) == 1


def test_till_and_bus_die_with_orders_in_the_till(till: TillProcess, own_server: Server) -> None:
    own_server.kill()
    till.start()
    placed = till.place(20)
    assert till.process is not None
    till.process.kill()
    till.await_death()
    till.start()
    own_server.start()

    till.await_all_sent()
    assert till.on_the_bus() == sent(placed)


def test_an_order_that_cannot_be_sent_says_so(
    tmp_path: Path, own_server: Server, site: str
) -> None:
    till = TillProcess(tmp_path, own_server.url, site, within_s=0.2)
    kitchen = KitchenHere(till)
    own_server.kill()
    till.start()
    order_id = till.place(1)[0]

    till.await_that(lambda: till.where(order_id)["status"] == "NOT_SENT_TO_KITCHEN")
    where = till.where(order_id)
    assert where["causes"][0].startswith("the bus cannot be reached since ")
    listed = till.ask("GET", "/orders?status=NOT_SENT_TO_KITCHEN").body
    assert [each["order"]["order_id"] for each in listed["orders"]] == [order_id]
    assert listed["bus"]["lost_since"]
    assert till.ask("POST", f"/orders/{order_id}/send-again").status == 202
    own_server.start()
    till.await_all_sent()
    assert till.on_the_bus() == sent([order_id]), "sending by hand put nothing in twice"
    till.await_that(lambda: "not taken it" in " ".join(till.where(order_id)["causes"]))
    assert till.ask("POST", f"/orders/{order_id}/send-again").status == 202
    till.await_that(lambda: till.on_the_bus() == [(SUBMITTED, order_id), (RESENT, order_id)])
    kitchen.client.close()
    kitchen = KitchenHere(till)
    kitchen.route()
    till.await_that(lambda: till.where(order_id)["status"] == "IN_KITCHEN")
    assert kitchen.store.records([order_id])[0].parts["grill"].delivery.attempt == 2
    till.stop()


def test_the_whole_way_is_shown_with_times(till: TillProcess) -> None:
    kitchen = KitchenHere(till)
    till.start()
    order_id = till.post(burger(needs_approval=True)).body["order_id"]
    till.await_all_sent()
    kitchen.route()

    def tell(command: type[c.Command], by: Actor = SCREEN, **fields: Any) -> None:
        made = command(command_id=uuid4().hex, order_id=order_id, by=by, at=now(), **fields)
        assert kitchen.kitchen.handle(made).result == "done"

    assert till.where(order_id)["status"] == "AWAITING_APPROVAL"
    tell(c.ConfirmDeliveries, laid_out=(("approvals", 1),))
    tell(c.Approve, minutes=15)
    till.await_that(lambda: till.where(order_id)["status"] == "IN_KITCHEN")
    tell(c.ConfirmDeliveries, laid_out=(("grill", 3),))
    tell(c.MarkPartReady, COOK, station="grill")
    till.await_that(lambda: till.where(order_id)["status"] == "UNFINISHED")

    found = till.where(order_id)["steps"]
    assert [each["step"] for each in found] == [
        "accepted",
        "on the bus",
        "applied",
        "approved",
        "confirmed",
        "ready",
    ]
    assert found[4] | {"at": ""} == {
        "step": "confirmed",
        "at": "",
        "station": "Grill",
        "by": "Grill left",
        "words": "confirmed",
    }
    assert [each["at"] for each in found] == sorted(each["at"] for each in found)


def fail(kitchen: KitchenHere, order_id: str) -> str:
    """Let the order fail at its station and ask the till to send it again."""
    record = kitchen.store.records([order_id])[0]
    deadline = record.parts["grill"].delivery.deadline_at
    worker = Actor(ActorKind.WORKER, "resend")
    cause = Cause(CauseCode.NO_DISPLAY, "grill", now())
    attempt_id = uuid4().hex
    commands: list[c.Command] = [
        c.ExpireDelivery(
            command_id=uuid4().hex,
            order_id=order_id,
            by=worker,
            at=deadline,
            station="grill",
            cause=cause,
        ),
        c.RequestResend(
            command_id=uuid4().hex,
            order_id=order_id,
            by=worker,
            at=now(),
            attempt_id=attempt_id,
            by_hand=True,
        ),
    ]
    assert [each.result for each in kitchen.kitchen.handle_all(commands)] == ["done", "done"]
    return attempt_id


def test_it_answers_a_request_to_send_again_once(till: TillProcess) -> None:
    kitchen = KitchenHere(till)
    till.start()
    order_id = till.place(1)[0]
    till.await_all_sent()
    kitchen.route()
    attempt_id = fail(kitchen, order_id)
    till.await_that(lambda: till.on_the_bus()[1:] == sent([order_id], RESENT))
    assert till.said()[1]["data"]["attempt_id"] == attempt_id
    where = till.where(order_id)
    assert where["status"] == "NOT_SENT_TO_KITCHEN"
    assert where["causes"][0].startswith("no display of station Grill is connected since ")
    assert where["can_send_again"]

    kitchen.route()
    till.stop()
    till.start()
    till.await_that(lambda: beat(till)["cursor"] != "0-0")
    assert len(till.on_the_bus()) == 2, "what was answered is not answered again after a restart"
    assert till.ask("POST", f"/orders/{order_id}/send-again").status == 202
    till.await_that(lambda: till.on_the_bus()[2:] == sent([order_id], RESENT))
    assert till.said()[2]["data"]["attempt_id"] != attempt_id


def test_a_refused_order_stops_and_says_why(till: TillProcess) -> None:
    kitchen = KitchenHere(till)
    till.start()
    kitchen.kitchen.handle(other_tills_order("POS-1"))
    till.post(burger(order_id="POS-1"))
    till.await_all_sent()
    kitchen.route()

    till.await_that(lambda: "refused" in steps(till, "POS-1"))
    where = till.where("POS-1")
    assert where["status"] == "NOT_SENT_TO_KITCHEN"
    assert "belongs to till B" in where["causes"][0]
    till.stop()
    till.start()
    assert till.unsent() == 0


def other_tills_order(order_id: str) -> c.ApplyOrder:
    """Return the command by which till B has given the kitchen an order of this id."""
    line = Line(line_id="L1", product="Soup", quantity=1)
    order = Order(order_id, "B1", 1, now(), Service.TAKEAWAY, (line,))
    by = Actor(ActorKind.TILL, "B")
    return c.ApplyOrder(
        command_id=uuid4().hex, order_id=order_id, by=by, at=now(), order=order, till="B"
    )


def test_an_emptied_server_is_filled_again(till: TillProcess) -> None:
    kitchen = KitchenHere(till)
    till.start()
    ready, cooking, untouched = till.place(3)
    till.await_all_sent()
    kitchen.route()
    for order_id in (ready, cooking):
        by_cook = {"by": COOK, "at": now(), "station": "grill"}
        kitchen.kitchen.handle(
            c.StartPart(command_id=uuid4().hex, order_id=order_id, **by_cook)  # type: ignore[arg-type]
        )
    kitchen.kitchen.handle(
        c.MarkPartReady(command_id=uuid4().hex, order_id=ready, by=COOK, at=now(), station="grill")
    )
    till.await_that(lambda: till.where(ready)["status"] == "UNFINISHED")
    till.await_that(lambda: heard(till, cooking) == 2)
    kitchen.client.flushall()
    kitchen.client.close()
    kitchen = KitchenHere(till)

    till.await_that(lambda: till.on_the_bus() == sent([ready, cooking, untouched], RESTORED))
    assert [said["data"]["known"]["version"] for said in till.said()] == [3, 2, 1]
    kitchen.route()
    records = {each.order_id: each for each in kitchen.store.records([ready, cooking, untouched])}
    assert records[cooking].possibly_made
    assert records[cooking].parts["grill"].cooking.state == "started"
    assert not records[ready].possibly_made
    assert kitchen.client.smembers(till.keys.board(PASS)) == {cooking.encode(), untouched.encode()}
    till.await_that(lambda: heard(till, cooking) == 3)
    later = till.place(1)
    till.await_all_sent()
    assert till.on_the_bus()[3:] == sent(later)


def test_the_server_is_emptied_while_the_till_is_off(till: TillProcess) -> None:
    kitchen = KitchenHere(till)
    till.start()
    placed = till.place(3)
    till.await_all_sent()
    kitchen.route()
    till.await_that(lambda: all("applied" in steps(till, each) for each in placed))
    till.stop()
    kitchen.client.flushall()
    KitchenHere(till)
    till.start()

    till.await_that(lambda: till.on_the_bus() == sent(placed, RESTORED))
    till.stop()
    till.start()
    later = till.place(1)
    till.await_all_sent()
    assert till.on_the_bus() == sent(placed, RESTORED) + sent(later), "restored once only"


def test_a_server_from_an_old_copy_is_filled_again(till: TillProcess) -> None:
    kitchen = KitchenHere(till)
    till.start()
    placed = till.place(2)
    till.await_all_sent()
    kitchen.route()
    till.await_that(lambda: all("applied" in steps(till, each) for each in placed))
    till.await_that(lambda: beat(till)["cursor"] != "0-0")
    till.stop()
    kitchen.client.delete(till.keys.events, *(till.keys.order(each) for each in placed))
    till.start()

    till.await_that(lambda: till.on_the_bus()[2:] == sent(placed, RESTORED))


@pytest.mark.parametrize("something_is_left", [True, False])
def test_a_till_that_was_away_too_long_learns_how_its_orders_ended(
    till: TillProcess, something_is_left: bool
) -> None:
    kitchen = KitchenHere(till)
    till.start()
    made, cooking, known = till.place(3)
    till.await_all_sent()
    kitchen.route()
    kitchen.kitchen.handle(mark_ready(known))
    till.await_that(lambda: heard(till, known) == 2)
    till.await_that(lambda: beat(till)["cursor"] != "0-0")
    till.stop()
    kitchen.kitchen.handle(mark_ready(made))
    kitchen.client.xtrim(till.keys.events, maxlen=0, approximate=False)
    if something_is_left:
        kitchen.kitchen.handle(other_tills_order("B-1"))
    till.start()

    till.await_that(lambda: till.on_the_bus()[3:] == sent([made, cooking], RESTORED))
    kitchen.route()
    till.await_that(lambda: till.where(made)["status"] == "UNFINISHED")
    assert till.where(cooking)["status"] == "IN_KITCHEN"
    assert not kitchen.store.records([cooking])[0].possibly_made
    assert [each.type for each in kitchen.store.history(made)] == [
        "kds.order.applied.v1",
        "kds.part.ready.v1",
        "kds.order.told-again.v1",
    ]
    till.await_that(lambda: beat(till)["cursor"] != "0-0")
    till.stop()
    till.start()
    later = till.place(1)
    till.await_all_sent()
    assert till.on_the_bus()[5:] == sent(later), "asked once"


def mark_ready(order_id: str) -> c.MarkPartReady:
    """Return the command by which a cook is done with an order."""
    return c.MarkPartReady(
        command_id=uuid4().hex, order_id=order_id, by=COOK, at=now(), station="grill"
    )


@pytest.mark.parametrize("point", ["till.after-disk-write", "till.after-stream-write"])
def test_killed_where_it_hurts(till: TillProcess, point: str) -> None:
    kitchen = KitchenHere(till)
    till.start(KDS_FAULT=point)
    try:
        till.post(burger(order_id="POS-1"))
        answered = True
    except OSError:
        answered = False

    assert till.await_death() == -9
    assert (till.data_dir / f"fault-{point}").read_text() == "hit\n"
    till.start(KDS_FAULT=point)
    answer = till.post(burger(order_id="POS-1"))
    assert answer.status == 201
    assert answer.body["number"] == "A1", "the first answer again"
    assert answered or point == "till.after-disk-write"
    till.await_all_sent()
    kitchen.route()
    assert [each.type for each in kitchen.store.history("POS-1")] == ["kds.order.applied.v1"]
    assert len({said["id"] for said in till.said()}) == 1


def heard(till: TillProcess, order_id: str) -> int:
    """Return the version of the kitchen's record that the till heard last."""
    record = till.ask("GET", f"/orders/{order_id}").body["record"]
    return int(record["version"]) if record else 0


def beat(till: TillProcess) -> dict[str, str]:
    """Return the till's heartbeat as the kitchen sees it."""
    with connect(till.url, retries=50) as client:
        found: Any = client.hgetall(till.keys.till("A"))
    return {name.decode(): value.decode() for name, value in found.items()} | (
        {} if found else {"cursor": "0-0"}
    )


def test_the_heartbeat_tells_what_waits(till: TillProcess) -> None:
    KitchenHere(till)
    till.start()
    till.await_that(lambda: beat(till).get("unsent") == "0")
    found = beat(till)

    assert set(found) == {"at", "unsent", "oldest_unsent_at", "cursor", "epoch", "version"}


def test_open_alarms_of_the_kitchen_are_shown(till: TillProcess) -> None:
    kitchen = KitchenHere(till)
    till.start()
    dark = Alarm(AlarmKind.STATION_DARK, now(), "grill", 3)
    open_alarms.publish(kitchen.client, till.keys, till.settings.site, [dark])

    alarms = till.await_that(lambda: till.ask("GET", "/orders").body["alarms"])
    assert alarms[0]["text"].startswith("Station Grill owes 3 orders and has no screen since ")
    assert alarms[0]["sounds"] is True
