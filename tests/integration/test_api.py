"""Both servers do what they describe: every operation, and much that it does not take.

Operations come from the servers' own tables: whoever adds one has it tested here. Names in paths
are those of orders and displays that are there, and whatever else can be thought of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kds.http.routes import Operation, Who
from kds.installation.folder import OPERATOR_KEY, Installation
from kds.orders.selling.deeds import Pay
from kds.orders.till_facts import PaymentMethod
from kds.till.app import OPERATIONS as AT_TILL
from kds.web.app import OPERATIONS as AT_WEB
from tests.conftest import Server
from tests.integration.till_process import KEY, KitchenHere, TillProcess
from tests.integration.web_orders import TillOrder
from tests.integration.web_process import WebProcess

EXAMPLES = 10
"""Requests for each operation and way to make them: what both servers answer within seconds."""

PRINTER = '[printers.hot]\nname = "Hot kitchen"\nhost = "192.0.2.1"\ntickets = ["grill"]\n'
JSON = {"Content-Type": "application/json", "X-KDS": "1"}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


Cases = st.SearchStrategy[Any]
Known = Mapping[str, Sequence[str]]


class Served(NamedTuple):
    """A running server, the key that opens it, and the names of things that are there."""

    address: str
    key: str
    schema: Any
    known: Known


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory, shared_server: Server) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("web")
    process = WebProcess(folder, shared_server.url, f"t{uuid4().hex[:12]}", PRINTER)
    orders = [f"A-{number}" for number in range(12)]
    for number, order_id in enumerate(orders):
        process.apply(order_id, needs_approval=number % 3 == 0)
    orders.append(TillOrder(process).do(Pay(PaymentMethod.CASH)).order_id)
    for _ in range(4 * EXAMPLES):
        process.pair("grill")
    process.start()
    displays = [display.id for display in process.access.displays()]
    key = Installation(process.settings.data_dir).secret(OPERATOR_KEY)
    known = {
        "order_id": orders,
        "print_id": ["1-1", "2-1"],
        "printer": ["hot"],
        "display_id": displays,
        "template_id": ["mine", "ready"],
    }
    yield Served(process.address, key, described(process.address), known)
    process.stop()


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory, shared_server: Server) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("till")
    process = TillProcess(folder, shared_server.url, f"t{uuid4().hex[:12]}")
    kitchen = KitchenHere(process)
    process.start()
    orders = process.place(6)
    process.await_all_sent()
    kitchen.route()
    yield Served(process.address, KEY, described(process.address), {"order_id": orders})
    assert process.stop() == 0


def described(address: str) -> Any:
    """Return the description that a server gives of itself, to anybody."""
    return schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json")


def by_id(operations: tuple[Operation, ...]) -> Any:
    """Return one test for each operation."""
    return pytest.mark.parametrize("operation", operations, ids=lambda each: each.id)


@by_id(AT_WEB)
def test_the_web_server_does_what_it_describes(web: Served, operation: Operation) -> None:
    hold_to_its_word(web, operation)


@by_id(AT_TILL)
def test_the_till_does_what_it_describes(till: Served, operation: Operation) -> None:
    hold_to_its_word(till, operation)


def hold_to_its_word(served: Served, operation: Operation) -> None:
    """Send what an operation takes and what it does not; see that each answer is described."""
    described = served.schema.find_operation_by_id(operation.id)
    reached: set[int] = set()
    for cases in ways_to_ask(described, operation, served.known):
        reached |= asked(served, cases)
    if operation.method == "GET":
        assert operation.success in reached
    if operation.example is not None:
        reached = asked(served, as_in_the_example(described, operation, served.known))
        assert HTTPStatus.UNPROCESSABLE_ENTITY not in reached


def ways_to_ask(described: Any, operation: Operation, known: Known) -> Iterator[Cases]:
    """Yield requests as they should be, as they should not be, and about what is there."""
    yield described.as_strategy(GenerationMode.POSITIVE)
    if operation.given:
        yield described.as_strategy(GenerationMode.NEGATIVE)
    there = names(operation, known)
    if there is not None:
        yield there.flatmap(lambda found: described.as_strategy(path_parameters=found))


def as_in_the_example(described: Any, operation: Operation, known: Known) -> Cases:
    """Return requests with the example as their body, about what is there."""
    example = {"body": dict(operation.example or {}), "media_type": "application/json"}
    there = names(operation, known)
    if there is None:
        return described.as_strategy(**example)
    return there.flatmap(lambda found: described.as_strategy(path_parameters=found, **example))


def names(operation: Operation, known: Known) -> Cases | None:
    """Return names of what is there for the path, if it has any that are known."""
    if not operation.path_parts or not set(operation.path_parts) <= known.keys():
        return None
    return st.fixed_dictionaries({n: st.sampled_from(known[n]) for n in operation.path_parts})


def asked(served: Served, cases: Cases) -> set[int]:
    """Send some requests, hold each answer against the description; return the statuses."""
    reached = set()
    with requests.Session() as session:

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases)
        def ask(case: Any) -> None:
            key = {"Authorization": f"Bearer {served.key}"}
            answer = case.call_and_validate(session=session, headers=key, checks=CHECKS)
            reached.add(answer.status_code)

        ask()
    return reached


@by_id(AT_WEB)
def test_strangers_get_nothing_from_the_web_server(web: Served, operation: Operation) -> None:
    keep_strangers_out(web, operation)


@by_id(AT_TILL)
def test_strangers_get_nothing_from_the_till(till: Served, operation: Operation) -> None:
    keep_strangers_out(till, operation)


def keep_strangers_out(served: Served, operation: Operation) -> None:
    """Ask without a key and with a wrong one, by every path; only what is for everyone answers."""
    wanted = operation.success if operation.who is Who.EVERYONE else HTTPStatus.UNAUTHORIZED
    for path in (operation.path, *operation.aliases):
        url = served.address + re.sub("<.*?>", "x", path)
        for headers in ({}, {"Authorization": "Bearer wrong"}):
            answer = requests.request(operation.method, url, headers=headers | JSON, timeout=30)
            assert answer.status_code == wanted, (path, headers)
