"""What can be looked for in orders, and the words that an order is found by.

An order is indexed under everything that it may be asked by: each beginning of each word of the
customer's name, each end of the phone. So every search is one of equal words, as fast among many
orders as among few; and a live order is compared by the same words as an archived one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from kds.orders.record import OrderRecord
from kds.orders.status import status

LEAST_DIGITS = 3
MOST_DIGITS = 15
"""How many of a phone's last digits are told apart: E.164 has no more."""

WHOLE_PHONE = 7
"""A number of so many digits is whole, but for the code of its country."""

LONGEST_CODE = 6
"""Digits before a phone's own: the way out of a country, and the code of another."""

LONGEST_BEGINNING = 16
"""How many letters of a word of a name are told apart."""

_WORD = re.compile(r"[^\W_]+")


class Kind(StrEnum):
    """What a word of an order is; TEXTED is where a text went, wherever the customer was."""

    NUMBER = "number"
    CUSTOMER = "customer"
    PHONE_END = "phone end"
    WHOLE_PHONE = "phone"
    TEXTED = "texted"
    TABLE = "table"
    STATUS = "status"


class Term(NamedTuple):
    """One word that an order has, or must have."""

    kind: Kind
    word: str


Way = frozenset[Term]
"""Terms that an order must all have; it is found if one of several ways holds."""


class Sought(NamedTuple):
    """What is looked for; None where it does not matter. `q` is any but the status."""

    q: str | None = None
    number: str | None = None
    customer: str | None = None
    phone: str | None = None
    table: str | None = None
    status: str | None = None

    def fits(self, record: OrderRecord) -> bool:
        """Tell whether an order is one that is looked for."""
        there = words_of(record)
        return any(way <= there for way in ways(self))


def words_of(record: OrderRecord) -> Way:
    """Return every word that an order is found by."""
    return frozenset(_words_of(record))


def _words_of(record: OrderRecord) -> Iterator[Term]:
    order = record.order
    yield Term(Kind.STATUS, status(record).code)
    yield from (Term(Kind.NUMBER, each) for each in _key(order.number))
    yield from (Term(Kind.TABLE, each) for each in _key(order.table or ""))
    if order.customer is not None:
        for word in _names(order.customer.name or ""):
            for length in range(1, min(len(word), LONGEST_BEGINNING) + 1):
                yield Term(Kind.CUSTOMER, word[:length])
        phone = _digits(order.customer.phone or "")
        yield from (Term(Kind.PHONE_END, end) for end in _ends(phone, LEAST_DIGITS))
        if own := phone.lstrip("0"):
            yield Term(Kind.WHOLE_PHONE, own)
    for text in (*record.texts, *record.reminders):
        yield from (Term(Kind.TEXTED, end) for end in _ends(_digits(text.to), WHOLE_PHONE))


@lru_cache(maxsize=64)
def ways(sought: Sought) -> tuple[Way, ...]:
    """Return in which ways an order can be the one that is looked for."""
    asked = {
        Kind.NUMBER: sought.number,
        Kind.CUSTOMER: sought.customer,
        Kind.WHOLE_PHONE: sought.phone,
        Kind.TABLE: sought.table,
    }
    all_of = [_ways_of(kind, text) for kind, text in asked.items() if text is not None]
    if sought.q is not None:
        all_of.append([way for kind in asked for way in _ways_of(kind, sought.q)])
    if sought.status is not None:
        all_of.append([frozenset({Term(Kind.STATUS, sought.status)})])
    joined = (frozenset(term for way in each for term in way) for each in product(*all_of))
    return tuple(dict.fromkeys(joined))


def _ways_of(kind: Kind, text: str) -> list[Way]:
    if kind is Kind.CUSTOMER:
        beginnings = frozenset(Term(kind, word[:LONGEST_BEGINNING]) for word in _names(text))
        return [beginnings] if beginnings else []
    terms = _phone(text) if kind is Kind.WHOLE_PHONE else [Term(kind, each) for each in _key(text)]
    return [frozenset({term}) for term in terms]


def _phone(text: str) -> list[Term]:
    """Return what the phone must be: ending so, or this one without the code of its country."""
    asked = _digits(text)
    if len(asked) < LEAST_DIGITS:
        return []
    own = asked.lstrip("0")
    end = own if len(own) >= LEAST_DIGITS else asked
    return [Term(Kind.PHONE_END, end[-MOST_DIGITS:]), *_without_code(own)]


def _without_code(own: str) -> list[Term]:
    """Return the numbers that this one may be when its first digits are the code of a country."""
    shorter = (own[cut:] for cut in range(1, LONGEST_CODE + 1))
    return [Term(Kind.WHOLE_PHONE, each) for each in shorter if len(each) >= WHOLE_PHONE]


def terms_of_phone(phone: str) -> list[Term]:
    """Return the words of every order of a customer, each of which is enough.

    A number that is too short to be whole must be the very same.
    """
    own = _digits(phone).lstrip("0")
    same = [Term(Kind.WHOLE_PHONE, own)] if own else []
    if len(own) < WHOLE_PHONE:
        return same
    end = own[-MOST_DIGITS:]
    return [*same, Term(Kind.PHONE_END, end), Term(Kind.TEXTED, end), *_without_code(own)]


def _plain(text: str) -> str:
    """Return a text without regard to case and to how its accents are written."""
    return unicodedata.normalize("NFC", text.casefold()).replace("\0", "")


def _key(text: str) -> list[str]:
    """Return a number or a table as it is compared: `a 17` is A17; nothing for nothing."""
    key = "".join(_plain(text).split())
    return [key] if key else []


def _names(text: str) -> list[str]:
    return _WORD.findall(_plain(text))


def _digits(text: str) -> str:
    return "".join(each for each in text if each.isascii() and each.isdigit())


def _ends(digits: str, least: int) -> list[str]:
    return [digits[-n:] for n in range(least, min(len(digits), MOST_DIGITS) + 1)]
