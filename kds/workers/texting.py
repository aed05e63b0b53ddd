"""The texts worker: carries texts and reminders to the gateway, each at most once.

It claims a text where it is owed, then asks the gateway, then writes down what came of it. A claim
is never given back: when the worker ends in between, the sweep says that nobody knows.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from kds.archive.opt_outs import OptOuts
from kds.archive.reminders import ReminderBook
from kds.bus.connect import BUS_LOST
from kds.clock import now
from kds.errors import KdsError
from kds.kitchen.kitchen import Kitchen
from kds.orders.commands import BeginText, Command, EndText
from kds.orders.part import Actor, ActorKind
from kds.orders.text import Text, TextKind, TextState
from kds.settings.model import Settings
from kds.texting.gateway import Gateway
from kds.texting.outcome import Failed, Outcome, Sent
from kds.texting.quiet import in_daytime, next_allowed
from kds.texting.reasons import CUSTOMER_ERASED, HELD_UP, IN_OUTBOX, WANTS_NONE
from kds.workers.again import again

log = logging.getLogger(__name__)

ME = Actor(ActorKind.WORKER, "texts")
AWAY_S = 15.0
"""For so long an archive that was away is not asked again, in seconds: it is slow to say so."""


def may_go(settings: Settings, kind: TextKind, at: datetime) -> datetime:
    """Return when a text may go that may not go before `at`: not at night, reminders by day."""
    texts = settings.texts
    allowed = in_daytime if kind is TextKind.REMINDER else next_allowed
    return allowed(at, texts.quiet_from, texts.quiet_until, settings.zone)


class Carrier:
    """Carries what jobs name; each of its methods may be called twice, and by two workers."""

    def __init__(
        self,
        settings: Settings,
        kitchen: Kitchen,
        gateway: Gateway,
        book: ReminderBook,
        opt_outs: OptOuts,
    ) -> None:
        self._settings = settings
        self._kitchen = kitchen
        self._gateway = gateway
        self._book = book
        self._opt_outs = opt_outs
        self._asks_again = 0.0

    def carry_text(self, order_id: str, text_id: str) -> None:
        """Send a text of an order, if it is due and nobody has claimed it."""
        text = self._text(order_id, text_id)
        if text is None or not self._is_due(text):
            return

        kind = text.kind

        def ended(state: TextState, reason: str | None) -> None:
            result = self._handle(_end(order_id, text_id, state, reason))
            _tell(kind, state, order_id, in_time=result == "done")

        if refused := self._refusal(text, order_id):
            ended(*refused)
            return
        begun_at = now()
        claimed = self._handle(
            BeginText(
                command_id=uuid4().hex, order_id=order_id, by=ME, at=begun_at, text_id=text_id
            )
        )
        if claimed != "done":
            return
        # The record may have changed since it was read: what was claimed is what is sent.
        if text := again(lambda: self._text(order_id, text_id), BUS_LOST):
            self._send(text, begun_at, ended)

    def carry_reminder(self, reminder_id: str) -> None:
        """Send a reminder of the archive, if it is due and nobody has claimed it."""
        reminder = self._book.get(reminder_id)
        if reminder is None or not self._is_due(reminder.text):
            return
        order_id = reminder.order_id

        def ended(state: TextState, reason: str | None) -> None:
            at = now()
            kept = again(lambda: self._book.end(reminder_id, state, at, reason), (KdsError,))
            _tell(TextKind.REMINDER, state, order_id, in_time=kept is not None)

        if refused := self._refusal(reminder.text, order_id):
            ended(*refused)
            return
        begun_at = now()
        if claimed := self._book.begin(reminder_id, begun_at):
            self._send(claimed, begun_at, ended)

    def _text(self, order_id: str, text_id: str) -> Text | None:
        for record in self._kitchen.store.records([order_id]):
            return next((each for each in record.texts if each.text_id == text_id), None)
        return None

    def _is_due(self, text: Text) -> bool:
        """Tell whether a text waits for this moment; in quiet hours none does."""
        at = now()
        if text.state is not TextState.QUEUED or at < text.send_at:
            return False
        return may_go(self._settings, text.kind, at) <= at

    def _refusal(self, text: Text, order_id: str) -> tuple[TextState, str] | None:
        """Return how a text ends of which no gateway is to hear."""
        if self._is_opted_out(text, order_id):
            return TextState.FAILED, WANTS_NONE
        if not self._gateway.is_there:
            return TextState.NOT_SENT, IN_OUTBOX
        return None

    def _is_opted_out(self, text: Text, order_id: str) -> bool:
        is_awaited = text.kind is not TextKind.REMINDER
        if is_awaited and time.monotonic() < self._asks_again:
            return False
        try:
            return bool(self._opt_outs.has([text.to]))
        except KdsError as error:
            if not is_awaited:
                raise
            # Somebody waits for this one, and the counter has seen to it that it is wanted.
            self._asks_again = time.monotonic() + AWAY_S
            extra = {"action": "archive-lost", "order_id": order_id}
            log.warning("texts go without a look at the opt-outs: %s", error, extra=extra)
            return False

    def _send(
        self, text: Text, begun_at: datetime, ended: Callable[[TextState, str | None], None]
    ) -> None:
        if (now() - begun_at).total_seconds() > self._settings.texts.give_up_s / 2:
            # By now a person may have read that nobody knows, and have sent it again.
            ended(TextState.FAILED, HELD_UP)
        elif not text.to:
            ended(TextState.FAILED, CUSTOMER_ERASED)
        else:
            ended(*_state_of(self._gateway.send(text.to, text.words)))

    def _handle(self, command: Command) -> str:
        """Give a command until it is answered: its id makes sure that it is done once."""
        return again(lambda: self._kitchen.handle(command), BUS_LOST).result


def _state_of(outcome: Outcome) -> tuple[TextState, str | None]:
    if isinstance(outcome, Sent):
        return TextState.SENT, None
    state = TextState.FAILED if isinstance(outcome, Failed) else TextState.UNKNOWN
    return state, outcome.reason


def _end(order_id: str, text_id: str, state: TextState, reason: str | None) -> EndText:
    return EndText(
        command_id=uuid4().hex,
        order_id=order_id,
        by=ME,
        at=now(),
        text_id=text_id,
        state=state,
        reason=reason,
    )


def _tell(kind: TextKind, state: TextState, order_id: str, *, in_time: bool) -> None:
    """Log what became of a text, without its number, its words and what the gateway said."""
    extra = {"action": "text-ended", "order_id": order_id}
    if in_time:
        log.info("the %s text is '%s'", kind.value, state.value, extra=extra)
    else:
        late = "the %s text is '%s', which came too late: it was given up, or erased"
        log.warning(late, kind.value, state.value, extra=extra)
