"""What is wrong with settings: the shape of each value, and how values fit together."""

from __future__ import annotations

import base64
import binascii
import difflib
import pathlib
from collections.abc import Iterator
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import msgspec

from kds import faults
from kds.languages import names
from kds.orders.menu import name_key
from kds.orders.ticket import RESERVED
from kds.settings.lines import Path
from kds.settings.model import Settings
from kds.settings.printers import printer_faults
from kds.settings.screens import screen_faults
from kds.settings.wording import in_words

Fault = tuple[Path, str]

VARIABLE_ONLY = {"operator_key": "KDS_OPERATOR_KEY", "fault": "KDS_FAULT", "supervised": ""}
"""Settings that never stand in a file, and the variable that says each; none is for people."""


def as_path(wanted: type, value: Any) -> pathlib.Path:
    """Turn a text into a path, for msgspec, which knows none."""
    if wanted is pathlib.Path and isinstance(value, str) and value and "\0" not in value:
        return pathlib.Path(value)
    raise ValueError("is not a path")


def shape_faults(value: Any, wanted: Any, path: Path = ()) -> Iterator[Fault]:
    """Yield (path, reason) for each key that is unknown or missing and each value of a wrong type.

    `value` is parsed TOML, `wanted` a type of kds.settings.model.
    """
    kind = _kind(wanted)
    if isinstance(value, dict) and isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield from _table_faults(value, kind, path)
    elif isinstance(value, dict) and get_origin(kind) is dict:
        key_type, value_type = get_args(kind)
        for key, each in value.items():
            yield from _own_fault(key, key_type, (*path, key))
            yield from shape_faults(each, value_type, (*path, key))
    elif isinstance(value, list) and get_origin(kind) is tuple:
        for position, each in enumerate(value):
            yield from shape_faults(each, get_args(kind)[0], (*path, position))
        yield from _own_fault(value, wanted, path)
    else:
        yield from _own_fault(value, wanted, path)


def fit_faults(settings: Settings) -> Iterator[Fault]:
    """Yield (path, reason) for each value that is right by itself and wrong beside the others."""
    yield from _station_faults(settings)
    yield from _route_faults(settings)
    yield from _menu_faults(settings)
    yield from _system_faults(settings)
    yield from printer_faults(settings)
    yield from screen_faults(settings.screens)
    yield from _time_faults(settings)
    if settings.language not in names():
        known = ", ".join(f"{code!r}" for code in names())
        yield ("language",), f"there is no language {settings.language!r}; known are {known}"
    web, till = settings.web, settings.till
    if web.port and (web.host, web.port) == (till.host, till.port):
        yield ("till", "port"), f"{till.port} is the port of the web server too"
    if settings.fault and settings.fault.partition(":")[0] not in faults.POINTS:
        yield ("fault",), f"unknown point {settings.fault!r}; known are {', '.join(faults.POINTS)}"
    count = settings.fault.partition(":")[2] if settings.fault else ""
    if count and not (count.isascii() and count.isdigit() and int(count)):
        yield ("fault",), f"{count!r} is not a count"


def _table_faults(table: dict[str, Any], kind: type[msgspec.Struct], path: Path) -> Iterator[Fault]:
    wanted, required = _keys(kind)
    for key, value in table.items():
        if key in wanted:
            yield from shape_faults(value, wanted[key], (*path, key))
        else:
            yield (*path, key), _unknown(key, tuple(wanted))
    for key in required:
        if key not in table:
            yield (*path, key), "is missing"


