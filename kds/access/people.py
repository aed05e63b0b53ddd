"""People: names, roles, PINs, and the sessions they open with them."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from kds.access import audit, tries
from kds.access.database import Database
from kds.access.pins import NOBODY, check_pin, fits, new_pin, seal_pin
from kds.access.tokens import fingerprint, new_token
from kds.clock import millis
from kds.errors import Refused

SESSION_FOR = timedelta(hours=12)
MAX_NAME = 60


class Role(StrEnum):
    """A manager may do everything; a cashier looks orders up and sends them again."""

    MANAGER = "manager"
    CASHIER = "cashier"


class Person(NamedTuple):
    """Somebody with a PIN."""

    id: int
    name: str
    role: Role


class People:
    """People and their sessions."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def ensure_first_manager(self) -> str | None:
        """Make the person `manager` if there is nobody yet; return the PIN, this once."""
        pin = new_pin()
        sealed = seal_pin(pin)
        with self.database.writing() as db:
            if db.execute("SELECT 1 FROM people LIMIT 1").fetchone():
                return None
            db.execute(
                "INSERT INTO people (name, role, pin) VALUES ('manager', 'manager', ?)", (sealed,)
            )
            audit.note(db, "shell", "person added", "manager (manager)", datetime.now(UTC))
        return pin

    def people(self) -> list[Person]:
        """Return everybody, by name."""
        with self.database.reading() as db:
            rows = db.execute("SELECT id, name, role FROM people ORDER BY name").fetchall()
        return [_person(row) for row in rows]

    def add_person(self, name: str, role: Role, pin: str, *, by: str = "shell") -> None:
        """Add somebody; Refused `name_taken`, `bad_name` or `bad_pin`."""
        name = check_name(name)
        check_pin(pin, role)
        sealed = seal_pin(pin)
        with self.database.writing() as db:
            if _find(db, name):
                raise Refused("name_taken", f"There is somebody called {name} already.")
            db.execute(
                "INSERT INTO people (name, role, pin) VALUES (?, ?, ?)", (name, role.value, sealed)
            )
            tries.forget(db, _subject(name))
            audit.note(db, by, "person added", f"{name} ({role.value})", datetime.now(UTC))

    def remove_person(self, name: str, *, by: str = "shell") -> None:
        """Remove somebody and end their sessions; Refused for the last manager."""
        with self.database.writing() as db:
            person = _known(db, name)
            managers = db.execute("SELECT count(*) FROM people WHERE role = 'manager'").fetchone()
            if person.role is Role.MANAGER and managers[0] == 1:
                raise Refused("last_manager", f"{person.name} is the last manager. Add one first.")
            db.execute("DELETE FROM people WHERE id = ?", (person.id,))
            audit.note(db, by, "person removed", person.name, datetime.now(UTC))

    def set_pin(self, name: str, pin: str, *, by: str = "shell") -> None:
        """Give somebody a new PIN; ends their sessions and any lock."""
        with self.database.reading() as db:
            person = _known(db, name)
        check_pin(pin, person.role)
        sealed = seal_pin(pin)
        with self.database.writing() as db:
            db.execute("UPDATE people SET pin = ? WHERE id = ?", (sealed, person.id))
            db.execute("DELETE FROM sessions WHERE person = ?", (person.id,))
            tries.forget(db, _subject(person.name))
            audit.note(db, by, "PIN set", person.name, datetime.now(UTC))

    def sign_in(self, name: str, pin: str, address: str, now: datetime) -> str:
        """Return a session's token; Refused `wrong_pin` or `locked`.

        Takes some tenths of a second of pure computing, whether or not there is such a person.
        """
        name = name.strip()[:MAX_NAME]
        who, where = _subject(name), f"address {address[:64]}"
        limits = {who: tries.FREE_FOR_PERSON, where: tries.FREE_FOR_ADDRESS}
        with self.database.writing() as db:
            tries.count(db, limits, now)
            row = db.execute("SELECT id, pin FROM people WHERE name = ?", (name,)).fetchone()
        if not fits(pin, row[1] if row else NOBODY) or row is None:
            raise Refused("wrong_pin", "The name or the PIN is wrong.")
        token = new_token()
        with self.database.writing() as db:
            if not db.execute("SELECT 1 FROM people WHERE id = ? AND pin = ?", row).fetchone():
                raise Refused("wrong_pin", "The PIN has just been changed. Use the new one.")
            tries.forget(db, who)
            tries.forgive(db, where)
            db.execute("DELETE FROM sessions WHERE expires_at <= ?", (millis(now),))
            db.execute(
                "INSERT INTO sessions VALUES (?, ?, ?)",
                (fingerprint(token), row[0], millis(now + SESSION_FOR)),
            )
            audit.note(db, name, "signed in", f"from {address[:64]}", now)
        return token

    def person_of(self, token: str, now: datetime) -> Person | None:
        """Return whose session this is, or None: unknown, ended or older than 12 hours."""
        with self.database.reading() as db:
            row = db.execute(
                "SELECT people.id, name, role FROM sessions JOIN people ON people.id = person "
                "WHERE token = ? AND expires_at > ?",
                (fingerprint(token), millis(now)),
            ).fetchone()
        return _person(row) if row else None

    def sign_out(self, token: str) -> None:
        """End a session."""
        with self.database.writing() as db:
            db.execute("DELETE FROM sessions WHERE token = ?", (fingerprint(token),))


def check_name(name: str) -> str:
    """Return a name without blanks around it; Refused `bad_name` if it cannot be one."""
    name = name.strip()
    if not name or len(name) > MAX_NAME or not name.isprintable():
        raise Refused("bad_name", f"A name must be 1 to {MAX_NAME} printable characters.")
    return name


def _subject(name: str) -> str:
    return f"person {name.casefold()}"


def _find(db: sqlite3.Connection, name: str) -> Person | None:
    row = db.execute("SELECT id, name, role FROM people WHERE name = ?", (name.strip(),)).fetchone()
    return _person(row) if row else None


def _known(db: sqlite3.Connection, name: str) -> Person:
    person = _find(db, name)
    if person is None:
        raise Refused("unknown_person", f"There is nobody called {name}. See `kds people list`.")
    return person


def _person(row: tuple[int, str, str]) -> Person:
    return Person(row[0], row[1], Role(row[2]))
