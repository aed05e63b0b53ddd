"""A command from a screen or a program is handled, and its text handed to the worker."""

from __future__ import annotations

import logging

from kds.archive.opt_outs import OptOuts
from kds.bus.jobs import enqueue_text
from kds.bus.order_store import Outcome
from kds.errors import Refused
from kds.kitchen.kitchen import Check
from kds.orders.commands import CallCustomer, Command, SendTextAgain
from kds.texting.phones import shown
from kds.web.asking import in_thread
from kds.web.commands import texts_in
from kds.web.context import Web

log = logging.getLogger(__name__)


def handle(web: Web, command: Command, check: Check | None = None) -> Outcome:
    """Have the kitchen do what is asked; raises Refused for a text to who wants none."""
    _refuse_opted_out(web, command)
    outcome = web.kitchen.handle(command, check)
    if outcome.ok and isinstance(command, CallCustomer | SendTextAgain):
        _hand_over(web, command)
    return outcome


def opted_out(web: Web, phones: set[str]) -> set[str]:
    """Return those of the numbers that get no text."""
    return in_thread(lambda: OptOuts(web.archive).has(phones)) if phones else set()


def _refuse_opted_out(web: Web, command: Command) -> None:
    for phone in opted_out(web, {text.to for text in texts_in(command)}):
        raise Refused(
            "opted_out",
            "{phone} wants no texts. Go on without one.",
            phone=shown(phone, web.settings.country),
        )


def _hand_over(web: Web, command: Command) -> None:
    """Ask for the text to be carried at once; where that fails, the sweep finds it."""
    for text in texts_in(command):
        try:
            enqueue_text(web.client, web.settings.site, command.order_id, text.text_id)
        except Exception:
            log.warning(
                "a text was not handed to its worker; it is found by the next sweep",
                exc_info=True,
                extra={"action": "hand-over", "order_id": command.order_id},
            )
