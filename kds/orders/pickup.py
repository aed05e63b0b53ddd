"""The counter's facts: whether the customer was called, and who has collected it."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from kds.orders.order import AwareTime, Name
from kds.orders.part import Actor


class CalledHow(StrEnum):
    """READY_FOR_CUSTOMER: it waits for the customer; DONE: the customer is here, and pays now."""

    READY_FOR_CUSTOMER = "ready for customer"
    DONE = "done"


class Pickup(msgspec.Struct, frozen=True, omit_defaults=True):
    """Not called, called, or collected: when, at whose hand, and by whom it was taken away."""

    called_at: AwareTime | None = None
    called_by: Actor | None = None
    called_how: CalledHow | None = None
    called_off_at: AwareTime | None = None
    collected_at: AwareTime | None = None
    collected_by: Actor | None = None
    collected_name: Name | None = None

    @property
    def is_called(self) -> bool:
        """Tell whether it was said that the customer can come, whatever came after."""
        return self.called_at is not None

    @property
    def is_collected(self) -> bool:
        """Tell whether the customer has it."""
        return self.collected_at is not None
