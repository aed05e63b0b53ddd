"""Real workers of printers that are killed, doubled and left alone: no sheet comes twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kds.bus import open_alarms
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from kds.clock import now
from kds.kitchen.kitchen import Kitchen
from kds.orders.commands import ApplyOrder
from kds.orders.order import Line, Order, Service
from kds.orders.paper import Print, PrinterFault, PrintState
from kds.orders.part import Actor, ActorKind
from kds.settings.load import load
from kds.virtual_printer.faults import Fault
from kds.virtual_printer.machine import Machine
from tests.acceptance.installation import RunningInstallation, await_that
from tests.integration.print_site import paper_of, started

S = PrintState
POINT = "printer.after-claim"


class Place:
    """A running restaurant whose stations have a printer each, and a till that is ours."""

    def __init__(self, kds: RunningInstallation, machines: dict[str, Machine]) -> None:
        self.kds, self.machines, self.keys = kds, machines, Keys("main")
        self.begin()

    def begin(self) -> None:
        """Reach the server that runs now."""
        self.bus = self.kds.bus("kitchen")
        self.store = OrderStore(self.bus, self.keys, "main")
        # It asks for no job: whatever is printed here, the sweep has found.
        policy = load(self.kds.folder / "kds.toml", {}).policy()
        self.kitchen = Kitchen(self.store, policy)

    def alarms(self) -> set[str]:
        """Return what people are called to."""
        return {each for each in open_alarms.read(self.bus, self.keys) if "printer" in each}

    def send(self, order_id: str, station: str = "grill") -> None:
        """Have an order in the kitchen."""
        order = Order(
            order_id=order_id,
            number=order_id,
            revision=1,
            accepted_at=now(),
            service=Service.DINE_IN,
            lines=(Line(line_id="1", product="Burger", quantity=1, station=station),),
        )
        command = ApplyOrder(
            command_id=uuid4().hex,
            order_id=order_id,
            by=Actor(ActorKind.TILL, "A"),
            at=now(),
            order=order,
            till="A",
        )
        assert self.kitchen.handle(command).result == "done"

    def sheets(self, order_ids: list[str]) -> dict[str, Print]:
        """Return the one sheet of each order."""
        return {r.order_id: r.prints[0] for r in self.store.records(order_ids)}

    def states(self, order_ids: list[str]) -> dict[str, PrintState]:
        """Return how each sheet stands."""
        return {name: sheet.state for name, sheet in self.sheets(order_ids).items()}


CONFIG = """
[stations.grill]
name = "Grill"
[stations.bar]
name = "Bar"
[stations.cold]
name = "Cold"
"""


def _printer(name: str, port: int) -> str:
    return (
        f'[printers.{name}]\nname = "{name.title()} printer"\nhost = "127.0.0.1"\n'
        f'port = {port}\ntickets = ["{name}"]\n'
    )


@contextmanager
def place(machines: dict[str, Machine], **environ: str) -> Iterator[Place]:
    """Run `kds up` with these printers, and one at the cold kitchen that is switched off."""
    with ExitStack() as stack:
        for machine in machines.values():
            stack.callback(machine.stop)
        ports = {name: machine.port for name, machine in machines.items()} | {"cold": 1}
        config = CONFIG + "".join(_printer(name, port) for name, port in ports.items())
        kds = stack.enter_context(RunningInstallation(config=config, environ=environ))
        yield Place(kds, machines)


def request(url: str, order: dict[str, Any], key: str) -> str:
    """Send an order to the till as POS software does; return its id."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    sent = urllib.request.Request(url, json.dumps(order).encode(), headers)
    with urllib.request.urlopen(sent, timeout=10) as answer:
        return str(json.load(answer)["order_id"])


@contextmanager
def another_worker(here: Place) -> Iterator[Path]:
    """Let a second process want to print at the grill; yields what it says."""
    said = here.kds.folder / "second.txt"
    command = here.kds.command("worker", "printer", "grill")
    with said.open("w") as stderr:
        process = subprocess.Popen(
            command, cwd=here.kds.folder, env=here.kds.environ, stderr=stderr
        )
    try:
        yield said
        assert process.poll() is None
    finally:
        process.terminate()
        assert process.wait(30) == 0


def numbers(machine: Machine) -> Counter[str]:
    """Return how often each order's number stands on a sheet of its own."""
    found = (line.strip() for sheet in paper_of(machine) for line in sheet.splitlines())
    return Counter(each for each in found if each.startswith("A-"))


