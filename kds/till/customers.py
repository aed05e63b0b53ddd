"""The customers of a till's orders, so that they are found again by name or by phone.

Only who left a phone number is remembered: it tells customers apart, and by it one is forgotten.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from kds.clock import from_millis, millis
from kds.orders.order import Order
from kds.till.disk import Disk

MOST_FOUND = 10
LEAST_DIGITS = 3
WHOLE_PHONE = 7
"""A number of so many digits is whole, but for the code of its country."""

LONGEST_CODE = 6
"""Digits before a phone's own: the way out of a country, and the code of another."""

_WORD = re.compile(r"[^\W_]+")


class KnownCustomer(msgspec.Struct, frozen=True):
    """Somebody who ordered before, as was said the last time, and when that was."""

    name: str | None
    phone: str
    last_at: datetime


class Customers:
    """What one till remembers of its customers, for so many days after their last order.

    Functions that take a connection run inside a write of the disk.
    """

    def __init__(self, disk: Disk, kept_days: int) -> None:
        self._disk = disk
        self._kept_days = kept_days

    def find(self, sought: str) -> list[KnownCustomer]:
        """Return those whose name has words that begin so, or whose phone has these digits."""
        rows = self._disk.reader().execute(
            "SELECT name, phone, digits, used_ms FROM customers ORDER BY used_ms DESC, rowid DESC"
        )
        found = []
        for row in rows:
            if _fits(sought, row["name"] or "", row["digits"]):
                found.append(KnownCustomer(row["name"], row["phone"], from_millis(row["used_ms"])))
                if len(found) == MOST_FOUND:
                    break
        return found

    def prune(self, at: datetime) -> int:
        """Forget who has not ordered for long; return how many."""
        oldest = millis(at - timedelta(days=self._kept_days))
        gone = "DELETE FROM customers WHERE used_ms < ?"
        return self._disk.write(lambda db: db.execute(gone, (oldest,)).rowcount)


def learn(db: sqlite3.Connection, order: Order, at: datetime) -> None:
    """Remember the customer of an order, if there is one who left a phone number."""
    phone = order.customer.phone if order.customer else None
    digits = digits_of(phone or "")
    if order.customer is None or phone is None or not digits:
        return
    before = list(_rows_of(db, digits))
    name = order.customer.name or next((row["name"] for row in before if row["name"]), None)
    forget(db, digits)
    db.execute(
        "INSERT INTO customers (digits, ending, phone, name, last_order_id, used_ms)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (digits, _ending(digits), phone, name, order.order_id, millis(at)),
    )


def forget(db: sqlite3.Connection, digits: str) -> bool:
    """Forget the customer of a phone, however it was written; tell whether there was one."""
    rows = list(_rows_of(db, digits))
    for row in rows:
        db.execute("DELETE FROM customers WHERE digits = ?", (row["digits"],))
    return bool(rows)


def phone_of(db: sqlite3.Connection, order_id: str) -> str | None:
    """Return the digits of whoever was learnt last from this order."""
    row = db.execute("SELECT digits FROM customers WHERE last_order_id = ?", (order_id,)).fetchone()
    return row["digits"] if row else None


def digits_of(phone: str) -> str:
    """Return the digits by which a phone is compared: without zeros before them."""
    digits = "".join(each for each in phone if each.isascii() and each.isdigit())
    return digits.lstrip("0")


def is_same_phone(one: str, other: str) -> bool:
    """Tell whether two numbers, as digits, are one, with and without the code of its country."""
    short, long = sorted((one, other), key=len)
    code = len(long) - len(short)
    is_whole = len(short) >= WHOLE_PHONE and code <= LONGEST_CODE
    return one == other or (is_whole and long.endswith(short))


def _rows_of(db: sqlite3.Connection, digits: str) -> Iterator[sqlite3.Row]:
    rows = db.execute("SELECT * FROM customers WHERE ending = ?", (_ending(digits),)).fetchall()
    return (row for row in rows if is_same_phone(row["digits"], digits))


def _ending(digits: str) -> str:
    return digits[-WHOLE_PHONE:]


def _fits(sought: str, name: str, digits: str) -> bool:
    wanted = digits_of(sought)
    if len(wanted) >= LEAST_DIGITS and (wanted in digits or _begins_abroad(sought, digits)):
        return True
    beginnings, words = _words(sought), _words(name)
    return bool(beginnings) and all(
        any(word.startswith(each) for word in words) for each in beginnings
    )


def _begins_abroad(sought: str, digits: str) -> bool:
    """Tell whether a number that is typed with the code of its country begins as this one does."""
    wanted = digits_of(sought)
    own = (wanted[cut:] for cut in range(1, LONGEST_CODE + 1))
    is_abroad = sought.strip().startswith(("+", "00"))
    return is_abroad and any(len(each) >= LEAST_DIGITS and digits.startswith(each) for each in own)


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text.casefold()))
