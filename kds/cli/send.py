"""`kds send`: give orders to the main till, as POS software would."""

from __future__ import annotations

import sys
from typing import Any, BinaryIO
from uuid import uuid4

import click
import msgspec

from kds.cli._group import NOBODY_ANSWERS
from kds.cli._where import Where, as_json, at_till, complain, say, say_json
from kds.errors import InvalidInput, KdsError, NotReachable, Refused
from kds.talk import Till

MAX_FILE_BYTES = 64 * 1024 * 1024
PATIENCE_S = 10.0


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option(
    "--idempotency-key",
    "key",
    metavar="KEY",
    help="Sending the same file again with the same key takes each order once.",
)
@as_json
@at_till
def command(file: BinaryIO, key: str | None, json: bool, where: Where) -> None:
    """Send the order in FILE ('-' is the standard input) to the main till.

    FILE holds one order as JSON, a list of orders, or one order on each line. Exit code 0: the
    till has all of them on its disk; 1: it refused some; 3: it did not answer.
    """
    orders = read_orders(file.read(MAX_FILE_BYTES + 1))
    till = Till(where.till())
    key = key or uuid4().hex
    refused = 0
    for number, order in enumerate(orders, start=1):
        try:
            taken = till.deliver(
                msgspec.json.encode(order), f"{key}.{number}", patience_s=PATIENCE_S
            )
        except (InvalidInput, Refused) as error:
            refused += 1
            _tell_refusal(error, number if len(orders) > 1 else None, json)
        except NotReachable as error:
            _tell_not_reached(error, number, len(orders), key, json)
            sys.exit(NOBODY_ANSWERS)
        else:
            _tell(taken, json)
    sys.exit(1 if refused else 0)


def read_orders(raw: bytes) -> list[Any]:
    """Return the orders of a file: one, a list of them, or one on each line; KdsError if none."""
    if len(raw) > MAX_FILE_BYTES:
        raise KdsError(f"The file is larger than {MAX_FILE_BYTES} bytes; nothing was sent.")
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return _read_lines(raw, error)
    return value if isinstance(value, list) else [value]


def _read_lines(raw: bytes, why_not_one: Exception) -> list[Any]:
    lines = [(n, line) for n, line in enumerate(raw.splitlines(), start=1) if line.strip()]
    orders = []
    for number, line in lines:
        try:
            orders.append(msgspec.json.decode(line))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            reason = f"line {number}: {error}" if number > 1 else str(why_not_one)
            raise KdsError(f"The file is not JSON ({reason}). Nothing was sent.") from None
    if not orders:
        raise KdsError("The file is empty. Nothing was sent.")
    return orders


def _tell(taken: Any, json: bool) -> None:
    if json:
        say_json(taken)
    else:
        say(f"{taken.number}  {taken.order_id}  accepted")


def _tell_refusal(error: InvalidInput | Refused, number: int | None, json: bool) -> None:
    if json:
        answer: dict[str, Any] = {"order": number} if number else {}
        answer |= {"code": error.code, "detail": str(error)}
        if isinstance(error, InvalidInput):
            answer["problems"] = [{"path": path, "reason": why} for path, why in error.problems]
        say_json(answer)
        return
    which = f"Order {number} of the file" if number else "The order"
    if isinstance(error, Refused):
        complain(f"{which} was refused: {error}")
        return
    complain(f"{which} was not accepted; nothing of it was stored:")
    for path, reason in error.problems:
        complain(f"  {path}: {reason}")


def _tell_not_reached(error: NotReachable, number: int, count: int, key: str, json: bool) -> None:
    if json:
        say_json({"code": error.code, "detail": str(error), "idempotency_key": key})
    complain(f"kds: {error}")
    rest = f" from order {number} on" if count > 1 and number > 1 else ""
    complain(
        f"It is not known whether the till has the order{rest}. Send the same file again with "
        f"--idempotency-key {key}: what it has already is not taken twice."
    )
