"""What is wrong now: alarms, tills, entries that were set aside."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from kds.bus import open_alarms, till_beats
from kds.bus.till_streams import SetAside
from kds.clock import now
from kds.errors import Refused
from kds.http.language import say
from kds.http.routes import Ok, Operation, Who
from kds.orders.till_facts import Reason
from kds.web.asking import in_thread, require_manager, the_web
from kds.web.wire import AlarmInWords, Wire

MAX_ENTRIES = 200
MAX_BODY_CHARS = 4000


class Settling(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry that somebody took care of, and how."""

    entry: Annotated[str, Meta(min_length=1, max_length=80)]
    reason: Reason


class AlarmList(msgspec.Struct, frozen=True):
    """The open alarms, in words."""

    alarms: list[AlarmInWords]


class TillBeat(msgspec.Struct, frozen=True):
    """One till: when it was last heard of, and what it could not send.

    A till that is `send_only` owes no heartbeat, and is never silent.
    """

    till: str
    name: str | None
    send_only: bool
    at: datetime | None
    silent: bool
    unsent: int
    oldest_unsent_at: datetime | None


class TillList(msgspec.Struct, frozen=True):
    """Every till that the settings name."""

    tills: list[TillBeat]


class ToldEntry(SetAside, frozen=True, kw_only=True, omit_defaults=True):
    """An entry that could not be accepted; `entry` names it where it is settled."""

    entry: str


class SetAsideList(msgspec.Struct, frozen=True):
    """Entries that could not be accepted, oldest first, at most 200 of `total`."""

    entries: list[ToldEntry]
    total: int


def alarms() -> AlarmList:
    """Answer with the open alarms, in words."""
    web = the_web()
    wire = Wire(web.zone, web.settings.station_names)
    found = open_alarms.read(web.client, web.keys).values()
    return AlarmList([wire.alarm(alarm, say) for alarm in found])


def tills() -> TillList:
    """Answer with every till: when it was last heard of, and what it could not send."""
    web, at = the_web(), now()
    known = web.settings.all_tills
    beats = till_beats.read(web.client, web.keys, known)
    found = []
    for letter, till in known.items():
        beat = beats.get(letter)
        found.append(
            TillBeat(
                till=letter,
                name=till.name,
                send_only=till.send_only,
                at=beat.at if beat else None,
                silent=not till.send_only and (beat is None or beat.is_silent(at)),
                unsent=beat.unsent if beat else 0,
                oldest_unsent_at=beat.oldest_unsent_at if beat else None,
            )
        )
    return TillList(found)


def set_aside() -> SetAsideList:
    """Answer with the entries that could not be accepted, oldest first, at most 200 of `total`."""
    web = the_web()
    entries: list[ToldEntry] = []
    for field, raw in web.client.hscan_iter(web.keys.set_aside, count=50):
        kept = msgspec.structs.asdict(msgspec.json.decode(raw, type=SetAside))
        kept["body"] = kept["body"][:MAX_BODY_CHARS]
        entries.append(ToldEntry(**kept, entry=field.decode()))
        if len(entries) >= MAX_ENTRIES:
            break
    entries.sort(key=lambda entry: (entry.at, entry.entry))
    return SetAsideList(entries, web.client.hlen(web.keys.set_aside))


def settle(body: Settling) -> Ok:
    """Take an entry off the list, because somebody took care of it."""
    by = require_manager().actor
    web = the_web()
    if not web.client.hdel(web.keys.set_aside, body.entry):
        text = "Entry {entry} is not set aside; see the list again."
        raise Refused("unknown_entry", text, entry=body.entry)
    note = f"{body.entry}: {body.reason}"
    in_thread(web.access.note, by.id, "entry settled", note, now())
    return Ok()


OPERATIONS = (
    Operation(
        "GET",
        "/api/v1/alarms",
        "alarms.list",
        alarms,
        summary="What is wrong now, in words",
        who=Who.PEOPLE,
        answer=AlarmList,
    ),
    Operation(
        "GET",
        "/api/v1/tills",
        "tills.list",
        tills,
        summary="When each till was last heard of, and what it could not send",
        who=Who.PEOPLE,
        answer=TillList,
    ),
    Operation(
        "GET",
        "/api/v1/set-aside",
        "set_aside.list",
        set_aside,
        summary="Entries that could not be accepted, oldest first",
        who=Who.MANAGERS,
        answer=SetAsideList,
    ),
    Operation(
        "POST",
        "/api/v1/set-aside/settle",
        "set_aside.settle",
        settle,
        summary="Take an entry off the list, because somebody took care of it",
        who=Who.MANAGERS,
        body=Settling,
        answer=Ok,
        codes=("unknown_entry",),
    ),
)
