"""The one place that decides: a record and a command in, the next record and its event out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kds.errors import Refused
from kds.orders import commands as c
from kds.orders.decide.answering import approve, reject
from kds.orders.decide.applying import apply_order, expected
from kds.orders.decide.cooking import (
    mark_part_ready,
    mark_part_seen,
    recall_part,
    start_part,
    strike_lines,
)
from kds.orders.decide.counter import call_customer, call_off, collect_order
from kds.orders.decide.decision import Decision, Unchanged
from kds.orders.decide.holding import fire_part, hold_part
from kds.orders.decide.moving import move_part
from kds.orders.decide.office import cancel_order, mark_completed, request_refund
from kds.orders.decide.printing import (
    begin_print,
    end_print,
    hold_print,
    print_again,
)
from kds.orders.decide.sending import (
    confirm_deliveries,
    expire_delivery,
    request_resend,
    resolve_otherwise,
    send_own_copy,
)
from kds.orders.decide.sheets import with_sheets
from kds.orders.decide.taking_back import remember, take_back
from kds.orders.decide.texting import (
    begin_text,
    end_text,
    erase_customer,
    file_reminders,
    send_text_again,
)
from kds.orders.decide.whole_order import fire_course, set_priority
from kds.orders.policy import Policy
from kds.orders.record import OrderRecord

__all__ = ["Decision", "Unchanged", "decide", "expected"]


def decide(record: OrderRecord | None, command: c.Command, policy: Policy) -> Decision | Unchanged:
    """Answer a command, without any effect of its own.

    Returns the next version with its event and the sheets of paper that it makes owed, or
    Unchanged with the reason why nothing is left to do. Raises Refused when the order's state
    does not allow it.
    """
    decision = _decide(record, command, policy)
    return with_sheets(record, decision, policy) if isinstance(decision, Decision) else decision


def _decide(record: OrderRecord | None, command: c.Command, policy: Policy) -> Decision | Unchanged:
    if isinstance(command, c.ApplyOrder):
        if record is None and command.known is not None:
            return remember(command, command.known, policy)
        return apply_order(record, command, policy)
    if isinstance(command, c.TakeBackOrder):
        return take_back(record, command, policy)
    if record is None:
        raise Refused(
            "unknown_order",
            "The kitchen has no order {order}. Look it up at the till that took it.",
            order=command.order_id,
        )
    return HANDLERS[type(command)](record, command, policy)


Handler = Callable[[OrderRecord, Any, Policy], Decision | Unchanged]

HANDLERS: dict[type[c.Command], Handler] = {
    c.ConfirmDeliveries: confirm_deliveries,
    c.ExpireDelivery: expire_delivery,
    c.RequestResend: request_resend,
    c.SendOwnCopy: send_own_copy,
    c.Approve: approve,
    c.Reject: reject,
    c.StartPart: start_part,
    c.MarkPartReady: mark_part_ready,
    c.RecallPart: recall_part,
    c.ResolveOtherwise: resolve_otherwise,
    c.MarkPartSeen: mark_part_seen,
    c.StrikeLines: strike_lines,
    c.HoldPart: hold_part,
    c.FirePart: fire_part,
    c.FireCourse: fire_course,
    c.SetPriority: set_priority,
    c.MovePart: move_part,
    c.CancelOrder: cancel_order,
    c.MarkCompleted: mark_completed,
    c.RequestRefund: request_refund,
    c.CallCustomer: call_customer,
    c.CallOff: call_off,
    c.CollectOrder: collect_order,
    c.SendTextAgain: send_text_again,
    c.BeginText: begin_text,
    c.EndText: end_text,
    c.FileReminders: file_reminders,
    c.EraseCustomer: erase_customer,
    c.HoldPrint: hold_print,
    c.BeginPrint: begin_print,
    c.EndPrint: end_print,
    c.PrintAgain: print_again,
}
