"""An order that its web shop never tells of is ended by the till, and told as such."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from kds.clock import now
from kds.orders.record import OrderRecord
from kds.orders.selling.deeds import Pay, PaymentResult, ReportPayment
from kds.orders.status import Status, status
from kds.orders.till_facts import Origin, PaymentMethod
from kds.settings.model import BusSettings, Settings, SystemSettings
from kds.till.asking import Till
from kds.till.cashier import Request
from kds.till.disk import Disk
from kds.till.guard import POS_SOFTWARE, Caller
from kds.till.revising import Revising
from kds.till.serve import build
from kds.till.unpaid import Unpaid
from tests.conftest import Server
from tests.integration.web_shop import a_shop

SHOP = Caller(None, "shop")
ORDER = (
    b'{"service": "delivery", "lines": [{"product": "Burger", "quantity": 1, "unit_price": 900}]}'
)
DAY = timedelta(days=1)


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A till of which nothing runs; two systems may place orders at it."""
    slow = SystemSettings(name="App", cancel_unpaid_after_min=3 * 24 * 60)
    shop = SystemSettings(name="Web shop", webhook="http://127.0.0.1:1/")
    nowhere = BusSettings(url="redis://127.0.0.1:1/0")
    systems = {"shop": shop, "app": slow}
    settings = Settings(data_dir=tmp_path, systems=systems, bus=nowhere)
    disk = Disk(tmp_path / "till.sqlite")
    yield build(settings, disk)
    disk.close()


def placed(till: Till, caller: Caller = SHOP) -> str:
    return till.intake.accept(ORDER, None, caller).answer.order_id


def asked(order_id: str, caller: Caller = POS_SOFTWARE) -> Request:
    return Request(order_id, caller, None, lambda _: None)


def unpaid(till: Till) -> Unpaid:
    return Unpaid(till.outbox.disk, till.cashier, till.settings)


def known(till: Till, order_id: str) -> OrderRecord:
    return Revising(till.outbox, till.policy).known(till.outbox.disk.reader(), order_id)


def test_what_is_not_paid_in_time_is_cancelled_and_told(till: Till) -> None:
    order_id = placed(till)
    assert unpaid(till).cancel(now() + DAY - timedelta(minutes=1)) == 0
    assert status(known(till, order_id)) is Status.PENDING

    assert [unpaid(till).cancel(now() + DAY) for _ in range(2)] == [1, 0]
    record = known(till, order_id)

    assert status(record) is Status.CANCELLED
    deed = record.order.deeds[-1]
    assert (deed.by, deed.origin) == ("till A", Origin.TILL)
    assert deed.reason == "not paid in the web shop in time"
    (owed,) = [each for _, each in till.webhooks.undelivered(0)]
    assert (owed.order_id, owed.type) == (order_id, "kds.order.stopped.v1")


def test_a_declined_card_gets_no_more_time(till: Till) -> None:
    order_id = placed(till)
    till.cashier.do(asked(order_id, SHOP), ReportPayment(PaymentResult.FAILED, "declined"))

    assert unpaid(till).cancel(now() + DAY) == 1


@pytest.mark.parametrize("result", [PaymentResult.PAID, PaymentResult.NOT_RECORDED])
def test_what_is_paid_stays(till: Till, result: PaymentResult) -> None:
    order_id = placed(till)
    till.cashier.do(asked(order_id), ReportPayment(result))
    before = known(till, order_id).order

    assert unpaid(till).cancel(now() + 9 * DAY) == 0
    assert known(till, order_id).order == before


def test_a_payment_begun_at_the_till_is_left_to_the_till(till: Till) -> None:
    order_id = placed(till, POS_SOFTWARE)
    till.cashier.do(asked(order_id), Pay(PaymentMethod.EXTERNAL))

    assert unpaid(till).cancel(now() + 9 * DAY) == 0


def test_each_system_has_its_own_time(till: Till) -> None:
    placed(till, Caller(None, "app"))
    placed(till)

    assert unpaid(till).cancel(now() + DAY) == 1
    assert unpaid(till).cancel(now() + 3 * DAY) == 1


def test_an_order_of_a_system_that_is_gone_from_the_settings_ends_too(till: Till) -> None:
    placed(till, Caller(None, "app"))
    without = Unpaid(till.outbox.disk, till.cashier, Settings(data_dir=till.settings.data_dir))

    assert without.cancel(now() + DAY) == 1


def test_the_till_looks_by_itself_and_the_shop_hears_of_it(
    tmp_path: Path, shared_server: Server, site: str
) -> None:
    with a_shop(tmp_path, shared_server, site) as shop:
        late, fresh = shop.place(), shop.place()
        shop.till.stop()
        with closing(sqlite3.connect(shop.till.data_dir / "till.sqlite")) as db, db:
            db.execute(
                "UPDATE orders SET content = CAST(json_set(CAST(content AS TEXT),"
                " '$.outside.since', ?) AS BLOB) WHERE order_id = ?",
                ((now() - DAY).isoformat(), late),
            )
        shop.till.start()

        told = shop.next().event
        assert (told["type"], told["data"]["order_id"]) == ("kds.order.stopped.v1", late)
        assert told["data"]["reason"] == "not paid in the web shop in time"
        assert (shop.status(late), shop.status(fresh)) == ("CANCELLED", "PENDING")
