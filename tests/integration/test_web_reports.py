"""Reports over HTTP: what stands on the server and what is archived, in one; and as files."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from kds.archive.database import Database
from kds.archive.orders import Kept, OrderArchive
from kds.clock import now
from kds.installation import archive_url
from kds.orders import commands as c
from kds.orders.business_day import business_day
from kds.orders.order import Line, Order, Service
from kds.orders.part import Actor, ActorKind
from kds.orders.record import OrderRecord
from tests.conftest import Server
from tests.integration.browser import Answer, Browser
from tests.integration.web_people import signed_in, started
from tests.integration.web_process import WebProcess

HELSINKI = ZoneInfo("Europe/Helsinki")
TAKEAWAY = "[screens.age.takeaway]\nhurry_min = 1\nlate_min = 2\n"
PATH = "/api/v1/reports/preparation"

RINGS = Line("L1", "=Rings, 6", 1, category="Fried")
SOUP = Line("L2", "Käristys", 1)


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory, shared_server: Server) -> Iterator[WebProcess]:
    folder: Path = tmp_path_factory.mktemp("web")
    site = f"t{uuid4().hex[:12]}"
    process = WebProcess(folder, shared_server.url, site, TAKEAWAY)
    config = folder / "kds.toml"
    config.write_text(f'time_zone = "{HELSINKI.key}"\n{config.read_text()}')
    yield started(process)
    process.stop()


@pytest.fixture(scope="module")
def manager(web: WebProcess) -> Browser:
    return signed_in(web, "Mari")


def made(web: WebProcess, since: datetime, **took_s: int) -> OrderRecord:
    """Let a takeaway order be made, promised for 100 s after it came, each part in so many s."""
    order_id = f"A-{uuid4().hex[:8]}"
    order = Order(
        order_id=order_id,
        number="A17",
        revision=1,
        accepted_at=since,
        service=Service.TAKEAWAY,
        lines=(RINGS, SOUP),
        due_at=since + timedelta(seconds=100),
    )

    def do(kind: type[c.Command], seconds: int, **fields: Any) -> None:
        at, by = since + timedelta(seconds=seconds), Actor(ActorKind.DISPLAY, "d1")
        common: dict[str, Any] = {"command_id": uuid4().hex, "order_id": order_id, "at": at}
        assert web.kitchen.handle(kind(by=by, **common, **fields)).result == "done"

    do(c.ApplyOrder, 0, order=order, till="A")
    for station, seconds in took_s.items():
        do(c.MarkPartReady, seconds, station=station)
    (record,) = web.kitchen.store.records([order_id])
    return record


def archive(web: WebProcess, record: OrderRecord, *, leave: bool = False) -> None:
    """Bring an order into the archive, as the archiver does; or die before it leaves the server."""
    with_archive = OrderArchive(Database(archive_url(web.settings)))
    with_archive.put([Kept(record, (), record.updated_at)])
    assert leave or web.kitchen.store.release(record)


def report(manager: Browser, first: date, last: date | None = None, **more: str) -> Any:
    answer = manager.get(_path(PATH, first_day=first, last_day=last or first, **more))
    assert answer.status == 200, answer.text
    return answer.json


def _path(path: str, **asked: object) -> str:
    return f"{path}?{urlencode(asked)}"


def figures(rows: list[dict[str, Any]]) -> dict[Any, tuple[int, int]]:
    """Return how many there were of each, and how long on average."""
    return {each["key"]: (each["figures"]["made"], each["figures"]["average_s"]) for each in rows}


def test_the_server_and_the_archive_make_one_report(web: WebProcess, manager: Browser) -> None:
    noon = datetime(2026, 3, 10, 12, tzinfo=HELSINKI)
    made(web, noon, grill=50, fryer=130)
    archive(web, made(web, noon + timedelta(hours=1), grill=90))
    # In both: whoever archived it was killed before it left.
    archive(web, made(web, noon - timedelta(hours=24), grill=110), leave=True)
    # After midnight, and yet of the business day before.
    archive(web, made(web, noon + timedelta(hours=14), grill=70))

    told = report(manager, date(2026, 3, 9), date(2026, 3, 10))

    assert told["uncounted"] == 0
    assert told["all"] == {
        "made": 5,
        "planned": 0,
        "average_s": 90,
        "median_s": 90,
        "p90_s": 130,
        "longest_s": 130,
        "fresh": 1,
        "soon": 3,
        "late": 1,
        "promised": 5,
        "in_time": 3,
        "over_s": 20,
    }
    assert figures(told["by_station"]) == {"fryer": (1, 130), "grill": (4, 80)}
    assert figures(told["by_product"]) == {"=Rings, 6": (1, 130), "Käristys": (4, 80)}
    assert figures(told["by_hour"]) == {2: (1, 70), 12: (3, 97), 13: (1, 90)}
    assert figures(told["by_day"]) == {"2026-03-09": (1, 110), "2026-03-10": (4, 85)}
    assert report(manager, date(2026, 3, 10), station="fryer")["all"]["made"] == 1
    assert report(manager, date(2026, 3, 12))["by_day"] == []


def test_without_days_it_is_today(web: WebProcess, manager: Browser) -> None:
    before = manager.get(PATH).json
    record = made(web, now(), grill=0)
    today = business_day(record.applied_at, HELSINKI, web.settings.day_cut_off)
    after = manager.get(PATH).json

    assert after["time_zone"] == "Europe/Helsinki"
    assert before["first_day"] <= str(today) <= after["last_day"]
    if before["first_day"] == after["first_day"] == str(today):
        assert after["all"]["made"] == before["all"]["made"] + 1


def saved(manager: Browser, by: str, day: date) -> tuple[Answer, list[dict[str, str]]]:
    """Return a file as a spreadsheet reads it."""
    answer = manager.get(_path(f"{PATH}.csv", by=by, first_day=day, last_day=day))
    text = answer.text.removeprefix("\ufeff")
    assert len(text) == len(answer.text) - 1, "the mark of UTF-8"
    return answer, list(csv.DictReader(StringIO(text, newline="")))


def test_files_read_back(web: WebProcess, manager: Browser) -> None:
    # In the hour that comes twice.
    made(web, datetime(2025, 10, 26, 0, 30, tzinfo=UTC), grill=50, fryer=130)
    archive(web, made(web, datetime(2025, 10, 26, 1, 30, tzinfo=UTC), grill=90))
    day = date(2025, 10, 25)

    answer, rows = saved(manager, "product", day)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "kds-preparation-by-product-2025-10-25" in answer.headers["Content-Disposition"]
    assert [(each["product"], each["made"], each["average_s"]) for each in rows] == [
        ("'=Rings, 6", "1", "130"),
        ("Käristys", "2", "70"),
    ]
    assert {each["time_zone"] for each in rows} == {"Europe/Helsinki"}

    _, rows = saved(manager, "part", day)
    told = [
        (e["came_at"], e["utc_offset"], e["station_name"], e["took_s"], e["step"]) for e in rows
    ]
    assert told == [
        ("2025-10-26 03:30:00", "UTC+03:00", "Fryer", "130", "late"),
        ("2025-10-26 03:30:00", "UTC+03:00", "Grill", "50", "fresh"),
        ("2025-10-26 03:30:00", "UTC+02:00", "Grill", "90", "soon"),
    ]
    assert [each["over_s"] for each in rows] == ["30", "-50", "-10"]
    assert {each["order_number"] for each in rows} == {"A17"}
    for by in ("station", "hour", "day"):
        _, rows = saved(manager, by, day)
        assert sum(int(each["made"]) for each in rows) == 3


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({"first_day": "2026-03-02", "last_day": "2026-03-01"}, "last_day"),
        ({"first_day": "2025-01-01", "last_day": "2026-01-02"}, "first_day"),
        ({"first_day": "1999-12-31", "last_day": "2000-01-01"}, "first_day"),
        ({"first_day": "soon"}, "first_day"),
        ({"by": "part", "first_day": "2025-01-01", "last_day": "2025-04-03"}, "first_day"),
        ({"by": "cook"}, "by"),
    ],
)
def test_what_is_wrong_is_named(manager: Browser, asked: dict[str, str], wrong: str) -> None:
    answer = manager.get(_path(f"{PATH}.csv" if "by" in asked else PATH, **asked))

    assert answer.status == 422
    assert [each["path"] for each in answer.json["problems"]] == [wrong]
