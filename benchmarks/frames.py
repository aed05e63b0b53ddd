"""Just enough of WebSocket (RFC 6455) for a client that costs next to nothing."""

from __future__ import annotations

import struct

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA


def handshake(port: int, token: str | None) -> bytes:
    """Return the request that opens an Engine.IO connection; a token goes into its header."""
    lines = [
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==",
        "Sec-WebSocket-Version: 13",
    ]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def masked(payload: bytes, opcode: int = TEXT) -> bytes:
    """Return a client's frame; the mask is zero, so that masking costs the benchmark nothing."""
    head = bytes([0x80 | opcode])
    if len(payload) < 126:
        head += bytes([0x80 | len(payload)])
    else:
        head += struct.pack("!BH", 0x80 | 126, len(payload))
    return head + b"\0\0\0\0" + payload


def take_frames(buffer: bytearray) -> list[tuple[int, bytes]]:
    """Remove every whole frame from the start of `buffer` and return (opcode, payload) of each.

    Raises ValueError for what these servers never send: fragments, and frames with a mask.
    """
    found = []
    start = 0
    while len(buffer) - start >= 2:
        first, length = buffer[start], buffer[start + 1]
        if first & 0xF0 != 0x80 or length & 0x80:
            raise ValueError(f"a frame begins with {first:#x} {length:#x}")
        at = start + 2
        if length == 126:
            at += 2
            length = int.from_bytes(buffer[start + 2 : at], "big")
        elif length == 127:
            at += 8
            length = int.from_bytes(buffer[start + 2 : at], "big")
        if len(buffer) < at + length:
            break
        found.append((first & 0x0F, bytes(buffer[at : at + length])))
        start = at + length
    del buffer[:start]
    return found
