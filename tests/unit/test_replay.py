"""Reading a real day's orders, giving dishes their categories, and when each order is sent."""

from __future__ import annotations

import gzip
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.errors import KdsError
from kds.orders.intake import read_order
from kds.replay.categories import CATEGORIES, category_of
from kds.replay.plan import order_id, plan
from kds.replay.shift import Dish, SoldOrder, read_day

HEADER = "order_number,ordered_at,item,quantity,unit_price_gbp\n"
ROWS = (
    "70,2019-05-17T23:59,Plain Naan,1,2.6\n"
    "71,2019-05-18T12:55,Paratha,3,2.95\n"
    "71,2019-05-18T12:55,Lamb Tikka,1,4.95\n"
    "73,2019-05-18T13:05,Coke 1.5 ltr,1,3.5\n"
    "72,2019-05-18T12:55,Korma,2,8\n"
    "74,2019-05-19T00:01,Korma,2,8\n"
)
DAY = date(2019, 5, 18)


def _file(folder: Path, text: str) -> Path:
    path = folder / "dishes.csv"
    path.write_text(text, "utf-8")
    return path


def test_a_day_is_read_as_whole_orders_with_prices_in_cents(tmp_path: Path) -> None:
    orders = read_day(_file(tmp_path, HEADER + ROWS), DAY)

    assert [order.number for order in orders] == ["71", "72", "73"]
    assert orders[0].dishes == (Dish("Paratha", 3, 295), Dish("Lamb Tikka", 1, 495))
    assert orders[0].ordered_at == datetime(2019, 5, 18, 12, 55)  # noqa: DTZ001 - it is local
    assert orders[1].dishes == (Dish("Korma", 2, 800),)


def test_a_gzipped_file_says_the_same(tmp_path: Path) -> None:
    plain = _file(tmp_path, HEADER + ROWS)
    zipped = tmp_path / "dishes.csv.gz"
    zipped.write_bytes(gzip.compress(plain.read_bytes()))

    assert read_day(zipped, DAY) == read_day(plain, DAY)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (HEADER + "71,2019-05-18T12:55,Korma,two,8\n", ":2: cannot be read"),
        (HEADER + "71,2019-05-18T12:55,Korma,2,free\n", ":2: cannot be read"),
        (HEADER + "71,2019-05-18T12:55,Korma,2,NaN\n", ":2: cannot be read"),
        (HEADER + "71,2019-05-18T25:55,Korma,2,8\n", ":2: cannot be read"),
        (HEADER + "71,2019-05-18T12:55\n", ":2: has too few columns"),
        (
            HEADER + ROWS.splitlines()[0],
            "no orders on 2019-05-18; it goes from 2019-05-17 to 2019-05-17",
        ),
        ("order_number,ordered_at\n", "the column item is missing"),
        ("", "the column order_number is missing"),
        (HEADER + "71,2019-05-18T12:55," + "x" * 20_000 + ",1,1\n", "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(KdsError, match=reason):
        read_day(_file(tmp_path, text), DAY)


@pytest.mark.parametrize("content", [b"\x1f\x8bnot gzip", gzip.compress(b"x" * 9999)[:-9], b"\xff"])
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken"
    path.write_bytes(content)

    with pytest.raises(KdsError, match="broken"):
        read_day(path, DAY)


@pytest.mark.parametrize(
    ("dish", "category"),
    [
        ("Garlic Naan", "breads"),
        ("Tandoori Roti", "breads"),
        ("Puree", "breads"),
        ("King Prawn Puree", "starters"),
        ("Chicken Tikka", "starters"),
        ("Chicken Tikka (Main)", "tandoori"),
        ("Chicken Tikka Masala", "curries"),
        ("Chicken Tikka Biryani", "biryani"),
        ("Chicken Shashlick", "tandoori"),
        ("Chicken Shashlick Curry", "curries"),
        ("Pilau Rice", "rice"),
        ("Plain Papadum", "sundries"),
        ("Bombay Aloo", "sides"),
        ("Saag", "sides"),
        ("Saag - Lamb", "curries"),
        ("COBRA (660ML)", "drinks"),
        ("something new", "curries"),
    ],
)
def test_a_dish_has_its_category(dish: str, category: str) -> None:
    assert category_of(dish) == category
    assert category in CATEGORIES


def _sold(number: int, minute: int) -> SoldOrder:
    at = datetime(2019, 5, 18, 12 + minute // 60, minute % 60)  # noqa: DTZ001 - it is local
    return SoldOrder(str(number), at, (Dish("Korma", 1, 800),))


@given(
    st.lists(st.integers(0, 600), min_size=1, max_size=60).map(sorted),
    st.floats(0.1, 1000),
)
def test_orders_keep_their_order_and_minute_at_any_speed(minutes: list[int], speed: float) -> None:
    orders = [_sold(number, minute) for number, minute in enumerate(minutes)]

    planned = plan(orders, speed=speed)

    offsets = [each.offset_s for each in planned]
    assert offsets[0] == 0
    assert offsets == sorted(offsets)
    assert [each.sold for each in planned] == orders
    whole_minutes = (minutes[-1] - minutes[0]) * 60
    assert abs(offsets[-1] * speed - whole_minutes) < 60
    assert planned == plan(orders, speed=speed), "the same day is always the same"


def test_orders_of_one_minute_are_spread_over_it() -> None:
    planned = plan([_sold(n, 0) for n in range(4)], speed=60)

    assert [each.offset_s for each in planned] == [0, 0.25, 0.5, 0.75]


def test_what_is_sent_is_an_order_that_a_till_takes(tmp_path: Path) -> None:
    orders = read_day(_file(tmp_path, HEADER + ROWS), DAY)

    sent = [read_order(each.body) for each in plan(orders, speed=60, run_id="ab12")]

    assert [each.order_id for each in sent] == [f"replay-2019-05-18-{n}-ab12" for n in (71, 72, 73)]
    assert [line.category for line in sent[0].lines] == ["breads", "starters"]
    assert sent[0].lines[0].unit_price == 295


def test_ids_repeat_only_without_a_run_id() -> None:
    order = _sold(5, 0)

    assert order_id(order) == order_id(order) == "replay-2019-05-18-5"
    assert order_id(order, "a") != order_id(order, "b")
