"""A text to a customer: what is owed, and what became of it. At most one try each.

A text goes from QUEUED to SENDING before any gateway hears of it, and never back: a try whose end
nobody knows is UNKNOWN, and only a person has it sent again, as a new text.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from kds.orders.order import END, AwareTime
from kds.orders.part import Actor
from kds.orders.till_facts import FactId, Reason, Word

Phone = Annotated[str, Meta(pattern=r"^\+[1-9][0-9]{5,14}" + END)]
"""A telephone number as E.164 writes it: +358401234567."""

Words = Annotated[str, Meta(min_length=1, max_length=1000, pattern=r"\S")]

MAX_TEXTS = 30
"""How many texts an order keeps: those that are ended go first."""

MAX_REMINDERS = 12


class TextKind(StrEnum):
    """What a text is about."""

    READY = "ready"
    REMINDER = "reminder"


class TextState(StrEnum):
    """What became of a text. NOT_SENT: there is no gateway, it lies in the outbox."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    NOT_SENT = "not sent"
    CANCELLED = "cancelled"


OWED = frozenset({TextState.QUEUED, TextState.SENDING})
"""States in which something is still to be done."""

MISSED = frozenset({TextState.FAILED, TextState.UNKNOWN, TextState.NOT_SENT})
"""States in which a person may have it sent again."""

ERASED = "the customer was erased"
"""Why a text is cancelled that waited when its customer was erased."""

ENDS = frozenset({TextState.SENT, *MISSED, TextState.CANCELLED})

_NEXT: dict[TextState, frozenset[TextState]] = {
    # What no gateway has heard of cannot be SENT, nor be in doubt.
    TextState.QUEUED: frozenset({TextState.FAILED, TextState.NOT_SENT, TextState.CANCELLED}),
    TextState.SENDING: frozenset({TextState.SENT, TextState.FAILED, TextState.UNKNOWN}),
}


class TextWish(msgspec.Struct, frozen=True, omit_defaults=True):
    """A text that is asked for: to whom, which words, and not before when.

    `template` is the one that the words began as, `about` the product of a reminder.
    """

    text_id: FactId
    to: Phone
    words: Words
    send_at: AwareTime
    template: Word | None = None
    about: Reason | None = None


class Text(msgspec.Struct, frozen=True, omit_defaults=True):
    """One text to one customer; `to` and `words` are empty once the customer is erased."""

    text_id: FactId
    kind: TextKind
    to: str
    words: str
    asked_at: AwareTime
    asked_by: Actor
    send_at: AwareTime
    state: TextState = TextState.QUEUED
    begun_at: AwareTime | None = None
    ended_at: AwareTime | None = None
    reason: str | None = None
    again_of: str | None = None
    template: str | None = None
    about: str | None = None


def asked(wish: TextWish, kind: TextKind, at: datetime, by: Actor) -> Text:
    """Return the text that a wish begins."""
    return Text(
        text_id=wish.text_id,
        kind=kind,
        to=wish.to,
        words=wish.words,
        asked_at=at,
        asked_by=by,
        send_at=wish.send_at,
        template=wish.template,
        about=wish.about,
    )


def is_owed(text: Text) -> bool:
    """Tell whether something is still to be done with it."""
    return text.state in OWED


def left_to_send(text: Text, texts: tuple[Text, ...]) -> bool:
    """Tell whether a person may have it sent again: missed, whole, and not sent again already."""
    followed = any(each.again_of == text.text_id for each in texts)
    return text.state in MISSED and bool(text.to and text.words) and not followed


def begin(text: Text, at: datetime) -> Text | None:
    """Return the text as one that is being sent, or None where it is not queued or not yet due."""
    if text.state is not TextState.QUEUED or at < text.send_at:
        return None
    return replace(text, state=TextState.SENDING, begun_at=at)


def end(text: Text, state: TextState, at: datetime, reason: str | None = None) -> Text | None:
    """Return the text with its end, or None where that does not follow from how it stands."""
    if state not in _NEXT.get(text.state, frozenset()):
        return None
    return replace(text, state=state, ended_at=at, reason=reason)


def cancelled(text: Text, at: datetime, reason: str) -> Text:
    """Return the text as cancelled, if no gateway has heard of it; else as it stands."""
    return end(text, TextState.CANCELLED, at, reason) or text


def erased(text: Text) -> Text:
    """Return the text without number and words; what is still owed of it is cancelled."""
    bare = replace(text, to="", words="")
    if text.state is TextState.QUEUED:
        return replace(bare, state=TextState.CANCELLED, reason=ERASED)
    return bare


def kept(texts: tuple[Text, ...], limit: int = MAX_TEXTS) -> tuple[Text, ...]:
    """Return the texts without the oldest ended ones above the limit."""
    surplus = len(texts) - limit
    ended = [each.text_id for each in texts if not is_owed(each)][: max(surplus, 0)]
    return tuple(each for each in texts if each.text_id not in ended)
