"""What can be done in the demo, one step after the other, and by whom."""

from __future__ import annotations

from collections.abc import Generator
from enum import Enum
from typing import NamedTuple

from kds.orders.intake import OrderAsSent
from kds.orders.selling.deeds import Asked
from kds.talk import Known


class Hand(Enum):
    """Whose hand does it: the cashier's, or the web shop's."""

    CASHIER = "cashier"
    SHOP = "web shop"


class Place(NamedTuple):
    """An order is placed."""

    order: OrderAsSent
    by: Hand = Hand.CASHIER


class Pause(NamedTuple):
    """Time passes, in seconds; then somebody looks at the order."""

    seconds: float


class Do(NamedTuple):
    """Something is done with the order, as the last word of its path at the till says.

    With a `tag` only if nobody has done anything since.
    """

    deed: str
    asked: Asked | None = None
    by: Hand = Hand.CASHIER
    tag: str | None = None


Step = Place | Pause | Do

Visit = Generator[Step, Known, None]
"""The steps from an order to its end: each is answered with the order as it is then.

What the till refuses is raised at the step. A visit that lets it pass ends there, because somebody
else has taken care of the order.
"""
