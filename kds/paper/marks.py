"""The marks of a sheet: black bars across the paper that nobody overlooks."""

from __future__ import annotations

from kds.orders.part import StopCause
from kds.paper.sheet import Row
from kds.paper.things import Align
from kds.texts import Say


def mark(text: str, *, wide: int = 3) -> Row:
    """Return a mark, as large as the paper allows on one line."""
    return Row(text, wide=wide, high=2, bold=True, inverted=True, align=Align.CENTRE, one_line=True)


def copy_mark(say: Say) -> Row:
    """Return the mark of a sheet that repeats one which may be on paper."""
    return mark(say("COPY"))


def stop_mark(cause: StopCause, say: Say) -> Row:
    """Return the mark of what is not to be made any more."""
    match cause:
        case StopCause.VOIDED:
            return mark(say("VOIDED"), wide=4)
        case StopCause.CANCELLED:
            return mark(say("CANCELLED"), wide=4)
        case StopCause.REFUNDED:
            return mark(say("REFUNDED"), wide=4)
        case StopCause.REMOVED:
            return mark(say("REMOVED"), wide=4)
        case StopCause.MOVED:
            return mark(say("MOVED"), wide=4)
