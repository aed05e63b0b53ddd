"""One order as the JSON API tells it: everything known, what may be done, all that happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from functools import partial

import msgspec

from kds.bus.presence import Presence
from kds.clock import now
from kds.http.language import say
from kds.orders.actions import Action, Place, offered_rows
from kds.orders.business_day import business_day
from kds.orders.courses import next_course
from kds.orders.events import Change
from kds.orders.money import given_back, taken, total
from kds.orders.offers import stations_for
from kds.orders.record import OrderRecord, RequestKind
from kds.orders.status import status
from kds.orders.story import Around, Told, tell, weave
from kds.orders.text import Text
from kds.orders.till_facts import PaymentMethod
from kds.orders.why import why
from kds.web.api.told import OrderInShort, ToldChange, in_short, told
from kds.web.api.told_prints import ToldPrint, told_print
from kds.web.api.told_reminders import ReminderOfOrder, reminders_of, told_reminder
from kds.web.asking import in_thread
from kds.web.context import Web
from kds.web.identity import COMMANDS, Identity, may_act
from kds.web.wishes import TAKES

_COMMAND_OF = {action: command for command, action in COMMANDS.items()}


class Money(msgspec.Struct, frozen=True):
    """The money of an order, in cents."""

    total: int
    taken: int
    given_back: int
    due: int
    refund_owed: int


class Offered(msgspec.Struct, frozen=True):
    """What whoever asks may do with the order now, and why one would.

    `takes` names what `command` needs besides; `stations` with whose part it would change
    something, and is null where it is about the whole order.
    """

    action: Action
    words: str
    reason: str
    command: str
    takes: tuple[str, ...]
    stations: tuple[str, ...] | None


class Answered(StrEnum):
    """What became of a request."""

    REQUESTED = "requested"
    DONE = "done"
    DECLINED = "declined"


class AskedOfTill(msgspec.Struct, frozen=True):
    """What the back office asked of the till: requested until it is answered; `amount` in cents."""

    request_id: str
    kind: RequestKind
    at: datetime
    by: str
    reason: str
    method: PaymentMethod
    amount: int | None
    state: Answered
    answered_at: datetime | None
    answer: str | None


class OrderInFull(msgspec.Struct, frozen=True):
    """The whole record of an order, what may be done with it, and all that happened to it.

    `why` says by which facts the status holds. `events` are told in words, the kitchen's and the
    till's in one sequence; without `is_whole` earlier events of the kitchen are lost. `history` is
    what the kitchen has kept, oldest change first. `next_course` is what `FireCourse` would have
    made next. `reminders` are as they stand now, where
    those of `record` are as they were planned.
    """

    record: OrderRecord
    status: str
    why: tuple[str, ...]
    currency: str
    money: Money
    offered: list[Offered]
    next_course: int | None
    requests: list[AskedOfTill]
    prints: list[ToldPrint]
    reminders: list[ReminderOfOrder]
    events: tuple[Told, ...]
    is_whole: bool
    summary: OrderInShort
    history: list[ToldChange]


def in_full(
    web: Web, record: OrderRecord, history: list[Change], identity: Identity, there: Presence
) -> OrderInFull:
    """Return one order as somebody may see it."""
    around = Around(web.zone, web.settings.station_names, say)
    story = weave(record, history)
    order = record.order
    return OrderInFull(
        record=record,
        status=status(record).code,
        why=why(record, around),
        currency=web.settings.currency,
        money=Money(
            total=total(order.lines),
            taken=taken(order),
            given_back=given_back(order),
            due=record.due,
            refund_owed=record.refund_owed,
        ),
        offered=list(_offered(web, record, identity)),
        next_course=next_course(record),
        requests=list(_requests(record)),
        prints=[told_print(web.settings, record, sheet) for sheet in record.prints],
        reminders=[told_reminder(each) for each in _reminders(web, record)],
        events=tell(record, story, around),
        is_whole=story.is_whole,
        summary=in_short(web, record, there),
        history=[told(web, change) for change in history],
    )


def _reminders(web: Web, record: OrderRecord) -> tuple[Text, ...]:
    return in_thread(reminders_of, web.archive, record) if record.reminders else ()


def _offered(web: Web, record: OrderRecord, identity: Identity) -> Iterator[Offered]:
    for row in offered_rows(record, Place.BACK_OFFICE, partial(_is_today, web)):
        command = _COMMAND_OF.get(row.action)
        if command is None or not may_act(identity, command):
            continue
        stations = stations_for(row.action, record)
        if stations == ():
            continue
        yield Offered(
            action=row.action,
            words=say(row.action),
            reason=say(row.reason),
            command=command,
            takes=TAKES[command],
            stations=stations,
        )


def _is_today(web: Web, then: datetime) -> bool:
    zone, cut_off = web.zone, web.settings.day_cut_off
    return business_day(then, zone, cut_off) == business_day(now(), zone, cut_off)


def _requests(record: OrderRecord) -> Iterator[AskedOfTill]:
    answers = {answer.request_id: answer for answer in record.order.answers}
    for asked in record.requests:
        answer = answers.get(asked.request_id)
        state = Answered.REQUESTED
        if answer is not None:
            state = Answered.DONE if answer.done else Answered.DECLINED
        yield AskedOfTill(
            request_id=asked.request_id,
            kind=asked.kind,
            at=asked.at,
            by=asked.by.name or asked.by.id,
            reason=asked.reason,
            method=asked.method,
            amount=asked.amount,
            state=state,
            answered_at=answer.at if answer else None,
            answer=say(answer.reason) if answer and answer.reason else None,
        )
