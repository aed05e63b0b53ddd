"""Sheets of paper on a real server: each at most once, none is forgotten, none comes too late."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from msgspec.structs import replace

from kds.bus.connect import BUS_LOST, connect
from kds.bus.worker_names import print_queue
from kds.clock import now
from kds.orders import commands as c
from kds.orders.paper import (
    NO_SUCH_PRINTER,
    NOT_LAID_OUT,
    WAITED_TOO_LONG,
    WORKER_ENDED,
    PrinterFault,
    PrintState,
)
from kds.orders.part import DeliveryState
from kds.virtual_printer.faults import Fault
from kds.workers.print_book import BATCH
from kds.workers.print_sweep import GIVE_UP, PrintSweep
from kds.workers.printer_lock import PrinterLock
from kds.workers.printing import LOOK_EVERY_S
from kds.workers.watch_printers import MissedTickets
from tests.conftest import Server
from tests.integration.print_site import TILL, PrintSite, paper_of

S = PrintState
GRILL: dict[str, Any] = {"tickets": ("grill",)}
BAR: dict[str, Any] = {"tickets": ("bar",)}


@pytest.fixture
def kds(bus: redis.Redis, site: str) -> Iterator[PrintSite]:
    """A site with a printer at the grill and one at the bar."""
    made = PrintSite(bus, site, grill=GRILL, bar=BAR)
    yield made
    made.end()


def printed(kds: PrintSite) -> list[str]:
    """Return what the printer of the grill has printed, sheet by sheet."""
    return paper_of(kds.machines["grill"])


def test_a_ticket_is_printed_once_and_proves_its_part(kds: PrintSite) -> None:
    print_id = kds.sent()
    for _ in range(3):
        kds.carriers["grill"].carry_print("A-1", print_id)

    (ticket,) = printed(kds)
    assert "Burger" in ticket
    assert kds.sheet().state is S.PRINTED
    assert kds.record().parts["grill"].delivery.state is DeliveryState.CONFIRMED
    assert not kds.client.exists(kds.keys.owed_prints("grill"))


def test_the_oldest_is_printed_first_whichever_is_asked_for(kds: PrintSite) -> None:
    kds.sent("A-1", at=now() - timedelta(minutes=2))
    kds.sent("A-3", at=now())
    kds.sent("A-2", at=now() - timedelta(minutes=1))
    kds.carriers["grill"].carry_print("A-3", kds.sheet("A-3").print_id)

    numbers = [[n for n in ("A-1", "A-2", "A-3") if n in p] for p in printed(kds)]
    assert numbers == [["A-1"], ["A-2"], ["A-3"]]


def test_without_paper_it_waits_and_says_so_and_goes_on_when_there_is_some(kds: PrintSite) -> None:
    kds.machines["grill"].set(Fault.PAPER_OUT)
    kds.sent("A-1")
    kds.sent("A-2")
    carrier = kds.carriers["grill"]
    carrier.carry_owed()
    version = kds.record().version
    carrier.carry_owed()

    assert [kds.sheet(each).held for each in ("A-1", "A-2")] == [PrinterFault.PAPER_OUT] * 2
    assert kds.record().version == version, "it says so once"
    assert not printed(kds)
    assert kds.state().fault is PrinterFault.PAPER_OUT

    kds.machines["grill"].clear()
    carrier.carry_owed()

    assert [kds.sheet(each).state for each in ("A-1", "A-2")] == [S.PRINTED] * 2
    assert len(printed(kds)) == 2
    assert (kds.state().fault, kds.state().last_error) == (None, PrinterFault.PAPER_OUT)


def test_a_fault_is_not_asked_for_again_by_every_job(kds: PrintSite) -> None:
    machine, carrier = kds.machines["grill"], kds.carriers["grill"]
    machine.set(Fault.COVER_OPEN)
    kds.sent("A-1")
    for _ in range(12):
        carrier.carry_owed()
    machine.clear()
    carrier.carry_print("A-2", kds.sent("A-2"))
    assert kds.sheet("A-2").held is PrinterFault.COVER_OPEN, "nobody has looked"

    carrier.carry_owed()
    assert [kds.sheet(each).state for each in ("A-1", "A-2")] == [S.PRINTED] * 2


def test_a_dead_printer_delays_no_other(kds: PrintSite) -> None:
    kds.machines["grill"].stop()
    kds.sent("A-1", "grill")
    kds.sent("A-2", "bar")
    for carrier in kds.carriers.values():
        carrier.carry_owed()

    assert (kds.sheet("A-1").state, kds.sheet("A-1").held) == (S.QUEUED, PrinterFault.NOT_REACHABLE)
    assert kds.sheet("A-2").state is S.PRINTED


def test_what_failed_is_told_and_never_printed_again_by_itself(kds: PrintSite) -> None:
    machine, carrier = kds.machines["grill"], kds.carriers["grill"]
    machine.set(Fault.CUTTER, after_lines=3)
    kds.sent("A-1")
    kds.sent("A-2")
    carrier.carry_owed()
    assert (kds.sheet("A-1").state, kds.sheet("A-1").fault) == (S.FAILED, PrinterFault.CUTTER)
    assert kds.sheet("A-2").held is PrinterFault.CUTTER
    missed = MissedTickets(kds.client, kds.keys, kds.store.records)
    (alarm,) = missed.read()
    assert (alarm.about, alarm.number, alarm.fault) == ("grill", "A-1", PrinterFault.CUTTER)

    machine.clear()
    for _ in range(3):
        carrier.carry_owed()
        kds.sweep.step(now())
    assert kds.sheet("A-1").state is S.FAILED
    assert kds.sheet("A-2").state is S.PRINTED
    assert (kds.state().fault, kds.state().last_error) == (None, PrinterFault.CUTTER)

    again = c.PrintAgain(
        command_id="again", order_id="A-1", by=TILL, at=now(), print_id=kds.sheet("A-1").print_id
    )
    assert kds.kitchen.handle(again).result == "done"
    assert missed.read() == []


def test_a_printer_that_failed_amid_a_sheet_is_not_ready_until_it_is_looked_at(
    kds: PrintSite,
) -> None:
    machine, carrier = kds.machines["grill"], kds.carriers["grill"]
    machine.set(Fault.PAPER_OUT, after_lines=3)
    carrier.carry_print("A-1", kds.sent("A-1"))
    assert kds.sheet("A-1").state is S.FAILED
    assert kds.state().fault is PrinterFault.PAPER_OUT

    machine.clear()
    give_up = time.monotonic() + LOOK_EVERY_S / 2
    while kds.state().fault is not None and time.monotonic() < give_up:
        carrier.carry_owed()
    assert (kds.state().fault, kds.state().last_error) == (None, PrinterFault.PAPER_OUT)


def test_a_connection_that_is_lost_amid_the_sheet_leaves_it_unknown(kds: PrintSite) -> None:
    kds.machines["grill"].set(Fault.DROP, after_lines=3)
    kds.sent("A-1")
    kds.sent("A-2")
    for _ in range(3):
        kds.carriers["grill"].carry_owed()
        kds.sweep.step(now())

    first, second = kds.sheet("A-1"), kds.sheet("A-2")
    assert (first.state, first.fault) == (S.UNKNOWN, PrinterFault.NOT_REACHABLE)
    assert second.state is S.PRINTED
    assert len(printed(kds)) == 2, "what it had taken came out, as at real ones"


def test_what_cannot_be_laid_out_fails_and_holds_up_no_other(bus: redis.Redis, site: str) -> None:
    kds = PrintSite(bus, site, grill=GRILL | {"code_page": "cp000"})
    kds.sent()
    kds.carriers["grill"].carry_owed()
    kds.end()

    assert (kds.sheet().state, kds.sheet().reason) == (S.FAILED, NOT_LAID_OUT)
    assert not printed(kds)


def test_what_waited_too_long_is_not_printed_any_more(kds: PrintSite) -> None:
    kds.sent("A-1", at=now() - timedelta(minutes=31))
    kds.sent("A-2", at=now() - timedelta(minutes=29))
    kds.carriers["grill"].carry_owed()

    assert (kds.sheet("A-1").state, kds.sheet("A-1").reason) == (S.EXPIRED, WAITED_TOO_LONG)
    assert kds.sheet("A-2").state is S.PRINTED
    assert len(printed(kds)) == 1


def test_after_a_long_time_without_a_worker_what_is_new_is_printed_at_once(kds: PrintSite) -> None:
    for n in range(BATCH + 1):
        kds.sent(f"A-{n}", at=now() - timedelta(minutes=31))
    kds.sent("B-1")
    kds.carriers["grill"].carry_owed()

    assert kds.sheet(f"A-{BATCH}").state is S.EXPIRED
    assert kds.sheet("B-1").state is S.PRINTED


def test_the_next_worker_says_that_nobody_knows_what_became_of_a_claimed_sheet(
    kds: PrintSite,
) -> None:
    kds.sent()
    kds.begin()
    kds.carriers["grill"].carry_owed()

    assert (kds.sheet().state, kds.sheet().reason) == (S.UNKNOWN, WORKER_ENDED)
    assert not printed(kds)


def test_what_somebody_else_has_claimed_meanwhile_is_left_to_them(kds: PrintSite) -> None:
    kds.sent()
    book = kds.book("grill")
    (due,) = book.due()
    kds.begin()
    assert book.claim(due) is None


def test_only_who_has_the_lock_prints(kds: PrintSite) -> None:
    other = PrinterLock(kds.client, kds.keys, "grill")
    assert other.hold()
    kds.sent()
    kds.carriers["grill"].carry_owed()
    assert not printed(kds)

    other.release()
    kds.carriers["grill"].carry_owed()
    assert len(printed(kds)) == 1


def test_who_is_to_end_begins_no_further_sheet(kds: PrintSite) -> None:
    kds.sent("A-1")
    kds.sent("A-2")
    asked = iter([False, True])
    kds.carrier("grill", lambda: next(asked)).carry_owed()

    assert [kds.sheet(each).state for each in ("A-1", "A-2")] == [S.PRINTED, S.QUEUED]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("worker printer", 2, "Name a printer"),
        ("worker sweep grill", 2, "with no other worker"),
        ("worker printer ../grill", 2, "names of a-z"),
        ("worker printer attic", 1, "There is no printer 'attic' in the settings"),
    ],
)
def test_only_a_printer_of_the_settings_gets_a_worker(
    words: str, code: int, said: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "kds", *words.split(), "--data-dir", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == code
    assert said in done.stderr


def test_a_lease_that_is_not_renewed_is_taken_over(kds: PrintSite) -> None:
    dead, other, third = (PrinterLock(kds.client, kds.keys, "grill") for _ in range(3))
    assert dead.hold()
    assert not other.hold()
    assert 0 < kds.client.pttl(kds.keys.printer_lock("grill")) <= 8000  # type: ignore[operator]
    kds.client.pexpire(kds.keys.printer_lock("grill"), 0)

    assert other.hold()
    assert not dead.hold()
    dead.release()
    assert not third.hold(), "who has lost it gives nobody else's back"


def test_an_end_that_the_bus_did_not_take_is_written_down_later(
    own_server: Server, site: str
) -> None:
    client = connect(own_server.url)
    kds = PrintSite(client, site, grill=GRILL)
    kds.sent()
    book = kds.book("grill")
    claimed = book.claim(book.due()[0])
    assert claimed is not None
    book.end(claimed[0], S.PRINTED)
    own_server.kill()
    with pytest.raises(BUS_LOST):
        book.write_ends()
    own_server.start()
    assert kds.sheet().state is S.SENT

    assert not book.due()
    assert kds.sheet().state is S.PRINTED
    kds.end()


def test_a_new_sheet_is_asked_for_at_once_and_a_known_one_is_not(kds: PrintSite) -> None:
    kds.sent(by_kitchen=kds.asking)
    assert len(kds.waiting()) == 1
    for name in kds.waiting():
        kds.client.delete(f"rq:job:{name.decode()}", f"rq:queue:{print_queue(kds.site, 'grill')}")
    kds.hold(kds.asking)
    assert kds.sheet().held
    assert not kds.waiting()


def test_a_sheet_without_a_job_gets_one_and_not_a_second(kds: PrintSite) -> None:
    kds.sent()
    for _ in range(3):
        kds.sweep.step(now())
    assert len(kds.waiting()) == 1


def test_one_job_is_enough_for_a_whole_queue(kds: PrintSite) -> None:
    for n in range(5):
        kds.sent(f"A-{n}")
    kds.sweep.step(now())
    assert len(kds.waiting()) == 1


def test_what_is_held_needs_no_job(kds: PrintSite) -> None:
    kds.sent()
    kds.hold(kds.kitchen)
    kds.sweep.step(now())
    assert not kds.waiting()


def test_the_sweep_ends_what_no_worker_prints(kds: PrintSite) -> None:
    kds.sent("A-1")
    kds.begin("A-1")
    kds.sent("A-2")
    lock = PrinterLock(kds.client, kds.keys, "grill")
    assert lock.hold()
    kds.sweep.step(now() + GIVE_UP * 2)
    assert kds.sheet("A-1").state is S.SENT, "its worker is there"

    lock.release()
    kds.sweep.step(now() + GIVE_UP / 2)
    assert kds.sheet("A-1").state is S.SENT, "its worker may come back"
    kds.sweep.step(now() + timedelta(minutes=31))
    assert (kds.sheet("A-1").state, kds.sheet("A-1").reason) == (S.UNKNOWN, WORKER_ENDED)
    assert (kds.sheet("A-2").state, kds.sheet("A-2").reason) == (S.EXPIRED, WAITED_TOO_LONG)


def test_sheets_of_a_printer_that_is_gone_expire(kds: PrintSite) -> None:
    kds.sent("A-1", "grill")
    kds.sent("A-2", "bar")
    left = {"bar": kds.settings.printers["bar"]}
    fewer = replace(kds.settings, printers=left)
    PrintSweep(fewer, kds.client, kds.keys, kds.kitchen).step(now())

    assert (kds.sheet("A-1").state, kds.sheet("A-1").reason) == (S.EXPIRED, NO_SUCH_PRINTER)
    assert kds.sheet("A-2").state is S.QUEUED
    assert not kds.client.exists(kds.keys.owed_prints("grill"))


def test_an_entry_whose_order_is_gone_is_dropped(kds: PrintSite) -> None:
    kds.sent()
    kds.client.delete(kds.keys.order("A-1"))
    kds.sweep.step(now())
    assert not kds.client.exists(kds.keys.owed_prints("grill"))


def test_a_test_sheet_is_tried_once_and_told(kds: PrintSite) -> None:
    carrier = kds.carriers["grill"]
    for _ in range(2):
        carrier.carry_test("t1", "grill")
    test = kds.state().test
    assert test is not None
    assert (test.test_id, test.state, test.station) == ("t1", S.PRINTED, "grill")
    assert len(printed(kds)) == 1

    kds.machines["grill"].set(Fault.COVER_OPEN)
    carrier.carry_test("t2", "")
    test = kds.state().test
    assert test is not None
    assert (test.state, test.fault) == (S.FAILED, PrinterFault.COVER_OPEN)
    assert len(printed(kds)) == 1


def test_an_idle_printer_is_looked_at_and_told_of_but_not_all_the_time(kds: PrintSite) -> None:
    machine, carrier = kds.machines["bar"], kds.carriers["bar"]
    machine.set(Fault.COVER_OPEN)
    carrier.carry_owed()
    assert kds.state("bar").fault is PrinterFault.COVER_OPEN
    machine.clear()
    carrier.start()
    carrier.carry_owed()
    assert kds.state("bar").fault is None
    machine.set(Fault.COVER_OPEN)
    carrier.carry_owed()
    assert kds.state("bar").fault is None, "nobody has looked"
