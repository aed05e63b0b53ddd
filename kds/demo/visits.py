"""Which way each visit goes: a deck of all ways that a restaurant knows, shuffled and dealt."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime
from enum import Enum

from kds.demo.afar import left_basket, shop, telephone
from kds.demo.guests import Guests
from kds.demo.sales import (
    all_back,
    gift_card,
    one_back,
    sale,
    second_try,
    until_set_right,
    wrong_method,
)
from kds.demo.steps import Visit
from kds.demo.tables import leaving_table, table
from kds.orders.order import Service


class Way(Enum):
    """A way that a visit can go."""

    TABLE = "a table orders, eats and pays"
    TABLE_ORDERS_MORE = "a table orders more while its food is made"
    TABLE_THINKS_AGAIN = "a table takes a dish back and orders another"
    TABLE_LEAVES = "a table leaves before it has paid"
    TAKEAWAY = "somebody pays and takes away"
    CARD_DECLINED = "the card is declined at first"
    TELEPHONE = "somebody orders by telephone and pays when they come"
    COUNTER = "somebody buys what needs no cook"
    WRONG_METHOD = "that was paid otherwise than was pressed"
    GIFT_CARD = "that was paid with a gift card, whose system cannot be told"
    ONE_BACK = "one piece of that is brought back"
    ALL_BACK = "all of that is brought back"
    SHOP = "somebody orders and pays in the web shop"
    SHOP_CARD_DECLINED = "the card is declined there at first"
    SHOP_CANCELLED = "somebody thinks again before they pay there"


DECK = {
    Way.TABLE: 10,
    Way.TABLE_ORDERS_MORE: 3,
    Way.TABLE_THINKS_AGAIN: 1,
    Way.TABLE_LEAVES: 1,
    Way.TAKEAWAY: 3,
    Way.CARD_DECLINED: 1,
    Way.TELEPHONE: 2,
    Way.COUNTER: 1,
    Way.WRONG_METHOD: 1,
    Way.GIFT_CARD: 1,
    Way.ONE_BACK: 1,
    Way.ALL_BACK: 1,
    Way.SHOP: 2,
    Way.SHOP_CARD_DECLINED: 1,
    Way.SHOP_CANCELLED: 1,
}
"""How many of 30 visits go which way; dealt as cards, so that none is long in coming."""

MOST_GIFT_CARDS = 3
"""So many orders may wait for the back office to set them right; nobody may ever do it."""


class Visits:
    """Makes one visit after another; with the same chance, the same ways and the same orders.

    Without `has_shop` those who would order in the web shop telephone.
    """

    def __init__(self, guests: Guests, chance: random.Random, *, has_shop: bool) -> None:
        self._guests = guests
        self._chance = chance
        self._has_shop = has_shop
        self._gift_cards = 0
        self._deck: list[Way] = []

    def next(self, now: datetime) -> Visit:
        """Return the next visit."""
        if not self._deck:
            self._deck = list(Counter(DECK).elements())
            self._chance.shuffle(self._deck)
        return self._visit(self._deck.pop(), now, random.Random(self._chance.random()))

    def _visit(self, way: Way, now: datetime, chance: random.Random) -> Visit:
        guests = self._guests
        match way:
            case Way.TABLE:
                return table(guests.at_table(), chance)
            case Way.TABLE_ORDERS_MORE:
                return table(guests.at_table(), chance, more=guests.more())
            case Way.TABLE_THINKS_AGAIN:
                return table(guests.at_table(), chance, more=guests.more(), takes_back=True)
            case Way.TABLE_LEAVES:
                return leaving_table(guests.at_table(), chance)
            case Way.TELEPHONE:
                return telephone(guests.from_afar(Service.TAKEAWAY, now), chance)
            case Way.SHOP | Way.SHOP_CARD_DECLINED | Way.SHOP_CANCELLED:
                return self._from_shop(way, now, chance)
            case _:
                return self._at_till(way, now, chance)

    def _from_shop(self, way: Way, now: datetime, chance: random.Random) -> Visit:
        order = self._guests.from_afar(Service.DELIVERY, now)
        if not self._has_shop:
            return telephone(order, chance)
        if way is Way.SHOP_CANCELLED:
            return left_basket(order, chance)
        return shop(order, chance, is_declined=way is Way.SHOP_CARD_DECLINED)

    def _at_till(self, way: Way, now: datetime, chance: random.Random) -> Visit:
        cooked = (Way.TAKEAWAY, Way.CARD_DECLINED)
        bought = None if way in cooked else self._guests.at_counter()
        order = bought or self._guests.takeaway(now)
        match way:
            case Way.WRONG_METHOD:
                return sale(order, chance, after=wrong_method)
            case Way.ONE_BACK:
                return sale(order, chance, after=one_back)
            case Way.ALL_BACK:
                return sale(order, chance, after=all_back)
            case Way.CARD_DECLINED:
                return sale(order, chance, paying=second_try)
            case Way.GIFT_CARD if self._gift_cards < MOST_GIFT_CARDS:
                return self._counted(sale(order, chance, paying=gift_card, after=until_set_right))
            case _:
                return sale(order, chance)

    def _counted(self, visit: Visit) -> Visit:
        self._gift_cards += 1
        try:
            yield from visit
        finally:
            self._gift_cards -= 1
