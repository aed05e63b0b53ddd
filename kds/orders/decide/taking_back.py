"""Orders that a till gives back after the server lost them: nothing lost, nothing made unasked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from kds.orders import delivery, paper
from kds.orders.commands import ApplyOrder, TakeBackOrder
from kds.orders.decide.applying import first_record, require_same_till, revised, touched
from kds.orders.decide.decision import Decision, Unchanged, conclude
from kds.orders.events import EventType
from kds.orders.part import Cooking, Part, is_shown
from kds.orders.pickup import Pickup
from kds.orders.policy import Policy
from kds.orders.record import APPROVALS, ApprovalState, OrderRecord, is_open
from kds.orders.text import Text, TextState, end, is_owed
from kds.orders.ticket import RESERVED

MAX_VERSION = 1_000_000
CLOCKS_DIFFER = timedelta(days=1)


def take_back(
    record: OrderRecord | None, command: TakeBackOrder, policy: Policy
) -> Decision | Unchanged:
    """Take back an order that the server lost, from the kitchen facts that the till heard last.

    If it is not lost, the till has missed something: it is told how the order stands.
    """
    known = command.known if command.known and _is_whole(command.known, command) else None
    if record is not None:
        require_same_till(record, command.till)
        if known is None or known.version < record.version:
            return conclude(record, record, EventType.ORDER_TOLD_AGAIN, command)
        if known == record:
            return Unchanged(f"the till knows version {record.version}, and there is no newer one")
    if known is not None:
        return _with_facts(record, known, command, policy)
    first = replace(first_record(command, policy), possibly_made=True)
    return conclude(
        None,
        first,
        EventType.ORDER_TAKEN_BACK,
        command,
        stations=touched(None, first),
        revision=command.order.revision,
    )


def remember(command: ApplyOrder, known: OrderRecord, policy: Policy) -> Decision | Unchanged:
    """Take a revision of an order that the kitchen has forgotten, on what the till heard of it."""
    fields = {name: getattr(command, name) for name in _OF_ANY}
    return take_back(None, TakeBackOrder(**fields, known=known), policy)


_OF_ANY = ("command_id", "order_id", "by", "at", "order", "till")


def _is_whole(known: OrderRecord, command: TakeBackOrder) -> bool:
    """Tell whether a record from a till is one the kitchen can have made.

    It must lose no line, skip no approval, and hold nothing that a later step would stumble over.
    """
    if (known.order.order_id, known.till) != (command.order_id, command.till):
        return False
    if known.version > MAX_VERSION or not RESERVED.isdisjoint(known.parts):
        return False
    if any(station != part.station for station, part in known.parts.items()):
        return False
    answered_at = known.approval.at
    if answered_at is not None and answered_at > command.at + CLOCKS_DIFFER:
        return False
    if known.approval.state in (ApprovalState.AWAITING, ApprovalState.REJECTED):
        return not known.parts
    if known.stop_cause is not None:
        return True
    placed = {line_id for part in known.parts.values() for line_id in part.line_ids}
    return placed == {line.line_id for line in known.order.for_kitchen}


def _with_facts(
    record: OrderRecord | None, known: OrderRecord, command: TakeBackOrder, policy: Policy
) -> Decision:
    version = max(record.version if record else 0, known.version) + 1
    known = _joined(record, known) if record else known
    parts = {
        station: replace(part, delivery=delivery.begin(station, version, command.at, policy))
        if is_shown(part)
        else part
        for station, part in known.parts.items()
    }
    approval = known.approval
    if approval.state is ApprovalState.AWAITING:
        fresh = delivery.begin(APPROVALS, version, command.at, policy)
        settled = not known.is_awaiting
        approval = replace(approval, delivery=delivery.settle(fresh) if settled else fresh)
    known = replace(
        known,
        texts=tuple(_in_doubt(each, command.at) for each in known.texts),
        prints=tuple(paper.in_doubt(each, command.at) for each in known.prints),
    )
    restored = replace(
        known, parts=parts, approval=approval, resend=None, possibly_made=is_open(known)
    )
    newest = max([command.order, *([record.order] if record else [])], key=lambda o: o.revision)
    if newest.revision > known.order.revision:
        restored = revised(restored, newest, version, command.at, policy)
    return conclude(
        record,
        restored,
        EventType.ORDER_TAKEN_BACK,
        command,
        stations=touched(record, restored),
        revision=restored.order.revision,
    )


def _joined(record: OrderRecord, known: OrderRecord) -> OrderRecord:
    """Add to what the till heard what was done here meanwhile, on an older copy of the server.

    Of a part the later cooking counts, and what the back office decided is kept.
    """
    parts = {
        station: _joined_part(part, record.parts[station]) if station in record.parts else part
        for station, part in known.parts.items()
    }
    asked = {each.request_id: each for each in (*record.requests, *known.requests)}
    answered = record.approval.at is not None and known.approval.at is None
    if answered and known.approval.state is ApprovalState.AWAITING:
        known = replace(known, approval=record.approval, moves=record.moves)
        parts = dict(record.parts)
    texts = {each.text_id: each for each in (*record.texts, *known.texts)}
    texts |= {each.text_id: each for each in record.texts if not is_owed(each)}
    reminders = {each.text_id: each for each in (*record.reminders, *known.reminders)}
    sheets = {each.print_id: each for each in (*record.prints, *known.prints)}
    sheets |= {each.print_id: each for each in record.prints if not paper.is_owed(each)}
    return replace(
        known,
        parts=parts,
        pickup=max(record.pickup, known.pickup, key=_last_at_counter),
        texts=tuple(texts.values()),
        reminders=tuple(reminders.values()),
        prints=tuple(sheets.values()),
        reminders_filed=record.reminders_filed and known.reminders_filed,
        erased=known.erased or record.erased,
        cancelled=known.cancelled or record.cancelled,
        receipt_waived=known.receipt_waived or record.receipt_waived,
        settled_outside=known.settled_outside or record.settled_outside,
        resolution=known.resolution or record.resolution,
        requests=tuple(asked.values()),
        priority=record.priority or known.priority,
        fired=max(record.fired or 0, known.fired or 0) or None,
    )


def _joined_part(known: Part, here: Part) -> Part:
    """Add to a part what cooks did with it here; what is crossed off at either place is done."""
    struck = {*known.struck, *here.struck}
    return replace(
        known,
        cooking=_later(known.cooking, here.cooking),
        struck=tuple(each for each in known.line_ids if each in struck),
    )


def _in_doubt(text: Text, at: datetime) -> Text:
    """Return a text of which only the till knows: it may have been sent, so nobody sends it."""
    if text.state is TextState.QUEUED:
        text = replace(text, state=TextState.SENDING)
    return end(text, TextState.UNKNOWN, at, "the kitchen's server was reset") or text


def _last_at_counter(pickup: Pickup) -> datetime:
    times = (pickup.called_at, pickup.called_off_at, pickup.collected_at)
    return max((at for at in times if at is not None), default=_NEVER)


def _later(one: Cooking, other: Cooking) -> Cooking:
    return max(one, other, key=_progress)


def _progress(cooking: Cooking) -> datetime:
    times = (cooking.started_at, cooking.ready_at, cooking.recalled_at)
    return max((at for at in times if at is not None), default=_NEVER)


_NEVER = datetime.min.replace(tzinfo=UTC)
