"""Writes docs/statuses.md from the table of actions: `python -m docs.make_statuses`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kds.orders.actions import SEED, TABLE, Action, Place, Row
from kds.orders.conditions import Condition
from kds.orders.status import Status

PAGE = Path(__file__).parent / "statuses.md"

HEAD = """\
# Statuses and actions

Made from the code by `python -m docs.make_statuses`; do not edit.

A status is never stored: it follows from [facts](how-it-works.md#facts-and-their-owners), each \
of which has one owner. The first row of the first table that holds, from the top, is the status. \
What may be done then is one table, which the tills, the screens, the back office, the API and \
this page all read. Whatever is not in it is refused, with the status and what is possible.

Actions in **bold** are those that the till system's own list of statuses offers.
"""


def page() -> str:
    """Return the whole page."""
    return "\n".join([HEAD, *_statuses(), *_matrix(), *_each_status(), *_conditions()]) + "\n"


def _statuses() -> Iterator[str]:
    yield "## The twelve statuses\n"
    yield "| | status | suomeksi | code | holds when |"
    yield "|---|---|---|---|---|"
    for number, each in enumerate(Status, start=1):
        name = f"[{each.english}](#{_anchor(each)})"
        yield f"| {number} | {name} | {each.finnish} | `{each.code}` | {each.meaning} |"
    yield ""


def _matrix() -> Iterator[str]:
    """Yield which action is possible in which status, at one glance."""
    yield "## At a glance\n"
    yield "✓ always, ◦ if its condition holds.\n"
    yield "| action | " + " | ".join(str(n) for n in range(1, len(Status) + 1)) + " |"
    yield "|---|" + "---|" * len(Status)
    marks = {(row.status, row.action): "◦" if row.only_if else "✓" for row in TABLE}
    for action in Action:
        cells = " | ".join(marks.get((each, action), "") for each in Status)
        yield f"| {action} | {cells} |"
    yield ""


def _each_status() -> Iterator[str]:
    for each in Status:
        yield f"## {each.english}\n"
        yield f"*{each.finnish}*: {each.meaning}.\n"
        rows = [row for row in TABLE if row.status is each]
        if not SEED[each]:
            yield "The list of statuses offers nothing here; what is below settles what is left.\n"
        yield "| action | where | only if | why |"
        yield "|---|---|---|---|"
        yield from (_row(row) for row in rows)
        yield ""


def _row(row: Row) -> str:
    action = f"**{row.action}**" if row.in_seed else str(row.action)
    places = ", ".join(place.value for place in Place if place in row.places)
    return f"| {action} | {places} | {row.only_if or ''} | {row.reason} |"


def _conditions() -> Iterator[str]:
    yield "## Conditions\n"
    yield "| condition | asked of |"
    yield "|---|---|"
    for each in Condition:
        asked = dict.fromkeys(row.action.value for row in TABLE if row.only_if is each)
        yield f"| {each} | {', '.join(asked)} |"


def _anchor(each: Status) -> str:
    return each.english.lower().replace(" ", "-")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
