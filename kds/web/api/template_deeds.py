"""What is done with the templates in the archive, and how their words are checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256

import msgspec
from msgspec.structs import replace

from kds.archive.database import Database
from kds.archive.templates import Template
from kds.errors import InvalidInput, Refused
from kds.http.conditions import IfMatch
from kds.languages import names
from kds.texting.placeholders import check, plain
from kds.texting.templates import opened
from kds.texting.wrong import Wrong

_FROM_ANY = IfMatch()

MOST = 100
"""How many templates there can be."""


def unknown() -> Refused:
    """Return the refusal where there is no such template."""
    return Refused("unknown_template", "There is no such template. Somebody may have removed it.")


def tag_of(template: Template) -> str:
    """Return the tag of a template as it stands: another once its words are; its place is none."""
    content = (template.kind, template.name, template.words, template.months)
    return sha256(msgspec.json.encode(content, order="sorted")).hexdigest()[:16]


def save(database: Database, wanted: Template, if_match: IfMatch = _FROM_ANY) -> None:
    """Keep a template at its place, if it is still one that is meant; a new one comes last."""

    def check(kept: Template | None) -> None:
        tags = if_match.tags
        if tags is not None and (kept is None or tag_of(kept) not in tags):
            text = (
                "Somebody else has changed the template {name} meanwhile. Nothing was saved. "
                "Copy your words, close this window, and edit it again."
            )
            raise Refused("stale", text, name=wanted.name)

    book = opened(database)
    there = book.all()
    old = next((each for each in there if each.template_id == wanted.template_id), None)
    if old is None and len(there) >= MOST:
        text = "There are {count} templates already: remove one first."
        raise Refused("too_many", text, count=MOST)
    if old is not None and old.kind is wanted.kind:
        position = old.position
    else:
        position = 1 + max((each.position for each in there if each.kind is wanted.kind), default=0)
    book.save(replace(wanted, position=position), check)


def move(database: Database, template_id: str, place: int) -> None:
    """Let a template stand elsewhere among those of its kind."""
    book = opened(database)
    moved = book.get(template_id)
    if moved is None:
        raise unknown()
    others = [each for each in book.all(moved.kind) if each.template_id != template_id]
    for position, each in enumerate((*others[:place], moved, *others[place:])):
        if each.position != position:
            book.save(replace(each, position=position))


def checked(path: str, text: str, how: Callable[[str], str] = plain) -> str:
    """Return a text as it is kept; what is wrong with it is said of `path`."""
    try:
        return how(text)
    except Wrong as wrong:
        raise Wrong(path, wrong.text, **wrong.values) from None


def checked_words(words: Mapping[str, str]) -> dict[str, str]:
    """Return words in every language there is, or raise Wrong of the one that is."""
    if strange := words.keys() - names().keys():
        raise InvalidInput([(f"$.words.{code[:20]}", "is no language here") for code in strange])
    return {code: checked(f"$.words.{code}", words.get(code, ""), check) for code in names()}
