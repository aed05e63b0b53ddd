"""Paper that a decision makes owed, and paper that it makes useless."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from kds.orders import paper
from kds.orders.decide.decision import Decision
from kds.orders.decide.parts import difference, head
from kds.orders.events import EventType
from kds.orders.order import Line, Order
from kds.orders.paper import (
    DISPLAY_HAS_IT,
    HAS_RECEIPT,
    NEWER,
    NOT_TO_BE_MADE,
    RECEIPTS,
    PaperPolicy,
    Print,
    PrintKind,
    PrintState,
)
from kds.orders.paper_trail import begun_last, place
from kds.orders.part import (
    Actor,
    ActorKind,
    Changed,
    DeliveryState,
    Part,
    StopCause,
    is_held,
    must_be_seen,
    owed,
)
from kds.orders.policy import Policy
from kds.orders.record import OrderRecord, promised_at

SENDS = frozenset(
    each.type_name
    for each in (
        EventType.ORDER_APPLIED,
        EventType.ORDER_APPROVED,
        EventType.ORDER_TAKEN_BACK,
        EventType.PART_MOVED,
    )
)
"""Events with which something new comes to stations; a recall needs no second sheet."""


class _Owing(NamedTuple):
    """What new sheets are decided from: the record, the sheets there are, and who prints what."""

    record: OrderRecord
    sheets: tuple[Print, ...]
    at: datetime
    printers: PaperPolicy


def with_sheets(before: OrderRecord | None, decision: Decision, policy: Policy) -> Decision:
    """Return the decision with the sheets that it makes owed, and without those of no use now."""
    record, change = decision.record, decision.change
    wishes = record.order.prints
    has_printers = policy.paper.tickets or policy.paper.fallback or policy.paper.at_pass
    if not (record.prints or wishes or has_printers):
        return decision
    sheets = tuple(_still_of_use(each, before, record, change.at) for each in record.prints)
    owing = _Owing(record, sheets, change.at, policy.paper)
    new = [*_fallbacks(owing), *_receipts(before, owing)]
    if change.type in SENDS and not _came_back(before, decision):
        new += _tickets(owing)
    if not new and sheets == record.prints:
        return decision
    sheets = tuple(
        paper.expired(each, change.at, NEWER) if _is_replaced(each, new, sheets) else each
        for each in sheets
    )
    numbered = [
        replace(each, print_id=f"{record.version}-{position}")
        for position, each in enumerate(new, 1)
    ]
    return replace(decision, record=replace(record, prints=paper.kept((*sheets, *numbered))))


def _came_back(before: OrderRecord | None, decision: Decision) -> bool:
    """Tell whether this brings back what the server lost: paper of it may be there already."""
    is_back = before is None or decision.change.type == EventType.ORDER_TAKEN_BACK.type_name
    return is_back and decision.record.possibly_made


def _is_replaced(sheet: Print, new: Iterable[Print], sheets: tuple[Print, ...]) -> bool:
    """Tell whether a new sheet says all that this one says; a change leaves what it refers to."""
    for each in new:
        if each.kind in RECEIPTS or place(each) != place(sheet):
            continue
        base = begun_last(sheets, place(each)) if each.changed is not None else None
        if base is None or sheet.version > base.version:
            return True
    return False


def _still_of_use(
    sheet: Print, before: OrderRecord | None, record: OrderRecord, at: datetime
) -> Print:
    """Return a queued sheet as expired once nobody needs it; one that is begun stays."""
    if sheet.state is not PrintState.QUEUED:
        return sheet
    if sheet.copy_of is not None:
        # A person wanted it, so it is printed, unless what it asks for is called off meanwhile.
        called_off = before is not None and _is_wanted(sheet, before)
        reason = NOT_TO_BE_MADE if called_off and not _is_wanted(sheet, record) else None
    else:
        reason = _useless(sheet, record)
    return paper.expired(sheet, at, reason) if reason else sheet


def _is_wanted(sheet: Print, record: OrderRecord) -> bool:
    """Tell whether a kitchen may make what a sheet asks for; others ask for nothing."""
    if sheet.kind in RECEIPTS or sheet.stopped is not None:
        return True
    if record.stop_cause is not None or sheet.station is None:
        return record.stop_cause is None
    part = record.parts.get(sheet.station)
    return part is not None and part.stopped is None


def _useless(sheet: Print, record: OrderRecord) -> str | None:
    if sheet.kind is PrintKind.RECEIPT:
        return HAS_RECEIPT if record.order.receipt is not None else None
    if sheet.kind in RECEIPTS:
        return None
    if sheet.station is None:
        return None if any(map(owed, record.parts.values())) else NOT_TO_BE_MADE
    part = record.parts.get(sheet.station)
    needed = part is not None and (must_be_seen(part) if sheet.stopped else owed(part))
    if part is None or not needed:
        return NOT_TO_BE_MADE
    is_fallback = sheet.kind is PrintKind.FALLBACK
    return DISPLAY_HAS_IT if is_fallback and _is_confirmed(part) else None


def _is_confirmed(part: Part) -> bool:
    return part.delivery.state is DeliveryState.CONFIRMED


def _tickets(owing: _Owing) -> Iterator[Print]:
    """Yield the tickets of what this decision sends to stations, and of the pass."""
    record, printers = owing.record, owing.printers
    fresh = [
        part
        for part in record.parts.values()
        if part.delivery.content_version == record.version
        and part.delivery.state is not DeliveryState.SETTLED
    ]
    for part in fresh:
        for printer in printers.tickets.get(part.station, ()):
            yield from _ticket(owing, printer, PrintKind.TICKET, (part,))
    if fresh:
        for printer in printers.at_pass:
            yield from _ticket(owing, printer, PrintKind.PASS, tuple(record.parts.values()))


def _fallbacks(owing: _Owing) -> Iterator[Print]:
    """Yield a sheet for each part that no display confirmed in time: once for its content."""
    record, printers = owing.record, owing.printers.fallback
    if not printers:
        return
    for station in record.undelivered(DeliveryState.NOT_SENT):
        printer, part = printers.get(station), record.parts.get(station)
        if printer is None or part is None:
            continue
        version = part.delivery.content_version
        known = (s for s in owing.sheets if (s.kind, s.station) == (PrintKind.FALLBACK, station))
        if all(each.version != version for each in known):
            yield from _ticket(owing, printer, PrintKind.FALLBACK, (part,))


def _ticket(
    owing: _Owing, printer: str, kind: PrintKind, parts: tuple[Part, ...]
) -> Iterator[Print]:
    """Yield what is to be on paper beside what may be there already: all, a change, or a stop."""
    record = owing.record
    now = _for_kitchen(record, _lines(record, parts))
    station = None if kind is PrintKind.PASS else parts[0].station
    last = begun_last(owing.sheets, (printer, kind, station))
    stopped = _stop(parts)
    changed: Changed | None = None
    if stopped is not None:
        if last is None or last.stopped is not None:
            return
        now = replace(now, lines=last.order.lines)
    elif last is not None and last.stopped is None:
        changed = _since(last, now, owing.at)
        if not (changed.added or changed.removed or changed.head):
            if not any(part.cooking.recalled_at for part in parts):
                return
            changed = None
    yield Print(
        print_id="",
        printer=printer,
        kind=kind,
        order=now,
        version=max(part.delivery.content_version for part in parts),
        asked_at=owing.at,
        asked_by=Actor(ActorKind.TILL, record.till),
        till=record.till,
        station=station,
        unrouted=tuple(each for part in parts for each in part.unrouted),
        possibly_made=record.possibly_made,
        changed=changed,
        stopped=stopped,
        done=_done(record, parts),
        on_hold=all(map(is_held, parts)),
        priority=record.priority,
    )


def _done(record: OrderRecord, parts: Iterable[Part]) -> tuple[str, ...]:
    """Return the lines that cooks had made already, at every station that has them."""
    owing = [part for part in parts if owed(part)]
    left = {each for part in owing for each in {*part.line_ids} - {*part.struck, *part.made}}
    done = {each for part in owing for each in part.line_ids} - left
    return tuple(line.line_id for line in record.order.lines if line.line_id in done)


def _since(last: Print, now: Order, at: datetime) -> Changed:
    """Return what differs from the sheet that was begun last."""
    added, removed = difference(last.order.lines, now.lines)
    before, after = head(last.order), head(now)
    renamed = tuple(name for name, value in after.items() if before[name] != value)
    return Changed(at=at, added=added, removed=removed, head=renamed)


def _stop(parts: Iterable[Part]) -> StopCause | None:
    """Return why nothing of these parts is to be made, if that is so."""
    causes = [part.stopped.cause if part.stopped else None for part in parts]
    return next(iter(causes), None) if all(causes) else None


def _lines(record: OrderRecord, parts: Iterable[Part]) -> tuple[Line, ...]:
    wanted = {each for part in parts if part.stopped is None for each in part.line_ids}
    return tuple(line for line in record.order.lines if line.line_id in wanted)


def _receipts(before: OrderRecord | None, owing: _Owing) -> Iterator[Print]:
    """Yield the receipts that the till asks for with this revision."""
    order, till = owing.record.order, owing.record.till
    printer = owing.printers.receipts.get(till)
    if printer is None or not order.prints:
        return
    known = {each.wish for each in owing.sheets}
    known |= {each.wish_id for each in before.order.prints} if before else set()
    for wish in order.prints:
        if wish.wish_id not in known:
            yield Print(
                print_id="",
                printer=printer,
                kind=PrintKind(wish.what.value),
                order=replace(order, customer=None, deeds=(), answers=(), prints=()),
                version=owing.record.version,
                asked_at=wish.at,
                asked_by=Actor(ActorKind.TILL, till, wish.by),
                till=till,
                stopped=owing.record.stop_cause,
                refund_id=wish.refund_id,
                is_copy=wish.is_copy,
                wish=wish.wish_id,
            )


def _for_kitchen(record: OrderRecord, lines: tuple[Line, ...]) -> Order:
    """Return the order with these lines and what was promised, and without what no cook needs."""
    order, customer = record.order, record.order.customer
    if customer is not None and customer.phone is not None:
        customer = replace(customer, phone=None) if customer.name else None
    return replace(
        order,
        lines=lines,
        customer=customer,
        due_at=promised_at(record),
        payments=(),
        refunds=(),
        deeds=(),
        answers=(),
        prints=(),
    )
