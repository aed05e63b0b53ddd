"""Text templates: listed, saved, moved, removed, brought back."""

from __future__ import annotations

import re
from typing import Annotated

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from kds.archive.templates import Template
from kds.errors import InvalidInput
from kds.http.conditions import IfMatch
from kds.http.language import say
from kds.http.routes import Ok, Operation, Who
from kds.languages import names
from kds.orders.text import TextKind
from kds.texting.placeholders import PLACEHOLDERS
from kds.texting.templates import first, opened
from kds.web.api import template_deeds as deeds
from kds.web.api.template_deeds import MOST
from kds.web.api.template_previews import PREVIEW, WordsByLanguage
from kds.web.asking import in_thread, the_web

_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_DEFAULTS = {each.template_id: each for each in first()}


class Saved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A template as a manager wants it: its words by the code of each language there is."""

    kind: TextKind
    name: Annotated[str, Meta(min_length=1, max_length=60)]
    words: WordsByLanguage
    months: Annotated[int, Meta(ge=1, le=120)] | None = None


class Moved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a template shall stand among those of its kind; 0 is the first."""

    place: Annotated[int, Meta(ge=0, lt=MOST)]


class Placeholder(msgspec.Struct, frozen=True):
    """What may stand in braces, and what is put in for it."""

    name: str
    meaning: str


class ToldTemplate(msgspec.Struct, frozen=True):
    """A template; `is_default` says that kds came with it, `is_changed` that it is no more so.

    `tag` is for `If-Match`: two who edit one template do not overwrite each other.
    """

    template_id: str
    tag: str
    kind: TextKind
    name: str
    words: dict[str, str]
    months: int | None
    is_default: bool
    is_changed: bool


class TemplateList(msgspec.Struct, frozen=True):
    """All templates in their order, what may stand in them, and the defaults that were removed."""

    languages: dict[str, str]
    placeholders: list[Placeholder]
    templates: list[ToldTemplate]
    removed: list[ToldTemplate]


def every() -> TemplateList:
    """Answer with all templates."""
    database = the_web().archive
    kept = in_thread(lambda: opened(database).all())
    there = {each.template_id for each in kept}
    return TemplateList(
        languages=dict(names()),
        placeholders=[Placeholder(name, say(text)) for name, text in PLACEHOLDERS.items()],
        templates=[_told(each) for each in sorted(kept, key=_place)],
        removed=[_told(each) for each in _DEFAULTS.values() if each.template_id not in there],
    )


def save(template_id: str, body: Saved, if_match: IfMatch) -> Ok:
    """Keep a template, in place of the one with its id; a new one comes last of its kind."""
    if not _ID.fullmatch(template_id):
        raise InvalidInput([("template_id", "must be letters, digits and hyphens, at most 64")])
    name = deeds.checked("$.name", body.name)
    words = deeds.checked_words(body.words)
    if body.kind is TextKind.READY and body.months is not None:
        raise InvalidInput([("$.months", "only a reminder goes after months")])
    default = _DEFAULTS.get(template_id)
    if default is not None and name == say(default.name):
        name = default.name
    wanted = Template(template_id, body.kind, " ".join(name.split()), words, 0, body.months)
    in_thread(deeds.save, the_web().archive, wanted, if_match)
    return Ok()


def move(template_id: str, body: Moved) -> Ok:
    """Let a template stand elsewhere among those of its kind."""
    in_thread(deeds.move, the_web().archive, template_id, body.place)
    return Ok()


def remove(template_id: str) -> Ok:
    """Remove a template; texts that were made of it stay."""
    database = the_web().archive
    if not in_thread(lambda: opened(database).remove(template_id)):
        raise deeds.unknown()
    return Ok()


def restore(template_id: str) -> Ok:
    """Bring a template back as kds came with it, changed or removed."""
    default = _DEFAULTS.get(template_id)
    if default is None:
        raise deeds.unknown()
    in_thread(deeds.save, the_web().archive, default)
    return Ok()


def _place(template: Template) -> tuple[bool, int, str]:
    """Return where a template stands in the list: what is sent every day comes first."""
    return template.kind is TextKind.REMINDER, template.position, template.template_id


def _told(template: Template) -> ToldTemplate:
    default = _DEFAULTS.get(template.template_id)
    is_default = default is not None
    name = template.name
    return ToldTemplate(
        template_id=template.template_id,
        tag=deeds.tag_of(template),
        kind=template.kind,
        name=say(name) if default is not None and name == default.name else name,
        words=template.words,
        months=template.months,
        is_default=is_default,
        is_changed=default is not None and replace(template, position=default.position) != default,
    )


OPERATIONS = (
    Operation(
        "GET",
        "/api/v1/templates",
        "templates.list",
        every,
        summary="The text templates, what may stand in them, and which defaults were removed",
        who=Who.MANAGERS,
        answer=TemplateList,
    ),
    PREVIEW,
    Operation(
        "POST",
        "/api/v1/templates/<template_id>",
        "templates.save",
        save,
        summary="Keep a template, in place of the one with its id if there is one",
        who=Who.MANAGERS,
        body=Saved,
        example={
            "kind": "ready",
            "name": "Come and get it",
            "words": {"en": "Order {number} is ready.", "fi": "Tilaus {number} on valmis."},
        },
        answer=Ok,
        if_match=True,
        codes=("too_many",),
    ),
    Operation(
        "POST",
        "/api/v1/templates/<template_id>/move",
        "templates.move",
        move,
        summary="Let a template stand elsewhere among those of its kind",
        who=Who.MANAGERS,
        body=Moved,
        answer=Ok,
        codes=("unknown_template",),
    ),
    Operation(
        "POST",
        "/api/v1/templates/<template_id>/remove",
        "templates.remove",
        remove,
        summary="Remove a template",
        who=Who.MANAGERS,
        answer=Ok,
        codes=("unknown_template",),
    ),
    Operation(
        "POST",
        "/api/v1/templates/<template_id>/restore",
        "templates.restore",
        restore,
        summary="Bring a template back as kds came with it",
        who=Who.MANAGERS,
        answer=Ok,
        codes=("unknown_template", "too_many"),
    ),
)
