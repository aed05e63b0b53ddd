"""`kds orders`: what is open in the kitchen or was lately, where each order is, and its money."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo
from functools import partial
from typing import Any

import click
import msgspec

from kds.cli._where import Where, as_json, at_web, say, say_json
from kds.clock import now
from kds.orders.money import given_back, taken, total
from kds.orders.part import CookingState, DeliveryState
from kds.orders.record import OrderRecord
from kds.orders.status import Status
from kds.paper.money import money
from kds.talk import Office

CODES = [status.code for status in Status]
DELIVERY = {
    DeliveryState.IN_FLIGHT: "sending",
    DeliveryState.CONFIRMED: "shown",
    DeliveryState.NOT_SENT: "not sent",
    DeliveryState.SETTLED: "settled",
}
ONLY_OPEN = frozenset(
    each.code for each in (Status.NOT_SENT_TO_KITCHEN, Status.AWAITING_APPROVAL, Status.IN_KITCHEN)
)
"""The statuses that only orders have of which the kitchen owes something."""

COOKING = {CookingState.STARTED: "started", CookingState.READY: "ready"}


@click.group(invoke_without_command=True)
@click.option(
    "--status",
    type=click.Choice(CODES, case_sensitive=False),
    metavar="STATUS",
    help="Only orders of this status, for example NOT_SENT_TO_KITCHEN.",
)
@click.option("--all", "everything", is_flag=True, help="Also what the kitchen did lately.")
@click.option("--limit", type=click.IntRange(1, 10_000), help="At most so many.")
@as_json
@at_web
def command(
    status: str | None, everything: bool, limit: int | None, json: bool, where: Where
) -> None:
    """List the open orders, oldest first: status, age, stations and, if not sent, the causes.

    With --all first the last 1000 of which the kitchen owes nothing: paid or not, done, parked,
    cancelled. Asked for a status that such orders have, --all goes without saying.
    """
    context = click.get_current_context()
    context.obj = where
    if context.invoked_subcommand is not None:
        return
    closed_too = everything or (status is not None and status not in ONLY_OPEN)
    orders = Office(where.web()).orders(status, limit, closed_too=closed_too)
    if json:
        say_json({"orders": orders})
        return
    if not orders:
        say(_none(status, closed_too))
        return
    for line in lines(orders, now(), _zone(where)):
        say(line)


@command.command("show")
@click.argument("order_id", metavar="ID")
@as_json
@at_web
@click.pass_obj
def show(before: Where, order_id: str, json: bool, where: Where) -> None:
    """Tell what one order costs, what was paid and given back, and what was done with it."""
    # The options may stand on either side of `show`.
    where = where if where != Where() else before
    found = Office(where.web()).order(order_id)
    if json:
        say_json(found)
        return
    zone = _zone(where)
    money_of = partial(money, currency=found["currency"], language="en")
    for line in (*lines([found["summary"]], now(), zone), *told(found["record"], money_of, zone)):
        say(line)


def told(
    record: dict[str, Any], money_of: Callable[[int], str], zone: tzinfo | None = None
) -> Iterable[str]:
    """Yield what a person reads of one order: its lines, its money, and the till's deeds."""
    order = (known := msgspec.convert(record, OrderRecord)).order
    for line in order.lines:
        price = "" if line.unit_price is None else money_of(line.quantity * line.unit_price)
        yield f"       {line.quantity} {line.product:<38} {price:>10}"
    for name, amount in (
        ("total", total(order.lines)),
        ("paid", taken(order)),
        ("given back", given_back(order)),
        ("due", known.due),
        ("to be given back", known.refund_owed),
    ):
        if amount or name == "total":
            yield f"       {name:<40} {money_of(amount):>10}"
    for deed in order.deeds:
        # What a till of ours says of money it says in cents.
        detail = _CENTS.sub(lambda said: money_of(int(said[1])), deed.detail or "")
        why = ", ".join(filter(None, (detail, deed.reason)))
        done = f"{deed.at.astimezone(zone):%Y-%m-%d %H:%M:%S}  {deed.what}, {deed.by}"
        yield f"       {done}" + (f": {why}" if why else "")


_CENTS = re.compile(r"\b(\d+) cents\b")


def _zone(where: Where) -> tzinfo | None:
    file, settings = where.config_and_settings()
    return settings.zone if file else None  # Without the file, this machine's.


def lines(
    orders: Iterable[dict[str, Any]], at: datetime, zone: tzinfo | None = None
) -> Iterable[str]:
    """Yield what a person reads: one line for each order, and one for each cause."""
    for order in orders:
        mark = " (sending)" if order.get("sending") else ""
        since = age(str(order["accepted_at"]), at)
        yield (
            f"{order['number']:<6} {order['status_english'] + mark:<30} {since:>8}  "
            f"{order['order_id']}  {_stations(order, zone)}"
        )
        for cause in order.get("causes", []):
            yield f"       {cause}"


def age(since: str, at: datetime) -> str:
    """Return how long ago something was, as people say it."""
    seconds = max(0, int((at - datetime.fromisoformat(since)).total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    minutes, hours = seconds // 60, seconds // 3600
    return f"{minutes} min" if hours < 1 else f"{hours} h {minutes % 60} m"


def _stations(order: dict[str, Any], zone: tzinfo | None) -> str:
    return ", ".join(_part(part, zone) for part in order.get("parts", [])) or "no station"


def _part(part: dict[str, Any], zone: tzinfo | None) -> str:
    """Say what was seen, which is not what is to be seen now: a screen may have gone since."""
    station, cooking = part["station"], COOKING.get(part["cooking"])
    if cooking == COOKING[CookingState.READY]:
        return f"{station} {cooking}"
    done = cooking or DELIVERY.get(part["delivery"], "?")
    if part["delivery"] != DeliveryState.CONFIRMED:
        return f"{station} {done}"
    on_paper = bool(part.get("on_paper"))
    if not cooking and on_paper:
        done = "on paper"
    if not cooking and part.get("shown_at"):
        done += f" {datetime.fromisoformat(part['shown_at']).astimezone(zone):%H:%M}"
    is_dark = part.get("live") is False and not on_paper
    return f"{station} {done}" + (" (no screen now)" if is_dark else "")


def _none(status: str | None, closed_too: bool) -> str:
    which = "No order that is open or was lately" if closed_too else "No open order"
    return f"{which} has the status {status}." if status else f"{which} is there."
