"""The virtual printer over real sockets, and what `kds.paper.device` says of each of its faults."""

from __future__ import annotations

import json
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator

import pytest

from kds.orders.paper import PrinterFault, PrintState
from kds.paper import device
from kds.paper.device import Put, connected
from kds.paper.picture import text
from kds.paper.things import TextLine
from kds.settings.paper import PrinterSettings
from kds.virtual_printer.faults import Fault
from kds.virtual_printer.machine import Machine
from kds.virtual_printer.page import create_page
from kds.virtual_printer.paper import MAX_COMMAND, PatientReader

LINES = [f"line {number}" for number in range(1, 9)]
SHEET = b"\x1b@" + "".join(f"{line}\n" for line in LINES).encode() + b"\x1dVB\x00"


@pytest.fixture(name="machine")
def _machine() -> Iterator[Machine]:
    with Machine() as machine:
        yield machine


@pytest.fixture(name="impatient")
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "ANSWER_S", 0.3)
    monkeypatch.setattr(device, "SHEET_S", 1.5)


def _printer(machine: Machine) -> PrinterSettings:
    return PrinterSettings("Grill", host="127.0.0.1", port=machine.port)


def _put(machine: Machine, process_id: bool = False) -> Put:
    with connected(_printer(machine)) as line:
        assert line.look() is None
        return line.put(SHEET, process_id)


@pytest.mark.parametrize("process_id", [False, True])
def test_sheets_come_out_one_after_another(machine: Machine, process_id: bool) -> None:
    for _ in range(3):
        assert _put(machine, process_id) == Put(PrintState.PRINTED)

    assert [text(sheet) for sheet in machine.sheets()] == [LINES] * 3


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        (Fault.PAPER_OUT, PrinterFault.PAPER_OUT),
        (Fault.COVER_OPEN, PrinterFault.COVER_OPEN),
        (Fault.OFFLINE, PrinterFault.OFFLINE),
        (Fault.CUTTER, PrinterFault.CUTTER),
        (Fault.STALL, PrinterFault.NO_ANSWER),
        (Fault.REFUSE, PrinterFault.NOT_REACHABLE),
        (Fault.POWER_OFF, PrinterFault.NOT_REACHABLE),
    ],
)
@pytest.mark.usefixtures("impatient")
def test_a_fault_is_seen_before_a_sheet(
    machine: Machine, fault: Fault, found: PrinterFault
) -> None:
    machine.set(fault)
    with connected(_printer(machine)) as line:
        assert line.look() is found

    machine.clear()
    assert _put(machine) == Put(PrintState.PRINTED)
    assert len(machine.sheets()) == 1


@pytest.mark.parametrize(
    ("fault", "became"),
    [
        (Fault.PAPER_OUT, Put(PrintState.FAILED, PrinterFault.PAPER_OUT)),
        (Fault.COVER_OPEN, Put(PrintState.FAILED, PrinterFault.COVER_OPEN)),
        (Fault.CUTTER, Put(PrintState.FAILED, PrinterFault.CUTTER)),
        (Fault.OFFLINE, Put(PrintState.FAILED, PrinterFault.OFFLINE)),
        (Fault.STALL, Put(PrintState.UNKNOWN, PrinterFault.NO_ANSWER)),
        (Fault.DROP, Put(PrintState.UNKNOWN, PrinterFault.NOT_REACHABLE)),
        (Fault.POWER_OFF, Put(PrintState.UNKNOWN, PrinterFault.NOT_REACHABLE)),
    ],
)
@pytest.mark.usefixtures("impatient")
def test_a_fault_amid_a_sheet_is_never_called_printed(
    machine: Machine, fault: Fault, became: Put
) -> None:
    machine.set(fault, after_lines=4)

    assert _put(machine) == became
    if fault is not Fault.DROP:
        assert machine.sheets() == []


@pytest.mark.usefixtures("impatient")
def test_a_slow_printer_is_waited_for(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "SHEET_S", 60)
    monkeypatch.setattr("kds.virtual_printer.machine.SLOW", 0.001)
    machine.set(Fault.SLOW)
    found: list[Put] = []
    putting = threading.Thread(target=lambda: found.append(_put(machine)))
    putting.start()
    assert machine.wait_for_lines(1)
    # It has been asked how it is while it took its time.
    assert machine.wait_for_lines(2, 1) is False
    assert found == []
    machine.clear()
    putting.join()

    assert found == [Put(PrintState.PRINTED)]


@pytest.mark.usefixtures("impatient")
def test_a_second_connection_waits_until_the_first_ends(machine: Machine) -> None:
    with socket.create_connection(("127.0.0.1", machine.port)) as first:
        first.sendall(b"\x10\x04\x01")
        assert first.recv(1) == b"\x12"
        with connected(_printer(machine)) as line:
            assert line.look() is PrinterFault.NO_ANSWER

    assert _put(machine) == Put(PrintState.PRINTED)


