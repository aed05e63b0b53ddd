"""What becomes of a text to a customer: claimed, ended, wanted again; and that it is erased."""

from __future__ import annotations

from msgspec.structs import replace

from kds.errors import Refused
from kds.orders.actions import Action, require
from kds.orders.commands import BeginText, EndText, EraseCustomer, FileReminders, SendTextAgain
from kds.orders.decide.decision import Decision, Unchanged, conclude
from kds.orders.events import EventType
from kds.orders.paper import without_customer as without_customer_on
from kds.orders.policy import Policy
from kds.orders.record import OfficeFact, OrderRecord
from kds.orders.text import MISSED, Text, asked, begin, end, erased, kept, left_to_send


def send_text_again(record: OrderRecord, command: SendTextAgain, policy: Policy) -> Decision:
    """Have a text sent once more: a new one, for the first try stays what it was."""
    if any(each.again_of == command.text_id for each in record.texts):
        text = "A text of order {number} was sent again already."
        raise _not_missed(record, text)
    require(Action.TEXT_AGAIN, record)
    first = _find(record, command.text_id)
    if first.state not in MISSED:
        text = "A text of order {number} cannot be sent again: it is '{state}'."
        raise _not_missed(record, text, state=[first.state.value])
    if not left_to_send(first, record.texts):
        text = "A text of order {number} cannot be sent again: its customer was erased."
        raise _not_missed(record, text)
    again = replace(
        asked(command.again, first.kind, command.at, command.by), again_of=first.text_id
    )
    after = replace(record, texts=kept((*record.texts, again)))
    return conclude(record, after, EventType.TEXT_QUEUED, command, detail=first.kind.value)


def _not_missed(record: OrderRecord, text: str, **said: list[str]) -> Refused:
    return Refused("text_not_missed", text, number=record.order.number, **said)


def begin_text(record: OrderRecord, command: BeginText, policy: Policy) -> Decision | Unchanged:
    """Claim a text for one try; whoever comes second learns that it is claimed."""
    text = _find(record, command.text_id)
    begun = begin(text, command.at)
    if begun is None:
        return Unchanged(f"the text is '{text.state.value}', or not due yet")
    return conclude(record, _with(record, begun), EventType.TEXT_BEGUN, command)


def end_text(record: OrderRecord, command: EndText, policy: Policy) -> Decision | Unchanged:
    """Write down what became of a text."""
    text = _find(record, command.text_id)
    ended = end(text, command.state, command.at, command.reason)
    if ended is None:
        return Unchanged(f"the text is '{text.state.value}' already")
    return conclude(
        record,
        _with(record, ended),
        EventType.TEXT_ENDED,
        command,
        reason=command.reason,
        detail=command.state.value,
    )


def file_reminders(
    record: OrderRecord, command: FileReminders, policy: Policy
) -> Decision | Unchanged:
    """Note that the archive keeps the reminders."""
    if record.reminders_filed or not record.reminders:
        return Unchanged("there is nothing to file")
    after = replace(record, reminders_filed=True)
    return conclude(record, after, EventType.REMINDERS_FILED, command)


def erase_customer(
    record: OrderRecord, command: EraseCustomer, policy: Policy
) -> Decision | Unchanged:
    """Remove name and phone; the orders that a till still sends lose them as they come in."""
    require(Action.ERASE_CUSTOMER, record)
    fact = OfficeFact(command.at, command.by, command.reason)
    after = without_customer(replace(record, erased=fact))
    return conclude(record, after, EventType.CUSTOMER_ERASED, command, reason=command.reason)


def without_customer(record: OrderRecord) -> OrderRecord:
    """Return the record without anything by which the customer is known."""
    pickup = replace(record.pickup, collected_name=None)
    return replace(
        record,
        order=replace(record.order, customer=None),
        pickup=pickup,
        texts=tuple(map(erased, record.texts)),
        reminders=tuple(map(erased, record.reminders)),
        prints=tuple(map(without_customer_on, record.prints)),
    )


def _find(record: OrderRecord, text_id: str) -> Text:
    for each in record.texts:
        if each.text_id == text_id:
            return each
    raise Refused(
        "unknown_text",
        "Order {number} has no text {text}.",
        number=record.order.number,
        text=text_id,
    )


def _with(record: OrderRecord, text: Text) -> OrderRecord:
    texts = tuple(text if each.text_id == text.text_id else each for each in record.texts)
    return replace(record, texts=texts)
