"""Texts that somebody asks for with a command: checked, and made to go when they may."""

from __future__ import annotations

import hashlib
from datetime import datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from kds.orders.order import AwareTime
from kds.orders.text import TextWish
from kds.orders.till_facts import Reason, Word
from kds.settings.model import Settings
from kds.texting.phones import parse
from kds.texting.placeholders import MAX_CHARS, plain
from kds.texting.quiet import in_daytime, next_allowed
from kds.texting.wrong import Wrong


class TextAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text: to which number, as it is typed, and in which words."""

    to: Annotated[str, Meta(max_length=400)]
    words: Annotated[str, Meta(max_length=4 * MAX_CHARS)]
    template: Word | None = None


class ReminderAsked(TextAsked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text for later; `about` is the product."""

    send_at: AwareTime
    about: Reason | None = None


class Texting(msgspec.Struct, frozen=True):
    """What the settings say of texts: whose numbers are meant, and when none may go."""

    country: str
    quiet_from: time
    quiet_until: time
    zone: ZoneInfo

    def wish(self, asked: TextAsked, now: datetime, key: str, path: str) -> TextWish:
        """Return what is asked as the kitchen takes it, not to go in the quiet hours.

        The id follows from `key`, so that one who asks again names the text of the first time.
        """
        send_at = next_allowed(now, self.quiet_from, self.quiet_until, self.zone)
        return self._made(asked, send_at, key, path)

    def reminder(self, asked: ReminderAsked, now: datetime, key: str, path: str) -> TextWish:
        """Return a reminder as the kitchen takes it, to go by day and not in the past."""
        then = max(asked.send_at, now)
        send_at = in_daytime(then, self.quiet_from, self.quiet_until, self.zone)
        made = self._made(asked, send_at, key, path)
        return msgspec.structs.replace(made, about=asked.about)

    def _made(self, asked: TextAsked, send_at: datetime, key: str, path: str) -> TextWish:
        try:
            to = parse(asked.to, self.country)
        except Wrong as wrong:
            raise Wrong(f"{path}.to", wrong.text, **wrong.values) from None
        try:
            words = plain(asked.words)
        except Wrong as wrong:
            raise Wrong(f"{path}.words", wrong.text, **wrong.values) from None
        text_id = hashlib.sha256(key.encode()).hexdigest()[:32]
        return TextWish(text_id, to, words, send_at, asked.template)


def texting_of(settings: Settings) -> Texting:
    """Return what the settings of an installation say of texts."""
    texts = settings.texts
    return Texting(settings.country, texts.quiet_from, texts.quiet_until, settings.zone)
