"""Templates and opt-outs in the archive."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from kds.archive.database import Database
from kds.archive.opt_outs import OptOut, OptOuts
from kds.archive.templates import Template, TemplateBook
from kds.orders.text import TextKind
from tests.samples import MANAGER, T0

READY = Template("t2", TextKind.READY, "Ready", {"en": "Ready!", "fi": "Valmis! äö€🍕"}, 1)
FIRST = replace(READY, template_id="t1", position=2)
LATER = Template("r1", TextKind.REMINDER, "A year", {"en": "A year has gone"}, 0)


@pytest.fixture
def book(archive: Database) -> TemplateBook:
    """Give an empty book."""
    return TemplateBook(archive)


@pytest.fixture
def opt_outs(archive: Database) -> OptOuts:
    """Give the numbers of an empty archive."""
    return OptOuts(archive)


def test_templates_are_listed_in_their_order_as_they_were_saved(book: TemplateBook) -> None:
    for each in (LATER, FIRST, READY):
        book.save(each)

    assert book.all() == [READY, FIRST, LATER]
    assert book.all(TextKind.REMINDER) == [LATER]
    assert book.get("t1") == FIRST
    assert book.get("t9") is None


def test_saving_replaces(book: TemplateBook) -> None:
    book.save(READY)
    book.save(replace(READY, name="Come", position=7))

    assert [(each.name, each.position) for each in book.all()] == [("Come", 7)]


def test_the_first_templates_come_once_and_what_was_removed_stays_away(book: TemplateBook) -> None:
    book.begin_with([READY, LATER])
    assert book.remove("t2")
    assert not book.remove("t2")

    book.begin_with([READY, LATER])

    assert book.all() == [LATER]


def test_an_opt_out_holds_until_it_is_removed(opt_outs: OptOuts) -> None:
    opt_outs.add("+358401234567", T0, MANAGER)
    opt_outs.add("+358401234567", T0.replace(year=2030), MANAGER)

    assert opt_outs.has(["+358401234567", "+358401234568"]) == {"+358401234567"}
    assert opt_outs.has([]) == set()
    assert opt_outs.all(9) == [OptOut("+358401234567", T0, MANAGER)]
    assert opt_outs.remove("+358401234567")
    assert not opt_outs.remove("+358401234567")
    assert opt_outs.has(["+358401234567"]) == set()


def test_opt_outs_are_listed_page_by_page(opt_outs: OptOuts) -> None:
    numbers = [f"+35840{each}" for each in range(10, 17)]
    for each in reversed(numbers):
        opt_outs.add(each, T0, MANAGER)
    seen: list[str] = []

    while page := opt_outs.all(3, seen[-1] if seen else None):
        seen += [each.phone for each in page]

    assert seen == numbers