@pytest.mark.timeout(300)
def test_a_worker_that_is_killed_amid_a_sheet_prints_nothing_twice() -> None:
    machines = {"grill": started(), "bar": started()}
    machines["bar"].set(Fault.PAPER_OUT)
    with place(machines, KDS_FAULT=f"{POINT}:3") as here:
        at_grill = [f"A-1{n}" for n in range(6)]
        at_bar = [f"A-2{n}" for n in range(2)]  # fewer than the point waits for
        before = here.kds.part_pid("printer-grill")
        here.send("A-3", "cold")
        for order_id in at_bar:
            here.send(order_id, "bar")
        for order_id in at_grill:
            here.send(order_id, "grill")

        proof = here.kds.data_dir / f"fault-{POINT}"
        await_that(proof.exists, f"{POINT} was hit")
        await_that(lambda: S.QUEUED not in here.states(at_grill).values(), "the next one goes on")
        await_that(lambda: S.SENT not in here.states(at_grill).values(), "each has its end")
        assert here.kds.part_pid("printer-grill") != before
        assert Counter(here.states(at_grill).values()) == {S.PRINTED: 5, S.UNKNOWN: 1}
        (lost,) = [name for name, state in here.states(at_grill).items() if state is S.UNKNOWN]
        assert numbers(machines["grill"]) == Counter(set(at_grill) - {lost})

        def held(order_ids: list[str], fault: PrinterFault) -> bool:
            return {each.held for each in here.sheets(order_ids).values()} == {fault}

        await_that(lambda: held(at_bar, PrinterFault.PAPER_OUT), "the bar waits for paper")
        await_that(lambda: held(["A-3"], PrinterFault.NOT_REACHABLE), "nobody reaches the third")
        await_that(lambda: len(here.alarms()) == 2, "people are called to both")
        machines["bar"].clear()
        await_that(lambda: set(here.states(at_bar).values()) == {S.PRINTED}, "with paper it prints")
        assert numbers(machines["bar"]) == Counter(at_bar)
        assert here.states(["A-3"]) == {"A-3": S.QUEUED}
        await_that(lambda: here.alarms() == {"printer_fault:cold"}, "one alarm is left")


@pytest.mark.timeout(300)
def test_a_second_worker_of_a_printer_waits_until_the_first_is_gone() -> None:
    machines = {"grill": started()}
    with place(machines) as here, another_worker(here) as said:
        await_that(lambda: "another process prints" in said.read_text(), "the second waits")
        first = [f"A-{n}" for n in range(10)]
        for order_id in first:
            here.send(order_id)
        await_that(lambda: set(here.states(first).values()) == {S.PRINTED}, "one of them prints")
        os.kill(here.kds.part_pid("printer-grill"), signal.SIGSTOP)
        here.send("A-99")
        await_that(lambda: here.states(["A-99"]) == {"A-99": S.PRINTED}, "the second takes over")
        assert numbers(machines["grill"]) == Counter([*first, "A-99"])


@pytest.mark.timeout(300)
def test_a_ticket_is_asked_for_as_soon_as_it_is_owed() -> None:
    with place({"grill": started()}) as here:
        # A job that comes now is of nobody who looks for what was left lying.
        paused = [here.kds.part_pid(part) for part in ("sweep", "printer-grill")]
        for pid in paused:
            os.kill(pid, signal.SIGSTOP)
        answer = request(
            f"{here.kds.till_url}/orders",
            {
                "order_id": "A-1",
                "service": "takeaway",
                "lines": [{"product": "Soup", "quantity": 1, "station": "grill"}],
            },
            here.kds.till_key,
        )
        # The worker that stands still may have taken it already.
        jobs = partial(here.bus.scan_iter, match="rq:job:main_*")
        await_that(lambda: any(jobs()), "the route worker leaves a job")
        for pid in paused:
            os.kill(pid, signal.SIGCONT)
        await_that(lambda: here.states([answer]) == {answer: S.PRINTED}, "it is printed")


@pytest.mark.timeout(300)
def test_what_a_printer_owes_that_left_the_settings_expires() -> None:
    with place({"grill": started()}) as here:
        here.send("A-1", "cold")
        here.kds.stop()
        config = here.kds.folder / "kds.toml"
        config.write_text(config.read_text().partition("[printers.cold]")[0])
        here.kds.start()
        here.begin()
        await_that(lambda: here.states(["A-1"]) == {"A-1": S.EXPIRED}, "nobody can print it")
        assert "printer-cold" not in here.kds.run_info.parts
