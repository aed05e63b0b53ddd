"""Query parameters that lists of both servers have."""

from __future__ import annotations

from enum import StrEnum

from kds.http.routes import Query
from kds.orders.status import Status

StatusCode = StrEnum("StatusCode", {status.code: status.code for status in Status})  # type: ignore[misc]
"""The code of a status, as a parameter; any other word is refused."""

STATUS = Query("status", StatusCode | None, "only orders of this status, by its code", None)
