"""Checks of printers: how their workers found them last, and what they owe."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import redis

from kds.bus import printer_states
from kds.bus.keys import Keys
from kds.bus.printer_states import SILENT_S
from kds.doctor.finding import Finding, failed, ok, warning
from kds.settings.model import Settings

SEE = "See /manager/printers; what it owes is printed by itself when it is back."


def check_printers(
    client: redis.Redis, keys: Keys, settings: Settings, at: datetime
) -> Iterator[Finding]:
    """Check each printer of the settings; nothing is printed, and no printer is asked."""
    states = printer_states.read(client, keys)
    for printer in settings.printers:
        check, state = f"printer {printer}", states.get(printer)
        found: Any = client.zcard(keys.owed_prints(printer))
        owed = f"; it owes {found} sheet(s)" if found else ""
        if state is None or at - state.checked_at > timedelta(seconds=SILENT_S):
            yield failed(
                check,
                f"nobody knows how it is{owed}",
                f"Start `kds worker printer {printer}`, and read its log.",
            )
        elif state.fault is not None:
            since = f"{state.since:%H:%M} UTC"
            yield failed(check, f"{state.fault.value} since {since}{owed}", SEE)
        elif state.paper_low:
            yield warning(check, f"its paper nears the end{owed}", "Put in a new roll.")
        else:
            yield ok(check, f"ready{owed}")