def test_who_only_asks_fills_neither_buffer_nor_paper(machine: Machine) -> None:
    machine.set(Fault.PAPER_OUT)
    with socket.create_connection(("127.0.0.1", machine.port)) as talk:
        for _ in range(50):
            talk.sendall(b"\x10\x04\x04")
            assert talk.recv(1)[0] & 0x60 == 0x60
        assert machine.state().buffered == 0
        machine.clear()
        talk.sendall(b"one\n\x10\x04\x01\x1dr\x01two\n" + b"\x1d(H\x06\x00\x30\x30abcd")
        assert machine.wait_for_lines(2)
        talk.sendall(b"\x1dVB\x00")
        assert machine.wait_for_sheets(1)

    assert machine.sheets() == [b"one\ntwo\n\x1dVB\x00"]


def test_a_command_without_an_end_is_given_up() -> None:
    reader = PatientReader(80)
    reader.feed(b"\x1d(L\xff\xff")
    for _ in range(5):
        reader.feed(b"\x1d8L\xff\xff\xff\xff" + bytes(MAX_COMMAND // 4))

    assert [type(thing) for thing in reader.feed(b"again\n")] == [TextLine]


def test_a_fault_that_is_planned_is_shown_and_can_be_taken_back(machine: Machine) -> None:
    machine.set(Fault.CUTTER, after_lines=4)
    assert machine.state().planned == ("cutter",)
    machine.clear(Fault.CUTTER)

    assert _put(machine) == Put(PrintState.PRINTED)


def test_what_waits_in_the_buffer_comes_out_when_paper_is_loaded(machine: Machine) -> None:
    machine.set(Fault.PAPER_OUT, after_lines=4)
    with socket.create_connection(("127.0.0.1", machine.port)) as talk:
        talk.sendall(SHEET)
        assert machine.wait_for_fault(Fault.PAPER_OUT)
        talk.sendall(b"\x10\x04\x04")
        assert talk.recv(1)[0] & 0x60 == 0x60
        machine.clear()
        assert machine.wait_for_sheets(1)

    assert text(machine.sheets()[0]) == LINES


def test_power_off_loses_the_buffer(machine: Machine) -> None:
    machine.set(Fault.POWER_OFF, after_lines=4)
    with socket.create_connection(("127.0.0.1", machine.port)) as talk:
        talk.sendall(SHEET)
        assert machine.wait_for_fault(Fault.POWER_OFF)

    assert machine.state().buffered == 0


def test_random_bytes_do_not_end_it(machine: Machine) -> None:
    chance = random.Random(5)
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", machine.port)) as talk:
            talk.sendall(chance.randbytes(2000))
    machine.set(Fault.POWER_OFF)
    machine.clear()

    with connected(_printer(machine)) as line:
        assert line.look() is None
    with socket.create_connection(("127.0.0.1", machine.port)) as talk:
        before = machine.state().sheets
        talk.sendall(SHEET)
        assert machine.wait_for_sheets(before + 1)


def test_the_page_shows_paper_and_sets_faults(machine: Machine) -> None:
    assert _put(machine) == Put(PrintState.PRINTED)
    page = create_page(machine).test_client()

    assert "script-src 'self'" in page.get("/").headers["Content-Security-Policy"]
    assert b"line 3" in page.get("/sheets/0.svg").data
    assert page.get("/sheets/1.svg").status_code == 404
    assert page.get("/paper.svg").status_code == 200
    answer = page.post("/fault", json={"fault": "paper-out"})
    assert answer.json is not None
    assert answer.json["faults"] == ["paper-out"]
    page.post("/fault", json={"fault": "paper-out", "on": False})
    assert machine.state().faults == ()


@pytest.mark.parametrize("wish", [[], {}, {"fault": "fire"}, {"fault": "drop", "after_lines": -1}])
def test_what_is_no_fault_is_refused(machine: Machine, wish: object) -> None:
    assert create_page(machine).test_client().post("/fault", json=wish).status_code == 400


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://elsewhere.example"}, {"Host": "elsewhere.example"}]
)
def test_pages_of_other_sites_are_refused(machine: Machine, headers: dict[str, str]) -> None:
    page = create_page(machine).test_client()

    answer = page.post("/fault", json={"fault": "paper-out"}, headers=headers)

    assert answer.status_code == 403
    assert machine.state().faults == ()


def test_the_command_prints_its_addresses_and_ends_cleanly() -> None:
    words = [sys.executable, "-u", "-m", "kds", "printer", "--port", "0", "--page-port", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first, second = process.stdout.readline(), process.stdout.readline()
        address = re.search(r"http://\S+", second)
        assert address
        with urllib.request.urlopen(address[0] + "state") as answer:
            assert f"port {json.load(answer)['port']}" in first
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
