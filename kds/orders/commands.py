"""What can be asked of the kitchen: one imperative struct each. `decide` answers them.

Every command names the order, who asks, when, and has an id of its own: the same id asked again
gets the first answer again, so a lost answer can be asked for.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from kds.orders.order import END, LineId, Order, OrderId, Station
from kds.orders.paper import PrinterFault, PrintState
from kds.orders.part import Actor, Cause
from kds.orders.pickup import CalledHow
from kds.orders.record import OrderRecord
from kds.orders.text import MAX_REMINDERS, TextState, TextWish
from kds.orders.till_facts import FactId, Name, PaymentMethod, Reason, Word

CommandId = Annotated[str, Meta(min_length=8, max_length=80, pattern=r"^[A-Za-z0-9._:-]+" + END)]
Minutes = Annotated[int, Meta(ge=5, le=120, multiple_of=5)]
CourseNumber = Annotated[int, Meta(ge=1, le=20)]


class Command(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """What every command carries.

    `asked` is a short hash of what is asked, where others choose the id: the same id with
    something else is refused.
    """

    command_id: CommandId
    order_id: OrderId
    by: Actor
    at: datetime
    asked: str | None = None


class ApplyOrder(Command, frozen=True):
    """Take a revision from a till; with `attempt_id`, the till's answer to a request to resend.

    `known` is what the till heard last, for a kitchen that has forgotten the order.
    """

    order: Order
    till: str
    attempt_id: str | None = None
    known: OrderRecord | None = None


class TakeBackOrder(Command, frozen=True):
    """Take an order back from a till that fears it is lost, with the kitchen facts it heard."""

    order: Order
    till: str
    known: OrderRecord | None = None


class ConfirmDeliveries(Command, frozen=True):
    """A display reports that these tickets of one order are laid out: (station, version) pairs."""

    laid_out: tuple[tuple[Station, int], ...]


class ExpireDelivery(Command, frozen=True):
    """A delivery is past its deadline and nothing confirmed it."""

    station: Station
    cause: Cause


class RequestResend(Command, frozen=True):
    """Ask the main till to send again; `by_hand` when a person asked and pauses do not count.

    `causes` says, for each station that failed, why it would fail now.
    """

    attempt_id: str
    by_hand: bool = False
    causes: tuple[Cause, ...] = ()


class SendOwnCopy(Command, frozen=True):
    """The till did not answer: deliver the kitchen's own copy of the applied revision."""

    attempt_id: str


class Approve(Command, frozen=True):
    """The kitchen says yes; `minutes` until it is ready, or without them by the wished time.

    `shown` is the version of the order that the cook had in view: no more than that is approved.
    """

    minutes: Minutes | None = None
    shown: int | None = None


class Reject(Command, frozen=True):
    """The kitchen says no, and why; `shown` is the version that the cook had in view."""

    reason: Reason
    shown: int | None = None


class StartPart(Command, frozen=True):
    """A cook begins with a part, or has not after all.

    `shown` is the version of the ticket in view: what was put on hold after it stays there.
    """

    station: Station
    started: bool = True
    shown: int | None = None


class MarkPartReady(Command, frozen=True):
    """A part is made; `shown` is the version of the ticket that the cook had in view."""

    station: Station
    shown: int | None = None


class RecallPart(Command, frozen=True):
    """A part that was marked ready is not: put it back on the screens.

    `shown` is the version of the ticket in view: one that was recalled and made since stays made.
    """

    station: Station
    shown: int | None = None


class ResolveOtherwise(Command, frozen=True):
    """A person settled what is open by hand: nothing more is sent, shown or alarmed."""

    reason: Reason


class MarkPartSeen(Command, frozen=True):
    """A cook has seen what was changed, or that the part is not to be made, in version `shown`."""

    station: Station
    shown: int | None = None


class StrikeLines(Command, frozen=True):
    """A cook is done with some lines of a part, or, without `struck`, is not after all.

    `shown` is the version of the ticket that the cook had in view.
    """

    station: Station
    line_ids: Annotated[tuple[LineId, ...], Meta(min_length=1, max_length=200)]
    struck: bool = True
    shown: int | None = None


