"""Texts on a real server and to a real gateway: each at most once, and none is forgotten."""

from __future__ import annotations

import time as clock
from collections import Counter
from datetime import time, timedelta
from pathlib import Path

import pytest
import redis

from kds.archive.database import Database
from kds.archive.opt_outs import OptOuts
from kds.archive.reminders import Reminder, ReminderBook
from kds.bus import jobs
from kds.bus.connect import connect
from kds.bus.worker_names import text_queue
from kds.clock import now
from kds.orders.text import TextState
from kds.texting.gateway import Gateway
from kds.texting.reasons import IN_OUTBOX, SLOW, TOO_LATE, WANTS_NONE, WORKER_ENDED
from kds.workers.sweep import ReminderSweep, Sweep
from kds.workers.texts import text_taker
from tests.conftest import Server
from tests.integration.text_gateways import HttpGateway, serving
from tests.integration.text_site import CASHIER, TO, TextSite, url_of


@pytest.fixture
def quiet_site(bus: redis.Redis, site: str, tmp_path: Path) -> TextSite:
    """A site without a gateway."""
    return TextSite(bus, site, tmp_path)


def test_a_text_is_sent_once_and_shown_as_sent(bus: redis.Redis, site: str, tmp_path: Path) -> None:
    with serving(HttpGateway()) as gateway:
        kds = TextSite(bus, site, tmp_path, [gateway])
        text_id = kds.called()

        for _ in range(3):
            kds.carrier.carry_text("A-1", text_id)

    assert [(each["to"], each["message"]) for each in gateway.texts] == [(TO, "Order A-1 is ready")]
    assert kds.text().state is TextState.SENT
    assert kds.text().begun_at is not None
    assert not bus.exists(kds.keys.texts_owed)


def test_without_a_gateway_it_lies_in_the_outbox(quiet_site: TextSite) -> None:
    quiet_site.carrier.carry_text("A-1", quiet_site.called())

    assert (quiet_site.text().state, quiet_site.text().reason) == (TextState.NOT_SENT, IN_OUTBOX)


def test_a_number_that_wants_none_gets_none(bus: redis.Redis, site: str, tmp_path: Path) -> None:
    with serving(HttpGateway()) as gateway:
        kds = TextSite(bus, site, tmp_path, [gateway])
        kds.opt_outs.add(TO, now(), CASHIER)
        kds.carrier.carry_text("A-1", kds.called())

    assert not gateway.texts
    assert (kds.text().state, kds.text().reason) == (TextState.FAILED, WANTS_NONE)


def test_a_gateway_that_refuses_is_said_with_its_reason(
    bus: redis.Redis, site: str, tmp_path: Path
) -> None:
    with serving(HttpGateway(500)) as gateway:
        kds = TextSite(bus, site, tmp_path, [gateway])
        kds.carrier.carry_text("A-1", kds.called())

    assert kds.text().state is TextState.FAILED
    assert "500" in (kds.text().reason or "")


def test_a_gateway_that_does_not_answer_leaves_it_unknown(
    bus: redis.Redis, site: str, tmp_path: Path
) -> None:
    with serving(HttpGateway(waits=True)) as gateway:
        kds = TextSite(bus, site, tmp_path, [gateway])
        carrier = kds.carrier_with(Gateway([url_of(gateway)], answer_s=0.2))
        carrier.carry_text("A-1", kds.called())
        gateway.let_go.set()

    assert (kds.text().state, kds.text().reason) == (TextState.UNKNOWN, SLOW)


def test_an_archive_that_is_away_holds_up_no_text(
    bus: redis.Redis, site: str, tmp_path: Path
) -> None:
    away = OptOuts(Database("postgresql://kds@127.0.0.1:1/kds"))
    with serving(HttpGateway()) as gateway:
        kds = TextSite(bus, site, tmp_path, [gateway])
        text_id = kds.called()
        kds.carrier_with(Gateway([url_of(gateway)]), away).carry_text("A-1", text_id)

    assert kds.text().state is TextState.SENT


def test_in_quiet_hours_a_text_that_is_due_waits(
    bus: redis.Redis, site: str, tmp_path: Path
) -> None:
    night = {"quiet_from": time(0), "quiet_until": time(23, 59, 59)}
    with serving(HttpGateway()) as gateway:
        kds = TextSite(bus, site, tmp_path, [gateway], **night)
        text_id = kds.called()
        kds.carrier.carry_text("A-1", text_id)
        kds.sweep.step(now())

    assert not gateway.texts
    assert kds.text().state is TextState.QUEUED
    assert not _waiting(kds)


