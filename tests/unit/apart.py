"""A till and a kitchen that hear each other late: the till sells, the kitchen cooks, both at once.

The till decides on its own order beside the last record it heard. Its revisions reach the kitchen
in their sequence, later, perhaps twice; the kitchen's records reach the till later, perhaps only
the newest of several.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from kds.errors import InvalidInput, Refused
from kds.orders import commands as c
from kds.orders.actions import Action
from kds.orders.decide import Decision, decide, expected
from kds.orders.events import Change
from kds.orders.intake import OutsideAsSent
from kds.orders.order import Line, Order
from kds.orders.record import OrderRecord
from kds.orders.selling import Terms, sell
from kds.orders.selling.deeds import Asked
from kds.orders.selling.giving_back import Copied, answer_request, copy
from kds.orders.selling.taking import take
from kds.orders.selling.terms import Paper
from kds.orders.status import status
from kds.orders.style import Style
from kds.orders.ticket import View, boards_of, view
from kds.orders.till_facts import Origin
from tests.samples import POLICY, T0, TILL, apply, ask, order
from tests.till_samples import held
from tests.unit.own_table import expected_of
from tests.unit.restated import CONDITIONS

TO_ALL = ("pass", "office")

UNTOUCHED = (
    "cancelled",
    "receipt_waived",
    "settled_outside",
    "requests",
    "till",
    "applied_at",
)
"""Facts of the kitchen and the back office that no revision of the till touches."""


class Apart:
    """One order of till A at both places."""

    def __init__(
        self,
        lines: tuple[Line, ...],
        *,
        style: Style,
        outside: OutsideAsSent | None,
        hold: bool,
        needs_approval: bool,
    ) -> None:
        self.s = 0.0
        self.style = style
        self.today = True
        self.deeds = 0
        origin = Origin.OUTSIDE if outside else Origin.TILL
        fresh = order(*(held(*lines) if hold else lines), needs_approval=needs_approval)
        self.revisions: list[Order] = [take(fresh, self.terms(origin), outside)]
        self.arrived = 0
        self.kitchen: OrderRecord | None = None
        self.said: list[OrderRecord] = []
        self.heard: OrderRecord | None = None
        self.changes: list[Change] = []
        self.screens: dict[str, tuple[int, View | None]] = {}

    @classmethod
    def of(cls, first: Order) -> Apart:
        """Return an order that begins with this revision."""
        world = cls(
            first.lines, style=Style.FAST_FOOD, outside=None, hold=False, needs_approval=False
        )
        world.revisions = [replace(first, order_id="A-1")]
        return world

    @property
    def at(self) -> datetime:
        """What the clock says."""
        return T0 + timedelta(seconds=self.s)

    @property
    def at_till(self) -> Order:
        """The order as the till has it."""
        return self.revisions[-1]

    @property
    def known(self) -> OrderRecord:
        """The order as the till knows it, beside what it heard of the kitchen last."""
        return expected(self.heard, self.at_till, "A", self.at, POLICY)

    def terms(self, origin: Origin = Origin.TILL) -> Terms:
        """Return who does something at the till now; each payment and refund has its own id."""
        self.deeds += 1
        return Terms(
            at=self.at,
            by="webshop" if origin is Origin.OUTSIDE else "Mari",
            fact_id=f"fact-{self.deeds}",
            is_today=lambda _: self.today,
            style=self.style,
            origin=origin,
            paper=Paper.ASKED,
        )

    # At the till

    def may(self, action: Action, record: OrderRecord, place: str | None = None) -> bool:
        """Tell whether the copy of the table allows it, and its condition holds."""
        row = expected_of(action, status(record))
        if row is None or (place is not None and place not in row[0]):
            return False
        return row[1] is None or CONDITIONS[row[1]](record, self.today)

    def do(self, action: Action, deed: Asked, origin: Origin = Origin.TILL) -> Order | None:
        """Do something at the till; what the table forbids must be refused, and nothing else."""
        known = self.known
        place = "external system" if origin is Origin.OUTSIDE else "main till"
        may = self.may(action, known, place)
        try:
            after = sell(known, deed, self.terms(origin))
        except (InvalidInput, Refused):
            return None
        assert may, (action, status(known))
        self._revise(after, action)
        return after

    def copy(self) -> Copied | None:
        """Copy a voided receipt."""
        known = self.known
        may = self.may(Action.COPY, known, "main till")
        try:
            done = copy(known, self.terms(), order_id="A-2", number="A2")
        except Refused:
            assert not may
            return None
        assert may
        self._revise(done.original, Action.COPY)
        return done

    def _revise(self, after: Order, action: Action) -> None:
        before = self.at_till
        assert after.revision == before.revision + 1
        assert [deed.what for deed in after.deeds[len(before.deeds) :]] == [action.value]
        self.revisions.append(after)

    def hear(self, *, all_of_it: bool = True) -> None:
        """Let the till hear the next record, or the newest, and answer what is asked in it."""
        if not self.said:
            return
        news = self.said[-1] if all_of_it else self.said[0]
        self.said = [] if all_of_it else self.said[1:]
        if self.heard is not None and news.version <= self.heard.version:
            return
        before = self.at_till
        self.heard = news
        for request in self.known.unanswered:
            self._revise(answer_request(self.known, request, self.terms()), Action.SETTLE_REFUND)
        if not news.unanswered:
            assert self.at_till is before, "what the kitchen says changes nothing of the till's"

    # In the kitchen

    def arrive(self) -> tuple[OrderRecord | None, OrderRecord] | None:
        """Let the next revision reach the kitchen; return the record before and after it."""
        if self.arrived == len(self.revisions):
            return None
        revision = self.revisions[self.arrived]
        self.arrived += 1
        before = self.kitchen
        done = self.decide(apply(revision, self.s))
        if before is not None and revision.revision <= before.order.revision:
            assert done is None, "what came with a restored order comes late, and changes nothing"
            return None
        assert done is not None
        return before, done.record

    def arrive_again(self, i: int) -> None:
        """Let a revision come a second time, which changes nothing."""
        if self.arrived:
            revision = self.revisions[max(0, self.arrived - 1 - i)]
            assert self.decide(apply(revision, self.s)) is None

    def decide(self, command: c.Command) -> Decision | None:
        """Give the kitchen a command; a change is told, and pushed to the screens."""
        before = self.kitchen
        result = decide(before, command, POLICY)
        if not isinstance(result, Decision):
            return None
        self.kitchen = result.record
        self.said.append(result.record)
        assert result.change.before == (self.changes[-1].after if self.changes else None)
        assert result.change.after == status(result.record).code
        self.changes.append(result.change)
        for board in {*boards_of(result.record), *result.change.stations}:
            version = result.record.version if board in TO_ALL else result.record.shown_version
            if version > self.screens.get(board, (0, None))[0]:
                self.screens[board] = (version, view(result.record, board))
        return result

    def lose_the_server(self) -> None:
        """Empty the server; the till gives back its order with what it heard last."""
        self.kitchen, self.said, self.changes, self.screens = None, [], [], {}
        restored = self.decide(self._given_back())
        assert restored is not None
        assert restored.record.order == self.at_till
        if self.heard is not None:
            assert restored.record.version > self.heard.version, "it was taken for what it is"
            for name in UNTOUCHED:
                assert getattr(restored.record, name) == getattr(self.heard, name), name

    def ask_how_it_stands(self) -> None:
        """Give back what is not lost: the till is told of it if it is behind, and that is all."""
        before = self.kitchen
        assert before is not None
        is_behind = self.heard is None or self.heard.version < before.version
        told = self.decide(self._given_back())
        assert (told is not None) is is_behind
        if told is not None:
            again = replace(told.record, version=before.version, updated_at=before.updated_at)
            assert again == before

    def _given_back(self) -> c.TakeBackOrder:
        told = {"order": self.at_till, "known": self.heard, "till": "A", "by": TILL}
        return ask(c.TakeBackOrder, self.s, **told)

    def come_together(self) -> OrderRecord:
        """Let everything arrive at both places; return the record that both have then."""
        for _ in range(5):
            while self.arrived < len(self.revisions):
                self.arrive()
            self.hear()
            if self.arrived == len(self.revisions) and not self.said:
                break
        assert self.kitchen is not None
        assert self.kitchen.order == self.at_till
        assert self.known == self.heard == self.kitchen
        assert not self.kitchen.unanswered
        return self.kitchen
