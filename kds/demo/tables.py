"""Guests at tables: they order, some order more, eat, pay and go; a few leave before."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Generator

from kds.demo.sales import method, settle, until_made
from kds.demo.steps import Do, Pause, Place, Step, Visit
from kds.errors import Refused
from kds.orders.intake import LineAsSent, OrderAsSent
from kds.orders.order import Line
from kds.orders.selling.deeds import Change, Delete, OpenAgain, Park, Send
from kds.talk import Known


def table(
    order: OrderAsSent,
    chance: random.Random,
    *,
    more: tuple[LineAsSent, ...] = (),
    takes_back: bool = False,
) -> Visit:
    """Let guests order, perhaps `more` a little later, and pay when they have eaten.

    With `takes_back` the last dish of the first order is not wanted any more by then.
    """
    known = yield from _sit_down(order, chance)
    if more:
        known = yield Pause(chance.uniform(20, 60))
        with contextlib.suppress(Refused):  # Somebody else was faster; they eat what there is.
            known = yield _change(known, more, takes_back=takes_back)
            yield from _send(known)
    known = yield from until_made(chance)
    yield Pause(chance.uniform(15, 75))
    yield Do("open", OpenAgain())
    yield from settle(method(chance), chance)


def leaving_table(order: OrderAsSent, chance: random.Random) -> Visit:
    """Let guests order and leave before they have paid."""
    yield from _sit_down(order, chance)
    yield Pause(chance.uniform(30, 90))
    yield Do("open", OpenAgain())
    yield Do("delete", Delete("the guests left"))


def _sit_down(order: OrderAsSent, chance: random.Random) -> Generator[Step, Known, Known]:
    """Order, and let it stand on the table's account: in fine dining that sends it."""
    yield Place(order)
    yield Pause(chance.uniform(2, 6))
    known = yield Do("park", Park())
    return (yield from _send(known))


def _send(known: Known) -> Generator[Step, Known, Known]:
    """Send by hand what waits, where nothing is sent before it is paid."""
    return (yield Do("send", Send())) if known.order.waiting else known


def _change(known: Known, more: tuple[LineAsSent, ...], *, takes_back: bool) -> Do:
    """Return the change of exactly what was seen: it must not undo what somebody else changed."""
    lines = [as_sent(line) for line in known.order.lines]
    if takes_back and len(lines) > 1:
        del lines[-1]
    return Do("change", Change(lines=(*lines, *more)), tag=known.tag)


def as_sent(line: Line) -> LineAsSent:
    """Return a line as it is sent again, so that it stays as it is."""
    told = {name: getattr(line, name) for name in LineAsSent.__struct_fields__}
    return LineAsSent(**told)
