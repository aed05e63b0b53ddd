"""Why an order has the status that it has, in words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kds.orders.causes import cause_in_words, local_time
from kds.orders.conditions import Condition
from kds.orders.money import is_paid, refunded_quantities
from kds.orders.part import Actor, CookingState, DeliveryState, Part, is_held, owed
from kds.orders.record import ApprovalState, OrderRecord
from kds.orders.status import Status, has_receipt, status
from kds.orders.story.told import Around
from kds.orders.till_facts import Cancellation, Origin

NOTHING = "-"


def why(record: OrderRecord, around: Around) -> tuple[str, ...]:
    """Return the facts from which the status of an order follows, each in words."""
    return tuple(_REASONS[status(record)](record, around))


def _voided(record: OrderRecord, around: Around) -> Iterator[str]:
    void = record.order.void
    if void is not None:
        text = "voided at the till by {who}: {reason}"
        yield around.say(text, who=void.by, reason=void.reason or NOTHING)


def _cancelled(record: OrderRecord, around: Around) -> Iterator[str]:
    if record.order.cancelled is not None:
        yield _cancelled_at_till(record.order.cancelled, around)
    approval = record.approval
    if approval.state is ApprovalState.REJECTED:
        text = "rejected by {who}: {reason}"
        yield around.say(text, who=_name(approval.by), reason=approval.reason or NOTHING)
    if record.cancelled is not None:
        fact = record.cancelled
        text = "cancelled in the back office by {who}: {reason}"
        yield around.say(text, who=_name(fact.by), reason=fact.reason)


def _cancelled_at_till(gone: Cancellation, around: Around) -> str:
    if gone.origin is Origin.OUTSIDE:
        text = "cancelled in the external system {who}: {reason}"
    else:
        text = "deleted at the till by {who}: {reason}"
    return around.say(text, who=gone.by, reason=gone.reason)


def _fully_refunded(record: OrderRecord, around: Around) -> Iterator[str]:
    yield around.say("every line is refunded")


def _pending(record: OrderRecord, around: Around) -> Iterator[str]:
    outside = record.order.outside
    if outside is None:
        return
    since = local_time(outside.since, around.zone, around.say)
    text = "{system} has not reported the payment, since {time}"
    yield around.say(text, system=outside.system, time=since)
    if outside.problem:
        yield around.say("it said: {problem}", problem=outside.problem)


def _not_sent(record: OrderRecord, around: Around) -> Iterator[str]:
    for _, delivery in record.deliveries():
        if delivery.state is DeliveryState.NOT_SENT and delivery.cause is not None:
            yield cause_in_words(delivery.cause, around.zone, around.names, around.say)


def _awaiting(record: OrderRecord, around: Around) -> Iterator[str]:
    since = local_time(record.approval.since or record.applied_at, around.zone, around.say)
    yield around.say("the kitchen has not said yes or no, since {time}", time=since)


def _in_kitchen(record: OrderRecord, around: Around) -> Iterator[str]:
    for part in record.parts.values():
        if owed(part):
            yield _owed(part, around)


def _owed(part: Part, around: Around) -> str:
    name = around.names.get(part.station, part.station)
    if part.cooking.state is CookingState.STARTED and part.held_at is None:
        text = "{station}: started, not ready"
    elif is_held(part):
        text = "{station}: on hold"
    elif part.delivery.state is DeliveryState.IN_FLIGHT:
        text = "{station}: on its way to the screen"
    else:
        text = "{station}: not started"
    return around.say(text, station=name)


def _parked(record: OrderRecord, around: Around) -> Iterator[str]:
    parked = record.order.parked
    if parked is not None:
        since = local_time(parked.at, around.zone, around.say)
        yield around.say("put into the receipt park by {who} at {time}", who=parked.by, time=since)


def _unpaid_outside(record: OrderRecord, around: Around) -> Iterator[str]:
    outside = record.order.outside
    if outside is None:
        return
    yield around.say("{system} could not be told of the payment", system=outside.system)
    if outside.problem:
        yield around.say("it said: {problem}", problem=outside.problem)


def _unfinished(record: OrderRecord, around: Around) -> Iterator[str]:
    if not is_paid(record.order):
        yield around.say(Condition.AMOUNT_DUE)
    elif not has_receipt(record):
        yield around.say("it is paid, and the customer has no receipt")
    if record.order.waiting:
        yield around.say(Condition.LINES_WAIT)


def _partially_refunded(record: OrderRecord, around: Around) -> Iterator[str]:
    back = refunded_quantities(record.order)
    count, of = sum(back.values()), sum(line.quantity for line in record.order.lines)
    yield around.say("{count} of {all} pieces are refunded", count=count, all=of)


def _completed(record: OrderRecord, around: Around) -> Iterator[str]:
    yield around.say("paid, and nothing is left for the kitchen to do")
    waived, settled = record.receipt_waived, record.settled_outside
    if waived is not None and record.order.receipt is None:
        text = "without a receipt, as {who} decided: {reason}"
        yield around.say(text, who=_name(waived.by), reason=waived.reason)
    if settled is not None:
        text = "set paid outside by hand, as {who} said: {reason}"
        yield around.say(text, who=_name(settled.by), reason=settled.reason)


def _name(actor: Actor | None) -> str:
    return (actor.name or actor.id) if actor is not None else NOTHING


_REASONS: dict[Status, Callable[[OrderRecord, Around], Iterator[str]]] = {
    Status.VOIDED: _voided,
    Status.CANCELLED: _cancelled,
    Status.FULLY_REFUNDED: _fully_refunded,
    Status.PENDING: _pending,
    Status.NOT_SENT_TO_KITCHEN: _not_sent,
    Status.AWAITING_APPROVAL: _awaiting,
    Status.IN_KITCHEN: _in_kitchen,
    Status.PARKED: _parked,
    Status.UNPAID_IN_EXTERNAL_SYSTEM: _unpaid_outside,
    Status.UNFINISHED: _unfinished,
    Status.PARTIALLY_REFUNDED: _partially_refunded,
    Status.COMPLETED: _completed,
}
