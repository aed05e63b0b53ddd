"""Which printers people are called to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kds.bus.presence import Presence
from kds.bus.printer_states import SILENT_S, PrinterState
from kds.orders.alarms import Alarm, AlarmKind
from kds.orders.paper import PrinterFault
from kds.settings.paper import Confirm, PrinterSettings
from kds.workers import watch
from kds.workers.watch_printers import LASTS, find, stations_that_print

AT = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
PRINTERS = {"grill": PrinterSettings(name="Grill printer", host="127.0.0.1")}
OUT = PrinterFault.PAPER_OUT
LONG = LASTS + timedelta(seconds=1)
SILENT = timedelta(seconds=SILENT_S + 1)


def found(owing: int, state: PrinterState | None) -> list[Alarm]:
    """Return the alarms of a printer that owes so many sheets."""
    states = {"grill": state} if state else {}
    return find({"grill": owing} if owing else {}, states, PRINTERS, AT)


def test_a_printer_that_owes_and_cannot_print_calls_people() -> None:
    (alarm,) = found(3, PrinterState(since=AT - LONG, checked_at=AT, fault=OUT))

    assert alarm == Alarm(AlarmKind.PRINTER_FAULT, AT - LONG, "grill", 3, "Grill printer", OUT)
    assert alarm.sounds


@pytest.mark.parametrize("state", [None, PrinterState(since=AT - SILENT, checked_at=AT - SILENT)])
def test_so_does_one_of_which_nobody_knows(state: PrinterState | None) -> None:
    (alarm,) = found(1, state)
    since = state.checked_at if state else AT
    assert alarm == Alarm(AlarmKind.PRINTER_SILENT, since, "grill", 1, "Grill printer")


@pytest.mark.parametrize(
    ("owing", "state"),
    [
        (0, PrinterState(since=AT - LONG, checked_at=AT, fault=OUT)),
        (0, None),
        (2, PrinterState(since=AT - LONG, checked_at=AT)),
        (2, PrinterState(since=AT - LASTS, checked_at=AT, fault=OUT)),
    ],
    ids=["owes nothing", "unknown, owes nothing", "is ready", "only just"],
)
def test_others_call_nobody(owing: int, state: PrinterState | None) -> None:
    assert not found(owing, state)


@pytest.mark.parametrize(
    ("state", "confirm", "prints"),
    [
        (PrinterState(since=AT - LONG, checked_at=AT), Confirm.STATUS, True),
        (PrinterState(since=AT - LASTS, checked_at=AT, fault=OUT), Confirm.STATUS, True),
        (PrinterState(since=AT - LONG, checked_at=AT, fault=OUT), Confirm.STATUS, False),
        (PrinterState(since=AT - SILENT, checked_at=AT - SILENT), Confirm.STATUS, False),
        (None, Confirm.STATUS, False),
        (PrinterState(since=AT - LONG, checked_at=AT), Confirm.WRITE, False),
    ],
    ids=["is ready", "only just", "has a fault", "is silent", "unknown", "proves nothing"],
)
def test_a_station_needs_no_screen_while_its_tickets_are_printed(
    state: PrinterState | None, confirm: Confirm, prints: bool
) -> None:
    printer = PrinterSettings(
        name="Grill printer",
        host="127.0.0.1",
        confirm=confirm,
        tickets=("grill",),
        fallback=("bar",),
    )
    states = {"grill": state} if state else {}
    wanted = {"grill"} if prints else set()
    assert stations_that_print({"grill": printer}, states, AT) == wanted


@pytest.mark.parametrize("owing", [0, 3])
def test_for_such_a_station_nobody_is_called_to_its_screen(owing: int) -> None:
    def alarms(*printing: str) -> list[str]:
        found = watch.find(
            Presence(AT, {}, frozenset()),
            stations={"grill"},
            reachable=("grill",),
            owing={"grill": owing} if owing else {},
            at_pass=owing,
            not_sent=0,
            unanswered=0,
            set_aside=0,
            beats={},
            heard={},
            printing=printing,
        )
        return [alarm.alarm_id for alarm in found]

    assert alarms() == ["station_dark:grill" if owing else "station_without_screen:grill"]
    assert alarms("grill") == []
