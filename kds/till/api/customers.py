"""Customers of earlier orders, so that nobody has to spell a name or a number twice."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from kds.http.routes import Operation, Query, Who
from kds.till.asking import the_till
from kds.till.customers import KnownCustomer

Sought = Annotated[str, Meta(min_length=1, max_length=120)]


class FoundCustomers(msgspec.Struct, frozen=True):
    """Who was found, whoever ordered last first."""

    customers: list[KnownCustomer]


def find(q: str) -> FoundCustomers:
    """Answer with the customers of a name or a phone."""
    return FoundCustomers(the_till().customers.find(q))


OPERATIONS = (
    Operation(
        "GET",
        "/api/v1/customers",
        "customers.find",
        find,
        summary="Customers of earlier orders, by name or by phone",
        who=Who.PEOPLE,
        answer=FoundCustomers,
        query=(Query("q", Sought, "beginnings of words of the name, or digits of the phone"),),
    ),
)
