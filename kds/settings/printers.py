"""What is wrong with printers beside the other settings."""

from __future__ import annotations

from collections.abc import Iterator

from kds.settings.code_pages import NUMBERS
from kds.settings.lines import Path
from kds.settings.model import Settings
from kds.settings.paper import Connection, PrinterSettings

NEEDS: dict[Connection, tuple[str, ...]] = {
    Connection.NETWORK: ("host",),
    Connection.USB: ("vendor", "product"),
    Connection.SERIAL: ("device",),
    Connection.FILE: ("device",),
}
"""What each kind of connection must be told."""


def printer_faults(settings: Settings) -> Iterator[tuple[Path, str]]:
    """Yield (path, reason) for each printer that cannot be reached, or prints what is not there."""
    fallbacks: dict[str, str] = {}
    for key, printer in settings.printers.items():
        yield from _connection_faults(key, printer)
        if printer.code_page not in NUMBERS:
            known = ", ".join(NUMBERS)
            yield (
                ("printers", key, "code_page"),
                f"{printer.code_page!r} is no code page that is known here; known are {known}",
            )
        for what in ("tickets", "fallback"):
            for station in getattr(printer, what):
                if station not in settings.stations:
                    known = ", ".join(settings.stations)
                    yield (
                        ("printers", key, what),
                        f"there is no station {station!r}; the stations are {known}",
                    )
        for station in printer.fallback:
            first = fallbacks.setdefault(station, key)
            if first != key:
                yield (
                    ("printers", key, "fallback"),
                    f"printer {first!r} prints for station {station!r} already: one is enough",
                )


def _connection_faults(key: str, printer: PrinterSettings) -> Iterator[tuple[Path, str]]:
    kind = printer.connection
    for name in NEEDS[kind]:
        if not getattr(printer, name):
            yield ("printers", key, name), f"is missing: connection {kind.value!r} needs it"
