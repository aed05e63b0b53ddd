"""The web server's JSON API, as a script of the back office talks to it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import msgspec

from kds.installation import Address
from kds.talk.http import Reply, ask, expect_ok

API = "/api/v1"
MOST_AT_ONCE = 1000


class Office:
    """The back office of one installation, with the operator's key."""

    def __init__(self, address: Address) -> None:
        self._address = address

    def orders(
        self, status: str | None = None, limit: int | None = None, *, closed_too: bool = False
    ) -> list[dict[str, Any]]:
        """Return the open orders, of one status (its code) if given, oldest first.

        With `closed_too` also those that the kitchen was done with lately. Raises NotReachable,
        Refused.
        """
        wanted: dict[str, str | int] = {"open": 0 if closed_too else 1}
        if status:
            wanted["status"] = status
        orders: list[dict[str, Any]] = []
        while limit is None or len(orders) < limit:
            if limit is not None:
                wanted["limit"] = min(MOST_AT_ONCE, limit - len(orders))
            reply = self._get(f"{API}/orders?{urlencode(wanted)}")
            page: dict[str, Any] = expect_ok(reply, self._address)
            orders += page["orders"]
            if page["next"] is None:
                break
            wanted["after"] = page["next"]
        return orders

    def order(self, order_id: str) -> dict[str, Any]:
        """Return one order: the whole record and its history; raises NotReachable, Refused."""
        reply = self._get(f"{API}/orders/{quote(order_id, safe='')}")
        found: dict[str, Any] = expect_ok(reply, self._address)
        return found

    def resend(self, order_id: str, command_id: str | None = None) -> dict[str, Any]:
        """Have one order sent again and return the outcome; the same command id acts once.

        Raises NotReachable, Refused.
        """
        command_id = command_id or f"shell:{uuid4().hex}"
        return self._post(
            f"{API}/orders/{quote(order_id, safe='')}/commands",
            {"command": "RequestResend", "command_id": command_id},
        )

    def resend_all(self) -> dict[str, Any]:
        """Have every order that is not sent sent again; raises NotReachable, Refused."""
        return self._post(f"{API}/orders/resend-all", {})

    def _get(self, path: str) -> Reply:
        return ask(self._address, "GET", path)

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        reply = ask(self._address, "POST", path, msgspec.json.encode(body))
        answer: dict[str, Any] = expect_ok(reply, self._address)
        return answer
