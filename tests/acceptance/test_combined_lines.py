"""The lines of a ticket as a cook reads them: equal ones combined, by course, added ones last."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

Line = dict[str, Any]
Arranged = Callable[..., dict[str, Any]]
ARRANGE = """
async ([source, lines, stopped]) => {
  const { arranged } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  return arranged(lines, stopped);
}
"""


@pytest.fixture(scope="module")
def arranged(browser: Browser) -> Iterator[Arranged]:
    source = files("kds.web").joinpath("static/js/screen/combine.js").read_text("utf-8")
    page = browser.new_page()

    def arrange(*lines: Line, stopped: str | None = None) -> dict[str, Any]:
        return dict(page.evaluate(ARRANGE, [source, list(lines), stopped]))

    yield arrange
    page.close()


def line(line_id: str, product: str = "Burger", quantity: int = 1, **more: Any) -> Line:
    return {"line_id": line_id, "product": product, "quantity": quantity} | more


def read(rows: list[Line]) -> list[tuple[int, str, list[str]]]:
    return [(row["quantity"], row["product"], row["line_ids"]) for row in rows]


def test_equal_lines_are_one_row_that_still_knows_each_of_them(arranged: Arranged) -> None:
    [course] = arranged(
        line("1", modifiers=["no onions", "cheese"]),
        line("2", "Fries"),
        line("3", quantity=2, modifiers=["cheese", "no onions"]),
    )["courses"]
    assert course["course"] is None
    assert read(course["rows"]) == [(3, "Burger", ["1", "3"]), (1, "Fries", ["2"])]


@pytest.mark.parametrize(
    "other",
    [
        {"product": "Fries"},
        {"modifiers": ["no onions"]},
        {"allergens": ["milk"]},
        {"note": "well done"},
        {"mark": "made"},
        {"mark": "removed"},
        {"struck": True},
        {"later": True},
        {"unrouted": True},
        {"station": "fryer"},
        {"seat": 1},
    ],
)
def test_what_a_cook_would_read_differently_stays_apart(arranged: Arranged, other: Line) -> None:
    [course] = arranged(line("1"), line("2") | other)["courses"]
    assert [row["line_ids"] for row in course["rows"]] == [["1"], ["2"]]


def test_lines_that_differ_by_their_seat_alone_list_the_seats(arranged: Arranged) -> None:
    lines = [line("1", seat=3), line("2", quantity=2, seat=1), line("3", seat=3)]
    [course] = arranged(*lines)["courses"]
    [row] = course["rows"]
    assert (row["quantity"], row["line_ids"]) == (4, ["1", "2", "3"])
    assert row["seats"] == [{"seat": 1, "quantity": 2}, {"seat": 3, "quantity": 2}]


def test_courses_follow_each_other_and_what_has_none_comes_first(arranged: Arranged) -> None:
    courses = arranged(
        line("1", course=2, later=True), line("2", course=1), line("3"), line("4", course=2)
    )["courses"]
    assert [(each["course"], each["later"]) for each in courses] == [
        (None, False),
        (1, False),
        (2, False),
    ]
    courses = arranged(line("1", course=2, later=True), line("2", course=1))["courses"]
    assert [each["later"] for each in courses] == [False, True]


def test_what_was_added_stands_last_and_an_altered_line_beside_what_it_was(
    arranged: Arranged,
) -> None:
    changed = (
        line("1", quantity=2, mark="added"),
        line("2", "Fries"),
        line("3", "Salad", mark="added"),
        line("4", "Salad", mark="added"),
        line("1", quantity=1, mark="removed"),
        line("5", "Soup", mark="removed"),
    )
    told = arranged(*changed)
    assert read(told["courses"][0]["rows"]) == [(1, "Fries", ["2"]), (1, "Soup", ["5"])]
    assert read(told["added"]) == [
        (1, "Burger", ["1"]),
        (2, "Burger", ["1"]),
        (2, "Salad", ["3", "4"]),
    ]
    keys = [row["key"] for row in told["added"]]
    assert len(keys) == len(set(keys))
    # Nothing of a stopped ticket is to be made: what was added is no news on it.
    assert arranged(*changed, stopped="voided")["added"] == []
