"""Every text that is said to people, as it stands in scripts, pages, templates and Python."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from kds.http.codes import CODES
from kds.orders.actions import TABLE, Action
from kds.orders.alarms import TEXTS
from kds.orders.conditions import Condition
from kds.orders.part import StopCause
from kds.orders.record import RequestKind
from kds.orders.status import Status
from kds.orders.story.words import TEXTS as STORY
from kds.texting.defaults import DEFAULTS
from kds.texting.placeholders import PLACEHOLDERS
from kds.texting.reasons import REASONS
from kds.till.receipts import TEXTS as RECEIPTS
from kds.till.whereabouts import StepName

KDS = Path(__file__).parents[2] / "kds"

SPEAKING = ("access", "http", "kitchen", "languages", "orders", "paper", "texting", "till", "web")
"""The packages whose texts people see on pages; what commands and logs say is in English."""

CALL = re.compile(r"(?<![\w.$])t\(\s*(\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|)")
"""A call of `t` with the text in quotes, or with nothing that could be collected."""


class NotCollectable(AssertionError):
    """A text that is put together: nobody could translate it."""


def all_texts() -> dict[str, str]:
    """Return every text with one of the places where it stands."""
    found: dict[str, str] = {}
    for file in sorted(KDS.rglob("*")):
        where = file.relative_to(KDS)
        if where.parts[0] in SPEAKING and "lib" not in where.parts:
            for text in texts_of(file):
                found.setdefault(text, str(where))
    return found | dict.fromkeys(_from_tables(), "a table")


def texts_of(file: Path) -> Iterator[str]:
    """Yield the texts of one file."""
    if file.suffix == ".py":
        yield from python_texts(file.read_text("utf-8"))
    elif file.suffix == ".js" or (file.suffix == ".html" and file.parent.name == "templates"):
        yield from called_texts(file.read_text("utf-8"))
    elif file.suffix == ".html":
        yield from marked_texts(file.read_text("utf-8"))


def called_texts(source: str) -> Iterator[str]:
    """Yield what `t` is called with in a script or a template."""
    code = re.sub(r"/\*.*?\*/|^\s*//[^\n]*|function t\(", "", source, flags=re.DOTALL | re.M)
    for call in CALL.finditer(code):
        if not call[1]:
            line = code[: call.start()].count("\n")
            raise NotCollectable(f"t() needs a text in quotes: {code.splitlines()[line].strip()}")
        inner = call[1][1:-1].replace("\\'", "'")
        yield json.loads(f'"{inner}"' if call[1][0] == '"' else json.dumps(inner))


def python_texts(source: str) -> Iterator[str]:
    """Yield what `say` is called with, and the texts of refusals that are not put together."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else _name(node.func)
        if name in ("say", "english") and node.args:
            yield from _constants(node.args[0], tree)
        elif name in ("Refused", "RefusedUntil", "Unknown", "Wrong") and node.args:
            yield from _constants(node.args[-1], tree)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _constants(node: ast.expr, tree: ast.Module) -> Iterator[str]:
    """Yield the text that an argument is, or that is given to the variable `text`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body, tree)
        yield from _constants(node.orelse, tree)
    elif _name(node) == "text":
        for each in ast.walk(tree):
            if isinstance(each, ast.Assign) and _name(each.targets[0]) == "text":
                yield from _constants(each.value, ast.Module([], []))


class _Marked(HTMLParser):
    """Collects what `data-t` marks, as kds/languages/static/language.js translates it."""

    VOID = frozenset({"input", "br", "img", "link", "meta", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        names = (given["data-t"] or "text").split() if "data-t" in given else []
        self.found += [given[name] or "" for name in names if name != "text"]
        if tag not in self.VOID:
            self._open.append("text" in names)

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] and data.strip():
            self.found.append(" ".join(data.split()))


def marked_texts(source: str) -> Iterator[str]:
    """Yield what `data-t` marks in a static page."""
    parser = _Marked()
    parser.feed(source)
    yield from parser.found


def _from_tables() -> Iterator[str]:
    """Yield the texts that stand in tables, and are said by what an order is or needs."""
    yield from (status.english for status in Status)
    yield from (row.reason for row in TABLE)
    yield from (action.value for action in Action)
    yield from (step.value for step in StepName)
    yield from (condition.value for condition in Condition)
    yield from (cause.value for cause in StopCause)
    yield from (kind.value for kind in RequestKind)
    yield from STORY
    yield from PLACEHOLDERS.values()
    yield from REASONS
    yield from RECEIPTS.values()
    yield from (template.name for template in DEFAULTS)
    yield from ("nothing", "somebody")
    yield from (code.title for code in CODES.values())
    for one, more in TEXTS.values():
        yield from (one, more)
