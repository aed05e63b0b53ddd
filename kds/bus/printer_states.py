"""How each printer was found last, as its worker keeps it on the bus."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast

import msgspec
import redis

from kds.bus.keys import Keys
from kds.orders.paper import PrinterFault, PrintState

SILENT_S = 45.0
"""A state that was not renewed for so long is not known any more: its worker is away."""


class TriedSheet(msgspec.Struct, frozen=True, omit_defaults=True):
    """The last test sheet of a printer: of which station, if of one, and what became of it."""

    test_id: str
    asked_at: datetime
    state: PrintState
    station: str | None = None
    fault: PrinterFault | None = None
    ended_at: datetime | None = None


class PrinterState(msgspec.Struct, frozen=True, omit_defaults=True):
    """What stands in the hash `printers`: no `fault` means that it is ready to print.

    `since` is when that began, `checked_at` when it was looked at last. `paper_low`: the roll
    nears its end. `last_error` is what kept it from printing last, also when that is over.
    """

    since: datetime
    checked_at: datetime
    fault: PrinterFault | None = None
    paper_low: bool = False
    last_error: PrinterFault | None = None
    last_error_at: datetime | None = None
    test: TriedSheet | None = None


def read(client: redis.Redis, keys: Keys) -> dict[str, PrinterState]:
    """Return the state of each printer of which there is one, by its name."""
    found = cast(Mapping[bytes, bytes], client.hgetall(keys.printers))
    return {
        name.decode(): msgspec.json.decode(raw, type=PrinterState) for name, raw in found.items()
    }


def write(client: redis.Redis, keys: Keys, printer: str, state: PrinterState) -> None:
    """Keep how a printer was found."""
    client.hset(keys.printers, printer, msgspec.json.encode(state))
