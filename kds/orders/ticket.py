"""What a screen shows of an order: pure views, one for each kind of board."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from kds.orders.order import Line, Service
from kds.orders.record import (
    APPROVALS,
    PASS,
    ApprovalState,
    Cause,
    CookingState,
    DeliveryState,
    OrderRecord,
    Part,
    StopCause,
    is_shown,
    owed,
)
from kds.orders.status import status

OFFICE = "office"
"""The board of the back office: every order that is not sent."""

RESERVED = frozenset({PASS, APPROVALS, OFFICE})
"""Boards that are no stations; no station may have one of these names."""


class LineMark(StrEnum):
    """What a later revision did with a line; MADE was ready before others were added."""

    ADDED = "added"
    REMOVED = "removed"
    MADE = "made"


class TicketLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line as a cook reads it; `unrouted` came here only for lack of a rule."""

    line_id: str
    product: str
    quantity: int
    modifiers: tuple[str, ...] = ()
    allergens: tuple[str, ...] = ()
    seat: int | None = None
    course: int | None = None
    note: str | None = None
    unrouted: bool = False
    station: str | None = None
    mark: LineMark | None = None


class TicketPart(msgspec.Struct, frozen=True, omit_defaults=True):
    """How far one station is; whether its displays have shown it only the pass is told."""

    station: str
    state: CookingState
    delivery: DeliveryState | None = None
    stopped: StopCause | None = None


class Ticket(msgspec.Struct, frozen=True, omit_defaults=True):
    """One order on one board. `since` starts the timer; `promised_at` is what the customer heard.

    `state` is READY for a ticket that left the board and can be recalled. `may_be_outdated`: the
    till did not answer and the kitchen sent its own copy. `possibly_made`: came back after a reset.
    `stopped`: not to be made, and no cook has seen that. `changed_at`: changed, and not yet seen.
    """

    order_id: str
    board: str
    version: int
    number: str
    till: str
    service: Service
    since: datetime
    state: CookingState
    lines: tuple[TicketLine, ...]
    table: str | None = None
    customer: str | None = None
    note: str | None = None
    promised_at: datetime | None = None
    ready_at: datetime | None = None
    recalled: bool = False
    possibly_made: bool = False
    may_be_outdated: bool = False
    parts: tuple[TicketPart, ...] = ()
    stopped: StopCause | None = None
    changed_at: datetime | None = None


class Failure(msgspec.Struct, frozen=True, omit_defaults=True):
    """One order that is not sent, for the people who may send it again.

    `lines` are those that no screen has shown, with their stations: what to tell the kitchen.
    `stopped`: what it must be told is that they are not to be made.
    """

    order_id: str
    board: str
    version: int
    number: str
    till: str
    service: Service
    lines: tuple[TicketLine, ...]
    causes: tuple[Cause, ...]
    failed_at: datetime
    accepted_at: datetime
    table: str | None = None
    customer: str | None = None
    attempts: int = 0
    next_attempt_at: datetime | None = None
    answer_by: datetime | None = None
    status: str = ""
    stopped: StopCause | None = None


View = Ticket | Failure


def boards_of(record: OrderRecord) -> tuple[str, ...]:
    """Return every board that may show something of this order."""
    approvals = () if record.approval.state is ApprovalState.NOT_NEEDED else (APPROVALS,)
    return (*record.parts, PASS, *approvals, OFFICE)


def view(record: OrderRecord, board: str) -> View | None:
    """Return what a board shows of an order, or None if it shows nothing of it."""
    if board == OFFICE:
        return _failure(record)
    if board == PASS:
        return _pass_ticket(record)
    if board == APPROVALS:
        return _approval_ticket(record)
    part = record.parts.get(board)
    return _station_ticket(record, part) if part else None


def _station_ticket(record: OrderRecord, part: Part) -> Ticket | None:
    if not _has_ticket(part):
        return None
    return _ticket(
        record,
        board=part.station,
        since=part.since,
        state=part.cooking.state,
        lines=_lines(record, part),
        stopped=part.stopped.cause if part.stopped else None,
        changed_at=_changed_at(part),
        ready_at=part.cooking.ready_at,
        recalled=part.cooking.recalled_at is not None,
        may_be_outdated=part.delivery.own_copy,
    )


def _pass_ticket(record: OrderRecord) -> Ticket | None:
    parts = [part for part in record.parts.values() if _has_ticket(part)]
    if not parts:
        return None
    ready = not any(is_shown(part) for part in parts)
    stops = [part.stopped.cause for part in parts if part.stopped]
    to_make = any(owed(part) for part in parts)
    started = any(part.cooking.state is not CookingState.WAITING for part in parts)
    cooking = CookingState.STARTED if started else CookingState.WAITING
    return _ticket(
        record,
        board=PASS,
        since=min(part.since for part in parts),
        state=CookingState.READY if ready else cooking,
        lines=tuple(line for part in parts for line in _lines(record, part, part.station)),
        stopped=stops[0] if stops and not to_make else None,
        changed_at=max(filter(None, map(_changed_at, parts)), default=None),
        ready_at=max((p.cooking.ready_at for p in parts if p.cooking.ready_at), default=None)
        if ready
        else None,
        recalled=any(part.cooking.recalled_at is not None for part in parts),
        may_be_outdated=any(part.delivery.own_copy for part in parts),
    )


