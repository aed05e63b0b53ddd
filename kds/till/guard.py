"""Who may use the till's HTTP: POS software and external systems by a key, people by a session."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Request

from kds.access import Access
from kds.clock import now
from kds.errors import KdsError, Refused
from kds.orders.order import Order
from kds.orders.till_facts import Origin

SESSION_COOKIE = "kds_session"
"""The same as the web server's, so that one sign-in serves all pages of a machine."""


class Unknown(KdsError):
    """Nobody who may use the till: no key, no session, or a wrong one."""

    code = "not_signed_in"


class Caller(NamedTuple):
    """Who asks: a person by name, an external `system`, or POS software with the till's key."""

    name: str | None
    system: str | None = None

    def called(self, letter: str) -> str:
        """Return what stands in the order's history; POS software is called by the till."""
        return self.name or self.system or f"till {letter}"

    @property
    def origin(self) -> Origin:
        """Return where what they do is done."""
        return Origin.OUTSIDE if self.system else Origin.TILL

    def scoped(self, key: str | None) -> str | None:
        """Return an Idempotency-Key that no other system's can equal."""
        return f"{self.system} {key}" if key is not None and self.system else key


POS_SOFTWARE = Caller(None)
"""Whoever has the till's key."""


class Guard:
    """Tells callers by what they carry; `systems` holds the key of each external system."""

    def __init__(self, key: str, access: Access, systems: Mapping[str, str] | None = None) -> None:
        self._keys = [(key.encode(), POS_SOFTWARE)]
        self._keys += [(own.encode(), Caller(None, name)) for name, own in (systems or {}).items()]
        self._access = access

    def caller(self, request: Request) -> Caller:
        """Return who asks.

        Raises Unknown, and Refused `foreign_request` if another site's page asks for a change in a
        signed-in person's name.
        """
        given = request.headers.get("Authorization")
        if given is not None:
            scheme, _, key = given.partition(" ")
            found = self._owner_of(key.strip().encode()) if scheme.lower() == "bearer" else None
            if found is None:
                raise Unknown(
                    "The key is wrong. `kds doctor` on the till tells where the till's is."
                )
            return found
        token = request.cookies.get(SESSION_COOKIE)
        person = self._access.person_of(token, now()) if token and len(token) <= 200 else None
        if person is None:
            raise Unknown("Sign in, or send the till's key as `Authorization: Bearer <key>`.")
        if request.method not in ("GET", "HEAD"):
            require_own_page(request)
        return Caller(person.name)

    def _owner_of(self, given: bytes) -> Caller | None:
        """Return whose key it is; each is looked at, so that the time taken tells nothing."""
        found = None
        for key, caller in self._keys:
            if hmac.compare_digest(given, key):
                found = caller
        return found

    def sign_in(self, name: str, pin: str, address: str) -> str:
        """Return a session's token; Refused `wrong_pin` or `locked`."""
        return self._access.sign_in(name, pin, address, now())

    def sign_out(self, token: str) -> None:
        """End a session."""
        self._access.sign_out(token)


def require_people(caller: Caller) -> None:
    """Refuse an external system as `not_permitted`: this is not for it."""
    if caller.system is not None:
        raise Refused("not_permitted", "This is for the people and programs of the restaurant.")


def require_own(caller: Caller, order: Order) -> None:
    """Refuse an external system what is not its own order, as if there were none."""
    outside = order.outside
    is_own = outside is not None and outside.placed and outside.system == caller.system
    if caller.system is not None and not is_own:
        raise unknown_order(order.order_id)


def unknown_order(order_id: str) -> Refused:
    """Return what is said of an order that this till does not keep, or keeps for somebody else."""
    return Refused("unknown_order", "This till keeps no order {order}.", order=order_id[:64])


def require_own_page(request: Request) -> None:
    """Refuse what another site's page sends: a browser adds the cookie to that as well."""
    fetched_by = request.headers.get("Sec-Fetch-Site")
    if fetched_by is not None:
        own = fetched_by == "same-origin"
    else:
        own = urlsplit(request.headers.get("Origin", "")).netloc == request.host
    if not own:
        raise Refused(
            "foreign_request", "Only the till's own page may do this. Open it and try there."
        )
