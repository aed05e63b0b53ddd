"""The page for external systems says what is: types, schemas, examples, and how to verify."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kds.bus.schemas import as_text
from kds.orders.intake import read_order
from kds.orders.selling.deeds import PaymentResult
from kds.settings.load import load
from kds.till.webhooks.events import DATA_OF, About
from kds.till.webhooks.schemas import all_schemas
from kds.till.webhooks.sending import headers

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "external-systems.md").read_text("utf-8")
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
AT = datetime(2026, 11, 22, 16, 2, 11, tzinfo=UTC)
BODY = b'{"type": "kds.order.ready.v1"}'


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.M | re.S)


def rows(first_cell: str) -> Iterator[list[str]]:
    """Yield the rows of the table whose first column is called so."""
    table = PAGE.split(f"| {first_cell} |")[1].split("\n\n")[0]
    for line in table.splitlines()[2:]:
        yield [cell.strip() for cell in line.strip("|").split("|")]


def test_every_type_is_listed_with_what_it_says_besides() -> None:
    listed = {row[0].strip("`"): set(re.findall(r"`(\w+)`", row[2])) for row in rows("type")}
    common = set(About.__struct_fields__)

    assert listed == {name: set(data.__struct_fields__) - common for name, data in DATA_OF.items()}
    for field in common:
        assert f"`{field}`" in PAGE


def test_every_result_of_a_payment_is_listed() -> None:
    assert [row[0].strip("`") for row in rows("`result`")] == [each.value for each in PaymentResult]


def test_the_published_schemas_are_those_of_the_code() -> None:
    folder = DOCS / "schemas" / "webhooks"
    published = {path.name: path.read_text("utf-8") for path in folder.iterdir()}

    made = {name: as_text(schema) for name, schema in all_schemas().items()}
    assert published == made, "run `python -m kds.till.webhooks.schemas`"
    for schema in all_schemas().values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_the_examples_hold(tmp_path: Path) -> None:
    order, event = (json.loads(each) for each in blocks("json"))
    (settings,) = blocks("toml")
    file = tmp_path / "kds.toml"
    file.write_text(settings, "utf-8")

    assert read_order(json.dumps(order).encode()).outside is not None
    check(event)
    assert list(load(file, {}).systems) == list(tomllib.loads(settings)["systems"])


def check(event: dict[str, Any]) -> None:
    schema = all_schemas()[f"{event['type']}.json"]
    jsonschema.Draft202012Validator(schema).validate(event)


def test_an_event_that_lacks_something_fails_its_schema() -> None:
    event = json.loads(blocks("json")[1])
    del event["data"]["minutes"]

    with pytest.raises(jsonschema.ValidationError, match="minutes"):
        check(event)


@pytest.fixture
def is_genuine() -> Callable[..., bool]:
    """The function that the page gives to whoever gets webhooks."""
    (source,) = blocks("python")
    given: dict[str, Any] = {}
    exec(source, given)  # noqa: S102
    found: Callable[..., bool] = given["is_genuine"]
    return found


def test_what_the_till_sends_is_genuine(is_genuine: Callable[..., bool]) -> None:
    sent = headers(SECRET, "evt_1", BODY, AT)

    assert is_genuine(sent, BODY, SECRET, now=AT.timestamp)
    renewed = sent | {"webhook-signature": "v1,b2xk " + sent["webhook-signature"]}
    assert is_genuine(renewed, BODY, SECRET, now=AT.timestamp)


@pytest.mark.parametrize(
    ("changed", "body", "later_s"),
    [
        ({}, BODY + b" ", 0),
        ({"webhook-id": "evt_2"}, BODY, 0),
        ({"webhook-timestamp": str(int(AT.timestamp()) + 1)}, BODY, 0),
        ({"webhook-signature": "v1,"}, BODY, 0),
        ({}, BODY, 301),
        ({}, BODY, -301),
    ],
)
def test_what_was_changed_or_is_old_is_not_genuine(
    is_genuine: Callable[..., bool], changed: dict[str, str], body: bytes, later_s: int
) -> None:
    sent = headers(SECRET, "evt_1", BODY, AT) | changed

    assert not is_genuine(sent, body, SECRET, now=lambda: AT.timestamp() + later_s)


def test_another_secret_proves_nothing(is_genuine: Callable[..., bool]) -> None:
    sent = headers("whsec_" + "A" * 32, "evt_1", BODY, AT)

    assert not is_genuine(sent, BODY, SECRET, now=AT.timestamp)
