"""Paper in a running restaurant: every fault amid a ticket, and screens that fail over to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from kds.orders.paper import PrinterFault, PrintKind, PrintState
from kds.virtual_printer.faults import Fault
from kds.virtual_printer.machine import Machine
from tests.acceptance.installation import RunningInstallation, await_that
from tests.acceptance.restaurant import Restaurant, wait_for_board
from tests.acceptance.test_printers_survive import Place
from tests.integration.print_site import paper_of, started

S, F = PrintState, PrinterFault

ENDS: dict[Fault, set[tuple[PrintState, PrinterFault | None]]] = {
    Fault.PAPER_OUT: {(S.FAILED, F.PAPER_OUT)},
    Fault.COVER_OPEN: {(S.FAILED, F.COVER_OPEN)},
    Fault.CUTTER: {(S.FAILED, F.CUTTER)},
    Fault.OFFLINE: {(S.FAILED, F.OFFLINE)},
    Fault.DROP: {(S.UNKNOWN, F.NOT_REACHABLE)},
    Fault.STALL: {(S.UNKNOWN, F.NO_ANSWER)},
    # The other end may be told that it is gone, or hear nothing any more.
    Fault.POWER_OFF: {(S.UNKNOWN, F.NOT_REACHABLE), (S.UNKNOWN, F.NO_ANSWER)},
}
"""What is true of a ticket amid which this happens."""

STATION = '[stations.{name}]\nname = "{name}"\ndeadline_s = 2\n'
PRINTER = """
[printers.{name}]
name = "{name}"
host = "127.0.0.1"
port = {port}
{prints} = ["{station}"]
"""


@contextmanager
def kitchen_of(machines: dict[str, Machine]) -> Iterator[Place]:
    """Run a restaurant in which each station has a printer of its own, and no display."""
    with ExitStack() as stack:
        config = "".join(STATION.format(name=name) for name in machines)
        for name, machine in machines.items():
            stack.callback(machine.stop)
            told = {"name": name, "port": machine.port, "station": name, "prints": "tickets"}
            config += PRINTER.format(**told)
        kds = stack.enter_context(RunningInstallation(config=config))
        yield Place(kds, machines)


def status_of(here: Place, order_id: str) -> str:
    """Return an order's status, as the shell tells it."""
    for status in ("NOT_SENT_TO_KITCHEN", "IN_KITCHEN"):
        found = here.kds.run("orders", "--status", status, "--json")
        if f'"{order_id}"' in found.stdout:
            return status
    return "another"


@pytest.mark.timeout(300)
def test_a_fault_amid_a_ticket_is_told_as_it_is_and_holds_up_no_other_printer() -> None:
    machines = {fault.value: started() for fault in ENDS} | {"good": started()}
    with kitchen_of(machines) as here:
        for fault in ENDS:
            machines[fault.value].set(fault, after_lines=3)
            here.send(f"A-{fault.value}", fault.value)
        for number in range(5):
            here.send(f"A-good-{number}", "good")
        good = [f"A-good-{number}" for number in range(5)]
        await_that(
            lambda: set(here.states(good).values()) == {S.PRINTED},
            "the good printer prints on while the others are in trouble",
        )
        broken = [f"A-{fault.value}" for fault in ENDS]
        owed = {S.QUEUED, S.SENT}
        await_that(
            lambda: not owed & set(here.states(broken).values()),
            "each sheet has an end",
            within_s=120,
        )
        sheets = here.sheets(broken)
        for fault, truths in ENDS.items():
            sheet = sheets[f"A-{fault.value}"]
            assert (sheet.state, sheet.fault) in truths, fault
        for fault in ENDS:
            assert_not_sent(here, f"A-{fault.value}")
        assert status_of(here, good[0]) == "IN_KITCHEN"

        # Everything is well again: what comes now is printed, what had its try is not.
        for fault in ENDS:
            machines[fault.value].clear()
            here.send(f"B-{fault.value}", fault.value)
        later = [f"B-{fault.value}" for fault in ENDS]
        await_that(
            lambda: set(here.states(later).values()) == {S.PRINTED},
            "each printer prints again",
            within_s=60,
        )
        for fault in ENDS:
            told = "\n".join(paper_of(machines[fault.value]))
            assert told.count(f"B-{fault.value}") == 1, fault
            assert told.count(f"A-{fault.value}\n") <= 1, fault
        assert here.sheets(broken).keys() == sheets.keys()
        for order_id, sheet in here.sheets(broken).items():
            assert sheet.state is sheets[order_id].state


def assert_not_sent(here: Place, order_id: str) -> None:
    """Wait until an order is not sent: neither a screen nor paper proves anything."""
    await_that(
        lambda: status_of(here, order_id) == "NOT_SENT_TO_KITCHEN",
        f"{order_id} is not sent",
    )


FALLBACK = """
[stations.grill]
name = "Grill"
deadline_s = 1
[resend]
first_pause_s = 0.5
longest_pause_s = 2
answer_within_s = 1
"""
ORDER = {"service": "takeaway", "lines": [{"product": "Burger", "quantity": 2, "note": "rare"}]}


