"""Personal data over HTTP: what is known of a customer, exported, erased; who wants no texts."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from kds.archive.database import Database
from kds.archive.opt_outs import OptOuts
from kds.archive.orders import Kept, OrderArchive
from kds.archive.reminders import Reminder, ReminderBook
from kds.clock import now
from kds.installation import archive_url
from kds.orders import commands as c
from kds.orders.order import Customer
from kds.orders.pickup import CalledHow
from kds.orders.text import TextKind, TextWish, asked
from tests.integration.browser import Browser
from tests.integration.web_orders import BURGERS, TillOrder
from tests.integration.web_process import WebProcess
from tests.samples import MANAGER

PATH = "/api/v1/customers"


@pytest.fixture
def archive(web: WebProcess) -> Database:
    """Give the archive of the web process."""
    return Database(archive_url(web.settings))


def ordered(web: WebProcess, name: str, phone: str) -> str:
    """Have a customer order and be called by a text; return the order's id."""
    order = TillOrder(web, BURGERS, customer=Customer(name=name, phone=phone))
    wish = TextWish(uuid4().hex, phone, f"Ready, {name}", now())
    order.tell(c.CallCustomer, how=CalledHow.READY_FOR_CUSTOMER, text=wish)
    return order.order_id


def archived(web: WebProcess, archive: Database, order_id: str) -> None:
    """Bring an order into the archive alone, with a reminder that waits."""
    (record,) = web.kitchen.store.records([order_id])
    customer = record.order.customer
    assert customer is not None
    OrderArchive(archive).put([Kept(record, (), now())])
    wish = TextWish(f"r-{order_id}", customer.phone or "", "Service!", now() + timedelta(30))
    text = asked(wish, TextKind.REMINDER, now(), MANAGER)
    ReminderBook(archive).file([Reminder(text.text_id, order_id, "A1", customer.name, text)])
    web.client.delete(web.keys.order(order_id))
    web.client.zrem(web.keys.accepted, order_id)


def test_a_customer_is_looked_up_wherever_the_orders_are(
    web: WebProcess, archive: Database, manager: Browser
) -> None:
    old, new, other = (ordered(web, "Aino", "+358401234501") for _ in range(3))
    archived(web, archive, old)
    olli = ordered(web, "Olli", "+358401234502")
    found = manager.post(f"{PATH}/lookup", {"phone": "040 123 4501"}).json
    assert (found["phone"], found["shown"]) == ("+358401234501", "040 1234501")
    assert [each["order_id"] for each in found["orders"]] == [other, new, old]
    assert olli not in str(found)
    assert [each["words"] for each in found["reminders"]] == ["Service!"]
    assert found["opted_out"] is False


def test_the_export_has_everything(web: WebProcess, archive: Database, manager: Browser) -> None:
    old, new = (ordered(web, "Eeva", "+358401234503") for _ in range(2))
    archived(web, archive, old)
    told = manager.post(f"{PATH}/export", {"phone": "+358 40 1234503"}).json
    assert [each["order"]["order_id"] for each in told["orders"]] == [new, old]
    assert told["orders"][0]["order"]["customer"] == {"name": "Eeva", "phone": "+358401234503"}
    assert told["orders"][0]["texts"][0]["words"] == "Ready, Eeva"
    assert told["reminders"][0]["text"]["words"] == "Service!"


def test_a_number_gets_no_texts_and_then_texts_again(archive: Database, manager: Browser) -> None:
    phone = "+358401234504"
    for wanted in (True, True, False, False):
        body = {"phone": "040 1234504", "opted_out": wanted}
        told = manager.post(f"{PATH}/opt-out", body).json
        assert told == {"phone": phone, "opted_out": wanted}
        assert OptOuts(archive).has([phone]) == ({phone} if wanted else set())
        looked_up = manager.post(f"{PATH}/lookup", {"phone": phone}).json
        assert looked_up["opted_out"] is wanted


def test_an_erased_customer_is_known_no_more_and_the_orders_stay(
    web: WebProcess, archive: Database, manager: Browser
) -> None:
    phone = "+358401234505"
    old, new = (ordered(web, "Ilmari", phone) for _ in range(2))
    archived(web, archive, old)
    other = ordered(web, "Olli", "+358401234506")
    erased = manager.post(f"{PATH}/erase", {"phone": phone, "reason": " asked for it "}).json
    assert erased["orders"] == 2
    assert manager.post(f"{PATH}/lookup", {"phone": phone}).json["orders"] == []
    (record,) = web.kitchen.store.records([new])
    assert record.order.customer is None
    assert record.erased is not None
    assert (record.erased.by.name, record.erased.reason) == ("Mari", "asked for it")
    kept = OrderArchive(archive).get([old])[old]
    assert kept.record.order.customer is None
    (reminder,) = ReminderBook(archive).of_order(old)
    assert (reminder.customer, reminder.text.to) == (None, "")
    (untouched,) = web.kitchen.store.records([other])
    assert untouched.order.customer is not None
    again = manager.post(f"{PATH}/erase", {"phone": phone, "reason": "again"}).json
    assert again["orders"] == 0


@pytest.mark.parametrize(
    ("deed", "body", "path"),
    [
        ("lookup", {"phone": "Aino"}, "$.phone"),
        ("export", {"phone": "12"}, "$.phone"),
        ("opt-out", {"phone": "", "opted_out": True}, "$.phone"),
        ("erase", {"phone": "040 123 4507", "reason": " "}, "$.reason"),
        ("erase", {"phone": "9" * 500, "reason": "asked"}, "$.phone"),
    ],
)
def test_what_is_wrong_is_named(
    manager: Browser, deed: str, body: dict[str, object], path: str
) -> None:
    refused = manager.post(f"{PATH}/{deed}", body)
    assert (refused.status, [each["path"] for each in refused.json["problems"]]) == (422, [path])
