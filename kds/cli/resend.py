"""`kds resend`: have orders sent to the kitchen again."""

from __future__ import annotations

import sys
from typing import Any

import click

from kds.cli._where import Where, as_json, at_web, complain, say, say_json
from kds.errors import Refused
from kds.talk import Office


@click.command()
@click.argument("order_ids", nargs=-1, metavar="[ORDER_ID]...")
@click.option("--all", "everything", is_flag=True, help="Every order that is not sent.")
@as_json
@at_web
def command(order_ids: tuple[str, ...], everything: bool, json: bool, where: Where) -> None:
    """Ask the main till to send orders to the kitchen again.

    A part that some screen has confirmed is not sent twice. Exit code 0: it was asked for; 1: some
    were refused; 3: the web server does not answer.
    """
    if everything == bool(order_ids):
        raise click.UsageError("Name the orders, or use --all.")
    office = Office(where.web())
    if everything:
        _all(office, json)
        return
    refused = sum(not _one(office, order_id, json) for order_id in order_ids)
    sys.exit(1 if refused else 0)


def _one(office: Office, order_id: str, json: bool) -> bool:
    try:
        outcome = office.resend(order_id)
    except Refused as error:
        if json:
            say_json({"order_id": order_id, "result": "refused", "code": error.code})
        complain(f"{order_id}: {error}")
        return False
    if json:
        say_json({"order_id": order_id, **outcome})
    elif outcome.get("result") == "unchanged":
        say(f"{order_id}: nothing to do, every screen has it")
    else:
        say(f"{order_id}: the till is asked to send it again")
    return True


def _all(office: Office, json: bool) -> None:
    outcome: dict[str, Any] = office.resend_all()
    if json:
        say_json(outcome)
        return
    say(f"The till is asked to send {outcome.get('asked', 0)} order(s) again.")
