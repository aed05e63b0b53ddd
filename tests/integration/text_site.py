"""A site whose customers get texts: its kitchen, its archive, and both workers step by step."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from uuid import uuid4

import msgspec
import redis

from kds.archive.database import Database, sqlite_url
from kds.archive.opt_outs import OptOuts
from kds.archive.reminders import ReminderBook
from kds.bus import schema
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from kds.clock import now
from kds.kitchen.kitchen import Kitchen
from kds.orders import commands as c
from kds.orders.order import Customer, Line, Order, Service
from kds.orders.part import Actor, ActorKind
from kds.orders.pickup import CalledHow
from kds.orders.record import OrderRecord
from kds.orders.text import Text, TextWish
from kds.settings.model import Settings, TextsSettings
from kds.texting.gateway import Gateway
from kds.workers.sweep import ReminderSweep, TextSweep
from kds.workers.texting import Carrier
from tests.integration.text_gateways import HttpGateway

TO = "+358401234567"
NEVER_QUIET = {"quiet_from": time(0), "quiet_until": time(0)}
CASHIER = Actor(ActorKind.BACK_OFFICE, "p1", "Otto")


def url_of(gateway: HttpGateway) -> str:
    """Return a gateway's URL, as it stands in the settings."""
    return f"json://{gateway.at}/?:to={{to}}"


def zone_at(hour: int) -> str:
    """Return a time zone in which it is this hour now; in their names the signs are turned."""
    ahead = (hour - now().hour + 11) % 24 - 11
    return f"Etc/GMT{-ahead:+d}" if ahead else "UTC"


class TextSite:
    """One site on a real server, with an archive of its own."""

    def __init__(
        self,
        client: redis.Redis,
        site: str,
        folder: Path,
        gateways: Sequence[HttpGateway] = (),
        *,
        hour: int = 12,
        **texts: object,
    ) -> None:
        """Make the site, on whose wall it is this hour now."""
        told = {"gateway": tuple(map(url_of, gateways)), **NEVER_QUIET, **texts}
        self.client, self.site, self.folder = client, site, folder
        self.keys = Keys(site)
        self.settings = Settings(
            site=site, time_zone=zone_at(hour), texts=msgspec.convert(told, TextsSettings)
        )
        schema.prepare(client, self.keys)
        self.kitchen = Kitchen(OrderStore(client, self.keys, site), self.settings.policy())
        self.archive = Database(sqlite_url(folder / "archive.sqlite"))
        self.book = ReminderBook(self.archive)
        self.opt_outs = OptOuts(self.archive)
        self.carrier = self.carrier_with(Gateway(self.settings.texts.gateway))
        self.sweep = TextSweep(self.settings, client, self.keys, self.kitchen)
        self.reminders = ReminderSweep(self.settings, client, self.keys, self.kitchen, self.book)

    def carrier_with(self, gateway: Gateway, opt_outs: OptOuts | None = None) -> Carrier:
        """Return a carrier with another gateway, or other opt-outs."""
        opted = opt_outs or self.opt_outs
        return Carrier(self.settings, self.kitchen, gateway, self.book, opted)

    def called(self, order_id: str = "A-1", send_at: datetime | None = None) -> str:
        """Have an order made and called with a text; return the text's id."""
        self.made(order_id)
        text_id = f"t-{order_id}"
        words = f"Order {order_id} is ready"
        self._do(
            c.CallCustomer,
            order_id,
            how=CalledHow.READY_FOR_CUSTOMER,
            text=TextWish(text_id, TO, words, send_at or now()),
        )
        return text_id

    def collected(self, order_id: str = "A-1", send_at: datetime | None = None) -> str:
        """Have an order made, called and collected with a reminder; return the reminder's id."""
        self.called(order_id)
        reminder_id = f"r-{order_id}-{uuid4().hex}"
        wish = TextWish(reminder_id, TO, "Time for service", send_at or now(), about="Bicycle")
        self._do(c.CollectOrder, order_id, reminders=(wish,))
        return reminder_id

    def made(self, order_id: str) -> None:
        """Have an order in the kitchen."""
        order = Order(
            order_id=order_id,
            number=order_id,
            revision=1,
            accepted_at=now(),
            service=Service.TAKEAWAY,
            customer=Customer(name="Aino", phone=TO),
            lines=(Line(line_id="1", product="Bicycle", quantity=1),),
        )
        self._do(c.ApplyOrder, order_id, order=order, till="A", by=Actor(ActorKind.TILL, "A"))

    def erase(self, order_id: str) -> None:
        """Erase the customer of an order."""
        self._do(c.EraseCustomer, order_id, reason="asked for it")

    def begin(self, order_id: str) -> None:
        """Claim a text as a worker does that then dies."""
        self._do(c.BeginText, order_id, text_id=f"t-{order_id}")

    def record(self, order_id: str) -> OrderRecord:
        """Return the kitchen's record."""
        return self.kitchen.store.records([order_id])[0]

    def text(self, order_id: str = "A-1") -> Text:
        """Return the one text of an order."""
        (text,) = self.record(order_id).texts
        return text

    def _do(self, kind: type[c.Command], order_id: str, **told: object) -> None:
        told = {"by": CASHIER, **told}
        command = kind(command_id=uuid4().hex, order_id=order_id, at=now(), **told)  # type: ignore[arg-type]
        outcome = self.kitchen.handle(command)
        assert outcome.result == "done", outcome

    @contextmanager
    def workers(self, url: str, count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
        """Let so many `kds worker texts` run, and end them."""
        toml = self.folder / "kds.toml"
        gateways = ", ".join(f'"{each}"' for each in self.settings.texts.gateway)
        toml.write_text(
            f'site = "{self.site}"\n[texts]\ngateway = [{gateways}]\n'
            'quiet_from = "00:00:00"\nquiet_until = "00:00:00"\n'
        )
        told = {"KDS_CONFIG": str(toml), "KDS_DATA_DIR": str(self.folder), "KDS_REDIS_URL": url}
        started = [
            subprocess.Popen(
                [sys.executable, "-m", "kds", "worker", "texts"], env=os.environ | told
            )
            for _ in range(count)
        ]
        try:
            yield started
        finally:
            for process in started:
                process.terminate()
            codes = [process.wait(30) for process in started]
        assert codes == [0] * count
