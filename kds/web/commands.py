"""From what a screen or a program asks to a command for the kitchen, checked on the way."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec
from msgspec.structs import replace

from kds.errors import InvalidInput, Refused
from kds.orders import commands as c
from kds.orders.part import Actor
from kds.orders.pickup import CalledHow
from kds.orders.text import TextWish
from kds.orders.till_facts import PaymentMethod
from kds.orders.validation import convert
from kds.web import cooks_asked
from kds.web.cooks_asked import Common
from kds.web.identity import Identity, may_act, may_see
from kds.web.texts_asked import TextAsked, Texting
from kds.web.wishes import Asked, missing, needed

MAX_ID_CHARS = 80
"""The longest command id that the kitchen takes."""

_ID = re.compile(r"[A-Za-z0-9._:-]{8,80}")
_PLAIN = re.compile(r"[A-Za-z0-9-]+")


def to_command(payload: Any, identity: Identity, now: datetime, texting: Texting) -> c.Command:
    """Return the command; raises InvalidInput, and Refused `not_permitted` by the table."""
    asked = convert(payload, Asked)
    make = _MAKERS.get(asked.command)
    if make is None:
        raise InvalidInput([("$.command", f"must be one of {', '.join(_MAKERS)}")])
    if not may_act(identity, asked.command, asked.station):
        raise Refused(
            "not_permitted",
            "{who} may not do this with order {order} from here.",
            who=identity.actor.name,
            order=asked.order_id,
        )
    common = {
        "command_id": own_command_id(identity.actor, asked.command_id),
        "order_id": asked.order_id,
        "by": identity.actor,
        "at": now,
        "asked": _content(asked),
    }
    if asked.seen and not may_see(identity, asked.station or ""):
        # Another screen cannot know what that station's cooks have seen.
        asked = replace(asked, seen=False)
    return make(asked, common, texting)


def texts_in(command: c.Command) -> tuple[TextWish, ...]:
    """Return the texts that a command asks for."""
    match command:
        case c.CallCustomer(text=TextWish() as text) | c.SendTextAgain(again=text):
            return (text,)
        case c.CollectOrder(reminders=reminders):
            return reminders
    return ()


def _content(asked: Asked) -> str:
    """Return a short hash of what is asked; what is left out does not count."""
    said = msgspec.to_builtins(asked)
    told = {k: v for k, v in said.items() if k != "command_id" and v not in (None, (), [])}
    return hashlib.sha256(msgspec.json.encode(told, order="sorted")).hexdigest()[:32]


def command_id_of(key: str | None) -> str | None:
    """Return the command id that an Idempotency-Key stands for: itself, or its hash."""
    if key is None or _ID.fullmatch(key):
        return key
    return f"key:{hashlib.sha256(key.encode()).hexdigest()}"


def own_command_id(actor: Actor, asked: str) -> str:
    """Return a command id that nobody else's can equal: whoever asks begins it, by hash if long."""
    plain = f"{actor.kind}:{actor.id}:{asked}"
    if len(plain) <= MAX_ID_CHARS and _PLAIN.fullmatch(actor.id):
        return plain
    told = f"{actor.id}\0{asked}".encode()
    return f"{actor.kind}:{hashlib.sha256(told).hexdigest()}"


def resend_by_hand(order_id: str, identity: Identity, now: datetime) -> c.RequestResend:
    """Return the command to send one order again, with ids of its own."""
    attempt_id = uuid4().hex
    return c.RequestResend(
        command_id=f"resend:{attempt_id}",
        order_id=order_id,
        by=identity.actor,
        at=now,
        attempt_id=attempt_id,
        by_hand=True,
    )


Make = Callable[[Asked, Common, Texting], c.Command]


def _approve(asked: Asked, common: Common, _: Texting) -> c.Command:
    return c.Approve(**common, minutes=asked.minutes, shown=asked.version)


def _reject(asked: Asked, common: Common, _: Texting) -> c.Command:
    return c.Reject(**common, reason=needed(asked, "reason"), shown=asked.version)


def _resend(asked: Asked, common: Common, _: Texting) -> c.Command:
    return c.RequestResend(**common, attempt_id=uuid4().hex, by_hand=True)


def _resolve(asked: Asked, common: Common, _: Texting) -> c.Command:
    return c.ResolveOtherwise(**common, reason=needed(asked, "reason"))


def _cancel(asked: Asked, common: Common, _: Texting) -> c.Command:
    return c.CancelOrder(**common, reason=needed(asked, "reason"))


def _complete(asked: Asked, common: Common, _: Texting) -> c.Command:
    return c.MarkCompleted(**common, reason=needed(asked, "reason"))


def _refund(asked: Asked, common: Common, _: Texting) -> c.Command:
    method = PaymentMethod(needed(asked, "method"))
    return c.RequestRefund(
        **common, request_id=uuid4().hex, method=method, reason=needed(asked, "reason")
    )


def _call(asked: Asked, common: Common, texting: Texting) -> c.Command:
    text = _text(asked.text, common, texting) if asked.text else None
    how = CalledHow(needed(asked, "how"))
    return c.CallCustomer(**common, how=how, text=text, shown=asked.version)


def _call_off(asked: Asked, common: Common, _: Texting) -> c.Command:
    return c.CallOff(**common)


def _collect(asked: Asked, common: Common, texting: Texting) -> c.Command:
    reminders = tuple(
        texting.reminder(each, common["at"], f"{_key(common)} {i}", f"$.reminders[{i}]")
        for i, each in enumerate(asked.reminders)
    )
    return c.CollectOrder(
        **common,
        collected_name=asked.collected_name,
        reminders=reminders,
        shown=asked.version,
    )


def _text_again(asked: Asked, common: Common, texting: Texting) -> c.Command:
    text_id = needed(asked, "text_id")
    if asked.text is None:
        raise missing(asked, "text")
    again = _text(asked.text, common, texting)
    return c.SendTextAgain(**common, text_id=text_id, again=again)


def _print_again(asked: Asked, common: Common, _: Texting) -> c.Command:
    print_id = needed(asked, "print_id")
    return c.PrintAgain(**common, print_id=print_id, printer=asked.printer)


def _erase(asked: Asked, common: Common, _: Texting) -> c.Command:
    return c.EraseCustomer(**common, reason=needed(asked, "reason"))


def _text(asked: TextAsked, common: Common, texting: Texting) -> TextWish:
    return texting.wish(asked, common["at"], _key(common), "$.text")


def _key(common: Common) -> str:
    return f"{common['order_id']} {common['command_id']}"


_MAKERS: dict[str, Make] = {
    "Approve": _approve,
    "Reject": _reject,
    "StartPart": cooks_asked.start,
    "MarkPartReady": cooks_asked.ready,
    "RecallPart": cooks_asked.recall,
    "RequestResend": _resend,
    "ResolveOtherwise": _resolve,
    "MarkPartSeen": cooks_asked.see,
    "StrikeLines": cooks_asked.strike,
    "HoldPart": cooks_asked.hold,
    "FirePart": cooks_asked.fire,
    "FireCourse": cooks_asked.fire_course,
    "SetPriority": cooks_asked.set_priority,
    "MovePart": cooks_asked.move,
    "CancelOrder": _cancel,
    "MarkCompleted": _complete,
    "RequestRefund": _refund,
    "CallCustomer": _call,
    "CallOff": _call_off,
    "CollectOrder": _collect,
    "SendTextAgain": _text_again,
    "PrintAgain": _print_again,
    "EraseCustomer": _erase,
}
