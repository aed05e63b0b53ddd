"""What a decision is made of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from kds.errors import Refused
from kds.orders.commands import Command
from kds.orders.courses import with_begun_course, with_waits
from kds.orders.events import UNSHOWN, Change, EventType
from kds.orders.part import DeliveryState
from kds.orders.record import OrderRecord
from kds.orders.section import ENDED
from kds.orders.status import status
from kds.orders.text import cancelled


class Decision(msgspec.Struct, frozen=True):
    """The next version of the record, and the event that tells how it came about."""

    record: OrderRecord
    change: Change


class Unchanged(msgspec.Struct, frozen=True):
    """Nothing is left to do, and why: a double, a late arrival, or somebody was faster."""

    reason: str


def require_in_view(record: OrderRecord, shown: int | None, content_version: int) -> None:
    """Raise Refused `stale` when what is to be shown is newer than what the cook had in view."""
    if shown is not None and shown < content_version:
        raise Refused(
            "stale",
            "Order {number} was changed at the moment of the press: look again.",
            number=record.order.number,
        )


def conclude(
    before: OrderRecord | None,
    after: OrderRecord,
    event: EventType,
    command: Command,
    *,
    is_shown: bool = True,
    **told: Any,
) -> Decision:
    """Give `after` its version and time, drop a resend that has no reason left, and tell it.

    Without `is_shown` nothing of what a station or the approvals show has changed.
    """
    if before is not None:
        after = with_begun_course(before, after)
    after = with_waits(after, command.at)
    version = max(before.version if before else 0, after.version) + 1
    shown = version if is_shown and event not in UNSHOWN else after.shown_version
    after = replace(after, version=version, shown_version=shown, updated_at=command.at)
    if status(after) in ENDED:
        after = _without_texts(after, command.at)
    if after.resend is not None and not after.undelivered(DeliveryState.NOT_SENT):
        after = replace(after, resend=None)
    change = Change(
        type=event.type_name,
        order_id=command.order_id,
        version=version,
        at=command.at,
        by=command.by,
        before=status(before).code if before else None,
        after=status(after).code,
        **told,
    )
    return Decision(after, change)


def _without_texts(record: OrderRecord, at: datetime) -> OrderRecord:
    """Cancel what waits to be sent to the customer of an order that has ended."""
    if not (record.texts or record.reminders):
        return record
    why = "the order was voided, cancelled or refunded"
    return replace(
        record,
        texts=tuple(cancelled(each, at, why) for each in record.texts),
        reminders=tuple(cancelled(each, at, why) for each in record.reminders),
    )
