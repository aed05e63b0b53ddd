"""The ways to a printer, by the classes of python-escpos: with time-outs, and honest about breaks.

Those wait a minute by default, and fail with a bare AssertionError once an open has failed. They
are imported when a printer is reached: that is slow, and writes a file.
"""

from __future__ import annotations

import contextlib
import os
import select
import time
from typing import Any, Protocol

from kds.errors import SettingsError
from kds.orders.paper import PrinterFault
from kds.settings.paper import Connection, PrinterSettings

CONNECT_S = 3.0
_AT_ONCE = 64
"""Bytes to a serial line between looks at the clock: at 300 baud two seconds."""


class Broken(Exception):
    """The way to the printer broke; `handed_over` tells whether a byte may have gone before."""

    def __init__(self, reason: object, *, handed_over: bool = False) -> None:
        super().__init__(str(reason))
        self.handed_over = handed_over
        late = isinstance(reason, TimeoutError)
        self.fault = PrinterFault.NO_ANSWER if late else PrinterFault.NOT_REACHABLE


class Way(Protocol):
    """An open way to a printer."""

    def write(self, data: bytes, seconds: float) -> None:
        """Hand over all of these bytes in this time; else Broken."""

    def read(self, seconds: float) -> bytes:
        """Return what the printer said, b"" if nothing in this time; Broken when it hung up."""

    def close(self) -> None:
        """Let go of the printer."""


class NetworkWay:
    """Over TCP."""

    def __init__(self, printer: PrinterSettings) -> None:
        from escpos.printer import Network

        self._printer = Network(printer.host, printer.port, timeout=CONNECT_S)
        _opened(self._printer)

    def write(self, data: bytes, seconds: float) -> None:
        """Hand over all of these bytes in this time; else Broken."""
        until, sent = time.monotonic() + seconds, 0
        try:
            while sent < len(data):
                # Not by `sendall`, which does not tell whether anything went.
                self._printer.device.settimeout(max(0.01, until - time.monotonic()))
                sent += self._printer.device.send(data[sent:])
        except OSError as error:
            raise Broken(error, handed_over=sent > 0) from None

    def read(self, seconds: float) -> bytes:
        """Return what the printer said, b"" if nothing in this time; Broken when it hung up."""
        try:
            self._printer.device.settimeout(seconds)
            said: bytes = self._printer.device.recv(64)
        except (TimeoutError, BlockingIOError):
            return b""
        except OSError as error:
            raise Broken(error) from None
        if not said:
            raise Broken("the printer closed the connection")
        return said

    def close(self) -> None:
        """Let go of the printer."""
        self._printer.close()


class UsbWay:
    """Over USB, by pyusb."""

    def __init__(self, printer: PrinterSettings) -> None:
        from escpos.printer import Usb

        _need(Usb, "usb")
        self._printer = Usb(int(printer.vendor or "0", 16), int(printer.product or "0", 16))
        _opened(self._printer)

    def write(self, data: bytes, seconds: float) -> None:
        """Hand over all of these bytes in this time; else Broken."""
        try:
            self._printer.device.write(self._printer.out_ep, data, _millis(seconds))
        except OSError as error:
            raise Broken(_late(error), handed_over=True) from None

    def read(self, seconds: float) -> bytes:
        """Return what the printer said, b"" if nothing in this time; Broken when it hung up."""
        try:
            return bytes(self._printer.device.read(self._printer.in_ep, 64, _millis(seconds)))
        except OSError as error:
            if isinstance(_late(error), TimeoutError):
                return b""
            raise Broken(error) from None

    def close(self) -> None:
        """Let go of the printer."""
        self._printer.close()


