"""What goes over a socket, as the browser reads it: docs/how-it-works.md is the contract."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from kds.clock import now
from kds.languages import names, words
from kds.orders.alarms import Alarm, AlarmKind, alarm_in_words
from kds.orders.causes import cause_in_words
from kds.orders.ready_board import BoardNumber, Readiness
from kds.orders.ticket import Failure, View
from kds.settings.model import ReadyBoardSettings
from kds.texts import Say, english
from kds.web.boards import BoardChange


class WireJson:
    """The JSON that python-socketio shall use: fast, and knows our structs."""

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        """Return JSON text; the options of the standard module have no meaning here."""
        return msgspec.json.encode(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_: Any) -> Any:
        """Parse JSON text."""
        return msgspec.json.decode(text)


class AlarmInWords(msgspec.Struct, frozen=True):
    """An alarm as screens and programs are told of it."""

    id: str
    kind: AlarmKind
    text: str
    since: datetime
    sounds: bool


class PushedAlarm(AlarmInWords, frozen=True):
    """An alarm as it is pushed to every screen at once: in each language, by its code."""

    text_in: Mapping[str, str]


class Wire:
    """Puts causes and alarms into the words and the local time of one restaurant.

    A customer's name goes to the ready board only where the settings let it, and while it is shown.
    """

    def __init__(
        self,
        zone: ZoneInfo,
        names: Mapping[str, str],
        ready_board: ReadyBoardSettings | None = None,
        trade: str = "",
    ) -> None:
        self._zone = zone
        self._names = names
        self._trade = trade
        self._ready_board = ready_board or ReadyBoardSettings()

    def view(self, view: View | None) -> Any:
        """Return a view as it is sent."""
        if isinstance(view, BoardNumber):
            return self._number(view)
        if not isinstance(view, Failure):
            return view
        return {
            **msgspec.to_builtins(view),
            "cause_texts": self._causes(view, english),
            "cause_texts_in": {
                code: self._causes(view, words(code, self._trade).t) for code in names()
            },
        }

    def change(self, change: BoardChange) -> Any:
        """Return a change as it is sent."""
        if not isinstance(change.view, Failure | BoardNumber):
            return change
        return {
            "order_id": change.order_id,
            "version": change.version,
            "view": self.view(change.view),
        }

    def _number(self, number: BoardNumber) -> BoardNumber:
        keep = timedelta(minutes=self._ready_board.keep_ready_min)
        has_left = number.state is Readiness.READY and now() - number.since >= keep
        if self._ready_board.names and not has_left:
            return number
        return replace(number, name=None)

    def alarm(self, alarm: Alarm, say: Say = english) -> AlarmInWords:
        """Return an alarm as one program is told of it."""
        return AlarmInWords(
            id=alarm.alarm_id,
            kind=alarm.kind,
            text=self._alarm(alarm, say),
            since=alarm.since,
            sounds=alarm.sounds,
        )

    def pushed_alarm(self, alarm: Alarm) -> PushedAlarm:
        """Return an alarm as it is pushed."""
        told = msgspec.structs.asdict(self.alarm(alarm))
        return PushedAlarm(
            **told,
            text_in={code: self._alarm(alarm, words(code, self._trade).t) for code in names()},
        )

    def _alarm(self, alarm: Alarm, say: Say) -> str:
        return alarm_in_words(alarm, self._zone, self._names, say)

    def _causes(self, failure: Failure, say: Say) -> list[str]:
        return [cause_in_words(cause, self._zone, self._names, say) for cause in failure.causes]
