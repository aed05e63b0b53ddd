"""What the main till decides: an order and a deed in, the next revision out. Pure."""

from __future__ import annotations

from kds.orders.order import Order
from kds.orders.record import OrderRecord
from kds.orders.selling import changing, deeds, giving_back, paying, printing
from kds.orders.selling.terms import Seller, Terms

__all__ = ["Terms", "sell"]


def sell(record: OrderRecord, deed: deeds.Asked, terms: Terms) -> Order:
    """Return the revision that a deed makes of an order, as the till knows it.

    Where the till prints by itself, the receipt that it calls for is wanted in the same revision.
    Raises Refused when the table of actions does not allow it, InvalidInput when it asks for more
    than there is; either changes nothing.
    """
    after = SELLERS[type(deed)](record, deed, terms)
    return printing.with_receipt(record.order, after, terms)


SELLERS: dict[type[deeds.Asked], Seller] = {
    deeds.Change: changing.change,
    deeds.Send: changing.send,
    deeds.Park: changing.park,
    deeds.OpenAgain: changing.open_again,
    deeds.Delete: changing.delete,
    deeds.Pay: paying.pay,
    deeds.ReportPayment: paying.report_payment,
    deeds.HandOverReceipt: paying.hand_over_receipt,
    deeds.PrintReceipt: printing.print_receipt,
    deeds.Void: giving_back.void,
    deeds.RefundLines: giving_back.refund_lines,
    deeds.SettleRefund: giving_back.settle_refund,
}
