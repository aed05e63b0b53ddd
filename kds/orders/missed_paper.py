"""Kitchen tickets that may not be on paper, and that nobody has had printed again."""

from __future__ import annotations

from kds.orders.paper import ON_PAPER, OWED, PROVING, Print, PrintState
from kds.orders.paper_trail import first, place
from kds.orders.part import Part, must_be_seen, owed
from kds.orders.record import OrderRecord

_IN_DOUBT = frozenset({PrintState.FAILED, PrintState.UNKNOWN})


def missed(record: OrderRecord) -> tuple[Print, ...]:
    """Return the station's tickets in doubt of which a cook still needs what stands there."""
    return tuple(
        sheet
        for sheet in record.prints
        if sheet.state in _IN_DOUBT
        and sheet.kind in PROVING
        and (part := record.parts.get(sheet.station or ""))
        and _is_needed(sheet, part)
        and not any(_stands_in(each, sheet, record.prints) for each in record.prints)
    )


def _is_needed(sheet: Print, part: Part) -> bool:
    if sheet.stopped is not None:
        return must_be_seen(part)
    changed = part.changed
    if sheet.changed is not None and changed is not None and changed.seen_at is not None:
        return owed(part) and changed.seen_at < sheet.asked_at
    return owed(part)


def _stands_in(other: Print, sheet: Print, sheets: tuple[Print, ...]) -> bool:
    """Tell whether another sheet makes up for this one, or is about to, or is in doubt instead."""
    if sheets.index(other) <= sheets.index(sheet):
        return False
    repeats = first(sheets, other) == first(sheets, sheet)
    if other.state in _IN_DOUBT:
        return repeats
    says_all = other.changed is None and other.stopped is None and place(other) == place(sheet)
    return other.state in ON_PAPER | OWED and (repeats or says_all)
