"""Reads ESC/POS as a printer does: bytes in, however they are split, and things out.

Text is collected until its line ends. Whatever the bytes are, reading goes on: what is not known
comes out as Unknown.
"""

from __future__ import annotations

from msgspec.structs import replace

from kds.paper import grammar
from kds.paper.grammar import DLE, ESC, FS, GS, number
from kds.paper.look import Look, after_esc, after_gs
from kds.paper.things import (
    Bell,
    Cut,
    Drawer,
    Feed,
    Initialised,
    Picture,
    ProcessIdAsked,
    RealTimeAsked,
    Span,
    StatusAsked,
    TextLine,
    Thing,
    Unknown,
)
from kds.paper.width import width_of

_CHARACTER_DOTS = 24
_TAB = 8


class Reader:
    """Reads bytes as they come; `columns` is where a line of text is full and goes on below."""

    def __init__(self, columns: int | None = None) -> None:
        self._columns = columns
        self._raw = bytearray()
        self._look = Look()
        self._spans: list[Span] = []
        self._stored: Picture | None = None
        self._things: list[Thing] = []

    def feed(self, data: bytes) -> list[Thing]:
        """Return what these bytes, after those before them, make the printer do."""
        self._raw += data
        try:
            while self._raw:
                self._step()
        except grammar.More:
            pass
        things, self._things = self._things, []
        return things

    def rest(self) -> list[Thing]:
        """Return what would stand on the paper of a line that has not ended."""
        if self._spans:
            self._end_line()
        things, self._things = self._things, []
        return things

    @property
    def is_amid(self) -> bool:
        """Tell whether a line or a command has begun and not ended."""
        return bool(self._raw or self._spans)

    def _step(self) -> None:
        lead = self._raw[0]
        if lead in (ESC, GS, FS, DLE):
            count = grammar.length(self._raw)
            raw = self._take(count or (1 if lead == DLE else 2))
            if count:
                self._command(raw)
            else:
                self._things.append(Unknown(raw))
        elif lead < 0x20 or lead == 0x7F:
            self._control(self._take(1))
        else:
            self._text(self._take(self._text_length()))

    def _take(self, count: int) -> bytes:
        raw = bytes(self._raw[:count])
        del self._raw[:count]
        return raw

    def _text_length(self) -> int:
        end = 1
        while end < len(self._raw) and self._raw[end] >= 0x20 and self._raw[end] != 0x7F:
            end += 1
        return end

    def _text(self, raw: bytes) -> None:
        for letter in raw.decode(self._look.code_page, errors="replace"):
            wide = width_of(letter) * self._look.span.width
            if self._columns is not None and self._column() + wide > self._columns:
                self._end_line()
            self._add(letter)

    def _add(self, text: str) -> None:
        look = self._look.span
        if self._spans and replace(self._spans[-1], text="") == look:
            text = self._spans.pop().text + text
        self._spans.append(replace(look, text=text))

    def _column(self) -> int:
        return sum(width_of(span.text) * span.width for span in self._spans)

    def _end_line(self) -> None:
        dots = max([self._look.line_dots, *(span.height * _CHARACTER_DOTS for span in self._spans)])
        self._things.append(TextLine(tuple(self._spans), self._look.align, dots))
        self._spans = []

    def _control(self, raw: bytes) -> None:
        match raw[0]:
            case 0x0A | 0x0C:
                self._end_line()
            case 0x09:
                self._add(" " * (_TAB - self._column() // self._look.span.width % _TAB))
            case 0x07:
                self._things.append(Bell())
            case 0x00 | 0x0D:
                pass
            case _:
                self._things.append(Unknown(raw))

    def _command(self, raw: bytes) -> None:
        """Do what a whole command says."""
        match raw[0], chr(raw[1]):
            case (0x1B, letter):
                self._esc(letter, raw)
            case (0x1D, letter):
                self._gs(letter, raw)
            case (0x10, "\x04"):
                self._things.append(RealTimeAsked(raw[2]))
            case (0x10, "\x14") if raw[2] == 1:
                self._things.append(Drawer())
            case _:
                self._things.append(Unknown(raw))

    def _esc(self, letter: str, raw: bytes) -> None:
        value = raw[2] if len(raw) > 2 else 0
        if look := after_esc(self._look, letter, value):
            self._look = look
            return
        match letter:
            case "@":
                self._spans = []
                self._look = Look()
                self._things.append(Initialised())
            case "d":
                self._feed(value * self._look.line_dots)
            case "J":
                self._feed(value)
            case "i" | "m":
                self._cut(full=letter == "i", feed_dots=0)
            case "p":
                self._things.append(Drawer())
            case "B":
                self._things.append(Bell())
            case "(" if raw[2:3] == b"A":
                self._things.append(Bell())
            case _:
                self._things.append(Unknown(raw))

    def _gs(self, letter: str, raw: bytes) -> None:
        value = raw[2] if len(raw) > 2 else 0
        if look := after_gs(self._look, letter, value):
            self._look = look
            return
        match letter:
            case "V":
                self._cut(full=value in (0, 48, 65, 97, 103), feed_dots=raw[3] if raw[3:] else 0)
            case "r":
                self._things.append(StatusAsked(value))
            case "v":
                self._picture(_raster(raw))
            case "(" if value == 0x48 and raw[5:7] == b"00" and len(raw) == 11:
                self._things.append(ProcessIdAsked(raw[7:]))
            case "(" if value == 0x4C:
                self._graphics(raw, raw[5:])
            case "8" if value == 0x4C:
                self._graphics(raw, raw[7:])
            case _:
                self._things.append(Unknown(raw))

    def _feed(self, dots: int) -> None:
        if self._spans:
            self._end_line()
        self._things.append(Feed(dots))

    def _cut(self, *, full: bool, feed_dots: int) -> None:
        if self._spans:
            self._end_line()
        self._things.append(Cut(full, feed_dots))

    def _picture(self, picture: Picture) -> None:
        if self._spans:
            self._end_line()
        self._things.append(replace(picture, align=self._look.align))

    def _graphics(self, raw: bytes, data: bytes) -> None:
        """Keep a picture (function 112), or print the one that was kept (function 2 or 50)."""
        if data[:2] in (b"0p", b"02", b"0\x02"):
            if data[1:2] == b"p" and (stored := _graphic(data)):
                self._stored = stored
            elif data[1:2] != b"p" and self._stored:
                self._picture(self._stored)
                self._stored = None
        else:
            self._things.append(Unknown(raw))


def _raster(raw: bytes) -> Picture:
    """Return the picture of `GS v 0 m xL xH yL yH data`."""
    mode, across, down = raw[3], number(raw, 4), number(raw, 6)
    return _picture(across * 8, down, raw[8:], 1 + (mode & 1), 1 + (mode >> 1 & 1))


def _graphic(data: bytes) -> Picture | None:
    """Return the picture of `48 112 a bx by c xL xH yL yH data`, if it is whole."""
    if len(data) < 10:
        return None
    width, height = number(data, 6), number(data, 8)
    if len(data) < 10 + (width + 7) // 8 * height:
        return None
    return _picture(width, height, data[10:], max(1, data[3] % 48), max(1, data[4] % 48))


def _picture(width: int, height: int, data: bytes, dot_width: int, dot_height: int) -> Picture:
    across = (width + 7) // 8
    rows = tuple(data[across * y : across * (y + 1)] for y in range(height))
    return Picture(width, height, rows, dot_width=dot_width, dot_height=dot_height)
