"""Which key does what: profiles, what was learned on top of them, and what is in the way. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser

from kds.access.screen_settings import ScreenKeys

pytestmark = pytest.mark.browser

Keys = dict[str, list[str]]
Call = Callable[..., Any]
CALL = """
async ([source, name, args]) => {
  const module = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  return typeof module[name] === "function" ? module[name](...args) : module[name];
}
"""
SCREEN = files("kds.web").joinpath("static/js/screen")
PROFILE: Keys = {"start": ["g"], "recall": ["r", "Insert"], "hold": []}


@pytest.fixture(scope="module")
def call(browser: Browser) -> Iterator[Call]:
    """What calls a function of a file, or returns what it exports."""
    page = browser.new_page()

    def call(file: str, name: str, *args: Any) -> Any:
        source = SCREEN.joinpath(f"{file}.js").read_text("utf-8")
        return page.evaluate(CALL, [source, name, list(args)])

    yield call
    page.close()


def test_every_profile_knows_every_action_and_gives_no_key_twice(call: Call) -> None:
    profiles: dict[str, Keys] = call("key-profiles", "PROFILES")
    actions = re.findall(r"^  (\w+): t\(", SCREEN.joinpath("key-words.js").read_text("utf-8"), re.M)
    assert set(profiles) == {"keyboard", "bump", "numpad"}
    for name, profile in profiles.items():
        keys = [key for each in profile.values() for key in each]
        assert len(keys) == len(set(keys)), name
        assert set(profile) <= set(actions), name
        assert all(call("key-map", "canLearn", key) for key in keys), name
        assert profile.keys() == profiles["keyboard"].keys()
        # Whatever stands there: one chooses, walks, presses and takes back without a hand on glass.
        for action in ("ticket_1", "next", "back", "down", "press", "bump", "undo", "recall"):
            assert profile[action], f"{name} has no key for {action}"
    most = 60
    assert len(profiles["keyboard"]) <= most, "a screen's settings hold no more learned keys"
    assert ScreenKeys.__struct_fields__ == ("profile", "learned")
    assert call("key-profiles", "profileOf", "a bar of tomorrow") == profiles["keyboard"]


@pytest.mark.parametrize(
    ("event", "name"),
    [
        ({"key": "S", "code": "KeyS"}, "s"),
        ({"key": " ", "code": "Space"}, "Space"),
        ({"key": "ArrowLeft", "code": "ArrowLeft"}, "ArrowLeft"),
        ({"key": "7", "code": "Numpad7"}, "Numpad7"),
        ({"key": "Home", "code": "Numpad7"}, "Numpad7"),
        ({"key": "Enter", "code": "NumpadEnter"}, "NumpadEnter"),
        ({"key": "F5"}, "F5"),
    ],
)
def test_a_key_has_one_name_whatever_shift_and_numlock_say(
    call: Call, event: dict[str, str], name: str
) -> None:
    assert call("key-map", "nameOf", event) == name


def test_a_learned_key_is_the_only_one_of_its_action_and_of_no_other(call: Call) -> None:
    def in_force(**learned: str) -> Keys:
        return dict(call("key-map", "keysInForce", PROFILE, learned))

    assert in_force() == PROFILE
    assert in_force(start="F5") == PROFILE | {"start": ["F5"]}
    assert in_force(start="r") == {"start": ["r"], "recall": ["Insert"], "hold": []}
    assert in_force(recall="none") == PROFILE | {"recall": []}
    # What an older or a newer version learned does no harm.
    assert in_force(dance="r") == PROFILE
    assert call("key-map", "actionOf", "r", in_force(start="r")) == "start"
    assert call("key-map", "actionOf", "x", PROFILE) is None


def test_a_key_that_is_taken_is_named_before_it_is_taken_away(call: Call) -> None:
    assert call("key-map", "conflict", "r", "start", PROFILE) == "recall"
    assert call("key-map", "conflict", "r", "recall", PROFILE) is None
    assert call("key-map", "conflict", "F5", "start", PROFILE) is None
    learned = call("key-map", "taught", {"hold": "F5", "recall": "F6"}, "start", "F5")
    assert learned == {"recall": "F6", "start": "F5"}
    learned = call("key-map", "taught", {"hold": "none"}, "start", "none")
    assert learned == {"hold": "none", "start": "none"}


@pytest.mark.parametrize("key", ["Escape", "Tab", "Shift", "Dead", "none", "k" * 33])
def test_what_a_browser_needs_itself_cannot_be_learned(call: Call, key: str) -> None:
    assert call("key-map", "canLearn", key) is False


def line(line_id: str, course: int | None = None, **more: Any) -> dict[str, Any]:
    return {"line_id": line_id, "course": course} | more


def test_the_large_button_never_marks_what_nobody_wants_yet(call: Call) -> None:
    def main(*lines: dict[str, Any], held: bool = False, next_course: int | None = None) -> Any:
        facts = {"held": held} | ({"next_course": next_course} if next_course else {})
        return call("main-press", "mainPress", list(lines), facts)

    assert main(line("1")) == {"does": "ready"}
    assert main(line("1"), held=True) == {"does": "fire"}
    first, second = line("1", 1), line("2", 2, later=True)
    told = {"does": "course", "course": 1, "line_ids": ["1"]}
    assert main(line("0"), first, second, next_course=2) == told
    assert main(first | {"struck": True}, second, next_course=2) == {"does": "wait", "course": 2}
    # A course that was fired early waits for no other; the earlier one is told first.
    fired = line("2", 2)
    assert main(first, fired, line("3", 3, later=True), next_course=3) == told
    assert main(first, fired) == {"does": "ready"}
    # What was removed, or made before, is no reason to wait.
    for mark in ("removed", "made"):
        assert main(first, second | {"mark": mark}, next_course=2) == {"does": "ready"}
