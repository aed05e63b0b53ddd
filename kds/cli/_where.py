"""How a command finds the installation that it talks to."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, ParamSpec, TypeVar

import click
import msgspec

from kds.cli._options import installation_options
from kds.errors import KdsError
from kds.installation import Address, Installation, find_till, find_web, settings_in_use
from kds.installation.folder import OPERATOR_KEY, TILL_KEY
from kds.logs import escape
from kds.settings import Settings
from kds.settings.load import environment

MAX_KEY_FILE_BYTES = 4096

P = ParamSpec("P")
R = TypeVar("R")


class Where(NamedTuple):
    """What the options say about the installation; the rest is in variables and kds.toml."""

    data_dir: Path | None = None
    config: Path | None = None
    url: str | None = None
    key_file: Path | None = None

    def settings(self) -> Settings:
        """Return the settings, as far as this machine has them."""
        return self.config_and_settings()[1]

    def config_and_settings(
        self, overrule: Mapping[str, str] | None = None
    ) -> tuple[Path | None, Settings]:
        """Return the settings file in use, if any, and the settings; `overrule` are variables."""
        environ = environment() | dict(overrule or {})
        if self.data_dir is not None:
            environ["KDS_DATA_DIR"] = str(self.data_dir)
        return settings_in_use(self.config, environ)

    def till(self) -> Address:
        """Return the main till's address and key; KdsError says how to name them."""
        return self._address(("KDS_TILL_URL", "KDS_TILL_KEY"), TILL_KEY)

    def web(self) -> Address:
        """Return the web server's address and the operator's key; KdsError as for the till."""
        return self._address(("KDS_WEB_URL", "KDS_OPERATOR_KEY"), OPERATOR_KEY)

    def _address(self, variables: tuple[str, str], secret: str) -> Address:
        url_variable, key_variable = variables
        overrule = {}
        if self.url is not None:
            overrule[url_variable] = self.url
        if self.key_file is not None:
            overrule[key_variable] = _read_key(self.key_file)
        _, settings = self.config_and_settings(overrule)
        is_till = secret == TILL_KEY
        if self.url is None:
            return _readable(find_till if is_till else find_web, settings)
        key = settings.till.key if is_till else settings.operator_key
        here = Installation(settings.data_dir)
        if key is None and not here.exists:
            raise KdsError(f"No key for {self.url}. Set {key_variable}, or use --key-file.")
        return Address(self.url.rstrip("/"), key or here.secret(secret))


def locally(command: Callable[P, R]) -> Callable[P, R]:
    """Add --data-dir and --config to a command, which is given `where`."""
    return _with_where(command, [])


def at_till(command: Callable[P, R]) -> Callable[P, R]:
    """Add the options that name a till to a command, which is given `where`."""
    url = click.option("--till", "url", metavar="URL", help="The till's address.")
    return _with_where(command, [url, _KEY_FILE])


def at_web(command: Callable[P, R]) -> Callable[P, R]:
    """Add the options that name a web server to a command, which is given `where`."""
    url = click.option("--web", "url", metavar="URL", help="The web server's address.")
    return _with_where(command, [url, _KEY_FILE])


def as_json(command: Callable[P, R]) -> Callable[P, R]:
    """Add --json, for scripts, to a command, which is given `json`."""
    return click.option("--json", "json", is_flag=True, help="Answer in JSON, for scripts.")(
        command
    )


def say(text: str = "") -> None:
    """Print one line; text from orders can neither forge another nor steer the terminal."""
    click.echo(escape(text))


def say_json(value: object) -> None:
    """Print one value as one line of JSON."""
    click.echo(msgspec.json.encode(value).decode())


def complain(text: str) -> None:
    """Print one line where errors go."""
    click.echo(escape(text), err=True)


_KEY_FILE = click.option(
    "--key-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A file that holds the key, for an installation on another machine.",
)


def _with_where(command: Callable[P, R], options: list[Callable[..., Any]]) -> Callable[P, R]:
    names = ("data_dir", "config", "url", "key_file")

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> R:
        told = {name: kwargs.pop(name) for name in names if name in kwargs}
        return command(*args, **kwargs, where=Where(**told))  # type: ignore[arg-type]

    decorated: Callable[P, R] = run
    for option in reversed(options):
        decorated = option(decorated)
    return installation_options(decorated)


def _readable(find: Callable[[Settings], Address], settings: Settings) -> Address:
    try:
        return find(settings)
    except PermissionError as error:
        raise KdsError(
            f"This user may not read {error.filename}. Run the command as the user that kds runs "
            "as, or give address and key."
        ) from None


def _read_key(file: Path) -> str:
    with file.open("rb") as stream:
        raw = stream.read(MAX_KEY_FILE_BYTES)
    try:
        return raw.decode("ascii").strip()
    except UnicodeDecodeError:
        raise KdsError(f"{file} does not hold a key. Name the file that does.") from None
