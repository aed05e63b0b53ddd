"""The templates that a new installation begins with; the manager edits them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from kds.orders.text import TextKind


class DefaultTemplate(msgspec.Struct, frozen=True):
    """A template: its words in each language, and for a reminder after how many months it goes."""

    template_id: str
    kind: TextKind
    name: str
    words: Mapping[str, str]
    months: int | None = None


READY = (
    DefaultTemplate(
        "ready",
        TextKind.READY,
        "Ready for pickup",
        {
            "en": "Your order {number} is ready for pickup. Welcome! {restaurant}",
            "fi": "Tilauksesi {number} on valmis noudettavaksi. Tervetuloa! {restaurant}",
        },
    ),
    DefaultTemplate(
        "ready-product",
        TextKind.READY,
        "Ready for pickup, with the product",
        {
            "en": "Ready for pickup: {product} (order {number}). Welcome! {restaurant}",
            "fi": "Valmis noudettavaksi: {product} (tilaus {number}). Tervetuloa! {restaurant}",
        },
    ),
)


def _reminder(months: int, english: str, finnish: str) -> DefaultTemplate:
    name = "Service after 1 month" if months == 1 else f"Service after {months} months"
    words = {"en": f"Hello! {english} {{restaurant}}", "fi": f"Hei! {finnish} {{restaurant}}"}
    return DefaultTemplate(f"service-{months}", TextKind.REMINDER, name, words, months)


REMINDERS = (
    _reminder(
        1,
        "You have had this for a month: {product}. It is time for its first check. Welcome!",
        "Sinulla on nyt ollut kuukauden ajan {product}. On ensimmäisen tarkastuksen aika."
        " Tervetuloa!",
    ),
    _reminder(
        6,
        "You have had this for half a year: {product}. It is time for service. Welcome!",
        "Sinulla on nyt ollut puoli vuotta {product}. On huollon aika. Tervetuloa!",
    ),
    _reminder(
        12,
        "You have had this for a year: {product}. It is time for its yearly service. Welcome!",
        "Sinulla on nyt ollut vuoden ajan {product}. On vuosihuollon aika. Tervetuloa!",
    ),
    _reminder(
        18,
        "You have had this for a year and a half: {product}. It is time for service. Welcome!",
        "Sinulla on nyt ollut puolitoista vuotta {product}. On huollon aika. Tervetuloa!",
    ),
    _reminder(
        24,
        "You have had this for two years: {product}. It is time for its yearly service. Welcome!",
        "Sinulla on nyt ollut kaksi vuotta {product}. On vuosihuollon aika. Tervetuloa!",
    ),
    _reminder(
        36,
        "You have had this for three years: {product}. It is time for its yearly service. Welcome!",
        "Sinulla on nyt ollut kolme vuotta {product}. On vuosihuollon aika. Tervetuloa!",
    ),
)

DEFAULTS = (*READY, *REMINDERS)
