"""What guests order: at tables, at the counter, to go, with the wishes that people have."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from kds.orders.intake import LineAsSent, OrderAsSent
from kds.orders.menu import KitchenRule, Menu, Product, name_key
from kds.orders.order import Customer, LineKitchen, Service

TABLES = 24
WAITERS = ("Maija", "Oskar", "Leila")
NAMES = (
    "Aino K.",
    "Benjamin",
    "Chloé",
    "Dmitri",
    "Elina Pöysti",
    "Fatima",
    "Gustav Åberg",
    "Hanna",
    "Ingrid",
    "José",
    "Kaarina",
    "Liam",
    "Mehmet",
    "Niamh O'Brien",
    "Otso",
    "Priya",
)
ORDER_NOTES = ("Birthday at this table", "In a hurry, train at 13:10", "Please call when ready")
LINE_NOTES = ("cut in half", "on a separate plate", "for a child", "sauce on the side, please")

DONENESS = frozenset({"rare", "medium", "well done"})

_MAINS = ("grill", "menus", "salads", "fried")
_COURSES = {"starters": 1, "salads": 1, "grill": 2, "fried": 2, "menus": 2, "desserts": 3}
_KNOWN = {*_COURSES, "drinks"}
_WITHOUT_COOK = (KitchenRule.NEVER, KitchenRule.IF_MODIFIED, KitchenRule.ASK)


class Guests:
    """Makes one order after another; asked the same, with the same chance, the same orders.

    `likely` says by a dish's key how often it is chosen beside the others; without a word, once.
    """

    def __init__(self, menu: Menu, likely: Mapping[str, int], chance: random.Random) -> None:
        self._dishes = {name_key(name): dishes for name, dishes in menu.categories.items()}
        self._likely = likely
        self._chance = chance

    def at_table(self) -> OrderAsSent:
        """Return what guests at a table order; they pay later."""
        lines: list[LineAsSent] = []
        in_courses = self._happens(0.3)
        for seat in range(1, self._chance.choices((1, 2, 3, 4), (2, 5, 2, 2))[0] + 1):
            lines += [
                self._line(
                    dish, seat=seat, course=_COURSES.get(dish.category) if in_courses else None
                )
                for dish in self._meal(in_courses)
            ]
        return OrderAsSent(
            service=Service.DINE_IN,
            hold=True,
            table=str(self._chance.randint(1, TABLES)),
            responsible=self._chance.choice(WAITERS),
            note=self._maybe(ORDER_NOTES, 0.08),
            lines=tuple(lines),
        )

    def takeaway(self, now: datetime) -> OrderAsSent:
        """Return what somebody takes away; it is paid first."""
        due_at = self._due_at(now) if self._happens(0.6) else None
        return self._to_go(Service.TAKEAWAY, due_at=due_at, hold=True)

    def from_afar(self, service: Service, now: datetime) -> OrderAsSent:
        """Return what somebody orders by telephone or in a shop: the kitchen must first say yes."""
        return self._to_go(service, due_at=self._due_at(now), needs_approval=True)

    def at_counter(self) -> OrderAsSent | None:
        """Return what somebody buys at the till that needs no cook, two pieces at least, if any."""
        dishes = [each for each in self._of(*self._dishes) if each.kitchen in _WITHOUT_COOK]
        if not dishes:
            return None
        chosen = self._chance.sample(dishes, self._chance.randint(1, min(2, len(dishes))))
        lines = [
            LineAsSent(
                product=dish.product,
                category=dish.category,
                quantity=self._chance.randint(2, 3),
                unit_price=dish.price,
                kitchen=LineKitchen.NEVER if dish.kitchen is KitchenRule.ASK else None,
            )
            for dish in chosen
        ]
        return OrderAsSent(service=Service.TAKEAWAY, hold=True, lines=tuple(lines))

    def more(self) -> tuple[LineAsSent, ...]:
        """Return what a table orders besides, later."""
        dishes = self._of("drinks", "desserts") or self._of(*self._dishes)
        return tuple(
            self._line(self._one_of(dishes)) for _ in range(self._chance.choice((1, 1, 2)))
        )

    def _to_go(self, service: Service, **told: Any) -> OrderAsSent:
        dishes = [dish for _ in range(self._chance.randint(1, 3)) for dish in self._meal(False)]
        phone = f"020 7946 0{self._chance.randint(0, 999):03}"  # A range that is never given out.
        return OrderAsSent(
            service=service,
            customer=Customer(self._chance.choice(NAMES), phone),
            note=self._maybe(ORDER_NOTES[1:], 0.1),
            lines=tuple(self._line(dish) for dish in dishes),
            **told,
        )

    def _due_at(self, now: datetime) -> datetime:
        minutes = 5 * self._chance.randint(3, 8)
        return (now + timedelta(minutes=minutes)).replace(second=0, microsecond=0)

    def _meal(self, in_courses: bool) -> list[Product]:
        """Return what one guest takes: a main dish, mostly, and what goes with it."""
        mains = self._of(*_MAINS)
        if not mains or not self._dishes.keys() <= _KNOWN:
            # A menu of the restaurant's own: nobody can say what goes with what.
            return [
                self._one_of(self._of(*self._dishes)) for _ in range(self._chance.randint(1, 3))
            ]
        meal = [self._one_of(mains)]
        if meal[0].category == "grill" and self._happens(0.6):
            meal += self._some_of("fried")
        if in_courses or self._happens(0.1):
            meal = self._some_of("starters") + meal
        if self._happens(0.2):
            meal += self._some_of("desserts")
        if self._happens(0.7):
            meal += self._some_of("drinks")
        return meal

    def _line(
        self, dish: Product, *, seat: int | None = None, course: int | None = None
    ) -> LineAsSent:
        wishes: dict[str, Any] = {}
        if dish.modifiers and self._happens(0.35):
            count = min(len(dish.modifiers), self._chance.choice((1, 1, 2)))
            wishes["modifiers"] = _sensible(self._chance.sample(dish.modifiers, count))
        if dish.allergens and self._happens(0.07):
            wishes["allergens"] = (self._chance.choice(dish.allergens),)
        if dish.kitchen is KitchenRule.ASK:
            wishes["kitchen"] = self._chance.choice((LineKitchen.SEND, LineKitchen.NEVER))
        return LineAsSent(
            product=dish.product,
            category=dish.category,
            quantity=self._chance.choices((1, 2, 3), (12, 2, 1))[0],
            unit_price=dish.price,
            seat=seat,
            course=course,
            note=self._maybe(LINE_NOTES, 0.06),
            **wishes,
        )

    def _of(self, *categories: str) -> tuple[Product, ...]:
        return tuple(dish for each in categories for dish in self._dishes.get(each, ()))

    def _some_of(self, category: str) -> list[Product]:
        dishes = self._of(category)
        return [self._one_of(dishes)] if dishes else []

    def _one_of(self, dishes: Sequence[Product]) -> Product:
        weights = [self._likely.get(name_key(dish.product), 1) for dish in dishes]
        return self._chance.choices(dishes, weights)[0]

    def _maybe(self, texts: Sequence[str], chance: float) -> str | None:
        return self._chance.choice(texts) if self._happens(chance) else None

    def _happens(self, chance: float) -> bool:
        return self._chance.random() < chance


def _sensible(wishes: Sequence[str]) -> tuple[str, ...]:
    """Return wishes that can all be fulfilled: nobody wants one steak rare and well done."""
    ways = [wish for wish in wishes if wish in DONENESS]
    return tuple(wish for wish in wishes if wish not in ways[1:])
