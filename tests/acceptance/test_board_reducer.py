"""The board in the browser: snapshot and changes, in whatever order, equal a fresh snapshot."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from tests.acceptance.board_model import ModelServer

pytestmark = pytest.mark.browser

DRIVER = """
async (name) => {
  const reducer = await import(`/js/${name}.js`);
  window.begin = () => { window.board = reducer.emptyBoard(); return state(false); };
  window.run = (step, message, extra) => {
    let missed = false;
    if (step === "ask") board = reducer.subscribing(board);
    if (step === "unanswered") board = reducer.unanswered(board);
    if (step === "answer") board = reducer.applyAnswer(board, message);
    if (step === "tick") missed = reducer.hasMissed(board, message, extra);
    if (step === "push") ({ board, missed } = reducer.applyPush(board, message));
    return state(missed);
  };
  const state = (missed) => ({
    missed,
    cursor: board.cursor,
    epoch: board.epoch,
    tickets: [...board.tickets.values()].sort(byId),
    recent: [...board.recent.values()].sort(byId),
  });
  const byId = (a, b) => (a.order_id < b.order_id ? -1 : 1);
}
"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing; modules need their type whatever the machine's tables say."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".js": "text/javascript"}

    def log_message(self, format: str, *args: Any) -> None:
        """Keep still."""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page that has the reducer and a driver for it."""
    folder = str(files("kds.web").joinpath("static"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/icon.svg")
    page.evaluate(DRIVER, "board")
    yield page
    page.close()
    server.shutdown()


class Client:
    """The reducer in the browser, before a model of the server."""

    def __init__(self, page: Page, server: ModelServer) -> None:
        self._page = page
        self.server = server
        self.asked_at: tuple[int, int] | None = None
        self.told: dict[str, int] = {}
        self.state: dict[str, Any] = page.evaluate("begin()")

    def step(self, *step: Any) -> None:
        """Do one step of the reducer."""
        before = self.state["epoch"]
        self.state = self._page.evaluate("(step) => run(...step)", list(step))
        if self.state["epoch"] != before:
            self.told.clear()
        if step[0] in ("push", "answer") and step[1]["epoch"] == self.state["epoch"]:
            self._remember(step[1])
        self._expect_nothing_went_back()

    def _expect_nothing_went_back(self) -> None:
        """What this client was told once it never forgets: a later state is all that may show."""
        if self.state["epoch"] != f"e{self.server.epoch}":
            return
        shown = {v["order_id"]: v["version"] for key in MAPS for v in self.state[key]}
        for order_id, version in self.told.items():
            if order_id in shown:
                assert shown[order_id] >= version
            else:
                assert self.server.may_miss(order_id, version)

    def _remember(self, message: dict[str, Any]) -> None:
        """Keep the greatest version of each order that this client has been told of."""
        said = [
            *message.get("changes", []),
            *message.get("tickets", []),
            *message.get("recent", []),
        ]
        for each in said:
            known = self.told.get(each["order_id"], 0)
            self.told[each["order_id"]] = max(known, each["version"])

    def ask(self) -> None:
        """Begin to subscribe."""
        self.asked_at = (self.server.epoch, self.server.happened)
        self.cursor = (self.state["epoch"], self.state["cursor"])
        self.step("ask")

    def answer(self, at: int, read: int, whole: bool) -> None:
        """Get the answer: the whole board, or what came since the cursor."""
        server, (epoch, cursor) = self.server, self.cursor
        if whole or cursor is None or epoch != f"e{server.epoch}":
            self.step("answer", server.snapshot(at, max(at, read)))
        else:
            self.step("answer", server.replay(cursor, at))
        self.asked_at = None

    def settle(self) -> None:
        """Do what the connection does at the next tick: ask again only if something is missing."""
        if self.asked_at is not None:
            # Its time is up: the connection would not take an answer any more.
            self.asked_at = None
            self.step("unanswered")
        newest = self.server.id(self.server.happened)
        self.step("tick", f"e{self.server.epoch}", newest)
        if self.state["missed"]:
            self.ask()
            self.answer(self.server.happened, self.server.happened, whole=False)

    def expect_a_fresh_snapshot(self) -> None:
        """Compare with what a display that comes now would show."""
        fresh = self.server.snapshot(self.server.happened, self.server.happened)
        by_id = {key: sorted(fresh[key], key=lambda v: v["order_id"]) for key in MAPS}
        assert {key: self.state[key] for key in MAPS} == by_id


MAPS = ("tickets", "recent")
KINDS = (
    ["event"] * 6 + ["next"] * 5 + ["push"] * 3 + ["ask"] * 2 + ["answer"] * 3 + ["settle", "reset"]
)
STATES = ["waiting", "waiting", "ready", "gone"]
NUMBER = st.integers(0, 10**6)
STORY = st.lists(
    st.tuples(st.sampled_from(KINDS), NUMBER, NUMBER, st.booleans()), min_size=30, max_size=60
)


@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(story=STORY)
def test_whatever_comes_twice_late_or_not_at_all_the_board_is_the_servers(
    page: Page, story: list[tuple[Any, ...]]
) -> None:
    client = Client(page, ModelServer())
    client.settle()
    delivered = 0
    for what, one, other, whole in story:
        server = client.server
        if what == "event":
            server.happen("ABC"[one % 3], STATES[other % 4])
        elif what == "reset" and one % 4 == 0:
            server.reset()
            client.asked_at = None
            client.step("unanswered")
        elif what == "next" and delivered < len(server.every_push):
            client.step("push", server.every_push[delivered])
            delivered += 1
        elif what == "push" and server.every_push:
            client.step("push", server.every_push[-1 - one % min(6, len(server.every_push))])
        elif what == "ask" and client.asked_at is None:
            client.ask()
        elif what == "answer" and client.asked_at is not None:
            first, last = client.asked_at[1], server.happened
            at = first + one % (last - first + 1)
            client.answer(at, at + other % (last - at + 1), whole)
        elif what == "settle":
            client.settle()
            client.expect_a_fresh_snapshot()
    client.settle()
    client.expect_a_fresh_snapshot()
    for push in client.server.pushes:
        client.step("push", push)
    client.expect_a_fresh_snapshot()


def test_a_push_that_was_missed_is_noticed(page: Page) -> None:
    client = Client(page, ModelServer())
    client.settle()
    client.server.happen("A", "waiting")
    client.server.happen("B", "waiting")
    client.step("push", client.server.pushes[1])
    assert client.state["missed"]
    client.step("push", client.server.pushes[0])
    client.settle()
    client.expect_a_fresh_snapshot()


def test_what_left_the_board_does_not_come_back_late(page: Page) -> None:
    client = Client(page, ModelServer())
    client.settle()
    client.server.happen("A", "waiting")
    client.server.happen("A", "gone")
    for push in (*client.server.pushes, *reversed(client.server.pushes)):
        client.step("push", push)
    assert client.state["tickets"] == []
    client.expect_a_fresh_snapshot()


def test_a_push_does_not_cost_what_the_whole_shift_has_seen(page: Page) -> None:
    client = Client(page, ModelServer())
    client.settle()
    for number in range(300):
        client.server.happen(f"made {number}", "waiting")
        client.server.happen(f"made {number}", "gone")
    client.settle()
    client.server.happen("A", "waiting")
    page.evaluate(
        """() => {
          window.walked = 0;
          const walk = Map.prototype[Symbol.iterator];
          Map.prototype[Symbol.iterator] = function* () {
            for (const entry of walk.call(this)) {
              window.walked += 1;
              yield entry;
            }
          };
        }"""
    )
    client.step("push", client.server.pushes[-1])
    walked = page.evaluate("() => window.walked")
    page.reload()
    page.evaluate(DRIVER, "board")
    assert [view["order_id"] for view in client.state["tickets"]] == ["A"]
    assert walked < 10


def test_ids_are_compared_as_numbers(page: Page) -> None:
    client = Client(page, ModelServer())
    client.settle()
    for _ in range(30):
        client.server.happen("A", "waiting")
        client.step("push", client.server.pushes[-1])
        assert not client.state["missed"]
        assert client.state["cursor"] == client.server.pushes[-1]["id"]
