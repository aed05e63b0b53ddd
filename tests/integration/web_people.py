"""People before a real web process, and an order that no screen has shown."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from kds.access import Role
from kds.clock import now
from kds.installation.folder import OPERATOR_KEY, Installation
from kds.orders import commands as c
from kds.orders.part import Actor, ActorKind, Cause, CauseCode
from tests.integration.browser import Browser
from tests.integration.web_process import WebProcess

PINS = {"Mari": "271828", "Otto": "3141"}
WORKER = Actor(ActorKind.WORKER, "resend")


def started(web: WebProcess, **environ: str) -> WebProcess:
    """Start it with a manager and a cashier who can sign in."""
    web.access.add_person("Mari", Role.MANAGER, PINS["Mari"])
    web.access.add_person("Otto", Role.CASHIER, PINS["Otto"])
    web.start(**environ)
    return web


def signed_in(web: WebProcess, name: str) -> Browser:
    """Return the browser of somebody who is signed in."""
    browser = Browser(web.port)
    browser.sign_in(name, PINS[name])
    return browser


def shell(web: WebProcess) -> Browser:
    """Return the shell of the machine, which has the operator's key."""
    return Browser(web.port, Installation(web.settings.data_dir).secret(OPERATOR_KEY))


def not_sent(web: WebProcess, order_id: str) -> None:
    """Put an order into the kitchen that no screen has shown in time."""
    web.apply(order_id)
    cause = Cause(CauseCode.NO_DISPLAY, "grill", now())
    outcome = web.kitchen.handle(
        c.ExpireDelivery(
            command_id=uuid4().hex,
            order_id=order_id,
            by=WORKER,
            at=now() + timedelta(hours=1),
            station="grill",
            cause=cause,
        )
    )
    assert outcome.result == "done"
