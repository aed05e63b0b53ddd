"""Orders that come from a till: new ones, later revisions, doubles, and answers to a request."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from kds.errors import Refused
from kds.orders import delivery
from kds.orders.commands import ApplyOrder, TakeBackOrder
from kds.orders.decide.decision import Decision, Unchanged, conclude
from kds.orders.decide.sending import send_again
from kds.orders.events import EventType
from kds.orders.order import Line, Order
from kds.orders.policy import Policy
from kds.orders.record import (
    APPROVALS,
    Approval,
    ApprovalState,
    Cooking,
    OrderRecord,
    Part,
    owed,
)
from kds.orders.routing import RoutedPart, route_lines


def apply_order(
    record: OrderRecord | None, command: ApplyOrder, policy: Policy
) -> Decision | Unchanged:
    """Apply a revision if it is greater than the stored one; a resend only starts an attempt."""
    if record is None:
        first = first_record(command, policy)
        return conclude(
            None,
            first,
            EventType.ORDER_APPLIED,
            command,
            stations=touched(None, first),
            revision=command.order.revision,
        )
    require_same_till(record, command.till)
    if command.order.revision > record.order.revision:
        after = revised(record, command.order, record.version + 1, command.at, policy)
        return conclude(
            record,
            after,
            EventType.ORDER_APPLIED,
            command,
            stations=touched(record, after),
            revision=command.order.revision,
            attempt_id=command.attempt_id,
        )
    if command.order.revision == record.order.revision and command.order != record.order:
        raise Refused(
            "revision_reused",
            f"Order {command.order_id} came again as revision {command.order.revision} with "
            "other content. The first is kept: a change needs a greater revision.",
        )
    if command.attempt_id is not None:
        return send_again(record, command, own_copy=False)
    return Unchanged(f"revision {command.order.revision} is applied already")


def require_same_till(record: OrderRecord, till: str) -> None:
    """Raise Refused when a till sends an order that another till owns."""
    if record.till != till:
        raise Refused(
            "other_till",
            f"Order {record.order_id} belongs to till {record.till}; till {till} sent another "
            "with the same id. Give it an id of its own.",
        )


def touched(before: OrderRecord | None, after: OrderRecord) -> tuple[str, ...]:
    """Return every station, and `approvals`, that shows the order now or showed it before."""
    records = (before, after) if before else (after,)
    stations = [station for record in records for station in record.parts]
    if any(record.approval.state is ApprovalState.AWAITING for record in records):
        stations.append(APPROVALS)
    return tuple(dict.fromkeys(stations))


def first_record(command: ApplyOrder | TakeBackOrder, policy: Policy) -> OrderRecord:
    """Begin the kitchen's record of an order, at version 0: no event has told of it yet."""
    order, at = command.order, command.at
    record = OrderRecord(order=order, till=command.till, version=0, applied_at=at, updated_at=at)
    if not order.needs_approval:
        return replace(record, parts=new_parts(order, 1, at, policy))
    sent = delivery.begin(APPROVALS, 1, at, policy)
    return replace(record, approval=Approval(state=ApprovalState.AWAITING, since=at, delivery=sent))


def new_parts(order: Order, version: int, at: datetime, policy: Policy) -> dict[str, Part]:
    """Split an order into parts and begin to deliver each."""
    return {
        routed.station: _new_part(routed, version, at, policy)
        for routed in route_lines(order.lines, policy.routing)
    }


def _new_part(routed: RoutedPart, version: int, at: datetime, policy: Policy) -> Part:
    return Part(
        station=routed.station,
        line_ids=routed.line_ids,
        unrouted=routed.unrouted,
        since=at,
        delivery=delivery.begin(routed.station, version, at, policy),
    )


def revised(
    record: OrderRecord, order: Order, version: int, at: datetime, policy: Policy
) -> OrderRecord:
    """Put a later revision in place of the order, and send what it changes on a screen."""
    changed = replace(record, order=order)
    if record.approval.state is ApprovalState.REJECTED:
        return changed
    asked = record.approval.delivery if record.approval.state is ApprovalState.AWAITING else None
    if asked is None:
        return replace(changed, parts=_changed_parts(record, changed, version, at, policy))
    same_lines = _as_read(order.lines) == _as_read(record.order.lines)
    if same_lines and _head(order) == _head(record.order):
        return changed
    sent = delivery.renew(asked, APPROVALS, version, at, policy)
    return replace(changed, approval=replace(record.approval, delivery=sent), resolution=None)


def _changed_parts(
    record: OrderRecord, changed: OrderRecord, version: int, at: datetime, policy: Policy
) -> dict[str, Part]:
    """Keep each part that reads as before; send the others, cooked again if lines came."""
    same_head = _head(record.order) == _head(changed.order)
    parts = {}
    for routed in route_lines(changed.order.lines, policy.routing):
        fresh = _new_part(routed, version, at, policy)
        old = record.parts.get(routed.station)
        if old is None:
            parts[routed.station] = fresh
            continue
        kept = replace(old, line_ids=routed.line_ids, unrouted=routed.unrouted)
        before, now = _as_read(record.lines_of(old)), _as_read(changed.lines_of(fresh))
        if owed(old):
            sent = delivery.renew(old.delivery, old.station, version, at, policy)
            changes = before != now or not same_head
            parts[routed.station] = replace(kept, delivery=sent) if changes else kept
        else:
            came = not set(now) <= set(before)
            again = replace(kept, delivery=fresh.delivery, cooking=Cooking())
            parts[routed.station] = again if came else kept
    return parts


def _head(order: Order) -> tuple[object, ...]:
    """Return what a ticket shows beside its lines."""
    customer = order.customer.name if order.customer else None
    return order.number, order.service, order.table, customer, order.note, order.due_at


def _as_read(lines: Sequence[Line]) -> list[Line]:
    """Return lines without what no cook reads: a new price is no reason to cook again."""
    return [replace(line, unit_price=None, category=None, station=None) for line in lines]
