"""Whether the bus answers: what one thread of the courier knows of its own connection."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from redis.exceptions import ResponseError

from kds.clock import now
from kds.orders.causes import local_time
from kds.texts import Say, english


class Link:
    """One connection's health, written by one thread and read by all."""

    def __init__(self) -> None:
        self._trouble: tuple[datetime, bool] | None = None

    @property
    def lost_since(self) -> datetime | None:
        """Return since when nothing gets through, or None if all is well."""
        return self._trouble[0] if self._trouble else None

    def lost(self, error: Exception) -> bool:
        """Note a failure; tell whether it is the first in a row."""
        first = self._trouble is None
        since = self._trouble[0] if self._trouble else now()
        self._trouble = (since, isinstance(error, ResponseError))
        return first

    def works(self) -> bool:
        """Note a success; tell whether it ends a failure."""
        ended = self._trouble is not None
        self._trouble = None
        return ended

    def cause(self, zone: ZoneInfo, say: Say = english) -> str | None:
        """Say in plain words what is wrong, or None."""
        trouble = self._trouble
        if trouble is None:
            return None
        since, refuses = trouble
        at = local_time(since, zone, say)
        if refuses:
            return say("the bus does not let the till in since {time}", time=at)
        return say("the bus cannot be reached since {time}", time=at)
