"""The menu: names are found as people write them, and each product goes where its rule says."""

from __future__ import annotations

import unicodedata

import pytest

from kds.errors import InvalidInput
from kds.orders.menu import KitchenRule, Menu, Product, goes_to_kitchen
from kds.orders.order import LineKitchen

SEND, WAIT, NEVER = LineKitchen.SEND, LineKitchen.WAIT, LineKitchen.NEVER


def _product(
    product: str, category: str = "Grill", rule: KitchenRule = KitchenRule.ALWAYS
) -> Product:
    return Product(product=product, category=category, price=100, kitchen=rule)


def test_a_product_is_found_however_it_is_written() -> None:
    menu = Menu([_product("Crème brûlée"), _product("Straße"), _product("Fries")])

    decomposed = unicodedata.normalize("NFD", "CRÈME BRÛLÉE")
    assert decomposed != "CRÈME BRÛLÉE"
    for name in ("Crème brûlée", "crème BRÛLÉE", decomposed):
        assert menu.find(name) is menu.products[0], name
    assert menu.find("STRASSE") is menu.products[1]
    assert menu.find("Creme brulee") is None
    assert menu.find("") is None


def test_what_is_not_on_the_menu_is_named_with_its_field() -> None:
    menu = Menu([_product("Fries")])

    assert menu.require("fries") is menu.products[0]
    with pytest.raises(InvalidInput) as caught:
        menu.require("Frites", "$.lines[2].product")
    assert caught.value.problems == [("$.lines[2].product", "there is no 'Frites' on the menu")]


def test_categories_and_products_keep_the_sequence_of_the_settings() -> None:
    fries, cola = _product("Fries", "Fried"), _product("Cola", "Drinks")
    rings, water = _product("Onion rings", "FRIED"), _product("Water", "drinks")
    menu = Menu([fries, cola, rings, water])

    assert list(menu.categories.items()) == [("Fried", (fries, rings)), ("Drinks", (cola, water))]
    assert list(menu) == [fries, cola, rings, water]
    assert len(menu) == 4


def test_an_empty_menu_is_false_and_finds_nothing() -> None:
    assert not Menu()
    assert Menu().find("Fries") is None
    assert Menu().categories == {}


@pytest.mark.parametrize(
    ("rule", "plain", "modified"),
    [
        (KitchenRule.ALWAYS, True, True),
        (KitchenRule.NEVER, False, False),
        (KitchenRule.IF_MODIFIED, False, True),
        (KitchenRule.IF_NOT_MODIFIED, True, False),
    ],
)
def test_a_rule_decides_whatever_else_is_asked_for(
    rule: KitchenRule, plain: bool, modified: bool
) -> None:
    product = _product("Bun", rule=rule)

    for asked in (None, SEND, WAIT, NEVER):
        assert goes_to_kitchen(product, (), asked) is plain
        assert goes_to_kitchen(product, ("warm",), asked) is modified


def test_where_the_till_is_to_be_asked_its_answer_decides() -> None:
    product = _product("Lager", rule=KitchenRule.ASK)

    for modifiers in ((), ("cold",)):
        assert goes_to_kitchen(product, modifiers, SEND)
        assert goes_to_kitchen(product, modifiers, WAIT)
        assert not goes_to_kitchen(product, modifiers, NEVER)


def test_where_nobody_answered_the_field_is_named() -> None:
    with pytest.raises(InvalidInput) as caught:
        goes_to_kitchen(_product("Lager", rule=KitchenRule.ASK), (), None, "$.lines[3].kitchen")

    ((path, reason),) = caught.value.problems
    assert path == "$.lines[3].kitchen"
    assert "'Lager'" in reason


def test_every_rule_is_decided() -> None:
    for rule in KitchenRule:
        assert goes_to_kitchen(_product("Bun", rule=rule), (), SEND) in (True, False)
