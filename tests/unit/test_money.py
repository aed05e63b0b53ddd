"""The money of an order, in small sums, and what must hold of all sums."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kds.orders import money
from kds.orders.order import Line, Order
from kds.orders.till_facts import Payment, PaymentMethod, Refund, RefundedLine, Stamp
from tests.samples import T0, order

CASH, CARD, EXTERNAL = PaymentMethod.CASH, PaymentMethod.CARD, PaymentMethod.EXTERNAL
SOUP = Line("L1", "Soup", 3, unit_price=700)
BREAD = Line("L2", "Bread", 2, unit_price=150)
GIFT = Line("L3", "Greeting", 1, unit_price=0)
UNPRICED = Line("L4", "Menu of the day", 1)


def paid(amount: int, method: PaymentMethod = CASH, n: int = 1) -> Payment:
    """Return money that was taken."""
    return Payment(f"p{n}", method, amount, T0, "Mari")


def back(amount: int, *lines: tuple[str, int], n: int = 1) -> Refund:
    """Return money that was given back for these lines, or because it was owed."""
    return Refund(
        f"r{n}", CASH, amount, T0, "Mari", "cold", tuple(RefundedLine(*each) for each in lines)
    )


def owed(sold: Order, *, is_cancelled: bool = False) -> int:
    """Return what is owed to the customer."""
    return money.refund_owed(sold, is_cancelled=is_cancelled)


def test_a_total_is_quantity_times_price() -> None:
    assert money.total([SOUP, BREAD]) == 2400
    assert money.total([SOUP, GIFT, UNPRICED]) == 2100
    assert money.total([]) == 0


def test_what_is_paid_in_parts_is_due_in_parts() -> None:
    sold = order(SOUP, BREAD)
    for taken, due in ((0, 2400), (400, 2000), (2399, 1), (2400, 0), (3000, 0)):
        so_far = replace(sold, payments=(paid(taken - taken // 2), paid(taken // 2, CARD)))
        assert money.taken(so_far) == taken
        assert money.due(so_far) == due
        assert money.is_paid(so_far) is (due == 0)


def test_what_costs_nothing_is_paid_and_what_has_no_price_is_not() -> None:
    assert money.is_paid(order(GIFT))
    assert not money.is_paid(order(UNPRICED))
    assert not money.is_paid(order(GIFT, UNPRICED))
    assert money.is_paid(order(UNPRICED, payments=(paid(1500),)))
    assert not money.is_paid(order(SOUP, UNPRICED, payments=(paid(1500),)))


def test_a_line_that_is_refunded_is_not_due_again() -> None:
    sold = order(SOUP, BREAD, payments=(paid(2400),), refunds=(back(700, ("L1", 1)),))

    assert (money.due(sold), money.given_back(sold), owed(sold)) == (0, 700, 0)
    assert money.left_to_refund(sold) == (RefundedLine("L1", 2), RefundedLine("L2", 2))
    assert not money.is_fully_refunded(sold)


def test_it_is_fully_refunded_at_the_last_piece() -> None:
    all_but_one = (back(700, ("L1", 1)), back(1550, ("L1", 2), ("L2", 1), n=2))
    sold = order(SOUP, BREAD, payments=(paid(2400),), refunds=all_but_one)
    assert not money.is_fully_refunded(sold)
    assert money.left_to_refund(sold) == (RefundedLine("L2", 1),)

    whole = replace(sold, refunds=(*all_but_one, back(150, ("L2", 1), n=3)))

    assert money.is_fully_refunded(whole)
    assert money.left_to_refund(whole) == ()
    assert (owed(whole), owed(whole, is_cancelled=True)) == (0, 0)


def test_what_was_settled_for_no_line_refunds_no_line() -> None:
    sold = order(BREAD, payments=(paid(2400),), refunds=(back(2100),))

    assert not money.is_fully_refunded(sold)
    assert money.refunded_quantities(sold) == {}
    assert money.left_to_refund(sold) == (RefundedLine("L2", 2),)


def test_an_order_that_shrank_owes_the_difference_until_it_is_settled() -> None:
    sold = order(BREAD, payments=(paid(2400),))
    assert (money.due(sold), owed(sold)) == (0, 2100)

    settled = replace(sold, refunds=(back(2100),))

    assert (money.due(settled), owed(settled)) == (0, 0)


def test_what_was_settled_does_not_pay_for_what_is_added_later() -> None:
    settled = order(BREAD, payments=(paid(2400),), refunds=(back(2100),))

    grown = replace(settled, lines=(BREAD, SOUP))

    assert money.due(grown) == 2100
    assert not money.is_paid(grown)


def test_a_cancelled_order_costs_nothing() -> None:
    sold = order(SOUP, BREAD, payments=(paid(1000),))
    assert (owed(sold), owed(sold, is_cancelled=True)) == (0, 1000)
    partly = replace(sold, payments=(paid(2400),), refunds=(back(700, ("L1", 1)),))
    assert owed(partly, is_cancelled=True) == 1700


def test_a_void_gives_back_what_the_till_took_and_leaves_what_was_taken_outside_owed() -> None:
    void = Stamp(T0, "Mari", "wrong card")
    sold = order(SOUP, BREAD, payments=(paid(400), paid(2000, EXTERNAL, 2)), void=void)

    assert owed(sold) == owed(sold, is_cancelled=True) == 2000
    assert owed(replace(sold, refunds=(back(2000),))) == 0
    assert owed(order(SOUP, BREAD, payments=(paid(400), paid(2000, CARD)), void=void)) == 0


def test_what_has_no_price_owes_nothing_until_it_is_cancelled() -> None:
    sold = order(UNPRICED, BREAD, payments=(paid(1500),))

    assert (money.due(sold), owed(sold), owed(sold, is_cancelled=True)) == (0, 0, 1500)


def test_the_value_of_what_is_not_in_the_order_is_nothing() -> None:
    lines = (RefundedLine("L1", 2), RefundedLine("L9", 5))

    assert money.value_of(order(SOUP, BREAD), lines) == 1400


CENTS = st.integers(0, 5000)
LINES = st.lists(
    st.builds(
        Line,
        line_id=st.sampled_from(["L1", "L2", "L3", "L4"]),
        product=st.just("Soup"),
        quantity=st.integers(1, 5),
        unit_price=CENTS,
    ),
    min_size=1,
    unique_by=lambda line: line.line_id,
)


@st.composite
def sold_orders(draw: st.DrawFn) -> Order:
    """Return orders that were paid and refunded in any way that the lines permit."""
    lines = tuple(draw(LINES))
    payments = tuple(paid(draw(CENTS), n=n) for n in range(draw(st.integers(0, 4))))
    sold = order(*lines, payments=payments)
    for n in range(draw(st.integers(0, 3))):
        left = money.left_to_refund(sold)
        if not left or not money.is_paid(sold):
            break
        chosen = [(each.line_id, draw(st.integers(1, each.quantity))) for each in left[:2]]
        amount = money.value_of(sold, (RefundedLine(*each) for each in chosen))
        sold = replace(sold, refunds=(*sold.refunds, back(amount, *chosen, n=n)))
    return sold


@given(sold=sold_orders(), is_cancelled=st.booleans())
def test_of_all_sums(sold: Order, *, is_cancelled: bool) -> None:
    still_owed = owed(sold, is_cancelled=is_cancelled)
    after = replace(sold, refunds=(*sold.refunds, back(still_owed, n=9)))

    assert money.due(sold) >= 0 <= still_owed
    assert not (money.due(sold) and owed(sold)), "nobody owes both ways"
    assert money.given_back(after) <= money.taken(after), "no more is given back than came in"
    assert owed(after, is_cancelled=is_cancelled) == 0, "what is settled is settled"
    assert money.due(after) == money.due(sold) or is_cancelled, "nor is it due again"
    assert money.is_fully_refunded(sold) is (money.left_to_refund(sold) == ())
    if is_cancelled:
        assert money.given_back(after) == money.taken(after), "a cancelled order keeps nothing"


@given(sold=sold_orders(), lines=LINES)
def test_what_is_paid_after_any_change_keeps_what_the_lines_cost(
    sold: Order, lines: list[Line]
) -> None:
    """Whatever is settled and paid in between, what is kept is what the lines cost."""
    if sold.refunds:
        return
    changed = replace(sold, lines=tuple(lines))
    settled = replace(changed, refunds=(back(owed(changed)),))
    whole = replace(settled, payments=(*settled.payments, paid(money.due(settled), n=9)))

    assert money.is_paid(whole)
    assert owed(whole) == money.due(whole) == 0
    assert money.taken(whole) - money.given_back(whole) == money.total(lines)
