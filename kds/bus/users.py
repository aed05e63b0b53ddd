"""Who may do what on the server: one user for each role and each till, as lines of an aclfile.

Needs Redis 7.0 or Valkey 7.2: a till's rights differ from key to key, which older servers cannot
say. docs/bus.md tells what a till may do; docs/operations.md how to use the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256

from kds.bus.keys import Keys
from kds.bus.worker_names import print_queues, text_queue
from kds.errors import SettingsError

KITCHEN = "kitchen"
"""The user of the web servers and workers."""

OPERATOR = "operator"
"""The user of doctor, backup and supervisor: reads everything, changes no order."""

MIN_PASSWORD_CHARS = 16
"""Passwords are for programs, never typed; a server can be asked thousands of times a second."""

_SITE = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_TILL = re.compile(r"[A-Z]{1,2}")

# What breaks a server for everyone stays with the operator, whoever else is allowed the category.
_NOT = "-@admin -@dangerous"
# Tracking would tell a till the names of keys that it may not read.
_CONNECTION = f"+auth +hello +ping +echo +quit +reset +select +client +time {_NOT} -client|tracking"
_KITCHEN = f"+@read +@write +@connection +@transaction +time {_NOT} -client|tracking -function"
_SCRIPTS = "+evalsha +script|load +script|exists"
# The queue of texts asks for the server's version. It listens on no channel: none is allowed.
_INFO = "+info"
# What a customer was erased from has to leave the server's file too. It changes no key.
_REWRITE = "+bgrewriteaof"
_READ = f"+@read +@connection +@transaction +time {_NOT} -client|tracking"
_OPERATE = (
    "+info +config|get +client|list +slowlog|get +latency|latest +acl|whoami +acl|load +acl|log "
    "+bgsave +bgrewriteaof +lastsave +shutdown"
)


def till_user(till: str) -> str:
    """Return the name of one till's user."""
    return f"till-{till}"


def user_names(tills: Iterable[str]) -> tuple[str, ...]:
    """Return every user that a site with these tills has; each needs a password."""
    return (KITCHEN, OPERATOR, *(till_user(till) for till in sorted(set(tills))))


def acl_lines(site: str, tills: Iterable[str], passwords: Mapping[str, str]) -> list[str]:
    """Return the lines of the server's aclfile; passwords stand in it as SHA-256 only.

    `passwords` maps each of `user_names` to its password. Raises SettingsError for a site or till
    that is none, and for a password that is missing or short.
    """
    letters = sorted(set(tills))
    _check(site, letters)
    secrets = {name: _secret(name, passwords) for name in user_names(letters)}
    prefix = Keys(site).prefix
    return [
        "user default reset off",
        f"user {KITCHEN} reset on {secrets[KITCHEN]} ~{prefix}* {_queue_keys(site)} "
        f"{_KITCHEN} {_SCRIPTS} {_INFO} {_REWRITE}",
        f"user {OPERATOR} reset on {secrets[OPERATOR]} %R~{prefix}* {_READ} {_OPERATE}",
        *(_till_line(site, till, secrets[till_user(till)]) for till in letters),
    ]


def _queue_keys(site: str) -> str:
    """Return the keys of the site's queues, of texts and printers: rq chooses them, not we.

    Their jobs and workers are named `<site>_<id>` (kds/bus/jobs.py), and a site has no `_`.
    """
    texts, printers = text_queue(site), print_queues(site)
    shared = ("rq:queues", "rq:workers")
    own = (f"rq:*:{site}_*", f"rq:*:{texts}", f"rq:queue:{texts}:*", f"rq:*:{printers}*")
    return " ".join(f"~{key}" for key in (*own, *shared))


def _till_line(site: str, till: str, secret: str) -> str:
    keys = Keys(site)
    rights = (
        f"(+xadd %W~{keys.orders(till)})",
        f"(+hset +hdel %W~{keys.till(till)})",
        f"(+xread +xrange +xrevrange +xlen +xinfo|stream %R~{keys.events})",
        f"(+get +exists %R~{keys.epoch} %R~{keys.schema} %R~{keys.kitchen})",
        f"(+hgetall +hget +hlen %R~{keys.alarms})",
    )
    transaction = "+multi +exec +discard"
    return f"user {till_user(till)} reset on {secret} {_CONNECTION} {transaction} " + " ".join(
        rights
    )


def _check(site: str, tills: list[str]) -> None:
    if not _SITE.fullmatch(site):
        raise SettingsError(f"Site {site!r} is not a name of a-z, 0-9 and '-'; no users were made.")
    for till in tills:
        if not _TILL.fullmatch(till):
            raise SettingsError(f"Till {till!r} is not one or two letters A-Z; no users were made.")


def _secret(name: str, passwords: Mapping[str, str]) -> str:
    password = passwords.get(name, "")
    if len(password) < MIN_PASSWORD_CHARS:
        raise SettingsError(
            f"Bus user {name} has no password of at least {MIN_PASSWORD_CHARS} characters; "
            "no users were made. Let `kds bus-users` make one."
        )
    return "#" + sha256(password.encode()).hexdigest()
