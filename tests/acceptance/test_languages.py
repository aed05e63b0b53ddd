"""A language is chosen on a page and holds: on displays, in the back office, at the till."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.installation import RunningInstallation
from tests.acceptance.restaurant import TWO_STATIONS, Restaurant, ticket, wait_for_board

pytestmark = pytest.mark.browser

BURGER = {"product": "{table} <b>Burger</b>", "quantity": 1}
FRIES = {"product": "Fries", "quantity": 1, "category": "Fried"}
HOSTILE = "{name} <img src=x onerror=document.title='run'>"


@pytest.fixture(scope="module")
def restaurant(browser: Browser) -> Iterator[Restaurant]:
    """A restaurant whose grill has a screen and whose fryer has none."""
    with (
        RunningInstallation(config=TWO_STATIONS.format(deadline_s=2)) as kds,
        Restaurant(kds, browser) as restaurant,
    ):
        yield restaurant


@pytest.fixture(scope="module")
def grill(restaurant: Restaurant) -> Page:
    """The grill's screen."""
    return restaurant.hang_up_screen("grill", "Grill 1")


def test_a_display_speaks_the_language_that_was_chosen_on_it(
    restaurant: Restaurant, grill: Page
) -> None:
    sent = restaurant.post({"service": "takeaway", "table": HOSTILE, "lines": [BURGER]})
    wait_for_board(grill, 1)
    expect(ticket(grill, sent["order_id"])).to_contain_text("Takeaway")

    grill.get_by_role("button", name="Options").click()
    grill.get_by_role("button", name="Screen settings").click()
    with grill.expect_navigation():
        grill.get_by_role("button", name="Suomi").click()

    for _ in range(2):
        wait_for_board(grill, 1)
        shown = ticket(grill, sent["order_id"])
        expect(shown).to_contain_text("Mukaan")
        expect(shown.get_by_role("button", name="Valmis")).to_be_visible()
        expect(grill.locator("html")).to_have_attribute("lang", "fi")
        expect(grill.get_by_text("ajan tasalla, ")).to_be_visible()
        # What people wrote is only ever text, whatever stands in it.
        expect(shown).to_contain_text(f"Pöytä {HOSTILE}")
        expect(shown).to_contain_text("{table} <b>Burger</b>")
        grill.reload()
    assert grill.title() == "Grill"


def test_the_choice_holds_for_one_screen_only(restaurant: Restaurant, grill: Page) -> None:
    other = restaurant.hang_up_screen("pass", "Pass")

    expect(other.locator("html")).to_have_attribute("lang", "en")
    expect(other.get_by_role("button", name="Options")).to_be_visible()
    other.close()


def test_the_back_office_and_the_till_speak_the_language_that_was_chosen_in_one_of_them(
    restaurant: Restaurant,
) -> None:
    sent = restaurant.post({"service": "dine-in", "table": "4", "lines": [FRIES]})
    office = restaurant.office.new_page()
    office.goto(f"{restaurant.kds.web_url}/manager")
    failure = office.locator(f"[data-failure='{sent['order_id']}']")
    expect(failure).to_contain_text("no display is paired for Fryer")
    with office.expect_navigation():
        office.get_by_label("Language").select_option("fi")

    for _ in range(2):
        expect(failure).to_contain_text("keittiöpisteelle Fryer ei ole liitetty näyttöä")
        expect(failure.get_by_role("button", name="Lähetä uudelleen")).to_be_visible()
        expect(office.locator(".alarms")).to_contain_text("lähettämättä keittiöön")
        office.get_by_text("Päällikölle").click()
        expect(office.get_by_role("link", name="Päivän päätös")).to_be_visible()
        office.reload()
    failure.get_by_role("button", name="Tapahtumat").click()
    expect(failure).to_contain_text("nyt Ei lähetetty keittiöön")

    office.goto(f"{restaurant.kds.till_url}/")
    expect(office.locator("html")).to_have_attribute("lang", "fi")
    expect(office.get_by_role("heading", name="Ei lähetetty keittiöön")).to_be_visible()
    office.close()


def test_the_head_of_a_page_is_one_row_on_a_small_laptop_and_its_menu_works_with_keys(
    restaurant: Restaurant,
) -> None:
    office = restaurant.office.new_page()
    office.set_viewport_size({"width": 1280, "height": 800})
    url = restaurant.kds.web_url
    for language, live in (("en", "live"), ("fi", "ajan tasalla")):
        restaurant.office.add_cookies([{"name": "kds_language", "value": language, "url": url}])
        office.goto(f"{url}/manager/templates")
        expect(office.locator("#freshness")).to_contain_text(live)
        menu, links = office.locator(".for-managers"), office.locator(".top nav > a")
        summary = menu.locator("summary")
        tops = {one.evaluate("it => it.offsetTop") for one in [*links.all(), summary]}
        assert len(tops) == 1, f"the links in {language} stand in rows"
        here = menu.locator("[aria-current=page]")
        expect(here).to_be_hidden()
        summary.press("Enter")
        expect(here).to_be_visible()
        here.press("Escape")
        expect(here).to_be_hidden()
        expect(summary).to_be_focused()
    restaurant.office.clear_cookies(name="kds_language")
    office.close()


def test_a_refusal_is_said_in_the_language_of_the_screen(
    restaurant: Restaurant, grill: Page
) -> None:
    grill.context.add_cookies(
        [{"name": "kds_language", "value": "fi", "url": restaurant.kds.web_url}]
    )
    grill.reload()
    sent = restaurant.post({"service": "takeaway", "lines": [BURGER]})
    ready = ticket(grill, sent["order_id"]).get_by_role("button", name="Valmis")
    expect(ready).to_be_visible()
    grill.evaluate(
        """async (order) => {
          const { Connection } = await import("/static/js/connection.js");
          const { act } = await import("/static/js/act.js");
          const connection = new Connection(["grill"]);
          await new Promise((resolve) => connection.socket.on("connect", resolve));
          await act(connection, { command: "RecallPart", order_id: order, station: "grill" });
        }""",
        sent["order_id"],
    )

    expect(grill.locator(".toast")).to_contain_text("ei ole valmis; palautettavaa ei ole")
