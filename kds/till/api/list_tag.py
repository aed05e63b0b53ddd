"""The tag of the till's list, so that a page that asks every two seconds is told only news.

It names what the list is made of, and until when it holds if nothing happens: some orders become
*not sent* by time alone, and the suggested pickup time moves on.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from werkzeug.datastructures import Headers

from kds.clock import millis
from kds.http.conditions import known_tags
from kds.till.ledger import KeptOrder
from kds.till.whereabouts import overdue_at

_FOR_EVER = "x"


def state_of(*parts: Any) -> str:
    """Return what stands for these facts, of which the list is made."""
    return sha256(msgspec.json.encode(parts)).hexdigest()[:20]


def tag_of_list(
    state: str, kept: Iterable[KeptOrder], at: datetime, within_s: float, until: datetime
) -> str:
    """Return the tag of a list; `within_s` is how long an order may be on its way.

    Whatever happens, the list holds only `until` then.
    """
    ends = (until, *(overdue_at(each, within_s) for each in kept))
    first = min((end for end in ends if end is not None and end > at), default=None)
    return f"{state}.{millis(first) if first else _FOR_EVER}"


def still_holds(headers: Headers, state: str, at: datetime) -> str | None:
    """Return the tag in `If-None-Match` whose list would be the same now, if there is one."""
    for tag in known_tags(headers):
        named, _, until = tag.partition(".")
        is_fresh = until == _FOR_EVER or (until.isdecimal() and millis(at) < int(until))
        if named == state and is_fresh:
            return tag
    return None
