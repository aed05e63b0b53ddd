"""Orders that come from a till: new ones, later revisions, doubles, and answers to a request."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from kds.errors import Refused
from kds.orders import delivery
from kds.orders.commands import ApplyOrder, TakeBackOrder
from kds.orders.decide.decision import Decision, Unchanged, conclude
from kds.orders.decide.parts import as_read, changed_parts, head, new_parts, stop_parts
from kds.orders.decide.sending import send_again
from kds.orders.events import EventType
from kds.orders.order import Order
from kds.orders.policy import Policy
from kds.orders.record import APPROVALS, Approval, ApprovalState, OrderRecord
from kds.orders.till_facts import Deed


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
            deeds=command.order.deeds,
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
            deeds=_deeds_after(record.order.revision, command.order),
            is_shown=not reads_as_before(record, after),
        )
    if command.order.revision == record.order.revision and not _is_same(command.order, record):
        raise Refused(
            "revision_reused",
            f"Order {command.order_id} came again as revision {command.order.revision} with "
            "other content. The first is kept: a change needs a greater revision.",
        )
    if command.attempt_id is not None:
        return send_again(record, command, own_copy=False)
    return Unchanged(f"revision {command.order.revision} is applied already")


def _is_same(order: Order, record: OrderRecord) -> bool:
    """Tell whether a revision came once more; who was erased here or at the till makes no other."""
    if record.erased is not None or order.customer is None:
        return replace(order, customer=None) == replace(record.order, customer=None)
    return order == record.order


def _deeds_after(revision: int, order: Order) -> tuple[Deed, ...]:
    return tuple(deed for deed in order.deeds if deed.revision > revision)


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
    """Begin the kitchen's record of an order, at version 0: no event has told of it yet.

    A later revision of an order that the kitchen does not know may be of one it has forgotten.
    """
    order, at = command.order, command.at
    record = OrderRecord(
        order=order,
        till=command.till,
        version=0,
        applied_at=at,
        updated_at=at,
        possibly_made=order.revision > 1,
    )
    return _begun(record, 1, at, policy)


def _begun(record: OrderRecord, version: int, at: datetime, policy: Policy) -> OrderRecord:
    """Send what the kitchen gets now: for its approval if that is needed, else to stations."""
    order = record.order
    if not order.for_kitchen or record.stop_cause is not None:
        return record
    if not order.needs_approval or record.approval.state is ApprovalState.APPROVED:
        return replace(record, parts=new_parts(order, version, at, policy, record.moves))
    sent = delivery.begin(APPROVALS, version, at, policy)
    asking = Approval(state=ApprovalState.AWAITING, since=at, delivery=sent)
    return replace(record, approval=asking, resolution=None)


def revised(
    record: OrderRecord, order: Order, version: int, at: datetime, policy: Policy
) -> OrderRecord:
    """Put a later revision in place of the order, and send what it changes on a screen."""
    if record.erased is not None:
        order = replace(order, customer=None)
    changed = replace(record, order=order)
    if changed.stop_cause is not None:
        return stop_parts(changed, version, at, policy)
    asked = record.approval.delivery if record.approval.state is ApprovalState.AWAITING else None
    if asked is None:
        if not record.parts:
            return _begun(changed, version, at, policy)
        return replace(changed, parts=changed_parts(record, changed, version, at, policy))
    if not order.for_kitchen:  # Nothing is left to say yes or no to.
        return replace(changed, approval=Approval())
    if reads_as_before(record, changed):
        return changed
    sent = delivery.renew(asked, APPROVALS, version, at, policy)
    return replace(changed, approval=replace(record.approval, delivery=sent), resolution=None)


def expected(
    record: OrderRecord | None, order: Order, till: str, at: datetime, policy: Policy
) -> OrderRecord:
    """Return what the kitchen will make of a till's own order, beside what was heard of it last."""
    if record is None:
        fresh = OrderRecord(order=order, till=till, version=0, applied_at=at, updated_at=at)
        return _begun(fresh, 1, at, policy)
    if order.revision <= record.order.revision:
        return record
    return revised(record, order, record.version + 1, at, policy)


def reads_as_before(record: OrderRecord, changed: OrderRecord) -> bool:
    """Tell whether no screen of the kitchen shows a revision otherwise than the one before."""
    before, now = record.order, changed.order
    return (
        as_read(before.for_kitchen) == as_read(now.for_kitchen)
        and head(before) == head(now)
        and record.parts == changed.parts
        and record.is_awaiting == changed.is_awaiting
    )
