"""A sheet of paper as plain data: rows from top to bottom, whatever the width of the paper."""

from __future__ import annotations

import msgspec

from kds.paper.things import Align


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """Some words, and what stands at the right end of their last line.

    `wide` and `high` multiply the size. `indent` is in columns of normal size. An inverted row is
    a white text on a black bar across the paper. `one_line`: rather narrower than wrapped.
    """

    left: str
    right: str = ""
    wide: int = 1
    high: int = 1
    bold: bool = False
    inverted: bool = False
    align: Align = Align.LEFT
    indent: int = 0
    one_line: bool = False


class Rule(msgspec.Struct, frozen=True):
    """A line across the paper."""

    letter: str = "-"


class Space(msgspec.Struct, frozen=True):
    """An empty line."""


class Sheet(msgspec.Struct, frozen=True):
    """Everything that stands on one sheet; after it the paper is cut."""

    rows: tuple[Row | Rule | Space, ...]
