"""What goes to the kitchen and when: fast food, fine dining, later lines, the menu's rules."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from kds.errors import Refused
from kds.orders.intake import LineAsSent
from kds.orders.menu import KitchenRule, Menu, Product
from kds.orders.part import StopCause
from kds.orders.selling import deeds
from tests.till_samples import (
    AS_SENT,
    CASH,
    DRINK,
    EXTERNAL,
    FINE_DINING,
    NEVER,
    SEND,
    WAIT,
    WATER,
    Life,
    changed_to,
    done,
    refused,
)
from tests.till_samples import BURGERS as SOLD

BURGERS, CHIPS, COLA = AS_SENT["burgers"], AS_SENT["chips"], AS_SENT["drink"]


def kitchen(life: Life) -> dict[str, str]:
    """Return by line whether the kitchen has it."""
    return {line.line_id: line.kitchen.value for line in life.order.lines}


def test_fast_food_waits_for_the_payment_and_not_for_the_park() -> None:
    life = Life().do(deeds.Park("7"))
    assert (life.status, life.record.parts) == ("PARKED", {})

    assert life.paid().status == "IN_KITCHEN"
    assert set(life.record.parts) == {"grill", "fryer"}


def test_fine_dining_sends_when_it_is_parked_and_when_it_is_paid() -> None:
    life = Life(style=FINE_DINING)
    assert (life.status, life.record.parts) == ("UNFINISHED", {})
    assert life.paid().status == "IN_KITCHEN"

    parked = Life(style=FINE_DINING).do(deeds.Park("7"))

    assert set(parked.record.parts) == {"grill", "fryer"}
    assert parked.status == "IN_KITCHEN"
    assert parked.made().status == "PARKED"


@pytest.mark.parametrize("style", ["fast-food", "fine-dining"])
def test_lines_that_wait_are_sent_by_hand(style: Any) -> None:
    life = Life(style=style)

    facts, deed = done(life, deeds.Send())

    assert facts.keys() == {"lines"}
    assert deed.what == "send"
    assert (kitchen(life), life.status) == ({"L1": "send", "L2": "send"}, "IN_KITCHEN")
    with pytest.raises(Refused, match="needs that lines of it wait"):
        life.do(deeds.Send())


def test_in_fast_food_what_is_added_after_payment_waits_for_its_own() -> None:
    life = Life().paid()

    life.do(changed_to("burgers", "chips", "drink"))
    assert kitchen(life) == {"L1": "send", "L2": "send", "L3": "wait"}
    life.do(changed_to("burgers", "chips", "drink", "water"))
    assert kitchen(life) == {"L1": "send", "L2": "send", "L3": "wait", "L9": "never"}
    life.do(deeds.Change(lines=(BURGERS, CHIPS, COLA, replace(COLA, line_id="L4"))))
    assert kitchen(life)["L4"] == "wait", "a second change waits like the first"
    assert set(life.record.parts) == {"grill", "fryer"}

    life.paid()

    assert "wait" not in kitchen(life).values()
    assert set(life.record.parts) == {"grill", "fryer", "bar"}


def test_in_fast_food_more_of_a_line_waits_as_a_line_of_its_own() -> None:
    life = Life().paid()
    three = replace(BURGERS, quantity=3)

    life.do(deeds.Change(lines=(three, CHIPS)))

    stands = [(x.line_id, x.quantity, x.kitchen) for x in life.order.lines]
    assert stands == [("L1", 2, SEND), ("L3", 1, WAIT), ("L2", 1, SEND)]
    assert life.order.deeds[-1].detail == "+1 Burger"
    assert life.record.parts["grill"].changed is None
    life.paid()
    grill = life.record.parts["grill"]
    assert grill.line_ids == ("L1", "L3")
    assert grill.changed is not None
    assert grill.changed.added == ("L3",)


def test_fewer_of_a_line_are_fewer_at_once() -> None:
    life = Life().paid().do(deeds.Change(lines=(replace(BURGERS, quantity=1), CHIPS)))

    assert [(x.line_id, x.quantity) for x in life.order.lines] == [("L1", 1), ("L2", 1)]
    assert life.record.refund_owed == 1200


def test_in_fine_dining_what_is_added_to_what_is_sent_is_sent() -> None:
    life = Life(style=FINE_DINING).do(deeds.Park("7"))

    life.do(deeds.Change(lines=(replace(BURGERS, quantity=3), CHIPS, COLA)))

    assert kitchen(life) == {"L1": "send", "L2": "send", "L3": "send"}
    assert life.order.lines[0].quantity == 3


@pytest.mark.parametrize("amount", [100, None])
def test_in_fine_dining_a_payment_is_no_reason_to_wait(amount: int | None) -> None:
    life = Life(style=FINE_DINING).do(deeds.Send(), deeds.Pay(CASH, amount))

    life.do(changed_to("burgers", "chips", "drink"))

    assert kitchen(life)["L3"] == "send"


def test_what_is_added_beside_lines_that_wait_waits_too() -> None:
    later = replace(DRINK, kitchen=WAIT)
    life = Life(replace(WATER, line_id="L8", kitchen=SEND), later, style=FINE_DINING, hold=False)

    life.do(deeds.Change(lines=(replace(AS_SENT["water"], line_id="L8"), COLA, BURGERS)))

    assert kitchen(life)["L1"] == "wait"


def test_what_was_deleted_is_not_released_when_it_is_paid_all_the_same() -> None:
    later = replace(DRINK, kitchen=WAIT)
    life = Life(SOLD, later, hold=False)

    life.do(deeds.Pay(EXTERNAL), deeds.Delete("they left"))
    life.do(deeds.ReportPayment(deeds.PaymentResult.PAID))

    assert kitchen(life) == {"L1": "send", "L3": "wait"}


def test_before_anything_is_sent_what_is_added_waits_with_the_rest() -> None:
    for style in ("fast-food", "fine-dining"):
        life = Life(style=style).do(changed_to("burgers", "drink"))  # type: ignore[arg-type]
        assert kitchen(life) == {"L1": "wait", "L3": "wait"}


def test_what_was_sent_by_hand_before_payment_gets_more_at_once_until_something_is_paid() -> None:
    life = Life().do(deeds.Send(), changed_to("burgers", "chips", "drink"))
    assert kitchen(life)["L3"] == "send"

    life.do(deeds.Pay(CASH, 100), deeds.Change(lines=(BURGERS, COLA, replace(CHIPS, line_id="L5"))))

    assert kitchen(life)["L5"] == "wait"


def test_a_line_that_the_kitchen_never_gets_stays_so_unless_it_is_told_otherwise() -> None:
    life = Life(WATER, hold=False)
    water = replace(AS_SENT["water"], kitchen=None, note="no ice")

    life.do(deeds.Change(lines=(water,)))
    assert life.order.lines[0].kitchen is NEVER
    life.do(deeds.Change(lines=(replace(water, kitchen=SEND),)))
    assert life.order.lines[0].kitchen is WAIT
    life.do(deeds.Send(), deeds.Change(lines=(replace(water, kitchen=NEVER),)))
    assert life.order.lines[0].kitchen is NEVER
    stopped = life.record.parts["grill"].stopped
    assert stopped is not None
    assert stopped.cause is StopCause.REMOVED


MENU = Menu(
    Product(product=name, category="Grill", price=100, kitchen=rule, station="grill")
    for name, rule in {
        "Burger": KitchenRule.ALWAYS,
        "Water": KitchenRule.NEVER,
        "Coffee": KitchenRule.IF_MODIFIED,
        "Cake": KitchenRule.IF_NOT_MODIFIED,
        "Lager": KitchenRule.ASK,
    }.items()
)


@pytest.mark.parametrize(
    ("product", "modifiers", "asked", "goes"),
    [
        ("Burger", (), None, "wait"),
        ("Burger", (), NEVER, "wait"),
        ("water", ("cold",), SEND, "never"),
        ("Coffee", (), SEND, "never"),
        ("Coffee", ("oat milk",), None, "wait"),
        ("CAKE", (), None, "wait"),
        ("Cake", ("to go",), None, "never"),
        ("Lager", (), SEND, "wait"),
        ("Lager", (), NEVER, "never"),
    ],
)
def test_the_menu_says_what_goes_to_the_kitchen(
    product: str, modifiers: tuple[str, ...], asked: Any, goes: str
) -> None:
    life = Life(WATER, menu=MENU)
    line = LineAsSent(product, 1, line_id="L1", modifiers=modifiers, kitchen=asked)

    life.do(deeds.Change(lines=(line,)))

    (now,) = life.order.lines
    assert (now.kitchen, now.unit_price, now.station) == (goes, 100, "grill")
    assert now.product == product.capitalize()


def test_a_line_moves_to_the_kitchen_and_out_of_it_as_it_is_modified() -> None:
    life = Life(WATER, menu=MENU, style=FINE_DINING)
    burger = LineAsSent("Burger", 1, line_id="L1")
    coffee = LineAsSent("Coffee", 1, line_id="L2")
    life.do(deeds.Change(lines=(burger, coffee)), deeds.Park("7"))
    assert kitchen(life) == {"L1": "send", "L2": "never"}

    life.do(deeds.Change(lines=(burger, replace(coffee, modifiers=("oat milk",)))))
    assert kitchen(life)["L2"] == "send"
    life.do(deeds.Change(lines=(burger, coffee)))

    assert kitchen(life)["L2"] == "never"
    assert life.record.parts["grill"].line_ids == ("L1",)


def test_what_is_not_on_the_menu_or_must_be_asked_is_named() -> None:
    life = Life(WATER, menu=MENU)
    lines = (LineAsSent("Burger", 1), LineAsSent("Lager", 1), LineAsSent("Pizza", 1))

    assert refused(life, deeds.Change(lines=lines)) == [
        ("$.lines[1].kitchen", "say for 'Lager' whether it goes to the kitchen"),
        ("$.lines[2].product", "there is no 'Pizza' on the menu"),
    ]


def test_an_order_that_loses_what_it_asked_approval_for_asks_no_more() -> None:
    life = Life(needs_approval=True, hold=False)
    assert life.status == "AWAITING_APPROVAL"

    life.do(changed_to("water"))
    assert (life.status, life.record.parts) == ("UNFINISHED", {})
    life.do(changed_to("burgers", "water"), deeds.Send())
    assert life.status == "AWAITING_APPROVAL"
