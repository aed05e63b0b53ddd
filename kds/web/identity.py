"""Who asks: one way for pages, the JSON API and sockets to find out, and what each may do."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from kds.access import Display, Person, Role
from kds.clock import now as present_time
from kds.orders.actions import Action, Place, places_of
from kds.orders.part import Actor, ActorKind
from kds.orders.record import APPROVALS, PASS
from kds.orders.ticket import OFFICE, READY_BOARD, TICKETS
from kds.web.context import Web

DISPLAY_COOKIE = "kds_display"
SESSION_COOKIE = "kds_session"


class DisplayIdentity(NamedTuple):
    """A paired display."""

    display: Display

    @property
    def boards(self) -> tuple[str, ...]:
        """Return every board it may show, its own first."""
        return self.display.boards

    @property
    def actor(self) -> Actor:
        """Return how its deeds are recorded."""
        return Actor(ActorKind.DISPLAY, self.display.id, self.display.name)


class PersonIdentity(NamedTuple):
    """A person with a session."""

    person: Person

    @property
    def actor(self) -> Actor:
        """Return how their deeds are recorded."""
        return Actor(ActorKind.BACK_OFFICE, self.person.name, self.person.name)


class OperatorIdentity(NamedTuple):
    """Whoever has the operator key: the shell on the machine itself."""

    name: str = "operator"

    @property
    def actor(self) -> Actor:
        """Return how the shell's deeds are recorded."""
        return Actor(ActorKind.BACK_OFFICE, self.name, "operator (shell)")


Identity = DisplayIdentity | PersonIdentity | OperatorIdentity

COMMANDS: dict[str, Action] = {
    "Approve": Action.APPROVE,
    "Reject": Action.REJECT,
    "StartPart": Action.START,
    "MarkPartReady": Action.MARK_READY,
    "RecallPart": Action.RECALL,
    "RequestResend": Action.SEND_AGAIN,
    "ResolveOtherwise": Action.RESOLVE_OTHERWISE,
    "MarkPartSeen": Action.MARK_SEEN,
    "StrikeLines": Action.STRIKE,
    "HoldPart": Action.HOLD,
    "FirePart": Action.FIRE,
    "FireCourse": Action.FIRE_COURSE,
    "SetPriority": Action.SET_PRIORITY,
    "MovePart": Action.MOVE,
    "CancelOrder": Action.CANCEL,
    "MarkCompleted": Action.MARK_COMPLETED,
    "RequestRefund": Action.SETTLE_REFUND,
    "CallCustomer": Action.CALL,
    "CallOff": Action.CALL_OFF,
    "CollectOrder": Action.COLLECT,
    "SendTextAgain": Action.TEXT_AGAIN,
    "PrintAgain": Action.PRINT_AGAIN,
    "EraseCustomer": Action.ERASE_CUSTOMER,
}
"""Every command that a person may give, and the action it is in the table of actions."""

_OF_CASHIERS = (
    Action.SEND_AGAIN,
    Action.CALL,
    Action.CALL_OFF,
    Action.COLLECT,
    Action.TEXT_AGAIN,
    Action.PRINT_AGAIN,
)
_OF_STATIONS = (
    Action.START,
    Action.MARK_READY,
    Action.RECALL,
    Action.MARK_SEEN,
    Action.STRIKE,
    Action.HOLD,
    Action.FIRE,
    Action.MOVE,
)
_AT_ANY_STATION = (Action.FIRE_COURSE, Action.SET_PRIORITY)
"""What a station's cooks decide for the whole order."""
_NO_STATIONS = (PASS, APPROVALS, READY_BOARD)


def display_cookie(board: str) -> str:
    """Return the name of the cookie of the display that stands for one board in this browser.

    One browser may show several boards, in several tabs, as several displays.
    """
    return f"{DISPLAY_COOKIE}_{board}"


class Header(Protocol):
    """The headers of a request, as Flask and Socket.IO give them."""

    def get(self, name: str, default: str) -> str:
        """Return one header, or the default."""


def find_token(cookies: Mapping[str, str], headers: Header, board: str | None = None) -> str | None:
    """Return the token that a request or a socket shows.

    A program shows it as `Authorization: Bearer`. Of a browser's cookies that of the display on
    `board` counts first, then any display's, then the person's; for `office` the person's first.
    """
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip() or None
    if board in (OFFICE, TICKETS):
        names = [SESSION_COOKIE, DISPLAY_COOKIE]
    else:
        names = [display_cookie(board)] if board else []
        names += [DISPLAY_COOKIE, SESSION_COOKIE]
    return next((cookies[name] for name in names if cookies.get(name)), None)


def identify_token(web: Web, token: str, at: datetime | None = None) -> Identity | None:
    """Return whose token it is now, or None: unknown, revoked, expired or signed out."""
    key = web.operator_key
    if key and hmac.compare_digest(token.encode("utf-8", "replace"), key.encode()):
        return OperatorIdentity()
    if display := web.access.display_of(token):
        return DisplayIdentity(display)
    if person := web.access.person_of(token, at or present_time()):
        return PersonIdentity(person)
    return None


def identify(
    web: Web, cookies: Mapping[str, str], headers: Header, board: str | None = None
) -> Identity | None:
    """Return who asks, or None."""
    token = find_token(cookies, headers, board)
    return identify_token(web, token) if token else None


def may_see(identity: Identity, board: str) -> bool:
    """Tell whether somebody may look at a board: a display at its own, people at all."""
    return not isinstance(identity, DisplayIdentity) or board in identity.boards


def may_manage(identity: Identity | None) -> bool:
    """Tell whether somebody may pair displays, settle entries and decide what is left over."""
    if isinstance(identity, PersonIdentity):
        return identity.person.role is Role.MANAGER
    return isinstance(identity, OperatorIdentity)


def may_act(identity: Identity, command: str, station: str | None = None) -> bool:
    """Tell whether somebody may give a command, from where they stand; `station` names its part.

    Whether the order's status allows it is decided later, with the order at hand.
    """
    action = COMMANDS.get(command)
    if action is None:
        return False
    if may_manage(identity):
        return Place.BACK_OFFICE in places_of(action)
    if isinstance(identity, PersonIdentity):
        return action in _OF_CASHIERS
    if not isinstance(identity, DisplayIdentity):
        return False
    if action in _OF_STATIONS:
        own_station = station in identity.boards and station not in _NO_STATIONS
        places = {Place.STATION} if own_station else set()
    elif action in _AT_ANY_STATION:
        has_station = not set(identity.boards) <= set(_NO_STATIONS)
        places = {Place.STATION} if has_station else set()
    else:
        places = set()
    if PASS in identity.boards:
        places.add(Place.PASS)
    if APPROVALS in identity.boards:
        places.add(Place.APPROVALS)
    return bool(places & places_of(action))