@cache
def _keys(kind: type[msgspec.Struct]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the type of each key of a table, and which ones must be there."""
    hints = get_type_hints(kind, include_extras=True)
    fields = msgspec.structs.fields(kind)
    wanted = {each.encode_name: hints[each.name] for each in fields}
    return wanted, tuple(each.encode_name for each in fields if each.required)


def _unknown(key: str, known: tuple[str, ...]) -> str:
    known = tuple(name for name in known if name not in VARIABLE_ONLY)
    near = difflib.get_close_matches(key, known, n=1)
    advice = f"did you mean {near[0]!r}?" if near else f"known here are {', '.join(known)}"
    return f"there is no such setting; {advice}"


def _own_fault(value: Any, wanted: Any, path: Path) -> Iterator[Fault]:
    try:
        msgspec.convert(value, wanted, dec_hook=as_path)
    except msgspec.ValidationError as error:
        reason, at, _ = str(error).partition(" - at ")
        # A fault below this value has been told by whoever looked there.
        if not at or not isinstance(value, list):
            kind = _kind(wanted)
            is_enum = isinstance(kind, type) and issubclass(kind, Enum) and _is_of(kind, value)
            yield path, _one_of(kind) if is_enum else in_words(reason)


def _is_of(kind: type[Enum], value: Any) -> bool:
    """Tell whether a value could be one of an enumeration's, by its type."""
    return type(value) in {type(each.value) for each in kind}


def _one_of(kind: type[Enum]) -> str:
    *first, last = (repr(each.value) for each in kind)
    return f"must be {', '.join(first)} or {last}"


def _station_faults(settings: Settings) -> Iterator[Fault]:
    if not settings.stations:
        yield ("stations",), "there must be at least one station"
    for name in settings.stations:
        if name in RESERVED:
            yield ("stations", name), f"{name!r} is the name of a board that always exists"
    if settings.fallback_station and settings.fallback_station not in settings.stations:
        yield ("fallback_station",), _no_station(settings.fallback_station, settings)


def _route_faults(settings: Settings) -> Iterator[Fault]:
    for position, route in enumerate(settings.routes):
        for station in route.stations:
            if station not in settings.stations:
                yield ("routes", position, "stations"), _no_station(station, settings)
        if len(set(route.stations)) < len(route.stations):
            yield ("routes", position, "stations"), "a station is named twice"
        if not route.product and not route.category and route is not settings.routes[-1]:
            yield ("routes", position), "matches every line, so the rules below it never apply"


def _menu_faults(settings: Settings) -> Iterator[Fault]:
    seen: set[str] = set()
    for position, each in enumerate(settings.products):
        if name_key(each.product) in seen:
            yield ("menu", position, "product"), f"{each.product!r} is on the menu already"
        seen.add(name_key(each.product))
        if each.station and each.station not in settings.stations:
            yield ("menu", position, "station"), _no_station(each.station, settings)


def _system_faults(settings: Settings) -> Iterator[Fault]:
    owners = {settings.till.key: "the till"}
    for name, system in settings.systems.items():
        if system.key in owners and system.key is not None:
            yield ("systems", name, "key"), f"is the key of {owners[system.key]} too"
        owners[system.key] = name
        if system.webhook_secret and not _is_base64(system.webhook_secret.removeprefix("whsec_")):
            yield ("systems", name, "webhook_secret"), "has no base64 after whsec_"


def _is_base64(text: str) -> bool:
    try:
        return bool(base64.b64decode(text, validate=True))
    except binascii.Error:
        return False


def _no_station(name: str, settings: Settings) -> str:
    return f"there is no station {name!r}; the stations are {', '.join(settings.stations)}"


def _time_faults(settings: Settings) -> Iterator[Fault]:
    try:
        ZoneInfo(settings.time_zone)
    except (KeyError, OSError, ValueError):
        zone = settings.time_zone
        yield ("time_zone",), f"there is no time zone {zone!r}; one is 'Europe/Helsinki'"
    if settings.day_cut_off.tzinfo is not None:
        yield ("day_cut_off",), "is local to time_zone and takes no zone of its own"
    if settings.resend.first_pause_s > settings.resend.longest_pause_s:
        yield ("resend", "first_pause_s"), "is longer than longest_pause_s"


def _kind(wanted: Any) -> Any:
    """Return the table, dict or list type in `wanted`, without annotations and None."""
    if get_origin(wanted) is Annotated:
        return _kind(get_args(wanted)[0])
    if get_origin(wanted) in (Union, UnionType):
        return next(_kind(each) for each in get_args(wanted) if each is not type(None))
    return wanted
