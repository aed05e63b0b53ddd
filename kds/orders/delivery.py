"""The steps of one delivery: in flight → confirmed, or not sent → confirmed; a person may settle.

Once not sent, it stays so through every further attempt until a screen confirms: an alarm that
flickers with each attempt would teach people to ignore it.
"""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from kds.orders.part import Actor, Cause, Delivery, DeliveryState
from kds.orders.policy import Policy

PENDING = (DeliveryState.IN_FLIGHT, DeliveryState.NOT_SENT)


def begin(station: str, version: int, at: datetime, policy: Policy) -> Delivery:
    """Send new content to a station: the first attempt, with a deadline."""
    return Delivery(
        state=DeliveryState.IN_FLIGHT,
        content_version=version,
        attempt=1,
        sent_at=at,
        deadline_at=policy.deadline(station, at),
    )


def renew(old: Delivery, station: str, version: int, at: datetime, policy: Policy) -> Delivery:
    """Send new content in place of what was sent: it must be proven anew.

    What is not sent stays so, now with the new content: no screen has come meanwhile.
    """
    if old.state is not DeliveryState.NOT_SENT:
        return replace(begin(station, version, at, policy), was_shown=may_be_shown(old))
    return replace(
        old, content_version=version, attempt=old.attempt + 1, sent_at=at, own_copy=False
    )


def may_be_shown(delivery: Delivery) -> bool:
    """Tell whether a screen has shown any of it, or may be about to."""
    return delivery.was_shown or delivery.state is not DeliveryState.NOT_SENT


def confirm(delivery: Delivery, version: int, by: Actor, at: datetime) -> Delivery:
    """Take a display's word that it shows `version`; an older one than was sent proves nothing."""
    if delivery.state not in PENDING or version < delivery.content_version:
        return delivery
    return replace(delivery, state=DeliveryState.CONFIRMED, confirmed_at=at, confirmed_by=by)


def expire(delivery: Delivery, cause: Cause, at: datetime) -> Delivery:
    """Declare what is in flight not sent, once its deadline has passed."""
    if delivery.state is not DeliveryState.IN_FLIGHT or at < delivery.deadline_at:
        return delivery
    return replace(delivery, state=DeliveryState.NOT_SENT, cause=cause, failed_at=at)


def send_again(delivery: Delivery, at: datetime, *, own_copy: bool) -> Delivery:
    """Begin another attempt for what no screen has confirmed; anything else stays as it is."""
    if delivery.state not in PENDING:
        return delivery
    return replace(delivery, attempt=delivery.attempt + 1, sent_at=at, own_copy=own_copy)


def settle(delivery: Delivery) -> Delivery:
    """End a delivery because a person took care of it."""
    return replace(delivery, state=DeliveryState.SETTLED)
