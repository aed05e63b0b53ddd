"""What is done with an order at the till: one operation for each deed, by the table of actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from kds.http.conditions import IfMatch, order_tag
from kds.http.routes import Operation, Tagged, Who
from kds.orders.record import OrderRecord
from kds.orders.selling import deeds
from kds.orders.status import status
from kds.till.api.orders import OrderInFull, in_full
from kds.till.api.outsiders import OrderForSystem
from kds.till.asking import require_caller, the_till
from kds.till.cashier import Check, Request
from kds.till.guard import require_own

CODES = ("unknown_order", "not_allowed", "idempotency_conflict", "not_stored")


class Nothing(deeds.Asked, frozen=True):
    """A deed that needs no more words."""


class _Deed(NamedTuple):
    path: str
    body: type[deeds.Asked]
    summary: str
    who: Who = Who.PEOPLE
    codes: tuple[str, ...] = ()


_DEEDS = (
    _Deed("change", deeds.Change, "Change lines, table or guests", codes=("refunded",)),
    _Deed("send", deeds.Send, "Send the lines that wait to the kitchen"),
    _Deed("park", deeds.Park, "Put the order into the receipt park"),
    _Deed("open", deeds.OpenAgain, "Take the order out of the receipt park"),
    _Deed("pay", deeds.Pay, "Take money, or begin a payment in an external system"),
    _Deed(
        "report-payment", deeds.ReportPayment, "Tell how a payment outside went", Who.SYSTEMS_TOO
    ),
    _Deed("receipt", deeds.HandOverReceipt, "The customer has the receipt"),
    _Deed(
        "print",
        deeds.PrintReceipt,
        "Print a receipt, or a copy of it",
        codes=("no_printer", "no_such_receipt"),
    ),
    _Deed("void", deeds.Void, "Undo the purchase, on its own business day"),
    _Deed("refund", deeds.RefundLines, "Pay lines back, or some of their pieces"),
    _Deed("settle-refund", deeds.SettleRefund, "Record that what was owed is given back"),
    _Deed("delete", deeds.Delete, "Cancel an unpaid order, with a reason"),
)


def _view(deed: _Deed) -> Callable[..., Tagged]:
    def view(
        order_id: str, body: deeds.Asked, idempotency_key: str | None, if_match: IfMatch
    ) -> Tagged:
        till = the_till()
        asked = Request(order_id, require_caller(), idempotency_key, _check(if_match))
        done = till.cashier.do(asked, body)
        till.courier.more()
        return in_full(till, done)

    return view


def copy(order_id: str, body: Nothing, idempotency_key: str | None, if_match: IfMatch) -> Tagged:
    """Copy a voided receipt; the answer is the copy."""
    till = the_till()
    asked = Request(order_id, require_caller(), idempotency_key, _check(if_match))
    done = till.cashier.copy(asked)
    till.courier.more()
    return in_full(till, done)


def _check(if_match: IfMatch) -> Check:
    caller = require_caller()

    def check(record: OrderRecord) -> None:
        require_own(caller, record.order)
        tag = order_tag(record.order.revision, record.version)
        if_match.require(tag, record.order.number, status(record))

    return check


def _operation(path: str, name: str, view: Callable[..., Any], deed: _Deed) -> Operation:
    return Operation(
        "POST",
        f"/api/v1/orders/<order_id>/{path}",
        f"orders.{name}",
        view,
        summary=deed.summary,
        who=deed.who,
        body=deed.body,
        answer=OrderInFull,
        answer_to_systems=OrderForSystem if deed.who is Who.SYSTEMS_TOO else None,
        codes=(*CODES, *deed.codes),
        idempotent=True,
        if_match=True,
        tagged=True,
    )


_COPY = _Deed("copy", Nothing, "Copy a voided receipt, to change how it is paid; never cooked")

OPERATIONS = (
    *(_operation(deed.path, deed.path.replace("-", "_"), _view(deed), deed) for deed in _DEEDS),
    _operation("copy", "copy", copy, _COPY),
)
