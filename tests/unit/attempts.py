"""Tries an action on an order, wherever it may be asked for; nothing of it changes the order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from kds.errors import Refused
from kds.orders import commands as c
from kds.orders.actions import Action
from kds.orders.decide import Decision, decide
from kds.orders.order import Order
from kds.orders.pickup import CalledHow
from kds.orders.record import OrderRecord
from kds.orders.selling import Terms, deeds, sell
from kds.orders.selling.giving_back import copy
from kds.orders.till_facts import Origin, RefundedLine
from tests.samples import MANAGER, POLICY, ask, wish
from tests.till_samples import CASH
from tests.unit.own_table import OFFICE, OUTSIDE, TILL
from tests.unit.restated import left_of


class Said(NamedTuple):
    """The answer to an attempt."""

    is_done: bool
    code: str = ""
    text: str = ""


Attempt = Callable[[], Said]


def attempts(
    action: Action, record: OrderRecord, terms: Callable[[Origin], Terms]
) -> Iterator[tuple[str, Attempt]]:
    """Yield each place where an action can be asked for, and the way to try it there."""
    if action in DEEDS:
        deed = DEEDS[action](record.order)
        for place, origin in ((TILL, Origin.TILL), (OUTSIDE, Origin.OUTSIDE)):
            yield place, partial(_said, partial(sell, record, deed, terms(origin)))
    if action is Action.COPY:
        by = terms(Origin.TILL)
        yield TILL, partial(_said, partial(copy, record, by, order_id="A-2", number="A2"))
    if action in COMMANDS:
        kind, told = COMMANDS[action]
        yield OFFICE, partial(_commanded, record, terms(Origin.TILL).at, kind, told)


def _said(do: Callable[[], object]) -> Said:
    try:
        do()
    except Refused as error:
        return Said(is_done=False, code=error.code, text=str(error))
    return Said(is_done=True)


def _commanded(
    record: OrderRecord, at: datetime, kind: type[c.Command], told: dict[str, Any]
) -> Said:
    """Give a command; one for a part counts as done if it is for any part."""
    if kind is c.PrintAgain:
        told = {"print_id": next((each.print_id for each in record.prints), "none")}
    if kind not in BY_PART:
        return _decided(record, ask(kind, at=at, by=MANAGER, **told))
    commands = [
        ask(kind, at=at, station=station, **told, **_of_part(kind, record, station))
        for station in _stations(record)
    ]
    answers = [_decided(record, command) for command in commands]
    return next((said for said in answers if said.is_done), answers[0])


def _of_part(kind: type[c.Command], record: OrderRecord, station: str) -> dict[str, Any]:
    """Return what a command says besides the station."""
    if kind is c.StrikeLines:
        part = record.parts.get(station)
        return {"line_ids": (part.line_ids if part else ()) or ("none",)}
    if kind is c.MovePart:
        return {"to": "bar" if station != "bar" else "grill"}
    return {}


def _stations(record: OrderRecord) -> list[str]:
    return list(record.parts) or ["grill"]


def _decided(record: OrderRecord, command: c.Command) -> Said:
    try:
        result = decide(record, command, POLICY)
    except Refused as error:
        return Said(is_done=False, code=error.code, text=str(error))
    return Said(is_done=True) if isinstance(result, Decision) else Said(False, "unchanged")


def _first_left(order: Order) -> deeds.RefundLines:
    left = left_of(order)
    line_id = next((each for each, n in left.items() if n > 0), order.lines[0].line_id)
    return deeds.RefundLines((RefundedLine(line_id, 1),), "cold")


DEEDS: dict[Action, Callable[[Order], deeds.Asked]] = {
    Action.CHANGE: lambda _: deeds.Change(note="as tried"),
    Action.SEND: lambda _: deeds.Send(),
    Action.PARK: lambda _: deeds.Park("9"),
    Action.OPEN: lambda _: deeds.OpenAgain(),
    Action.PAY: lambda _: deeds.Pay(CASH),
    Action.REPORT_PAYMENT: lambda _: deeds.ReportPayment(deeds.PaymentResult.PAID),
    Action.CANCEL_OUTSIDE: lambda _: deeds.ReportPayment(deeds.PaymentResult.CANCELLED),
    Action.HAND_OVER_RECEIPT: lambda _: deeds.HandOverReceipt(),
    Action.PRINT_RECEIPT: lambda _: deeds.PrintReceipt(),
    Action.VOID: lambda _: deeds.Void("wrong card"),
    Action.REFUND: _first_left,
    Action.SETTLE_REFUND: lambda _: deeds.SettleRefund("given back"),
    Action.DELETE: lambda _: deeds.Delete("by mistake"),
}
BY_PART = (
    c.StartPart,
    c.MarkPartReady,
    c.RecallPart,
    c.MarkPartSeen,
    c.StrikeLines,
    c.HoldPart,
    c.FirePart,
    c.MovePart,
)
COMMANDS: dict[Action, tuple[type[c.Command], dict[str, Any]]] = {
    Action.APPROVE: (c.Approve, {"minutes": 10}),
    Action.REJECT: (c.Reject, {"reason": "no buns"}),
    Action.START: (c.StartPart, {}),
    Action.MARK_READY: (c.MarkPartReady, {}),
    Action.RECALL: (c.RecallPart, {}),
    Action.MARK_SEEN: (c.MarkPartSeen, {}),
    Action.STRIKE: (c.StrikeLines, {}),
    Action.HOLD: (c.HoldPart, {}),
    Action.FIRE: (c.FirePart, {}),
    Action.FIRE_COURSE: (c.FireCourse, {"course": 2}),
    Action.SET_PRIORITY: (c.SetPriority, {"priority": True}),
    Action.MOVE: (c.MovePart, {}),
    Action.SEND_AGAIN: (c.RequestResend, {"attempt_id": "again", "by_hand": True}),
    Action.RESOLVE_OTHERWISE: (c.ResolveOtherwise, {"reason": "told them"}),
    Action.CANCEL: (c.CancelOrder, {"reason": "left"}),
    Action.MARK_COMPLETED: (c.MarkCompleted, {"reason": "none wanted"}),
    Action.CALL: (c.CallCustomer, {"how": CalledHow.DONE}),
    Action.CALL_OFF: (c.CallOff, {}),
    Action.COLLECT: (c.CollectOrder, {"collected_name": "Aino"}),
    Action.TEXT_AGAIN: (c.SendTextAgain, {"text_id": "t1", "again": wish("t2")}),
    Action.PRINT_AGAIN: (c.PrintAgain, {}),
    Action.ERASE_CUSTOMER: (c.EraseCustomer, {"reason": "asked for it"}),
    Action.SETTLE_REFUND: (
        c.RequestRefund,
        {"reason": "given back", "method": CASH, "request_id": "r1"},
    ),
}
