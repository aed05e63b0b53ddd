"""One station's share of an order: who acted on it, whether a screen has it, how far it is made.

Delivery (has a screen got it?) and cooking (is it made?) are told apart everywhere. Times are
aware UTC.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec
from msgspec.structs import replace

from kds.orders.order import AwareTime, Line, Station


class ActorKind(StrEnum):
    """What kind of hand did something."""

    TILL = "till"
    DISPLAY = "display"
    BACK_OFFICE = "back-office"
    WORKER = "worker"
    PRINTER = "printer"


class Actor(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who acted: a till's letter, a display's or printer's id, a person's or worker's name."""

    kind: ActorKind
    id: str
    name: str = ""


class CauseCode(StrEnum):
    """Why something that was to be sent was not."""

    NO_DISPLAY = "no_display"
    NOT_PAIRED = "not_paired"
    NOT_LAID_OUT = "not_laid_out"
    PAPER_WAITS = "paper_waits"
    PAPER_IN_DOUBT = "paper_in_doubt"


class Cause(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a delivery failed, as data; `cause_in_words` makes the sentence in local time.

    `since` is when the station's last display was heard of; with NOT_PAIRED, when the pass was,
    which stands in for stations that have no display. With the codes of paper it is when the
    `printer` had the `fault`, a `PrinterFault`.
    """

    code: CauseCode
    station: str
    since: AwareTime | None = None
    printer: str = ""
    fault: str | None = None


class DeliveryState(StrEnum):
    """Whether a screen has shown it. SETTLED: a person resolved the failure otherwise."""

    IN_FLIGHT = "in_flight"
    CONFIRMED = "confirmed"
    NOT_SENT = "not_sent"
    SETTLED = "settled"


class Delivery(msgspec.Struct, frozen=True, omit_defaults=True):
    """The proof, or its absence, that one screen laid one ticket out.

    `content_version` is the record's version that last changed what must be shown: only a report
    that a ticket of at least this version is laid out confirms it. `own_copy` says that the
    kitchen sent its own copy again because the till did not answer, `was_shown` that a screen had
    shown, or may have shown, what stood here before.
    """

    state: DeliveryState
    content_version: int
    attempt: int
    sent_at: AwareTime
    deadline_at: AwareTime
    confirmed_at: AwareTime | None = None
    confirmed_by: Actor | None = None
    cause: Cause | None = None
    failed_at: AwareTime | None = None
    own_copy: bool = False
    was_shown: bool = False


class CookingState(StrEnum):
    """How far the cooks are with a part."""

    WAITING = "waiting"
    STARTED = "started"
    READY = "ready"


class Cooking(msgspec.Struct, frozen=True, omit_defaults=True):
    """How far one part is; a recall takes READY back to what was, and keeps `since` of the part."""

    state: CookingState = CookingState.WAITING
    started_at: AwareTime | None = None
    ready_at: AwareTime | None = None
    ready_by: Actor | None = None
    recalled_at: AwareTime | None = None


class Changed(msgspec.Struct, frozen=True, omit_defaults=True):
    """What later revisions changed on a ticket since a cook last looked: SEEN ends it.

    `removed` holds the lines as they were; a line that reads otherwise now is in both. `head` names
    what reads otherwise beside the lines, as the fields of an order are called.
    """

    at: AwareTime
    added: tuple[str, ...] = ()
    removed: tuple[Line, ...] = ()
    head: tuple[str, ...] = ()
    seen_at: AwareTime | None = None
    seen_by: Actor | None = None


class StopCause(StrEnum):
    """Why a part is not to be made any more."""

    VOIDED = "voided"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    REMOVED = "removed"
    MOVED = "moved"


class Stopped(msgspec.Struct, frozen=True, omit_defaults=True):
    """A part that is not to be made: it stays on the screens until a cook has seen it."""

    at: AwareTime
    cause: StopCause
    seen_at: AwareTime | None = None
    seen_by: Actor | None = None


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """The lines of one order that belong to one station: a ticket on that station's displays.

    `since` starts the ticket's timer. `unrouted` lines matched no rule and came to the fallback.
    `made` are lines that were ready before others were added, `struck` those that a cook crossed
    off. `held_at`: on hold since then; `waits_since`: all that is left of it waits for its course
    since then; `held_s` are the seconds of earlier holds and waits, which are no part of the
    ticket's age. `moved_from` is the station that had it before, by a person's word.
    `turned_version` is the order's in which it was begun, held or fired last.
    """

    station: Station
    line_ids: tuple[str, ...]
    since: AwareTime
    delivery: Delivery
    cooking: Cooking = Cooking()
    unrouted: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    changed: Changed | None = None
    stopped: Stopped | None = None
    struck: tuple[str, ...] = ()
    held_at: AwareTime | None = None
    waits_since: AwareTime | None = None
    held_s: int = 0
    moved_from: Station | None = None
    turned_version: int = 0


def owed(part: Part) -> bool:
    """Tell whether the station still owes this part: not ready, stopped, or settled by hand."""
    return (
        part.cooking.state is not CookingState.READY
        and part.delivery.state is not DeliveryState.SETTLED
        and part.stopped is None
    )


def is_begun(part: Part) -> bool:
    """Tell whether cooks have begun with what is to be made, also where that is ready since."""
    return part.cooking.started_at is not None or is_struck(part)


def is_struck(part: Part) -> bool:
    """Tell whether something is crossed off that was not made before other lines were added."""
    return not {*part.struck} <= {*part.made}


def still_begun(part: Part, before: Cooking) -> Part:
    """Return a part that comes back as begun where lines of it stay crossed off."""
    if part.cooking.state is not CookingState.WAITING or not is_begun(part):
        return part
    started_at = part.cooking.started_at or before.started_at
    begun = replace(part.cooking, state=CookingState.STARTED, started_at=started_at)
    return replace(part, cooking=begun)


def is_held(part: Part) -> bool:
    """Tell whether the part is owed, and is not to be made until somebody fires it."""
    return part.held_at is not None and owed(part)


def is_on_paper(part: Part) -> bool:
    """Tell whether paper, and no display, proves that the station has it."""
    by = part.delivery.confirmed_by
    return (
        part.delivery.state is DeliveryState.CONFIRMED
        and by is not None
        and by.kind is ActorKind.PRINTER
    )


def must_be_seen(part: Part) -> bool:
    """Tell whether the part is stopped and no cook has looked at it yet."""
    return (
        part.stopped is not None
        and part.stopped.seen_at is None
        and part.delivery.state is not DeliveryState.SETTLED
    )


def is_moved(part: Part) -> bool:
    """Tell whether another station makes what was the part's."""
    return part.stopped is not None and part.stopped.cause is StopCause.MOVED


def is_unseen(part: Part) -> bool:
    """Tell whether a cook has yet to look at what was changed or stopped on the part."""
    changed = part.changed is not None and part.changed.seen_at is None
    return must_be_seen(part) or (changed and owed(part))


def is_shown(part: Part) -> bool:
    """Tell whether the part stands on the screens: owed, or stopped and not yet seen."""
    if part.delivery.state is DeliveryState.SETTLED:
        return False
    if part.stopped is not None:
        return part.stopped.seen_at is None
    return part.cooking.state is not CookingState.READY
