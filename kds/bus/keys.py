"""Every key on the bus. Nothing else in kds makes a key; docs/bus.md lists them all."""

from __future__ import annotations

from typing import NamedTuple

SCHEMA_VERSION = 3
"""The version of what is stored under these keys; a server with a newer one is refused."""


class KeyDoc(NamedTuple):
    """What a key is, for docs/bus.md."""

    pattern: str
    kind: str
    meaning: str


KEYS: tuple[KeyDoc, ...] = (
    KeyDoc("schema", "string", "version of the stored schema, a whole number"),
    KeyDoc("epoch", "string", "random id of this server's life; another one means: start anew"),
    KeyDoc("orders:<till>", "stream", "what one till says to the kitchen; only that till writes"),
    KeyDoc("events", "stream", "what the kitchen says to everyone"),
    KeyDoc(
        "order:<order_id>",
        "hash",
        "`version` and `record`: the kitchen's record of an order; of an archived one the mark: "
        "`version` and `archived`",
    ),
    KeyDoc("history:<order_id>", "list", "each other change of an order, oldest first"),
    KeyDoc("attempts:<order_id>", "list", "the last changes by which it was sent again"),
    KeyDoc("command:<command_id>", "string", "outcome of a command, kept for a day"),
    KeyDoc(
        "board:<name>",
        "set",
        "order ids that a board shows: a station, pass, approvals, tickets or ready-board",
    ),
    KeyDoc(
        "stations",
        "set",
        "stations with orders, also those no longer in the settings",
    ),
    KeyDoc("recent:<name>", "sorted set", "order ids that left a board as ready, by time; last 50"),
    KeyDoc("open", "sorted set", "order ids that are open in the kitchen, by time applied"),
    KeyDoc(
        "closed",
        "sorted set",
        "order ids with nothing open in the kitchen, by their last change; last 1000",
    ),
    KeyDoc("accepted", "sorted set", "order ids that are not archived, by when they were accepted"),
    KeyDoc(
        "refunds",
        "sorted set",
        "order ids whose customer must get money back, or whose till was asked, by "
        "when they were accepted",
    ),
    KeyDoc("texts", "sorted set", "order ids with texts to the customer, by the newest one, in ms"),
    KeyDoc(
        "texts-owed",
        "sorted set",
        "`<order_id> <text_id>` that is queued or being sent, by when it may be sent, in ms",
    ),
    KeyDoc("prints", "sorted set", "order ids with sheets of paper, by the newest one, in ms"),
    KeyDoc(
        "prints:<printer>",
        "sorted set",
        "`<order_id> <print_id>` that is queued or being printed, by when it was asked for, in ms",
    ),
    KeyDoc(
        "prints-missed",
        "sorted set",
        "`<order_id> <print_id>` of a kitchen ticket that may not be on paper, by when that was "
        "known, in ms",
    ),
    KeyDoc("printers", "hash", "how each printer was found last: name to state, as JSON"),
    KeyDoc(
        "printer-lock:<printer>",
        "string",
        "random id of the one process that may print there, for 8 seconds unless it renews it",
    ),
    KeyDoc("unfiled", "sorted set", "order ids whose reminders the archive does not keep yet"),
    KeyDoc("deadlines", "sorted set", "`<order_id> <station>` in flight, by deadline in ms"),
    KeyDoc("not-sent", "sorted set", "order ids not sent, by when something is to be done, in ms"),
    KeyDoc("set-aside", "hash", "entries that could not be accepted, with the reason, as JSON"),
    KeyDoc(
        "rewrite",
        "string",
        "random id: something was erased that still stands in the server's append-only file",
    ),
    KeyDoc("presence", "sorted set", "`<board> <display_id>` by the end of its lease, in ms"),
    KeyDoc("displays", "hash", "paired displays: id to name and boards, as JSON"),
    KeyDoc(
        "screens",
        "hash",
        "how each display was found last: id to when, since when, version, tickets, size, as JSON",
    ),
    KeyDoc(
        "screens-asked",
        "hash",
        "`<display_id> reload` or `<display_id> identify` to how often a manager has asked for it",
    ),
    KeyDoc("till:<till>", "hash", "a till's heartbeat: at, unsent, oldest_unsent_at, cursor"),
    KeyDoc("workers", "hash", "a worker's heartbeat: name to time and version, as JSON"),
    KeyDoc("alarms", "hash", "open alarms: id to kind, text data and since, as JSON"),
    KeyDoc(
        "kitchen",
        "string",
        "what holds for the whole kitchen: what is sold out, until when outside orders are paused",
    ),
)


class Keys:
    """The keys of one site; the site is a hash tag, so a site lives in one slot of a cluster."""

    def __init__(self, site: str) -> None:
        self.prefix = f"kds:{{{site}}}:"
        self.schema = self.prefix + "schema"
        self.epoch = self.prefix + "epoch"
        self.events = self.prefix + "events"
        self.stations = self.prefix + "stations"
        self.open = self.prefix + "open"
        self.closed = self.prefix + "closed"
        self.accepted = self.prefix + "accepted"
        self.refunds = self.prefix + "refunds"
        self.texts = self.prefix + "texts"
        self.texts_owed = self.prefix + "texts-owed"
        self.prints = self.prefix + "prints"
        self.prints_missed = self.prefix + "prints-missed"
        self.printers = self.prefix + "printers"
        self.unfiled = self.prefix + "unfiled"
        self.deadlines = self.prefix + "deadlines"
        self.not_sent = self.prefix + "not-sent"
        self.set_aside = self.prefix + "set-aside"
        self.rewrite = self.prefix + "rewrite"
        self.presence = self.prefix + "presence"
        self.displays = self.prefix + "displays"
        self.screens = self.prefix + "screens"
        self.screens_asked = self.prefix + "screens-asked"
        self.workers = self.prefix + "workers"
        self.alarms = self.prefix + "alarms"
        self.kitchen = self.prefix + "kitchen"

    def orders(self, till: str) -> str:
        """Return the stream that one till writes."""
        return f"{self.prefix}orders:{till}"

    def till_of(self, orders_key: str) -> str:
        """Return the till whose stream this is."""
        return orders_key.removeprefix(f"{self.prefix}orders:")

    def order(self, order_id: str) -> str:
        """Return the hash of one order."""
        return f"{self.prefix}order:{order_id}"

    def history(self, order_id: str) -> str:
        """Return the list of one order's changes."""
        return f"{self.prefix}history:{order_id}"

    def attempts(self, order_id: str) -> str:
        """Return the list of the last changes by which one order was sent again."""
        return f"{self.prefix}attempts:{order_id}"

    def command(self, command_id: str) -> str:
        """Return the string with one command's outcome."""
        return f"{self.prefix}command:{command_id}"

    def board(self, name: str) -> str:
        """Return the set of what one board shows."""
        return f"{self.prefix}board:{name}"

    def board_of(self, board_key: str) -> str:
        """Return the name of the board whose set this is."""
        return board_key.removeprefix(f"{self.prefix}board:")

    def recent(self, name: str) -> str:
        """Return the sorted set of what left one board as ready."""
        return f"{self.prefix}recent:{name}"

    def owed_prints(self, printer: str) -> str:
        """Return the sorted set of what one printer owes."""
        return f"{self.prefix}prints:{printer}"

    def printer_lock(self, printer: str) -> str:
        """Return the lock of who prints on one printer."""
        return f"{self.prefix}printer-lock:{printer}"

    def till(self, till: str) -> str:
        """Return the hash of one till's heartbeat."""
        return f"{self.prefix}till:{till}"
