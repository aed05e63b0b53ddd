"""The counter's tickets by their sections, for programs; screens hear of them over sockets."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from enum import StrEnum
from typing import cast

import msgspec

from kds.clock import now
from kds.http.routes import Operation, Query, Who
from kds.orders.counter_ticket import TICKETS, CounterTicket, counter_ticket
from kds.orders.section import Section
from kds.web.asking import the_web


class Listed(StrEnum):
    """The sections that have a list of their own."""

    NEW = "new"
    WAITING = "waiting"
    READY = "ready"


class TicketList(msgspec.Struct, frozen=True):
    """Tickets, the one that is due first on top; `counts` is of every section."""

    tickets: list[CounterTicket]
    counts: dict[Listed, int]
    currency: str


def tickets(section: Listed | None) -> TicketList:
    """Answer with the tickets of one section, or of all."""
    web, at = the_web(), now()
    ahead = timedelta(minutes=web.settings.counter.planned_ahead_min)
    found_ids = cast(set[bytes], web.client.smembers(web.keys.board(TICKETS)))
    ids = [raw.decode() for raw in found_ids]
    every = [counter_ticket(record) for record in web.kitchen.store.records(ids)]
    placed = [(place(each, at, ahead), each) for each in every if each is not None]
    count = Counter(where for where, _ in placed)
    found = [each for where, each in placed if section is None or where is section]
    found.sort(key=lambda each: (each.due_at or each.accepted_at, each.order_id))
    return TicketList(found, {each: count[each] for each in Listed}, web.settings.currency)


def place(ticket: CounterTicket, at: datetime, ahead: timedelta) -> Listed:
    """Return where a ticket is shown: what is agreed for much later waits until then."""
    is_planned = ticket.due_at is not None and ticket.due_at - at > ahead
    if ticket.section is Section.NEW_TICKET and is_planned and not ticket.is_not_sent:
        return Listed.WAITING
    return Listed(ticket.section)


OPERATIONS = (
    Operation(
        "GET",
        "/api/v1/tickets",
        "tickets",
        tickets,
        summary="The counter's tickets: new, waiting, ready for pickup; how many are in each",
        who=Who.PEOPLE,
        answer=TicketList,
        query=(Query("section", Listed | None, "only this section", None),),
    ),
)
