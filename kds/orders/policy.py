"""The settings that decisions depend on."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from kds.orders.paper import PaperPolicy
from kds.orders.routing import Routing

KEEP_CLOSED_DAYS = 14
"""How long the kitchen remembers an order after it is closed, unless the settings say more."""


class Policy(msgspec.Struct, frozen=True):
    """What a restaurant has settled: where lines go, and how long each thing may take (seconds).

    `deadline_s` holds a deadline for each station and for `approvals`. `send_only` tills cannot
    answer a request to send again.
    """

    routing: Routing
    deadline_s: dict[str, float]
    answer_within_s: float = 5.0
    first_pause_s: float = 5.0
    longest_pause_s: float = 60.0
    send_only: frozenset[str] = frozenset()
    paper: PaperPolicy = PaperPolicy()

    def deadline(self, station: str, sent_at: datetime) -> datetime:
        """Return when a delivery to a station that began at `sent_at` must be confirmed."""
        return sent_at + timedelta(seconds=self.deadline_s.get(station, 10.0))
