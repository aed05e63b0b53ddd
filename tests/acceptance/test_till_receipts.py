"""Receipts at the till's page: they are printed by themselves, or the page says why not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, expect

from kds.orders import commands as c
from kds.orders.paper import PrinterFault, PrintState
from tests.acceptance.cashier import MENU, Cashier
from tests.conftest import Server
from tests.integration.test_till_receipts import COOK, PRINTER, Counter

pytestmark = pytest.mark.browser

PIN = "4711"
S = PrintState


class Page(NamedTuple):
    """Where a cashier signs in."""

    till_url: str
    manager_pin: str = PIN


class Desk(NamedTuple):
    """A cashier at the till's page, and the kitchen that hears the till when told to."""

    cashier: Cashier
    counter: Counter

    def order_id(self, number: str) -> str:
        """Return the id of an order that is listed."""
        return self.cashier.card(number).get_attribute("data-order-id") or ""

    def pay(self) -> tuple[str, str]:
        """Sell a burger for cash, and have it made; return its number and id."""
        self.cashier.tap("Burger")
        number = self.cashier.enter("Pay")
        self.cashier.take_cash()
        expect(self.cashier.dialog.locator(".receipt")).to_be_visible()
        order_id = self.order_id(number)
        self.counter.join()
        self.counter.ask(c.MarkPartReady, order_id, COOK, station="grill")
        return number, order_id


@pytest.fixture
def desk(tmp_path: Path, own_server: Server, site: str, browser: Browser) -> Iterator[Desk]:
    counter = Counter(tmp_path, own_server, site, more=PRINTER + MENU)
    counter.till.add_cashier("manager", PIN)
    try:
        size = {"width": 1280, "height": 800}
        with Cashier(browser, Page(counter.till.address), viewport=size) as cashier:  # type: ignore[arg-type]
            yield Desk(cashier, counter)
    finally:
        counter.till.stop()


def test_a_receipt_is_printed_by_itself_and_completes_the_order(desk: Desk) -> None:
    number, order_id = desk.pay()
    sheets = desk.cashier.dialog.locator(".sheets")
    expect(sheets).to_have_text("Receipt: waits for the printer")
    expect(desk.cashier.dialog.get_by_role("button", name="Print a copy")).to_be_hidden()
    expect(desk.cashier.dialog.get_by_role("button", name="Handed over")).to_be_visible()

    desk.counter.ends(order_id, S.PRINTED)

    expect(sheets).to_have_text("Receipt: printed")
    expect(desk.cashier.dialog.get_by_role("button", name="Handed over")).to_be_hidden()
    expect(desk.cashier.dialog.get_by_role("button", name="Print a copy")).to_be_visible()
    desk.cashier.page.keyboard.press("Escape")
    desk.cashier.await_status(number, "Completed")
    expect(desk.cashier.card(number).locator(".sheet")).to_have_count(0)
    assert desk.cashier.acts(number) == ["Print a copy", "Refund", "Void", "Show receipt"]


def test_what_did_not_come_out_stands_on_the_card_and_is_printed_as_a_copy(desk: Desk) -> None:
    number, order_id = desk.pay()
    desk.cashier.page.keyboard.press("Escape")
    newer, _ = desk.pay()
    desk.cashier.page.keyboard.press("Escape")
    first = desk.cashier.page.locator(".order .number").first
    expect(first).to_have_text(newer, timeout=30_000)
    desk.counter.ends(order_id, S.FAILED, fault=PrinterFault.PAPER_OUT)

    card = desk.cashier.card(number)
    expect(card.locator(".sheet.trouble")).to_have_text("Receipt: not printed (paper out)")
    expect(first).to_have_text(number, timeout=30_000)
    desk.cashier.await_status(number, "Unfinished")
    assert desk.cashier.acts(number)[:3] == ["Print again", "Handed over", "Receipt"]
    desk.cashier.press(number, "Print again")
    expect(card.locator(".sheet")).to_have_text("Receipt: waits until the server has heard of it")
    desk.counter.join()
    assert desk.counter.sheet(order_id).is_copy
    desk.counter.ends(order_id, S.PRINTED)

    desk.cashier.await_status(number, "Completed")
    expect(card.locator(".sheet")).to_have_count(0)


def test_a_receipt_can_be_written_by_hand_while_the_printer_is_dead(desk: Desk) -> None:
    number, order_id = desk.pay()
    desk.cashier.page.keyboard.press("Escape")
    print_id = desk.counter.sheet(order_id).print_id
    desk.counter.ask(c.HoldPrint, order_id, print_id=print_id, fault=PrinterFault.NOT_REACHABLE)

    waits = "Receipt: waits for the printer (not reachable)"
    expect(desk.cashier.card(number).locator(".sheet.trouble")).to_have_text(waits)
    desk.cashier.press(number, "Handed over")

    desk.cashier.await_status(number, "Completed")
    desk.counter.join()
    assert desk.counter.sheet(order_id).state is S.EXPIRED
    expect(desk.cashier.card(number).locator(".sheet")).to_have_count(0)


def test_a_void_is_printed_from_its_card_once_more(desk: Desk) -> None:
    number, order_id = desk.pay()
    desk.cashier.hand_over()
    desk.cashier.press(number, "Void")
    desk.cashier.give_reason("Entered by mistake")
    desk.cashier.dialog.locator("footer button").last.click()
    desk.cashier.await_status(number, "Voided")
    desk.counter.join()
    desk.counter.ends(order_id, S.UNKNOWN, fault=PrinterFault.NO_ANSWER)

    card = desk.cashier.card(number)
    expect(card.locator(".sheet.trouble")).to_contain_text("Void receipt: unknown whether")
    desk.cashier.press(number, "Print again")

    expect(card.locator(".sheet.trouble")).to_have_count(0)
    desk.counter.join()
    sheet = desk.counter.sheet(order_id)
    assert (sheet.kind.value, sheet.is_copy) == ("void receipt", True)
