"""The language of a request, and the words that browsers fetch: one way for both servers.

A display is answered in its own language; any other browser in the one that was chosen on it (a
cookie), else in that of the settings; a program in the one it asks for by `Accept-Language`, else
in English.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import NamedTuple

import msgspec
from flask import Flask, Response, abort, current_app, g, has_request_context, request
from werkzeug.datastructures import LanguageAccept

from kds.languages import ENGLISH, Words, names, words
from kds.orders.status import Status

COOKIE = "kds_language"

_EXTENSION = "kds.language"


class Language(msgspec.Struct, frozen=True):
    """What a page needs to speak a language, and the languages there are to choose from."""

    code: str
    name: str
    languages: Mapping[str, str]
    statuses: Mapping[str, str]
    texts: Mapping[str, str]


def serve(app: Flask, default: str, trade: str = "") -> None:
    """Serve the languages to the pages' scripts, and give `t` to templates, in a trade's words."""
    app.extensions[_EXTENSION] = _Spoken(default, trade)
    script = (files("kds.languages") / "static" / "language.js").read_bytes()
    app.add_url_rule(
        "/languages/language.js",
        "language_script",
        lambda: Response(script, mimetype="text/javascript"),
    )
    app.add_url_rule("/languages/<code>.json", "language", _language)
    app.context_processor(lambda: {"t": say, "language": chosen().code})


class _Spoken(NamedTuple):
    """What is spoken here unless somebody has chosen: a language, and the words of a trade."""

    code: str = ENGLISH
    trade: str = ""


def _spoken() -> _Spoken:
    found: _Spoken = current_app.extensions.get(_EXTENSION, _Spoken())
    return found


def chosen() -> Words:
    """Return the language of the request at hand; English where there is none."""
    if not has_request_context():
        return words(ENGLISH)
    if "words" not in g:
        g.words = words(_code(), _spoken().trade)
    found: Words = g.words
    return found


def speak(code: str) -> None:
    """Answer the request at hand in this language; an empty or unknown code changes nothing."""
    if code in names():
        g.words = words(code, _spoken().trade)


def say(text: str, /, **values: object) -> str:
    """Say an English text in the language of the request at hand."""
    return chosen().t(text, **values)


def page(html: str) -> Response:
    """Answer with a page that its own script translates: it says in which language."""
    told = html.replace('<html lang="en">', f'<html lang="{chosen().code}">', 1)
    return Response(told, mimetype="text/html")


def _language(code: str) -> Response:
    if code not in names():
        abort(404)
    found = words(code, _spoken().trade)
    statuses = {status.code: found.t(status.english) for status in Status}
    told = Language(found.code, found.name, names(), statuses, found.texts)
    return Response(msgspec.json.encode(told), mimetype="application/json")


def _code() -> str:
    known = names()
    own = request.cookies.get(COOKIE)
    if own is not None and own in known:
        return own
    if "Authorization" in request.headers:
        return _asked(request.accept_languages) or ENGLISH
    return _spoken().code


def _asked(accepted: LanguageAccept) -> str | None:
    """Return the language that a program likes best of those there are."""
    return accepted.best_match(list(names()))
