"""Where tickets stand: none on another, in their sequence, none cut off; as high as they are."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from tests.acceptance.test_board_reducer import Quiet

pytestmark = pytest.mark.browser

ROOM = {"height": 1000, "gap": 10}
SIZES = st.lists(
    st.builds(
        lambda columns, height: {"columns": columns, "height": height},
        st.sampled_from([1, 1, 1, 2, 3]),
        st.integers(1, ROOM["height"]),
    ),
    max_size=40,
)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page that has the packing and the pages."""
    folder = str(files("kds.web").joinpath("static"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/icon.svg")
    page.evaluate("""async () => {
      window.packing = await import('/js/screen/packing.js');
      window.pages = await import('/js/screen/pages.js');
    }""")
    yield page
    page.close()
    server.shutdown()


def _packed(page: Page, sizes: list[dict[str, int]]) -> list[dict[str, Any]]:
    places: list[dict[str, Any]] = page.evaluate(
        "([sizes, room]) => packing.pack(sizes, room)", [sizes, ROOM]
    )
    return places


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(sizes=SIZES)
def test_no_ticket_stands_on_another_or_is_cut_off(page: Page, sizes: list[dict[str, int]]) -> None:
    free = (0, 0)
    """The column in which the tickets before have ended, and how far down."""
    for size, place in zip(sizes, _packed(page, sizes), strict=True):
        assert (place["column"], place["top"]) >= free
        assert place["last"] == place["column"] + size["columns"] - 1
        if size["columns"] > 1:
            assert place["top"] == 0, "what is higher than a column begins on top of one"
        else:
            assert place["top"] + size["height"] <= ROOM["height"]
        # No column is left before what fits into it has its place there.
        fits = size["columns"] == 1 and free[1] + size["height"] <= ROOM["height"]
        if free[1] == 0 or fits:
            assert (place["column"], place["top"]) == free
        else:
            assert place["column"] == free[0] + 1
        free = (place["last"], place["top"] + size["height"] + ROOM["gap"])


def test_a_change_moves_only_what_comes_after_it(page: Page) -> None:
    sizes = [{"columns": 1, "height": 300 + 10 * n} for n in range(12)]
    before = _packed(page, sizes)
    after = _packed(page, [*sizes[:6], {"columns": 1, "height": 900}, *sizes[7:]])
    assert after[:6] == before[:6]
    assert after[6:] != before[6:]


def test_a_ticket_over_two_pages_is_on_both(page: Page) -> None:
    span = page.evaluate("packing.spanOf({ column: 4, last: 6, top: 0 }, 6)")
    assert span == {"first": 0, "last": 1, "several": True}


def test_one_turns_from_the_page_that_is_shown_also_where_later_ones_have_gone(page: Page) -> None:
    shown: list[int] = page.evaluate(
        """() => {
          const board = new pages.Pages();
          const shown = [];
          board.changed.add(() => shown.push(board.shown));
          board.stand({ count: 5, spans: [] });
          board.turn(3);
          board.stand({ count: 2, spans: [] });
          board.turn(-1);
          board.stand({ count: 5, spans: [] });
          return shown;
        }"""
    )
    assert shown == [0, 3, 1, 0, 0]


def test_a_page_that_has_gone_is_not_turned_to_when_others_come(page: Page) -> None:
    shown: list[int] = page.evaluate(
        """() => {
          const board = new pages.Pages();
          board.stand({ count: 5, spans: [] });
          board.turn(4);
          return [1, 2, 5].map((count) => {
            board.stand({ count, spans: [] });
            return board.shown;
          });
        }"""
    )
    assert shown == [0, 0, 0]
