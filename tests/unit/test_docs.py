"""What the documents list is what there is: statuses, dependencies, commands, links, examples."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import click
import pytest

from docs.make_paper import SHEETS, drawn
from docs.make_statuses import PAGE, page
from kds.cli import main
from kds.orders.intake import complete, read_order
from kds.orders.status import Status
from kds.replay.categories import CATEGORIES
from kds.settings.load import load
from tests.samples import T0

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), *ROOT.glob("*.md")])
COMMANDS = (DOCS / "commands.md").read_text("utf-8")


def _table_rows(text: str) -> list[list[str]]:
    rows = re.findall(r"^\|(.+)\|$", text, re.MULTILINE)
    return [[cell.strip() for cell in row.split("|")] for row in rows]


def test_the_glossary_has_the_twelve_statuses_with_both_names_in_their_order() -> None:
    _, _, section = (DOCS / "glossary.md").read_text("utf-8").partition("## The twelve statuses")

    listed = _table_rows(section)[2:]

    assert listed == [[f"`{s.code}`", s.english, s.finnish, s.meaning] for s in Status]


def test_the_page_of_statuses_is_made_from_the_table() -> None:
    assert PAGE.read_text("utf-8") == page(), "run python -m docs.make_statuses"


@pytest.mark.parametrize("name", SHEETS)
def test_the_pictures_of_paper_are_those_of_the_code(name: str) -> None:
    kept = (ROOT / "docs" / "pictures" / f"{name}.svg").read_text("utf-8")
    assert kept == drawn(SHEETS[name]), "run python -m docs.make_paper"


def _required() -> Iterator[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    yield from project["build-system"]["requires"]
    yield from project["project"]["dependencies"]
    for extra in project["project"]["optional-dependencies"].values():
        yield from extra


def test_each_dependency_is_listed_with_reason_and_licence() -> None:
    text = (DOCS / "dependencies.md").read_text("utf-8")
    installed, _, later = text.partition("## Chosen, and not installed")
    rows = {row[0]: row for row in _table_rows(installed)}
    names = {re.split(r"[\[<>=!~; ]", each)[0] for each in _required()}
    npm = set(re.findall(r'"([a-z@/.-]+)": "\^', (ROOT / "package.json").read_text("utf-8")))

    assert rows.keys() - {"package", "---"} == names | npm
    assert all(all(cells) and len(cells) == 3 for cells in rows.values())
    assert {row[0] for row in _table_rows(later)}.isdisjoint(names)


def _commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None:
                yield from _commands(found, f"{path} {name}")


OURS = (
    "send",
    "orders",
    "resend",
    "replay",
    "demo",
    "doctor",
    "backup",
    "restore",
    "tills",
    "systems",
)


def test_each_command_is_documented_and_nothing_else() -> None:
    context = click.Context(main)
    there = {name for name in main.list_commands(context) if main.get_command(context, name)}

    named = set(re.findall(r"(?:^|`|\| )kds ([a-z][a-z-]+)", COMMANDS, re.MULTILINE))

    assert there <= named
    assert named <= there


@pytest.mark.parametrize("name", OURS)
def test_each_option_is_documented(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    for _, each in _commands(command, f"kds {name}"):
        for parameter in each.params:
            for option in parameter.opts if isinstance(parameter, click.Option) else ():
                assert f"{option}" in COMMANDS, f"kds {name} {option}"


def test_the_categories_of_a_replay_are_listed() -> None:
    listed = re.search(r"gets one by its name, from (.+?)\.", COMMANDS)
    assert listed is not None

    assert re.findall(r"`(\w+)`", listed[1]) == list(CATEGORIES)


@pytest.mark.parametrize("page", ["README.md", "docs/commands.md", "docs/printers.md"])
def test_each_settings_example_is_valid(page: str, tmp_path: Path) -> None:
    examples = re.findall(r"```toml\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)
    assert examples
    for number, example in enumerate(examples):
        file = tmp_path / f"{number}.toml"
        file.write_text(example, "utf-8")
        assert load(file, {}).routes


def _examples() -> Iterator[tuple[str, str]]:
    """Yield each order that a document has one send to a till, and the document's name."""
    for file in PAGES:
        text = file.read_text("utf-8")
        told = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
        told += re.findall(r"^echo '(.+)' \| kds send -$", text, re.MULTILINE)
        for example in told:
            # Those of the bus are no till's of ours, and stand in an envelope.
            if re.search(r'^\{\s*"(order_id|service)".+"lines"', example, re.DOTALL):
                yield file.name, example


EXAMPLES = list(_examples())


def test_the_pages_with_orders_to_send_are_known() -> None:
    assert {name for name, _ in EXAMPLES} == {"commands.md", "external-systems.md", "till.md"}


@pytest.mark.parametrize(("page", "example"), EXAMPLES, ids=lambda each: str(each)[:20])
def test_each_order_of_an_example_is_taken_by_a_fresh_demo(page: str, example: str) -> None:
    with resources.as_file(resources.files("kds.up") / "demo.toml") as file:
        demo = load(file, {})
    sent = read_order(example.encode())

    made = complete(
        sent, order_id="A-1", number="A1", accepted_at=T0, needs_approval=False, menu=demo.menu
    )

    assert all(line.station is None or line.station in demo.stations for line in made.lines)
    listed = {product.product: product.price for product in demo.products}
    for line in made.lines:
        assert line.unit_price == listed[line.product], f"{page}: {line.product} costs otherwise"
    assert made.due_at is None, "in a document a day is soon past, and the ticket overdue"


def _anchor(heading: str) -> str:
    plain = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return plain.replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        assert there.exists(), f"{page.name} links to {target}"
        if anchor and there.suffix == ".md":
            headings = re.findall(r"^#+ (.+)$", there.read_text("utf-8"), re.MULTILINE)
            assert anchor in map(_anchor, headings), f"{page.name} links to {target}"
