"""`kds orders`: what is open in the kitchen, and where each order is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import click

from kds.cli._where import Where, as_json, at_web, say, say_json
from kds.clock import now
from kds.orders.record import CookingState, DeliveryState
from kds.orders.status import Status
from kds.talk import Office

CODES = [status.code for status in Status]
DELIVERY = {
    DeliveryState.IN_FLIGHT: "sending",
    DeliveryState.CONFIRMED: "on screen",
    DeliveryState.NOT_SENT: "not sent",
    DeliveryState.SETTLED: "settled",
}
COOKING = {CookingState.STARTED: "started", CookingState.READY: "ready"}


@click.command()
@click.option(
    "--status",
    type=click.Choice(CODES, case_sensitive=False),
    metavar="STATUS",
    help="Only orders of this status, for example NOT_SENT_TO_KITCHEN.",
)
@click.option("--limit", type=click.IntRange(1, 10_000), help="At most so many.")
@as_json
@at_web
def command(status: str | None, limit: int | None, json: bool, where: Where) -> None:
    """List the open orders with their status, stations and, if not sent, the causes."""
    orders = Office(where.web()).orders(status, limit)
    if json:
        say_json({"orders": orders})
        return
    if not orders:
        say(f"No open order has the status {status}." if status else "No order is open.")
        return
    for line in lines(orders, now()):
        say(line)


def lines(orders: Iterable[dict[str, Any]], at: datetime) -> Iterable[str]:
    """Yield what a person reads: one line for each order, and one for each cause."""
    for order in orders:
        mark = " (sending)" if order.get("sending") else ""
        yield (
            f"{order['number']:<6} {order['status_english'] + mark:<30} "
            f"{age(str(order['accepted_at']), at):>8}  {order['order_id']}  {_stations(order)}"
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


def _stations(order: dict[str, Any]) -> str:
    parts = [
        f"{part['station']} {COOKING.get(part['cooking']) or DELIVERY.get(part['delivery'], '?')}"
        for part in order.get("parts", [])
    ]
    return ", ".join(parts) or "no station yet"
