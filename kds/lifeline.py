"""Ends a part whose supervisor died: the pipe at its standard input then ends.

The thread is a native one and uses unpatched functions, so that it works beside gevent too.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from kds.settings.model import Settings

GRACE_S = 5.0
"""How long the part has to end in order, before it is ended at once."""


def watch(settings: Settings, descriptor: int = 0) -> None:
    """End this process when its supervisor dies: SIGTERM, and by force GRACE_S later.

    Nothing happens to a part that was started alone.
    """
    if not settings.supervised:
        return
    _native("_thread", "start_new_thread")(_wait, (descriptor, _native("time", "sleep")))


def _wait(descriptor: int, sleep: Any) -> None:
    try:
        while os.read(descriptor, 1024):
            pass
    except OSError:
        pass  # The pipe is as good as ended.
    os.kill(os.getpid(), signal.SIGTERM)
    sleep(GRACE_S)
    os._exit(1)


def _native(module: str, name: str) -> Any:
    """Return a function as it was before gevent put another in its place."""
    monkey = sys.modules.get("gevent.monkey")
    if monkey is not None:
        return monkey.get_original(module, name)
    return getattr(__import__(module), name)
