"""How long each ESC/POS command is, so that nothing of its data is taken for text."""

from __future__ import annotations

from collections.abc import Callable

ESC, GS, FS, DLE = 0x1B, 0x1D, 0x1C, 0x10

_ESC_PARAMETERS = {
    0: b"@2<SLimv\x0c",
    1: b" !%-3=?EGJKMRTUVadertuz{",
    2: b"$\\Bc",
    3: b"p",
    8: b"W",
}
_GS_PARAMETERS = {
    0: b":c",
    1: b"!/BEHITabefhrw",
    2: b"$LPW\\",
    3: b"^",
    4: b"g",
}
_FS_PARAMETERS = {0: b"&.", 1: b"!-CW", 2: b"S?p", 74: b"2"}

_FIXED = {(DLE, 0x05): 1} | {
    (lead, letter): count
    for lead, table in ((ESC, _ESC_PARAMETERS), (GS, _GS_PARAMETERS), (FS, _FS_PARAMETERS))
    for count, letters in table.items()
    for letter in letters
}


class More(Exception):
    """The command is not whole yet."""


def length(raw: bytearray) -> int:
    """Return how many bytes belong to the command with which `raw` begins; 0: it is unknown.

    Raises More where that cannot be told yet, or where they are not all there.
    """
    lead, letter = raw[0], _byte(raw, 1)
    count = _FIXED.get((lead, letter))
    if count is not None:
        return _whole(raw, 2 + count)
    measure = _MEASURES.get((lead, letter))
    return _whole(raw, measure(raw)) if measure else 0


def number(raw: bytes | bytearray, at: int, size: int = 2) -> int:
    """Return the number in some bytes, the lowest first."""
    _byte(raw, at + size - 1)
    return int.from_bytes(raw[at : at + size], "little")


def _byte(raw: bytes | bytearray, at: int) -> int:
    if at >= len(raw):
        raise More
    return raw[at]


def _whole(raw: bytearray, count: int) -> int:
    if len(raw) < count:
        raise More
    return count


def _sized(raw: bytearray) -> int:
    """Measure `lead ( letter pL pH data`."""
    return 5 + number(raw, 3)


def _sized_graphics(raw: bytearray) -> int:
    """Measure `GS 8 L p1 p2 p3 p4 data`."""
    return 7 + number(raw, 3, 4)


def _raster(raw: bytearray) -> int:
    """Measure `GS v 0 m xL xH yL yH data`."""
    return 8 + number(raw, 4) * number(raw, 6)


def _columns(raw: bytearray) -> int:
    """Measure `ESC * m nL nH data`: a picture of 8 or 24 dots' height."""
    return 5 + number(raw, 3) * (3 if _byte(raw, 2) in (32, 33) else 1)


def _defined_picture(raw: bytearray) -> int:
    """Measure `GS * x y data`."""
    return 4 + _byte(raw, 2) * _byte(raw, 3) * 8


def _stored_pictures(raw: bytearray) -> int:
    """Measure `FS q n` with n pictures, each `xL xH yL yH data`."""
    end = 3
    for _ in range(_byte(raw, 2)):
        end += 4 + number(raw, end) * number(raw, end + 2) * 8
    return end


def _defined_characters(raw: bytearray) -> int:
    """Measure `ESC & y c1 c2` with a width and its dots for each character."""
    end = 5
    for _ in range(_byte(raw, 3), _byte(raw, 4) + 1):
        end += 1 + _byte(raw, end) * raw[2]
    return end


def _tabs(raw: bytearray) -> int:
    """Measure `ESC D n1 … NUL`: at most 32 stops, each after the one before it."""
    last = 0
    for at in range(2, 34):
        stop = _byte(raw, at)
        if stop == 0:
            return at + 1
        if stop <= last:
            return at
        last = stop
    return 34


def _cut(raw: bytearray) -> int:
    """Measure `GS V m`, or `GS V m n` where the paper moves on first."""
    return 4 if _byte(raw, 2) in (65, 66, 97, 98, 103, 104) else 3


def _barcode(raw: bytearray) -> int:
    """Measure `GS k m data NUL` or `GS k m n data`."""
    if _byte(raw, 2) > 6:
        return 4 + _byte(raw, 3)
    end = raw.find(0, 3)
    if end < 0:
        raise More
    return end + 1


def _real_time_status(raw: bytearray) -> int:
    return 4 if _byte(raw, 2) in (7, 8, 18) else 3


def _real_time_request(raw: bytearray) -> int:
    return 3 + {1: 2, 2: 2, 3: 5, 7: 1, 8: 7}.get(_byte(raw, 2), 0)


_MEASURES: dict[tuple[int, int], Callable[[bytearray], int]] = {
    (ESC, ord("(")): _sized,
    (ESC, ord("*")): _columns,
    (ESC, ord("&")): _defined_characters,
    (ESC, ord("D")): _tabs,
    (GS, ord("(")): _sized,
    (GS, ord("8")): _sized_graphics,
    (GS, ord("*")): _defined_picture,
    (GS, ord("V")): _cut,
    (GS, ord("k")): _barcode,
    (GS, ord("v")): _raster,
    (FS, ord("(")): _sized,
    (FS, ord("q")): _stored_pictures,
    (DLE, 0x04): _real_time_status,
    (DLE, 0x14): _real_time_request,
}
