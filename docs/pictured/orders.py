"""The orders of the evening that the pictures show, with all that can be on a ticket."""

from __future__ import annotations

from typing import Any

from docs.pictured.service import Line, Service, line
from kds.orders import commands as c

BURGER, CHAR, STEAK = "Harbour burger", "Grilled char", "Rib-eye steak"
HALLOUMI, AUBERGINE, SKEWERS = "Halloumi burger", "Grilled aubergine", "Chicken skewers"
FRIES, SWEET, RINGS = "Fries", "Sweet potato fries", "Onion rings"


def play_evening(service: Service) -> dict[str, str]:
    """Let the evening come to its rush; return the ids of its orders by their numbers."""
    _made_before(service)
    ids = {
        number: service.order(number, age, *lines, **facts) for number, age, lines, facts in _rush()
    }
    service.cook(c.StartPart, ids["W41"], 9, station="grill")
    service.cook(c.StrikeLines, ids["W41"], 3, station="grill", line_ids=("L0",))
    service.ready(ids["W41"], 5, "fryer")
    service.cook(c.StrikeLines, ids["W42"], 2, station="cold", line_ids=("L0",))
    service.cook(c.StartPart, ids["W43"], 4, station="grill")
    service.cook(c.HoldPart, ids["W45"], 3, station="grill")
    service.ready(ids["W46"], 1, "fryer")
    service.cook(c.SetPriority, ids["W48"], 1, priority=True)
    ids |= _approvals(service)
    return ids


def play_changes(service: Service) -> None:
    """Send orders, then change one, void one, and add to one whose first part was ready."""
    burger = line(BURGER, 2, modifiers=["no onion"])
    char = line(CHAR, allergens=["fish"])
    steak = line(STEAK, note="medium", line_id="L7")
    changed = service.order("W51", 6.4, burger, char, table="7")
    voided = service.order("W52", 5.2, steak, char, line(FRIES, 2), table="12")
    added = service.order("W53", 8.9, char, line(AUBERGINE), table="9", note="Birthday")
    moved = service.order("W54", 3.1, line(SWEET), line(RINGS, 2), service="takeaway")
    service.order(
        "W55",
        1.6,
        line(SKEWERS, 2),
        line(FRIES),
        customer={"name": "Ville"},
        service="delivery",
        due_min=25,
    )
    service.ready(added, 3, "grill")
    service.change(changed, 2, burger | {"quantity": 3}, steak, table="17")
    service.change(voided, 1.5, void=service.stamp(1.5))
    service.change(added, 1, char, line(AUBERGINE), line(HALLOUMI, 2))
    service.cook(c.MovePart, moved, 1, station="fryer", to="grill")


def _made_before(service: Service) -> None:
    """Let the last hour have been, so that there is what can be recalled, and a usual time."""
    takes = (4.5, 6.2, 5.1, 7.4, 3.9, 8.8, 5.6, 6.7, 4.2, 9.3)
    dishes = (BURGER, CHAR, HALLOUMI, STEAK, SKEWERS)
    for number, took in enumerate(takes):
        came = 58 - 4.7 * number
        lines = [line(dishes[number % 5], 1 + number % 2), line((FRIES, SWEET)[number % 2])]
        lines += [line("Caesar salad")] if number % 3 == 0 else []
        order = service.order(f"W{31 + number}", came, *lines, table=str(3 + number * 2))
        service.ready(order, came - took, "grill")
        service.ready(order, came - took * 0.6, "fryer")
        if number % 3 == 0:
            service.ready(order, came - took * 0.5, "cold")


def _rush() -> list[tuple[str, float, list[Line], dict[str, Any]]]:
    """Return number, minutes ago, lines and facts of each order that is open now."""
    no_onion = {"modifiers": ["no onion", "extra cheese"]}
    return [
        (
            "W41",
            11.3,
            [
                line(BURGER, 2, seat=1, **no_onion),
                line(CHAR, allergens=["fish"], seat=2),
                line(SWEET, 2),
            ],
            {"table": "7"},
        ),
        (
            "W42",
            8.6,
            [
                line("Toast Skagen", 2, course=1, allergens=["shellfish"]),
                line(STEAK, course=2, seat=1, note="rare"),
                line(STEAK, course=2, seat=2, note="well done"),
                line(AUBERGINE, course=2, seat=3, modifiers=["without nuts"], allergens=["nuts"]),
                line("Rhubarb crumble", 3, course=3),
            ],
            {"table": "12", "note": "Anniversary: dessert with a candle"},
        ),
        (
            "W43",
            7.1,
            [line(HALLOUMI, modifiers=["gluten-free bun"], allergens=["gluten"]), line(FRIES)],
            {"service": "takeaway", "customer": {"name": "Åsa"}, "due_min": 4},
        ),
        (
            "W44",
            5.7,
            [line(SKEWERS, 3), line(FRIES, 3), line("Caesar salad", 2, modifiers=["no anchovies"])],
            {"service": "delivery", "customer": {"name": "Väinö"}, "due_min": 12},
        ),
        (
            "W45",
            5.2,
            [line(CHAR, 2, modifiers=["sauce on the side"]), line(BURGER, seat=3), line(RINGS)],
            {"table": "3"},
        ),
        (
            "W46",
            4.4,
            [line(BURGER, modifiers=["well done"]), line(BURGER), line(FRIES, 2)],
            {"service": "takeaway", "customer": {"name": "Noah"}},
        ),
        (
            "W47",
            3.3,
            [
                line(BURGER, 4, **no_onion),
                line(BURGER, 3),
                line(HALLOUMI, 2),
                line(SKEWERS, 2, modifiers=["no coriander"]),
                line(STEAK, 2, note="medium rare"),
                line(CHAR, allergens=["fish", "dairy"]),
                line(FRIES, 8),
                line(RINGS, 3),
            ],
            {"table": "20-22", "note": "Party of fourteen, all plates together please"},
        ),
        ("W48", 2.2, [line(STEAK, note="rare"), line(SWEET)], {"table": "5"}),
        ("W49", 1.1, [line(AUBERGINE), line(CHAR), line("Beef tartare")], {"table": "9"}),
        (
            "W50",
            0.4,
            [line(SKEWERS), line(RINGS, 2), line("Chocolate cake")],
            {"service": "takeaway", "customer": {"name": "Liisa"}, "due_min": 20},
        ),
    ]


def _approvals(service: Service) -> dict[str, str]:
    """Let four orders from outside wait for an answer."""
    asked: list[tuple[str, float, list[Line], dict[str, Any]]] = [
        (
            "W61",
            1.9,
            [
                line(BURGER, 2, modifiers=["no onion"]),
                line(CHAR, allergens=["fish"]),
                line(FRIES, 3),
            ],
            {"customer": {"name": "Sofia"}, "note": "Ring twice, the bell is broken"},
        ),
        (
            "W62",
            1.2,
            [line(AUBERGINE, 2, allergens=["nuts"]), line("Caesar salad")],
            {"service": "takeaway", "customer": {"name": "Emil"}},
        ),
        (
            "W63",
            0.8,
            [line(SKEWERS, 6), line(SWEET, 4), line("Chocolate cake", 2)],
            {"customer": {"name": "Office party, Harbour 3"}, "due_min": 55},
        ),
        (
            "W64",
            0.3,
            [line(HALLOUMI, modifiers=["no mayonnaise"]), line(RINGS)],
            {"service": "takeaway", "customer": {"name": "Kerttu"}},
        ),
    ]
    return {
        number: service.order(
            number, age, *lines, **{"service": "delivery", "needs_approval": True} | facts
        )
        for number, age, lines, facts in asked
    }
