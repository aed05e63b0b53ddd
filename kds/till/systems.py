"""What an external system may say of an order that it places, and what is not for it to say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from kds.errors import InvalidInput
from kds.orders.intake import OrderAsSent
from kds.settings.model import SystemSettings
from kds.till.guard import Caller


def require_may_say(
    sent: OrderAsSent, caller: Caller, systems: Mapping[str, SystemSettings]
) -> None:
    """Raise InvalidInput for what only external systems say, and for what these may not."""
    if caller.system is not None:
        wrong = list(_wrong(sent, caller.system, systems))
    elif sent.outside is not None:
        wrong = [("$.outside", "is only for external systems with their own key")]
    else:
        wrong = []
    if wrong:
        raise InvalidInput(wrong)


def _wrong(
    sent: OrderAsSent, system: str, systems: Mapping[str, SystemSettings]
) -> Iterator[tuple[str, str]]:
    if sent.needs_approval is False and systems[system].needs_approval:
        yield "$.needs_approval", "cannot be waived by an external system"
    if sent.hold is False:
        yield "$.hold", "an external system's order waits until it is paid"
    if sent.number is not None:
        yield "$.number", "is given by the till: one of its own may be in use"
    if sent.responsible is not None:
        yield "$.responsible", "is somebody of the restaurant, and said there"
    if sent.order_id is not None and _owner(sent.order_id, systems) != system:
        yield "$.order_id", f"must begin with '{system}-', and with no other system's name"


def _owner(order_id: str, systems: Collection[str]) -> str | None:
    """Return the system whose ids begin like this one.

    Of `shop` and `shop-two` the longer name: no system may meet another's order, and learn that
    there is one.
    """
    names = (name for name in systems if order_id.startswith(f"{name}-"))
    return max(names, key=len, default=None)
