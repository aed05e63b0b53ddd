"""What `kds orders show` says of an order: its lines, its money and its deeds."""

from __future__ import annotations

from functools import partial
from typing import Any

import msgspec
import pytest

from kds.cli.orders import told
from kds.orders import commands as c
from kds.orders.selling import deeds
from kds.orders.till_facts import RefundedLine
from kds.paper.money import money
from tests.till_samples import CASH, Life


def said(life: Life, currency: str = "EUR") -> list[str]:
    """Return what is said of an order, without its lines' margins and the times of deeds."""
    record: dict[str, Any] = msgspec.to_builtins(life.record)
    money_of = partial(money, currency=currency, language="en")
    return [" ".join(line.split()) for line in told(record, money_of)]


@pytest.mark.parametrize(
    ("currency", "price", "paid"),
    [
        ("EUR", "€24.00", "€28.50"),
        ("SEK", "SEK 24.00", "SEK 28.50"),
        ("JPY", "JPY 2400", "JPY 2850"),
    ],
)
def test_all_money_is_said_in_the_restaurants_currency(
    currency: str, price: str, paid: str
) -> None:
    lines = said(Life().do(deeds.Pay(CASH)), currency)

    assert lines[0] == f"2 Burger {price}"
    assert f"total {paid}" in lines
    assert f"paid {paid}" in lines
    assert lines[-1].endswith(f"pay, Mari: cash {paid}")


def test_what_a_till_said_in_cents_is_said_as_other_money() -> None:
    refund = deeds.RefundLines((RefundedLine("L2", 1),), "cold 2 cents")
    lines = said(Life().paid().do(refund))

    assert lines[-1].endswith("refund, Mari: €4.50: 1 Fries, cold 2 cents")


def test_of_a_rejected_order_nothing_is_due() -> None:
    life = Life(needs_approval=True, hold=False)
    assert "due €28.50" in said(life)

    life.tell(c.Reject, reason="no buns")

    assert not [line for line in said(life) if line.startswith("due")]
