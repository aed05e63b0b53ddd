"""`kds replay`: a real day through the till, faster than it was."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from kds.cli._where import Where, as_json, at_till, complain, say, say_json
from kds.logs import escape
from kds.replay.plan import Planned, plan
from kds.replay.play import Sent, play
from kds.replay.shift import read_day
from kds.talk import Till


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Which day to play.")
@click.option(
    "--speed",
    type=click.FloatRange(0.1, 100_000),
    default=60.0,
    show_default=True,
    help="How many times as fast as it was.",
)
@click.option("--same-ids", is_flag=True, help="Use the same order ids in each replay of a day.")
@as_json
@at_till
def command(
    file: Path, day: datetime, speed: float, *, same_ids: bool, json: bool, where: Where
) -> None:
    """Send the orders that FILE (CSV, also gzipped) has of one day through the till.

    Exit code 0: the till has all of them; 1: it refused some; 3: it did not answer.
    """
    orders = read_day(file, day.date())
    planned = plan(orders, speed=speed, run_id="" if same_ids else secrets.token_hex(3))
    till = Till(where.till())
    till.look()
    with _telling(planned, json) as tell:
        refused = play(planned, till, tell)
    if not json:
        say(f"{len(planned) - refused} of {len(planned)} orders of {day.date()} are on the till.")
    sys.exit(1 if refused else 0)


@contextmanager
def _telling(planned: list[Planned], json: bool) -> Iterator[Callable[[Sent], None]]:
    """Give a function that tells of each order: a bar on a terminal, lines elsewhere."""
    if json:
        yield _tell_json
        return
    if not sys.stdout.isatty():
        done = iter(range(1, len(planned) + 1))
        yield lambda sent: _tell_line(sent, next(done), len(planned))
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, Remaining()) as progress:
        task = progress.add_task("  --:--", total=len(planned))

        def tell(sent: Sent) -> None:
            progress.update(task, advance=1, description=f"  {sent.planned.sold.ordered_at:%H:%M}")
            if sent.refusal:
                progress.console.print(_refusal(sent), markup=False, highlight=False)

        yield tell


def _tell_json(sent: Sent) -> None:
    order_id = sent.planned.order.order_id
    if sent.taken:
        say_json({"order_id": order_id, "number": sent.taken.number})
    else:
        say_json({"order_id": order_id, "code": "refused", "detail": sent.refusal})


def _tell_line(sent: Sent, done: int, count: int) -> None:
    if sent.taken is None:
        complain(_refusal(sent))
        return
    lines = len(sent.planned.order.lines)
    at = sent.planned.sold.ordered_at
    say(f"{at:%H:%M}  {sent.taken.number:<6} {lines:>3} line(s)  {done}/{count}")


def _refusal(sent: Sent) -> str:
    return escape(f"{sent.planned.order.order_id} was refused: {sent.refusal}")
