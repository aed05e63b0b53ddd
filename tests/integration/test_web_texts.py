"""Texts to customers over HTTP: the states of each, the outbox, and who sees it in which words."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from kds.clock import millis, now
from kds.orders import commands as c
from kds.orders.order import Customer
from kds.orders.pickup import CalledHow
from kds.orders.text import TextState, TextWish
from kds.texting.reasons import IN_OUTBOX
from kds.web.api.texts import LATEST
from tests.conftest import Server
from tests.integration.browser import Browser
from tests.integration.web_orders import BURGERS, TillOrder
from tests.integration.web_people import signed_in, started
from tests.integration.web_process import WebProcess

PATH = "/api/v1/texts"
TO = "+358401234567"


def called(web: WebProcess, words: str = "Valmis! äö € 🍕") -> tuple[TillOrder, str]:
    """Have a customer called with a text; return the order and the text's id."""
    order = TillOrder(web, BURGERS, customer=Customer(name="Aino", phone=TO))
    text_id = uuid4().hex
    wish = TextWish(text_id, TO, words, now())
    order.tell(c.CallCustomer, how=CalledHow.READY_FOR_CUSTOMER, text=wish)
    return order, text_id


def ended(order: TillOrder, text_id: str, state: TextState, reason: str | None = None) -> None:
    """Let the worker claim a text and end it so."""
    if state is not TextState.NOT_SENT:
        order.tell(c.BeginText, text_id=text_id)
    order.tell(c.EndText, text_id=text_id, state=state, reason=reason)


def found(browser: Browser, limit: int = 100) -> list[dict[str, Any]]:
    """Return every text, page by page."""
    every: list[dict[str, Any]] = []
    after = ""
    while True:
        page = browser.get(f"{PATH}?limit={limit}{after}").json
        every += page["texts"]
        if page["next"] is None:
            return every
        after = f"&after={page['next']}"


def test_what_is_owed_comes_first_then_what_was_missed_then_what_went(
    web: WebProcess, cashier: Browser
) -> None:
    sent, failed, unknown, lying, owed = (called(web) for _ in range(5))
    ended(*sent, TextState.SENT)
    ended(*failed, TextState.FAILED, "403 no credit {left}")
    ended(*unknown, TextState.UNKNOWN, "The gateway did not answer in time.")
    ended(*lying, TextState.NOT_SENT, IN_OUTBOX)
    wanted = [each[1] for each in (owed, lying, unknown, failed, sent)]
    for limit in (100, 1):
        listed = [each for each in found(cashier, limit) if each["text_id"] in wanted]
        assert [each["text_id"] for each in listed] == wanted
    states = [each["state"] for each in listed]
    assert states == ["queued", "not sent", "unknown", "failed", "sent"]
    assert [each["may_send_again"] for each in listed] == [False, True, True, True, False]
    assert listed[3]["reason"] == "403 no credit {left}"
    told = listed[0]
    assert (told["phone"], told["to"], told["words"]) == ("040 1234567", TO, "Valmis! äö € 🍕")
    assert (told["number"], told["customer"]) == (owed[0].record.order.number, "Aino")


def test_of_many_orders_what_is_owed_and_the_latest_are_listed(
    web: WebProcess, cashier: Browser
) -> None:
    (old, missed), (_, owed) = (called(web) for _ in range(2))
    ended(old, missed, TextState.FAILED)
    others = {f"none-{n}": millis(now()) for n in range(LATEST)}
    web.client.zadd(web.keys.texts, others)
    try:
        latest, text_id = called(web)
        ended(latest, text_id, TextState.FAILED)
        listed = {each["text_id"] for each in found(cashier)}
    finally:
        web.client.zrem(web.keys.texts, *others)
    assert {owed, text_id} <= listed
    assert missed not in listed
    assert missed in {each["text_id"] for each in found(cashier)}


def test_without_a_gateway_the_list_says_so_in_the_readers_language(
    web: WebProcess, cashier: Browser
) -> None:
    order, text_id = called(web)
    ended(order, text_id, TextState.NOT_SENT, IN_OUTBOX)
    assert cashier.get(PATH).json["has_gateway"] is False
    cashier.cookies["kds_language"] = "fi"
    (told,) = [each for each in found(cashier) if each["text_id"] == text_id]
    assert told["reason"] not in (IN_OUTBOX, None)


def test_one_that_was_sent_again_is_not_offered_a_second_time(
    web: WebProcess, manager: Browser
) -> None:
    order, text_id = called(web)
    ended(order, text_id, TextState.NOT_SENT, IN_OUTBOX)
    again = TextWish(uuid4().hex, TO, "Once more", now())
    order.tell(c.SendTextAgain, text_id=text_id, again=again)
    listed = {each["text_id"]: each for each in found(manager)}
    assert listed[text_id]["may_send_again"] is False
    assert (listed[again.text_id]["is_again"], listed[again.text_id]["state"]) == (True, "queued")


def test_an_erased_customer_is_nowhere_in_the_list(web: WebProcess, manager: Browser) -> None:
    order, text_id = called(web, f"Hello {uuid4().hex}")
    words = order.record.texts[0].words
    ended(order, text_id, TextState.FAILED, "no")
    order.tell(c.EraseCustomer, reason="asked for it")
    (told,) = [each for each in found(manager) if each["text_id"] == text_id]
    assert words not in str(told)
    assert (told["to"], told["phone"], told["customer"]) == ("", "", None)
    assert told["may_send_again"] is False


def test_wrong_pages_are_refused(manager: Browser) -> None:
    for query in ("limit=0", "limit=x", "after=nonsense", "after=W10"):
        assert manager.get(f"{PATH}?{query}").status == 422


def test_with_a_gateway_the_list_says_so_and_nothing_of_its_secret(
    tmp_path_factory: Any, shared_server: Server
) -> None:
    folder = tmp_path_factory.mktemp("gateway")
    web = started(
        WebProcess(folder, shared_server.url, f"t{uuid4().hex[:12]}"),
        KDS_TEXTS_GATEWAY="json://user:hunter2@127.0.0.1:9/?:to={to}",
    )
    try:
        told = signed_in(web, "Mari").get(PATH)
        assert told.json["has_gateway"] is True
        assert "hunter2" not in told.text
    finally:
        web.stop()
