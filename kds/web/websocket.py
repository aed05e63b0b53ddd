"""The WebSocket under each screen: bounded, prompt, and framed once for all who hear the same."""

from __future__ import annotations

import contextlib
import socket
import struct
from functools import lru_cache
from typing import Any

from engineio.async_drivers import gevent as driver

MAX_MESSAGE_BYTES = 64 * 1024
"""The longest message a screen may send."""

GIVE_UP_S = 30
"""How long a screen may leave what it was sent without acknowledging it, in seconds."""


class ScreenSocket(driver.WebSocketWSGI):  # type: ignore[misc]  # untyped library
    """The driver's WebSocket with a limit: without one a stranger's 200 MB frame is read whole."""

    def __init__(self, handler: Any, server: Any) -> None:
        super().__init__(handler, server)
        self.server_args["max_message_size"] = MAX_MESSAGE_BYTES
        self._serve = handler
        self.app = self._begin

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Serve the socket; at its end hang up, or the server takes what comes for HTTP."""
        # Compressing for each screen by itself costs more than the kitchen's network does.
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        answer = super().__call__(environ, start_response)
        self.close()
        with contextlib.suppress(OSError):
            self.ws.sock.shutdown(socket.SHUT_RDWR)
        return answer

    def send(self, message: str) -> None:
        """Send a message whole; the driver drops what does not fit into the socket at once."""
        if not self.ws.connected:
            raise OSError("the screen has hung up")
        frame = framed(message)
        sent = self.ws.sock.send(frame)
        while sent < len(frame):
            sent += self.ws.sock.send(frame[sent:])

    def _begin(self, _: Any) -> Any:
        sock = self.ws.sock
        # Else each push waits up to 40 ms for the screen's acknowledgement of the one before.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, GIVE_UP_S * 1000)
        return self._serve(self)


@lru_cache(maxsize=8)
def framed(message: str) -> bytes:
    """Return a text as a server's frame (RFC 6455); many screens get the same one in a row."""
    payload = message.encode()
    if len(payload) < 126:
        return struct.pack("!BB", 0x81, len(payload)) + payload
    if len(payload) < 1 << 16:
        return struct.pack("!BBH", 0x81, 126, len(payload)) + payload
    return struct.pack("!BBQ", 0x81, 127, len(payload)) + payload
