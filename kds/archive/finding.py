"""Which orders a search finds, read from the index of words in the order of the answer.

Nothing is sorted and nothing is read that is older than the answer: a search for several words
goes along the rarest of them.
"""

from __future__ import annotations

from math import ceil, floor, isfinite

from sqlalchemy import ColumnElement, Connection, FromClause, exists, func, literal, select, tuple_

from kds.archive.schema import orders, words
from kds.archive.sought import Sought, Term, Way, ways

COUNTED = 2000
"""How far words are counted to find the rarest: above that it matters no more."""

Times = tuple[float, float]
Position = tuple[float, str]
"""When an order was accepted, in ms, and its id."""


def newest(
    db: Connection, sought: Sought, times: Times, after: Position | None, limit: int
) -> list[str]:
    """Return the ids of the newest orders that are looked for, the newest first."""
    found: set[Position] = set()
    for way in ways(sought):
        found.update(_newest_of(db, way, times, after, limit))
    return [order_id for _, order_id in sorted(found, reverse=True)[:limit]]


def _newest_of(
    db: Connection, way: Way, times: Times, after: Position | None, limit: int
) -> list[Position]:
    terms = _rarest_first(db, way, times)
    table = words if terms else orders
    where = _within(table, times)
    if after is not None:
        at_ms, order_id = floor(after[0]), after[1]
        # The first says to the database where in the index to begin, the second is exact.
        where.append(table.c.accepted_ms <= at_ms)
        where.append(tuple_(table.c.accepted_ms, table.c.order_id) < (at_ms, order_id))
    if terms:
        where += _is(table, terms[0])
        where += [_has_too(table, term) for term in terms[1:]]
    rows = db.execute(
        select(table.c.accepted_ms, table.c.order_id)
        .where(*where)
        .order_by(table.c.accepted_ms.desc(), table.c.order_id.desc())
        .limit(limit)
    )
    return [(row.accepted_ms, row.order_id) for row in rows]


def _rarest_first(db: Connection, way: Way, times: Times) -> list[Term]:
    terms = sorted(way)
    if len(terms) < 2:
        return terms
    counts = {term: _counted(db, term, times) for term in terms}
    return sorted(terms, key=lambda term: counts[term])


def _counted(db: Connection, term: Term, times: Times) -> int:
    some = select(literal(1)).where(*_is(words, term), *_within(words, times)).limit(COUNTED)
    return db.execute(select(func.count()).select_from(some.subquery())).scalar_one()


def _is(table: FromClause, term: Term) -> list[ColumnElement[bool]]:
    return [table.c.kind == term.kind, table.c.word == term.word]


def _has_too(table: FromClause, term: Term) -> ColumnElement[bool]:
    other = words.alias()
    same = [other.c[name] == table.c[name] for name in ("accepted_ms", "order_id")]
    return exists().where(*_is(other, term), *same)


def _within(table: FromClause, times: Times) -> list[ColumnElement[bool]]:
    low, high = times
    where: list[ColumnElement[bool]] = []
    if isfinite(low):
        where.append(table.c.accepted_ms >= ceil(low))
    if isfinite(high):
        where.append(table.c.accepted_ms <= floor(high))
    return where
