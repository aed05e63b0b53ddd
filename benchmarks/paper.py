"""`python -m benchmarks.paper`: tickets to three printers of which one is dead, and without it.

The dead one takes connections and bytes and answers nothing: that is worse than one that is off.
The two others must be done as fast as they are alone.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from benchmarks.server import DurableServer
from kds.bus import printer_states, schema
from kds.bus.connect import connect
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from kds.clock import now
from kds.kitchen.kitchen import Kitchen
from kds.kitchen.print_asking import PrintAsker
from kds.orders import commands as c
from kds.orders.order import Line, Order, Service
from kds.orders.part import Actor, ActorKind
from kds.settings.load import load
from kds.virtual_printer.faults import Fault
from kds.virtual_printer.machine import Machine

TICKETS, ROUNDS = 500, 3
PRINTERS = ("grill", "fryer", "bar")
DEAD = "bar"
LINES_PER_S = 400.0
MOST_RATIO = 1.1
"""What the two may take beside a dead one, as a multiple of what they take alone."""

KDS = [sys.executable, "-m", "kds"]
GIVE_UP_S = 300.0


class Took(NamedTuple):
    """How long one printer took for its tickets, in seconds, and how many came out."""

    seconds: float
    printed: int


def main() -> int:
    """Measure and print; 1 when the two are slower beside a dead one."""
    alone: dict[str, list[float]] = {}
    beside: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for found, has_dead in ((alone, False), (beside, True)):
            for printer, took in measure(has_dead=has_dead).items():
                found.setdefault(printer, []).append(took.seconds)
    lines = [
        f"{TICKETS} tickets to {len(PRINTERS)} printers, {LINES_PER_S:.0f} lines a second each; "
        f"{DEAD} answers nothing. Medians of {ROUNDS} rounds.\n",
        "| printer | alone | beside a dead one | ratio |",
        "|---|---:|---:|---:|",
    ]
    worst = 0.0
    for printer, seconds in alone.items():
        one, other = statistics.median(seconds), statistics.median(beside[printer])
        worst = max(worst, other / one)
        lines.append(f"| {printer} | {one:.2f} s | {other:.2f} s | {other / one:.2f} |")
    word = "All are" if worst <= MOST_RATIO else "NOT all are"
    sys.stdout.write(
        "\n".join(lines) + f"\n\n{word} at most {MOST_RATIO} x what they take alone.\n"
    )
    return 0 if worst <= MOST_RATIO else 1


def measure(*, has_dead: bool) -> dict[str, Took]:
    """Send the tickets on a new server; return what each living printer took.

    Without a dead one its tickets are not sent: the others have as many as beside it.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kds-bench-")))
        server = stack.enter_context(DurableServer())
        machines = {name: stack.enter_context(_machine()) for name in PRINTERS}
        machines[DEAD].set(Fault.STALL)
        _write_settings(folder, machines)
        environ = _environ(folder, server.url)
        used = [name for name in PRINTERS if has_dead or name != DEAD]
        settings = load(None, environ)
        client, keys = connect(server.url), Keys(settings.site)
        schema.prepare(client, keys)
        workers = [stack.enter_context(_worker(name, environ)) for name in used]
        while len(printer_states.read(client, keys)) < len(used):
            if any(worker.poll() is not None for worker in workers):
                raise RuntimeError("a worker ended before it was ready")
            time.sleep(0.05)
        store = OrderStore(client, keys, settings.site)
        kitchen = Kitchen(store, settings.policy(), PrintAsker(client, settings.site))
        began = time.monotonic()
        wanted = dict.fromkeys(PRINTERS, 0)
        for number in range(TICKETS):
            station = PRINTERS[number % len(PRINTERS)]
            if station in used:
                kitchen.handle(_ticket(number, station))
                wanted[station] += 1
        return {
            name: _until_printed(machines[name], wanted[name], began)
            for name in PRINTERS
            if name != DEAD
        }


def _until_printed(machine: Machine, wanted: int, began: float) -> Took:
    """Wait for a printer's last ticket. Both are watched in turn: the later one is not hidden."""
    while machine.state().sheets < wanted:
        if time.monotonic() - began > GIVE_UP_S:
            raise RuntimeError(f"only {machine.state().sheets} of {wanted} tickets came out")
        time.sleep(0.01)
    if machine.state().sheets > wanted:
        raise RuntimeError("a ticket was printed twice")
    return Took(time.monotonic() - began, wanted)


@contextmanager
def _machine() -> Iterator[Machine]:
    machine = Machine(speed=LINES_PER_S)
    machine.start()
    try:
        yield machine
    finally:
        machine.stop()


@contextmanager
def _worker(printer: str, environ: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([*KDS, "worker", "printer", printer], env=environ)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _write_settings(folder: Path, machines: dict[str, Machine]) -> None:
    told = ['site = "bench"']
    for name, machine in machines.items():
        told.append(f'[stations.{name}]\nname = "{name}"\ndeadline_s = 3600')
        told.append(
            f'[printers.{name}]\nname = "{name}"\nhost = "127.0.0.1"\nport = {machine.port}\n'
            f'tickets = ["{name}"]'
        )
    (folder / "kds.toml").write_text("\n".join(told))


def _environ(folder: Path, url: str) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("KDS_")},
        "KDS_CONFIG": str(folder / "kds.toml"),
        "KDS_DATA_DIR": str(folder / "data"),
        "KDS_REDIS_URL": url,
    }


def _ticket(number: int, station: str) -> c.ApplyOrder:
    lines = (
        Line("L1", "Burger", 2, modifiers=("no onion",), allergens=("nuts",), station=station),
        Line("L2", "Crème brûlée", 1, note="two spoons", station=station),
    )
    order = Order(
        order_id=f"A-{number}",
        number=f"A{number}",
        revision=1,
        accepted_at=now(),
        service=Service.DINE_IN,
        lines=lines,
        table=str(number % 40),
    )
    return c.ApplyOrder(
        command_id=uuid4().hex,
        order_id=order.order_id,
        by=Actor(ActorKind.TILL, "A"),
        at=now(),
        order=order,
        till="A",
    )


if __name__ == "__main__":
    sys.exit(main())
