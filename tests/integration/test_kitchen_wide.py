"""What holds for the whole kitchen, on a real web process with real screens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kds.bus import kitchen_states, schema
from kds.clock import now
from tests.conftest import Server
from tests.integration.web_people import shell, signed_in, started
from tests.integration.web_process import Screen, WebProcess


@pytest.fixture
def web(tmp_path: Path, shared_server: Server, site: str) -> Iterator[WebProcess]:
    process = started(WebProcess(tmp_path, shared_server.url, site))
    yield process
    process.stop()


def screen(web: WebProcess, board: str) -> Screen:
    """Return a screen that follows its board."""
    found = Screen(web, web.pair(board))
    assert found.subscribe(board)["ok"]
    return found


def say(screen: Screen, command: str, **details: Any) -> Any:
    asked = {"command_id": uuid4().hex, "command": command, **details}
    return screen.ask("kitchen_act", asked)


def products(message: Any) -> list[str]:
    return [each["product"] for each in message["sold_out"]]


def test_every_screen_hears_at_once_what_one_of_them_says(web: WebProcess) -> None:
    grill, approvals = screen(web, "grill"), screen(web, "approvals")
    for each in (grill, approvals):
        told = each.next("kitchen")
        assert (told["sold_out"], told["outside_paused_until"]) == ([], None)
        assert told["suggested_minutes"] == 10
        assert isinstance(told["figures"], dict)

    assert say(grill, "MarkSoldOut", product="Pike")["result"] == "done"
    (pike,) = approvals.next("kitchen")["sold_out"]
    assert (pike["product"], pike["by"][:5]) == ("Pike", "grill")
    assert say(approvals, "MarkSoldOut", product="pike")["result"] == "unchanged"

    assert say(approvals, "PauseOutside", minutes=15)["result"] == "done"
    grill.next("kitchen")
    paused = grill.next("kitchen")
    assert paused["outside_paused_until"] > now().isoformat()
    assert paused["outside_paused_by"].startswith("approvals")

    later = screen(web, "pass").next("kitchen")
    assert later == paused, "a screen that comes later hears it too"


def test_the_customers_board_hears_nothing_of_it(web: WebProcess) -> None:
    customers, grill = screen(web, "ready-board"), screen(web, "grill")
    say(grill, "MarkSoldOut", product="Pike")
    grill.next("kitchen")
    heard: list[str] = []
    while heard.count("tick") < 2:  # The second one was sent after the message was.
        heard.append(customers.heard.get(timeout=20)[0])
    assert "kitchen" not in heard
    assert say(customers, "MarkSoldOut", product="Perch")["code"] == "not_permitted"


def test_who_may_say_it_from_a_screen(web: WebProcess) -> None:
    by_board = {board: screen(web, board) for board in ("grill", "pass", "approvals")}
    pauses = {
        board: say(each, "PauseOutside", minutes=30)["result"] for board, each in by_board.items()
    }
    assert pauses == {"grill": "refused", "pass": "done", "approvals": "done"}
    assert say(by_board["grill"], "ResumeOutside")["code"] == "not_permitted"
    assert say(by_board["pass"], "ResumeOutside")["result"] == "done"
    for each in by_board.values():
        assert say(each, "MarkSoldOut", product="Pike")["result"] != "refused"
        assert say(each, "MarkAvailable", product="Pike")["result"] != "refused"


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ({"command": "MarkSoldOut"}, "$.product"),
        ({"command": "PauseOutside"}, "$.minutes"),
        ({"command": "PauseOutside", "minutes": 1}, "$.minutes"),
        ({"command": "Approve"}, "$.command"),
    ],
)
def test_what_is_wrong_is_named(web: WebProcess, asked: Any, path: str) -> None:
    answer = screen(web, "pass").ask("kitchen_act", asked | {"command_id": uuid4().hex})
    assert (answer["result"], answer["code"], answer["path"]) == ("refused", "invalid", path)


def test_a_lost_answer_is_asked_for_again_and_nothing_is_done_twice(web: WebProcess) -> None:
    counter = screen(web, "pass")
    asked = {"command_id": uuid4().hex, "command": "MarkSoldOut", "product": "Pike"}
    assert counter.ask("kitchen_act", asked)["result"] == "done"
    assert say(counter, "MarkAvailable", product="Pike")["result"] == "done"
    assert counter.ask("kitchen_act", asked)["result"] == "done"
    assert kitchen_states.read(web.client, web.keys).sold_out == ()  # type: ignore[union-attr]
    other = counter.ask("kitchen_act", asked | {"product": "Perch"})
    assert other["code"] == "idempotency_conflict"


def test_a_manager_does_the_same_from_the_back_office(web: WebProcess) -> None:
    mari, grill = signed_in(web, "Mari"), screen(web, "grill")
    grill.next("kitchen")
    path = "/api/v1/kitchen"
    assert mari.post(f"{path}/sold-out", {"product": "Pike"}).json["sold_out"][0]["by"] == "Mari"
    assert products(grill.next("kitchen")) == ["Pike"]
    paused = shell(web).post(f"{path}/pause", {"minutes": 60}).json
    assert paused == signed_in(web, "Otto").get(path).json
    assert grill.next("kitchen")["outside_paused_until"] == paused["outside_paused_until"]
    assert mari.post(f"{path}/resume", {}).json["outside_paused_until"] is None
    assert mari.post(f"{path}/available", {"product": "PIKE"}).json["sold_out"] == []


def test_a_server_that_lost_everything_gets_it_back(web: WebProcess) -> None:
    counter = screen(web, "pass")
    say(counter, "MarkSoldOut", product="Pike")
    web.stop()
    for key in web.client.scan_iter(f"{web.keys.prefix}*"):
        web.client.delete(key)
    schema.prepare(web.client, web.keys)
    web.start()

    assert products(screen(web, "grill").next("kitchen")) == ["Pike"]
    state = kitchen_states.read(web.client, web.keys)
    assert state is not None
    assert [each.product for each in state.sold_out] == ["Pike"], "tills read it there"


def test_the_suggestion_follows_what_the_kitchen_owes(web: WebProcess) -> None:
    approvals = screen(web, "approvals")
    before = approvals.next("kitchen")["suggested_minutes"]
    for _ in range(12):
        web.apply(f"A-{uuid4().hex[:12]}")
    after = approvals.next("kitchen")["suggested_minutes"]
    assert after > before
    assert after % 5 == 0
