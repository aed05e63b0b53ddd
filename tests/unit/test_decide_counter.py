"""The counter's commands: called, called off, collected, and what becomes of each text."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from kds.errors import Refused
from kds.orders import commands as c
from kds.orders.actions import Action, offered
from kds.orders.decide import Decision, Unchanged, decide
from kds.orders.order import Customer
from kds.orders.pickup import CalledHow
from kds.orders.record import OrderRecord
from kds.orders.status import is_unsettled
from kds.orders.text import MAX_TEXTS, TextState, kept
from kds.orders.till_facts import Stamp
from tests.samples import BURGER, MANAGER, POLICY, T0, after, apply, ask, order, wish

READY = CalledHow.READY_FOR_CUSTOMER
AINO = Customer(name="Aino Aalto", phone="040 123 4567")


def tell(record: OrderRecord, kind: type[c.Command], s: float = 60, **told: object) -> OrderRecord:
    """Give a command that must be done."""
    decision = decide(record, ask(kind, s, by=MANAGER, **told), POLICY)
    assert isinstance(decision, Decision), decision
    return decision.record


def made() -> OrderRecord:
    """Return an order of Aino's that the grill has made."""
    sent = after(apply(replace(order(BURGER), customer=AINO)))
    return tell(sent, c.MarkPartReady, 30, station="grill")


def called(**more: object) -> OrderRecord:
    """Return it with its customer called, by text t1."""
    return tell(made(), c.CallCustomer, how=READY, text=wish("t1"), **more)


def test_a_call_owes_the_text_from_the_same_moment() -> None:
    record = called()

    assert record.pickup.called_at == T0 + timedelta(seconds=60)
    assert [(text.text_id, text.state) for text in record.texts] == [("t1", TextState.QUEUED)]
    assert is_unsettled(record)
    with pytest.raises(Refused, match="call customer"):
        decide(record, ask(c.CallCustomer, 70, how=READY), POLICY)


def test_a_text_is_claimed_once_and_ends_once() -> None:
    begun = tell(called(), c.BeginText, text_id="t1")
    again = decide(begun, ask(c.BeginText, 70, text_id="t1"), POLICY)
    sent = tell(begun, c.EndText, 80, text_id="t1", state=TextState.SENT)
    late = decide(sent, ask(c.EndText, 90, text_id="t1", state=TextState.FAILED), POLICY)

    assert isinstance(again, Unchanged)
    assert isinstance(late, Unchanged)
    assert sent.texts[0].ended_at == T0 + timedelta(seconds=80)


def test_a_text_does_not_leave_before_its_time() -> None:
    record = tell(made(), c.CallCustomer, how=READY, text=wish("t1", after_s=3600))

    assert isinstance(decide(record, ask(c.BeginText, 3599, text_id="t1"), POLICY), Unchanged)
    assert tell(record, c.BeginText, 3600, text_id="t1").texts[0].state is TextState.SENDING


@pytest.mark.parametrize("state", [TextState.SENT, TextState.UNKNOWN, TextState.QUEUED])
def test_what_no_gateway_heard_of_is_neither_sent_nor_in_doubt(state: TextState) -> None:
    assert isinstance(
        decide(called(), ask(c.EndText, 70, text_id="t1", state=state), POLICY), Unchanged
    )


def test_only_what_was_missed_is_sent_again_and_once() -> None:
    record = called()
    with pytest.raises(Refused, match="send text again"):
        decide(record, ask(c.SendTextAgain, 70, text_id="t1", again=wish("t2")), POLICY)
    failed = tell(record, c.EndText, 80, text_id="t1", state=TextState.FAILED, reason="no number")
    again = tell(failed, c.SendTextAgain, 90, text_id="t1", again=wish("t2"))

    assert [(t.text_id, t.state, t.again_of) for t in again.texts] == [
        ("t1", TextState.FAILED, None),
        ("t2", TextState.QUEUED, "t1"),
    ]
    with pytest.raises(Refused, match="already"):
        decide(again, ask(c.SendTextAgain, 95, text_id="t1", again=wish("t3")), POLICY)


