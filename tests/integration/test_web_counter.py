"""The counter over HTTP and sockets: sections, calling, texts, collecting; and who may what."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from kds.archive.database import Database
from kds.archive.opt_outs import OptOuts
from kds.clock import now
from kds.installation import archive_url
from kds.orders.order import Customer, Service
from kds.orders.part import Actor, ActorKind
from kds.orders.selling import deeds
from tests.integration.browser import Browser
from tests.integration.web_orders import BURGERS, FRIES, WATER, TillOrder
from tests.integration.web_process import Screen, WebProcess

TYPED, TO = "040 123 4567", "+358401234567"
TEXT = {"to": TYPED, "words": "Valmis! äö € 🍕"}


def ordered(web: WebProcess, *lines: Any, phone: str | None = TYPED, **facts: Any) -> TillOrder:
    """Take an order of somebody who comes for it."""
    customer = Customer(name="Aino", phone=phone)
    facts = {"service": Service.TAKEAWAY, "customer": customer} | facts
    return TillOrder(web, *(lines or (WATER,)), **facts)


def asked(order: TillOrder, browser: Browser, command: str, **more: Any) -> Any:
    """Ask something of an order over HTTP."""
    body = {"command": command, "command_id": uuid4().hex, **more}
    return browser.post(f"{order.path}/commands", body)


def section_of(browser: Browser, order: TillOrder) -> str | None:
    """Return in which section a ticket is listed, and see that it is in no other."""
    found = []
    for section in ("new", "waiting", "ready"):
        listed = browser.get(f"/api/v1/tickets?section={section}").json
        assert listed["counts"][section] == len(listed["tickets"])
        if order.order_id in [each["order_id"] for each in listed["tickets"]]:
            found.append(section)
    assert len(found) <= 1
    return found[0] if found else None


def test_an_order_goes_through_the_sections(web: WebProcess, cashier: Browser) -> None:
    order = ordered(web)
    assert section_of(cashier, order) == "new"
    assert asked(order, cashier, "CallCustomer", how="ready for customer").status == 200
    assert section_of(cashier, order) == "ready"
    assert asked(order, cashier, "CallOff").status == 200
    assert section_of(cashier, order) == "new"


def test_what_is_agreed_for_much_later_waits(web: WebProcess, cashier: Browser) -> None:
    later = ordered(web, due_at=now() + timedelta(hours=5))
    soon = ordered(web, due_at=now() + timedelta(hours=1))
    assert (section_of(cashier, later), section_of(cashier, soon)) == ("waiting", "new")
    assert cashier.get("/api/v1/tickets?section=closed").status == 422


def test_a_customer_is_called_with_a_text_that_is_queued(web: WebProcess, cashier: Browser) -> None:
    order = ordered(web)
    answer = asked(order, cashier, "CallCustomer", how="ready for customer", text=TEXT)
    assert answer.status == 200, answer.json
    [text] = order.record.texts
    assert (text.to, text.words, text.state) == (TO, TEXT["words"], "queued")
    again = asked(order, cashier, "SendTextAgain", text_id=text.text_id, text=TEXT)
    assert (again.status, again.json["code"]) == (409, "not_allowed")


def test_the_same_command_makes_one_text(web: WebProcess, cashier: Browser) -> None:
    order, key = ordered(web), uuid4().hex
    body = {"command": "CallCustomer", "command_id": key, "how": "done", "text": TEXT}
    assert {cashier.post(f"{order.path}/commands", body).status for _ in range(2)} == {200}
    assert len(order.record.texts) == 1


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"how": "perhaps"},
        {"how": "done", "text": {"to": "12", "words": "x"}},
        {"how": "done", "text": {"to": TYPED, "words": " "}},
        {"how": "done", "text": {"to": TYPED}},
        {"how": "done", "text": {**TEXT, "send_at": "2026-01-01T00:00:00Z"}},
    ],
)
def test_a_call_that_is_wrong_changes_nothing(
    web: WebProcess, cashier: Browser, more: dict[str, Any]
) -> None:
    order = ordered(web)
    before = order.record.version
    answer = asked(order, cashier, "CallCustomer", **more)
    assert (answer.status, answer.json["code"]) == (422, "invalid")
    assert order.record.version == before


def test_who_wants_no_texts_gets_none(web: WebProcess, cashier: Browser) -> None:
    phone = "+358 50 7654321"
    by = Actor(ActorKind.BACK_OFFICE, "Mari", "Mari")
    OptOuts(Database(archive_url(web.settings))).add("+358507654321", now(), by)
    order = ordered(web, phone=phone)
    details = cashier.get(f"{order.path}/calling").json
    assert (details["is_opted_out"], details["reminders"]) == (True, [])
    text = {"to": phone, "words": "Hei!"}
    refused = asked(order, cashier, "CallCustomer", how="done", text=text)
    assert (refused.status, refused.json["code"]) == (409, "opted_out")
    assert not order.record.pickup.is_called
    assert asked(order, cashier, "CallCustomer", how="done").status == 200


def test_a_dialog_knows_what_it_begins_with(web: WebProcess, cashier: Browser) -> None:
    order = ordered(web, BURGERS)
    details = cashier.get(f"{order.path}/calling").json
    assert (details["phone"], details["to"]) == ("040 1234567", TO)
    assert (details["phone_problem"], details["has_gateway"]) == (None, False)
    assert (details["cooking"], details["open_parts"]) == ([], [])
    assert details["waiting"] == [{"quantity": 2, "product": "Burger"}]
    assert order.record.order.number in details["templates"][0]["words"]
    assert set(details["templates"][0]["words_in"]) == {"en", "fi"}
    assert details["templates"][0]["size"]["sms"] == 1
    assert (details["is_opted_out"], details["reminders"]) == (False, [])


def test_what_is_handed_over_leaves_the_screens_at_once(web: WebProcess, cashier: Browser) -> None:
    order = ordered(web, BURGERS, FRIES).do(deeds.Send())
    assert asked(order, cashier, "CallCustomer", how="done").status == 200
    screen = Screen(web, web.pair("grill"))
    shown = screen.subscribe("grill")["tickets"]
    assert order.order_id in [each["order_id"] for each in shown]
    grill = cashier.get(f"{order.path}/calling").json["open_parts"][0]
    assert grill == {"station": "grill", "lines": [{"quantity": 2, "product": "Burger"}]}
    before = order.record.version
    unseen = asked(order, cashier, "CollectOrder", version=0)
    assert (unseen.status, unseen.json["code"]) == (412, "stale")
    assert asked(order, cashier, "CollectOrder", version=before).status == 200
    [change] = screen.next("changes")["changes"]
    assert (change["order_id"], change["version"]) == (order.order_id, before + 1)
    assert change["view"]["state"] == "ready"
    screen.close()


@pytest.mark.parametrize(("phone", "says"), [("12", "12 is"), (None, "no telephone number")])
def test_a_dialog_says_why_there_is_no_number(
    web: WebProcess, cashier: Browser, phone: str | None, says: str
) -> None:
    details = cashier.get(f"{ordered(web, phone=phone).path}/calling").json
    assert (details["phone"], details["to"]) == (None, None)
    assert says in details["phone_problem"]


def test_reminders_are_proposed_and_planned_when_it_is_collected(
    web: WebProcess, cashier: Browser
) -> None:
    machine = replace(WATER, product="Espresso machine", customer_unit=True)
    order = ordered(web, machine)
    proposed = cashier.get(f"{order.path}/calling").json["reminders"]
    assert len(proposed) == 6
    assert {each["about"] for each in proposed} == {"Espresso machine"}
    days = [datetime.fromisoformat(each["send_at"]) for each in proposed]
    assert days == sorted(days)
    assert days[0] > now() + timedelta(days=27)
    assert all("Espresso machine" in each["words"] for each in proposed)
    asked(order, cashier, "CallCustomer", how="done")
    wished = [{"to": TYPED, **each} for each in proposed]
    done = asked(order, cashier, "CollectOrder", collected_name="Olli", reminders=wished)
    assert done.status == 200, done.json
    record = order.record
    assert record.pickup.collected_name == "Olli"
    assert [each.send_at for each in record.reminders] == days
    assert len({each.text_id for each in record.reminders}) == 6


def test_a_display_of_the_pass_may_call_and_one_of_a_station_not(web: WebProcess) -> None:
    order = ordered(web)
    for board, status in (("pass", 200), ("grill", 403)):
        display = Browser(web.port)
        display.cookies[f"kds_display_{board}"] = web.pair(board)
        assert display.get(f"{order.path}/calling?board={board}").status == status
        assert display.get("/api/v1/tickets").status in (401, 403)
    for board, result in (("grill", "refused"), ("pass", "done")):
        screen = Screen(web, web.pair(board))
        body = {"command": "CallCustomer", "order_id": order.order_id, "how": "done", "text": TEXT}
        answer = screen.ask("act", {**body, "command_id": uuid4().hex})
        assert answer["result"] == result, answer
        screen.client.disconnect()


def test_a_screen_hears_why_a_text_cannot_go(web: WebProcess) -> None:
    order = ordered(web)
    screen = Screen(web, web.pair("pass"))
    body = {"command": "CallCustomer", "order_id": order.order_id, "how": "done"}
    wrong = {**body, "command_id": uuid4().hex, "text": {**TEXT, "to": "12"}}
    answer = screen.ask("act", wrong)
    assert (answer["code"], "too short" in answer["reason"]) == ("invalid", True)
    screen.client.disconnect()


def test_only_a_manager_erases_a_customer(
    web: WebProcess, cashier: Browser, manager: Browser
) -> None:
    order = ordered(web)
    assert asked(order, cashier, "EraseCustomer", reason="asked for it").status == 403
    asked(order, manager, "EraseCustomer", reason="asked for it")
    assert "040" not in str(cashier.get(order.path).json["record"]["order"])
