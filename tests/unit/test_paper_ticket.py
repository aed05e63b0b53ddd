"""Kitchen tickets as a cook reads them: what is large, what is black, and what is not there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from kds.orders.order import Service
from kds.orders.paper import Print, PrintKind
from kds.orders.part import Changed, StopCause
from kds.paper.compose import bytes_of, sheet_of, trial_of
from kds.paper.reading import Reader
from kds.paper.things import TextLine
from kds.settings.model import Settings
from tests.unit.paper_samples import (
    AT,
    BURGER,
    COLA,
    FINNISH,
    NARROW,
    SETTINGS,
    SOUP,
    WIDE,
    guest,
    order,
    owed,
)


def printed(sheet: Print, settings: Settings = SETTINGS) -> dict[str, TextLine]:
    """Return each line of a ticket by its words."""
    data = bytes_of(sheet_of(sheet, settings), WIDE)
    lines = [thing for thing in Reader().feed(data) if isinstance(thing, TextLine)]
    return {" ".join(line.text.split()): line for line in lines}


def look(line: TextLine) -> tuple[int, int, bool]:
    """Return width, height, and whether it is a black bar."""
    (span,) = line.spans
    return span.width, span.height, span.inverted


def ticket(**facts: object) -> Print:
    return owed(PrintKind.TICKET, **facts)


def test_a_ticket_says_what_to_make_for_whom_and_by_when() -> None:
    sold = order(
        note="birthday", customer=guest("Åsa"), due_at=AT + timedelta(minutes=25), table="12"
    )
    assert list(printed(ticket(order_=sold))) == [
        "A17",
        "Table 12",
        "Åsa",
        "Dine-in Grill",
        "Accepted 18:42 Promised 19:07",
        "=" * 48,
        "Note: birthday",
        "-" * 48,
        "3 x Cola 0,4 l",
        "",
        "--- Course 1, Seat 2 ---",
        "1 x Lohikeitto",
        "Note: hot, please",
        "--- Course 2, Seat 1 ---",
        "2 x Burger",
        "no onion",
        "extra cheese",
        "ALLERGY: GLUTEN, NUTS",
        "--- Course 3 ---",
        "1 x Crème brûlée",
    ]


def test_the_number_is_the_largest_and_what_is_dangerous_is_black() -> None:
    told = printed(ticket())

    assert look(told["A17"]) == (4, 4, False)
    assert look(told["2 x Burger"]) == (2, 2, False)
    assert look(told["no onion"]) == (2, 2, True)
    assert look(told["extra cheese"]) == (1, 2, False)
    assert look(told["ALLERGY: GLUTEN, NUTS"]) == (2, 2, True)


@pytest.mark.parametrize(
    ("modifier", "is_black"),
    [
        ("no onion", True),
        ("No onion", True),
        ("without nuts", True),
        ("ilman sipulia", True),
        ("ei sipulia", True),
        ("-sipuli", True),
        ("\u200b no onion", True),
        ("noodles", False),
        ("extra cheese", False),
        ("eighty grams", False),
    ],
)
def test_what_a_modifier_takes_away_is_black(modifier: str, is_black: bool) -> None:
    told = printed(ticket(order_=order(replace(BURGER, modifiers=(modifier,)))))

    words = " ".join(modifier.replace("\u200b", "").split())
    assert look(told[words])[2] is is_black


def test_a_promise_of_another_day_has_its_date() -> None:
    told = printed(ticket(order_=order(due_at=AT + timedelta(days=5))))

    assert "Accepted 18:42 Promised 01/12/2026 18:42" in told


def test_a_takeaway_has_no_table_and_the_pass_names_itself() -> None:
    sold = order(table=None, service=Service.TAKEAWAY)

    assert "Takeaway Pass" in printed(owed(PrintKind.PASS, sold))
    assert "Takeaway Grill" in printed(ticket(order_=sold))


CHANGED = Changed(
    at=AT,
    added=("L1", "L4"),
    removed=(replace(BURGER, quantity=1, modifiers=()), SOUP),
    head=("table", "note", "customer", "due_at", "service", "number"),
)


def test_a_change_shows_only_what_changed() -> None:
    told = list(printed(ticket(changed=CHANGED)))

    assert told[0] == "CHANGED"
    at = told.index("=" * 48)
    assert told[at + 1 :] == [
        "Table now: 7",
        "",
        "Note now: no note",
        "Customer now: no",
        "customer",
        "Promised now: no",
        "promised time",
        "Service now: Dine-in",
        "Number now: A17",
        "- REMOVED",
        "1 x Burger",
        "+ INSTEAD",
        "2 x Burger",
        "no onion",
        "extra cheese",
        "ALLERGY: GLUTEN, NUTS",
        "1 x Lohikeitto",
        "+ ADDED",
        "3 x Cola 0,4 l",
    ]
    assert "Crème brûlée" not in " ".join(told)


def test_what_changed_is_marked_in_words_on_black() -> None:
    told = printed(ticket(changed=CHANGED))

    for words in ("CHANGED", "- REMOVED", "+ INSTEAD", "+ ADDED"):
        assert look(told[words])[2], words
    assert not told["1 x Burger"].spans[0].bold
    assert told["2 x Burger"].spans[0].bold


@pytest.mark.parametrize(
    ("cause", "english", "finnish"),
    [
        (StopCause.CANCELLED, "CANCELLED", "PERUUTETTU"),
        (StopCause.VOIDED, "VOIDED", "MITÄTÖITY"),
        (StopCause.REFUNDED, "REFUNDED", "HYVITETTY"),
        (StopCause.REMOVED, "REMOVED", "POISTETTU"),
        (StopCause.MOVED, "MOVED", "SIIRRETTY"),
    ],
)
def test_what_is_stopped_says_so_first_and_shows_nothing_to_make(
    cause: StopCause, english: str, finnish: str
) -> None:
    told = printed(ticket(stopped=cause, changed=CHANGED))

    assert list(told)[:3] == [english, "DO NOT MAKE", "A17"]
    assert look(told[english])[2]
    assert [words for words, line in told.items() if line.spans and line.spans[0].inverted] == [
        english,
        "DO NOT MAKE",
    ]
    assert "2 x Burger" in told
    assert list(printed(ticket(stopped=cause), FINNISH))[:2] == [finnish, "ÄLÄ VALMISTA"]


def test_what_is_on_hold_goes_first_or_is_done_says_so() -> None:
    told = printed(ticket(on_hold=True, priority=True, done=("L1",)))

    assert list(told)[:3] == ["RUSH", "ON HOLD", "Make it only when it is fired."]
    words = list(told)
    assert words[words.index("2 x Burger") - 1] == "DONE"
    assert not told["2 x Burger"].spans[0].bold
    assert "ALLERGY: GLUTEN, NUTS" not in told


def test_marks_are_black_bars_in_the_order_of_their_weight() -> None:
    fallback = owed(PrintKind.FALLBACK, is_copy=True, possibly_made=True, unrouted=("L4",))
    told = printed(fallback)

    assert list(told)[:5] == [
        "COPY",
        "FALLBACK",
        "No screen showed this in time.",
        "POSSIBLY ALREADY MADE",
        "A17",
    ]
    words = list(told)
    assert words.index("NO STATION RULE") == words.index("3 x Cola 0,4 l") + 1
    for mark in ("COPY", "FALLBACK", "POSSIBLY ALREADY MADE", "NO STATION RULE"):
        assert look(told[mark])[2], mark


def test_nothing_is_marked_that_is_not_so() -> None:
    told = printed(ticket(order_=order(COLA)))

    assert not [words for words, line in told.items() if line.spans and line.spans[0].inverted]


def test_a_trial_names_printer_station_and_what_it_can() -> None:
    sheet = trial_of(NARROW, FINNISH, AT, "grill")
    lines = [t for t in Reader().feed(bytes_of(sheet, NARROW)) if isinstance(t, TextLine)]

    told = [line.text.strip() for line in lines]
    assert told[:3] == ["TESTI", "Tulostin Grill", "Työpiste Grill"]
    assert {"12345678901234567890123456789012", "32 merkkiä, cp858"} <= set(told)
    assert told.count("ÅÄÖ åäö é è ñ ß 12,50 €") == 2
