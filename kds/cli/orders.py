"""`kds orders`: what is open in the kitchen or was lately, and where each order is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import Any

import click

from kds.cli._where import Where, as_json, at_web, say, say_json
from kds.clock import now
from kds.orders.part import CookingState, DeliveryState
from kds.orders.status import Status
from kds.talk import Office

CODES = [status.code for status in Status]
DELIVERY = {
    DeliveryState.IN_FLIGHT: "sending",
    DeliveryState.CONFIRMED: "shown",
    DeliveryState.NOT_SENT: "not sent",
    DeliveryState.SETTLED: "settled",
}
CLOSED = frozenset({Status.CANCELLED.code, Status.UNFINISHED.code})
"""The statuses of orders that the kitchen is done with, as far as tills tell of them today."""

COOKING = {CookingState.STARTED: "started", CookingState.READY: "ready"}


@click.command()
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

    With --all first the last 1000 that are done, rejected or settled. Such orders are UNFINISHED,
    for kds does not know of their payment, or CANCELLED; asked for one of these two statuses,
    --all goes without saying.
    """
    closed_too = everything or (status in CLOSED)
    orders = Office(where.web()).orders(status, limit, closed_too=closed_too)
    if json:
        say_json({"orders": orders})
        return
    if not orders:
        say(_none(status, closed_too))
        return
    file, settings = where.config_and_settings()
    zone = settings.zone if file else None  # Without the file, this machine's.
    for line in lines(orders, now(), zone):
        say(line)


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
    if not cooking and part.get("shown_at"):
        done += f" {datetime.fromisoformat(part['shown_at']).astimezone(zone):%H:%M}"
    return f"{station} {done}" + (" (no screen now)" if part.get("live") is False else "")


def _none(status: str | None, closed_too: bool) -> str:
    which = "No order that is open or was lately" if closed_too else "No open order"
    return f"{which} has the status {status}." if status else f"{which} is there."
