"""Where an order stands in the indexes: a pure function of its record, and what a save changes."""

from __future__ import annotations

from kds.bus.keys import Keys
from kds.clock import millis
from kds.orders.missed_paper import missed
from kds.orders.paper import is_owed as is_printing
from kds.orders.part import CookingState, DeliveryState, is_shown
from kds.orders.ready_board import readiness
from kds.orders.record import APPROVALS, PASS, OrderRecord, is_open
from kds.orders.section import Section, section
from kds.orders.status import is_unsettled
from kds.orders.text import is_owed
from kds.orders.ticket import READY_BOARD, RESERVED, TICKETS

RECENT = 50
"""How many tickets that left a board as ready can be recalled."""

LISTED_CLOSED = 1000
"""How many closed orders can be listed: more than a long day has."""

Argument = str | bytes | int | float


def index_entries(keys: Keys, record: OrderRecord) -> dict[tuple[str, str], int | None]:
    """Return every index entry of an order: (key, member) to its score, None in a plain set."""
    order_id = record.order_id
    entries: dict[tuple[str, str], int | None] = {
        (keys.accepted, order_id): millis(record.order.accepted_at)
    }
    if record.refund_owed or record.unanswered:
        entries[keys.refunds, order_id] = millis(record.order.accepted_at)
    still_open, awaiting = is_open(record), record.is_awaiting
    entries |= _counter_entries(keys, record)
    if still_open:
        entries[keys.open, order_id] = millis(record.applied_at)
        entries[keys.board(APPROVALS if awaiting else PASS), order_id] = None
    else:
        entries[keys.closed, order_id] = millis(record.updated_at)
    ready = {
        station: millis(part.cooking.ready_at)
        for station, part in record.parts.items()
        if part.cooking.state is CookingState.READY and part.cooking.ready_at is not None
    }
    for part in record.parts.values():
        if is_shown(part):
            entries[keys.board(part.station), order_id] = None
    for station, ready_at in ready.items():
        entries[keys.recent(station), order_id] = ready_at
    if ready and not still_open:
        entries[keys.recent(PASS), order_id] = max(ready.values())
    for station, delivery in record.deliveries():
        if delivery.state is DeliveryState.IN_FLIGHT:
            entries[keys.deadlines, f"{order_id} {station}"] = millis(delivery.deadline_at)
    if record.resend is not None and record.undelivered(DeliveryState.NOT_SENT):
        resend = record.resend
        due = min(resend.next_attempt_at, resend.answer_by or resend.next_attempt_at)
        entries[keys.not_sent, order_id] = millis(due)
    return entries


def _counter_entries(keys: Keys, record: OrderRecord) -> dict[tuple[str, str], int | None]:
    """Return where the counter finds an order: boards, texts, paper, and what is to be filed."""
    order_id, place = record.order_id, section(record)
    entries: dict[tuple[str, str], int | None] = {}
    if place is not Section.CLOSED:
        entries[keys.board(TICKETS), order_id] = None
    if readiness(record, place) is not None:
        entries[keys.board(READY_BOARD), order_id] = None
    for text in record.texts:
        if is_owed(text):
            entries[keys.texts_owed, f"{order_id} {text.text_id}"] = millis(text.send_at)
    if record.texts:
        entries[keys.texts, order_id] = max(millis(text.asked_at) for text in record.texts)
    for sheet in record.prints:
        if is_printing(sheet):
            member = f"{order_id} {sheet.print_id}"
            entries[keys.owed_prints(sheet.printer), member] = millis(sheet.asked_at)
    for sheet in missed(record):
        known_at = millis(sheet.ended_at or sheet.asked_at)
        entries[keys.prints_missed, f"{order_id} {sheet.print_id}"] = known_at
    if record.prints:
        entries[keys.prints, order_id] = max(millis(sheet.asked_at) for sheet in record.prints)
    if record.reminders and not record.reminders_filed:
        entries[keys.unfiled, order_id] = millis(record.updated_at)
    return entries


def index_changes(
    keys: Keys, before: OrderRecord | None, after: OrderRecord
) -> tuple[list[str], list[Argument]]:
    """Return the keys that a save touches, and for each the operation that its script does."""
    touched: list[str] = []
    operations: list[Argument] = []
    old = index_entries(keys, before) if before else {}
    new = index_entries(keys, after)
    # What was settled may have been archived meanwhile, and then is in no index.
    is_whole = before is not None and not is_unsettled(before)
    for key, member in old.keys() - new.keys():
        touched.append(key)
        operations += ["SREM" if ":board:" in key else "ZREM", member]
    for (key, member), score in new.items():
        if old.get((key, member), ...) == score and not is_whole:
            continue
        touched.append(key)
        if score is not None:
            operations += _scored(keys, key, member, score)
            continue
        operations += ["SADD", member]
        if (board := keys.board_of(key)) not in RESERVED:
            touched.append(keys.stations)
            operations += ["SADD", board]
    return touched, operations


def _scored(keys: Keys, key: str, member: str, score: int) -> list[Argument]:
    if ":recent:" in key:
        return ["RECENT", score, member, RECENT]
    if key == keys.closed:
        return ["RECENT", score, member, LISTED_CLOSED]
    return ["ZADD", score, member]
