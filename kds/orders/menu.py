"""The menu: what the till sells, at which price, and whether the kitchen makes it."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum

import msgspec

from kds.errors import InvalidInput
from kds.orders.order import Cents, LineKitchen, Name, Station, Word, Words


class KitchenRule(StrEnum):
    """When a product goes to the kitchen; a line is modified when it has a modifier.

    ASK: whoever takes the order says it, line by line.
    """

    ALWAYS = "always"
    NEVER = "never"
    IF_MODIFIED = "if-modified"
    IF_NOT_MODIFIED = "if-not-modified"
    ASK = "ask"


class Product(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One product of the menu; `price` is in cents, `modifiers` and `allergens` are offered.

    `station` goes before the rules of routing, as when a till names it. `customer_unit`: it comes
    back for service, so a reminder makes sense.
    """

    product: Name
    category: Word
    price: Cents
    modifiers: Words = ()
    allergens: Words = ()
    kitchen: KitchenRule = KitchenRule.ALWAYS
    station: Station | None = None
    customer_unit: bool = False


class Menu:
    """Every product that is sold, in the sequence of the settings; a menu may be empty.

    A till with an empty menu takes whatever is sent to it.
    """

    def __init__(self, products: Iterable[Product] = ()) -> None:
        self.products = tuple(products)
        self._by_name = {name_key(each.product): each for each in self.products}

    def __len__(self) -> int:
        return len(self.products)

    def __iter__(self) -> Iterator[Product]:
        return iter(self.products)

    def find(self, name: str) -> Product | None:
        """Return the product of this name, without regard to case, or None."""
        return self._by_name.get(name_key(name))

    def require(self, name: str, at: str = "$.product") -> Product:
        """Return the product of this name; InvalidInput names the field `at` if there is none."""
        found = self.find(name)
        if found is None:
            raise InvalidInput([(at, f"there is no {name!r} on the menu")])
        return found

    @property
    def categories(self) -> dict[str, tuple[Product, ...]]:
        """Return the products by category, both in the sequence of the settings.

        Upper and lower case are the same; a category is named as it is where it stands first.
        """
        found: dict[str, list[Product]] = {}
        for each in self.products:
            found.setdefault(name_key(each.category), []).append(each)
        return {each[0].category: tuple(each) for each in found.values()}


def name_key(name: str) -> str:
    """Return what two names have in common that people take for the same one.

    Some systems write an ä as two characters, others as one.
    """
    return unicodedata.normalize("NFC", name).casefold()


def goes_to_kitchen(
    product: Product, modifiers: Collection[str], asked: LineKitchen | None, at: str = "$.kitchen"
) -> bool:
    """Tell whether a line goes to the kitchen, now or later, by the rule of its product.

    `asked` is the word of whoever took the order: it decides only where the rule is ASK, which
    raises InvalidInput with the field `at` without one.
    """
    match product.kitchen:
        case KitchenRule.ALWAYS:
            return True
        case KitchenRule.NEVER:
            return False
        case KitchenRule.IF_MODIFIED:
            return bool(modifiers)
        case KitchenRule.IF_NOT_MODIFIED:
            return not modifiers
        case KitchenRule.ASK:
            if asked is None:
                reason = f"say for {product.product!r} whether it goes to the kitchen"
                raise InvalidInput([(at, reason)])
            return asked is not LineKitchen.NEVER
