"""Why a station that has its tickets on paper does not have one."""

from __future__ import annotations

from kds.orders.paper import Print, PrintKind, PrintState
from kds.orders.part import Cause, CauseCode
from kds.orders.record import OrderRecord

_NO_SCREEN = frozenset({CauseCode.NOT_PAIRED, CauseCode.NO_DISPLAY})


def cause_of(record: OrderRecord, found: Cause) -> Cause:
    """Return what was found, or the fault of the station's printer where no screen is there."""
    if found.code not in _NO_SCREEN:
        return found
    sheet = _last_ticket(record, found.station)
    if sheet is None:
        return found
    if sheet.held is not None:
        code, fault = CauseCode.PAPER_WAITS, sheet.held
        return Cause(code, found.station, sheet.held_at, sheet.printer, fault.value)
    if sheet.state in (PrintState.FAILED, PrintState.UNKNOWN):
        said = sheet.fault.value if sheet.fault else None
        code = CauseCode.PAPER_IN_DOUBT
        return Cause(code, found.station, sheet.ended_at, sheet.printer, said)
    return found


def _last_ticket(record: OrderRecord, station: str) -> Print | None:
    sheets = [
        sheet
        for sheet in record.prints
        if sheet.station == station
        and sheet.kind is PrintKind.TICKET
        and sheet.state is not PrintState.EXPIRED
    ]
    return sheets[-1] if sheets else None
