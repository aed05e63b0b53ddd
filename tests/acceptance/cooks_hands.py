"""Cooks at a screen: one only touches it, one only presses keys, and both can do the same."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Protocol

from playwright.sync_api import Locator, Page, expect

from tests.acceptance.installation import await_that

LEAST_PX = 45.3
"""12 mm on a screen of 96 pixels to the inch."""
MOST_STEPS = 90
TOUCHES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Recently ready": ("Recall",),
        "Options": ("Options",),
        "Screen settings": ("Options", "Screen settings"),
        "Keys, colours and marks": ("Options", "Keys, colours and marks"),
        "Learn keys": ("Options", "Learn keys"),
        "Sold out": ("Sold out",),
    }
)
"""The buttons that lead to each window."""
WINDOWS: Mapping[str, str] = MappingProxyType(
    {
        "Recently ready": "r",
        "Options": "o",
        "Screen settings": ",",
        "Keys, colours and marks": "?",
        "Sold out": "k",
    }
)
"""The key of each window that has one, on the usual keyboard."""
KEYS: Mapping[str, str] = MappingProxyType(
    {"Start": "g", "Ready": "b", "Approve": "b", "More": "m"}
)
"""The key of each button that has one."""
HAS_FOCUS = "(element) => element === document.activeElement"
IN_SIGHT = """(element) => {
  const box = element.getClientRects()[0];
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const hit = document.elementFromPoint(x, y);
  return Boolean(hit) && (element.contains(hit) || hit.contains(element));
}"""


NEXT_FRAME = """() => new Promise((done) => {
  requestAnimationFrame(() => requestAnimationFrame(done));
  // A page that is behind another one has no frames.
  setTimeout(done, 500);
})"""


class Cook(Protocol):
    """What a cook can do at a screen, whatever the hands have before them."""

    page: Page

    def choose(self, ticket: Locator) -> None:
        """Have a ticket before oneself, on whatever page it is."""

    def press(self, place: Locator, name: str) -> None:
        """Press a button of a ticket, or of the window that is open."""

    def strike(self, ticket: Locator, product: str) -> None:
        """Strike a line, or take that back."""

    def undo(self, gone: Locator) -> None:
        """Take back what was marked ready a moment ago."""

    def open(self, window: str) -> Locator:
        """Open a window of the screen by its name, and return it."""

    def close(self, window: Locator) -> None:
        """Close a window."""

    def turn(self, by: int) -> None:
        """Turn the page forward, or back."""


class Toucher:
    """A cook with wet fingers: every button must be in sight and large enough."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._fingers = page.context.new_cdp_session(page)

    def choose(self, ticket: Locator) -> None:
        self._turn_to(ticket.locator("h2"))

    def press(self, place: Locator, name: str) -> None:
        self._tap(place.get_by_role("button", name=name).first)

    def strike(self, ticket: Locator, product: str) -> None:
        self._tap(ticket.locator(".line", has_text=product).get_by_role("button").first)

    def undo(self, gone: Locator) -> None:
        self._tap(gone.get_by_role("button", name="Undo"))

    def open(self, window: str) -> Locator:
        first, *then = TOUCHES[window]
        self._tap(self.page.locator(".screen-head").get_by_role("button", name=first).first)
        for name in then:
            self._tap(self.page.get_by_role("dialog").get_by_role("button", name=name))
        return _dialog(self.page, window)

    def close(self, window: Locator) -> None:
        self._tap(window.get_by_role("button", name="Close", exact=True))
        expect(self.page.get_by_role("dialog")).to_have_count(0)

    def turn(self, by: int) -> None:
        self._tap(self.page.get_by_role("button", name="Page down" if by > 0 else "Page up"))

    def swipe(self, by: int) -> None:
        """Draw a finger across the tickets, as one turns paper."""
        size: Any = self.page.viewport_size
        # The browser's own gesture: it ends by itself, and leaves no finger behind.
        self._fingers.send(
            "Input.synthesizeScrollGesture",
            {
                "x": size["width"] * (0.5 + 0.2 * by),
                "y": size["height"] / 2,
                "xDistance": -by * size["width"] * 0.35,
                "speed": 1500,
                "preventFling": True,
                "gestureSourceType": "touch",
            },
        )

    def _tap(self, button: Locator) -> None:
        expect(button).to_be_enabled()
        if not button.evaluate("(element) => Boolean(element.closest('dialog'))"):
            self._turn_to(button)
        box = button.bounding_box()
        assert box is not None
        small = f"{button}: too small for a wet finger, {box}"
        assert min(box["width"], box["height"]) >= LEAST_PX, small
        button.tap()

    def _turn_to(self, place: Locator) -> None:
        """Turn pages until something is in sight: nothing scrolls by itself on a wall."""
        up, down = (self.page.get_by_role("button", name=f"Page {to}") for to in ("up", "down"))
        if place.evaluate(IN_SIGHT):
            return
        # Up once more at last: what has left gives its place away while the pages are turned.
        for button in (up, down, up):
            while button.count() and button.is_enabled() and not place.evaluate(IN_SIGHT):
                button.tap()
                self.page.evaluate(NEXT_FRAME)
        assert place.evaluate(IN_SIGHT), f"{place} is on no page"


