"""What sheets say of the restaurant itself, in its own language and time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from kds.languages import words
from kds.orders.causes import local_time
from kds.orders.order import Order, Service
from kds.orders.till_facts import PaymentMethod
from kds.paper import money
from kds.settings.model import Settings
from kds.settings.paper import ReceiptSettings
from kds.texts import Say


class House(NamedTuple):
    """The restaurant: its words, its clock, its money, and what people call its parts."""

    name: str
    say: Say
    language: str
    zone: ZoneInfo
    currency: str
    stations: Mapping[str, str]
    systems: Mapping[str, str]
    receipts: ReceiptSettings

    @classmethod
    def of(cls, settings: Settings) -> House:
        """Return what the settings say of the restaurant."""
        return cls(
            name=settings.name,
            say=words(settings.language, settings.trade.value).t,
            language=settings.language,
            zone=settings.zone,
            currency=settings.currency,
            stations=settings.station_names,
            systems={key: system.name for key, system in settings.systems.items()},
            receipts=settings.receipts,
        )

    def sum(self, cents: int) -> str:
        """Return an amount without its currency."""
        return money.plain(cents, self.currency, self.language)

    def money(self, cents: int) -> str:
        """Return an amount with its currency."""
        return money.money(cents, self.currency, self.language)

    def time(self, at: datetime) -> str:
        """Return hours and minutes."""
        return local_time(at, self.zone, self.say)

    def date(self, at: datetime) -> str:
        """Return day, month and year."""
        local = at.astimezone(self.zone)
        return self.say(
            "{day}/{month}/{year}",
            day=f"{local:%d}",
            month=f"{local:%m}",
            year=f"{local:%Y}",
        )

    def date_and_time(self, at: datetime) -> str:
        """Return the day and the time of it."""
        return f"{self.date(at)} {self.time(at)}"

    def service(self, service: Service) -> str:
        """Return how the customer gets it, in a word."""
        match service:
            case Service.DINE_IN:
                return self.say("Dine-in")
            case Service.TAKEAWAY:
                return self.say("Takeaway")
            case Service.DELIVERY:
                return self.say("Delivery")

    def method(self, method: PaymentMethod, order: Order) -> str:
        """Return how money came in or was given back, in a word."""
        match method:
            case PaymentMethod.CASH:
                return self.say("Cash")
            case PaymentMethod.CARD:
                return self.say("Card")
            case PaymentMethod.EXTERNAL:
                system = order.outside.system if order.outside else ""
                return self.systems.get(system, system) or self.say("External system")
