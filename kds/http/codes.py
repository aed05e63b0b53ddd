"""Every code that a program can get instead of an answer: one table for both servers."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import NamedTuple


class Code(NamedTuple):
    """One kind of problem: its HTTP status, and its title, which is the same each time."""

    status: HTTPStatus
    title: str


CODES: Mapping[str, Code] = {
    # What was sent
    "bad_request": Code(HTTPStatus.BAD_REQUEST, "The request cannot be read"),
    "invalid": Code(HTTPStatus.UNPROCESSABLE_ENTITY, "The input is wrong"),
    "bad_name": Code(HTTPStatus.UNPROCESSABLE_ENTITY, "This is no name"),
    "bad_pin": Code(HTTPStatus.UNPROCESSABLE_ENTITY, "This is no PIN"),
    "too_large": Code(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The request is too large"),
    "unsupported_media_type": Code(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Not this kind of content"),
    # Who sent it
    "not_signed_in": Code(HTTPStatus.UNAUTHORIZED, "Nobody is signed in"),
    "wrong_pin": Code(HTTPStatus.FORBIDDEN, "The name or the PIN is wrong"),
    "not_permitted": Code(HTTPStatus.FORBIDDEN, "Not for whoever asks"),
    "foreign_request": Code(HTTPStatus.FORBIDDEN, "Sent by a page of another site"),
    "locked": Code(HTTPStatus.TOO_MANY_REQUESTS, "Too many wrong PINs"),
    "too_many": Code(HTTPStatus.TOO_MANY_REQUESTS, "Too many at once"),
    # What it is about
    "not_found": Code(HTTPStatus.NOT_FOUND, "There is no such address"),
    "method_not_allowed": Code(HTTPStatus.METHOD_NOT_ALLOWED, "Not with this method"),
    "unknown_board": Code(HTTPStatus.NOT_FOUND, "There is no such board"),
    "unknown_code": Code(HTTPStatus.NOT_FOUND, "No screen shows this code"),
    "unknown_display": Code(HTTPStatus.NOT_FOUND, "There is no such display"),
    "unknown_entry": Code(HTTPStatus.NOT_FOUND, "This entry is not set aside"),
    "unknown_order": Code(HTTPStatus.NOT_FOUND, "There is no such order"),
    "unknown_pairing": Code(HTTPStatus.NOT_FOUND, "This pairing is over"),
    "unknown_person": Code(HTTPStatus.NOT_FOUND, "There is no such person"),
    "unknown_print": Code(HTTPStatus.NOT_FOUND, "There is no such sheet of paper"),
    "unknown_printer": Code(HTTPStatus.NOT_FOUND, "There is no such printer"),
    "unknown_reminder": Code(HTTPStatus.NOT_FOUND, "There is no such reminder"),
    "unknown_station": Code(HTTPStatus.NOT_FOUND, "There is no such station"),
    "unknown_template": Code(HTTPStatus.NOT_FOUND, "There is no such template"),
    "unknown_text": Code(HTTPStatus.NOT_FOUND, "The order has no such text"),
    "unknown_webhook": Code(HTTPStatus.NOT_FOUND, "There is no such webhook"),
    # How it stands
    "not_allowed": Code(HTTPStatus.CONFLICT, "Not allowed as the order stands"),
    "settled": Code(HTTPStatus.CONFLICT, "The order is settled"),
    "stopped": Code(HTTPStatus.CONFLICT, "The part is not to be made"),
    "already_approved": Code(HTTPStatus.CONFLICT, "The order is approved already"),
    "already_rejected": Code(HTTPStatus.CONFLICT, "The order is rejected already"),
    "already_requested": Code(HTTPStatus.CONFLICT, "The till was asked already"),
    "reminder_not_waiting": Code(HTTPStatus.CONFLICT, "The reminder does not wait any more"),
    "opted_out": Code(HTTPStatus.CONFLICT, "The customer wants no texts"),
    "text_not_missed": Code(HTTPStatus.CONFLICT, "The text needs not be sent again"),
    "no_printer": Code(HTTPStatus.CONFLICT, "There is no printer for it"),
    "no_such_receipt": Code(HTTPStatus.CONFLICT, "The order has no such receipt"),
    "still_printing": Code(HTTPStatus.CONFLICT, "It is still being printed"),
    "no_such_part": Code(HTTPStatus.CONFLICT, "The order has no such part"),
    "no_such_line": Code(HTTPStatus.CONFLICT, "The part has no such line"),
    "no_such_course": Code(HTTPStatus.CONFLICT, "The order has no such course to make"),
    "same_station": Code(HTTPStatus.CONFLICT, "The part is at this station"),
    "already_ready": Code(HTTPStatus.CONFLICT, "It is ready already"),
    "not_ready": Code(HTTPStatus.CONFLICT, "It is not ready"),
    "not_needed": Code(HTTPStatus.CONFLICT, "It needs nothing"),
    "name_taken": Code(HTTPStatus.CONFLICT, "The name is taken"),
    "last_manager": Code(HTTPStatus.CONFLICT, "The last manager stays"),
    "idempotency_conflict": Code(HTTPStatus.CONFLICT, "The key came with other content"),
    "order_conflict": Code(HTTPStatus.CONFLICT, "The order id came with other content"),
    "revision_reused": Code(HTTPStatus.CONFLICT, "The revision came with other content"),
    "other_till": Code(HTTPStatus.CONFLICT, "The order belongs to another till"),
    "refunded": Code(HTTPStatus.CONFLICT, "The line is refunded"),
    "sold_out": Code(HTTPStatus.CONFLICT, "A product is sold out"),
    "stale": Code(HTTPStatus.PRECONDITION_FAILED, "It has changed meanwhile"),
    # What the server cannot do
    "failed": Code(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong on the server"),
    "try_again": Code(HTTPStatus.SERVICE_UNAVAILABLE, "Not now"),
    "not_reachable": Code(HTTPStatus.SERVICE_UNAVAILABLE, "The kitchen's server does not answer"),
    "outside_paused": Code(HTTPStatus.SERVICE_UNAVAILABLE, "No orders from outside now"),
    "not_stored": Code(HTTPStatus.SERVICE_UNAVAILABLE, "The disk did not take it"),
}
"""Each code with its status; docs/api.md lists them with what to do, and a test compares."""


def of(code: str) -> Code:
    """Return what a code means; one that is not in the table is taken for a conflict."""
    found = CODES.get(code)
    if found is not None:
        return found
    unknown = code.startswith("unknown_")
    status = HTTPStatus.NOT_FOUND if unknown else HTTPStatus.CONFLICT
    return Code(status, code.replace("_", " ").capitalize())
