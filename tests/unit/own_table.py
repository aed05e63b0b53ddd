"""A copy of the table of actions and of the seed's rows, written by hand.

It tests the table, where code that reads it would only repeat it.
"""

from __future__ import annotations

from kds.orders.actions import Action
from kds.orders.status import Status

COOKS = "station display, pass display, back office"
OFFICE = "back office"
TILL = "main till"
OUTSIDE = "external system"
APPROVERS = "approval display, back office"
COUNTER = "pass display, back office"
SENDERS = "main till, back office"
REPORTERS = "main till, external system"

AT_COUNTER = (
    "NOT_SENT_TO_KITCHEN IN_KITCHEN PARKED UNPAID_IN_EXTERNAL_SYSTEM UNFINISHED"
    " PARTIALLY_REFUNDED COMPLETED"
)

ROWS = {
    # Until a cook has seen it, and whatever else is left over
    "mark seen": (COOKS, "unseen", "not AWAITING_APPROVAL"),
    "resolve otherwise": (OFFICE, "open in kitchen", "all"),
    "send again": (SENDERS, "not delivered", "VOIDED CANCELLED FULLY_REFUNDED PENDING"),
    "send again ": (SENDERS, None, "NOT_SENT_TO_KITCHEN"),
    # Kitchen
    "approve": (APPROVERS, "asks approval", "NOT_SENT_TO_KITCHEN AWAITING_APPROVAL"),
    "reject": (APPROVERS, "asks approval", "NOT_SENT_TO_KITCHEN AWAITING_APPROVAL"),
    "start": (COOKS, "something owed", "NOT_SENT_TO_KITCHEN IN_KITCHEN"),
    "mark ready": (COOKS, "something owed", "NOT_SENT_TO_KITCHEN IN_KITCHEN"),
    "strike lines": (COOKS, "something owed", "NOT_SENT_TO_KITCHEN IN_KITCHEN"),
    "hold": (COOKS, "something owed", "NOT_SENT_TO_KITCHEN IN_KITCHEN"),
    "fire": (COOKS, "something held", "NOT_SENT_TO_KITCHEN IN_KITCHEN"),
    "fire course": (COOKS, "course waits", "NOT_SENT_TO_KITCHEN IN_KITCHEN"),
    "set priority": (COOKS, "something owed", "NOT_SENT_TO_KITCHEN IN_KITCHEN"),
    "move to another station": (COOKS, "something owed", "NOT_SENT_TO_KITCHEN IN_KITCHEN"),
    "recall": (
        COOKS,
        "something ready",
        "NOT_SENT_TO_KITCHEN IN_KITCHEN PARKED UNPAID_IN_EXTERNAL_SYSTEM UNFINISHED"
        " PARTIALLY_REFUNDED COMPLETED",
    ),
    # Order entry
    "change": (
        TILL,
        None,
        "NOT_SENT_TO_KITCHEN AWAITING_APPROVAL IN_KITCHEN PARKED UNFINISHED",
    ),
    "send": (
        TILL,
        "lines wait",
        "NOT_SENT_TO_KITCHEN AWAITING_APPROVAL IN_KITCHEN PARKED UNPAID_IN_EXTERNAL_SYSTEM"
        " UNFINISHED",
    ),
    "park": (
        TILL,
        "neither paid nor parked",
        "NOT_SENT_TO_KITCHEN AWAITING_APPROVAL IN_KITCHEN UNFINISHED",
    ),
    "open again": (TILL, "parked", "NOT_SENT_TO_KITCHEN AWAITING_APPROVAL IN_KITCHEN PARKED"),
    "delete": (
        TILL,
        "nothing paid",
        "NOT_SENT_TO_KITCHEN AWAITING_APPROVAL IN_KITCHEN UNFINISHED",
    ),
    # Money
    "pay": (
        TILL,
        "amount due",
        "NOT_SENT_TO_KITCHEN AWAITING_APPROVAL IN_KITCHEN PARKED UNPAID_IN_EXTERNAL_SYSTEM"
        " UNFINISHED",
    ),
    "report payment": (REPORTERS, "payment under way", "not UNPAID_IN_EXTERNAL_SYSTEM"),
    "cancel outside": (
        REPORTERS,
        "payment under way",
        "not UNPAID_IN_EXTERNAL_SYSTEM VOIDED CANCELLED FULLY_REFUNDED",
    ),
    "hand over receipt": (
        TILL,
        "receipt missing",
        "NOT_SENT_TO_KITCHEN AWAITING_APPROVAL IN_KITCHEN UNPAID_IN_EXTERNAL_SYSTEM UNFINISHED",
    ),
    "void": (
        TILL,
        "paid today",
        "NOT_SENT_TO_KITCHEN AWAITING_APPROVAL IN_KITCHEN UNPAID_IN_EXTERNAL_SYSTEM UNFINISHED"
        " COMPLETED",
    ),
    "refund": (
        TILL,
        "left to refund",
        "NOT_SENT_TO_KITCHEN AWAITING_APPROVAL IN_KITCHEN UNPAID_IN_EXTERNAL_SYSTEM UNFINISHED"
        " PARTIALLY_REFUNDED COMPLETED",
    ),
    "settle refund": (SENDERS, "refund owed", "all"),
    "copy": (TILL, "not copied", "VOIDED"),
    # Back office
    "cancel": (OFFICE, None, "PARKED"),
    "mark completed": (OFFICE, None, "UNPAID_IN_EXTERNAL_SYSTEM"),
    "mark completed ": (OFFICE, "only receipt missing", "UNFINISHED"),
    # Paper
    "print receipt": (TILL, "something paid", "all"),
    "print again": (OFFICE, "something on paper", "all"),
    "erase customer": (OFFICE, "customer known", "all"),
    # Counter
    "call customer": (COUNTER, "not called", AT_COUNTER),
    "call off": (COUNTER, "called", AT_COUNTER),
    "collect": (COUNTER, "not collected", AT_COUNTER),
    "send text again": (COUNTER, "text missed", AT_COUNTER),
}
"""Action (a space more where it has a second condition): places, condition, statuses."""

