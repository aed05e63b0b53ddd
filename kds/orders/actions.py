"""What may be done, in which status, from where: one table that code and pages read."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from kds.orders.status import Status


class Place(StrEnum):
    """Where a person stands who acts."""

    STATION = "station display"
    PASS = "pass display"
    APPROVALS = "approval display"
    BACK_OFFICE = "back office"
    TILL = "main till"


class Action(StrEnum):
    """What a person can ask for."""

    APPROVE = "approve"
    REJECT = "reject"
    START = "start"
    MARK_READY = "mark ready"
    RECALL = "recall"
    SEND_AGAIN = "send again"
    RESOLVE_OTHERWISE = "resolve otherwise"


class Row(msgspec.Struct, frozen=True):
    """One row: this action is allowed in these statuses, from these places, for this reason."""

    action: Action
    statuses: frozenset[Status]
    places: frozenset[Place]
    reason: str


_COOKS = frozenset({Place.STATION, Place.PASS, Place.BACK_OFFICE})
_APPROVERS = frozenset({Place.APPROVALS, Place.BACK_OFFICE})
_OPEN = frozenset({Status.NOT_SENT_TO_KITCHEN, Status.AWAITING_APPROVAL, Status.IN_KITCHEN})

TABLE: tuple[Row, ...] = (
    Row(
        Action.APPROVE,
        frozenset({Status.AWAITING_APPROVAL, Status.NOT_SENT_TO_KITCHEN}),
        _APPROVERS,
        "the kitchen says yes; also when the order came to its screen late or by word of mouth",
    ),
    Row(
        Action.REJECT,
        frozenset({Status.AWAITING_APPROVAL, Status.NOT_SENT_TO_KITCHEN}),
        _APPROVERS,
        "the kitchen says no",
    ),
    Row(
        Action.START,
        frozenset({Status.IN_KITCHEN, Status.NOT_SENT_TO_KITCHEN}),
        _COOKS,
        "another part of the order may be the one that was not sent",
    ),
    Row(
        Action.MARK_READY,
        frozenset({Status.IN_KITCHEN, Status.NOT_SENT_TO_KITCHEN}),
        _COOKS,
        "food can be made from a shouted order while a screen is dark",
    ),
    Row(
        Action.RECALL,
        frozenset({Status.IN_KITCHEN, Status.NOT_SENT_TO_KITCHEN, Status.UNFINISHED}),
        _COOKS,
        "a part was marked ready by mistake or comes back from the guest",
    ),
    Row(
        Action.SEND_AGAIN,
        frozenset({Status.NOT_SENT_TO_KITCHEN}),
        frozenset({Place.TILL, Place.BACK_OFFICE}),
        "what could not be sent can be sent by hand at any time",
    ),
    Row(
        Action.RESOLVE_OTHERWISE,
        _OPEN,
        frozenset({Place.BACK_OFFICE}),
        "told by word of mouth, or left over when the business day ends",
    ),
)

_BY_ACTION = {row.action: row for row in TABLE}


def allowed(action: Action, status: Status, place: Place | None = None) -> bool:
    """Tell whether the table allows an action in a status (and, if given, from a place)."""
    row = _BY_ACTION[action]
    return status in row.statuses and (place is None or place in row.places)


def allowed_actions(status: Status, place: Place | None = None) -> tuple[Action, ...]:
    """Return every action the table allows in a status."""
    return tuple(row.action for row in TABLE if allowed(row.action, status, place))
