"""What a screen may say: the payload of each socket event, with its limits."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from kds.orders.order import OrderId, Station

Id = Annotated[str, Meta(max_length=40, pattern=r"^\d+-\d+$")]


class Report(msgspec.Struct, forbid_unknown_fields=True):
    """What `laid_out` carries: (board, order id, version) of each ticket on the screen."""

    tickets: Annotated[list[tuple[Station, OrderId, int]], Meta(max_length=500)]


class Beat(msgspec.Struct, forbid_unknown_fields=True):
    """What `beat` carries: how far the client is with each board, and whether it can be seen.

    A display also tells the version of its page, how many tickets it shows, and its size; one that
    only counts what is to be made shows none, and so proves nothing.
    """

    cursors: Annotated[dict[Station, Id], Meta(max_length=50)]
    visible: bool
    counts_only: bool = False
    version: Annotated[str, Meta(max_length=64)] = ""
    tickets: Annotated[int, Meta(ge=0, le=100_000)] = 0
    size: Annotated[str, Meta(pattern=r"^(\d{1,5}x\d{1,5})?$")] = ""


class Subscription(msgspec.Struct, forbid_unknown_fields=True):
    """What `subscribe` carries."""

    board: Station
    cursor: Any = None
