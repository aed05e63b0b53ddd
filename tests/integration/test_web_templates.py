"""Text templates over HTTP: saved, tried out, refused, moved, removed and brought back."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from kds.texting.placeholders import PLACEHOLDERS
from tests.integration.browser import Answer, Browser
from tests.integration.web_process import WebProcess

PATH = "/api/v1/templates"
WORDS = {"en": "Order {number} is ready", "fi": "Tilaus {number} on valmis"}

HOSTILE = [
    "{number.__class__}",
    "{0}",
    "{}",
    "{{number}}",
    "{number!r}",
    "{number:>99999999}",
    "{__import__('os')}",
    "{% for x in range(9) %}",
    "{{ config }}",
    "${number}{",
    "}",
    "\u202eydaer",
    "bell\x07",
    " \n ",
    "a" * 1001,
]
INERT = ["%s %(number)s", "$number ${number}", "<script>alert(1)</script>", "'; DROP TABLE x; --"]


def saved(manager: Browser, template_id: str, **fields: Any) -> Answer:
    """Save a template, in some way otherwise than one that is right."""
    body = {"kind": "ready", "name": "Come", "words": WORDS} | fields
    return manager.post(f"{PATH}/{template_id}", body)


def listed(manager: Browser, template_id: str) -> dict[str, Any] | None:
    """Return a template as the list has it."""
    found = {each["template_id"]: each for each in manager.get(PATH).json["templates"]}
    return found.get(template_id)


def new(manager: Browser, **fields: Any) -> str:
    """Save a template that was not there and return its id."""
    template_id = uuid4().hex
    assert saved(manager, template_id, **fields).status == 200
    return template_id


def test_the_defaults_are_there_with_every_placeholder_and_its_meaning(manager: Browser) -> None:
    told = manager.get(PATH).json
    assert told["languages"].keys() == {"en", "fi"}
    assert [each["name"] for each in told["placeholders"]] == list(PLACEHOLDERS)
    there = [(each["template_id"], each["kind"], each["months"]) for each in told["templates"]]
    assert there[0] == ("ready", "ready", None)
    assert [months for _, kind, months in there if kind == "reminder"] == [1, 6, 12, 18, 24, 36]


def test_of_two_who_edit_one_template_the_second_overwrites_nothing(manager: Browser) -> None:
    template_id = new(manager)
    seen = listed(manager, template_id)
    assert seen is not None
    body = {"kind": "ready", "name": "Come", "words": WORDS | {"en": "First {number}"}}
    match = {"If-Match": f'"{seen["tag"]}"'}
    assert manager.post(f"{PATH}/{template_id}", body, **match).status == 200

    late = manager.post(f"{PATH}/{template_id}", body | {"name": "Second"}, **match)
    assert (late.status, late.json["code"]) == (412, "stale")
    kept = listed(manager, template_id)
    assert kept is not None
    assert (kept["name"], kept["words"]["en"]) == ("Come", "First {number}")

    assert manager.post(f"{PATH}/{template_id}/move", {"place": 0}).status == 200
    match = {"If-Match": f'"{kept["tag"]}"'}
    assert manager.post(f"{PATH}/{template_id}", body, **match).status == 200
    assert manager.post(f"{PATH}/{template_id}/remove", {}).status == 200
    gone = manager.post(f"{PATH}/{template_id}", body, **match)
    assert (gone.status, gone.json["code"]) == (412, "stale")


def test_a_default_is_changed_removed_and_brought_back(manager: Browser) -> None:
    before = listed(manager, "ready")
    assert before is not None
    assert (before["is_default"], before["is_changed"]) == (True, False)
    assert saved(manager, "ready", name=before["name"]).status == 200
    changed = listed(manager, "ready")
    assert changed is not None
    assert (changed["words"], changed["is_changed"]) == (WORDS, True)
    assert manager.post(f"{PATH}/ready/remove", {}).status == 200
    assert listed(manager, "ready") is None
    assert [each["template_id"] for each in manager.get(PATH).json["removed"]] == ["ready"]
    assert manager.post(f"{PATH}/ready/remove", {}).json["code"] == "unknown_template"
    assert manager.post(f"{PATH}/ready/restore", {}).status == 200
    assert listed(manager, "ready") == before
    assert manager.post(f"{PATH}/{uuid4().hex}/restore", {}).status == 404


def test_a_default_is_named_in_the_readers_language_and_stays_so_when_it_is_saved(
    web: WebProcess, manager: Browser
) -> None:
    manager.cookies["kds_language"] = "fi"
    finnish = listed(manager, "service-6")
    assert finnish is not None
    fields = {key: finnish[key] for key in ("kind", "name", "words", "months")}
    assert manager.post(f"{PATH}/service-6", fields).status == 200
    manager.cookies["kds_language"] = "en"
    english = listed(manager, "service-6")
    assert english is not None
    assert finnish["name"] != english["name"] == "Service after 6 months"
    assert english["is_changed"] is False


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_refused_with_the_field(manager: Browser, words: str) -> None:
    template_id = uuid4().hex
    refused = saved(manager, template_id, words=WORDS | {"fi": words})
    assert (refused.status, refused.json["code"]) == (422, "invalid")
    assert [each["path"] for each in refused.json["problems"]] == ["$.words.fi"]
    assert listed(manager, template_id) is None
    (told,) = manager.post(f"{PATH}/preview", {"words": {"fi": words}}).json["previews"].values()
    assert told["problem"]
    assert "text" not in told


@pytest.mark.parametrize("words", INERT)
def test_what_only_looks_hostile_is_text(manager: Browser, words: str) -> None:
    told = manager.post(f"{PATH}/preview", {"words": {"en": words}})
    if words == "$number ${number}":
        assert told.json["previews"]["en"]["text"] == "$number $A47"
    else:
        assert told.json["previews"]["en"]["text"] == words


def test_an_unknown_placeholder_is_refused_with_those_that_are_allowed(manager: Browser) -> None:
    refused = saved(manager, uuid4().hex, words=WORDS | {"en": "Hello {name}"}).json
    assert "{name} is no placeholder" in refused["detail"]
    assert all(f"{{{name}}}" in refused["detail"] for name in PLACEHOLDERS)
    assert [each["path"] for each in refused["problems"]] == ["$.words.en"]


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"words": {"en": "only"}}, "$.words.fi"),
        ({"words": WORDS | {"sv": "mer"}}, "$.words.sv"),
        ({"name": " "}, "$.name"),
        ({"name": "a\u202eb"}, "$.name"),
        ({"name": "x" * 61}, "$.name"),
        ({"kind": "advert"}, "$.kind"),
        ({"months": 6}, "$.months"),
        ({"kind": "reminder", "months": 0}, "$.months"),
    ],
)
def test_what_is_wrong_is_named(manager: Browser, fields: dict[str, Any], path: str) -> None:
    template_id = uuid4().hex
    refused = saved(manager, template_id, **fields)
    assert refused.status == 422
    assert [each["path"] for each in refused.json["problems"]] == [path]
    assert listed(manager, template_id) is None


def test_letters_of_finland_the_euro_and_emoji_stay_as_written(manager: Browser) -> None:
    words = {"en": "Pizza 🍕 €5", "fi": "Hyvää yötä, Åke! Ä Ö ä ö € 🍕👩\u200d🍳"}
    template_id = new(manager, name="Yö 🍕", words=words)
    found = listed(manager, template_id)
    assert found is not None
    assert (found["words"], found["name"]) == (words, "Yö 🍕")


def test_a_preview_fills_and_counts_each_language(manager: Browser) -> None:
    words = {"en": "Order {number} for {customer}", "fi": "ä" * 161, "sv": "🍕"}
    told = manager.post(f"{PATH}/preview", {"words": words}).json["previews"]
    assert told["en"]["text"] == "Order A47 for Aino"
    assert {code: each["sms"] for code, each in told.items()} == {"en": 1, "fi": 2, "sv": 1}
    assert [code for code, each in told.items() if each.get("unusual")] == ["sv"]


def test_templates_are_moved_among_their_kind(manager: Browser) -> None:
    first, last = new(manager, kind="reminder", months=3), new(manager, kind="reminder")

    def order() -> list[str]:
        found = manager.get(PATH).json["templates"]
        return [each["template_id"] for each in found if each["kind"] == "reminder"]

    assert order()[-2:] == [first, last]
    assert manager.post(f"{PATH}/{last}/move", {"place": 0}).status == 200
    assert (order()[0], order()[-1]) == (last, first)
    assert manager.post(f"{PATH}/{last}/move", {"place": 99}).status == 200
    assert order()[-2:] == [first, last]
    assert manager.post(f"{PATH}/{uuid4().hex}/move", {"place": 0}).status == 404


def test_an_id_is_plain(manager: Browser) -> None:
    for template_id in ("a%20b", "x" * 65, "%C3%A4"):
        assert saved(manager, template_id).status == 422
