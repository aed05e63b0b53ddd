"""Lists a page at a time: `limit` and `after` in, the items and `next` out.

A cursor is a position in the list's order, not a count: what is added or goes meanwhile neither
doubles nor hides the rest. To callers it is opaque.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Annotated, Any, Generic, NamedTuple, TypeVar

import msgspec
from msgspec import Meta

from kds.errors import InvalidInput
from kds.http.routes import Query

MOST = 1000

Limit = Annotated[int, Meta(ge=1, le=MOST)]
Cursor = Annotated[str, Meta(min_length=1, max_length=400)]
Item = TypeVar("Item")
Position = TypeVar("Position")


class Page(NamedTuple, Generic[Item]):
    """Some items of a list, and the cursor after them, or None at its end."""

    items: list[Item]
    next: str | None


def queries(limit: int) -> tuple[Query, Query]:
    """Return the two parameters of a list; `limit` is how many it gives when nothing is said."""
    return (
        Query("limit", Limit, "how many at most", limit),
        Query("after", Cursor | None, "`next` of the page before", None),
    )


def page(items: Iterable[Item], limit: int, position: Callable[[Item], Any]) -> Page[Item]:
    """Return the first `limit` items; `position` tells where in the order an item is."""
    found = list(islice(items, limit + 1))
    if len(found) <= limit:
        return Page(found, None)
    return Page(found[:limit], to_cursor(position(found[limit - 1])))


def to_cursor(position: Any) -> str:
    """Return a position as it goes out."""
    return base64.urlsafe_b64encode(msgspec.json.encode(position)).decode().rstrip("=")


def from_cursor(after: str, wanted: type[Position]) -> Position:
    """Return the position that a cursor of ours names; InvalidInput for any other text."""
    try:
        raw = base64.b64decode(after + "=" * (-len(after) % 4), altchars=b"-_", validate=True)
        return msgspec.json.decode(raw, type=wanted)
    except (ValueError, binascii.Error, msgspec.MsgspecError):
        raise InvalidInput([("after", "is not `next` of a page before")]) from None
