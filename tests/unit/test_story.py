"""The story of an order: whole, each thing once, and no status that jumps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from kds.languages import words
from kds.orders import commands as c
from kds.orders.decide import Decision, decide
from kds.orders.events import EventType
from kds.orders.part import Actor, ActorKind
from kds.orders.record import OrderRecord
from kds.orders.selling.deeds import HandOverReceipt, Park, Pay, RefundLines
from kds.orders.status import status
from kds.orders.story import Around, Event, Story, Told, tell, weave
from kds.orders.till_facts import Deed, Payment, PaymentMethod, RefundedLine
from tests.samples import MANAGER, POLICY, T0, apply, ask, decided, no_display, order
from tests.specimens import SPECIMENS
from tests.till_samples import CASH, FINE_DINING, Life

AROUND = Around(ZoneInfo("Europe/Helsinki"), {"grill": "Grill"})
APPLIED = EventType.ORDER_APPLIED.type_name


def chained(story: Story) -> bool:
    """Tell whether each event begins with the status in which the one before ended."""
    code = None
    for event in story.events:
        if event.before != code:
            return False
        code = event.after
    return True


def told(life: Life) -> tuple[Told, ...]:
    """Return the story of a life in words."""
    return tell(life.record, weave(life.record, life.changes), AROUND)


def short(events: tuple[Told, ...]) -> list[str]:
    """Return what is told of each event, and to which status it led."""
    return [f"{each.words} -> {each.after}" for each in events]


@pytest.mark.parametrize(
    ("code", "build"), [(code, build) for code, _, build in SPECIMENS], ids=str
)
def test_every_status_is_explained_without_gaps(code: str, build: Callable[[], Life]) -> None:
    life = build()
    story = weave(life.record, life.changes)
    assert story.is_whole
    assert chained(story)
    assert story.events[-1].after == code
    deeds = [event.deed for event in story.events if event.deed]
    assert deeds == list(life.order.deeds)
    changes = [event.change for event in story.events if event.change]
    assert changes == life.changes
    times = [event.at for event in story.events]
    assert times == sorted(times)


def test_a_deed_is_one_event_with_the_change_by_which_the_kitchen_heard_of_it() -> None:
    life = Life().paid().made().do(HandOverReceipt())
    assert short(told(life)) == [
        "order taken -> UNFINISHED",
        "payment taken -> IN_KITCHEN",
        "ready -> IN_KITCHEN",
        "ready -> UNFINISHED",
        "the customer has the receipt -> COMPLETED",
    ]
    paid = told(life)[1]
    assert (paid.where, paid.who, paid.deed, paid.type) == ("till A", "Mari", "pay", APPLIED)
    assert (paid.amount, paid.method, paid.details) == (2850, CASH, ())
    assert paid.known_at == paid.at == T0 + timedelta(seconds=1)


def test_a_till_that_names_nobody_is_not_told_twice() -> None:
    sent = order(deeds=(Deed(1, "take", T0, "till A"),))
    first = decided(None, apply(sent, 2))
    (event,) = tell(first.record, weave(first.record, [first.change]), AROUND)
    assert (event.where, event.who) == ("till A", None)


def test_money_that_goes_back_tells_what_for() -> None:
    life = Life().paid().made().do(RefundLines((RefundedLine("L1", 1),), "cold"))
    refund = told(life)[-1]
    assert (refund.amount, refund.details, refund.reason) == (1200, ("1 Burger",), "cold")


def test_who_acts_in_the_kitchens_place_is_told_with_the_place() -> None:
    life = Life(needs_approval=True).paid()
    life.tell(c.Approve, minutes=15, by=MANAGER)
    approved = told(life)[-1]
    assert (approved.words, approved.details) == ("approved", ("in 15 min",))
    assert approved.where == "back office, in the kitchen's place"
    assert approved.who == "Mari"


def test_where_is_told_of_everybody() -> None:
    life = Life().do(Park("7")).tell(c.CancelOrder, reason="left")
    cancelled = told(life)[-1]
    assert (cancelled.where, cancelled.who, cancelled.reason) == ("back office", "Mari", "left")
    life = Life().paid().tell(c.MarkPartReady, station="grill")
    assert (told(life)[-1].where, told(life)[-1].who) == ("display Ann's screen", None)
    worker = Actor(ActorKind.WORKER, "resend")
    life.tell(c.ExpireDelivery, 60, station="fryer", cause=no_display("fryer"), by=worker)
    failed = told(life)[-1]
    assert failed.where == "kitchen server"
    assert failed.details == ("no display of station fryer is connected since 19:00",)


def test_an_event_is_told_in_the_language_of_whoever_reads() -> None:
    life = Life(style=FINE_DINING).do(Park("7"))
    finnish = AROUND._replace(say=words("fi").t)
    parked = tell(life.record, weave(life.record, life.changes), finnish)[-1]
    assert (parked.words, parked.details) == ("siirretty kuittiparkkiin", ("pöytä 7",))
    assert parked.where == "kassa A"


# Till and kitchen apart


def test_what_the_till_did_while_it_was_apart_stands_at_its_own_time() -> None:
    life = Life(hold=False)
    kitchen = life.record
    life.do(Pay(CASH))
    later = life.s + 60
    ready = decided(kitchen, ask(c.MarkPartReady, life.s + 10, station="grill"))
    heard = decided(ready.record, apply(life.order, later))
    history = [life.changes[0], ready.change, heard.change]
    story = weave(heard.record, history)
    assert chained(story)
    assert [_kind(event) for event in story.events] == ["take", "pay", "kds.part.ready.v1", APPLIED]
    at_till, _, heard_of = tell(heard.record, story, AROUND)[1:]
    assert (at_till.before, at_till.after) == ("IN_KITCHEN", "IN_KITCHEN")
    assert heard_of.words == "the kitchen has the changed order (revision 2)"
    assert heard_of.details == ("payment taken",)


def test_deeds_that_the_kitchen_heard_late_are_one_event_each_and_say_when_it_heard() -> None:
    life = Life().do(Pay(CASH))
    first, second = life.changes
    late = timedelta(minutes=10)
    history = [replace(first, at=first.at + late), replace(second, at=second.at + late)]
    record = replace(life.record, applied_at=history[0].at)
    events = tell(record, weave(record, history), AROUND)
    assert short(events) == ["order taken -> UNFINISHED", "payment taken -> IN_KITCHEN"]
    assert [each.known_at - each.at for each in events if each.known_at] == [late, late]


def test_two_deeds_that_the_kitchen_heard_at_once_share_no_change_of_status() -> None:
    life = Life()
    first = life.changes[0]
    kitchen = decided(None, apply(replace(life.order), 0)).record
    life.do(Pay(CASH), HandOverReceipt())
    both = decided(kitchen, apply(life.order, life.s + 5))
    story = weave(both.record, [first, both.change])
    assert chained(story)
    assert [_kind(event) for event in story.events] == ["take", "pay", "hand over receipt", APPLIED]
    assert [event.after for event in story.events[1:]] == [
        "UNFINISHED",
        "UNFINISHED",
        "IN_KITCHEN",
    ]


@pytest.mark.parametrize("hours", [-5, 5])
def test_a_till_with_a_wrong_clock_changes_no_sequence_of_its_own_deeds(hours: int) -> None:
    life = Life().paid().made()
    off = timedelta(hours=hours)
    take, pay = life.order.deeds
    wrong = (take, replace(pay, at=pay.at + off))
    payments = tuple(replace(each, at=each.at + off) for each in life.order.payments)
    told_so = replace(life.order, deeds=wrong, payments=payments)
    record = replace(life.record, order=told_so)
    history = [replace(change, deeds=_with(wrong, change.deeds)) for change in life.changes]
    story = weave(record, history)
    assert chained(story)
    assert [event.deed.what for event in story.events if event.deed] == ["take", "pay"]
    times = [event.at for event in story.events]
    assert times == sorted(times)


def _with(deeds: tuple[Deed, ...], told_of: tuple[Deed, ...]) -> tuple[Deed, ...]:
    revisions = {deed.revision for deed in told_of}
    return tuple(deed for deed in deeds if deed.revision in revisions)


def _kind(event: Event) -> str | None:
    if event.deed is not None:
        return event.deed.what
    return event.change.type if event.change else None


# What is lost


def taken_back(record: OrderRecord, known: OrderRecord | None, s: float) -> Decision:
    """Return the decision to take an order back on an empty server."""
    by = Actor(ActorKind.TILL, "A")
    command = ask(c.TakeBackOrder, s, order=record.order, till="A", known=known, by=by)
    result = decide(None, command, POLICY)
    assert isinstance(result, Decision)
    return result


def test_after_a_reset_deeds_and_facts_explain_and_the_loss_is_told() -> None:
    life = Life(needs_approval=True).paid().tell(c.Approve, minutes=15)
    life.tell(c.ConfirmDeliveries, laid_out=(("grill", life.record.version),)).made()
    done = taken_back(life.record, life.record, life.s + 60)
    story = weave(done.record, [done.change])
    assert not story.is_whole
    assert chained(story)
    assert short(tell(done.record, story, AROUND)) == [
        "order taken -> None",
        "the kitchen has the order -> None",
        "payment taken -> None",
        "approved -> None",
        "shown on the screen -> None",
        "ready -> None",
        "ready -> None",
        "Earlier events of the kitchen are lost: its server was reset. -> None",
        "the till gave the order back to the kitchen -> UNFINISHED",
    ]


def test_a_server_from_an_old_copy_has_a_gap_and_no_fact_twice() -> None:
    life = Life().paid()
    old, kept = life.record, list(life.changes)
    life.made().do(HandOverReceipt())
    by = Actor(ActorKind.TILL, "A")
    command = ask(
        c.TakeBackOrder, life.s + 60, order=life.order, till="A", known=life.record, by=by
    )
    back = decided(old, command)
    story = weave(back.record, [*kept, back.change])
    assert not story.is_whole
    assert chained(story)
    assert [each.words for each in tell(back.record, story, AROUND)] == [
        "order taken",
        "payment taken",
        "ready",
        "ready",
        "the customer has the receipt",
        "Earlier events of the kitchen are lost: its server was reset.",
        "the till gave the order back to the kitchen",
    ]


@pytest.mark.parametrize(("dropped", "said"), [(1, "1 event is"), (2, "2 events are")])
def test_attempts_that_are_not_kept_are_counted(dropped: int, said: str) -> None:
    life = Life().paid()
    life.tell(c.ExpireDelivery, 30, station="grill", cause=no_display("grill"))
    for number in range(2):
        life.tell(c.RequestResend, 90, attempt_id=f"a{number}", by_hand=True)
    life.tell(c.ConfirmDeliveries, laid_out=(("grill", life.record.version),))
    kept = [*life.changes[:-1][: -dropped or None], life.changes[-1]]
    story = weave(life.record, kept)
    assert story.is_whole
    assert chained(story)
    (gap,) = [each for each in tell(life.record, story, AROUND) if each.gap]
    assert gap.words == f"{said} not kept any more."


def test_a_history_that_is_gone_leaves_deeds_and_facts() -> None:
    life = Life().paid().made()
    story = weave(life.record, [])
    assert not story.is_whole
    assert [_kind(event) for event in story.events if event.deed] == ["take", "pay"]


def test_what_came_after_the_record_was_read_is_not_told() -> None:
    life = Life().paid()
    read = life.record
    life.made()
    story = weave(read, life.changes)
    assert story.events[-1].after == status(read).code
    assert len(story.events) == 2


# Tills of others


def test_a_till_without_a_history_of_its_own_is_told_from_its_facts() -> None:
    sent = order(responsible="Otto")
    first = decided(None, apply(sent, 2))
    money = Payment("p1", PaymentMethod.CARD, 2000, T0 + timedelta(seconds=30), "Otto")
    paid = decided(first.record, apply(replace(sent, revision=2, payments=(money,)), 31))
    told = tell(paid.record, weave(paid.record, [first.change, paid.change]), AROUND)
    assert [each.words for each in told] == [
        "order taken",
        "the kitchen has the order",
        "payment taken",
        "the kitchen has the changed order (revision 2)",
    ]
    assert told[2].amount == 2000


def test_a_word_that_nobody_knows_is_told_as_it_stands() -> None:
    sent = order(deeds=(Deed(1, "blessed", T0, "Otto", detail="with <b>incense</b>"),))
    first = decided(None, apply(sent, 2))
    event = tell(first.record, weave(first.record, [first.change]), AROUND)[-1]
    assert (event.words, event.details) == ("blessed", ("with <b>incense</b>",))
