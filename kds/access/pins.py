"""PINs: what a good one is, and how one is kept: scrypt (RFC 7914) with a salt of its own."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from kds.errors import Refused

MIN_DIGITS = {"manager": 6, "cashier": 4}
MAX_DIGITS = 12

_COST, _BLOCK, _PARALLEL = 2**14, 8, 5


def new_pin() -> str:
    """Return six random digits, not all the same."""
    while len(set(pin := f"{secrets.randbelow(10**6):06d}")) == 1:
        pass
    return pin


def check_pin(pin: str, role: str) -> None:
    """Raise Refused `bad_pin` unless it is digits, enough of them, and not all the same."""
    least = MIN_DIGITS[role]
    if not re.fullmatch(rf"[0-9]{{{least},{MAX_DIGITS}}}", pin) or len(set(pin)) == 1:
        raise Refused(
            "bad_pin",
            f"The PIN of a {role} must be {least} to {MAX_DIGITS} digits, not all the same. "
            "Choose another one.",
        )


def seal_pin(pin: str) -> str:
    """Return what is kept of a PIN: cost, salt and hash in one text."""
    salt = secrets.token_bytes(16)
    digest = _scrypt(pin, salt, _COST, _BLOCK, _PARALLEL)
    return f"scrypt${_COST}${_BLOCK}${_PARALLEL}${salt.hex()}${digest.hex()}"


def fits(pin: str, sealed: str) -> bool:
    """Tell whether the PIN is the one that was sealed; takes as long for a wrong one."""
    _, cost, block, parallel, salt, digest = sealed.split("$")
    found = _scrypt(pin, bytes.fromhex(salt), int(cost), int(block), int(parallel))
    return hmac.compare_digest(found, bytes.fromhex(digest))


NOBODY = f"scrypt${_COST}${_BLOCK}${_PARALLEL}${'00' * 16}${'00' * 32}"
"""What a PIN is held against when the name is unknown, so that the answer takes as long."""


def _scrypt(pin: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    return hashlib.scrypt(
        pin.encode("utf-8", "surrogatepass")[:64],
        salt=salt,
        n=cost,
        r=block,
        p=parallel,
        maxmem=64 * 1024 * 1024,
        dklen=32,
    )
