"""What a screen shows of an order: pure views, one for each kind of board."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kds.orders.counter_ticket import TICKETS, CounterTicket, counter_ticket
from kds.orders.courses import course_now, next_course
from kds.orders.failure import OFFICE, Failure, failure
from kds.orders.part import (
    Changed,
    CookingState,
    DeliveryState,
    Part,
    StopCause,
    is_held,
    is_moved,
    is_on_paper,
    is_shown,
    must_be_seen,
    owed,
)
from kds.orders.ready_board import READY_BOARD, BoardNumber, board_number
from kds.orders.record import APPROVALS, PASS, ApprovalState, OrderRecord, promised_at
from kds.orders.ticket_lines import LineMark, TicketLine, line_of, lines_of, unseen_of
from kds.orders.ticket_shape import Ticket, TicketPart

__all__ = [
    "OFFICE",
    "READY_BOARD",
    "TICKETS",
    "BoardNumber",
    "CounterTicket",
    "Failure",
    "LineMark",
    "Ticket",
    "TicketLine",
    "TicketPart",
    "promised_at",
]

RESERVED = frozenset({PASS, APPROVALS, OFFICE, TICKETS, READY_BOARD})
"""Boards that are no stations; no station may have one of these names."""


View = Ticket | Failure | CounterTicket | BoardNumber

WHOLE = frozenset({PASS, OFFICE, TICKETS, READY_BOARD})
"""Boards of whole orders: each change of an order is one of theirs."""


def boards_of(record: OrderRecord) -> tuple[str, ...]:
    """Return every board that may show something of this order."""
    approvals = () if record.approval.state is ApprovalState.NOT_NEEDED else (APPROVALS,)
    return (*record.parts, PASS, *approvals, OFFICE, TICKETS, READY_BOARD)


def view(record: OrderRecord, board: str) -> View | None:
    """Return what a board shows of an order, or None if it shows nothing of it."""
    if board == OFFICE:
        return failure(record)
    if board == TICKETS:
        return counter_ticket(record)
    if board == READY_BOARD:
        return board_number(record)
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
        lines=lines_of(record, part),
        stopped=_stopped(part),
        unseen=unseen_of((part,)),
        ready_at=part.cooking.ready_at,
        recalled=part.cooking.recalled_at is not None,
        may_be_outdated=part.delivery.own_copy,
        on_paper=is_on_paper(part),
        owing=[part] if owed(part) else [],
        held_s=part.held_s,
        moved_from=part.moved_from,
    )


def _pass_ticket(record: OrderRecord) -> Ticket | None:
    parts = [part for part in record.parts.values() if _has_ticket(part)]
    if not parts:
        return None
    owing = [part for part in parts if owed(part)]
    ready = not any(is_shown(part) for part in parts)
    started = any(part.cooking.state is not CookingState.WAITING for part in parts)
    cooking = CookingState.STARTED if started else CookingState.WAITING
    return _ticket(
        record,
        board=PASS,
        since=_began(parts),
        state=CookingState.READY if ready else cooking,
        lines=tuple(
            line
            for part in parts
            if not is_moved(part)
            for line in lines_of(record, part, part.station)
        ),
        stopped=_stopped_at_pass(record, parts),
        unseen=unseen_of(parts),
        ready_at=max((p.cooking.ready_at for p in parts if p.cooking.ready_at), default=None)
        if ready
        else None,
        recalled=any(part.cooking.recalled_at is not None for part in parts),
        may_be_outdated=any(part.delivery.own_copy for part in parts),
        owing=owing,
        held_s=min((part.held_s for part in owing or parts), default=0),
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
        lines=tuple(line_of(line) for line in record.order.for_kitchen),
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
    on_paper: bool = False,
    stopped: StopCause | None = None,
    unseen: Sequence[Changed] = (),
    owing: Sequence[Part] = (),
    held_s: int = 0,
    moved_from: str | None = None,
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
        on_paper=on_paper,
        parts=tuple(
            TicketPart(
                part.station,
                part.cooking.state,
                part.delivery.state if board == PASS else None,
                _stopped(part),
                _changed_at(unseen_of((part,))),
                on_paper=board == PASS and is_on_paper(part),
                held=is_held(part),
            )
            for part in record.parts.values()
            if _concerns(part, board)
        ),
        stopped=stopped,
        changed_at=_changed_at(unseen),
        called_at=record.pickup.called_at if board == PASS else None,
        changed_head=tuple(dict.fromkeys(name for changed in unseen for name in changed.head)),
        held_at=max(part.held_at for part in owing if part.held_at)
        if owing and all(map(is_held, owing))
        else None,
        held_s=held_s,
        priority=record.priority,
        course=course_now(record) if owing else None,
        next_course=next_course(record) if owing else None,
        moved_from=moved_from,
    )


def _has_ticket(part: Part) -> bool:
    """Tell whether the part has a ticket on a board, or one that left it as ready."""
    is_settled = part.delivery.state is DeliveryState.SETTLED
    return is_shown(part) or (part.cooking.state is CookingState.READY and not is_settled)


def _concerns(part: Part, board: str) -> bool:
    """Tell whether a board names a part; where one was moved from only that station and the pass
    need to know.
    """
    if part.stopped is None:
        return True
    return must_be_seen(part) and (not is_moved(part) or board in (part.station, PASS))


def _stopped(part: Part) -> StopCause | None:
    return part.stopped.cause if part.stopped is not None and must_be_seen(part) else None


def _stopped_at_pass(record: OrderRecord, parts: Sequence[Part]) -> StopCause | None:
    """Return why nothing of the order is to be made; that one station's part went is no reason."""
    stops = [cause for part in parts if (cause := _stopped(part))]
    if not stops or any(owed(part) for part in parts):
        return None
    return record.stop_cause or (stops[0] if len(stops) == len(parts) else None)


def _began(parts: Sequence[Part]) -> datetime:
    """Return since when the pass has waited: what was ready before the rest began is past."""
    waiting = [part.since for part in parts if is_shown(part)]
    if not waiting:
        return min(part.since for part in parts)
    began = min(waiting)
    made = [(ready_at, part.since) for part in parts if (ready_at := part.cooking.ready_at)]
    for ready_at, since in sorted(made, reverse=True):
        if ready_at >= began:
            began = min(began, since)
    return began


def _changed_at(unseen: Sequence[Changed]) -> datetime | None:
    return max((changed.at for changed in unseen), default=None)
