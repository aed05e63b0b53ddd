"""The counter's sections: an order stands in one of them, from its creation until it is closed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kds.errors import Refused
from kds.orders import commands as c
from kds.orders.counter_ticket import counter_ticket
from kds.orders.decide import Decision, decide
from kds.orders.order import Service
from kds.orders.pickup import CalledHow
from kds.orders.record import OrderRecord, is_open
from kds.orders.section import ENDED, Section, section
from kds.orders.selling.deeds import Delete, HandOverReceipt, Park
from kds.orders.status import Status, status
from tests.samples import MANAGER, POLICY, ask
from tests.specimens import SPECIMENS
from tests.till_samples import FINE_DINING, Life

CALL = (c.CallCustomer, {"how": CalledHow.READY_FOR_CUSTOMER})
DONE = (c.CallCustomer, {"how": CalledHow.DONE})
OFF: tuple[type[c.Command], dict[str, object]] = (c.CallOff, {})
COLLECT: tuple[type[c.Command], dict[str, object]] = (c.CollectOrder, {})
SETTLE = (c.ResolveOtherwise, {"reason": "closing time"})
RECALL = (c.RecallPart, {"station": "grill"})
DEEDS = st.lists(st.sampled_from([CALL, DONE, OFF, COLLECT, SETTLE, RECALL]), max_size=6)


def collectable(record: OrderRecord) -> OrderRecord:
    return replace(record, order=replace(record.order, service=Service.TAKEAWAY))


def tell(record: OrderRecord, kind: type[c.Command], **told: object) -> OrderRecord:
    """Give a command of the counter; what it refuses changes nothing."""
    try:
        decision = decide(record, ask(kind, 3600, by=MANAGER, **told), POLICY)
    except Refused:
        return record
    return decision.record if isinstance(decision, Decision) else record


def paid() -> OrderRecord:
    """Return what is to be taken away, made and paid, with its receipt."""
    return Life(service=Service.TAKEAWAY).paid().made().do(HandOverReceipt()).record


def test_what_is_taken_is_new_and_what_waits_for_the_customer_waits() -> None:
    assert section(Life(hold=False).record) is Section.NEW_TICKET
    assert section(Life(service=Service.TAKEAWAY).do(Park("7")).record) is Section.WAITING
    parked = Life(style=FINE_DINING, service=Service.TAKEAWAY).do(Park("7")).made()
    assert section(parked.record) is Section.WAITING


@pytest.mark.parametrize(("code", "way", "build"), SPECIMENS, ids=lambda each: str(each)[:40])
def test_each_status_has_its_section(code: str, way: str, build: Callable[[], Life]) -> None:
    record = collectable(build().record)
    found, now = section(record), status(record)

    if now in ENDED and not is_open(record):
        assert found is Section.CLOSED
    elif record.pickup.is_called and not record.pickup.is_collected:
        assert found is Section.READY_FOR_PICKUP, (code, way)
    elif now in (Status.PARKED, Status.PENDING):
        assert found is Section.WAITING
    elif not record.pickup.is_collected:
        assert found is Section.NEW_TICKET


def test_a_call_makes_it_ready_and_a_call_off_new_again() -> None:
    called = tell(paid(), c.CallCustomer, how=CalledHow.DONE)

    assert section(called) is Section.READY_FOR_PICKUP
    assert section(tell(called, c.CallOff)) is Section.NEW_TICKET


def test_only_what_is_collected_and_paid_is_closed() -> None:
    unpaid = Life(service=Service.TAKEAWAY, hold=False).made().record

    assert section(tell(tell(paid(), *CALL[:1], **CALL[1]), c.CollectOrder)) is Section.CLOSED
    assert section(paid()) is Section.NEW_TICKET
    collected = tell(tell(unpaid, *CALL[:1], **CALL[1]), c.CollectOrder)
    assert collected.pickup.is_collected
    assert section(collected) is Section.READY_FOR_PICKUP


def test_what_is_served_at_a_table_closes_as_it_is_paid() -> None:
    record = Life(service=Service.DINE_IN).paid().made().do(HandOverReceipt()).record

    assert section(record) is Section.CLOSED


@given(st.sampled_from([build for _, _, build in SPECIMENS]), st.sampled_from(Service), DEEDS)
def test_an_order_is_found_in_one_section_until_it_is_closed(
    build: Callable[[], Life],
    service: Service,
    deeds: list[tuple[type[c.Command], dict[str, object]]],
) -> None:
    record = build().record
    record = replace(record, order=replace(record.order, service=service))
    for kind, told in [(None, {}), *deeds]:
        if kind is not None:
            record = tell(record, kind, **told)
        found, ticket = section(record), counter_ticket(record)
        assert isinstance(found, Section)
        # Its view is what the pages show: there in every section but the last.
        assert (ticket is None) is (found is Section.CLOSED)
        if ticket is not None:
            assert ticket.section is found
        if is_open(record) or (status(record) not in ENDED and not record.pickup.is_collected):
            is_settled = record.resolution is not None or service is Service.DINE_IN
            assert found is not Section.CLOSED or is_settled


def test_nothing_is_to_be_paid_for_what_is_cancelled_and_a_cook_has_yet_to_see() -> None:
    life = Life(hold=False, service=Service.TAKEAWAY)
    life.tell(c.ConfirmDeliveries, laid_out=(("grill", 1), ("fryer", 1)))
    before = counter_ticket(life.record)
    assert before is not None
    assert before.to_pay == 2850

    after = counter_ticket(life.do(Delete("a slip")).record)

    assert after is not None
    assert (after.status, after.to_pay) == ("CANCELLED", 0)