@pytest.fixture
def machine() -> Iterator[Machine]:
    """A printer that is on."""
    machine = started()
    yield machine
    machine.stop()


@pytest.fixture
def restaurant(browser: Browser, machine: Machine) -> Iterator[Restaurant]:
    """A restaurant whose grill has a display, and a printer for when that fails."""
    told = {"name": "spare", "port": machine.port, "station": "grill", "prints": "fallback"}
    config = FALLBACK + PRINTER.format(**told)
    with RunningInstallation(config=config) as kds, Restaurant(kds, browser) as restaurant:
        yield restaurant


def sent(restaurant: Restaurant) -> str:
    """Send an order and wait until the kitchen has it; return its id."""
    order_id = str(restaurant.post(ORDER)["order_id"])

    def is_there() -> bool:
        return order_id in {each["order_id"] for each in restaurant.api("orders")["orders"]}

    await_that(is_there, "the kitchen has the order")
    return order_id


def fallbacks(restaurant: Restaurant, order_id: str) -> list[dict[str, Any]]:
    """Return the fallback tickets of an order."""
    prints = restaurant.api(f"orders/{order_id}")["prints"]
    return [each for each in prints if each["kind"] == PrintKind.FALLBACK.value]


@pytest.mark.browser
def test_what_no_screen_shows_in_time_comes_out_on_paper_once(
    restaurant: Restaurant, machine: Machine
) -> None:
    grill = restaurant.hang_up_screen("grill", "Grill 1")
    shown = sent(restaurant)
    wait_for_board(grill, 1)
    grill.goto("about:blank")

    order_id = sent(restaurant)
    await_that(
        lambda: [each["state"] for each in fallbacks(restaurant, order_id)] == ["printed"],
        "the ticket is on paper",
    )
    told = restaurant.api(f"orders/{order_id}")
    assert told["status"] == "IN_KITCHEN", "paper proves that the station has it"
    assert told["record"]["parts"]["grill"]["delivery"]["confirmed_by"]["kind"] == "printer"
    assert fallbacks(restaurant, shown) == [], "a screen has shown it"
    (paper,) = paper_of(machine)
    assert "FALLBACK" in paper
    assert "Burger" in paper

    page = restaurant.office.new_page()
    page.goto(f"{restaurant.kds.web_url}/manager/orders/{order_id}")
    expect(page.locator("[data-delivery=confirmed]")).to_have_text("on paper")

    grill.goto(f"{restaurant.kds.web_url}/display/grill")
    wait_for_board(grill, 2)
    ticket = grill.locator(f"article[data-order-id='{order_id}']")
    expect(ticket.get_by_text("ALREADY ON PAPER")).to_be_visible()
    expect(grill.get_by_text("ALREADY ON PAPER")).to_have_count(1)
    await_that(lambda: len(paper_of(machine)) == 1, "nothing is printed twice")


@pytest.mark.browser
def test_a_screen_that_comes_back_before_the_paper_does_makes_it_needless(
    restaurant: Restaurant, machine: Machine
) -> None:
    machine.set(Fault.PAPER_OUT)
    grill = restaurant.hang_up_screen("grill", "Grill 1")
    grill.goto("about:blank")
    order_id = sent(restaurant)
    await_that(
        lambda: [each["held"] for each in fallbacks(restaurant, order_id)] == ["paper out"],
        "the ticket waits for paper",
    )
    assert restaurant.api(f"orders/{order_id}")["status"] == "NOT_SENT_TO_KITCHEN"

    grill.goto(f"{restaurant.kds.web_url}/display/grill")
    wait_for_board(grill, 1)
    await_that(
        lambda: fallbacks(restaurant, order_id)[0]["state"] == "expired",
        "the display has it, so paper is of no use",
    )
    machine.clear()
    later = sent(restaurant)
    wait_for_board(grill, 2)
    assert fallbacks(restaurant, later) == []
    assert machine.state().sheets == 0


@pytest.mark.browser
def test_a_manager_tries_a_printer_and_has_a_doubtful_sheet_printed_again(
    restaurant: Restaurant, machine: Machine
) -> None:
    page = restaurant.office.new_page()
    page.goto(f"{restaurant.kds.web_url}/manager/printers")
    spare = page.locator("[data-printer=spare]")
    expect(spare.get_by_text("ready")).to_be_visible(timeout=40_000)
    spare.get_by_role("button", name="Test sheet for Grill").click()
    expect(spare.locator("[data-test=printed]")).to_be_visible()
    assert "Grill" in paper_of(machine)[0]

    machine.set(Fault.DROP, after_lines=2)
    restaurant.post(ORDER)
    sheet = page.locator("[data-state=unknown]")
    expect(sheet).to_be_visible(timeout=30_000)
    machine.clear()
    sheet.get_by_role("button", name="print again").click()
    expect(page.locator(".paper img")).to_be_visible()
    expect(page.get_by_text("the new one says COPY")).to_be_visible()
    page.get_by_role("button", name="Print again", exact=True).click()
    expect(page.locator("[data-state=printed]")).to_be_visible()
    assert "COPY" in paper_of(machine)[-1]
