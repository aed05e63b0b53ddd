"""What printers are asked, and what their answers mean, bit by bit, as Epson's reference says."""

from __future__ import annotations

import secrets

from kds.orders.paper import PrinterFault

_MASK, _REAL_TIME, _UNASKED = 0b1001_0011, 0b0001_0010, 0b0001_0000
"""Bits 0, 1, 4 and 7 tell what was answered: DLE EOT, or nothing that anybody asked."""

_ORDERED_MASK, _ORDERED = 0b1001_0000, 0
"""Bits 4 and 7 of an answer to GS r."""


def is_real_time(byte: int) -> bool:
    """Tell whether this can be an answer to DLE EOT."""
    return byte & _MASK == _REAL_TIME


def fault_of(printer: int, offline: int, error: int, paper: int) -> PrinterFault | None:
    """Return what four answers to DLE EOT say: of 1 printer, 2 offline, 3 error, 4 paper."""
    if offline & 0b0000_0100:
        return PrinterFault.COVER_OPEN
    if error & 0b0000_1000:
        return PrinterFault.CUTTER
    if paper & 0b0110_0000 or offline & 0b0010_0000:
        return PrinterFault.PAPER_OUT
    if error & 0b0110_0100 or offline & 0b0100_0000:
        return PrinterFault.OTHER
    return PrinterFault.OFFLINE if printer & 0b0000_1000 else None


def ordered_question(process_id: bool) -> tuple[bytes, bytes | None]:
    """Return what is answered once all before it is printed, and the id in the answer, if any."""
    if not process_id:
        return b"\x1dr\x01", None
    # Letters that no other sheet has soon; none looks like an answer to DLE EOT.
    name = bytes(0x40 | byte & 0x2F for byte in secrets.token_bytes(4))
    return b"\x1d(H\x06\x00\x30\x30" + name, name


def has_id(said: bytes | bytearray, name: bytes) -> bool:
    """Tell whether the answer to GS ( H with this id is among what a printer said."""
    return b"\x37\x22" + name + b"\0" in said


def has_ordered(said: bytes | bytearray) -> bool:
    """Tell whether an answer to GS r is among what a printer said."""
    at = 0
    while at < len(said):
        if said[at] & _MASK == _UNASKED:
            # Automatic status, where somebody has switched it on: three more, that look like one.
            at += 4
        elif said[at] & _ORDERED_MASK == _ORDERED:
            return True
        else:
            at += 1
    return False
