"""The kitchen's yes or no to an order that needs one."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from kds.errors import Refused
from kds.orders.actions import Action, require
from kds.orders.commands import Approve, Reject
from kds.orders.decide.decision import Decision, conclude, require_in_view
from kds.orders.decide.parts import new_parts
from kds.orders.events import EventType
from kds.orders.part import Actor
from kds.orders.policy import Policy
from kds.orders.record import Approval, ApprovalState, OrderRecord


def approve(record: OrderRecord, command: Approve, policy: Policy) -> Decision:
    """Say yes: only now do the station parts come into being."""
    _require_awaiting(Action.APPROVE, record, command.shown)
    approval = _answered(
        record.approval, ApprovalState.APPROVED, command.at, command.by, minutes=command.minutes
    )
    parts = new_parts(record.order, record.version + 1, command.at, policy, record.moves)
    return conclude(
        record,
        replace(record, approval=approval, parts=parts),
        EventType.ORDER_APPROVED,
        command,
        stations=tuple(parts),
        minutes=command.minutes,
    )


def reject(record: OrderRecord, command: Reject, policy: Policy) -> Decision:
    """Say no, with a reason; the order never reaches a station."""
    _require_awaiting(Action.REJECT, record, command.shown)
    approval = _answered(
        record.approval, ApprovalState.REJECTED, command.at, command.by, reason=command.reason
    )
    return conclude(
        record,
        replace(record, approval=approval),
        EventType.ORDER_REJECTED,
        command,
        reason=command.reason,
    )


def _answered(
    before: Approval,
    state: ApprovalState,
    at: datetime,
    by: Actor,
    *,
    minutes: int | None = None,
    reason: str | None = None,
) -> Approval:
    return replace(before, state=state, at=at, by=by, minutes=minutes, reason=reason, delivery=None)


def _require_awaiting(action: Action, record: OrderRecord, shown: int | None) -> None:
    answer = record.approval
    if answer.state in (ApprovalState.APPROVED, ApprovalState.REJECTED) and answer.by is not None:
        said_yes = answer.state is ApprovalState.APPROVED
        raise Refused(
            "already_approved" if said_yes else "already_rejected",
            "Order {number} was already {answer} by {who}.",
            number=record.order.number,
            answer=[answer.state.value],
            who=answer.by.name or answer.by.id,
        )
    require(action, record)
    if answer.state is ApprovalState.NOT_NEEDED:
        text = "Order {number} needs no approval."
        raise Refused("not_needed", text, number=record.order.number)
    if answer.delivery is not None:
        require_in_view(record, shown, answer.delivery.content_version)
