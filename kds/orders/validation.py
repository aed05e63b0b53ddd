"""Every wrong field of an input with its path, where msgspec alone would name only the first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from kds.errors import InvalidInput

Wanted = TypeVar("Wanted", bound=msgspec.Struct)

MAX_PROBLEMS = 100
"""How many wrong fields are named; a hostile input must not buy a long answer."""

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""Times of an order lie between these; a clock that says anything else is not set."""


def convert(value: Any, wanted: type[Wanted]) -> Wanted:
    """Turn parsed JSON into the struct; InvalidInput names each wrong field by its path."""
    try:
        converted = msgspec.convert(value, wanted)
    except msgspec.ValidationError as error:
        raise InvalidInput(problems(value, wanted, "$") or [("$", str(error))]) from None
    if found := list(islice(_strange_times(converted, "$"), MAX_PROBLEMS)):
        raise InvalidInput(found)
    return converted


def decode(raw: bytes | str, wanted: type[Wanted]) -> Wanted:
    """Parse JSON text and convert it; text that is no JSON is one problem at `$`."""
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput([("$", f"not JSON: {error}")]) from None
    return convert(value, wanted)


def problems(value: Any, wanted: Any, path: str) -> list[tuple[str, str]]:
    """Return (path, reason) for each wrong field in `value`, at most MAX_PROBLEMS of them."""
    return list(islice(_problems(value, wanted, path), MAX_PROBLEMS))


_MAY_HOLD_TIMES = (datetime, msgspec.Struct, tuple, dict)


def _strange_times(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Name each time that no order can have: sums and local times of such a one would fail."""
    if isinstance(value, datetime):
        if value.tzinfo is not None and not EARLIEST <= value < LATEST:
            yield path, f"is not a time from {EARLIEST.year} to {LATEST.year - 1}"
    elif isinstance(value, msgspec.Struct):
        # msgspec.structs.fields would resolve each annotation anew, at each report of a screen.
        names = zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True)
        for name, encoded in names:
            each = getattr(value, name)
            if isinstance(each, _MAY_HOLD_TIMES):  # Most are words and numbers.
                yield from _strange_times(each, f"{path}.{encoded}")
    elif isinstance(value, tuple):
        for i, each in enumerate(value):
            yield from _strange_times(each, f"{path}[{i}]")
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _strange_times(each, f"{path}.{key}")


def _problems(value: Any, wanted: Any, path: str) -> Iterator[tuple[str, str]]:
    struct, item = _nested_in(wanted)
    inside: Iterator[tuple[str, str]] = iter(())
    if struct is not None and isinstance(value, dict):
        inside = _struct_problems(value, struct, path)
    elif item is not None and isinstance(value, list):
        inside = (p for i, each in enumerate(value) for p in _problems(each, item, f"{path}[{i}]"))
    found = False
    for problem in inside:
        found = True
        yield problem
    if not found:
        yield from _own_problem(value, wanted, path)


def _struct_problems(
    value: dict[str, Any], struct: type[msgspec.Struct], path: str
) -> Iterator[tuple[str, str]]:
    fields = _fields_of(struct)
    for name, (wanted, required) in fields.items():
        if name in value:
            yield from _problems(value[name], wanted, f"{path}.{name}")
        elif required:
            yield f"{path}.{name}", "is missing"
    if struct.__struct_config__.forbid_unknown_fields:
        for key in value:
            if key not in fields:
                yield f"{path}.{key[:80]}", "is not a known field"


@cache
def _fields_of(struct: type[msgspec.Struct]) -> dict[str, tuple[Any, bool]]:
    """Return each field's wanted type and whether it is required, by its name in JSON."""
    hints = get_type_hints(struct, include_extras=True)
    return {
        field.encode_name: (hints[field.name], field.required)
        for field in msgspec.structs.fields(struct)
    }


def _own_problem(value: Any, wanted: Any, path: str) -> Iterator[tuple[str, str]]:
    try:
        msgspec.convert(value, wanted)
    except msgspec.ValidationError as error:
        reason, _, _ = str(error).partition(" - at ")
        yield path, reason


@cache
def _nested_in(wanted: Any) -> tuple[type[msgspec.Struct] | None, Any]:
    """Return the struct and the type of the items that a wanted type allows, if any."""
    struct = item = None
    for member in _members(wanted):
        if isinstance(member, type) and issubclass(member, msgspec.Struct):
            struct = struct or member
        elif get_origin(member) in (tuple, list):
            item = item or get_args(member)[0]
    return struct, item


def _members(wanted: Any) -> list[Any]:
    if get_origin(wanted) is Annotated:
        return _members(get_args(wanted)[0])
    if get_origin(wanted) in (Union, UnionType):
        return [member for part in get_args(wanted) for member in _members(part)]
    return [wanted]