class SerialWay:
    """Over a serial line, by pyserial."""

    def __init__(self, printer: PrinterSettings) -> None:
        from escpos.printer import Serial

        _need(Serial, "serial")
        self._printer = Serial(printer.device, printer.baud, timeout=CONNECT_S)
        _opened(self._printer)

    def write(self, data: bytes, seconds: float) -> None:
        """Hand over all of these bytes in this time; else Broken."""
        until = time.monotonic() + seconds
        try:
            for at in range(0, len(data), _AT_ONCE):
                self._printer.device.write_timeout = max(0.01, until - time.monotonic())
                self._printer.device.write(data[at : at + _AT_ONCE])
            while self._printer.device.out_waiting:
                if time.monotonic() > until:
                    raise TimeoutError("the printer takes no more")
                time.sleep(0.01)
        except OSError as error:
            raise Broken(_late(error), handed_over=True) from None

    def read(self, seconds: float) -> bytes:
        """Return what the printer said, b"" if nothing in this time; Broken when it hung up."""
        try:
            # One byte: for more it would wait until all of them came, or the whole time.
            self._printer.device.timeout = max(0.01, seconds)
            return bytes(self._printer.device.read(1))
        except OSError as error:
            raise Broken(error) from None

    def close(self) -> None:
        """Let go of the printer."""
        with contextlib.suppress(OSError):
            # Closing waits until all of it is taken, without an end if the printer holds it up.
            self._printer.device.reset_output_buffer()
        self._printer.close()


class FileWay:
    """Into a device file or a plain one, at its end; nothing can be asked of it."""

    def __init__(self, printer: PrinterSettings) -> None:
        from escpos.printer import File

        path = printer.device or ""
        # A plain file is made. In /dev it would take the place of a printer that is unplugged.
        made = 0 if path.startswith("/dev/") else os.O_CREAT
        # Its own `open` empties a plain file, and waits without an end for who reads a pipe.
        flags = os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK | made
        self._printer = File(path)
        try:
            self._printer.device = os.fdopen(os.open(path, flags, 0o640), "ab", buffering=0)
        except OSError as error:
            raise Broken(error) from None

    def write(self, data: bytes, seconds: float) -> None:
        """Hand over all of these bytes in this time; else Broken."""
        until, sent = time.monotonic() + seconds, 0
        file = self._printer.device
        try:
            while sent < len(data):
                left = max(0.0, until - time.monotonic())
                if not select.select([], [file], [], left)[1]:
                    raise TimeoutError("the printer takes no more")
                sent += file.write(data[sent:]) or 0
        except OSError as error:
            raise Broken(error, handed_over=sent > 0) from None

    def read(self, seconds: float) -> bytes:
        """Return nothing: a file does not answer."""
        return b""

    def close(self) -> None:
        """Let go of the file."""
        self._printer.close()


_WAYS: dict[Connection, type[NetworkWay | UsbWay | SerialWay | FileWay]] = {
    Connection.NETWORK: NetworkWay,
    Connection.USB: UsbWay,
    Connection.SERIAL: SerialWay,
    Connection.FILE: FileWay,
}


def open_way(printer: PrinterSettings) -> Way:
    """Return an open way to a printer; Broken if there is none now."""
    return _WAYS[printer.connection](printer)


def _opened(printer: Any) -> None:
    from escpos.exceptions import Error as EscposError

    try:
        printer.open()
    except (EscposError, OSError, ValueError, AssertionError) as error:
        # It never was open: what its close stumbles over says nothing.
        with contextlib.suppress(Exception):
            printer.close()
        raise Broken(error) from None


def _need(kind: Any, extra: str) -> None:
    if not kind.is_usable():
        raise SettingsError(
            f"A printer is connected by {extra}, and what that needs is not installed. "
            f"Install it with: pip install 'kds[{extra}]'."
        )


def _late(error: OSError) -> OSError:
    """Return an error of pyserial or pyusb as a TimeoutError if it is one."""
    is_late = type(error).__name__ in ("SerialTimeoutException", "USBTimeoutError")
    return TimeoutError(str(error)) if is_late else error


def _millis(seconds: float) -> int:
    return max(10, round(seconds * 1000))
