"""The shapes in which a screen reads an order: one ticket, its parts."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kds.orders.order import Service
from kds.orders.part import CookingState, DeliveryState, StopCause
from kds.orders.ticket_lines import TicketLine


class TicketPart(msgspec.Struct, frozen=True, omit_defaults=True):
    """How far one station is; whether its displays have shown it only the pass is told.

    `stopped` and `changed_at` hold until a cook has seen it. `on_paper`: paper alone proves that
    the station has it, which too only the pass is told. `held`: not to be made before it is fired.
    """

    station: str
    state: CookingState
    delivery: DeliveryState | None = None
    stopped: StopCause | None = None
    changed_at: datetime | None = None
    on_paper: bool = False
    held: bool = False


class Ticket(msgspec.Struct, frozen=True, omit_defaults=True):
    """One order on one board. `since` starts the timer; `promised_at` is what the customer heard.

    `state` is READY for a ticket that left the board and can be recalled. `may_be_outdated`: the
    till did not answer and the kitchen sent its own copy. `possibly_made`: came back after a reset.
    `stopped`: not to be made, and no cook has seen that. `changed_at`: changed, and not yet seen;
    `changed_head` names what reads otherwise beside the lines. `called_at`: since when the customer
    is called, for the pass. `on_paper`: paper alone proves that the station has it. `held_at`: on
    hold since then, at the pass where all that is owed is; `held_s` are the seconds of earlier
    holds, no part of the age. `course` is being cooked, `next_course` would be fired next.
    `moved_from`: the station that had it before.
    """

    order_id: str
    board: str
    version: int
    number: str
    till: str
    service: Service
    since: datetime
    state: CookingState
    lines: tuple[TicketLine, ...]
    table: str | None = None
    customer: str | None = None
    note: str | None = None
    promised_at: datetime | None = None
    ready_at: datetime | None = None
    recalled: bool = False
    possibly_made: bool = False
    may_be_outdated: bool = False
    parts: tuple[TicketPart, ...] = ()
    stopped: StopCause | None = None
    changed_at: datetime | None = None
    changed_head: tuple[str, ...] = ()
    called_at: datetime | None = None
    on_paper: bool = False
    held_at: datetime | None = None
    held_s: int = 0
    priority: bool = False
    course: int | None = None
    next_course: int | None = None
    moved_from: str | None = None