def test_a_text_that_is_not_due_yet_waits(quiet_site: TextSite) -> None:
    text_id = quiet_site.called(send_at=now() + timedelta(hours=1))
    quiet_site.carrier.carry_text("A-1", text_id)
    quiet_site.sweep.step(now())

    assert quiet_site.text().state is TextState.QUEUED
    assert not _waiting(quiet_site)


def test_what_a_dead_worker_was_sending_ends_as_unknown(quiet_site: TextSite) -> None:
    quiet_site.called()
    quiet_site.begin("A-1")
    give_up = timedelta(seconds=quiet_site.settings.texts.give_up_s)

    quiet_site.sweep.step(now() + give_up / 2)
    assert quiet_site.text().state is TextState.SENDING
    quiet_site.sweep.step(now() + give_up + timedelta(seconds=1))

    assert (quiet_site.text().state, quiet_site.text().reason) == (TextState.UNKNOWN, WORKER_ENDED)
    assert not _waiting(quiet_site), "nothing goes back from sending to queued"


def test_what_waited_too_long_is_not_sent_any_more(quiet_site: TextSite) -> None:
    quiet_site.called()
    quiet_site.sweep.step(now() + timedelta(hours=13))

    assert (quiet_site.text().state, quiet_site.text().reason) == (TextState.FAILED, TOO_LATE)


def test_a_night_is_no_waiting(bus: redis.Redis, site: str, tmp_path: Path) -> None:
    kds = TextSite(bus, site, tmp_path, quiet_from=time(0), quiet_until=time(23))
    today = now().astimezone(kds.settings.zone)
    midnight = today.replace(hour=0, minute=0, second=0, microsecond=0)
    kds.called(send_at=midnight)
    kds.sweep.step(midnight + timedelta(hours=34))
    assert kds.text().state is TextState.QUEUED
    kds.sweep.step(midnight + timedelta(hours=36))

    assert kds.text().state is TextState.FAILED


def test_a_text_without_a_job_gets_one_and_not_a_second(quiet_site: TextSite) -> None:
    quiet_site.called()
    for _ in range(3):
        quiet_site.sweep.step(now())

    assert len(_waiting(quiet_site)) == 1


def test_a_job_that_was_lost_with_its_worker_is_found_again(quiet_site: TextSite) -> None:
    text_id = quiet_site.called()
    assert jobs.enqueue_text(quiet_site.client, quiet_site.site, "A-1", text_id)
    # A worker takes it and is killed before it has written anything.
    name = quiet_site.client.lpop(_queue(quiet_site))
    quiet_site.sweep.step(now())
    assert not _waiting(quiet_site), "it was taken just now"
    long_ago = "2026-01-01T00:00:00.000000Z"
    quiet_site.client.hset(f"rq:job:{name.decode()}", "enqueued_at", long_ago)  # type: ignore[union-attr]
    quiet_site.sweep.step(now())

    assert _waiting(quiet_site) == [name]


def test_an_entry_whose_order_is_gone_is_dropped(quiet_site: TextSite) -> None:
    quiet_site.called()
    quiet_site.client.delete(quiet_site.keys.order("A-1"))
    quiet_site.sweep.step(now())

    assert not quiet_site.client.exists(quiet_site.keys.texts_owed)


def test_one_of_two_workers_gets_each_text(
    bus: redis.Redis, shared_server: Server, site: str, tmp_path: Path
) -> None:
    orders = [f"A-{n}" for n in range(25)]
    with serving(HttpGateway()) as gateway:
        kds = TextSite(bus, site, tmp_path, [gateway])
        texts = {order_id: kds.called(order_id) for order_id in orders}
        for order_id, text_id in texts.items():
            jobs.enqueue_text(bus, site, order_id, text_id)
        for name in _waiting(kds):
            # Next to itself, so that both take it at the same moment.
            bus.linsert(_queue(kds), "AFTER", name, name)
        with kds.workers(shared_server.url, 2):
            until = clock.monotonic() + 60
            while bus.exists(kds.keys.texts_owed) or _waiting(kds):
                assert clock.monotonic() < until
                clock.sleep(0.05)

    assert {kds.text(order_id).state for order_id in orders} == {TextState.SENT}
    assert set(Counter(each["message"] for each in gateway.texts).values()) == {1}
    assert len(gateway.texts) == len(orders)


def test_a_job_runs_nothing_but_what_it_is_for(
    quiet_site: TextSite, shared_server: Server, tmp_path: Path
) -> None:
    proof = tmp_path / "proof"
    client = connect(shared_server.url)
    queue = jobs.queue(client, text_queue(quiet_site.site))
    queue.enqueue_call("pathlib.Path.mkdir", args=[str(proof)], job_id=f"{quiet_site.site}_x")
    text_id = quiet_site.called()
    jobs.enqueue_text(client, quiet_site.site, "A-1", text_id)
    _work(quiet_site, client, jobs=2)

    assert not proof.exists()
    assert quiet_site.text().state is TextState.NOT_SENT, "the next job is done all the same"


