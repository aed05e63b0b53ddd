"""Each line comes to a station, whatever the rules say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kds.orders.order import Line
from kds.orders.routing import Route, RoutedPart, Routing, route_lines
from tests.samples import BURGER, COLA, FISH, FRIES, POLICY

WORDS = st.sampled_from(["Burger", "burger", "Fries", "Cola", "Pöytä"])
STATIONS = st.sampled_from(["grill", "fryer", "bar", "gone"])

LINES = st.lists(
    st.builds(
        Line,
        line_id=st.uuids().map(str),
        product=WORDS,
        quantity=st.integers(1, 9),
        category=WORDS | st.none(),
        station=STATIONS | st.none(),
    ),
    min_size=1,
    max_size=8,
)
ROUTINGS = st.builds(
    Routing,
    stations=st.lists(STATIONS, unique=True, max_size=4).map(tuple),
    routes=st.lists(
        st.builds(
            Route,
            stations=st.lists(STATIONS, max_size=3).map(tuple),
            product=WORDS | st.none(),
            category=WORDS | st.none(),
        ),
        max_size=4,
    ).map(tuple),
    fallback=STATIONS,
)


@given(lines=LINES, routing=ROUTINGS)
def test_nothing_is_dropped_and_nothing_goes_where_no_station_is(
    lines: list[Line], routing: Routing
) -> None:
    parts = route_lines(lines, routing)

    placed = {line_id for part in parts for line_id in part.line_ids}
    assert placed == {line.line_id for line in lines}
    names = [part.station for part in parts]
    assert len(set(names)) == len(names)
    assert set(names) <= {*routing.stations, routing.fallback}
    for part in parts:
        assert part.line_ids
        assert list(part.line_ids) == [x.line_id for x in lines if x.line_id in part.line_ids]
        assert set(part.unrouted) <= set(part.line_ids)
        assert not part.unrouted or part.station == routing.fallback


def _parts(*lines: Line) -> list[RoutedPart]:
    return route_lines(lines, POLICY.routing)


def test_lines_go_by_category_and_the_rest_to_the_fallback_marked() -> None:
    assert _parts(COLA, BURGER, FRIES) == [
        RoutedPart("grill", ("L1",), ("L1",)),
        RoutedPart("fryer", ("L2",), ()),
        RoutedPart("bar", ("L3",), ()),
    ]


def test_one_line_can_go_to_several_stations() -> None:
    assert _parts(FISH) == [RoutedPart("grill", ("L4",), ()), RoutedPart("fryer", ("L4",), ())]


def test_the_word_of_the_till_comes_first() -> None:
    assert _parts(replace(FRIES, station="bar")) == [RoutedPart("bar", ("L2",), ())]


def test_a_station_that_the_till_made_up_does_not_count() -> None:
    assert _parts(replace(FRIES, station="roof")) == [RoutedPart("fryer", ("L2",), ())]


def test_the_first_rule_wins_and_a_rule_with_both_words_needs_both() -> None:
    both = Route(("bar",), product="fish and CHIPS", category="children")
    routing = replace(POLICY.routing, routes=(both, *POLICY.routing.routes))

    assert [p.station for p in route_lines([FISH], routing)] == ["grill", "fryer"]
    small = replace(FISH, category="Children")
    assert [p.station for p in route_lines([small], routing)] == ["bar"]


def test_one_station_has_everything_and_no_rule_is_missing() -> None:
    alone = Routing(stations=("grill",), routes=(), fallback="grill")
    for routing in (alone, replace(alone, routes=POLICY.routing.routes)):
        (part,) = route_lines([COLA, FRIES], routing)
        assert (part.station, len(part.line_ids), part.unrouted) == ("grill", 2, ())


def test_several_stations_without_a_rule_mark_what_comes_to_the_fallback() -> None:
    (part,) = route_lines([COLA], replace(POLICY.routing, routes=()))
    assert (part.station, part.unrouted) == ("grill", part.line_ids)


def test_reachable_stations_are_those_that_a_rule_or_the_fallback_names() -> None:
    assert POLICY.routing.reachable() == ("grill", "fryer", "bar")
    assert replace(POLICY.routing, routes=()).reachable() == ("grill",)
