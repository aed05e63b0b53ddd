"""The page of the till names every deed with its body, and every field of answers."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from kds.http.routes import Operation
from kds.till.api.deeds import OPERATIONS
from kds.till.api.money import Money
from kds.till.api.orders import Listed, Offered, OrderInFull

PAGE = (Path(__file__).parents[2] / "docs" / "till.md").read_text("utf-8")


def rows() -> dict[str, set[str]]:
    """Return the words in the row of each deed, by the deed."""
    table = PAGE.split("| deed |")[1].split("\n\n")[0]
    found = {}
    for line in table.splitlines()[2:]:
        _, deeds, _, body, _ = line.split("|")
        for deed in re.findall(r"`([a-z-]+)`", deeds):
            found[deed] = set(re.findall(r"`([a-z_]+)`", body))
    return found


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.id)
def test_every_deed_is_listed_with_its_body(operation: Operation) -> None:
    deed = operation.path.rsplit("/", 1)[1]

    assert set(operation.body.__struct_fields__) <= rows()[deed]


def test_no_deed_is_listed_that_there_is_not() -> None:
    assert set(rows()) == {each.path.rsplit("/", 1)[1] for each in OPERATIONS}


@pytest.mark.parametrize("answer", [Listed, OrderInFull, Money, Offered])
def test_the_fields_of_answers_are_listed(answer: type[msgspec.Struct]) -> None:
    listed = [set(each.split(", ")) for each in re.findall(r"`\{([a-z_, ]+)\}`", PAGE)]

    assert set(answer.__struct_fields__) in listed
