"""Lists a page at a time: a cursor is a position, and nothing but what was given out is one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.errors import InvalidInput
from kds.http.paging import from_cursor, page, to_cursor


@given(st.lists(st.integers(), unique=True), st.integers(1, 8))
def test_page_after_page_gives_the_whole_list_once(numbers: list[int], limit: int) -> None:
    numbers.sort()
    read: list[int] = []
    after: int | None = None
    while True:
        rest = [number for number in numbers if after is None or number > after]
        got = page(rest, limit, lambda number: number)
        assert len(got.items) <= limit
        read += got.items
        if got.next is None:
            break
        after = from_cursor(got.next, int)

    assert read == numbers


def test_a_list_that_ends_with_a_page_has_no_page_after_it() -> None:
    assert page([1, 2, 3], 3, lambda number: number).next is None
    assert page([], 3, lambda number: number) == ([], None)


@given(st.tuples(st.integers(0, 1), st.floats(0, 1e15), st.text(max_size=64)))
def test_a_cursor_goes_through_an_address_as_it_is(position: tuple[int, float, str]) -> None:
    cursor = to_cursor(position)

    assert cursor.isascii()
    assert cursor.replace("-", "").replace("_", "").isalnum()
    assert from_cursor(cursor, tuple[int, float, str]) == position


@pytest.mark.parametrize(
    "after", ["", "x", "=", "!", "\u00e4", to_cursor("text"), to_cursor([1, 2]), to_cursor(None)]
)
def test_any_other_text_is_refused(after: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        from_cursor(after, tuple[int, float, str])

    assert refused.value.problems == [("after", "is not `next` of a page before")]
