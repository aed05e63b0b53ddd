"""`kds tills`: every till that may write to the bus, and what a stranger's till needs for it."""

from __future__ import annotations

from typing import Any

import click
from redis.exceptions import RedisError

from kds.cli._where import Where, as_json, locally, say, say_json
from kds.cli.orders import age
from kds.errors import KdsError, NotReachable
from kds.settings import Settings


@click.group(invoke_without_command=True)
@as_json
@locally
@click.pass_context
def command(context: click.Context, json: bool, where: Where) -> None:
    """List the tills: letter, name, user on the bus, and when each was last heard of."""
    context.obj = where
    if context.invoked_subcommand is not None:
        return
    tills = list_tills(where.settings())
    if json:
        say_json({"tills": tills})
        return
    for till in tills:
        say(f"{till['till']:<3} {till['name'] or '-':<20} {till['user']:<8} {till['state']}")


@command.command("show")
@click.argument("till", metavar="LETTER")
@as_json
@locally
@click.pass_obj
def show(before: Where, till: str, json: bool, where: Where) -> None:
    """Print what a till that somebody else wrote needs to write to the bus (docs/bus.md)."""
    # The options may stand on either side of `show`.
    settings = (where if where != Where() else before).settings()
    needs = what_a_till_needs(settings, till.upper())
    if json:
        say_json(needs)
        return
    for name, value in needs.items():
        say(f"{name.replace('_', ' '):<14} {value}")


def list_tills(settings: Settings) -> list[dict[str, Any]]:
    """Return every till of the settings and how it is; raises NotReachable."""
    from kds.bus import till_beats
    from kds.bus.connect import connect
    from kds.bus.keys import Keys
    from kds.bus.users import OPERATOR, till_user
    from kds.clock import now
    from kds.installation import bus_url

    client = connect(bus_url(settings, OPERATOR))
    try:
        beats = till_beats.read(client, Keys(settings.site), settings.all_tills)
    except RedisError as error:
        raise NotReachable(f"The server does not answer ({error}). Is it running?") from None
    finally:
        client.close()
    at, found = now(), []
    for letter, till in settings.all_tills.items():
        beat = beats.get(letter)
        if till.send_only:
            state = "send-only"
        elif beat is None:
            state = "never heard of"
        else:
            silent = "SILENT, " if beat.is_silent(at) else ""
            unsent = f", {beat.unsent} order(s) unsent" if beat.unsent else ""
            state = f"{silent}heard of {age(beat.at.isoformat(), at)} ago{unsent}"
        found.append(
            {
                "till": letter,
                "name": till.name,
                "user": till_user(letter),
                "send_only": till.send_only,
                "heard_at": beat.at if beat else None,
                "unsent": beat.unsent if beat else 0,
                "state": state,
            }
        )
    return found


def what_a_till_needs(settings: Settings, letter: str) -> dict[str, str]:
    """Return address, user, password file, stream and source of one till, never the password."""
    from kds.bus.envelope import till_source
    from kds.bus.keys import Keys
    from kds.bus.users import till_user

    if letter not in settings.all_tills:
        known = ", ".join(settings.all_tills)
        raise KdsError(
            f"There is no till {letter}; there are {known}. Add a table [tills.{letter}] to "
            "kds.toml and restart."
        )
    keys = Keys(settings.site)
    return {
        **_address(settings, letter),
        "user": till_user(letter),
        "stream": keys.orders(letter),
        "source": till_source(settings.site, letter),
        "events": keys.events,
        "heartbeat": keys.till(letter),
    }


def _address(settings: Settings, letter: str) -> dict[str, str]:
    from kds.bus.users import till_user
    from kds.installation import Installation

    user = till_user(letter)
    if settings.bus.url is not None:
        place = settings.bus.url.rpartition("@")[2]
        scheme = settings.bus.url.partition("://")[0]
        return {
            "address": f"{scheme}://{place.removeprefix(f'{scheme}://')}",
            "password": f"in {user}.env, which `kds bus-users` writes",
        }
    here = Installation(settings.data_dir)
    info = here.run_info()
    if info is None or info.bus_socket is None:
        raise NotReachable(f"No server runs in {here.data_dir}. Start it with `kds up`.")
    here.password(user)
    return {"address": f"unix://{info.bus_socket}", "password": f"in {here.password_file(user)}"}
