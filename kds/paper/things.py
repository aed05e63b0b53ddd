"""What ESC/POS bytes make a printer do, one frozen struct for each kind of thing."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Align(StrEnum):
    """Where on the paper's width something stands."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Span(msgspec.Struct, frozen=True, omit_defaults=True):
    """Some text in one style; `width` and `height` multiply the size of a character."""

    text: str
    width: int = 1
    height: int = 1
    bold: bool = False
    inverted: bool = False
    underline: bool = False


class TextLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of text, or with no spans an empty one; `dots` is how far the paper moves on."""

    spans: tuple[Span, ...] = ()
    align: Align = Align.LEFT
    dots: int = 30

    @property
    def text(self) -> str:
        """The words of the line, whatever their style."""
        return "".join(span.text for span in self.spans)


class Feed(msgspec.Struct, frozen=True):
    """The paper moves on by so many dots, and nothing is printed."""

    dots: int


class Picture(msgspec.Struct, frozen=True, omit_defaults=True):
    """A picture in dots: each row's bits from the left, 1 is black; a dot may count twice."""

    width: int
    height: int
    rows: tuple[bytes, ...]
    align: Align = Align.LEFT
    dot_width: int = 1
    dot_height: int = 1

    def is_black(self, x: int, y: int) -> bool:
        """Tell whether a dot is black."""
        return bool(self.rows[y][x // 8] & (0x80 >> x % 8))


class Cut(msgspec.Struct, frozen=True):
    """The paper is cut, wholly or but for a corner, after moving on by so many dots."""

    full: bool
    feed_dots: int = 0


class Drawer(msgspec.Struct, frozen=True):
    """The cash drawer opens."""


class Bell(msgspec.Struct, frozen=True):
    """The printer makes a sound."""


class StatusAsked(msgspec.Struct, frozen=True):
    """The printer is asked for its status once it has done all before this (GS r)."""

    n: int


class RealTimeAsked(msgspec.Struct, frozen=True):
    """The printer is asked for its status at once, whatever it is doing (DLE EOT)."""

    n: int


class ProcessIdAsked(msgspec.Struct, frozen=True):
    """The printer is asked to say this id once it has done all before it (GS ( H)."""

    id: bytes


class Initialised(msgspec.Struct, frozen=True):
    """The printer forgets every style that was set (ESC @)."""


class Unknown(msgspec.Struct, frozen=True):
    """Bytes whose meaning is not known here."""

    raw: bytes


Thing = (
    TextLine
    | Feed
    | Picture
    | Cut
    | Drawer
    | Bell
    | StatusAsked
    | RealTimeAsked
    | ProcessIdAsked
    | Initialised
    | Unknown
)
