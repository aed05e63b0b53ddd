"""An event as it is told to people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from kds.orders.till_facts import PaymentMethod
from kds.texts import Say, english


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """One event of an order; `before` and `after` are the codes of its status.

    `type` is the kitchen's event and `deed` what was done at the till, for programs; with `gap`
    neither is known any more. `known_at` is when the kitchen heard of a deed; `amount` in cents.
    """

    at: datetime
    words: str
    before: str | None = None
    after: str | None = None
    where: str | None = None
    who: str | None = None
    reason: str | None = None
    details: tuple[str, ...] = ()
    stations: tuple[str, ...] = ()
    amount: int | None = None
    method: PaymentMethod | None = None
    type: str | None = None
    deed: str | None = None
    version: int | None = None
    known_at: datetime | None = None
    gap: bool = False


class Around(NamedTuple):
    """What the words depend on besides the order: the restaurant's zone and names, a language."""

    zone: ZoneInfo
    names: Mapping[str, str]
    say: Say = english
