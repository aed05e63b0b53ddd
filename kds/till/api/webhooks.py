"""Webhooks that external systems have not taken, and why; and sending one again at once."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from kds.clock import now
from kds.http import paging
from kds.http.routes import Operation, Who
from kds.till.asking import the_till
from kds.till.webhooks.kept import Undelivered

LISTED = 200


class Position(NamedTuple):
    """Where in the list a page ends."""

    seq: Annotated[int, Meta(ge=0, lt=2**63)]


class Listed(msgspec.Struct, frozen=True):
    """What waits to be delivered or was given up, oldest first."""

    webhooks: list[Undelivered]
    next: str | None


def every(limit: int, after: str | None) -> Listed:
    """Answer with what external systems have not taken."""
    since = paging.from_cursor(after, Position) if after else Position(0)
    waiting = the_till().webhooks.undelivered(since.seq)
    found = paging.page(waiting, limit, lambda each: Position(each[0]))
    return Listed([webhook for _, webhook in found.items], found.next)


def retry(event_id: str) -> Undelivered:
    """Send one again at once, also one that was given up."""
    till = the_till()
    found = till.webhooks.retry(event_id, now())
    till.sender.more()
    return found


OPERATIONS = (
    Operation(
        "GET",
        "/api/v1/webhooks",
        "webhooks.list",
        every,
        summary="What external systems have not taken yet, or never took, and why",
        who=Who.PEOPLE,
        answer=Listed,
        query=paging.queries(LISTED),
    ),
    Operation(
        "POST",
        "/api/v1/webhooks/<event_id>/retry",
        "webhooks.retry",
        retry,
        summary="Send a webhook again at once",
        who=Who.PEOPLE,
        answer=Undelivered,
        success=HTTPStatus.ACCEPTED,
        codes=("unknown_webhook", "not_needed", "not_stored"),
    ),
)