class Presser:
    """A cook who has only keys: each press is that of a key of the usual keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def choose(self, ticket: Locator) -> None:
        """Go to it with the arrows: first to the end, then back."""
        for key in ("ArrowRight", "ArrowLeft"):
            for _ in range(MOST_STEPS):
                if ticket.evaluate("(one) => one.contains(document.activeElement)"):
                    _await_sight(ticket.locator("h2"))
                    return
                self.page.keyboard.press(key)
        raise AssertionError(f"no arrow leads to {ticket}")

    def press(self, place: Locator, name: str) -> None:
        if place.evaluate("(one) => one.matches('dialog')"):
            self._walk_to(place.get_by_role("button", name=name).first, "ArrowDown")
            self.page.keyboard.press("Enter")
            return
        self.choose(place)
        expect(place.get_by_role("button", name=name).first).to_be_enabled()
        if key := KEYS.get(name):
            self.page.keyboard.press(key)
        else:
            self._walk_to(place.get_by_role("button", name=name).first, "ArrowDown")
            self.page.keyboard.press("Enter")

    def strike(self, ticket: Locator, product: str) -> None:
        self.choose(ticket)
        button = ticket.locator(".line", has_text=product).get_by_role("button").first
        self._walk_to(button, "ArrowDown")
        expect(button).to_be_enabled()
        self.page.keyboard.press("x")

    def undo(self, gone: Locator) -> None:
        expect(gone.get_by_role("button", name="Undo")).to_be_visible()
        self.page.keyboard.press("u")

    def open(self, window: str) -> Locator:
        if window in WINDOWS:
            self.page.keyboard.press(WINDOWS[window])
        else:
            self.page.keyboard.press("o")
            self.press(_dialog(self.page, "Options"), window)
        return _dialog(self.page, window)

    def close(self, window: Locator) -> None:
        expect(window).to_be_visible()
        self.page.keyboard.press("Escape")
        expect(window).to_have_count(0)

    def turn(self, by: int) -> None:
        self.page.keyboard.press("PageDown" if by > 0 else "PageUp")

    def _walk_to(self, button: Locator, key: str) -> None:
        for _ in range(MOST_STEPS):
            if button.evaluate(HAS_FOCUS):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{key} does not lead to {button}")


def _await_sight(place: Locator) -> None:
    await_that(lambda: bool(place.evaluate(IN_SIGHT)), f"{place} is in sight")


def _dialog(page: Page, name: str) -> Locator:
    dialog = page.get_by_role("dialog", name=name)
    expect(dialog).to_be_visible()
    return dialog
