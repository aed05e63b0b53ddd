"""Tokens: 256 random bits for whoever holds them, and only their SHA-256 kept here."""

from __future__ import annotations

import hashlib
import secrets

MAX_LENGTH = 200
"""Longer ones are none of ours and are not even hashed."""


def new_token() -> str:
    """Return a fresh token, fit for a cookie or a header."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> bytes:
    """Return what is stored and looked up; a token has too much chance in it to be guessed back."""
    return hashlib.sha256(token[:MAX_LENGTH].encode("utf-8", "surrogatepass")).digest()
