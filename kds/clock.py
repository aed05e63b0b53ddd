"""Times: always aware and in UTC, or whole milliseconds where something else keeps them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import overload


def now() -> datetime:
    """Return the present time in UTC."""
    return datetime.now(UTC)


def millis(at: datetime) -> int:
    """Return an aware time as whole milliseconds since 1970."""
    return int(at.timestamp() * 1000)


@overload
def from_millis(at_ms: int) -> datetime: ...
@overload
def from_millis(at_ms: int | None) -> datetime | None: ...
def from_millis(at_ms: int | None) -> datetime | None:
    """Return milliseconds since 1970 as an aware time in UTC; nothing for nothing."""
    return None if at_ms is None else datetime.fromtimestamp(at_ms / 1000, UTC)
