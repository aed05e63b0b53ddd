"""What is wrong now: alarms, tills, entries that were set aside."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from flask import Blueprint, Response
from msgspec import Meta

from kds.bus import open_alarms, till_beats
from kds.bus.till_streams import SetAside
from kds.clock import now
from kds.errors import Refused
from kds.orders.commands import Reason
from kds.web.asking import answer, body, in_thread, require_manager, require_person, the_web
from kds.web.wire import Wire

api = Blueprint("api-watching", __name__, url_prefix="/api/v1")

MAX_ENTRIES = 200
MAX_BODY_CHARS = 4000


class Settling(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry that somebody took care of, and how."""

    entry: Annotated[str, Meta(min_length=1, max_length=80)]
    reason: Reason


@api.get("/alarms")
def alarms() -> Response:
    """Answer with the open alarms, in words."""
    require_person()
    web = the_web()
    wire = Wire(web.zone, web.settings.station_names)
    found = open_alarms.read(web.client, web.keys).values()
    return answer({"alarms": [wire.alarm(alarm) for alarm in found]})


@api.get("/tills")
def tills() -> Response:
    """Answer with every till: when it was last heard of, and what it could not send."""
    require_person()
    web, at = the_web(), now()
    known = web.settings.all_tills
    beats = till_beats.read(web.client, web.keys, known)
    found: list[dict[str, Any]] = []
    for letter, till in known.items():
        beat = beats.get(letter)
        found.append(
            {
                "till": letter,
                "name": till.name,
                "send_only": till.send_only,
                "at": beat.at if beat else None,
                "silent": beat is None or beat.is_silent(at),
                "unsent": beat.unsent if beat else 0,
                "oldest_unsent_at": beat.oldest_unsent_at if beat else None,
            }
        )
    return answer({"tills": found})


@api.get("/set-aside")
def set_aside() -> Response:
    """Answer with the entries that could not be accepted, oldest first, at most 200 of `total`."""
    require_manager()
    web = the_web()
    entries: list[dict[str, Any]] = []
    for field, raw in web.client.hscan_iter(web.keys.set_aside, count=50):
        kept = msgspec.json.decode(raw, type=SetAside)
        entries.append(
            {
                **msgspec.to_builtins(kept),
                "entry": field.decode(),
                "body": kept.body[:MAX_BODY_CHARS],
            }
        )
        if len(entries) >= MAX_ENTRIES:
            break
    entries.sort(key=lambda entry: (entry["at"], entry["entry"]))
    return answer({"entries": entries, "total": web.client.hlen(web.keys.set_aside)})


@api.post("/set-aside/settle")
def settle() -> Response:
    """Take an entry off the list, because somebody took care of it."""
    by = require_manager().actor
    web, asked = the_web(), body(Settling)
    if not web.client.hdel(web.keys.set_aside, asked.entry):
        raise Refused("unknown_entry", f"Entry {asked.entry} is not set aside; see the list again.")
    note = f"{asked.entry}: {asked.reason}"
    in_thread(web.access.note, by.id, "entry settled", note, now())
    return answer({"ok": True})
