"""Takes a customer out of what lies on the bus: streams that were read, and what was set aside."""

from __future__ import annotations

import re
from collections.abc import Collection
from hashlib import sha256
from typing import Any

import msgspec
import redis

from kds.bus.envelope import CUSTOMER_FORGOTTEN, FIELD, CustomerForgotten, kitchen_source, seal
from kds.bus.keys import Keys
from kds.bus.till_streams import GROUP, SetAside
from kds.clock import now

BATCH = 500
WHOLE_PHONE = 7
"""A number of so many digits is whole, but for the code of its country."""

_NUMBER = re.compile(r"\+?[0-9][0-9 ().-]{5,24}")
_DIGIT = re.compile(r"[0-9]")


def digest_of(phone: str) -> str:
    """Return by what tills know a number again that nobody writes down any more (E.164 in)."""
    return sha256(phone.encode()).hexdigest()


def tell_forgotten(client: redis.Redis, keys: Keys, site: str, phone: str) -> None:
    """Tell every till that a customer is to be forgotten; the number itself is not told."""
    data = CustomerForgotten(digest=digest_of(phone), at=now())
    event = seal(CUSTOMER_FORGOTTEN, kitchen_source(site), "customer", data)
    client.xadd(keys.events, {FIELD: event})


def erase_streams(
    client: redis.Redis, keys: Keys, tills: Collection[str], order_ids: Collection[str]
) -> int:
    """Delete every entry of these orders that was read and names the customer; return how many.

    What the kitchen has yet to read of a till stays: it would be lost. It is erased as it is read.
    """
    wanted = set(order_ids)
    count = _erase(client, keys.events, wanted, "+")
    for till in tills:
        read_up_to = _acknowledged(client, keys.orders(till))
        if read_up_to is not None:
            count += _erase(client, keys.orders(till), wanted, read_up_to)
    return count


def erase_set_aside(
    client: redis.Redis, keys: Keys, phones: Collection[str], order_ids: Collection[str]
) -> int:
    """Empty the bodies of entries that were set aside of a customer; return how many.

    They hold one of the phones, however it is written, or are of one of the orders.
    """
    count = 0
    found: Any = client.hgetall(keys.set_aside)
    for name, raw in found.items():
        entry = msgspec.json.decode(raw, type=SetAside)
        if entry.order_id not in order_ids and not _holds(entry.body, phones):
            continue
        bare = msgspec.structs.replace(entry, body="", reason="its customer was erased")
        client.hset(keys.set_aside, name, msgspec.json.encode(bare))
        count += 1
    return count


def _holds(body: str, phones: Collection[str]) -> bool:
    """Tell whether a text has one of the numbers, with or without the code of its country."""
    if any(phone in body for phone in phones):
        return True
    wanted = ["".join(_DIGIT.findall(phone)) for phone in phones]
    for found in _NUMBER.findall(body):
        own = "".join(_DIGIT.findall(found)).lstrip("0")
        if len(own) >= WHOLE_PHONE and any(each.endswith(own) for each in wanted):
            return True
    return False


def _erase(client: redis.Redis, stream: str, wanted: set[str], up_to: str) -> int:
    """Walk a stream once, up to an entry that may be deleted as the last one."""
    count, begin = 0, "-"
    while entries := _range(client, stream, begin, up_to):
        gone = [entry_id for entry_id, fields in entries if _subject(fields) in wanted]
        if gone:
            count += int(client.xdel(stream, *gone))
        begin = f"({entries[-1][0].decode()}"
    return count


def _range(client: redis.Redis, stream: str, begin: str, up_to: str) -> list[Any]:
    found: Any = client.xrange(stream, min=begin, max=up_to, count=BATCH)
    return list(found)


def _subject(fields: dict[bytes, bytes]) -> str | None:
    try:
        event = msgspec.json.decode(fields.get(FIELD, b""))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    if not isinstance(event, dict):
        return None
    record = (event.get("data") or {}).get("record") or {}
    # What was written after the customer was erased tells tills how the order stands.
    return None if record.get("erased") else event.get("subject")


def _acknowledged(client: redis.Redis, stream: str) -> str | None:
    """Return the newest entry that is read and of which nothing before it is pending."""
    groups: Any = client.xinfo_groups(stream) if client.exists(stream) else ()
    for group in groups:
        if group["name"].decode() == GROUP:
            pending: Any = client.xpending(stream, GROUP)
            first = pending["min"]
            last = f"({first.decode()}" if first else group["last-delivered-id"].decode()
            return str(last)
    return None
