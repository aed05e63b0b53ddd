"""Preparation times where people look: below a display's head, on the reports page, in a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.hands import Hands
from tests.acceptance.installation import RunningInstallation
from tests.acceptance.restaurant import TWO_STATIONS, Restaurant, wait_for_board

pytestmark = pytest.mark.browser

WITHIN_MS = 30_000
"""Figures are computed every few seconds, and pages ask every few seconds more."""

BURGER = {"product": "Burger", "quantity": 1}
FORMULA = {"product": "=Fries, large", "quantity": 2, "category": "Fried"}


@pytest.fixture(scope="module")
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    config = TWO_STATIONS.format(deadline_s=3600)
    with RunningInstallation(config=config) as kds, Restaurant(kds, browser) as restaurant:
        yield restaurant


@pytest.fixture(scope="module")
def made(restaurant: Restaurant) -> None:
    """Let cooks make two burgers and one portion of fries; one burger is still owed."""
    hands = Hands(restaurant.kds)
    ids = [hands.take(service="dine-in", table=str(n), lines=[BURGER, FORMULA]) for n in range(3)]
    for order_id in ids:
        hands.await_status(order_id, "IN_KITCHEN")
    for order_id, station in ((ids[0], "grill"), (ids[1], "grill"), (ids[0], "fryer")):
        assert hands.office(order_id, "MarkPartReady", station=station).is_done


@pytest.mark.usefixtures("made")
def test_a_display_tells_how_long_it_takes_now_if_wanted(restaurant: Restaurant) -> None:
    grill, at_pass = (restaurant.hang_up_screen(each, each) for each in ("grill", "pass"))
    wait_for_board(grill, 1)
    expect(grill.locator(".figures")).to_have_count(0)

    for screen in (grill, at_pass):
        screen.evaluate(
            "() => import('/static/js/screen/settings.js')"
            ".then(({ settings }) => settings.save({ figures: true }))"
        )

    expect(grill.locator("[data-figures]")).to_have_count(1, timeout=WITHIN_MS)
    expect(grill.locator("[data-figures=grill]")).to_contain_text("average", timeout=WITHIN_MS)
    expect(grill.locator("[data-figures=grill]")).to_contain_text("longest")
    expect(at_pass.locator("[data-figures=fryer]")).to_contain_text("Fryer average")
    expect(at_pass.locator("[data-figures]")).to_have_count(2)


@pytest.fixture
def reports(restaurant: Restaurant, made: None) -> Iterator[Page]:
    """The page, as a manager finds it."""
    page = restaurant.office.new_page()
    page.goto(restaurant.kds.web_url)
    page.get_by_role("link", name="Reports").click()
    expect(page.locator("[data-tile=made] b")).to_have_text("3")
    yield page
    page.close()


def test_the_page_tells_what_was_made_and_plots_and_tables_say_the_same(reports: Page) -> None:
    page = reports
    expect(page.locator("[data-by=station] [data-row=grill] td").nth(4)).to_have_text("2")
    expect(page.locator("[data-by=station] [data-row=fryer] td").nth(4)).to_have_text("1")
    expect(page.locator("[data-by=product] tbody th")).to_have_text(["Burger", "=Fries, large"])

    by_hour = page.locator("[data-by=hour]")
    columns = by_hour.locator(".plot rect.average").count()
    by_hour.locator("summary").click()
    expect(by_hour.locator("tbody tr")).to_have_count(columns)

    page.get_by_label("At which station").select_option("fryer")
    expect(page.locator("[data-tile=made] b")).to_have_text("1")
    page.get_by_role("button", name="7 days").click()
    expect(page.get_by_role("button", name="7 days")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.locator("[data-tile=made] b")).to_have_text("1")
    expect(page.get_by_label("At which station")).to_have_value("fryer")
    page.get_by_label("From day").fill("2020-01-01")
    page.get_by_label("Until day").fill("2020-01-02")
    expect(page.get_by_text("Nothing was made on these days.")).to_be_visible()


def test_a_file_reads_back(reports: Page, tmp_path: Path) -> None:
    with reports.expect_download() as saving:
        reports.locator("[data-by=product]").get_by_role("link", name="CSV").click()
    file = tmp_path / saving.value.suggested_filename
    saving.value.save_as(file)

    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))

    assert file.name.startswith("kds-preparation-by-product-")
    assert [(each["product"], each["made"]) for each in rows] == [
        ("'=Fries, large", "1"),
        ("Burger", "2"),
    ]


def test_paper_has_it_dark_on_white_with_every_table_open(reports: Page) -> None:
    reports.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    reports.emulate_media(media="print")

    expect(reports.locator("[data-by=hour] tbody")).to_be_visible()
    expect(reports.locator(".top")).to_be_hidden()
    assert reports.evaluate("() => document.documentElement.dataset.theme") == "light"
    reports.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert reports.evaluate("() => document.documentElement.dataset.theme") is None
