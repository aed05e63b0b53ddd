"""Takes a picture of a page, and keeps it small."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from docs.pictured.views import PAGES, THEMES, VIEWS, file_of

HERE = Path(__file__).parents[1] / "pictures"
COLOURS = 64

CHOOSE = """
theme => import("/static/js/screen/settings.js").then(({ settings }) => settings.save({ theme }))
"""
SHOW = "theme => { document.documentElement.dataset.theme = theme; }"
RAN = "theme => document.documentElement.dataset.theme === theme"


def take_view(screen: Page, view: str, *, is_live: bool = True) -> None:
    """Take a view that a screen shows now, in each theme; a live one is set to it for good."""
    _stand(screen, VIEWS[view].size)
    for theme in THEMES:
        screen.evaluate(CHOOSE if is_live else SHOW, theme)
        screen.wait_for_function(RAN, arg=theme)
        _take(screen, file_of(view, theme))
    screen.evaluate(CHOOSE if is_live else SHOW, next(iter(THEMES)))


def take_page(page: Page, name: str) -> None:
    """Take a page of the office or the till."""
    _stand(page, PAGES[name].size)
    _take(page, f"{name}.webp")


def _stand(page: Page, size: tuple[int, int]) -> None:
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function("() => document.readyState === 'complete'")
    # Columns are fitted to the screen in the frame after it has changed.
    page.evaluate("() => new Promise(done => setTimeout(() => requestAnimationFrame(done), 500))")


def _take(page: Page, file: str) -> None:
    shot = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    few = shot.quantize(COLOURS, dither=Image.Dither.NONE).convert("RGB")
    few.save(HERE / file, "WEBP", lossless=True, quality=80, method=4)
