"""The headers of everything that the till answers; they keep pages safe."""

from __future__ import annotations

from flask import Response

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; "
    "base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def harden(response: Response) -> Response:
    """Add the headers of every answer: no scripts but our own, nothing kept, nothing framed."""
    for name, value in _HEADERS.items():
        response.headers[name] = value
    return response
