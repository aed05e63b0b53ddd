"""The menu, as the till's page shows it."""

from __future__ import annotations

import msgspec

from kds.http.routes import Operation, Who
from kds.orders.menu import Product
from kds.till.asking import the_till


class Category(msgspec.Struct, frozen=True):
    """The products of one category, in the sequence of the settings."""

    name: str
    products: tuple[Product, ...]


class MenuCard(msgspec.Struct, frozen=True):
    """Everything that is sold; nothing where the till takes whatever is sent to it."""

    categories: list[Category]


def menu() -> MenuCard:
    """Answer with the menu."""
    found = the_till().settings.menu.categories
    return MenuCard([Category(name, products) for name, products in found.items()])


OPERATIONS = (
    Operation(
        "GET",
        "/api/v1/menu",
        "menu",
        menu,
        summary="The menu: categories, products, prices in cents",
        who=Who.PEOPLE,
        answer=MenuCard,
    ),
)
