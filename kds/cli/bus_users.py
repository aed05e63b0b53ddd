"""`kds bus-users`: the users of a server of one's own, and an address with password for each."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

import click

from kds.errors import SettingsError

ACL_FILE = "users.acl"
_SCHEMES = ("redis", "rediss")
_PASSWORD_IN_URL = re.compile(r"^KDS_REDIS_URL=rediss?://[^:/@]+:([A-Za-z0-9_-]+)@", re.M)


@click.command("bus-users")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder for users.acl and one environment file for each user.",
)
@click.option(
    "--url",
    default="redis://127.0.0.1:6379",
    show_default=True,
    help="Address of the server as the other machines see it, without user and password.",
)
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Settings file; the default is kds.toml or KDS_CONFIG.",
)
@click.option("--renew", multiple=True, metavar="USER", help="Give this user a new password.")
def bus_users(out: Path, url: str, config: Path | None, renew: tuple[str, ...]) -> None:
    """Write the users of a server of your own: kitchen, operator, and one for each till.

    Passwords that exist are kept, so it can be run again when a till is added. They are never
    shown: each stands in the environment file of its user.
    """
    from kds.settings.load import environment, load

    settings = load(config, environment())
    written = write_users(settings.site, settings.all_tills, out, url, renew)
    for path in written:
        click.echo(path)
    click.echo(
        f"Put {ACL_FILE} where the server's `aclfile` says and tell it with `ACL LOAD` or a "
        "restart; give each machine only the environment files of its own parts."
    )


def write_users(
    site: str, tills: Iterable[str], out: Path, url: str, renew: Iterable[str] = ()
) -> list[Path]:
    """Write users.acl and the environment files into a folder, and return their paths.

    Raises SettingsError for an address that is none or a user to renew that does not exist.
    """
    from kds.bus.users import acl_lines, user_names
    from kds.installation.folder import write_private

    letters = tuple(tills)
    names = user_names(letters)
    if unknown := set(renew) - set(names):
        raise SettingsError(
            f"There is no bus user {', '.join(sorted(unknown))}; there are {', '.join(names)}."
        )
    scheme, place = _split(url)
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = {name: _kept(out / f"{name}.env") for name in names if name not in set(renew)}
    passwords = {name: kept.get(name) or secrets.token_urlsafe(32) for name in names}
    lines = acl_lines(site, letters, passwords)
    written = []
    for name in names:
        path = out / f"{name}.env"
        address = f"{scheme}://{name}:{passwords[name]}@{place}"
        write_private(path, f"KDS_REDIS_URL={address}\n".encode())
        written.append(path)
    acl = out / ACL_FILE
    write_private(acl, ("\n".join(lines) + "\n").encode())
    # The server reads it under its own account; hashes of 256 random bits tell nobody anything.
    acl.chmod(0o644)
    return [acl, *written]


def _split(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
        ok = parts.scheme in _SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        ok = False
    if not ok:
        raise SettingsError(f"{url!r} is no address of a server, such as redis://192.0.2.10:6379.")
    if "@" in parts.netloc:
        raise SettingsError("Leave user and password out of --url; each user gets its own.")
    return parts.scheme, parts.netloc + parts.path.rstrip("/")


def _kept(path: Path) -> str | None:
    """Return the password that an earlier run gave this user, if there was one."""
    if not path.is_file():
        return None
    found = _PASSWORD_IN_URL.search(path.read_text("ascii"))
    return found[1] if found else None
