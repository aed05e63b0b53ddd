"""What is chosen for a screen, at it or from afar: kept, told to all its pages, and limited."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from kds.access import Display
from kds.clock import now
from tests.integration.browser import Browser
from tests.integration.web_people import signed_in
from tests.integration.web_process import Screen, WebProcess

CALM = {"volume": 20, "sounds": {"new": False}, "theme": "contrast", "text_size": "huge"}


def of(web: WebProcess, token: str) -> Display:
    """Return the display that holds a token."""
    display = web.access.display_of(token)
    assert display is not None
    return display


def listed(manager: Browser, display: Display) -> Any:
    """Return what a manager is told of a display."""
    found = manager.get("/api/v1/displays").json["displays"]
    return next(each for each in found if each["id"] == display.id)


def hung_up(web: WebProcess, token: str, board: str = "grill") -> Screen:
    """Return a page of a display that follows its board, and has heard its settings."""
    screen = Screen(web, token)
    assert screen.subscribe(board)["ok"]
    screen.next("settings")
    return screen


def test_a_display_sets_its_own_screen_and_every_page_of_it_hears(
    web: WebProcess, manager: Browser
) -> None:
    token, name = web.pair("grill"), f"Hot {uuid4().hex[:6]}"
    one, two = hung_up(web, token), hung_up(web, token)
    keys = {"profile": "bump", "learned": {"recall": "F5"}}
    assert one.ask("set_screen", CALM | {"name": name, "keys": keys}) == {"ok": True}
    for screen in (one, two):
        heard = screen.next("settings")
        assert heard == {
            "name": name,
            "language": "",
            "text_size": "huge",
            "theme": "contrast",
            "volume": 20,
            "sounds": dict.fromkeys(("changed", "stopped", "overdue", "alarm"), True)
            | {"new": False},
            "counts": "off",
            "figures": False,
            "keys": keys,
        }
    assert listed(manager, of(web, token))["name"] == name
    assert one.ask("set_screen", {"sounds": {"alarm": False}}) == {"ok": True}
    assert two.next("settings")["sounds"]["new"] is False
    page = Browser(web.port)
    page.cookies["kds_display"] = token
    assert 'data-theme="contrast" data-text-size="huge"' in page.get("/display/grill").text
    one.close()
    two.close()


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"volume": 101}, "invalid"),
        ({"volume": -1}, "invalid"),
        ({"theme": "pink"}, "invalid"),
        ({"text_size": 3}, "invalid"),
        ({"language": "xx"}, "invalid"),
        ({"sounds": {"bell": True}}, "invalid"),
        ({"keys": {"learned": {"a": "k" * 40}}}, "invalid"),
        ({"keys": {"learned": {f"a{number}": "k" for number in range(61)}}}, "invalid"),
        ({"board": "pass"}, "invalid"),
        ({"name": ""}, "invalid"),
        ({"name": " "}, "bad_name"),
        ({"name": "a\x07b"}, "bad_name"),
        ({"name": "TAKEN"}, "name_taken"),
    ],
)
def test_what_a_screen_may_not_be(
    web: WebProcess, manager: Browser, wish: dict[str, Any], code: str
) -> None:
    if not any(display.name == "Taken" for display in web.access.displays()):
        web.pair("fryer", "Taken")
    token = web.pair("grill")
    before = of(web, token)
    screen = Screen(web, token)
    answer = screen.ask("set_screen", {"theme": "light"} | wish)
    assert (answer["ok"], answer["code"]) == (False, code)
    assert answer["reason"]
    over_http = manager.post(f"/api/v1/displays/{before.id}/settings", wish)
    assert (over_http.status >= 400, over_http.json["code"]) == (True, code)
    assert of(web, token) == before
    screen.close()


def test_people_have_no_screen_settings(web: WebProcess) -> None:
    office = Screen(web, signed_in(web, "Mari").cookies["kds_session"])
    assert office.ask("set_screen", {"theme": "light"})["code"] == "not_a_display"
    office.close()


def test_a_manager_sets_a_screen_from_afar_and_its_language_wins(
    web: WebProcess, manager: Browser
) -> None:
    token = web.pair("grill")
    screen = hung_up(web, token)
    path = f"/api/v1/displays/{of(web, token).id}"
    assert manager.post(f"{path}/settings", {"language": "fi", "figures": True}).status == 200
    told = screen.next("settings")
    assert (told["language"], told["figures"]) == ("fi", True)
    refused = screen.ask("set_screen", {"name": "\x07"})
    assert "Name" not in refused["reason"]
    page = Browser(web.port)
    page.cookies |= {"kds_display": token, "kds_language": "en"}
    assert '<html lang="fi"' in page.get("/display/grill").text
    assert '<html lang="en"' in page.get("/").text
    screen.close()


def test_a_screen_that_stands_for_another_board_goes_to_its_page(
    web: WebProcess, manager: Browser
) -> None:
    token = web.pair("grill")
    display = of(web, token)
    page = Browser(web.port)
    page.cookies["kds_display_grill"] = token
    assert "pair.js" not in page.get("/display/grill").text
    path = f"/api/v1/displays/{display.id}"
    assert manager.post(f"{path}/show", {"stations": ["fryer", "pass"]}).status == 200
    screen = hung_up(web, token)
    assert manager.post(f"{path}/move", {"board": "fryer"}).status == 200
    while screen.next("assigned")["boards"] != ["fryer", "pass"]:
        pass
    # A script that only looks does not use the way up: whoever looks next would find no display.
    looked = page.get("/display/grill", **{"X-KDS": "1"})
    assert (looked.status, looked.headers["Set-Cookie"]) == (409, None)
    assert page.get("/display/grill").headers["Location"] == "/display/fryer?was=grill"
    assert "pair.js" not in page.get("/display/fryer").text
    assert "pair.js" in page.get("/display/grill").text
    assert manager.post(f"{path}/move", {"board": "ready-board"}).status == 200
    assert of(web, token).boards == ("ready-board",)
    assert page.get("/display/fryer").headers["Location"] == "/board?was=fryer"
    assert manager.post(f"{path}/move", {"board": "nowhere"}).json["code"] == "unknown_board"
    screen.close()


def test_a_manager_sees_how_screens_are_and_asks_things_of_them(
    web: WebProcess, manager: Browser
) -> None:
    token = web.pair("grill")
    display = of(web, token)
    began = now()
    screen = Screen(web, token)
    at = screen.subscribe("grill")["id"]
    beat = {
        "cursors": {"grill": at},
        "visible": True,
        "version": "0.0.1+old",
        "tickets": 7,
        "size": "1920x1080",
    }
    assert screen.ask("beat", beat)["asked"] == {"reload": 0, "identify": 0}
    while (state := listed(manager, display)["state"]) is None:
        pass
    assert (state["version"], state["tickets"], state["size"]) == ("0.0.1+old", 7, "1920x1080")
    assert state["visible"]
    assert not state["behind"]
    assert state["cursors"] == {"grill": at}
    assert state["since"] <= state["at"]
    assert datetime.fromisoformat(state["since"]) >= began
    assert manager.get("/api/v1/displays").json["version"] != "0.0.1+old"
    for what in ("identify", "reload", "identify"):
        assert manager.post(f"/api/v1/displays/{display.id}/{what}", {}).status == 200
    while screen.ask("beat", beat)["asked"] != {"reload": 1, "identify": 2}:
        pass
    screen.close()
    assert manager.post(f"/api/v1/displays/{display.id}/revoke", {}).status == 200
    asked = web.client.hkeys(web.keys.screens_asked)
    assert not [each for each in asked if display.id.encode() in each]
