"""The till's list costs next to nothing while nothing has changed, and is never old for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Server
from tests.integration.till_process import Answer, KitchenHere, TillProcess, burger

LIST = "/api/v1/orders"


@pytest.fixture
def till(tmp_path: Path, shared_server: Server, site: str) -> Iterator[TillProcess]:
    """A till beside a server."""
    till = TillProcess(tmp_path, shared_server.url, site)
    till.start()
    yield till
    till.stop()


def listed(till: TillProcess, known: str | None = None, query: str = "", **headers: str) -> Answer:
    if known is not None:
        headers["If_None_Match"] = f'"{known}"'
    return till.ask("GET", LIST + query, **headers)


def tag_at_rest(till: TillProcess, query: str = "") -> str:
    """Return the tag once nothing is on its way any more."""

    def at_rest() -> Any:
        tag = listed(till, query=query).body["tag"]
        return tag if listed(till, tag, query).status == 304 else None

    return str(till.await_that(at_rest))


def test_who_has_the_list_is_told_only_that_nothing_has_changed(till: TillProcess) -> None:
    till.place(3)
    till.await_all_sent()
    KitchenHere(till).route()
    till.await_that(lambda: till.ask("GET", LIST).body["orders"][0]["whereabouts"]["steps"][2:])
    tag = tag_at_rest(till)

    again = listed(till, tag)
    assert (again.status, again.headers["Etag"]) == (304, f'"{tag}"')
    assert bytes(again.body) == b""
    first = listed(till)
    assert (first.status, first.headers["Etag"]) == (200, f'"{first.body["tag"]}"')


def test_every_change_is_news(till: TillProcess) -> None:
    (order_id,) = till.place(1)
    till.await_all_sent()
    tag = tag_at_rest(till)

    assert till.ask("POST", f"{LIST}/{order_id}/pay", {"method": "cash", "amount": 5}).status == 200
    paid = listed(till, tag)
    assert (paid.status, paid.body["orders"][0]["money"]["taken"]) == (200, 5)
    till.await_all_sent()
    tag = tag_at_rest(till)
    KitchenHere(till).route()
    heard = till.await_that(lambda: (now := listed(till, tag)).status == 200 and now)
    assert heard.body["tag"] != tag


@pytest.mark.parametrize(
    ("query", "language"), [("?limit=7", "en"), ("?status=PARKED", "en"), ("", "fi")]
)
def test_the_tag_of_another_list_is_not_of_this_one(
    till: TillProcess, query: str, language: str
) -> None:
    tag = tag_at_rest(till)

    assert listed(till, tag, query, Accept_Language=language).status == 200


def test_that_an_order_is_late_is_news_though_nothing_happens(tmp_path: Path, site: str) -> None:
    till = TillProcess(tmp_path, "redis://127.0.0.1:1/0", site, within_s=5.0)
    till.start()
    assert till.post(burger()).status == 201
    fresh = till.await_that(lambda: (now := listed(till).body)["bus"]["trouble"] and now)
    assert fresh["orders"][0]["whereabouts"]["status"] == "IN_KITCHEN"
    tag = fresh["tag"]

    def next_status() -> str:
        """What is told of the order with the next news; other news are the troubles of the bus."""
        nonlocal tag
        news = till.await_that(lambda: (now := listed(till, tag)).status == 200 and now)
        tag = news.body["tag"]
        return str(news.body["orders"][0]["whereabouts"]["status"])

    told = till.await_that(lambda: (now := next_status()) != "IN_KITCHEN" and now)
    assert told == "NOT_SENT_TO_KITCHEN"
    till.stop()


def test_after_a_restart_everything_is_told_again(till: TillProcess) -> None:
    tag = tag_at_rest(till)
    till.stop()
    till.start()

    assert listed(till, tag).status == 200