def _approval_ticket(record: OrderRecord) -> Ticket | None:
    approval = record.approval
    if not record.is_awaiting:
        return None
    return _ticket(
        record,
        board=APPROVALS,
        since=approval.since or record.applied_at,
        state=CookingState.WAITING,
        lines=tuple(_line(line, None) for line in record.order.for_kitchen),
        may_be_outdated=approval.delivery is not None and approval.delivery.own_copy,
    )


def _ticket(
    record: OrderRecord,
    *,
    board: str,
    since: datetime,
    state: CookingState,
    lines: tuple[TicketLine, ...],
    ready_at: datetime | None = None,
    recalled: bool = False,
    may_be_outdated: bool = False,
    stopped: StopCause | None = None,
    changed_at: datetime | None = None,
) -> Ticket:
    order = record.order
    return Ticket(
        order_id=order.order_id,
        board=board,
        version=record.version if board == PASS else record.shown_version,
        number=order.number,
        till=record.till,
        service=order.service,
        since=since,
        state=state,
        lines=lines,
        table=order.table,
        customer=order.customer.name if order.customer else None,
        note=order.note,
        promised_at=promised_at(record),
        ready_at=ready_at,
        recalled=recalled,
        possibly_made=record.possibly_made,
        may_be_outdated=may_be_outdated,
        parts=tuple(
            TicketPart(
                part.station,
                part.cooking.state,
                part.delivery.state if board == PASS else None,
                part.stopped.cause if part.stopped else None,
            )
            for part in record.parts.values()
        ),
        stopped=stopped,
        changed_at=changed_at,
    )


def _has_ticket(part: Part) -> bool:
    """Tell whether the part has a ticket on a board, or one that left it as ready."""
    is_settled = part.delivery.state is DeliveryState.SETTLED
    return is_shown(part) or (part.cooking.state is CookingState.READY and not is_settled)


def _changed_at(part: Part) -> datetime | None:
    changed = part.changed
    return changed.at if changed and changed.seen_at is None else None


def _lines(record: OrderRecord, part: Part, station: str | None = None) -> tuple[TicketLine, ...]:
    """Return a part's lines with the marks of what changed; removed ones come last."""
    changed = part.changed if part.changed and part.changed.seen_at is None else None
    added = changed.added if changed else ()
    removed = changed.removed if changed else ()
    marks = dict.fromkeys(part.made, LineMark.MADE) | dict.fromkeys(added, LineMark.ADDED)
    stands = (_line(line, part, station, marks.get(line.line_id)) for line in record.lines_of(part))
    gone = (_line(line, part, station, LineMark.REMOVED) for line in removed)
    return (*stands, *gone)


def promised_at(record: OrderRecord) -> datetime | None:
    """Return when the customer was told it is ready: the kitchen's minutes, or due_at."""
    approval = record.approval
    if approval.minutes is not None and approval.at is not None:
        return approval.at + timedelta(minutes=approval.minutes)
    return record.order.due_at


def _line(
    line: Line, part: Part | None, station: str | None = None, mark: LineMark | None = None
) -> TicketLine:
    return TicketLine(
        line_id=line.line_id,
        product=line.product,
        quantity=line.quantity,
        modifiers=line.modifiers,
        allergens=line.allergens,
        seat=line.seat,
        course=line.course,
        note=line.note,
        unrouted=part is not None and line.line_id in part.unrouted,
        station=station,
        mark=mark,
    )


def _failure(record: OrderRecord) -> Failure | None:
    failed = [d for _, d in record.deliveries() if d.state is DeliveryState.NOT_SENT]
    if not failed:
        return None
    resend, order = record.resend, record.order
    return Failure(
        order_id=record.order_id,
        board=OFFICE,
        version=record.version,
        number=order.number,
        till=record.till,
        service=order.service,
        lines=_unshown_lines(record),
        causes=tuple(d.cause for d in failed if d.cause),
        failed_at=min(d.failed_at or d.deadline_at for d in failed),
        accepted_at=order.accepted_at,
        table=order.table,
        customer=order.customer.name if order.customer else None,
        attempts=max(d.attempt for d in failed),
        next_attempt_at=resend.next_attempt_at if resend else None,
        answer_by=resend.answer_by if resend else None,
        status=status(record).code,
        stopped=record.stop_cause,
    )


def _unshown_lines(record: OrderRecord) -> tuple[TicketLine, ...]:
    """Return the lines of every part that is not sent; all of them while nobody could approve."""
    parts = [
        part
        for part in record.parts.values()
        if part.delivery.state is DeliveryState.NOT_SENT and is_shown(part)
    ]
    if not parts:
        return tuple(_line(line, None) for line in record.order.for_kitchen)
    return tuple(line for part in parts for line in _lines(record, part, part.station))
