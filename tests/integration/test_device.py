"""A printer's truth over real sockets: what it says before, and after, and when it says nothing."""

from __future__ import annotations

import os
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from kds.orders.paper import PrinterFault, PrintState
from kds.paper import device
from kds.paper.answers import fault_of, has_ordered
from kds.paper.device import Put, connected
from kds.settings.paper import Confirm, Connection, PrinterSettings
from kds.virtual_printer.faults import Fault
from kds.virtual_printer.machine import Machine
from tests.ports import free_port

SHEET = "Pöytä 7\n".encode("cp858") + b"\x1dVB\x00"
ASKED = b"\x1dr\x01"


@pytest.fixture(name="machine")
def _machine() -> Iterator[Machine]:
    machine = Machine()
    machine.start()
    yield machine
    machine.stop()


@pytest.fixture(name="impatient")
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "ANSWER_S", 0.3)
    monkeypatch.setattr(device, "SHEET_S", 1.5)


def test_what_nobody_answers_for_is_not_reachable() -> None:
    with connected(_network(free_port())) as line:
        assert line.look() is PrinterFault.NOT_REACHABLE
        assert line.put(SHEET, False) == Put(PrintState.FAILED, PrinterFault.NOT_REACHABLE)


def test_a_file_is_written_to_at_its_end_and_proves_nothing(tmp_path: Path) -> None:
    file = tmp_path / "printer"
    file.write_bytes(b"before ")
    printer = PrinterSettings("Till", connection=Connection.FILE, device=str(file))

    with connected(printer) as line:
        assert line.look() is None
        assert line.put(SHEET, False) == Put(PrintState.WRITTEN)

    assert file.read_bytes() == b"before " + SHEET


def test_a_printer_that_cannot_answer_is_only_written_to() -> None:
    machine = Machine()
    machine.start()
    machine.set(Fault.PAPER_OUT)
    try:
        with connected(_network(machine.port, Confirm.WRITE)) as line:
            assert line.look() is None
            assert line.put(SHEET, False) == Put(PrintState.WRITTEN)
    finally:
        machine.stop()


@pytest.mark.parametrize(
    ("answers", "fault"),
    [
        ((0x12, 0x12, 0x12, 0x12), None),
        ((0x12, 0x12, 0x12, 0x1E), None),
        ((0x1A, 0x16, 0x12, 0x72), PrinterFault.COVER_OPEN),
        ((0x1A, 0x32, 0x12, 0x72), PrinterFault.PAPER_OUT),
        ((0x1A, 0x52, 0x1A, 0x12), PrinterFault.CUTTER),
        ((0x1A, 0x52, 0x32, 0x12), PrinterFault.OTHER),
        ((0x1A, 0x12, 0x12, 0x12), PrinterFault.OFFLINE),
    ],
)
def test_answers_say_which_fault(
    answers: tuple[int, int, int, int], fault: PrinterFault | None
) -> None:
    assert fault_of(*answers) is fault


def _network(port: int, confirm: Confirm = Confirm.STATUS) -> PrinterSettings:
    return PrinterSettings("Grill", host="127.0.0.1", port=port, confirm=confirm)


def test_a_sheet_that_breaks_while_it_is_handed_over_is_unknown() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        printer = _network(server.getsockname()[1], Confirm.WRITE)
        with connected(printer) as line:
            talk, _ = server.accept()
            breaking = threading.Thread(target=_take_some_and_break, args=(talk,))
            breaking.start()
            put = line.put(bytes(64 * 1024 * 1024), False)
            breaking.join()

    assert put == Put(PrintState.UNKNOWN, PrinterFault.NOT_REACHABLE)


def _take_some_and_break(talk: socket.socket) -> None:
    talk.recv(1000)
    talk.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    talk.close()


@pytest.mark.parametrize(
    ("said", "is_word"),
    [
        (b"\x00", True),
        (b"\x03", True),
        (b"\x12\x1a", False),
        (b"\x11\x13", False),
        (b"\x10\x00\x00\x0f", False),
        (b"\x10\x00\x00\x0f\x00", True),
    ],
)
def test_only_an_answer_to_what_stood_behind_the_cut_is_one(said: bytes, is_word: bool) -> None:
    assert has_ordered(said) is is_word


@pytest.mark.usefixtures("impatient")
def test_the_word_for_a_sheet_before_is_not_taken_for_this_one(machine: Machine) -> None:
    with connected(_network(machine.port)) as line:
        assert line.look() is None, "python-escpos, which loads slowly, is there from here on"
    machine.speed = 20
    machine.set(Fault.PAPER_OUT, after_lines=12)
    with socket.create_connection(("127.0.0.1", machine.port)) as talk:
        talk.sendall(b"before\n" * 10 + ASKED)
        assert machine.wait_for_lines(1)

    with connected(_network(machine.port)) as line:
        assert line.look() is None
        assert machine.state().lines == 10
        put = line.put(b"now\n" * 10 + SHEET, False)

    assert put == Put(PrintState.FAILED, PrinterFault.PAPER_OUT)


