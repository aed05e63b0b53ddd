"""What stands around every answer of the web server, and what it refuses unread."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from uuid import uuid4

import pytest

from tests.integration.browser import Browser
from tests.integration.web_people import not_sent
from tests.integration.web_process import WebProcess


def test_every_page_forbids_what_it_does_not_need(stranger: Browser, manager: Browser) -> None:
    pages = [
        stranger.get(path) for path in ("/", "/sign-in", "/display/grill", "/none", "/static/")
    ]
    pages += [manager.get(path) for path in ("/manager", "/api/v1/alarms")]
    for answer in pages:
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self' 'sha256-")
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_only_inline_script_is_the_one_that_the_policy_names(
    stranger: Browser, manager: Browser
) -> None:
    for answer in (
        stranger.get("/display/grill"),
        stranger.get("/sign-in"),
        manager.get("/manager"),
    ):
        inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", answer.text, re.S)
        assert len(inline) == 1
        digest = base64.b64encode(hashlib.sha256(inline[0].encode()).digest()).decode()
        assert f"'sha256-{digest}'" in answer.headers["Content-Security-Policy"]
        for path in json.loads(inline[0])["imports"].values():
            assert stranger.get(path).status == 200
        assert not re.search(r"\son[a-z]+=|\sstyle=|javascript:", answer.text)


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "application/json"},
        {"Content-Type": "text/plain", "X-KDS": "1"},
        {"Content-Type": "application/json", "X-KDS": "1", "Origin": "https://evil.test"},
        {"Content-Type": "application/json", "X-KDS": "1", "Origin": "null"},
        {"Content-Type": "application/x-www-form-urlencoded"},
    ],
)
def test_a_change_that_another_site_could_have_sent_is_refused(
    web: WebProcess, manager: Browser, headers: dict[str, str]
) -> None:
    not_sent(web, order_id := f"A-{uuid4().hex[:8]}")
    path = f"/api/v1/orders/{order_id}/commands"
    body = json.dumps({"command": "ResolveOtherwise", "command_id": uuid4().hex, "reason": "r"})
    answer = manager.send("POST", path, body.encode(), headers)
    assert (answer.status, answer.json["code"]) == (403, "foreign_request")
    assert manager.get(f"/api/v1/orders/{order_id}").json["status"] == "NOT_SENT_TO_KITCHEN"


@pytest.mark.parametrize(("headers", "status"), [({"X-KDS": "1"}, 404), ({}, 403)])
def test_a_change_without_a_body_needs_only_the_header(
    manager: Browser, headers: dict[str, str], status: int
) -> None:
    assert manager.send("POST", "/api/v1/displays/none/revoke", None, headers).status == status


def test_a_body_too_large_is_refused(stranger: Browser) -> None:
    answer = stranger.post("/pair/begin", {"board": "x" * 70_000})
    assert answer.status == 413
    answer = stranger.submit("/sign-in", name="Mari", pin="1" * 70_000)
    assert answer.status == 413


def test_errors_are_json_for_programs_and_pages_for_people(stranger: Browser) -> None:
    page = stranger.get("/nowhere")
    assert page.status == 404
    assert page.headers["Content-Type"].startswith("text/html")
    assert stranger.get("/api/v1/nowhere").json["code"] == "not_found"
    assert stranger.get("/nowhere", Accept="application/json").json["code"] == "not_found"
    assert stranger.get("/display/nowhere").status == 404
