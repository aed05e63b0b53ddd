"""The settings: what is right is taken, what is wrong is refused by its line; the docs have all."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import time
from operator import attrgetter
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.errors import SettingsError
from kds.orders.menu import KitchenRule, Product
from kds.orders.style import Style
from kds.settings import Settings, load
from kds.settings.check import VARIABLE_ONLY
from kds.settings.lines import dotted, line_of
from kds.settings.load import CONFIG, VARIABLES
from kds.settings.model import KnownTill, RouteSettings, StationSettings, SystemSettings
from kds.settings.paper import PrinterSettings
from kds.settings.screens import AgeSteps
from kds.settings.wording import PATTERNS

DOCS = (Path(__file__).parents[2] / "docs" / "settings.md").read_text("utf-8")
COUNTER = (Path(__file__).parents[2] / "docs" / "counter.md").read_text("utf-8")
ROW = re.compile(r"^\| `([^`]+)` \| ([^|]*) \| ([^|]+) \|$", re.MULTILINE)
FRIES = '[[menu]]\nproduct = "Fries"\ncategory = "fried"\nprice = 450\n'
SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PRINTER = "[printers.p]\nname = 'P'\nhost = 'p'\n"
STATION = '[stations.grill]\nname = "Grill"\n'


def told(tmp_path: Path, text: str, environ: dict[str, str] | None = None) -> Settings:
    """Load a settings file with this text."""
    file = tmp_path / "kds.toml"
    file.write_text(text, "utf-8")
    return load(file, environ or {})


def all_settings(table: type[msgspec.Struct] = Settings, prefix: str = "") -> Iterator[str]:
    """Yield the name of each setting, as the docs write it."""
    placeholder = {
        "stations": "<station>",
        "tills": "<till>",
        "systems": "<system>",
        "printers": "<printer>",
        "age": "<service>",
    }
    hints = get_type_hints(table)
    for field in msgspec.structs.fields(table):
        name, kind = field.encode_name, hints[field.name]
        below = get_args(kind)[-1 if get_origin(kind) is dict else 0] if get_args(kind) else kind
        if isinstance(below, type) and issubclass(below, msgspec.Struct):
            step = f"{placeholder[name]}." if get_origin(kind) is dict else ""
            yield from all_settings(below, f"{prefix}{name}.{step}")
        else:
            yield prefix + name


def default_of(name: str) -> Any:
    """Return the default of a setting; of a list or a table of tables, that of a new one in it."""
    table, _, rest = re.sub(r"\.<\w+>", "", name).partition(".")
    kinds: dict[str, type[msgspec.Struct]] = {
        "stations": StationSettings,
        "routes": RouteSettings,
        "menu": Product,
        "systems": SystemSettings,
        "tills": KnownTill,
        "printers": PrinterSettings,
        "screens": AgeSteps,
    }
    if table not in kinds:
        return attrgetter(name)(Settings())
    fields = msgspec.structs.fields(kinds[table])
    return next(each.default for each in fields if each.encode_name == rest.rpartition(".")[2])


def test_every_setting_is_in_the_docs_and_nothing_else() -> None:
    rows = {name for name, _, _ in ROW.findall(DOCS) if not name.startswith("KDS_")}
    assert rows == set(all_settings()) - set(VARIABLE_ONLY)


def test_every_variable_is_in_the_docs_with_its_setting() -> None:
    rows = {name: setting for name, setting, _ in ROW.findall(DOCS) if name.startswith("KDS_")}
    expected = {name: f"`{'.'.join(map(str, where))}`" for name, where in VARIABLES.items()}
    assert rows == expected | {CONFIG: "none"}


def test_the_defaults_in_the_docs_are_the_real_ones() -> None:
    compared = 0
    for name, default, _ in ROW.findall(DOCS):
        literal = re.fullmatch(r"`(.*)`", default)
        if literal and not name.startswith("KDS_"):
            value = default_of(name)
            quoted = isinstance(value, str | Path)
            written = str(value).lower() if isinstance(value, bool) else str(value)
            assert literal[1] == (f'"{value}"' if quoted else written), name
            compared += 1
    assert compared > 20


def test_the_example_in_the_docs_is_right(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", DOCS, re.DOTALL)
    assert example
    settings = told(tmp_path, example[1])
    assert settings.day_cut_off == time(5)
    assert tuple(settings.stations) == ("grill", "bar")
    assert settings.routes[1].product == "Burger and beer"


def test_nothing_at_all_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load(None, {})
    assert settings.boards == ("kitchen", "pass", "approvals", "ready-board")
    assert settings.data_dir == tmp_path / "kds-data"


def test_the_packaged_demo_is_right() -> None:
    import kds.up

    settings = load(Path(kds.up.__file__).parent / "demo.toml", {})
    assert set(settings.policy().routing.reachable()) == set(settings.stations)
    assert settings.data_dir == Path.cwd() / "kds-data", "not in the package"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('name = "a"\nsite = \n', 2, "is not TOML"),
        ("a = [1,\n2,", 2, "is not TOML"),
        ('name = "a"\nnmae = "b"\n', 2, "nmae: there is no such setting; did you mean 'name'?"),
        ("[web]\n\nprot = 1\n", 3, "web.prot: there is no such setting; did you mean 'port'?"),
        ("[web]\nport = '8300'\n", 2, "web.port: must be a whole number, and is a text in quotes"),
        ("[web]\nport = 65536\n", 2, "web.port: must be a whole number, at most 65535"),
        (
            "[approvals]\ndeadline_s = 0\n",
            2,
            "approvals.deadline_s: must be a number, more than 0.0",
        ),
        ('time_zone = "Mars/Olympus"\n', 1, "time_zone: there is no time zone 'Mars/Olympus'"),
        ('time_zone = "../../etc/passwd"\n', 1, "time_zone: there is no time zone"),
        ("stations = {}\n", 1, "stations: there must be at least one station"),
        ('\n[stations.pass]\nname = "P"\n', 2, "'pass' is the name of a board"),
        ('[stations.office]\nname = "P"\n', 1, "'office' is the name of a board"),
        ('[stations."The Grill"]\nname = "P"\n', 1, "stations.The Grill: must be a to z, 0 to 9"),
        (STATION + "[stations.bar]\n", 3, "stations.bar.name: is missing"),
        ('fallback_station = "bar"\n' + STATION, 1, "fallback_station: there is no station 'bar'"),
        (
            STATION + '[[routes]]\nstations = ["grill"]\nproduct = "a"\n'
            '[[routes]]\n# where?\nproduct = "b"\nstations = [\n  "bar",\n]\n',
            9,
            "stations in the 2nd of routes: there is no station 'bar'; the stations are grill",
        ),
        (
            "[[routes]]\nstations = []\n",
            2,
            "stations in the 1st of routes: must have at least 1 entry",
        ),
        (
            '[[routes]]\nstations = ["kitchen", 3]\n',
            2,
            "the 2nd of stations in the 1st of routes: must be a text in quotes",
        ),
        (
            '[[routes]]\nstations=["kitchen"]\n[[routes]]\nstations=["kitchen"]\nproduct="a"',
            1,
            "the 1st of routes: matches every line, so the rules below it never apply",
        ),
        ("[tills.b]\n", 1, "tills.b: must be one or two capital letters"),
        ("[till]\nport = 8300\n", 2, "till.port: 8300 is the port of the web server too"),
        ("[till]\nkey = 'short'\n", 2, "till.key: must have at least 16 characters"),
        ("[bus]\nurl = 'http://x'\n", 2, "bus.url: must be an address such as redis://"),
        ("[resend]\nfirst_pause_s = 90\n", 2, "resend.first_pause_s: is longer than"),
        ("day_cut_off = 25\n", 1, "day_cut_off: must be a time such as 05:00:00, and is a whole"),
        ('day_cut_off = "5:00"\n', 1, "day_cut_off: must be a time such as 05:00:00"),
        ("[stations.grill]\nname = Grill\n", 2, 'texts stand in quotes, as in name = "Grill"'),
        ("zzz = 1\n", 1, "known here are site, name, "),
        ('style = "buffet"\n', 1, "style: must be 'fast-food' or 'fine-dining'"),
        ("style = 3\n", 1, "style: must be a text in quotes, and is a whole number"),
        ('currency = "euro"\n', 1, "currency: must be three capital letters, such as EUR"),
        ("[[menu]]\nproduct = 'Fries'\n", 1, "category in the 1st of menu: is missing"),
        (FRIES.replace("450", "4.5"), 4, "price in the 1st of menu: must be a whole number, and"),
        (FRIES.replace("450", "-1"), 4, "price in the 1st of menu: must be a whole number, at le"),
        (FRIES + 'kitchen = "maybe"\n', 5, "must be 'always', 'never', 'if-modified', 'if-not-mo"),
        (FRIES + 'modifiers = ["hot",\n  3]\n', 5, "the 2nd of modifiers in the 1st of menu: must"),
        (FRIES + "zzz = 1\n", 5, "known here are product, category, price, modifiers, "),
        (FRIES + "\n" + FRIES.replace("Fr", "FR"), 7, "the 2nd of menu: 'FRies' is on the menu al"),
        (FRIES + 'station = "bar"\n', 5, "station in the 1st of menu: there is no station 'bar'"),
        (FRIES * 2001, 1, "menu: must have at most 2000 entries"),
        ("products = []\n", 1, "products: there is no such setting"),
        ("[systems.shop]\n", 1, "systems.shop.name: is missing"),
        ("[systems.'../x']\nname = 'x'\n", 1, "systems.../x: must be a to z, 0 to 9"),
        (
            "[systems.shop]\nname = 'Shop'\nwebhook = 'https://a:b@shop.example/'\n",
            3,
            "systems.shop.webhook: must be an address without user and password, such as https",
        ),
        (
            "[systems.shop]\nname = 'Shop'\nwebhook = 'file:///etc/passwd'\n",
            3,
            "systems.shop.webhook: must be an address",
        ),
        (
            "[systems.shop]\nname = 'Shop'\nwebhook_secret = 'abc'\n",
            3,
            "systems.shop.webhook_secret: must be whsec_ and 24 to 64 bytes in base64",
        ),
        (
            f"[systems.shop]\nname = 'Shop'\nwebhook_secret = 'whsec_{SECRET}A'\n",
            3,
            "systems.shop.webhook_secret: has no base64 after whsec_",
        ),
        (
            f"[till]\nkey = '{SECRET}'\n[systems.shop]\nname = 'Shop'\nkey = '{SECRET}'\n",
            5,
            "systems.shop.key: is the key of the till too",
        ),
        (
            f"[systems.shop]\nname = 'Shop'\nkey = '{SECRET}'\n"
            f"[systems.app]\nname = 'App'\nkey = '{SECRET}'\n",
            6,
            "systems.app.key: is the key of shop too",
        ),
        (PRINTER + "width_mm = 70\n", 4, "printers.p.width_mm: must be 58 or 80"),
        (PRINTER + "code_page = 'cp932'\n", 4, "printers.p.code_page: 'cp932' is no code page"),
        (PRINTER + "tickets = ['bar']\n", 4, "tickets: there is no station 'bar'; the stations"),
        (
            PRINTER + "fallback = ['kitchen']\n[printers.q]\nname = 'Q'\nhost = 'q'\n"
            "fallback = ['kitchen']\n",
            8,
            "printer 'p' prints for station 'kitchen' already: one is enough",
        ),
        ("[printers.p]\nname = 'P'\n", 1, "printers.p.host: is missing: connection 'network'"),
        (PRINTER + "connection = 'usb'\n", 1, "printers.p.vendor: is missing: connection 'usb'"),
        (PRINTER + "vendor = '4b8'\n", 4, "vendor: must be four hexadecimal digits"),
        (PRINTER + "code_page = 'utf-8'\n", 4, "code_page: must be a code page, such as cp858"),
        ("[receipts]\nvat = 101\n", 2, "receipts.vat: must be a number, at most 100"),
        (
            "[screens.age.takeaway]\nhurry_min = 8\n",
            2,
            "screens.age.takeaway.hurry_min: must be less than late_min, which is 8",
        ),
        ("[screens.age.drive]\n", 1, "screens.age.drive: must be 'dine-in', 'takeaway' or 'deli"),
        ("[approvals]\nanswer_within_s = 0\n", 2, "approvals.answer_within_s: must be a number"),
        ("language = 'xx'\n", 1, "language: there is no language 'xx'; known are 'en'"),
        ("supervised = true\n", 1, "supervised: does not belong into the file"),
        ("operator_key = '0123456789abcdef'\n", 1, "set the variable KDS_OPERATOR_KEY instead"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(
    tmp_path: Path, text: str, line: int, reason: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        told(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path}/kds.toml:{line}: ")
    assert reason in str(caught.value)
    assert SECRET not in str(caught.value), "a message shows no secret"


def test_the_menu_and_the_systems_are_as_the_file_says(tmp_path: Path) -> None:
    settings = told(
        tmp_path,
        'style = "fine-dining"\n' + STATION + FRIES + 'kitchen = "if-modified"\nstation = "grill"\n'
        f"[systems.shop]\nname = 'Shop'\nwebhook_secret = 'whsec_{SECRET}'\n"
        "webhook = 'https://shop.example/kitchen?branch=3'\n",
    )
    found = settings.menu.find("FRIES")
    assert found is not None
    assert (found.price, found.kitchen, found.station) == (450, KitchenRule.IF_MODIFIED, "grill")
    assert settings.menu is settings.menu, "a page asks for it on each request"
    assert settings.style is Style.FINE_DINING
    assert settings.systems["shop"].needs_approval
    assert not told(tmp_path, "").menu


def test_each_service_has_its_steps_of_age(tmp_path: Path) -> None:
    settings = told(tmp_path, "[screens.age.dine-in]\nhurry_min = 10\nlate_min = 15\n")
    assert settings.screens.age_steps == {
        "dine-in": AgeSteps(hurry_min=10, late_min=15),
        "takeaway": AgeSteps(),
        "delivery": AgeSteps(),
    }


def test_a_workshop_begins_with_what_suits_it_and_the_file_goes_before(tmp_path: Path) -> None:
    workshop = 'trade = "workshop"\n'

    begun = told(tmp_path, workshop)
    assert (begun.style, begun.counter.uncollected_days) == (Style.FINE_DINING, 30)
    planned = told(tmp_path, workshop + "[counter]\nplanned_ahead_min = 60\n")
    assert (planned.counter.planned_ahead_min, planned.counter.uncollected_days) == (60, 30)
    own = told(tmp_path, workshop + 'style = "fast-food"\n[counter]\nuncollected_days = 0\n')
    assert (own.style, own.counter.uncollected_days) == (Style.FAST_FOOD, 0)

    restaurant = told(tmp_path, 'trade = "restaurant"\n')
    assert (restaurant.style, restaurant.counter.uncollected_days) == (Style.FAST_FOOD, 0)


def test_the_workshop_in_the_docs_is_right(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", COUNTER, re.DOTALL)
    assert example
    assert told(tmp_path, example[1]).style is Style.FINE_DINING


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("KDS_WEB_PORT", "many"),
        ("KDS_WEB_PORT", "70000"),
        ("KDS_TILL_PORT", "-1"),
        ("KDS_TILL_KEY", "short-secret"),
        ("KDS_REDIS_URL", "secret@nowhere"),
        ("KDS_FAULT", "till.no-such-point"),
        ("KDS_FAULT", "till.after-disk-write:soon"),
        ("KDS_WEB_URL", "kitchen.example"),
        ("KDS_OPERATOR_KEY", "short-secret"),
    ],
)
def test_a_wrong_variable_is_named(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{variable}: ") as caught:
        told(tmp_path, '[web]\nport = 1\n\n[bus]\nurl = "redis://a"\n', {variable: value})
    assert "secret" not in str(caught.value), "a message shows no secret"


def test_a_variable_overrules_the_file(tmp_path: Path) -> None:
    text = 'data_dir = "here"\n[web]\nport = 1\nhost = "::1"\n'
    assert told(tmp_path, text).data_dir == tmp_path / "here"
    settings = told(tmp_path, text, {"KDS_WEB_PORT": "2", "KDS_DATA_DIR": "/there"})
    assert (settings.web.port, settings.web.host) == (2, "::1")
    assert settings.data_dir == Path("/there")


def test_the_variable_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "other.toml"
    file.write_text('name = "Other"\n')
    assert load(None, {CONFIG: str(file)}).name == "Other"
    with pytest.raises(SettingsError, match="there is no such settings file"):
        load(None, {CONFIG: str(tmp_path / "none.toml")})


def test_a_restored_file_in_the_data_directory_holds_where_no_other_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("kds-data", "restored"):
        (tmp_path / folder).mkdir()
        text = f'name = "In {folder}"\ndata_dir = "/somewhere/else"\n'
        (tmp_path / folder / "kds.toml").write_text(text)

    usual, restored = load(None, {}), load(None, {"KDS_DATA_DIR": "restored"})
    assert (usual.name, usual.data_dir) == ("In kds-data", tmp_path / "kds-data")
    assert (restored.name, restored.data_dir) == ("In restored", tmp_path / "restored")

    (tmp_path / "kds.toml").write_text('name = "Here"\n')
    assert load(None, {"KDS_DATA_DIR": "restored"}).name == "Here"


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    file = tmp_path / "kds.toml"
    file.write_bytes(b'name = "a"\nsite = "\xff"\n')
    with pytest.raises(SettingsError, match=r"kds\.toml:2: is not UTF-8"):
        load(file, {})


values = st.recursive(
    st.none() | st.booleans() | st.integers(0, 99999) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(Settings.__struct_fields__), values, max_size=4))
def test_whatever_is_in_the_file_only_settings_errors_come(content: dict[str, Any]) -> None:
    from kds.settings.check import as_path, shape_faults

    faults = list(shape_faults(content, Settings))
    if not faults:
        msgspec.convert(content, Settings, dec_hook=as_path)


def test_no_message_shows_a_pattern_or_what_is_not_for_a_file(tmp_path: Path) -> None:
    def patterns(wanted: Any) -> Iterator[str]:
        yield from (each.pattern for each in getattr(wanted, "__metadata__", ()) if each.pattern)
        if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
            for below in get_type_hints(wanted, include_extras=True).values():
                yield from patterns(below)
        for below in get_args(wanted):
            yield from patterns(below)

    assert set(patterns(Settings)) == PATTERNS.keys()
    with pytest.raises(SettingsError) as caught:
        told(tmp_path, 'site = "A b"\n')
    assert "site: must be up to 32 of a to z" in str(caught.value)
    with pytest.raises(SettingsError) as caught:
        told(tmp_path, "zzz = 1\n")
    assert not [each for each in VARIABLE_ONLY if each in str(caught.value)]


def test_lists_are_counted_as_people_count() -> None:
    counted = [dotted(("routes", number)) for number in (0, 1, 2, 3, 10, 20)]
    ordinals = ("1st", "2nd", "3rd", "4th", "11th", "21st")
    assert counted == [f"the {each} of routes" for each in ordinals]


def test_a_line_is_found_in_spite_of_texts_that_look_like_settings() -> None:
    text = 'a = """\n[web]\nport = 1\n"""\nweb.host = "x"\n[web.more]\nport = 2\n'
    assert line_of(text, ("web", "host")) == 5
    assert line_of(text, ("web", "more", "port")) == 7


HARD_TO_READ = r'''# [not] a "table
"a[" = 1 # ]
b = """
[web] \"""
port = 1""""" # two quotes are its own
c = ["""x"""", "]", '[', ~~~
[~~~'', { d = "{" }, # [
  2,
]
[[e]]
f = ""

