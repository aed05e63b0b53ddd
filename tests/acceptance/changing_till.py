"""A till that changes its mind: each order it sends can come again as its next revision."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from tests.acceptance.installation import RunningInstallation

LETTER = "W"

Line = dict[str, Any]


class ChangingTill:
    """The send-only till W, straight on the bus, as docs/bus.md describes it."""

    def __init__(self, kds: RunningInstallation) -> None:
        self._bus = kds.bus(f"till-{LETTER}")
        self._orders: dict[str, dict[str, Any]] = {}

    def send(self, *lines: Line, **facts: Any) -> str:
        """Send a new order and return its id."""
        order_id = f"{LETTER}-{uuid4().hex[:8]}"
        self._orders[order_id] = {
            "order_id": order_id,
            "number": f"{LETTER}{len(self._orders) + 1}",
            "revision": 0,
            "accepted_at": now(),
            "service": "dine-in",
        }
        self.change(order_id, *lines, **facts)
        return order_id

    def change(self, order_id: str, *lines: Line, **facts: Any) -> None:
        """Send the next revision: with these lines, if any are given, and these facts."""
        order = self._orders[order_id]
        order |= facts | {"revision": order["revision"] + 1}
        if lines:
            order["lines"] = list(lines)
        event = {
            "specversion": "1.0",
            "type": "kds.order.submitted.v1",
            "source": f"kds/main/till/{LETTER}",
            "id": f"{order_id}-{order['revision']}",
            "data": {"order": order},
        }
        self._bus.xadd(f"kds:{{main}}:orders:{LETTER}", {"event": json.dumps(event)})

    def number(self, order_id: str) -> str:
        """Return the number of an order, as a ticket has it."""
        return str(self._orders[order_id]["number"])

    def void(self, order_id: str) -> None:
        """Undo the purchase."""
        self.change(order_id, void={"at": now(), "by": "Mari"})

    def cancel(self, order_id: str) -> None:
        """Cancel the order."""
        self.change(
            order_id, cancelled={"at": now(), "by": "Mari", "reason": "the guests have left"}
        )


def line(line_id: str, product: str, quantity: int = 1, **more: Any) -> Line:
    """Return a line for the grill, or with `category="Fried"` for the fryer."""
    place = {} if "category" in more else {"station": "grill"}
    return {"line_id": line_id, "product": product, "quantity": quantity, **place, **more}


def now() -> str:
    """Return the time as it goes over the bus."""
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")
