"""Orders that come from a till: new ones, later revisions, doubles, and what a reset lost."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from kds.errors import Refused
from kds.orders import delivery
from kds.orders.commands import ApplyOrder, RestoreOrder
from kds.orders.decide.decision import Decision, Unchanged, conclude
from kds.orders.decide.sending import send_again
from kds.orders.events import EventType
from kds.orders.order import Order
from kds.orders.policy import Policy
from kds.orders.record import (
    APPROVALS,
    Approval,
    ApprovalState,
    Cooking,
    CookingState,
    OrderRecord,
    Part,
    is_open,
    owed,
)
from kds.orders.routing import RoutedPart, route_lines


def apply_order(
    record: OrderRecord | None, command: ApplyOrder, policy: Policy
) -> Decision | Unchanged:
    """Apply a revision if it is greater than the stored one; a resend only starts an attempt."""
    if record is None:
        return _first_revision(command, policy)
    _require_same_till(record, command.till)
    if command.order.revision > record.order.revision:
        return _later_revision(record, command, policy)
    if command.order.revision == record.order.revision and command.order != record.order:
        raise Refused(
            "revision_reused",
            f"Order {command.order_id} came again as revision {command.order.revision} with "
            "other content. The first is kept: a change needs a greater revision.",
        )
    if command.attempt_id is not None:
        return send_again(record, command, own_copy=False)
    return Unchanged(f"revision {command.order.revision} is applied already")


def restore_order(
    record: OrderRecord | None, command: RestoreOrder, policy: Policy
) -> Decision | Unchanged:
    """Take back an order that the server lost, from the kitchen facts that the till heard last."""
    known = command.known
    if record is not None:
        _require_same_till(record, command.till)
        if known is None or known.version <= record.version:
            return Unchanged(f"version {record.version} is kept, which is not older")
    if known is None or (known.order.order_id, known.till) != (command.order_id, command.till):
        first = _first_revision(command, policy)
        return conclude(
            record,
            replace(first.record, possibly_made=True),
            EventType.ORDER_RESTORED,
            command,
            stations=first.change.stations,
            revision=command.order.revision,
        )
    return _restore_known(record, known, command, policy)


def _restore_known(
    record: OrderRecord | None, known: OrderRecord, command: RestoreOrder, policy: Policy
) -> Decision:
    version = max(record.version if record else 0, known.version) + 1
    parts = {
        station: replace(part, delivery=delivery.begin(station, version, command.at, policy))
        if owed(part)
        else part
        for station, part in known.parts.items()
    }
    approval = known.approval
    if approval.state is ApprovalState.AWAITING and known.resolution is None:
        fresh = delivery.begin(APPROVALS, version, command.at, policy)
        approval = replace(approval, delivery=fresh)
    restored = replace(
        known, parts=parts, approval=approval, resend=None, possibly_made=is_open(known)
    )
    return conclude(
        record,
        restored,
        EventType.ORDER_RESTORED,
        command,
        stations=tuple(restored.parts),
        revision=restored.order.revision,
    )


def _require_same_till(record: OrderRecord, till: str) -> None:
    if record.till != till:
        raise Refused(
            "other_till",
            f"Order {record.order_id} belongs to till {record.till}; till {till} sent another "
            "with the same id. Give it an id of its own.",
        )


def _first_revision(command: ApplyOrder | RestoreOrder, policy: Policy) -> Decision:
    order, at = command.order, command.at
    record = OrderRecord(order=order, till=command.till, version=0, applied_at=at, updated_at=at)
    if order.needs_approval:
        approval = Approval(
            state=ApprovalState.AWAITING,
            since=at,
            delivery=delivery.begin(APPROVALS, 1, at, policy),
        )
        record = replace(record, approval=approval)
    else:
        record = replace(record, parts=new_parts(order, 1, at, policy))
    return conclude(
        None,
        record,
        EventType.ORDER_APPLIED,
        command,
        stations=tuple(record.parts) or (APPROVALS,),
        revision=order.revision,
    )


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


def _later_revision(record: OrderRecord, command: ApplyOrder, policy: Policy) -> Decision:
    version, at = record.version + 1, command.at
    changed = replace(record, order=command.order)
    stations: tuple[str, ...] = ()
    if record.approval.state is ApprovalState.AWAITING:
        fresh = delivery.begin(APPROVALS, version, at, policy)
        changed = replace(changed, approval=replace(record.approval, delivery=fresh))
        stations = (APPROVALS,)
    elif record.approval.state is not ApprovalState.REJECTED:
        changed = replace(changed, parts=_changed_parts(record, changed, version, at, policy))
        stations = tuple(dict.fromkeys([*record.parts, *changed.parts]))
    return conclude(
        record,
        changed,
        EventType.ORDER_APPLIED,
        command,
        stations=stations,
        revision=command.order.revision,
        attempt_id=command.attempt_id,
    )


def _changed_parts(
    record: OrderRecord, changed: OrderRecord, version: int, at: datetime, policy: Policy
) -> dict[str, Part]:
    """Keep each part whose lines are as before; send the others, cooked again if lines came."""
    parts = {}
    for routed in route_lines(changed.order.lines, policy.routing):
        fresh = _new_part(routed, version, at, policy)
        old = record.parts.get(routed.station)
        if old is None:
            parts[routed.station] = fresh
        elif changed.lines_of(fresh) == record.lines_of(old):
            parts[routed.station] = old
        else:
            cooking = Cooking() if old.cooking.state is CookingState.READY else old.cooking
            parts[routed.station] = replace(fresh, since=old.since, cooking=cooking)
    return parts
