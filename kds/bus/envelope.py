"""The envelope of everything on the bus: a CloudEvents 1.0 event as JSON (structured mode).

Source: the CloudEvents specification 1.0.2, JSON event format. docs/bus.md is the contract.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import uuid4

import msgspec
from msgspec import Meta

from kds.errors import InvalidInput
from kds.orders.alarms import Alarm
from kds.orders.events import OrderEvent
from kds.orders.intake import duplicate_line_ids
from kds.orders.kitchen_state import KitchenState
from kds.orders.order import Order
from kds.orders.record import OrderRecord
from kds.orders.till_facts import Name
from kds.orders.validation import convert

FIELD = b"event"
"""The one field of a stream entry."""

MAX_EVENT_BYTES = 1024 * 1024

ORDER_SUBMITTED = "kds.order.submitted.v1"
ORDER_RESENT = "kds.order.resent.v1"
ORDER_RESTORED = "kds.order.restored.v1"
ORDER_REFUSED = "kds.order.refused.v1"
ALARMS_CHANGED = "kds.alarms.changed.v1"
CUSTOMER_FORGOTTEN = "kds.customer.forgotten.v1"
KITCHEN_CHANGED = "kds.kitchen.changed.v1"

Data = TypeVar("Data")


class Envelope(msgspec.Struct, Generic[Data], frozen=True):
    """One CloudEvents event; extension attributes of other systems are let through."""

    type: Annotated[str, Meta(min_length=1, max_length=100)]
    source: Annotated[str, Meta(min_length=1, max_length=200)]
    id: Annotated[str, Meta(min_length=1, max_length=200)]
    data: Data
    specversion: Annotated[str, Meta(pattern=r"^1\.0$")] = "1.0"
    subject: str | None = None
    time: datetime | None = None
    datacontenttype: str | None = None


class Submitted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Data of `kds.order.submitted.v1`: a till sends a revision for the first time.

    `known` is the kitchen's record as the till heard it last: with it a kitchen that has forgotten
    the order, because it was closed long ago, cooks nothing again.
    """

    order: Order
    known: OrderRecord | None = None


class Resent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Data of `kds.order.resent.v1`: the same revision again, for one attempt.

    `by` is the person who asked for it at the till; without, the till does it by itself.
    """

    order: Order
    attempt_id: Annotated[str, Meta(min_length=1, max_length=80)]
    by: Name | None = None


class Restored(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Data of `kds.order.restored.v1`: an order that was on the bus, and that may be lost there.

    `known` is the kitchen's record as the till heard it last.
    """

    order: Order
    known: OrderRecord | None = None


class RefusedEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """Data of `kds.order.refused.v1`: an entry that cannot be accepted, and why.

    The entry is set aside for the back office; the till stops sending it and shows the reason.
    """

    till: str
    entry_id: str
    reason: str
    at: datetime
    event_id: str | None = None
    order_id: str | None = None


class AlarmsChanged(msgspec.Struct, frozen=True):
    """Data of `kds.alarms.changed.v1`: every alarm that is open now."""

    alarms: tuple[Alarm, ...]


class CustomerForgotten(msgspec.Struct, frozen=True):
    """Data of `kds.customer.forgotten.v1`: tills forget whoever has this number.

    `digest` is the SHA-256, in hexadecimal, of the number as E.164 writes it: +358401234567.
    """

    digest: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
    at: datetime


FromTill = Submitted | Resent | Restored

FROM_TILL: dict[str, type[FromTill]] = {
    ORDER_SUBMITTED: Submitted,
    ORDER_RESENT: Resent,
    ORDER_RESTORED: Restored,
}
"""Every type that a till may write."""


def till_source(site: str, till: str) -> str:
    """Return the `source` of what one till writes."""
    return f"kds/{site}/till/{till}"


def kitchen_source(site: str) -> str:
    """Return the `source` of what the kitchen writes."""
    return f"kds/{site}/kitchen"


def seal(type_name: str, source: str, subject: str, data: msgspec.Struct) -> bytes:
    """Return the JSON of an event with a new id and the present time."""
    event: Envelope[msgspec.Struct] = Envelope(
        type=type_name,
        source=source,
        id=uuid4().hex,
        data=data,
        subject=subject,
        time=datetime.now(UTC),
        datacontenttype="application/json",
    )
    return msgspec.json.encode(event)


def open_from_till(raw: bytes, source: str) -> tuple[Envelope[Any], FromTill]:
    """Read and check an entry of a till's stream; raises InvalidInput with what is wrong.

    `source` is the only one that may stand in this stream.
    """
    if len(raw) > MAX_EVENT_BYTES:
        raise InvalidInput([("$", f"is larger than {MAX_EVENT_BYTES} bytes")])
    try:
        envelope = msgspec.json.decode(raw, type=Envelope[Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput([("$", str(error))]) from None
    wanted = FROM_TILL.get(envelope.type)
    if wanted is None:
        known = ", ".join(FROM_TILL)
        raise InvalidInput([("$.type", f"{envelope.type!r} is not one of {known}")])
    if envelope.source != source:
        raise InvalidInput([("$.source", f"is {envelope.source!r}, must be {source!r} here")])
    try:
        said = convert(envelope.data, wanted)
        if repeated := duplicate_line_ids([line.line_id for line in said.order.lines]):
            raise InvalidInput([(path.replace("$", "$.order", 1), why) for path, why in repeated])
        return envelope, said
    except InvalidInput as error:
        inside = [(path.replace("$", "$.data", 1), reason) for path, reason in error.problems]
        raise InvalidInput(inside) from None


def peek(raw: bytes) -> tuple[str | None, str | None]:
    """Return (event id, order id) of an entry that is otherwise wrong, as far as they are there."""
    try:
        event = msgspec.json.decode(raw)
        data = event.get("data") if isinstance(event, dict) else None
        order = data.get("order") if isinstance(data, dict) else None
        event_id = event.get("id") if isinstance(event, dict) else None
        order_id = order.get("order_id") if isinstance(order, dict) else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None, None
    return _short(event_id), _short(order_id)


def _short(value: object) -> str | None:
    return value[:200] if isinstance(value, str) else None


class KitchenEvent(msgspec.Struct, frozen=True):
    """An entry of the events stream as kds itself reads it: type and, by type, the data."""

    type: str
    data: msgspec.Raw

    def order_event(self) -> OrderEvent:
        """Return the data of an order event."""
        return msgspec.json.decode(self.data, type=OrderEvent)

    def refused(self) -> RefusedEntry:
        """Return the data of `kds.order.refused.v1`."""
        return msgspec.json.decode(self.data, type=RefusedEntry)

    def alarms(self) -> tuple[Alarm, ...]:
        """Return the data of `kds.alarms.changed.v1`."""
        return msgspec.json.decode(self.data, type=AlarmsChanged).alarms

    def forgotten(self) -> CustomerForgotten:
        """Return the data of `kds.customer.forgotten.v1`."""
        return msgspec.json.decode(self.data, type=CustomerForgotten)

    def kitchen(self) -> KitchenState:
        """Return the data of `kds.kitchen.changed.v1`."""
        return msgspec.json.decode(self.data, type=KitchenState)


_KITCHEN_EVENT = msgspec.json.Decoder(KitchenEvent)


def open_from_kitchen(raw: bytes) -> KitchenEvent:
    """Read an entry of the events stream, which only the kitchen writes."""
    return _KITCHEN_EVENT.decode(raw)
