"""The tag of one order at the till: of all that is answered, and for `If-Match` of the order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.till_process import Answer, TillProcess, burger


@pytest.fixture
def apart(tmp_path: Path, site: str) -> Iterator[TillProcess]:
    """A till whose server is away, so that an order is soon late."""
    till = TillProcess(tmp_path, "redis://127.0.0.1:1/0", site, within_s=2.0)
    till.start()
    yield till
    till.stop()


def test_whoever_has_an_order_hears_what_time_and_language_make_of_it(apart: TillProcess) -> None:
    path = f"/api/v1/orders/{apart.post(burger()).body['order_id']}"
    fresh = apart.ask("GET", path)
    assert fresh.body["whereabouts"]["status"] == "IN_KITCHEN"

    def changed() -> Answer | None:
        now = apart.ask("GET", path, If_None_Match=fresh.headers["Etag"])
        late = now.status == 200 and now.body["whereabouts"]["status"] == "NOT_SENT_TO_KITCHEN"
        return now if late else None

    late = apart.await_that(changed)
    assert late.body["tag"] == fresh.body["tag"]
    known = late.headers["Etag"]
    assert apart.ask("GET", path, If_None_Match=known).status == 304
    finnish = apart.ask("GET", path, If_None_Match=known, Accept_Language="fi")
    assert (finnish.status, finnish.headers["Etag"] == known) == (200, False)
    assert finnish.body["tag"] == late.body["tag"]


def test_a_change_may_start_from_the_order_whatever_was_said_of_it(apart: TillProcess) -> None:
    path = f"/api/v1/orders/{apart.post(burger()).body['order_id']}"
    seen = apart.ask("GET", path, Accept_Language="fi")
    parked = apart.ask("POST", f"{path}/park", {"table": "7"}, If_Match=seen.headers["Etag"])
    assert parked.status == 200
    late = apart.ask("POST", f"{path}/open", {}, If_Match=seen.headers["Etag"])
    assert (late.status, late.body["code"]) == (412, "stale")
    again = apart.ask("POST", f"{path}/open", {}, If_Match=f'"{parked.body["tag"]}"')
    assert again.status == 200
