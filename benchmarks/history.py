"""`python -m benchmarks.history`: how long pages and search take over a small and a large archive.

A server with 200 open orders, and two web processes, one with each archive, asked in turn.
"""

from __future__ import annotations

import http.client
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks.orders import LINES
from benchmarks.server import DurableServer
from benchmarks.sides import SITE, STATION, TILL, Site, make_site, web_side
from kds.access import Access, Role
from kds.archive.database import Database, sqlite_url
from kds.archive.orders import Kept, OrderArchive
from kds.bus import schema
from kds.bus.connect import connect
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from kds.clock import now
from kds.installation import Installation
from kds.kitchen.kitchen import Kitchen
from kds.orders import commands as c
from kds.orders.order import Customer, Order, Service
from kds.orders.part import Actor, ActorKind
from kds.orders.pickup import CalledHow
from kds.orders.record import OrderRecord
from kds.orders.till_facts import Cancellation, Payment, PaymentMethod, Receipt
from kds.settings.model import Settings, StationSettings

SMALL, LARGE = 1_000, 100_000
OPEN = 200
A_DAY = 200
BATCH = 2_000
WARM_UP, ASKED = 5, 30
MOST_MS, MOST_RATIO = 100.0, 1.2
"""What every median must stay under, and what it may be of the one with the small archive."""

NAME, PIN = "Otto", "3141"
SURNAMES = ("Virtanen", "Korhonen", "Mäkinen", "Nieminen", "Laine", "Heikkinen", "Koskinen")
FIRST_NAMES = ("Aino", "Eero", "Helmi", "Ilmari", "Kerttu", "Olavi", "Saimi", "Toivo", "Veera")
RARE, RARE_NAME, RARE_PHONE = 5, "Zachrisson", "+358 50 765 9999"
"""The guest of a few of the first orders, in both archives the same."""

LINE_CENTS = 4060


class Request(NamedTuple):
    """What is asked; `same`: both archives hold enough for answers of the same length."""

    what: str
    path: str
    same: bool = True


class Took(NamedTuple):
    """Median and worst of one request, and how many orders came (0: a page, which has none)."""

    median_ms: float
    worst_ms: float
    orders: int


def main() -> int:
    """Measure and print; 1 when something is above what it may take."""
    noon = now().replace(hour=12, minute=0, second=0, microsecond=0)
    asked = requests(noon)
    with tempfile.TemporaryDirectory(prefix="kds-bench-") as folder, DurableServer() as server:
        fill_server(server.url)
        sites = [_site(Path(folder) / str(closed), noon, closed) for closed in (SMALL, LARGE)]
        small, large = measure(sites, server.url, asked)
    sys.stdout.write(f"{_machine()}\n\n{history_table(asked, small, large)}\n\n")
    above = too_much(asked, small, large)
    aim = f"under {MOST_MS:.0f} ms and at most {MOST_RATIO} x"
    sys.stdout.write(f"NOT all {aim}: {'; '.join(above)}\n" if above else f"All are {aim}.\n")
    return 1 if above else 0


def requests(noon: datetime) -> list[Request]:
    """Return everything that is asked."""

    def search(what: str, *, same: bool = True, **wanted: str) -> Request:
        return Request(f"search: {what}", f"/api/v1/search?{urlencode(wanted)}", same)

    section = "/api/v1/tickets?section="
    return [
        *(Request(f"tickets: {each}", section + each) for each in ("new", "waiting", "ready")),
        Request("the page /tickets", "/tickets"),
        search("number, the newest 5", number="A17", limit="5"),
        search("number, the newest 50", same=False, number="A17"),
        search("part of a common name", customer="virt"),
        search("part of a rare name", customer="zach"),
        search("both names, common", customer="aino virt", limit="10"),
        search("phone, whole", phone=RARE_PHONE),
        search("phone, last 4 digits", phone=RARE_PHONE[-4:]),
        search("table", table="12"),
        search("q, common name", q="virtanen"),
        search("q, rare name", q="zachrisson"),
        search("q, number, the newest 5", q="A17", limit="5"),
        search("q, phone", q=RARE_PHONE),
        search("status, common", status="COMPLETED"),
        search("status, rare", status="CANCELLED"),
        search("day", day=(noon - timedelta(days=2)).date().isoformat()),
        search("day and name", day=(noon - timedelta(days=2)).date().isoformat(), q="virtanen"),
        search("nothing"),
    ]


