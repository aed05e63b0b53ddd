"""The screens on the wall, of every size: opened as they hang there, and looked at for faults."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page, expect

from tests.acceptance.restaurant import Restaurant

WITHIN_MS, USUAL_MS = 30_000, 5_000
"""How long whatever is expected of a screen may take, here and elsewhere: many pages are slow."""
LOOK = Path(__file__).with_name("look_for_faults.js").read_text("utf-8")


class Size(NamedTuple):
    """A screen that hangs in kitchens, in CSS pixels."""

    name: str
    width: int
    height: int
    is_tablet: bool = False


SIZES = (
    Size("wall", 1920, 1080),
    Size("small", 1366, 768),
    Size("upright", 1080, 1920),
    Size("tablet", 1024, 768, is_tablet=True),
)


CHOOSE_LANGUAGE = """
language => import("/static/js/screen/settings.js")
  .then(({ settings }) => settings.save({ language }))
"""


class Wall:
    """The paired screens of a restaurant; each can be opened at every size."""

    def __init__(self, restaurant: Restaurant, *boards: str) -> None:
        self.restaurant = restaurant
        self._kept: dict[str, tuple[str, Any]] = {}
        for board in boards:
            page = restaurant.hang_up_screen(board, f"{board} 1")
            self._kept[board] = (page.url, page.context.storage_state())
            page.context.close()

    @property
    def browser(self) -> Browser:
        """Return the browser that shows them."""
        return self.restaurant.browser

    @contextlib.contextmanager
    def open(self, board: str, size: Size, *, touched: bool = True) -> Iterator[Page]:
        """Open a screen of this size; any error in the page fails the test."""
        url, state = self._kept[board]
        context = self.browser.new_context(
            storage_state=state,
            viewport={"width": size.width, "height": size.height},
            has_touch=touched,
            is_mobile=size.is_tablet,
            reduced_motion="reduce",
        )
        context.set_default_timeout(WITHIN_MS)
        expect.set_options(timeout=WITHIN_MS)
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        try:
            page.goto(url)
            expect(page.get_by_text("live,")).to_be_visible()
            yield page
            assert not errors
        finally:
            expect.set_options(timeout=USUAL_MS)
            context.close()


def faults(page: Page, *, touched: bool = True) -> list[str]:
    """Return what is cut off, covered, off the page or too small for a finger, in words."""
    found: list[str] = page.evaluate(LOOK, {"touched": touched})
    return found


def turn_pages(page: Page) -> Iterator[int]:
    """Show one page of tickets after the other, from the first to the last."""
    up, down = (page.locator(".pager button").nth(each) for each in (0, -1))
    while up.count() and up.is_enabled():
        page.keyboard.press("PageUp")
    number = 0
    yield number
    said = page.locator(".pager > span").nth(1)
    while down.count() and down.is_enabled():
        number += 1
        before = said.inner_text()
        page.keyboard.press("PageDown")
        expect(said).not_to_have_text(before)
        yield number


@contextlib.contextmanager
def speaking(page: Page, language: str) -> Iterator[None]:
    """Have a screen speak a language for a while: it loads itself anew."""
    usual = page.locator("html").get_attribute("lang")
    for chosen, speaks in ((language, True), (usual, False)):
        page.evaluate(CHOOSE_LANGUAGE, chosen)
        page.wait_for_function("chosen => document.documentElement.lang === chosen", arg=chosen)
        page.wait_for_selector(".board")
        if speaks:
            yield
