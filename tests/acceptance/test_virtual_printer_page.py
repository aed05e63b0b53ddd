"""The page of `kds printer`, as a newcomer sees it: paper comes out, each fault is a button."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from kds.orders.paper import PrinterFault, PrintState
from kds.paper.device import Put, connected
from kds.settings.paper import PrinterSettings

pytestmark = pytest.mark.browser

SHEET = b"\x1b@one\ntwo\nthree\nfour\n\x1dVB\x00"


class Shown:
    """A virtual printer that runs as a command, and its page."""

    def __init__(self, page: Page, process: subprocess.Popen[str]) -> None:
        self.page, self.process = page, process
        assert process.stdout is not None
        said = process.stdout.readline() + process.stdout.readline()
        port = re.search(r"port (\d+)", said)
        address = re.search(r"http://\S+", said)
        assert port
        assert address
        self.address = address[0]
        self.printer = PrinterSettings("Grill", host="127.0.0.1", port=int(port[1]))
        self.errors: list[str] = []
        page.on("console", lambda said: self.errors.append(said.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(self.address)

    def put(self) -> Put:
        """Print a sheet."""
        with connected(self.printer) as line:
            assert line.look() is None
            return line.put(SHEET, True)

    def button(self, name: str) -> None:
        """Press a fault."""
        self.page.get_by_role("button", name=name).click()


@pytest.fixture(name="shown")
def _shown(browser: Browser) -> Iterator[Shown]:
    words = [sys.executable, "-u", "-m", "kds", "printer", "--port", "0", "--page-port", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        page = browser.new_page()
        try:
            yield Shown(page, process)
        finally:
            page.close()
            process.terminate()
            assert process.wait(20) == 0


def test_paper_comes_out_and_a_fault_is_a_button(shown: Shown) -> None:
    expect(shown.page.get_by_text("No paper has come out yet")).to_be_visible()
    assert shown.put() == Put(PrintState.PRINTED)
    sheet = shown.page.get_by_role("img", name="Sheet 1", exact=True)
    expect(sheet).to_be_visible()
    shown.page.wait_for_function("document.getElementById('sheet-0').naturalWidth > 0")

    shown.button("Paper out")
    expect(shown.page.get_by_role("status")).to_contain_text("paper out")
    with connected(shown.printer) as line:
        assert line.look() is PrinterFault.PAPER_OUT
    shown.button("Paper out")
    expect(shown.page.get_by_role("status")).to_contain_text("ready")
    assert shown.put() == Put(PrintState.PRINTED)
    expect(shown.page.get_by_role("img", name="Sheet 2", exact=True)).to_be_visible()
    assert shown.errors == []


def test_a_fault_can_be_planned_for_amid_a_sheet(shown: Shown) -> None:
    shown.page.get_by_label("after so many more lines").fill("2")
    shown.button("Cover open")
    planned = shown.page.get_by_role("button", name="Cover open")
    expect(planned).to_have_attribute("aria-pressed", "mixed")

    assert shown.put() == Put(PrintState.FAILED, PrinterFault.COVER_OPEN)
    expect(planned).to_have_attribute("aria-pressed", "true")
    expect(shown.page.get_by_role("img", name="The sheet that is being printed")).to_be_visible()

    shown.button("Cover open")
    expect(shown.page.get_by_role("img", name="Sheet 1", exact=True)).to_be_visible()
    assert shown.errors == []


def test_a_page_that_lost_its_printer_says_so(shown: Shown) -> None:
    expect(shown.page.get_by_role("status")).to_contain_text("ready")
    shown.process.terminate()

    expect(shown.page.get_by_role("status")).to_contain_text("it was ended")
