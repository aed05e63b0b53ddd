"""What stands around every request: limits, where it may come from, and headers for browsers."""

from __future__ import annotations

import base64
import hashlib
import json
from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from kds.errors import Refused
from kds.settings.model import Settings

MAX_BODY_BYTES = 64 * 1024
KDS_HEADER = "X-KDS"
"""A header that a page of another site cannot send without being asked for permission first."""

IMPORT_MAP = json.dumps(
    {
        "imports": {
            "preact": "/static/lib/preact.mjs",
            "preact/hooks": "/static/lib/preact-hooks.mjs",
            "htm": "/static/lib/htm.mjs",
            "socket.io-client": "/static/lib/socket.io.mjs",
        }
    }
)
"""Which file a bare module name means; the only inline script, allowed by its hash."""

_READING = ("GET", "HEAD", "OPTIONS")


def content_security_policy() -> str:
    """Return the policy: everything from this server only, no inline script but the import map."""
    digest = base64.b64encode(hashlib.sha256(IMPORT_MAP.encode()).digest()).decode()
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'sha256-{digest}'",
            "style-src 'self'",
            "connect-src 'self'",
            "img-src 'self' data:",
            "media-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        )
    )


_HEADERS = {
    "Content-Security-Policy": content_security_policy(),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": with it browsers send our own forms like a foreign page, `Origin: null`.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


def put_up(app: Flask, settings: Settings) -> None:
    """Put the guard around an application."""
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_BODY_BYTES,
        MAX_FORM_PARTS=20,
        SEND_FILE_MAX_AGE_DEFAULT=0,
    )
    public = urlsplit(settings.web.public_url).netloc if settings.web.public_url else None
    if public:
        # One proxy stands in front; without one, anybody could claim any address.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]

    def check_origin() -> None:
        refuse_foreign(public)

    app.before_request(check_origin)
    app.after_request(_add_headers)


def refuse_foreign(public: str | None) -> None:
    """Raise Refused `foreign_request` for a change that a page of another site may have sent.

    `public` is the host (and port) that people use, where a proxy stands in front.
    """
    if request.method in _READING:
        return
    origin = request.headers.get("Origin")
    own = origin is not None and urlsplit(origin).netloc in {request.host, public}
    if origin is not None and not own:
        raise Refused("foreign_request", "This was sent by a page of another site. Not done.")
    by_program = request.authorization is not None or KDS_HEADER in request.headers
    if own or (by_program and (request.is_json or not request.content_length)):
        return
    raise Refused(
        "foreign_request",
        f"Not done: send JSON with the header {KDS_HEADER}: 1, or use this site's own pages.",
    )


def _add_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