def test_planned_reminders_are_filed_once_and_sent_once(
    bus: redis.Redis, site: str, tmp_path: Path
) -> None:
    with serving(HttpGateway()) as gateway:
        kds = TextSite(bus, site, tmp_path, [gateway])
        reminder_id = kds.collected()
        for _ in range(2):
            kds.reminders.file(now())
        assert kds.record("A-1").reminders_filed
        assert not bus.exists(kds.keys.unfiled)
        (filed,) = kds.book.of_order("A-1")
        assert (filed.reminder_id, filed.customer) == (reminder_id, "Aino")

        for _ in range(2):
            kds.reminders.step(now())
            assert len(_waiting(kds)) == 1
        _work(kds, bus, jobs=1)
        kds.reminders.step(now())
        kds.carrier.carry_reminder(reminder_id)

    assert [each["message"] for each in gateway.texts] == ["Time for service"]
    assert kds.book.of_order("A-1")[0].text.state is TextState.SENT
    assert not _waiting(kds)


def test_a_reminder_goes_by_day_alone(bus: redis.Redis, site: str, tmp_path: Path) -> None:
    kds = TextSite(bus, site, tmp_path, hour=20)
    reminder_id = kds.collected()
    kds.reminders.file(now())
    kds.reminders.step(now())
    kds.carrier.carry_reminder(reminder_id)

    assert not _waiting(kds)
    assert kds.book.of_order("A-1")[0].text.state is TextState.QUEUED


def test_a_reminder_of_long_ago_is_not_sent_any_more(quiet_site: TextSite) -> None:
    quiet_site.collected()
    quiet_site.reminders.file(now())
    quiet_site.reminders.step(now() + timedelta(days=20))

    (late,) = quiet_site.book.of_order("A-1")
    assert (late.text.state, late.text.reason) == (TextState.FAILED, TOO_LATE)


def test_a_reminder_is_claimed_before_it_goes(bus: redis.Redis, site: str, tmp_path: Path) -> None:
    kds = TextSite(bus, site, tmp_path)
    reminder_id = kds.collected(send_at=now() - timedelta(days=1))
    kds.reminders.file(now())
    at = now()
    assert kds.book.begin(reminder_id, at)
    assert kds.book.begin(reminder_id, at) is None
    kds.reminders.step(at + timedelta(minutes=5))

    (stuck,) = kds.book.of_order("A-1")
    assert (stuck.text.state, stuck.text.reason) == (TextState.UNKNOWN, WORKER_ENDED)


def test_what_was_erased_before_it_was_filed_is_filed_without_the_customer(
    quiet_site: TextSite,
) -> None:
    quiet_site.collected()
    quiet_site.erase("A-1")
    quiet_site.reminders.file(now())

    (filed,) = quiet_site.book.of_order("A-1")
    assert (filed.customer, filed.text.to, filed.text.words) == (None, "", "")
    assert filed.text.state is TextState.CANCELLED


def test_who_is_erased_between_filing_and_saying_so_gets_no_reminder(
    quiet_site: TextSite,
) -> None:
    reminder_id = quiet_site.collected()
    (text,) = quiet_site.record("A-1").reminders
    # A sweep files it and is killed, and nobody who erases finds that it is filed.
    quiet_site.book.file([Reminder(reminder_id, "A-1", "A-1", "Aino", text)])
    quiet_site.erase("A-1")
    quiet_site.reminders.file(now())

    (filed,) = quiet_site.book.of_order("A-1")
    assert (filed.customer, filed.text.to) == (None, "")
    assert filed.text.state is TextState.CANCELLED


def test_a_task_that_cannot_be_done_now_holds_up_no_other(quiet_site: TextSite) -> None:
    away = Database("postgresql://kds@127.0.0.1:1/kds")
    quiet_site.called()
    filing = ReminderSweep(
        quiet_site.settings,
        quiet_site.client,
        quiet_site.keys,
        quiet_site.kitchen,
        ReminderBook(away),
    )
    Sweep({"reminders": filing.step, "texts": quiet_site.sweep.step}).step()

    assert len(_waiting(quiet_site)) == 1


def _queue(kds: TextSite) -> str:
    return jobs.queue(kds.client, text_queue(kds.site)).key


def _waiting(kds: TextSite) -> list[bytes]:
    found: list[bytes] = kds.client.lrange(_queue(kds), 0, -1)  # type: ignore[assignment]
    return found


def _work(kds: TextSite, client: redis.Redis, jobs: int) -> None:
    """Do so many jobs as a worker does."""
    taker = text_taker(client, kds.site, kds.carrier)
    taker.start()
    for _ in range(jobs):
        taker.step(lambda: None)
    taker.end()
