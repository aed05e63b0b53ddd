"""The log: one line of logfmt for each event in a file, and what matters for people on stderr.

Every value is escaped, so that text from an order can neither forge a line nor steer a terminal.
"""

from __future__ import annotations

import logging
import logging.handlers
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

MAX_FILE_BYTES = 10 * 1024 * 1024
FILES_KEPT = 5
MAX_VALUE_CHARS = 8000

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

log = logging.getLogger(__name__)


def configure(part: str, data_dir: Path) -> None:
    """Log this process as `part`: INFO and above to data_dir/logs/<part>.log, warnings to stderr.

    Messages of other packages are kept from WARNING up. Uncaught exceptions are logged too.
    """
    folder = data_dir / "logs"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    to_file = logging.handlers.RotatingFileHandler(
        folder / f"{part.replace(' ', '-')}.log",
        maxBytes=MAX_FILE_BYTES,
        backupCount=FILES_KEPT - 1,
        encoding="utf-8",
    )
    to_file.setFormatter(Logfmt(part))
    to_people = logging.StreamHandler(sys.stderr)
    to_people.setLevel(logging.WARNING)
    to_people.setFormatter(ForPeople(part))
    root = logging.getLogger()
    for handler in root.handlers[:]:
        root.removeHandler(handler)
        handler.close()
    root.addHandler(to_file)
    root.addHandler(to_people)
    root.setLevel(logging.WARNING)
    logging.getLogger("kds").setLevel(logging.INFO)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


class Logfmt(logging.Formatter):
    """`time=… level=… part=… action=… order_id=… msg="…"`, one line whatever the values hold."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self._part = part

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of one record."""
        at = datetime.fromtimestamp(record.created, tz=UTC)
        values: dict[str, object] = {
            "time": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "part": self._part,
        }
        extra = {key: value for key, value in vars(record).items() if key not in _STANDARD}
        values |= {key: value for key, value in extra.items() if value is not None}
        values |= {"logger": record.name, "msg": record.getMessage()}
        if record.exc_info and record.exc_info[1]:
            values["trace"] = "".join(traceback.format_exception(record.exc_info[1]))
        return " ".join(f"{key}={_quoted(value)}" for key, value in values.items())


class ForPeople(logging.Formatter):
    """`13:05:09 till warning: …`, in local time, with details left to the file."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self._part = part

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of one record."""
        at = datetime.fromtimestamp(record.created, tz=UTC).astimezone()
        text = f"{at:%H:%M:%S} {self._part} {record.levelname.lower()}: {record.getMessage()}"
        order_id = getattr(record, "order_id", None)
        if order_id and str(order_id) not in text:
            text += f" (order {order_id})"
        if record.exc_info and record.exc_info[1]:
            text += f" ({type(record.exc_info[1]).__name__}: {record.exc_info[1]})"
        return escape(text)


def escape(text: str) -> str:
    """Return the text with everything that is not printable (line ends, bidi marks) as escapes."""
    shown = text if text.isprintable() else "".join(_printable(char) for char in text)
    return shown if len(shown) <= MAX_VALUE_CHARS else shown[:MAX_VALUE_CHARS] + "…"


def _printable(char: str) -> str:
    return char if char.isprintable() else char.encode("unicode_escape").decode("ascii")


def _quoted(value: object) -> str:
    text = str(value)
    if text and text.isprintable() and not any(char in ' "=\\' for char in text):
        return escape(text)
    return '"' + escape(text.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    log.critical(
        "this part ends because of a fault in kds; what it was doing is done again after a restart",
        exc_info=(kind, error, trace),
        extra={"action": "crashed"},
    )


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is None or issubclass(args.exc_type, SystemExit):
        return
    log.critical(
        "a thread of this part ended because of a fault in kds",
        exc_info=(args.exc_type, args.exc_value, args.exc_traceback),
        extra={"action": "thread-crashed"},
    )
