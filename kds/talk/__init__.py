"""Talking to a running till and web server over HTTP, as POS software and scripts do."""

from kds.talk.office import Office
from kds.talk.till import Known, Taken, Till

__all__ = ["Known", "Office", "Taken", "Till"]
