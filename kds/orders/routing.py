"""Which station prepares which line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from kds.orders.order import Line

Moves = Mapping[str, str]
"""To which station a person moved what routing sends to another."""


class Route(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule: lines of this product or category go to these stations. The first match wins."""

    stations: tuple[str, ...]
    product: str | None = None
    category: str | None = None

    def matches(self, line: Line) -> bool:
        """Compare without regard to case; a rule with both needs both."""
        return _same(self.product, line.product) and _same(self.category, line.category)


class Routing(msgspec.Struct, frozen=True):
    """All rules of a restaurant; `fallback` gets what nothing matches."""

    stations: tuple[str, ...]
    routes: tuple[Route, ...]
    fallback: str

    def stations_for(self, line: Line) -> tuple[str, ...]:
        """Return the stations of one line: the till's word, else the first rule, else nothing.

        Only stations that exist: a rule's other words must not make a line vanish. Where there is
        one station it has everything, and no rule can be missing.
        """
        if len(self.stations) == 1:
            return self.stations
        if line.station in self.stations:
            return (line.station,)
        for route in self.routes:
            if route.matches(line):
                known = (station for station in route.stations if station in self.stations)
                return tuple(dict.fromkeys(known))
        return ()

    @property
    def known(self) -> tuple[str, ...]:
        """Return every station, in the sequence of the settings, and the fallback."""
        return tuple(dict.fromkeys((*self.stations, self.fallback)))

    def reachable(self) -> tuple[str, ...]:
        """Return every station that a line can come to by rule."""
        named = {station for route in self.routes for station in route.stations} | {self.fallback}
        return tuple(station for station in self.stations if station in named)


class RoutedPart(msgspec.Struct, frozen=True):
    """The lines of one station; `unrouted` are those that came only for lack of a rule."""

    station: str
    line_ids: tuple[str, ...]
    unrouted: tuple[str, ...]


def route_lines(
    lines: Sequence[Line], routing: Routing, moves: Moves | None = None
) -> list[RoutedPart]:
    """Split an order's lines into parts, in the order of the settings' stations.

    What a person has moved stays where it was moved to, while that station exists.
    """
    target = {each: each for each in routing.known}
    target |= {each: to for each, to in (moves or {}).items() if to in routing.known}
    by_station: dict[str, list[str]] = {}
    unrouted: set[str] = set()
    for line in lines:
        stations = routing.stations_for(line)
        if not stations:
            stations = (routing.fallback,)
            if target[routing.fallback] == routing.fallback:
                unrouted.add(line.line_id)
        for station in dict.fromkeys(target[each] for each in stations):
            by_station.setdefault(station, []).append(line.line_id)
    return [
        RoutedPart(
            station,
            tuple(ids),
            tuple(each for each in ids if each in unrouted) if station == routing.fallback else (),
        )
        for station in routing.known
        if (ids := by_station.get(station))
    ]


def moved(
    moves: Moves, station: str, to: str, lines: Sequence[Line], routing: Routing
) -> dict[str, str]:
    """Return the moves after one more: whatever came to `station` goes to `to` from now on.

    What rules send to `station` itself does only if it is among the `lines` that were moved.
    """
    now = {each: moves.get(each, each) for each in dict.fromkeys((*routing.known, *moves, station))}
    sources = {each for each, at in now.items() if at == station}
    is_own = any(routed.station == station for routed in route_lines(lines, routing))
    if not is_own and len(sources) > 1:
        sources -= {station}
    then = {each: to if each in sources else at for each, at in now.items()}
    return {each: at for each, at in then.items() if each != at}


def _same(rule: str | None, value: str | None) -> bool:
    return rule is None or (value is not None and rule.casefold() == value.casefold())