class HoldPart(Command, frozen=True):
    """A part is not to be made before somebody fires it.

    `shown` is the version of the ticket in view: what was begun after it goes on.
    """

    station: Station
    shown: int | None = None


class FirePart(Command, frozen=True):
    """A part that was on hold is to be made now; `shown` is the version of the ticket in view."""

    station: Station
    shown: int | None = None


class FireCourse(Command, frozen=True):
    """A course of the whole order, and all before it, is to be made now."""

    course: CourseNumber


class SetPriority(Command, frozen=True):
    """The whole order is to be made before others, or is not after all."""

    priority: bool


class MovePart(Command, frozen=True):
    """Another station is to make a part; `seen` where the first one's cooks know it already.

    `shown` is the version of the ticket that was in view.
    """

    station: Station
    to: Station
    seen: bool = False
    shown: int | None = None


class CancelOrder(Command, frozen=True):
    """The back office cancels a parked order, and why."""

    reason: Reason


class MarkCompleted(Command, frozen=True):
    """The back office does without the receipt, or has set the order paid outside by hand."""

    reason: Reason


class RequestRefund(Command, frozen=True):
    """Ask the till to record that money which was owed is given back, and how."""

    request_id: FactId
    method: PaymentMethod
    reason: Reason


class CallCustomer(Command, frozen=True):
    """The counter says that the customer can come, or is there; with a text, if one is wanted.

    `shown` is the version of the order that was in view.
    """

    how: CalledHow
    text: TextWish | None = None
    shown: int | None = None


class CallOff(Command, frozen=True):
    """It is not ready after all, or was not collected: back among the new tickets."""


class CollectOrder(Command, frozen=True):
    """The customer has it; `collected_name` took it away, `reminders` are to be sent later.

    `shown` is the version of the order that was in view: what came later is not marked ready.
    """

    collected_name: Name | None = None
    reminders: Annotated[tuple[TextWish, ...], Meta(max_length=MAX_REMINDERS)] = ()
    shown: int | None = None


class SendTextAgain(Command, frozen=True):
    """A person wants a text sent once more that failed, or of which nobody knows."""

    text_id: FactId
    again: TextWish


class BeginText(Command, frozen=True):
    """A worker is about to hand a text to the gateway: the claim that only one of them gets."""

    text_id: FactId


class EndText(Command, frozen=True):
    """A worker knows what became of a text, or that nobody knows."""

    text_id: FactId
    state: TextState
    reason: str | None = None


class FileReminders(Command, frozen=True):
    """The archive has the planned reminders, and keeps them from now on."""


class HoldPrint(Command, frozen=True):
    """A worker cannot begin a sheet, for its printer has a fault; it waits."""

    print_id: FactId
    fault: PrinterFault


class BeginPrint(Command, frozen=True):
    """A worker is about to hand a sheet to its printer: the claim that only one of them gets."""

    print_id: FactId


class EndPrint(Command, frozen=True):
    """A worker knows what became of a sheet, that it is of no use, or that nobody knows."""

    print_id: FactId
    state: PrintState
    fault: PrinterFault | None = None
    reason: str | None = None


class PrintAgain(Command, frozen=True):
    """A person wants a sheet printed once more, on its printer or on another one."""

    print_id: FactId
    printer: Word | None = None


class EraseCustomer(Command, frozen=True):
    """Remove name and phone of the customer, and why."""

    reason: Reason


AnyCommand = (
    ApplyOrder
    | TakeBackOrder
    | ConfirmDeliveries
    | ExpireDelivery
    | RequestResend
    | SendOwnCopy
    | Approve
    | Reject
    | StartPart
    | MarkPartReady
    | RecallPart
    | ResolveOtherwise
    | MarkPartSeen
    | StrikeLines
    | HoldPart
    | FirePart
    | FireCourse
    | SetPriority
    | MovePart
    | CancelOrder
    | MarkCompleted
    | RequestRefund
    | CallCustomer
    | CallOff
    | CollectOrder
    | SendTextAgain
    | BeginText
    | EndText
    | FileReminders
    | HoldPrint
    | BeginPrint
    | EndPrint
    | PrintAgain
    | EraseCustomer
)
