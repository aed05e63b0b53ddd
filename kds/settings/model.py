"""The settings and their defaults. docs/settings.md lists each one; a test compares."""

from __future__ import annotations

from datetime import time, timedelta
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from kds.languages import ENGLISH
from kds.orders.menu import Menu, Product
from kds.orders.order import END, STATION_PATTERN, Name, Station, TillLetter, Word
from kds.orders.policy import KEEP_CLOSED_DAYS, Policy
from kds.orders.ready_board import READY_BOARD
from kds.orders.record import APPROVALS, PASS
from kds.orders.routing import Route, Routing
from kds.orders.selling.terms import Paper
from kds.orders.style import Style
from kds.settings.paper import PrinterSettings, ReceiptSettings, paper_policy
from kds.settings.screens import ScreenSettings
from kds.settings.table import Host, Minutes, Port, Table

Seconds = Annotated[float, Meta(gt=0, le=3600)]
WebAddress = Annotated[str, Meta(max_length=300, pattern=r"^https?://[^\s/?#]+[^\s?#]*$")]
WebhookAddress = Annotated[
    str, Meta(max_length=500, pattern=r"^https?://[^\s/?#@]+([/?][^\s#]*)?" + END)
]
BusAddress = Annotated[str, Meta(max_length=500, pattern=r"^(redis|rediss|unix)://\S+$")]
ArchiveAddress = Annotated[
    str, Meta(max_length=500, pattern=r"^(sqlite|postgresql)(\+\w+)?://\S*$")
]
Gateways = Annotated[
    tuple[Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^\S+" + END)], ...],
    Meta(max_length=10),
]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}" + END)]
Key = Annotated[str, Meta(min_length=16, max_length=200, pattern=r"^[\x21-\x7e]+$")]
WebhookSecret = Annotated[
    str, Meta(max_length=200, pattern=r"^whsec_[A-Za-z0-9+/]{32,86}={0,2}" + END)
]
SystemName = Annotated[str, Meta(min_length=1, max_length=32, pattern=STATION_PATTERN)]
PrinterName = Annotated[str, Meta(min_length=1, max_length=32, pattern=STATION_PATTERN)]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}" + END)]
MenuEntries = Annotated[tuple[Product, ...], Meta(max_length=2000)]


class Trade(StrEnum):
    """Whose words people read: the same flow hands over a meal or a bicycle."""

    RESTAURANT = "restaurant"
    WORKSHOP = "workshop"


TRADE_DEFAULTS: dict[Trade, dict[str, Any]] = {
    Trade.RESTAURANT: {},
    Trade.WORKSHOP: {"style": "fine-dining", "counter": {"uncollected_days": 30}},
}
"""What a trade begins with where the file says nothing: a workshop's work begins before it is paid,
and its customers do not come on the same day."""

UNPAID_AFTER_MIN = 24 * 60
"""How long an external system's order may wait to be paid, in minutes."""


class StationSettings(Table, frozen=True):
    """A station: its name as people call it, and how long a delivery may take, in seconds."""

    name: Name
    deadline_s: Seconds = 10.0


class ApprovalSettings(Table, frozen=True):
    """How long an order may take to reach the approval display, and to be answered, in seconds."""

    deadline_s: Seconds = 10.0
    answer_within_s: Seconds = 300.0


class ResendSettings(Table, frozen=True):
    """Pauses of the retry worker, and how long the till has to answer it, in seconds."""

    first_pause_s: Seconds = 5.0
    longest_pause_s: Seconds = 60.0
    answer_within_s: Seconds = 5.0


class BusSettings(Table, frozen=True):
    """The server: without a url it is the embedded one in the data directory."""

    url: BusAddress | None = None


class WebSettings(Table, frozen=True):
    """Where the web server listens, and the address people use for it (behind a proxy)."""

    host: Host = "127.0.0.1"
    port: Port = 8300
    public_url: WebAddress | None = None


class TillSettings(Table, frozen=True):
    """The main till of this machine: its letter, where it listens, and what it fills in.

    `key` is what POS software sends; left out, it is made at first start and kept in the data
    directory. `needs_approval` holds for orders that do not say. An order that is not on the bus
    (and from there in the kitchen) `publish_within_s` seconds later is shown as not sent.
    """

    letter: TillLetter = "A"
    host: Host = "127.0.0.1"
    port: Port = 8310
    url: WebAddress | None = None
    key: Key | None = None
    needs_approval: bool = False
    publish_within_s: Seconds = 10.0


class CounterSettings(Table, frozen=True):
    """The counter: what is agreed for more than `planned_ahead_min` minutes ahead waits.

    What is paid and ready, and was not collected, leaves its section `uncollected_days` business
    days after its own.
    """

    planned_ahead_min: Minutes = 120
    uncollected_days: Annotated[int, Meta(ge=0, le=365)] = 0

    @property
    def planned_ahead(self) -> timedelta:
        """How far ahead something is agreed for at most that does not wait."""
        return timedelta(minutes=self.planned_ahead_min)


class TextsSettings(Table, frozen=True):
    """Texts to customers: through which gateways, and not in the quiet hours.

    Without a gateway texts lie in the outbox. A try of which nothing is heard for `give_up_s`
    seconds is in doubt.
    """

    gateway: Gateways = ()
    quiet_from: time = time(21)
    quiet_until: time = time(8)
    give_up_s: Seconds = 60.0


class ReadyBoardSettings(Table, frozen=True):
    """The ready board: whether it shows first names, and for how long a number that is ready."""

    names: bool = False
    keep_ready_min: Minutes = 30


