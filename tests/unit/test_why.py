"""Each status says by which facts it holds."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from kds.languages import words
from kds.orders import commands as c
from kds.orders.selling.deeds import HandOverReceipt, Park
from kds.orders.story import Around
from kds.orders.why import why
from tests.samples import no_display
from tests.specimens import SPECIMENS
from tests.till_samples import BURGERS, WATER, Life

AROUND = Around(ZoneInfo("Europe/Helsinki"), {"grill": "Grill", "fryer": "Fryer"})


@pytest.mark.parametrize("build", [build for _, _, build in SPECIMENS])
def test_every_status_has_a_reason_in_every_language(build: Callable[[], Life]) -> None:
    record = build().record
    english, finnish = (why(record, AROUND._replace(say=words(code).t)) for code in ("en", "fi"))
    assert english
    assert all(english)
    assert len(finnish) == len(english)
    assert not set(finnish) & set(english)


def said(life: Life) -> tuple[str, ...]:
    """Return the reasons."""
    return why(life.record, AROUND)


def test_what_the_kitchen_owes_is_named_by_station() -> None:
    life = Life().paid().tell(c.StartPart, station="grill")
    assert said(life) == ("Grill: started, not ready", "Fryer: on its way to the screen")
    life.tell(c.HoldPart, station="grill")
    assert said(life)[0] == "Grill: on hold"
    life.tell(c.ConfirmDeliveries, laid_out=(("fryer", life.record.version),))
    assert said(life)[1] == "Fryer: not started"
    life.tell(c.MarkPartReady, station="grill")
    assert said(life) == ("Fryer: not started",)


def test_what_is_missing_is_named() -> None:
    assert said(Life(WATER)) == ("something is still to be paid",)
    assert said(Life(WATER).paid()) == ("it is paid, and the customer has no receipt",)
    assert said(Life(BURGERS)) == (
        "something is still to be paid",
        "lines of it wait to be sent to the kitchen",
    )


def test_who_decided_is_named() -> None:
    parked = Life().do(Park("7"))
    assert said(parked) == ("put into the receipt park by Mari at 19:00",)
    cancelled = parked.tell(c.CancelOrder, reason="left")
    assert said(cancelled) == ("cancelled in the back office by Mari: left",)
    waived = Life(WATER).paid().tell(c.MarkCompleted, reason="none wanted")
    assert said(waived)[1] == "without a receipt, as Mari decided: none wanted"
    assert len(said(Life(WATER).paid().do(HandOverReceipt()))) == 1


def test_a_failure_tells_its_cause() -> None:
    life = Life().paid().tell(c.ExpireDelivery, 30, station="grill", cause=no_display("grill"))
    assert said(life) == ("no display of station Grill is connected since 19:00",)