def fill_server(url: str) -> None:
    """Put open orders on the server: some new, some agreed for later, some called."""
    client = connect(url)
    keys = Keys(SITE)
    schema.prepare(client, keys)
    stations = {STATION: StationSettings(name="Kitchen")}
    policy = Settings(site=SITE, stations=stations).policy()
    kitchen = Kitchen(OrderStore(client, keys, SITE), policy)
    for number in range(OPEN):
        made = _order(f"open-{number}", number, now())
        commands: list[c.Command] = [
            c.ApplyOrder(**_by(ActorKind.TILL, TILL, made), order=made, till=TILL)
        ]
        if number % 3 == 2:
            how = CalledHow.READY_FOR_CUSTOMER
            commands += [c.CallCustomer(**_by(ActorKind.BACK_OFFICE, NAME, made), how=how)]
        for command in commands:
            outcome = kitchen.handle(command)
            if outcome.result != "done":
                raise RuntimeError(f"{type(command).__name__}: {outcome.reason}")


def _by(kind: ActorKind, name: str, order: Order) -> dict[str, Any]:
    actor = Actor(kind, name)
    return {"command_id": uuid4().hex, "order_id": order.order_id, "by": actor, "at": now()}


def _site(folder: Path, noon: datetime, closed: int) -> Site:
    """Make a site with somebody who signs in, and so many closed orders in its archive."""
    folder.mkdir()
    site = make_site(folder, displays=0)
    installation = Installation(site.folder / "data")
    Access(installation.access_file).add_person(NAME, Role.CASHIER, PIN)
    database = Database(sqlite_url(installation.archive_file))
    fill_archive(OrderArchive(database), noon, 0, closed)
    database.settle()
    database.close()
    return site


def fill_archive(archive: OrderArchive, noon: datetime, start: int, end: int) -> None:
    """Keep closed orders, 200 a day, each batch older than the one before."""
    for begin in range(start, end, BATCH):
        archive.put([_closed(each, noon) for each in range(begin, min(begin + BATCH, end))])


def _order(order_id: str, number: int, at: datetime) -> Order:
    is_later = number % 3 == 1
    return Order(
        order_id=order_id,
        number=f"{TILL}{number % A_DAY + 1}",
        revision=1,
        accepted_at=at,
        service=Service.TAKEAWAY,
        lines=LINES,
        table=str(number % 20 + 1),
        customer=_customer(number),
        due_at=at + timedelta(hours=6 if is_later else 1),
    )


def _customer(number: int) -> Customer:
    first = FIRST_NAMES[number % len(FIRST_NAMES)]
    surname = SURNAMES[number % len(SURNAMES)]
    return Customer(f"{first} {surname}", f"+358 40 {number // 9000:03} {number % 9000:04}")


