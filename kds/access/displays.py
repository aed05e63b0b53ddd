"""Displays: a code on the screen, a manager's yes, then a token that can be revoked.

The code may be read by anybody who passes; it gives nothing. What the screen gets its token with
is a secret that never leaves it, and the token is given out once.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec

from kds.access import audit
from kds.access.database import Database
from kds.access.people import check_name
from kds.access.screen_settings import ScreenChange, ScreenSettings, kept
from kds.access.tokens import fingerprint, new_token
from kds.clock import from_millis, millis
from kds.errors import Refused

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without I, L, O, 0 and 1, which a hand cannot tell apart."""

CODE_LENGTH = 6
CODE_FOR = timedelta(minutes=10)
MAX_PENDING = 100
MAX_PENDING_FROM_ADDRESS = 20


class Display(NamedTuple):
    """A paired display: the board it stands for, other boards it shows, how it looks and sounds."""

    id: str
    name: str
    board: str
    also: tuple[str, ...] = ()
    settings: ScreenSettings = ScreenSettings()

    @property
    def boards(self) -> tuple[str, ...]:
        """Return every board it shows, its own first."""
        return (self.board, *self.also)


class Pending(NamedTuple):
    """A screen that shows a code and waits for a manager."""

    code: str
    board: str
    asked_at: datetime


class Displays:
    """Displays, and screens that want to be one."""

    database: Database

    def begin_pairing(self, board: str, now: datetime, address: str = "") -> tuple[str, str]:
        """Return the code for the screen to show and its secret; both hold for ten minutes.

        Too many from one address push out that address's oldest; Refused `too_many` in all.
        """
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        secret = new_token()
        with self.database.writing() as db:
            _drop_old(db, now)
            db.execute(
                "DELETE FROM pairings WHERE code IN (SELECT code FROM pairings WHERE address = ? "
                "AND display_id IS NULL ORDER BY asked_at DESC LIMIT -1 OFFSET ?)",
                (address[:64], MAX_PENDING_FROM_ADDRESS - 1),
            )
            if db.execute("SELECT count(*) FROM pairings").fetchone()[0] >= MAX_PENDING:
                raise Refused("too_many", "Too many screens wait for pairing. Try in ten minutes.")
            db.execute(
                "INSERT INTO pairings (code, secret, board, address, asked_at, expires_at) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (
                    code,
                    fingerprint(secret),
                    board,
                    address[:64],
                    millis(now),
                    millis(now + CODE_FOR),
                ),
            )
        return code, secret

    def pending(self, now: datetime) -> list[Pending]:
        """Return the screens that wait for a manager, oldest first."""
        with self.database.reading() as db:
            rows = db.execute(
                "SELECT code, board, asked_at FROM pairings "
                "WHERE display_id IS NULL AND expires_at > ? ORDER BY asked_at",
                (millis(now),),
            ).fetchall()
        return [Pending(code, board, from_millis(at)) for code, board, at in rows]

    def approve(self, code: str, name: str, board: str, by: str, now: datetime) -> str:
        """Let the screen that shows this code be a display; return the id it will have.

        Refused `unknown_code` (also when used or too old), `name_taken` or `bad_name`.
        """
        name, code = check_name(name), code.strip().upper()
        display_id = secrets.token_hex(6)
        with self.database.writing() as db:
            _drop_old(db, now)
            _check_free(db, name)
            done = db.execute(
                "UPDATE pairings SET display_id = ?, name = ?, board = ?, approved_by = ? "
                "WHERE code = ? AND display_id IS NULL",
                (display_id, name, board, by, code),
            )
            if done.rowcount != 1:
                raise Refused(
                    "unknown_code", "No screen shows this code now. Compare it with the screen."
                )
            audit.note(db, by, "display approved", f"{name} for {board}, {display_id}", now)
        return display_id

    def claim(self, secret: str, now: datetime) -> str | None:
        """Return the display's token, once; None while nobody approved, and ever after.

        Refused `unknown_pairing` when the screen must begin again.
        """
        with self.database.reading() as db:
            row = _pairing(db, secret, now)
        if row is None:
            raise Refused("unknown_pairing", "This pairing is over. Begin again with a new code.")
        if row[0] is None:
            return None
        token = new_token()
        with self.database.writing() as db:
            row = _pairing(db, secret, now)
            if row is None:
                raise Refused("unknown_pairing", "This pairing is over. Begin again.")
            display_id, name, board, by = row
            db.execute("DELETE FROM pairings WHERE secret = ?", (fingerprint(secret),))
            db.execute(
                "INSERT INTO displays (id, name, board, token, paired_at, paired_by) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (display_id, name, board, fingerprint(token), millis(now), by),
            )
        return token

    def display_of(self, token: str) -> Display | None:
        """Return which display holds this token, or None: unknown or revoked."""
        with self.database.reading() as db:
            row = db.execute(
                "SELECT id, name, board, also, settings FROM displays WHERE token = ?",
                (fingerprint(token),),
            ).fetchone()
        return _display(row) if row else None

    def displays(self) -> list[Display]:
        """Return every paired display, by name."""
        with self.database.reading() as db:
            rows = db.execute(
                "SELECT id, name, board, also, settings FROM displays ORDER BY name"
            ).fetchall()
        return [_display(row) for row in rows]

    def revoke(self, display_id: str, *, by: str = "shell", now: datetime | None = None) -> None:
        """End a display: its token is worth nothing from now on; Refused `unknown_display`."""
        with self.database.writing() as db:
            display = _known(db, display_id)
            db.execute("DELETE FROM displays WHERE id = ?", (display_id,))
            at = now or datetime.now(UTC)
            audit.note(db, by, "display revoked", f"{display.name}, {display_id}", at)

    def show(
        self,
        display_id: str,
        also: Sequence[str],
        *,
        by: str = "shell",
        now: datetime | None = None,
    ) -> None:
        """Set which boards a display shows besides its own; Refused `unknown_display`."""
        with self.database.writing() as db:
            display = _known(db, display_id)
            others = list(dict.fromkeys(board for board in also if board != display.board))
            db.execute(
                "UPDATE displays SET also = ? WHERE id = ?", (json.dumps(others), display_id)
            )
            at = now or datetime.now(UTC)
            audit.note(db, by, "display shows", f"{display.name}: {', '.join(others)}", at)

    def set_screen(self, display_id: str, change: ScreenChange, *, by: str, now: datetime) -> None:
        """Choose how a display looks and sounds, and what it is called.

        Refused `unknown_display`, `name_taken` or `bad_name`.
        """
        with self.database.writing() as db:
            _drop_old(db, now)
            before = _known(db, display_id)
            name = before.name if change.named is None else check_name(change.named)
            _check_free(db, name, but=display_id)
            settings = change.of(before.settings)
            if (name, settings) == (before.name, before.settings):
                return
            db.execute(
                "UPDATE displays SET name = ?, settings = ? WHERE id = ?",
                (name, msgspec.json.encode(settings).decode(), display_id),
            )
            renamed = f"{before.name} is {name}" if name != before.name else name
            audit.note(db, by, "display settings", f"{renamed}, {display_id}", now)

    def move(self, display_id: str, board: str, *, alone: bool, by: str, now: datetime) -> None:
        """Let a display stand for another board from now on; Refused `unknown_display`.

        `alone`: what customers read is shown without other boards.
        """
        with self.database.writing() as db:
            display = _known(db, display_id)
            also = () if alone else [one for one in display.also if one != board]
            db.execute(
                "UPDATE displays SET board = ?, also = ? WHERE id = ?",
                (board, json.dumps(list(also)), display_id),
            )
            audit.note(db, by, "display moved", f"{display.name}: {display.board} to {board}", now)


