"""How a printer's next characters look, and where their line stands."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from kds.paper.things import Align, Span
from kds.settings.code_pages import FIRST, NAMES

_LINE_DOTS = 30
_ALIGNS = {0: Align.LEFT, 1: Align.CENTRE, 2: Align.RIGHT}


class Look(msgspec.Struct, frozen=True):
    """What a printer remembers of the looks of text: the style, the line, and the code page."""

    span: Span = Span("")
    align: Align = Align.LEFT
    code_page: str = FIRST
    line_dots: int = _LINE_DOTS

    def styled(self, **changes: object) -> Look:
        """Return the look with another style of the characters."""
        return replace(self, span=replace(self.span, **changes))


def after_esc(look: Look, letter: str, value: int) -> Look | None:
    """Return the look after `ESC letter value`, or None where that is another command."""
    match letter:
        case "!":
            return look.styled(
                bold=bool(value & 0x08),
                height=2 if value & 0x10 else 1,
                width=2 if value & 0x20 else 1,
                underline=bool(value & 0x80),
            )
        case "E" | "G":
            return look.styled(bold=bool(value & 1))
        case "-":
            return look.styled(underline=value in (1, 2, 49, 50))
        case "a":
            return replace(look, align=_ALIGNS.get(value % 48, Align.LEFT))
        case "t":
            return replace(look, code_page=NAMES.get(value, FIRST))
        case "2":
            return replace(look, line_dots=_LINE_DOTS)
        case "3":
            return replace(look, line_dots=value)
        case _:
            return None


def after_gs(look: Look, letter: str, value: int) -> Look | None:
    """Return the look after `GS letter value`, or None where that is another command."""
    match letter:
        case "!":
            return look.styled(width=(value >> 4 & 7) + 1, height=(value & 7) + 1)
        case "B":
            return look.styled(inverted=bool(value & 1))
        case _:
            return None
