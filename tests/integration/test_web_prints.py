"""Paper over HTTP: how each sheet stands, how it looks, and who may have it printed again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from kds.bus import printer_states
from kds.bus.jobs import queue
from kds.bus.printer_states import PrinterState
from kds.bus.worker_names import print_queue
from kds.clock import now
from kds.orders import commands as c
from kds.orders.order import Customer
from kds.orders.paper import Print, PrinterFault, PrintState
from kds.orders.selling.deeds import Pay
from kds.orders.till_facts import PaymentMethod
from tests.conftest import Server
from tests.integration.browser import Answer, Browser
from tests.integration.web_orders import TillOrder
from tests.integration.web_people import shell, signed_in, started
from tests.integration.web_process import WebProcess

PRINTERS = """
[printers.hot]
name = "Hot kitchen"
host = "192.0.2.1"
tickets = ["grill", "fryer"]
[printers.spare]
name = "Spare"
host = "192.0.2.2"
width_mm = 58
fallback = ["grill"]
receipts = ["A"]
"""


@pytest.fixture(scope="module")
def paper(shared_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebProcess]:
    """A web process whose restaurant has two printers."""
    folder = tmp_path_factory.mktemp("paper")
    web = started(WebProcess(folder, shared_server.url, f"paper-{uuid4().hex[:8]}", PRINTERS))
    yield web
    web.stop()


@pytest.fixture
def cashier(paper: WebProcess) -> Browser:
    """Somebody at the counter."""
    return signed_in(paper, "Otto")


def cooking(web: WebProcess, **facts: object) -> TillOrder:
    """Return an order that was paid, and so has tickets."""
    return TillOrder(web, **facts).do(Pay(PaymentMethod.CASH))


def ended(order: TillOrder, sheet: Print, state: PrintState, **told: object) -> None:
    """Let a worker print a sheet, with this end."""
    if state is not PrintState.EXPIRED:
        order.tell(c.BeginPrint, print_id=sheet.print_id)
    order.tell(c.EndPrint, print_id=sheet.print_id, state=state, **told)


def listed(browser: Browser, order: TillOrder) -> list[tuple[str, str]]:
    """Return station and state of each sheet of an order, as the list has them."""
    every = browser.get("/api/v1/prints?limit=1000").json["prints"]
    found = [each for each in every if each["order_id"] == order.order_id]
    return [
        (each["station"], each["state"]) for each in found if each["order_id"] == order.order_id
    ]


def _is(told: dict[str, object], order: TillOrder, sheet: Print) -> bool:
    return (told["order_id"], told["print_id"]) == (order.order_id, sheet.print_id)


def test_sheets_are_listed_by_how_they_stand(paper: WebProcess, cashier: Browser) -> None:
    order = cooking(paper)
    assert sorted(listed(cashier, order)) == [("fryer", "queued"), ("grill", "queued")]

    grill, fryer = order.record.prints
    ended(order, fryer, PrintState.PRINTED)
    ended(order, grill, PrintState.FAILED, fault=PrinterFault.COVER_OPEN)

    assert listed(cashier, order) == [("grill", "failed"), ("fryer", "printed")]
    told = cashier.get(order.path).json["prints"]
    assert {each["asked_by"] for each in told} == {"till A"}
    assert [(each["printer_name"], each["fault"]) for each in told] == [
        ("Hot kitchen", "cover open"),
        ("Hot kitchen", None),
    ]


def test_pages_of_the_list_follow_each_other(paper: WebProcess, cashier: Browser) -> None:
    order = cooking(paper)
    every = cashier.get("/api/v1/prints?limit=1000").json["prints"]
    one_by_one, after = [], ""
    while True:
        page = cashier.get(f"/api/v1/prints?limit=1{after}").json
        one_by_one += page["prints"]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert [each["print_id"] for each in one_by_one] == [each["print_id"] for each in every]
    assert order.order_id in {each["order_id"] for each in every}


def test_a_sheet_looks_as_it_is_printed(paper: WebProcess, cashier: Browser) -> None:
    order = cooking(paper, customer=Customer(name="<b>Aino & 寿司</b>"))
    (sheet, _) = order.record.prints
    answer = cashier.get(f"{order.path}/prints/{sheet.print_id}/picture")

    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    picture = answer.text
    assert "NO ONION" in picture.upper()
    assert "<b>" not in picture, "text of an order is text"


def test_the_receipt_can_be_shown_without_paper(paper: WebProcess, cashier: Browser) -> None:
    unpaid, paid = TillOrder(paper), cooking(paper)

    assert cashier.get(f"{unpaid.path}/receipt").json["code"] == "no_such_receipt"
    assert "28.50" in cashier.get(f"{paid.path}/receipt").text
    assert cashier.get("/api/v1/orders/none/receipt").status == 404
    assert cashier.get(f"{paid.path}/prints/none/picture").json["code"] == "unknown_print"


def test_a_person_prints_again_what_is_in_doubt_once_on_a_printer_that_is_there(
    paper: WebProcess, cashier: Browser
) -> None:
    order = cooking(paper)
    sheet = order.record.prints[0]
    ended(order, sheet, PrintState.UNKNOWN)

    def ask(printer: str) -> Answer:
        asked = {"command": "PrintAgain", "print_id": sheet.print_id, "printer": printer}
        return cashier.post(f"{order.path}/commands", asked | {"command_id": uuid4().hex})

    assert ask("attic").json["code"] == "no_printer"
    assert ask("spare").json["result"] == "done"

    again = order.record.prints[-1]
    assert (again.printer, again.is_copy, again.state) == ("spare", True, PrintState.QUEUED)
    told = {each["print_id"]: each for each in cashier.get(order.path).json["prints"]}
    assert told[again.print_id]["asked_by"] == "Otto"
    assert not told[sheet.print_id]["may_print_again"]
    assert not told[sheet.print_id]["printed_again"], "it is only asked for"

    missed = cashier.get("/api/v1/prints").json["missed"]
    ended(order, again, PrintState.PRINTED)
    after = cashier.get("/api/v1/prints").json
    assert after["missed"] == missed - 1
    (first,) = [each for each in after["prints"] if _is(each, order, sheet)]
    assert (first["state"], first["printed_again"]) == ("unknown", True)


def test_printers_say_how_they_are_and_what_they_owe(paper: WebProcess, cashier: Browser) -> None:
    before = {each["printer"]: each for each in cashier.get("/api/v1/printers").json["printers"]}
    assert not before["spare"]["is_known"], "no worker has looked at it"

    at = now()
    fault = PrinterFault.PAPER_OUT
    state = PrinterState(at, at, fault=fault, last_error=fault, last_error_at=at)
    printer_states.write(paper.client, paper.keys, "hot", state)
    stale = PrinterState(at - timedelta(hours=1), at - timedelta(hours=1))
    printer_states.write(paper.client, paper.keys, "spare", stale)
    cooking(paper)

    told = {each["printer"]: each for each in cashier.get("/api/v1/printers").json["printers"]}
    assert (told["hot"]["is_known"], told["hot"]["fault"]) == (True, "paper out")
    assert told["hot"]["owed"] == before["hot"]["owed"] + 2
    assert (told["hot"]["name"], told["hot"]["address"]) == ("Hot kitchen", "192.0.2.1:9100")
    assert not told["spare"]["is_known"], "its worker is silent"


def test_a_test_sheet_is_asked_of_a_printer_and_for_its_stations_alone(
    paper: WebProcess, cashier: Browser
) -> None:
    path = "/api/v1/printers/spare/test"
    jobs = queue(paper.client, print_queue(paper.settings.site, "spare"))
    before = len(jobs)

    assert cashier.post(path, {}).json == {"ok": True}
    assert cashier.post(path, {"station": "grill"}).status == 200
    assert cashier.post(path, {"station": "fryer"}).status == 422
    assert cashier.post("/api/v1/printers/attic/test", {}).json["code"] == "unknown_printer"
    assert len(jobs) == before + 2


@pytest.mark.parametrize("path", ["/manager/printers", "/api/v1/printers", "/api/v1/prints"])
def test_strangers_see_no_paper(paper: WebProcess, path: str) -> None:
    assert Browser(paper.port).get(path).status in (302, 303, 401)
    assert shell(paper).get(path).status == 200


def test_the_list_of_orders_says_which_parts_are_on_paper(
    paper: WebProcess, cashier: Browser
) -> None:
    order = cooking(paper)
    sheet = next(each for each in order.record.prints if each.station == "grill")

    def on_paper() -> bool:
        every = cashier.get("/api/v1/orders").json["orders"]
        (found,) = [each for each in every if each["order_id"] == order.order_id]
        return next(p["on_paper"] for p in found["parts"] if p["station"] == "grill")

    assert on_paper() is False
    ended(order, sheet, PrintState.PRINTED)
    assert on_paper() is True
