"""The demo's restaurant: its menu fits its stations, and its guests order what a till takes."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from importlib import resources
from itertools import islice, takewhile
from pathlib import Path

import msgspec

from kds.demo.arrivals import CALM_PER_MINUTE, PEAK_PER_MINUTE, RUSH_S, arrivals, rate
from kds.demo.guests import DONENESS, Guests
from kds.demo.likely import read_likely
from kds.demo.steps import Hand, Place
from kds.demo.visits import DECK, Visits
from kds.orders.intake import OrderAsSent, complete, read_order
from kds.orders.menu import KitchenRule, Menu, Product, name_key
from kds.orders.order import Order, Service
from kds.orders.routing import route_lines
from kds.settings.load import load
from kds.settings.model import Settings

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def _settings() -> Settings:
    with resources.as_file(resources.files("kds.up") / "demo.toml") as file:
        return load(Path(file), {})


def _orders(count: int, seed: int = 7, menu: Menu | None = None) -> list[OrderAsSent]:
    return [each.order for each in _placed(count, seed, menu)]


def _placed(
    count: int, seed: int = 7, menu: Menu | None = None, *, has_shop: bool = True
) -> list[Place]:
    """Return the first steps of visits."""
    guests = Guests(menu or _settings().menu, read_likely(), random.Random(seed))
    visits = Visits(guests, random.Random(seed), has_shop=has_shop)
    firsts = [next(visits.next(NOON)) for _ in range(count)]
    return [each for each in firsts if isinstance(each, Place)]


def _completed(sent: OrderAsSent, menu: Menu) -> Order:
    """Return an order as the till takes it with this menu."""
    return complete(
        sent, order_id="A-1", number="A1", accepted_at=NOON, needs_approval=False, menu=menu
    )


def _category(name: str, *products: str) -> list[Product]:
    return [Product(product=each, category=name, price=100) for each in products]


def test_every_category_of_the_menu_has_a_rule_and_every_rule_a_dish() -> None:
    settings = _settings()

    assert settings.menu.categories.keys() == {route.category for route in settings.routes}


def test_every_rule_of_the_kitchen_has_a_product_and_guests_choose_it() -> None:
    settings = _settings()
    chosen = {line.product for order in _orders(2000) for line in order.lines}

    assert chosen == {each.product for each in settings.menu}
    assert {each.kitchen for each in settings.menu} == set(KitchenRule)


def test_what_is_said_of_a_dish_is_said_of_one_on_the_menu() -> None:
    assert read_likely().keys() <= {name_key(each.product) for each in _settings().menu}


def test_every_station_gets_work_and_nothing_is_unrouted() -> None:
    settings = _settings()
    routing = settings.policy().routing
    busy = set()
    for sent in _orders(300):
        order = _completed(sent, settings.menu)
        for part in route_lines(order.for_kitchen, routing):
            busy.add(part.station)
            assert not part.unrouted, order
    assert busy == set(settings.stations)


def test_a_till_takes_every_order() -> None:
    for sent in _orders(300):
        assert read_order(msgspec.json.encode(sent)) == sent


def test_a_till_takes_every_order_of_any_menu() -> None:
    pizza = _category("Pizza", "Margherita", "Funghi")
    for products in (
        pizza,
        pizza + _category("grill", "Burger"),
        _category("Grill", "Burger"),
        _category("drinks", "Water"),
    ):
        menu = Menu(products)
        orders = [_completed(sent, menu) for sent in _orders(200, menu=menu)]
        chosen = {line.product for order in orders for line in order.lines}
        assert chosen == {each.product for each in menu}


def test_dishes_of_which_nothing_is_said_are_equally_likely() -> None:
    menu = Menu(_category("Pizza", "Margherita", "Funghi"))
    chosen = [line.product for order in _orders(2000, menu=menu) for line in order.lines]

    assert abs(chosen.count("Funghi") / len(chosen) - 0.5) < 0.05


def test_every_visit_begins_with_an_order() -> None:
    assert len(_placed(300)) == 300


def test_what_only_a_web_shop_may_say_comes_from_the_web_shop() -> None:
    for each in _placed(300):
        assert (each.order.outside is not None) == (each.by is Hand.SHOP)
    assert {each.by for each in _placed(30)} == set(Hand)
    assert {each.by for each in _placed(300, has_shop=False)} == {Hand.CASHIER}


def test_a_menu_from_which_everything_is_cooked_has_no_counter() -> None:
    cooked = Menu(_category("Pizza", "Margherita", "Funghi"))
    orders = _orders(300, menu=cooked)

    assert len(orders) == 300
    assert all(order.customer or order.table for order in orders)


def test_no_way_is_long_in_coming() -> None:
    assert sum(DECK.values()) == 30
    at_counter = [o for o in _orders(30) if o.service is Service.TAKEAWAY and o.customer is None]

    assert len(at_counter) == 5, "the deck was dealt once"


def test_guests_differ_as_guests_do() -> None:
    orders = _orders(400)
    lines = [line for order in orders for line in order.lines]

    assert {order.service for order in orders} == set(Service)
    assert all(order.table for order in orders if order.service is Service.DINE_IN)
    assert all(order.customer for order in orders if order.service is Service.DELIVERY)
    assert any(order.needs_approval for order in orders)
    assert any(order.due_at for order in orders)
    assert any(order.note for order in orders)
    assert any(line.modifiers for line in lines)
    assert any(line.allergens for line in lines)
    assert any(line.note for line in lines)
    assert any(line.seat for line in lines)
    assert {line.course for line in lines} >= {None, 1, 2, 3}
    assert any(line.quantity > 1 for line in lines)


def test_the_same_seed_brings_the_same_guests() -> None:
    assert _orders(50, seed=3) == _orders(50, seed=3)
    assert _orders(50, seed=3) != _orders(50, seed=4)
    first, again = (list(islice(arrivals(random.Random(3)), 50)) for _ in range(2))
    assert first == again


def test_the_rush_rises_and_falls() -> None:
    assert rate(0) == CALM_PER_MINUTE
    assert rate(RUSH_S / 2) == PEAK_PER_MINUTE
    assert abs(rate(RUSH_S) - CALM_PER_MINUTE) < 1e-9
    rushes = 40
    times = list(takewhile(lambda at: at < rushes * RUSH_S, arrivals(random.Random(1))))
    in_rush = [at % RUSH_S for at in times]
    middle = sum(RUSH_S / 3 < at < 2 * RUSH_S / 3 for at in in_rush)
    beginning = sum(at < RUSH_S / 3 for at in in_rush)

    mean = (CALM_PER_MINUTE + PEAK_PER_MINUTE) / 2
    assert abs(len(times) / (rushes * RUSH_S / 60) - mean) < 0.1 * mean
    assert middle > 1.5 * beginning
    assert times == sorted(times)


def test_the_first_orders_come_at_once() -> None:
    first, _, third = islice(arrivals(random.Random()), 3)
    assert first <= 2
    assert third <= 10


def test_nobody_wants_one_steak_in_two_ways() -> None:
    ways = [
        len(DONENESS.intersection(line.modifiers))
        for order in _orders(2000)
        for line in order.lines
    ]
    assert max(ways) == 1