class ArchiveSettings(Table, frozen=True):
    """The archive: without a url it is a SQLite file in the data directory."""

    url: ArchiveAddress | None = None


class CustomerSettings(Table, frozen=True):
    """For how many days after closing, and after the last reminder, a customer is remembered."""

    forget_after_days: Annotated[int, Meta(ge=1, le=3650)] = 90


class KnownTill(Table, frozen=True):
    """A till that may write to the bus; `send_only` ones cannot answer a request to resend."""

    name: Name | None = None
    send_only: bool = False


class SystemSettings(Table, frozen=True):
    """A web shop, kiosk or app that places orders and takes the payment itself.

    `key` is what it sends to the till, `webhook_secret` signs what the till tells its `webhook`;
    what is left out is made at first start and kept in the data directory. An order that is not
    paid `cancel_unpaid_after_min` minutes after it was placed is cancelled.
    """

    name: Name
    webhook: WebhookAddress | None = None
    needs_approval: bool = True
    cancel_unpaid_after_min: Minutes = UNPAID_AFTER_MIN
    key: Key | None = None
    webhook_secret: WebhookSecret | None = None


class RouteSettings(Table, frozen=True):
    """Lines of this product or category go to these stations; the first match wins."""

    stations: Annotated[tuple[Station, ...], Meta(min_length=1)]
    product: Name | None = None
    category: Word | None = None


def _one_station() -> dict[str, StationSettings]:
    return {"kitchen": StationSettings(name="Kitchen")}


class Settings(Table, frozen=True, dict=True):
    """Everything an installation is told. Times of day are local to `time_zone`.

    `products` stand as `[[menu]]` in the file; `menu` is made of them.
    `operator_key` lets commands in from another machine; `fault` arms a point of kds.faults;
    `supervised` says that `kds up` started this part. These three come from variables only.
    """

    site: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,31}" + END)] = "main"
    name: Name = "Restaurant"
    language: Word = ENGLISH
    time_zone: str = "UTC"
    day_cut_off: time = time(5)
    style: Style = Style.FAST_FOOD
    currency: Currency = "EUR"
    country: Country = "FI"
    trade: Trade = Trade.RESTAURANT
    keep_closed_days: Annotated[int, Meta(ge=3, le=3650)] = KEEP_CLOSED_DAYS
    fallback_station: Station | None = None
    stations: dict[Station, StationSettings] = msgspec.field(default_factory=_one_station)
    routes: tuple[RouteSettings, ...] = ()
    products: MenuEntries = msgspec.field(default=(), name="menu")
    tills: dict[TillLetter, KnownTill] = msgspec.field(default_factory=dict)
    systems: dict[SystemName, SystemSettings] = msgspec.field(default_factory=dict)
    printers: dict[PrinterName, PrinterSettings] = msgspec.field(default_factory=dict)
    receipts: ReceiptSettings = ReceiptSettings()
    approvals: ApprovalSettings = ApprovalSettings()
    resend: ResendSettings = ResendSettings()
    counter: CounterSettings = CounterSettings()
    texts: TextsSettings = TextsSettings()
    board: ReadyBoardSettings = ReadyBoardSettings()
    screens: ScreenSettings = ScreenSettings()
    archive: ArchiveSettings = ArchiveSettings()
    customers: CustomerSettings = CustomerSettings()
    bus: BusSettings = BusSettings()
    web: WebSettings = WebSettings()
    till: TillSettings = TillSettings()
    data_dir: Path = Path("kds-data")
    operator_key: Key | None = None
    fault: str | None = None
    supervised: bool = False

    @cached_property
    def menu(self) -> Menu:
        """Return the menu; a till with an empty one takes whatever is sent to it."""
        return Menu(self.products)

    @property
    def zone(self) -> ZoneInfo:
        """Return the restaurant's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def fallback(self) -> str:
        """Return the station for lines that match no rule: the named one, else the first."""
        return self.fallback_station or next(iter(self.stations))

    @property
    def station_names(self) -> dict[str, str]:
        """Return what people call each station."""
        return {key: station.name for key, station in self.stations.items()}

    @property
    def all_tills(self) -> dict[str, KnownTill]:
        """Return every till that may write to the bus, this machine's own among them."""
        return {self.till.letter: KnownTill()} | self.tills

    @property
    def boards(self) -> tuple[str, ...]:
        """Return every board that a display can be paired for."""
        return (*self.stations, PASS, APPROVALS, READY_BOARD)

    @property
    def paper_at_till(self) -> Paper:
        """Return whether the till of this machine prints receipts, and whether by itself."""
        if all(self.till.letter not in printer.receipts for printer in self.printers.values()):
            return Paper.NONE
        return Paper.AUTOMATIC if self.receipts.automatic else Paper.ASKED

    def policy(self) -> Policy:
        """Return the part of the settings that decisions depend on."""
        deadlines = {key: station.deadline_s for key, station in self.stations.items()}
        return Policy(
            routing=Routing(
                stations=tuple(self.stations),
                routes=tuple(
                    Route(stations=r.stations, product=r.product, category=r.category)
                    for r in self.routes
                ),
                fallback=self.fallback,
            ),
            deadline_s=deadlines | {APPROVALS: self.approvals.deadline_s},
            answer_within_s=self.resend.answer_within_s,
            first_pause_s=self.resend.first_pause_s,
            longest_pause_s=self.resend.longest_pause_s,
            send_only=frozenset(k for k, till in self.all_tills.items() if till.send_only),
            paper=paper_policy(self.printers),
        )