def _check_free(db: sqlite3.Connection, name: str, but: str = "") -> None:
    """Raise Refused `name_taken` if another display has this name, or will have it."""
    taken = db.execute(
        "SELECT 1 FROM displays WHERE name = ? AND id <> ? "
        "UNION SELECT 1 FROM pairings WHERE name = ?",
        (name, but, name),
    ).fetchone()
    if taken:
        raise Refused("name_taken", "There is a display called {name} already.", name=name)


def _drop_old(db: sqlite3.Connection, now: datetime) -> None:
    db.execute("DELETE FROM pairings WHERE expires_at <= ?", (millis(now),))


def _pairing(
    db: sqlite3.Connection, secret: str, now: datetime
) -> tuple[str | None, str, str, str] | None:
    row: tuple[str | None, str, str, str] | None = db.execute(
        "SELECT display_id, name, board, approved_by FROM pairings "
        "WHERE secret = ? AND expires_at > ?",
        (fingerprint(secret), millis(now)),
    ).fetchone()
    return row


def _known(db: sqlite3.Connection, display_id: str) -> Display:
    row = db.execute(
        "SELECT id, name, board, also, settings FROM displays WHERE id = ?", (display_id,)
    ).fetchone()
    if row is None:
        raise Refused("unknown_display", "There is no such display; it may have been revoked.")
    return _display(row)


def _display(row: tuple[str, str, str, str, str]) -> Display:
    return Display(row[0], row[1], row[2], tuple(json.loads(row[3])), kept(row[4]))
