"""The request at hand: its till, and who asks."""

from __future__ import annotations

from typing import NamedTuple

from flask import current_app, g, request

from kds.orders.policy import Policy
from kds.settings.model import Settings
from kds.till.accept import Intake
from kds.till.cashier import Cashier
from kds.till.courier import Courier
from kds.till.customers import Customers
from kds.till.guard import Caller, Guard, require_people
from kds.till.kitchen import KitchenHeard
from kds.till.ledger import Ledger
from kds.till.outbox import Outbox
from kds.till.webhooks.kept import Webhooks
from kds.till.webhooks.sender import Sender

EXTENSION = "kds"
"""Where the application keeps its `Till`."""


class Till(NamedTuple):
    """The parts of one till, put together in kds/till/serve.py."""

    settings: Settings
    outbox: Outbox
    ledger: Ledger
    intake: Intake
    courier: Courier
    guard: Guard
    cashier: Cashier
    policy: Policy
    webhooks: Webhooks
    sender: Sender
    customers: Customers
    kitchen: KitchenHeard


def the_till() -> Till:
    """Return the parts of this till."""
    till: Till = current_app.extensions[EXTENSION]
    return till


def require_caller() -> Caller:
    """Return who asks, found out once for each request; raises Unknown, or `foreign_request`."""
    if "caller" not in g:
        g.caller = the_till().guard.caller(request)
    found: Caller = g.caller
    return found


def require_person() -> Caller:
    """Return who asks, as above; an external system is refused as `not_permitted`."""
    caller = require_caller()
    require_people(caller)
    return caller
