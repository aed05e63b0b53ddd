"""Reads the settings: the only place that reads the environment."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from kds.errors import SettingsError
from kds.settings import lines
from kds.settings.check import VARIABLE_ONLY, as_path, fit_faults, shape_faults
from kds.settings.model import TRADE_DEFAULTS, Settings, Trade
from kds.settings.wording import TOML_HINTS

CONFIG = "KDS_CONFIG"
DATA_DIR = "KDS_DATA_DIR"
DEFAULT_FILE = "kds.toml"
MAX_FILE_BYTES = 1024 * 1024

VARIABLES: dict[str, lines.Path] = {
    DATA_DIR: ("data_dir",),
    "KDS_REDIS_URL": ("bus", "url"),
    "KDS_WEB_PORT": ("web", "port"),
    "KDS_WEB_URL": ("web", "public_url"),
    "KDS_OPERATOR_KEY": ("operator_key",),
    "KDS_TILL_PORT": ("till", "port"),
    "KDS_TILL_URL": ("till", "url"),
    "KDS_TILL_KEY": ("till", "key"),
    "KDS_ARCHIVE_URL": ("archive", "url"),
    "KDS_TEXTS_GATEWAY": ("texts", "gateway"),
    "KDS_FAULT": ("fault",),
    "KDS_SUPERVISED": ("supervised",),
}
"""Each variable and the setting that it overrules; KDS_CONFIG names the file itself."""


def environment() -> dict[str, str]:
    """Return a copy of this process's environment."""
    return dict(os.environ)


def config_file(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    """Return the settings file to read, or None if there is none.

    It is the one given, else KDS_CONFIG's, else kds.toml here, else kds.toml in the data directory,
    where a restored installation has it. SettingsError when one is named and is not there.
    """
    named = path or (Path(environ[CONFIG]) if environ.get(CONFIG) else None)
    if named is None:
        usual = (Path(DEFAULT_FILE), told_data_dir(environ) / DEFAULT_FILE)
        return next((file.absolute() for file in usual if file.is_file()), None)
    if not named.is_file():
        raise SettingsError(f"{named}: there is no such settings file; name another or none.")
    return named.absolute()


def told_data_dir(environ: Mapping[str, str]) -> Path:
    """Return the data directory of KDS_DATA_DIR, else the default; a file may say another."""
    return Path(environ.get(DATA_DIR) or Settings().data_dir).expanduser().absolute()


def load(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """Return the checked settings; SettingsError names file, line and reason of the first fault."""
    return load_file(config_file(path, environ), environ)


def load_file(file: Path | None, environ: Mapping[str, str]) -> Settings:
    """Return the checked settings of this file, or the defaults; SettingsError as for `load`."""
    if file is not None and file.parent == (own := told_data_dir(environ)):
        environ = {**environ, DATA_DIR: str(own)}  # A data directory's own file tells of no other.
    text = _read(file) if file else ""
    raw = _parse(file, text)
    told = _Told(file, text, raw, _overrule(raw, environ))
    for key, variable in VARIABLE_ONLY.items():
        if told.in_file(key):
            advice = f"set the variable {variable} instead" if variable else "leave it out"
            raise told.wrong((key,), f"does not belong into the file; {advice}")
    for where, reason in shape_faults(raw, Settings):
        raise told.wrong(where, reason)
    settings = msgspec.convert(_of_trade(raw), Settings, dec_hook=as_path)
    for where, reason in fit_faults(settings):
        raise told.wrong(where, reason)
    base = file.parent if file is not None and told.in_file("data_dir") else Path.cwd()
    return msgspec.structs.replace(settings, data_dir=base / settings.data_dir.expanduser())


def _of_trade(raw: dict[str, Any]) -> dict[str, Any]:
    """Return what was told, over what its trade begins with; its shape is right."""
    begun = dict(TRADE_DEFAULTS[Trade(raw.get("trade", Trade.RESTAURANT))])
    for key, value in raw.items():
        both = isinstance(value, dict) and key in begun
        begun[key] = begun[key] | value if both else value
    return begun


class _Told(NamedTuple):
    """Everything that was told, and by what: the file, or a variable in place of it."""

    file: Path | None
    text: str
    raw: dict[str, Any]
    by_variable: dict[lines.Path, str]

    def in_file(self, key: str) -> bool:
        """Tell whether the file, and no variable, says this."""
        return key in self.raw and (key,) not in self.by_variable

    def wrong(self, where: lines.Path, reason: str) -> SettingsError:
        """Return the error that names the place of what is wrong."""
        for length in range(len(where), 0, -1):
            if variable := self.by_variable.get(where[:length]):
                return SettingsError(f"{variable}: {reason}. Change it, then start again.")
        setting = f"{lines.dotted(where)}: " if where else ""
        place = f"{self.file}:{lines.line_of(self.text, where)}" if self.file else "The settings"
        return SettingsError(f"{place}: {setting}{reason}. Correct it, then start again.")


def _read(file: Path) -> str:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read: {error.strerror}.") from None
    if len(raw) > MAX_FILE_BYTES:
        raise SettingsError(f"{file}: is larger than {MAX_FILE_BYTES} bytes; is it a kds.toml?")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"{file}:{line}: is not UTF-8 text. Save it as UTF-8.") from None


def _parse(file: Path | None, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason = re.sub(r" \(at .*\)$", "", str(error))
        hint = f"; {TOML_HINTS[reason]}" if reason in TOML_HINTS else ""
        at = re.search(r"\(at line (\d+)", str(error))
        line = at[1] if at else len(text.splitlines())
        raise SettingsError(f"{file}:{line}: is not TOML: {reason}{hint}. Correct it.") from None


def _overrule(raw: dict[str, Any], environ: Mapping[str, str]) -> dict[lines.Path, str]:
    """Put the variables over the file's values; return which setting which variable told."""
    told_by: dict[lines.Path, str] = {}
    for variable, where in VARIABLES.items():
        value: str | int | bool | list[str] = environ.get(variable, "")
        if value == "":
            continue
        if variable == "KDS_TEXTS_GATEWAY" and isinstance(value, str):
            value = value.split()
        if variable.endswith("_PORT") and isinstance(value, str):
            value = _port(variable, value)
        table = raw.setdefault(str(where[0]), {}) if len(where) == 2 else raw
        if isinstance(table, dict):
            table[str(where[-1])] = value == "1" if variable == "KDS_SUPERVISED" else value
            told_by[where] = variable
    return told_by


def _port(variable: str, value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", value):
        raise SettingsError(f"{variable}: {value!r} is not a port. Change the variable.")
    return int(value)