[[e]]
g.h = ''
  [ i . "j]" ]
k = [[1], [
2]]
'''.replace("~~~", "'''")


def test_a_line_is_found_as_by_reading_every_start_of_the_file() -> None:
    def whole(count: int) -> dict[str, Any] | None:
        try:
            return tomllib.loads("".join(lines[:count]))
        except tomllib.TOMLDecodeError:
            return None

    def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
        if path:
            yield path
        if not isinstance(value, dict | list):
            return
        inside = value if isinstance(value, dict) else dict(enumerate(value))
        for key, each in inside.items():
            yield from paths(each, (*path, key))

    lines = HARD_TO_READ.splitlines(keepends=True)
    expected: dict[tuple[str | int, ...], int] = {}
    last_whole = 0
    for count in range(1, len(lines) + 1):
        if (found := whole(count)) is not None:
            expected |= {path: last_whole + 1 for path in paths(found) if path not in expected}
            last_whole = count

    assert len(expected) > 20
    for path, line in expected.items():
        assert line_of(HARD_TO_READ, path) == line, path


def test_a_fault_in_the_longest_menu_is_found(tmp_path: Path) -> None:
    entries = [FRIES.replace("Fries", f"Dish {number}") for number in range(2000)]
    entries[1500] = entries[1500].replace("450", '"450"')
    with pytest.raises(SettingsError) as caught:
        told(tmp_path, "".join(entries))
    assert ":6004: price in the 1501st of menu: must be a whole number" in str(caught.value)
