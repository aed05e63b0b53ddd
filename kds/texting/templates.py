"""The book of templates, which begins with the defaults."""

from __future__ import annotations

from kds.archive.database import Database
from kds.archive.templates import Template, TemplateBook
from kds.texting.defaults import DEFAULTS


def first() -> list[Template]:
    """Return the templates that a new installation begins with, in their order."""
    return [
        Template(each.template_id, each.kind, each.name, dict(each.words), position, each.months)
        for position, each in enumerate(DEFAULTS)
    ]


def opened(database: Database) -> TemplateBook:
    """Return the book of a database; when it is opened for the first time, the defaults are in."""
    book = TemplateBook(database)
    book.begin_with(first())
    return book
