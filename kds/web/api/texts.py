"""Texts to customers: what is owed, what went, and the outbox of what did not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

import msgspec

from kds.clock import millis
from kds.http.language import say
from kds.http.paging import from_cursor, page, queries
from kds.http.routes import Operation, Who
from kds.orders.record import OrderRecord
from kds.orders.text import MISSED, OWED, Text, TextKind, TextState, left_to_send
from kds.texting.phones import shown
from kds.web.api.walk import BATCH, latest, members
from kds.web.asking import the_web
from kds.web.context import Web

LISTED = 100
LATEST = 300
"""The texts of so many orders are listed: a list that is asked for again and again stays short."""


class Position(NamedTuple):
    """Owed (0), missed (1), over (2); in each the newest first, so by its ms below zero."""

    group: int
    before_ms: int
    text_id: str


class ToldText(msgspec.Struct, frozen=True):
    """One text: to whom, which words, and what became of it.

    `to` is the number as a command takes it, `phone` as people write it; both are empty once the
    customer is erased, as the words are. `reason` is in the reader's language.
    """

    text_id: str
    order_id: str
    number: str
    customer: str | None
    kind: TextKind
    state: TextState
    asked_at: datetime
    asked_by: str
    send_at: datetime
    ended_at: datetime | None
    to: str
    phone: str
    words: str
    reason: str | None
    is_again: bool
    may_send_again: bool


class TextList(msgspec.Struct, frozen=True):
    """A page of texts, how many are owed, missed and sent of all, and whether there is a gateway.

    All are those that are owed, and those of the latest 300 orders with texts.
    """

    has_gateway: bool
    owed: int
    missed: int
    sent: int
    texts: list[ToldText]
    next: str | None


def texts(limit: int, after: str | None) -> TextList:
    """Answer with what is owed, and the texts of the latest orders: missed first, then over."""
    web = the_web()
    found = sorted(_every(web), key=lambda each: each[0])
    count = Counter(position.group for position, *_ in found)
    begin = from_cursor(after, Position) if after else None
    left = (each for each in found if begin is None or each[0] > begin)
    listed = page(left, limit, lambda each: each[0])
    return TextList(
        has_gateway=bool(web.settings.texts.gateway),
        owed=count[0],
        missed=count[1],
        sent=sum(text.state is TextState.SENT for *_, text in found),
        texts=[_told(record, text, web.settings.country) for _, record, text in listed.items],
        next=listed.next,
    )


def _every(web: Web) -> Iterator[tuple[Position, OrderRecord, Text]]:
    """Yield the texts of orders that owe one, and of those that asked for one last."""
    owing = [member.partition(" ")[0] for member in members(web, web.keys.texts_owed)]
    ids = list(dict.fromkeys([*owing, *latest(web, web.keys.texts, LATEST)]))
    for start in range(0, len(ids), BATCH):
        for record in web.kitchen.store.records(ids[start : start + BATCH]):
            for text in record.texts:
                yield _position(text), record, text


def _position(text: Text) -> Position:
    group = 0 if text.state in OWED else 1 if text.state in MISSED else 2
    return Position(group, -millis(text.asked_at), text.text_id)


def _told(record: OrderRecord, text: Text, country: str) -> ToldText:
    customer = record.order.customer
    return ToldText(
        text_id=text.text_id,
        order_id=record.order_id,
        number=record.order.number,
        customer=customer.name if customer else None,
        kind=text.kind,
        state=text.state,
        asked_at=text.asked_at,
        asked_by=text.asked_by.name or text.asked_by.id,
        send_at=text.send_at,
        ended_at=text.ended_at,
        to=text.to,
        phone=shown(text.to, country) if text.to else "",
        words=text.words,
        reason=say(text.reason) if text.reason else None,
        is_again=text.again_of is not None,
        may_send_again=left_to_send(text, record.texts),
    )


OPERATIONS = (
    Operation(
        "GET",
        "/api/v1/texts",
        "texts",
        texts,
        summary="Texts to customers: what is owed, then what was missed, then what went",
        who=Who.PEOPLE,
        answer=TextList,
        query=queries(LISTED),
    ),
)
