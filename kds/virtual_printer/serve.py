"""Runs the virtual printer and its page until told to end."""

from __future__ import annotations

import signal
from collections.abc import Callable
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

from waitress.server import create_server

from kds.errors import KdsError
from kds.virtual_printer.machine import Machine
from kds.virtual_printer.page import create_page


def run(machine: Machine, host: str, page_port: int, say: Callable[[str], None]) -> None:
    """Print until SIGTERM or SIGINT; must run in the main thread."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    machine.start()
    try:
        try:
            server: Any = create_server(create_page(machine), host=host, port=page_port, ident=None)
        except OSError as error:
            raise KdsError(
                f"The printer's page cannot listen on {host} port {page_port}: {error}. "
                "End what listens there, or choose another with --page-port."
            ) from None
        say(f"virtual printer  {host} port {machine.port}")
        say(f"its paper        http://{host}:{server.effective_port}/")
        try:
            server.run()  # returns on SystemExit
        finally:
            server.close()
    finally:
        machine.stop()


def keeper(folder: Path) -> Callable[[bytes], None]:
    """Return what writes each sheet into a file of a folder; KdsError if that cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KdsError(f"Sheets cannot be kept in {folder}: {error}.") from None
    numbers = count(1)

    def keep(sheet: bytes) -> None:
        (folder / f"sheet-{next(numbers):05}.bin").write_bytes(sheet)

    return keep


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)
