"""Every wrong field of an input with its path, where msgspec alone would name only the first."""

from __future__ import annotations

from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from kds.errors import InvalidInput

Wanted = TypeVar("Wanted", bound=msgspec.Struct)


def convert(value: Any, wanted: type[Wanted]) -> Wanted:
    """Turn parsed JSON into the struct; InvalidInput names each wrong field by its path."""
    try:
        return msgspec.convert(value, wanted)
    except msgspec.ValidationError as error:
        found = problems(value, wanted, "$")
        raise InvalidInput(found or [("$", str(error))]) from None


def decode(raw: bytes | str, wanted: type[Wanted]) -> Wanted:
    """Parse JSON text and convert it; text that is no JSON is one problem at `$`."""
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput([("$", f"not JSON: {error}")]) from None
    return convert(value, wanted)


def problems(value: Any, wanted: Any, path: str) -> list[tuple[str, str]]:
    """Return (path, reason) for each wrong field in `value`, deepest first where types nest."""
    struct = _struct_in(wanted)
    if struct is not None and isinstance(value, dict):
        return _struct_problems(value, struct, path)
    item = _item_in(wanted)
    if item is not None and isinstance(value, list):
        found = [p for i, each in enumerate(value) for p in problems(each, item, f"{path}[{i}]")]
        return found or _own_problem(value, wanted, path)
    return _own_problem(value, wanted, path)


def _struct_problems(
    value: dict[str, Any], struct: type[msgspec.Struct], path: str
) -> list[tuple[str, str]]:
    hints = get_type_hints(struct, include_extras=True)
    found: list[tuple[str, str]] = []
    for field in msgspec.structs.fields(struct):
        where = f"{path}.{field.encode_name}"
        if field.encode_name in value:
            found += problems(value[field.encode_name], hints[field.name], where)
        elif field.required:
            found.append((where, "is missing"))
    known = {field.encode_name for field in msgspec.structs.fields(struct)}
    if struct.__struct_config__.forbid_unknown_fields:
        found += [
            (f"{path}.{key[:80]}", "is not a known field") for key in value if key not in known
        ]
    return found


def _own_problem(value: Any, wanted: Any, path: str) -> list[tuple[str, str]]:
    try:
        msgspec.convert(value, wanted)
    except msgspec.ValidationError as error:
        reason, _, _ = str(error).partition(" - at ")
        return [(path, reason)]
    return []


def _members(wanted: Any) -> list[Any]:
    if get_origin(wanted) is Annotated:
        return _members(get_args(wanted)[0])
    if get_origin(wanted) in (Union, UnionType):
        return [member for part in get_args(wanted) for member in _members(part)]
    return [wanted]


def _struct_in(wanted: Any) -> type[msgspec.Struct] | None:
    for member in _members(wanted):
        if isinstance(member, type) and issubclass(member, msgspec.Struct):
            return member
    return None


def _item_in(wanted: Any) -> Any | None:
    for member in _members(wanted):
        if get_origin(member) in (tuple, list):
            return get_args(member)[0]
    return None
