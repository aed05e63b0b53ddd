"""Signing in on a real web process, and what a session is good for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kds.access import Role
from kds.access.tries import FREE_FOR_PERSON
from tests.conftest import Server
from tests.integration.browser import Browser
from tests.integration.web_people import PINS, started
from tests.integration.web_process import WebProcess


@pytest.mark.parametrize("page", ["/manager", "/manager/screens", "/manager/day"])
def test_pages_for_people_send_strangers_to_sign_in_and_back(web: WebProcess, page: str) -> None:
    browser = Browser(web.port)
    answer = browser.get(page)
    assert answer.status == 302
    there = answer.headers["Location"]
    assert there.startswith("/sign-in?next=")
    assert page in browser.get(there).text
    signed = browser.submit("/sign-in", name="Mari", pin=PINS["Mari"], next=page)
    assert (signed.status, signed.headers["Location"]) == (303, page)
    assert browser.get(page).status == 200
    assert browser.submit("/sign-out").status == 303
    assert browser.get(page).status == 302


def test_a_session_ends_on_the_server_too(web: WebProcess, manager: Browser) -> None:
    kept = dict(manager.cookies)
    manager.submit("/sign-out")
    manager.cookies = kept
    assert manager.get("/api/v1/alarms").status == 401


@pytest.mark.parametrize(
    "there",
    ["https://evil.test/", "//evil.test", "/\\evil.test", "javascript:alert(1)", "", "manager"],
)
def test_signing_in_never_leads_to_another_site(stranger: Browser, there: str) -> None:
    answer = stranger.submit("/sign-in", name="Mari", pin=PINS["Mari"], next=there)
    assert (answer.status, answer.headers["Location"]) == (303, "/manager")


def test_a_wrong_pin_is_told_and_too_many_lock(web: WebProcess) -> None:
    web.access.add_person("Victim", Role.CASHIER, "8642")
    browser = Browser(web.port)
    for _ in range(FREE_FOR_PERSON):
        answer = browser.submit("/sign-in", name="Victim", pin="0001")
        assert answer.status == 403
        assert "The name or the PIN is wrong." in answer.text
        assert "0001" not in answer.text
    locked = browser.submit("/sign-in", name="Victim", pin="8642")
    assert locked.status == 429
    assert "Too many wrong PINs" in locked.text
    as_json = browser.post("/sign-in", {"name": "Victim", "pin": "8642"})
    assert (as_json.status, as_json.json["code"]) == (429, "locked")
    assert browser.cookies == {}


def test_what_is_typed_comes_back_as_text_only(stranger: Browser) -> None:
    evil = "\"><script>alert('x')</script>"
    for answer in (
        stranger.submit("/sign-in", name=evil, pin="0001"),
        stranger.get("/sign-in?next=/%22%3E%3Cscript%3Ealert(1)%3C/script%3E"),
        stranger.get("/display/%3Cscript%3Ealert(1)%3C%2Fscript%3E"),
        stranger.get("/%3Cscript%3Ealert(1)%3C/script%3E"),
    ):
        assert "<script>alert" not in answer.text


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(
    tmp_path: Path, shared_server: Server, site: str
) -> None:
    web = WebProcess(tmp_path, shared_server.url, site)
    started(web, KDS_WEB_URL="https://kds.example")
    try:
        for proto, secure in (("http", False), ("https", True)):
            answer = Browser(web.port).send(
                "POST",
                "/sign-in",
                json.dumps({"name": "Mari", "pin": PINS["Mari"]}).encode(),
                {
                    "Content-Type": "application/json",
                    "Origin": "https://kds.example",
                    "X-Forwarded-Proto": proto,
                },
            )
            assert answer.status == 200, answer.text
            cookie = answer.headers["Set-Cookie"]
            assert "HttpOnly" in cookie
            assert "SameSite=Strict" in cookie
            assert ("Secure" in cookie) is secure
    finally:
        web.stop()
