"""Text templates as the manager edits them, each in several languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from kds.archive.database import Database
from kds.archive.schema import done
from kds.archive.schema import templates as table
from kds.orders.text import TextKind

BEGUN = "templates begun"
"""The note that the first templates were put in, once and for all."""


class Template(msgspec.Struct, frozen=True):
    """A template: its words by the code of their language, and where it stands among its kind.

    That of a reminder says after how many `months` it goes; without, it is one to choose.
    """

    template_id: str
    kind: TextKind
    name: str
    words: dict[str, str]
    position: int
    months: int | None = None


_template = msgspec.json.Decoder(Template)


def _any(_: Template | None) -> None:
    """Let a template be saved in place of whatever is there."""


class TemplateBook:
    """The templates in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin_with(self, first: Sequence[Template]) -> None:
        """Put the first templates in, once: what a manager removes does not come back."""
        with self._database.reading() as db:
            if _is_begun(db):
                return
        with self._database.writing() as db:
            if not _is_begun(db):
                db.execute(insert(done), {"name": BEGUN})
                for each in first:
                    _save(db, each)

    def all(self, kind: TextKind | None = None) -> list[Template]:
        """Return the templates, or those of one kind, in their order."""
        found = select(table.c.content).order_by(
            table.c.kind, table.c.position, table.c.template_id
        )
        if kind is not None:
            found = found.where(table.c.kind == kind)
        with self._database.reading() as db:
            return [_template.decode(each) for each in db.execute(found).scalars()]

    def get(self, template_id: str) -> Template | None:
        """Return a template, if it is here."""
        found = select(table.c.content).where(table.c.template_id == template_id)
        with self._database.reading() as db:
            content = db.execute(found).scalar()
        return None if content is None else _template.decode(content)

    def save(self, template: Template, check: Callable[[Template | None], None] = _any) -> None:
        """Keep a template, in place of the one with its id if there is one.

        `check` sees what is kept until then, and may raise: only one transaction writes at a time.
        """
        with self._database.writing() as db:
            found = select(table.c.content).where(table.c.template_id == template.template_id)
            content = db.execute(found).scalar()
            check(None if content is None else _template.decode(content))
            _save(db, template)

    def remove(self, template_id: str) -> bool:
        """Remove a template; tell whether it was here."""
        with self._database.writing() as db:
            gone = db.execute(delete(table).where(table.c.template_id == template_id))
            return gone.rowcount == 1


def _is_begun(db: Connection) -> bool:
    return db.execute(select(done).where(done.c.name == BEGUN)).first() is not None


def _save(db: Connection, template: Template) -> None:
    row = {
        "template_id": template.template_id,
        "kind": template.kind,
        "position": template.position,
        "content": msgspec.json.encode(template),
    }
    there = update(table).where(table.c.template_id == template.template_id)
    if db.execute(there.values(row)).rowcount == 0:
        db.execute(insert(table), row)
