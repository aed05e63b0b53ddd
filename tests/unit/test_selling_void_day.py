"""A void is possible on the business day of the purchase only, also when the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from kds.errors import Refused
from kds.orders.business_day import business_day
from kds.orders.order import Line, Order
from kds.orders.selling import Terms, deeds, sell
from kds.orders.selling.giving_back import copy
from tests.specimens import ONE_BURGER, RECEIPT, VOID
from tests.till_samples import CASH, Life

HELSINKI = ZoneInfo("Europe/Helsinki")
FIVE, HALF_PAST_THREE = time(5), time(3, 30)


def at(local: str) -> datetime:
    """Return a time as it reads in Helsinki, `later` on the night when an hour comes twice."""
    text, later, _ = local.partition(" later")
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI, fold=1 if later else 0)


def terms(now: datetime, cut_off: time) -> Terms:
    """Return who acts now, in a restaurant in Helsinki."""
    today = business_day(now, HELSINKI, cut_off)
    return Terms(
        at=now,
        by="Mari",
        fact_id="f1",
        is_today=lambda then: business_day(then, HELSINKI, cut_off) == today,
    )


def voided_after(bought: str, voided: str, cut_off: time) -> Order:
    """Pay at one time and void at another."""
    life = Life()
    order = sell(life.record, deeds.Pay(CASH), terms(at(bought), cut_off))
    return sell(replace(life.record, order=order), VOID, terms(at(voided), cut_off))


NIGHTS = [
    # An ordinary night: the evening's purchases can be voided until the cut-off.
    ("2026-11-20T18:00", "2026-11-20T23:59", FIVE, True),
    ("2026-11-20T18:00", "2026-11-21T04:59", FIVE, True),
    ("2026-11-20T18:00", "2026-11-21T05:00", FIVE, False),
    ("2026-11-21T04:59", "2026-11-21T05:00", FIVE, False),
    ("2026-11-21T05:00", "2026-11-21T05:01", FIVE, True),
    ("2026-11-21T05:00", "2026-11-22T04:59", FIVE, True),
    ("2026-11-20T18:00", "2026-11-21T03:29", HALF_PAST_THREE, True),
    ("2026-11-20T18:00", "2026-11-21T03:30", HALF_PAST_THREE, False),
    # The same clock on the next day is another business day.
    ("2026-11-20T18:00", "2026-11-21T18:00", FIVE, False),
    # 29 March 2026: 03:00 becomes 04:00. The night is an hour shorter.
    ("2026-03-28T18:00", "2026-03-29T02:59", FIVE, True),
    ("2026-03-28T18:00", "2026-03-29T04:59", FIVE, True),
    ("2026-03-28T18:00", "2026-03-29T05:00", FIVE, False),
    ("2026-03-29T02:59", "2026-03-29T04:00", FIVE, True),
    # The clock never shows 03:30: the day begins when it is half an hour past 03:00 all the same.
    ("2026-03-28T18:00", "2026-03-29T02:59", HALF_PAST_THREE, True),
    ("2026-03-28T18:00", "2026-03-29T04:29", HALF_PAST_THREE, True),
    ("2026-03-28T18:00", "2026-03-29T04:30", HALF_PAST_THREE, False),
    ("2026-03-29T04:30", "2026-03-29T23:00", HALF_PAST_THREE, True),
    # 25 October 2026: 04:00 becomes 03:00. The night is an hour longer.
    ("2026-10-24T18:00", "2026-10-25T03:59", FIVE, True),
    ("2026-10-24T18:00", "2026-10-25T03:59 later", FIVE, True),
    ("2026-10-24T18:00", "2026-10-25T05:00", FIVE, False),
    # The clock shows 03:30 twice: the day begins at the first, and does not begin again.
    ("2026-10-24T18:00", "2026-10-25T03:29", HALF_PAST_THREE, True),
    ("2026-10-24T18:00", "2026-10-25T03:30", HALF_PAST_THREE, False),
    ("2026-10-24T18:00", "2026-10-25T03:10 later", HALF_PAST_THREE, False),
    ("2026-10-25T03:40", "2026-10-25T03:10 later", HALF_PAST_THREE, True),
    ("2026-10-25T03:40", "2026-10-25T03:30 later", HALF_PAST_THREE, True),
]


@pytest.mark.parametrize(("bought", "voided", "cut_off", "may"), NIGHTS)
def test_a_void_belongs_to_the_day_of_the_purchase(
    bought: str, voided: str, cut_off: time, *, may: bool
) -> None:
    assert at(bought).astimezone(UTC) <= at(voided).astimezone(UTC)
    if may:
        assert voided_after(bought, voided, cut_off).void is not None
        return
    with pytest.raises(Refused, match="needs that it was paid on this business day"):
        voided_after(bought, voided, cut_off)


def test_what_was_paid_on_two_days_is_not_voided() -> None:
    life = Life().do(deeds.Pay(CASH, 1000))
    yesterday = life.terms().at
    life.s += 24 * 3600
    life.paid()

    def only_the_second_day(then: datetime) -> bool:
        return then > yesterday

    with pytest.raises(Refused, match="'void'"):
        sell(life.record, VOID, life.terms()._replace(is_today=only_the_second_day))
    assert sell(life.record, VOID, life.terms()).void is not None


def test_what_cost_nothing_is_voided_on_the_day_when_it_was_taken() -> None:
    life = Life(Line("L1", "Staff meal", 1, unit_price=0)).made().do(RECEIPT)
    assert life.status == "COMPLETED"
    life.today = False

    with pytest.raises(Refused, match="'void'"):
        life.do(VOID)
    life.today = True
    assert life.do(VOID).status == "VOIDED"


def test_a_voided_receipt_can_be_copied_on_any_day() -> None:
    life = Life().paid().do(VOID)
    life.today = False

    copied = copy(life.record, life.terms(), order_id="A-2", number="A2")

    assert copied.copy.copy_of == "A-1"


def test_a_refund_is_possible_on_any_day() -> None:
    life = Life().paid().made().do(RECEIPT)
    life.today = False

    assert life.do(ONE_BURGER).status == "PARTIALLY_REFUNDED"
