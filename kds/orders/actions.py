"""What may be done with an order now: the table of actions, asked by code, pages and API."""

from __future__ import annotations

from collections.abc import Iterator

from kds.errors import Refused
from kds.orders.conditions import IsToday, holds
from kds.orders.record import OrderRecord
from kds.orders.status import Status, status
from kds.orders.table import SEED, TABLE, Action, Place, Row

__all__ = [
    "SEED",
    "TABLE",
    "Action",
    "Place",
    "Row",
    "allowed",
    "allowed_actions",
    "offered",
    "offered_rows",
    "places_of",
    "require",
    "row_of",
]

_ROW_OF = {(row.status, row.action): row for row in TABLE}


def row_of(action: Action, status: Status) -> Row | None:
    """Return the row that allows an action in a status, or None."""
    return _ROW_OF.get((status, action))


def allowed(action: Action, status: Status, place: Place | None = None) -> bool:
    """Tell whether the table allows an action in a status (and, if given, from a place)."""
    row = row_of(action, status)
    return row is not None and (place is None or place in row.places)


def allowed_actions(status: Status, place: Place | None = None) -> tuple[Action, ...]:
    """Return every action the table allows in a status, whatever the order's other facts."""
    return tuple(row.action for row in TABLE if row.status is status and _from(row, place))


def offered(
    record: OrderRecord, place: Place | None = None, is_today: IsToday | None = None
) -> tuple[Action, ...]:
    """Return every action that is possible with an order now: by the table and its conditions."""
    return tuple(row.action for row in offered_rows(record, place, is_today))


def offered_rows(
    record: OrderRecord,
    place: Place | None = None,
    is_today: IsToday | None = None,
    now: Status | None = None,
) -> Iterator[Row]:
    """Yield the rows of the table that are possible with an order now.

    `now` is its status where somebody knows more than the record says.
    """
    now = now or status(record)
    for row in TABLE:
        if row.status is not now or not _from(row, place):
            continue
        if row.only_if is None or holds(row.only_if, record, is_today):
            yield row


def require(
    action: Action,
    record: OrderRecord,
    place: Place | None = None,
    is_today: IsToday | None = None,
) -> None:
    """Raise Refused `not_allowed`, with status, reason and what is possible, unless it is."""
    now = status(record)
    row = row_of(action, now)
    if row is not None and not _from(row, place):
        row = None
    if row is not None and (row.only_if is None or holds(row.only_if, record, is_today)):
        return
    raise _not_allowed(action, record, row, offered(record, place, is_today))


def _not_allowed(
    action: Action, record: OrderRecord, row: Row | None, others: tuple[Action, ...]
) -> Refused:
    said = {
        "action": [action.value],
        "status": [status(record).english],
        "others": [each.value for each in others] or ["nothing"],
    }
    text = (
        "Order {number} cannot be changed by '{action}': it is '{status}'. Allowed now: {others}."
    )
    if row is not None and row.only_if is not None:
        said["condition"] = [row.only_if.value]
        text = (
            "Order {number} cannot be changed by '{action}': that needs that {condition}; it is "
            "'{status}'. Allowed now: {others}."
        )
    return Refused("not_allowed", text, number=record.order.number, **said)


def places_of(action: Action) -> frozenset[Place]:
    """Return every place from which an action is possible in some status."""
    return frozenset(place for row in TABLE if row.action is action for place in row.places)


def _from(row: Row, place: Place | None) -> bool:
    return place is None or place in row.places