SEED = {
    "Valmis": {("main till", "void"), ("main till", "refund")},
    "Hyvitetty kokonaan": set(),
    "Kuittiparkissa": {("main till", "open again"), ("back office", "cancel")},
    "Keittiössä": {("station display", "mark ready"), ("pass display", "mark ready")},
    "Hyvitetty osittain": {("main till", "refund")},
    "Odottaa hyväksyntää": {("approval display", "approve"), ("approval display", "reject")},
    "Käsittelyssä": {
        ("external system", "report payment"),
        ("external system", "cancel outside"),
    },
    "Peruutettu": set(),
    "Mitätöity": {("main till", "copy")},
    "Keskeneräinen": {
        ("main till", "pay"),
        ("main till", "hand over receipt"),
        ("back office", "mark completed"),
    },
    "Maksamatta ulkoisessa järjestelmässä": {("back office", "mark completed")},
    "Ei lähetetty keittiöön": {("main till", "send again")},
}
"""The rows of the till system's own list: its name, and what may be done next, from where."""


def _statuses(told: str) -> set[str]:
    every = {each.code for each in Status}
    if told == "all":
        return every
    negated = told.startswith("not ")
    named = set(told.removeprefix("not ").split())
    assert named <= every
    return every - named if negated else named


EXPECTED: dict[tuple[str, str], tuple[set[str], str | None]] = {
    (action.strip(), code): (set(places.split(", ")), condition)
    for action, (places, condition, statuses) in ROWS.items()
    for code in _statuses(statuses)
}
"""By action and status: the places, and the condition."""


def expected_of(action: Action, now: Status) -> tuple[set[str], str | None] | None:
    """Return the places and the condition, or None where an action is never possible."""
    return EXPECTED.get((action.value, now.code))
