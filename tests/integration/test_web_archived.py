"""Orders on the server and in the archive, over HTTP: one search, one page, one history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from msgspec.structs import replace

from kds.archive.database import Database
from kds.archive.orders import Kept, OrderArchive
from kds.installation import archive_url
from kds.orders.order import Customer
from tests.conftest import Server
from tests.integration.browser import Browser
from tests.integration.web_orders import TillOrder
from tests.integration.web_people import signed_in, started
from tests.integration.web_process import WebProcess

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory, shared_server: Server) -> Iterator[WebProcess]:
    folder: Path = tmp_path_factory.mktemp("web")
    process = started(WebProcess(folder, shared_server.url, f"t{uuid4().hex[:12]}"))
    yield process
    process.stop()


@pytest.fixture
def manager(web: WebProcess) -> Browser:
    return signed_in(web, "Mari")


def taken(web: WebProcess, number: str, minutes: int, name: str) -> TillOrder:
    """Take an order of a customer, so many minutes after noon."""
    at = NOON + timedelta(minutes=minutes)
    return TillOrder(web, number=number, accepted_at=at, customer=Customer(name, "040 123 4567"))


def archived(web: WebProcess, order: TillOrder) -> TillOrder:
    """Bring an order into the archive, as the archiver does."""
    store, record = web.kitchen.store, order.record
    history = tuple(store.history(order.order_id))
    with_archive = OrderArchive(Database(archive_url(web.settings)))
    with_archive.put([Kept(record, history, record.updated_at)])
    assert store.release(record)
    return order


def found(manager: Browser, query: str) -> list[str]:
    """Return the numbers of all that a search finds, page by page."""
    numbers: list[str] = []
    after = ""
    while True:
        answer = manager.get(f"/api/v1/search?{query}{after}").json
        numbers += [each["number"] for each in answer["orders"]]
        if answer["next"] is None:
            return numbers
        after = f"&after={answer['next']}"


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 50])
def test_one_search_reads_both_the_newest_first_and_each_once(
    web: WebProcess, manager: Browser, limit: int
) -> None:
    name = f"Aino{uuid4().hex[:6]}"
    for minutes in range(7):
        order = taken(web, f"A{minutes}", minutes, name)
        if minutes % 2:
            archived(web, order)
        if minutes == 4:  # In both: killed between archive and release.
            kept = Kept(order.record, (), order.record.updated_at)
            OrderArchive(Database(archive_url(web.settings))).put([kept])

    numbers = found(manager, f"customer={name}&limit={limit}")

    assert numbers == ["A6", "A5", "A4", "A3", "A2", "A1", "A0"]
    assert found(manager, f"q={name[:8]}&number=A3&limit={limit}") == ["A3"]


def test_an_archived_order_is_shown_whole_with_its_history(
    web: WebProcess, manager: Browser
) -> None:
    order = taken(web, "B1", 0, "Olli")
    before = manager.get(order.path).json
    archived(web, order)

    after = manager.get(order.path).json

    assert after["record"] == before["record"]
    assert after["events"] == before["events"]
    assert manager.get(f"/api/v1/orders/A-{uuid4().hex[:8]}").status == 404


def test_an_order_that_came_back_tells_both_parts_of_its_history(
    web: WebProcess, manager: Browser
) -> None:
    order = archived(web, taken(web, "B2", 0, "Olli"))
    kept = OrderArchive(Database(archive_url(web.settings))).get([order.order_id])
    archive_record = kept[order.order_id].record
    later = replace(archive_record.order, revision=archive_record.order.revision + 1, note="x")
    order._send(later)

    versions = [each["version"] for each in manager.get(order.path).json["events"]]
    assert {1, 2} <= set(versions)
