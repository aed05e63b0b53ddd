"""What the counter does: call the customer, take that back, and hand the order over."""

from __future__ import annotations

from msgspec.structs import replace

from kds.orders.actions import Action, require
from kds.orders.commands import CallCustomer, CallOff, CollectOrder
from kds.orders.decide.cooking import made_ready
from kds.orders.decide.decision import Decision, conclude, require_in_view
from kds.orders.events import EventType
from kds.orders.part import Part, owed
from kds.orders.pickup import Pickup
from kds.orders.policy import Policy
from kds.orders.record import OrderRecord
from kds.orders.text import MAX_REMINDERS, TextKind, asked, cancelled, kept


def call_customer(record: OrderRecord, command: CallCustomer, policy: Policy) -> Decision:
    """Call the customer; a text that is wanted is owed from the same moment."""
    require(Action.CALL, record)
    require_in_view(record, command.shown, record.shown_version)
    pickup = Pickup(called_at=command.at, called_by=command.by, called_how=command.how)
    texts = record.texts
    if command.text is not None:
        texts = kept((*texts, asked(command.text, TextKind.READY, command.at, command.by)))
    after = replace(record, pickup=pickup, texts=texts)
    return conclude(record, after, EventType.ORDER_CALLED, command, detail=command.how.value)


def call_off(record: OrderRecord, command: CallOff, policy: Policy) -> Decision:
    """Put it back among the new tickets; a text that has not left yet does not go."""
    require(Action.CALL_OFF, record)
    texts = tuple(cancelled(each, command.at, "it is not ready after all") for each in record.texts)
    after = replace(record, pickup=Pickup(called_off_at=command.at), texts=texts)
    return conclude(record, after, EventType.ORDER_CALLED_OFF, command)


def collect_order(record: OrderRecord, command: CollectOrder, policy: Policy) -> Decision:
    """Hand it over, and with it whatever the kitchen has not said is ready.

    Reminders are planned in the same moment, a text not yet sent is not needed.
    """
    require(Action.COLLECT, record)
    ready = _handed_over(record, command)
    pickup = replace(
        record.pickup,
        collected_at=command.at,
        collected_by=command.by,
        collected_name=command.collected_name,
    )
    texts = tuple(cancelled(each, command.at, "it was collected before") for each in record.texts)
    planned = tuple(
        asked(each, TextKind.REMINDER, command.at, command.by) for each in command.reminders
    )
    after = replace(
        record,
        parts=record.parts | ready,
        pickup=pickup,
        texts=texts,
        reminders=kept((*record.reminders, *planned), MAX_REMINDERS),
        reminders_filed=record.reminders_filed and not planned,
    )
    return conclude(
        record,
        after,
        EventType.ORDER_COLLECTED,
        command,
        is_shown=bool(ready),
        stations=tuple(ready),
    )


def _handed_over(record: OrderRecord, command: CollectOrder) -> dict[str, Part]:
    """Return each part that was owed, now ready; raises Refused `stale` for one not in view."""
    open_parts = {station: part for station, part in record.parts.items() if owed(part)}
    for part in open_parts.values():
        require_in_view(record, command.shown, part.delivery.content_version)
    return {station: made_ready(part, command) for station, part in open_parts.items()}