@pytest.mark.usefixtures("impatient")
def test_a_word_counts_though_the_printer_hangs_up_behind_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        speaking = threading.Thread(target=_say_it_late_and_hang_up, args=(server,))
        speaking.start()
        with connected(_network(server.getsockname()[1])) as line:
            assert line.look() is None
            put = line.put(SHEET, False)
        speaking.join()

    assert put == Put(PrintState.PRINTED)


def _say_it_late_and_hang_up(server: socket.socket) -> None:
    talk, _ = server.accept()
    heard = b""
    with talk:
        while SHEET not in heard or not heard.endswith(b"\x10\x04\x01"):
            heard += (asked := talk.recv(100))
            if SHEET not in heard:
                talk.sendall(b"\x12" if asked.startswith(b"\x10") else b"\0")
        talk.sendall(b"\0")


@pytest.mark.usefixtures("impatient")
def test_a_printer_that_takes_no_more_is_unknown_in_time() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        connected(_network(server.getsockname()[1], Confirm.WRITE)) as line,
    ):
        put = line.put(bytes(64 * 1024 * 1024), False)

    assert put == Put(PrintState.UNKNOWN, PrinterFault.NO_ANSWER)


@pytest.mark.usefixtures("impatient")
def test_a_device_file_that_takes_no_more_is_unknown_in_time(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "printer")
    printer = PrinterSettings("A", connection=Connection.FILE, device=str(tmp_path / "printer"))
    with connected(printer) as line:
        assert line.look() is PrinterFault.NOT_REACHABLE

    reader = os.open(tmp_path / "printer", os.O_RDONLY | os.O_NONBLOCK)
    try:
        with connected(printer) as line:
            assert line.put(SHEET, False) == Put(PrintState.WRITTEN)
            put = line.put(bytes(4 * 1024 * 1024), False)
    finally:
        os.close(reader)

    assert put == Put(PrintState.UNKNOWN, PrinterFault.NO_ANSWER)


def test_no_file_takes_the_place_of_a_printer_that_is_unplugged() -> None:
    path = Path(f"/dev/shm/kds-{uuid4().hex}")
    printer = PrinterSettings("A", connection=Connection.FILE, device=str(path))
    with connected(printer) as line:
        assert line.look() is PrinterFault.NOT_REACHABLE

    assert not path.exists()


@pytest.mark.usefixtures("impatient")
def test_a_serial_line_is_asked_and_hears_the_word(machine: Machine) -> None:
    pytest.importorskip("serial")
    with _SerialLine(machine) as path:
        printer = PrinterSettings("Bar", connection=Connection.SERIAL, device=path)
        with connected(printer) as line:
            assert line.look() is None
            assert line.put(SHEET, False) == Put(PrintState.PRINTED)
            machine.set(Fault.COVER_OPEN)
            assert line.look() is PrinterFault.COVER_OPEN
            put = line.put(SHEET, False)

    assert put == Put(PrintState.FAILED, PrinterFault.COVER_OPEN)


@pytest.mark.usefixtures("impatient")
def test_a_serial_line_that_is_held_up_is_unknown_in_time() -> None:
    pytest.importorskip("serial")
    ours, theirs = os.openpty()
    printer = PrinterSettings("Bar", connection=Connection.SERIAL, device=os.ttyname(theirs))
    try:
        with connected(printer) as line:
            assert line.look() is PrinterFault.NO_ANSWER
            put = line.put(bytes(1024 * 1024), False)
    finally:
        os.close(ours)
        os.close(theirs)

    assert put == Put(PrintState.UNKNOWN, PrinterFault.NO_ANSWER)


def test_what_is_not_installed_is_named(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import escpos.printer.usb

    monkeypatch.setattr(escpos.printer.usb, "_DEP_USB", False)
    usb = PrinterSettings("Bar", connection=Connection.USB, vendor="04b8", product="0e15")
    with connected(usb) as line:
        assert line.look() is PrinterFault.NOT_REACHABLE

    assert "pip install 'kds[usb]'" in caplog.text


class _SerialLine:
    """A serial line to a virtual printer: a pseudo terminal, and what goes through it."""

    def __init__(self, machine: Machine) -> None:
        self._talk = socket.create_connection(("127.0.0.1", machine.port))
        self._ours, self._theirs = os.openpty()
        self._threads = [
            threading.Thread(target=self._to_printer),
            threading.Thread(target=self._from_printer),
        ]

    def __enter__(self) -> str:
        for thread in self._threads:
            thread.start()
        return os.ttyname(self._theirs)

    def __exit__(self, *_: object) -> None:
        # With its last user the other end of a pseudo terminal is over.
        os.close(self._theirs)
        self._threads[0].join()
        self._talk.shutdown(socket.SHUT_RDWR)
        self._threads[1].join()
        self._talk.close()
        os.close(self._ours)

    def _to_printer(self) -> None:
        try:
            while data := os.read(self._ours, 4096):
                self._talk.sendall(data)
        except OSError:
            return

    def _from_printer(self) -> None:
        while data := self._talk.recv(4096):
            os.write(self._ours, data)