def test_a_text_whose_customer_is_erased_is_not_sent_again() -> None:
    failed = tell(called(), c.EndText, 70, text_id="t1", state=TextState.FAILED, reason="no number")
    erased = tell(failed, c.EraseCustomer, 80, reason="asked for it")
    whole = replace(failed.texts[0], text_id="t0")
    one_whole = replace(erased, texts=(whole, *erased.texts))

    for record, said in ((erased, "send text again"), (one_whole, "customer was erased")):
        with pytest.raises(Refused, match=said):
            decide(record, ask(c.SendTextAgain, 90, text_id="t1", again=wish("t2")), POLICY)
    assert Action.TEXT_AGAIN in offered(failed)
    assert Action.TEXT_AGAIN not in offered(erased)
    assert Action.TEXT_AGAIN in offered(one_whole)
    again = tell(failed, c.SendTextAgain, 90, text_id="t1", again=wish("t2"))
    assert Action.TEXT_AGAIN not in offered(again)


def test_called_off_or_collected_the_text_that_waits_does_not_go() -> None:
    for record in (tell(called(), c.CallOff), tell(called(), c.CollectOrder)):
        assert record.texts[0].state is TextState.CANCELLED
    sending = tell(called(), c.BeginText, text_id="t1")
    assert tell(sending, c.CallOff).texts[0].state is TextState.SENDING


def test_reminders_are_planned_as_it_is_collected_and_filed_once() -> None:
    wishes = (wish("r1", after_s=1e6), wish("r2", after_s=2e6))
    record = tell(called(), c.CollectOrder, collected_name="Olli", reminders=wishes)
    filed = tell(record, c.FileReminders, 70)

    assert [text.text_id for text in record.reminders] == ["r1", "r2"]
    assert record.pickup.collected_name == "Olli"
    assert is_unsettled(record)
    assert not is_unsettled(filed)
    assert isinstance(decide(filed, ask(c.FileReminders, 80), POLICY), Unchanged)


def test_an_erased_customer_stays_erased_whatever_the_till_sends_later() -> None:
    record = tell(
        called(), c.CollectOrder, collected_name="Aino", reminders=(wish("r1", after_s=1e6),)
    )
    erased = tell(record, c.EraseCustomer, 70, reason="asked for it")
    revision = replace(record.order, revision=2, note="later", customer=AINO)
    later = after(apply(revision, 80), record=erased)

    for each in (erased, later):
        assert each.order.customer is None
        assert "Aino" not in str(each)
        assert "+358" not in str(each)
    assert erased.reminders[0].state is TextState.CANCELLED


def test_old_texts_go_first_and_what_is_owed_stays() -> None:
    texts = tuple(
        replace(called().texts[0], text_id=f"t{n}", state=TextState.SENT if n else TextState.QUEUED)
        for n in range(MAX_TEXTS + 3)
    )
    ids = [text.text_id for text in kept(texts)]

    assert len(ids) == MAX_TEXTS
    assert ids[:2] == ["t0", "t4"]


def test_a_reset_leaves_no_text_that_could_go_twice() -> None:
    known = called()
    taken = after(ask(c.TakeBackOrder, 100, order=known.order, till="A", known=known))

    assert taken.texts[0].state is TextState.UNKNOWN
    assert taken.pickup == known.pickup


def test_nobody_is_texted_about_an_order_that_has_ended() -> None:
    parked = tell(made(), c.CallCustomer, how=READY, text=wish("t1", after_s=3600))
    record = replace(parked, order=replace(parked.order, parked=Stamp(T0, "Otto")))
    ended = tell(record, c.CancelOrder, 70, reason="they left")

    assert ended.texts[0].state is TextState.CANCELLED
    assert not is_unsettled(ended)


def test_a_double_without_its_erased_customer_is_the_same_revision() -> None:
    record = called()
    erased = tell(record, c.EraseCustomer, 70, reason="asked for it")
    for before, sent in (
        (erased, record.order),
        (record, replace(record.order, customer=None)),
    ):
        assert isinstance(decide(before, apply(sent, 80), POLICY), Unchanged)
    other = replace(record.order, customer=Customer(name="Olli"))
    with pytest.raises(Refused, match="other content"):
        decide(record, apply(other, 80), POLICY)
