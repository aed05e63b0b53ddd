"""The demo's menu, from the file beside this one."""

from __future__ import annotations

import tomllib
from importlib import resources

import msgspec

from kds.orders.order import Cents, Name, Word, Words


class Dish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One dish; `price` is in cents, `likely` how often it is chosen beside its neighbours."""

    product: Name
    category: Word
    price: Cents
    likely: int = 1
    modifiers: Words = ()
    allergens: Words = ()


class Menu(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every dish of the restaurant."""

    dishes: tuple[Dish, ...]

    def of(self, *categories: str) -> tuple[Dish, ...]:
        """Return the dishes of these categories."""
        return tuple(dish for dish in self.dishes if dish.category in categories)

    @property
    def categories(self) -> frozenset[str]:
        """Return every category that some dish has."""
        return frozenset(dish.category for dish in self.dishes)


def read_menu() -> Menu:
    """Return the menu of The Copper Kettle."""
    text = (resources.files("kds.demo") / "menu.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), Menu)
