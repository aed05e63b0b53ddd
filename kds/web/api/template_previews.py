"""How words that nobody has saved would be, in an order of a made-up customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import msgspec
from msgspec import Meta

from kds.http.language import say
from kds.http.routes import Operation, Who
from kds.settings.model import Settings
from kds.texting.placeholders import MAX_CHARS, check, fill
from kds.texting.segments import size
from kds.texting.wrong import Wrong
from kds.web.asking import the_web

Tried = Annotated[str, Meta(max_length=4 * MAX_CHARS)]
WordsByLanguage = Annotated[dict[str, Tried], Meta(max_length=20)]


class TriedOut(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that are not saved, by the code of their language."""

    words: WordsByLanguage


class Preview(msgspec.Struct, frozen=True, omit_defaults=True):
    """Words as a customer would read them, and how many SMS they are; or what is wrong."""

    text: str = ""
    sms: int = 0
    characters: int = 0
    left: int = 0
    unusual: bool = False
    problem: str | None = None


class Previews(msgspec.Struct, frozen=True):
    """A preview for each language that was given."""

    previews: dict[str, Preview]


def preview(body: TriedOut) -> Previews:
    """Answer how words that nobody has saved would be, with an order of a made-up customer."""
    sample = _sample(the_web().settings)
    return Previews({code: _preview(words, sample) for code, words in body.words.items()})


def _preview(words: str, sample: Mapping[str, str]) -> Preview:
    try:
        text = fill(check(words), sample)
    except Wrong as wrong:
        return Preview(problem=wrong.said(say))
    how = size(text)
    return Preview(text, how.sms, how.units, how.left, how.unicode)


def _sample(settings: Settings) -> dict[str, str]:
    """Return what an order of a made-up customer puts in."""
    products = [each.product for each in settings.products]
    return {
        "number": "A47",
        "customer": "Aino",
        "restaurant": settings.name,
        "product": products[0] if products else "Burger",
        "pickup_time": "17:30",
        "responsible": "Mari",
        "sum": f"24.00 {settings.currency}",
    }


PREVIEW = Operation(
    "POST",
    "/api/v1/templates/preview",
    "templates.preview",
    preview,
    summary="Words as a customer would read them, and how many SMS they are",
    who=Who.MANAGERS,
    body=TriedOut,
    example={"words": {"en": "Order {number} is ready."}},
    answer=Previews,
)
