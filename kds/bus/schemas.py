"""JSON Schemas of everything on the bus, made from the code: `python -m kds.bus.schemas FOLDER`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from kds.bus.envelope import (
    ALARMS_CHANGED,
    CUSTOMER_FORGOTTEN,
    FROM_TILL,
    KITCHEN_CHANGED,
    ORDER_REFUSED,
    AlarmsChanged,
    CustomerForgotten,
    Envelope,
    RefusedEntry,
)
from kds.orders.events import EventType, OrderEvent
from kds.orders.intake import OrderAsSent
from kds.orders.kitchen_state import KitchenState

DIALECT = "https://json-schema.org/draft/2020-12/schema"

ORDER_EVENT = "order-event"
"""The name of the one schema of all events about an order; they have one shape."""

ORDER_AS_SENT = "order-as-sent"
"""The name of the schema of what POS software sends to `POST /orders`."""

SCHEMA_OF: Mapping[str, str] = {
    **{
        type_name: type_name
        for type_name in (
            *FROM_TILL,
            ORDER_REFUSED,
            ALARMS_CHANGED,
            CUSTOMER_FORGOTTEN,
            KITCHEN_CHANGED,
        )
    },
    **{event.type_name: ORDER_EVENT for event in EventType},
}
"""Every type on the bus, and the name of its schema; a type has one shape, whoever writes it."""

_DATA: Mapping[str, type[msgspec.Struct]] = {
    **FROM_TILL,
    ORDER_EVENT: OrderEvent,
    ORDER_REFUSED: RefusedEntry,
    ALARMS_CHANGED: AlarmsChanged,
    CUSTOMER_FORGOTTEN: CustomerForgotten,
    KITCHEN_CHANGED: KitchenState,
}


def all_schemas() -> dict[str, dict[str, Any]]:
    """Return every published schema by its file name."""
    schemas = {name: event_schema(name, data, _types_of(name)) for name, data in _DATA.items()}
    schemas[ORDER_AS_SENT] = _titled(msgspec.json.schema(OrderAsSent), ORDER_AS_SENT)
    return {f"{name}.json": schema for name, schema in schemas.items()}


def as_text(schema: Mapping[str, Any]) -> str:
    """Return a schema as it stands in its file."""
    return (
        msgspec.json.format(msgspec.json.encode(schema, order="deterministic"), indent=2).decode(
            "utf-8"
        )
        + "\n"
    )


def write(folder: Path, schemas: Mapping[str, Mapping[str, Any]]) -> list[Path]:
    """Write schemas into a folder and remove what is no longer one; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.json"):
        if old.name not in schemas:
            old.unlink()
    written = []
    for name, schema in schemas.items():
        path = folder / name
        path.write_text(as_text(schema), encoding="utf-8")
        written.append(path)
    return written


def event_schema(name: str, data: type[msgspec.Struct], types: Sequence[str]) -> dict[str, Any]:
    """Return a schema of the envelope, with its types and its data fixed."""
    whole = msgspec.json.schema(Envelope[data])  # type: ignore[valid-type]
    definitions = whole["$defs"]
    envelope = definitions.pop(whole["$ref"].rpartition("/")[2])
    envelope["properties"]["type"] = {"enum": list(types)}
    # A reader takes a missing version for 1.0; the specification wants writers to say it.
    envelope["properties"]["specversion"] = {"const": "1.0"}
    envelope["required"] = [*envelope["required"], "specversion"]
    return _titled(envelope | {"$defs": definitions}, name)


def _types_of(name: str) -> list[str]:
    return [type_name for type_name, schema in SCHEMA_OF.items() if schema == name]


def _titled(schema: dict[str, Any], title: str) -> dict[str, Any]:
    return {"$schema": DIALECT, **schema, "title": title}


if __name__ == "__main__":
    for path in write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/schemas"), all_schemas()):
        sys.stdout.write(f"{path}\n")
