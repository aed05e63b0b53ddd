"""A site with printers: its kitchen, and the worker of each printer and the sweep step by step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import redis

from kds.bus import jobs, printer_states, schema
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from kds.bus.printer_states import PrinterState
from kds.bus.worker_names import print_queue
from kds.clock import now
from kds.kitchen.kitchen import Kitchen
from kds.kitchen.print_asking import PrintAsker
from kds.orders import commands as c
from kds.orders.order import Line, Order, Service
from kds.orders.paper import Print, PrinterFault
from kds.orders.part import Actor, ActorKind
from kds.orders.record import OrderRecord
from kds.paper.reading import Reader
from kds.paper.things import TextLine
from kds.settings.model import Settings, StationSettings
from kds.settings.paper import PrinterSettings
from kds.virtual_printer.machine import Machine
from kds.workers.print_book import PrintBook
from kds.workers.print_sweep import PrintSweep
from kds.workers.printer_lock import PrinterLock
from kds.workers.printer_report import PrinterReport
from kds.workers.printing import Carrier

TILL = Actor(ActorKind.TILL, "A")


def started() -> Machine:
    """Return a printer that is on."""
    machine = Machine()
    machine.start()
    return machine


def paper_of(machine: Machine) -> list[str]:
    """Return what stands on each sheet that was cut."""
    return [
        "\n".join(thing.text for thing in Reader().feed(sheet) if isinstance(thing, TextLine))
        for sheet in machine.sheets()
    ]


class PrintSite:
    """One site on a real server, whose grill has a printer; its bar has another one."""

    def __init__(self, client: redis.Redis, site: str, **printers: dict[str, Any]) -> None:
        self.client, self.site = client, site
        self.machines = {name: started() for name in printers}
        self.keys = Keys(site)
        self.settings = Settings(
            site=site,
            stations={"grill": StationSettings("Grill"), "bar": StationSettings("Bar")},
            printers={
                name: PrinterSettings(
                    name=name.title(), host="127.0.0.1", port=self.machines[name].port, **told
                )
                for name, told in printers.items()
            },
        )
        schema.prepare(client, self.keys)
        self.store = OrderStore(client, self.keys, site)
        self.kitchen = Kitchen(self.store, self.settings.policy())
        self.asking = Kitchen(self.store, self.settings.policy(), PrintAsker(client, site))
        self.sweep = PrintSweep(self.settings, client, self.keys, self.kitchen)
        self.carriers = {name: self.carrier(name) for name in printers}

    def end(self) -> None:
        """Switch the printers off."""
        for machine in self.machines.values():
            machine.stop()

    def book(self, printer: str) -> PrintBook:
        """Return what a worker writes down of a printer's sheets."""
        return PrintBook(self.client, self.keys, self.kitchen, printer, 30)

    def carrier(self, printer: str, is_ending: Callable[[], bool] = lambda: False) -> Carrier:
        """Return a worker's carrier, as another process would have it."""
        made = Carrier(
            self.settings,
            printer,
            self.book(printer),
            PrinterReport(self.client, self.keys, printer),
            lock=PrinterLock(self.client, self.keys, printer),
            is_ending=is_ending,
        )
        made.start()
        return made

    def sent(self, order_id: str = "A-1", station: str = "grill", **told: Any) -> str:
        """Have an order sent to a station; return the id of its ticket."""
        order = Order(
            order_id=order_id,
            number=order_id,
            revision=1,
            accepted_at=now(),
            service=Service.DINE_IN,
            lines=(Line(line_id="1", product="Burger", quantity=1, station=station),),
        )
        kitchen: Kitchen = told.pop("by_kitchen", self.kitchen)
        command = c.ApplyOrder(
            command_id=uuid4().hex,
            order_id=order_id,
            by=TILL,
            at=told.pop("at", now()),
            order=order,
            till="A",
        )
        outcome = kitchen.handle(command)
        assert outcome.result == "done", outcome
        return self.sheet(order_id).print_id

    def begin(self, order_id: str = "A-1", **told: Any) -> None:
        """Claim the last sheet as a worker does that then dies."""
        command = c.BeginPrint(
            command_id=uuid4().hex,
            order_id=order_id,
            by=TILL,
            at=told.get("at", now()),
            print_id=self.sheet(order_id).print_id,
        )
        assert self.kitchen.handle(command).result == "done"

    def hold(self, kitchen: Kitchen) -> None:
        """Note that the last sheet waits, as a worker does whose printer has a fault."""
        command = c.HoldPrint(
            command_id=uuid4().hex,
            order_id="A-1",
            by=TILL,
            at=now(),
            print_id=self.sheet().print_id,
            fault=PrinterFault.COVER_OPEN,
        )
        assert kitchen.handle(command).result == "done"

    def record(self, order_id: str = "A-1") -> OrderRecord:
        """Return the kitchen's record."""
        return self.store.records([order_id])[0]

    def sheet(self, order_id: str = "A-1") -> Print:
        """Return the last sheet of an order."""
        return self.record(order_id).prints[-1]

    def state(self, printer: str = "grill") -> PrinterState:
        """Return how a printer was found last."""
        return printer_states.read(self.client, self.keys)[printer]

    def waiting(self, printer: str = "grill") -> list[bytes]:
        """Return the ids of the jobs that wait in a printer's queue."""
        key = jobs.queue(self.client, print_queue(self.site, printer)).key
        found: list[bytes] = self.client.lrange(key, 0, -1)  # type: ignore[assignment]
        return found