def _closed(number: int, noon: datetime) -> Kept:
    at = noon - timedelta(days=1 + number // A_DAY) + timedelta(minutes=number % A_DAY)
    later = at + timedelta(minutes=30)
    made = _order(f"closed-{number}", number, at)
    paid = Payment("p1", PaymentMethod.CARD, LINE_CENTS, later, NAME)
    changes: dict[str, Any] = {"payments": (paid,), "receipt": Receipt(later, NAME)}
    if number % 10 == 9:
        changes = {"cancelled": Cancellation(later, NAME, "left")}
    if number < RARE:
        changes["customer"] = Customer(f"Åke {RARE_NAME}", RARE_PHONE)
    order = _with(made, **changes)
    record = OrderRecord(order, TILL, version=7, applied_at=at, updated_at=later)
    return Kept(record, (), later)


def _with(order: Order, **changes: Any) -> Order:
    return Order(**{name: getattr(order, name) for name in order.__struct_fields__} | changes)


def measure(sites: list[Site], url: str, asked: list[Request]) -> list[list[Took]]:
    """Ask everything of a web process of each site, in turn, so that the machine is fair to both.

    Each has one warm connection.
    """
    with ExitStack() as stack:
        asking = []
        for site in sites:
            port = stack.enter_context(web_side(site, url))
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            asking.append((connection, _signed_in(connection, port)))
        took: list[list[Took]] = [[] for _ in sites]
        for each in asked:
            for found, one in zip(took, _took(asking, each.path), strict=True):
                found.append(one)
        return took


def _signed_in(connection: http.client.HTTPConnection, port: int) -> str:
    form = urlencode({"name": NAME, "pin": PIN, "next": "/tickets"})
    kind = "application/x-www-form-urlencoded"
    headers = {"Content-Type": kind, "Origin": f"http://127.0.0.1:{port}"}
    connection.request("POST", "/sign-in", form, headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 303:
        raise RuntimeError(f"signing in was answered with {answer.status}")
    cookies = answer.headers.get_all("Set-Cookie", [])
    return "; ".join(each.partition(";")[0] for each in cookies)


def _took(asking: list[tuple[http.client.HTTPConnection, str]], path: str) -> list[Took]:
    took: list[list[float]] = [[] for _ in asking]
    bodies = [b""] * len(asking)
    for _ in range(WARM_UP + ASKED):
        for i, (connection, cookie) in enumerate(asking):
            start = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": cookie})
            answer = connection.getresponse()
            bodies[i] = answer.read()
            took[i].append((time.perf_counter() - start) * 1000)
            if answer.status != 200:
                raise RuntimeError(f"{path} was answered with {answer.status}: {bodies[i][:200]!r}")
    return [
        Took(statistics.median(each[WARM_UP:]), max(each[WARM_UP:]), _orders_in(path, body))
        for each, body in zip(took, bodies, strict=True)
    ]


def _orders_in(path: str, body: bytes) -> int:
    if not path.startswith("/api"):
        return 0
    told = json.loads(body)
    return len(told["orders"] if "orders" in told else told["tickets"])


def history_table(asked: list[Request], small: list[Took], large: list[Took]) -> str:
    """Return medians (and the worst) with both archives, and their ratio."""
    lines = [
        f"| request | orders in the answer | ms with {SMALL:,} (worst) | ms with {LARGE:,} (worst) "
        "| ratio |",
        "|---|---:|---:|---:|---:|",
    ]
    for each, before, after in zip(asked, small, large, strict=True):
        came = f"{before.orders}" + (f" → {after.orders}" if after.orders != before.orders else "")
        lines.append(
            f"| {each.what} | {came if after.orders else ''} | {before.median_ms:.1f} "
            f"({before.worst_ms:.1f}) | {after.median_ms:.1f} ({after.worst_ms:.1f}) "
            f"| {after.median_ms / before.median_ms:.2f} |"
        )
    return "\n".join(lines)


def too_much(asked: list[Request], small: list[Took], large: list[Took]) -> list[str]:
    """Return what is above what it may take; a longer answer is not held against a shorter."""
    return list(_too_much(asked, small, large))


def _too_much(asked: list[Request], small: list[Took], large: list[Took]) -> Iterator[str]:
    for each, before, after in zip(asked, small, large, strict=True):
        slowest, ratio = max(before.median_ms, after.median_ms), after.median_ms / before.median_ms
        if each.same and before.orders != after.orders:
            yield f"{each.what}: {before.orders} orders, then {after.orders}: not the same answer"
        if slowest >= MOST_MS:
            yield f"{each.what}: {slowest:.1f} ms"
        if each.same and ratio > MOST_RATIO:
            yield f"{each.what}: {ratio:.2f} x"


def _machine() -> str:
    load = os.getloadavg()[0]
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, load of the last minute {load:.1f}."
    )


if __name__ == "__main__":
    sys.exit(main())
