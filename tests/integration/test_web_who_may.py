"""Who may open which page and ask for which operation of the web server."""

from __future__ import annotations

import pytest

from tests.integration.browser import Browser
from tests.integration.web_people import shell, signed_in
from tests.integration.web_process import WebProcess

ROUTES = [
    ("GET", "/api/v1/alarms", 200, 200),
    ("GET", "/api/v1/tills", 200, 200),
    ("GET", "/api/v1/orders", 200, 200),
    ("GET", "/api/v1/orders/none", 404, 404),
    ("GET", "/api/v1/orders/none/calling", 404, 404),
    ("GET", "/api/v1/tickets", 200, 200),
    ("POST", "/api/v1/orders/resend-all", 200, 200),
    ("GET", "/api/v1/search", 200, 200),
    ("GET", "/api/v1/refunds", 200, 200),
    ("GET", "/api/v1/texts", 200, 200),
    ("GET", "/api/v1/printers", 200, 200),
    ("POST", "/api/v1/printers/none/test", 404, 404),
    ("GET", "/api/v1/prints", 200, 200),
    ("GET", "/api/v1/orders/none/prints/none/picture", 404, 404),
    ("GET", "/api/v1/orders/none/receipt", 404, 404),
    ("GET", "/api/v1/templates", 403, 200),
    ("POST", "/api/v1/templates/preview", 403, 422),
    ("POST", "/api/v1/templates/none", 403, 422),
    ("POST", "/api/v1/templates/none/move", 403, 422),
    ("POST", "/api/v1/templates/none/remove", 403, 404),
    ("POST", "/api/v1/templates/none/restore", 403, 404),
    ("GET", "/api/v1/reminders", 403, 200),
    ("POST", "/api/v1/reminders/none", 403, 404),
    ("POST", "/api/v1/reminders/none/again", 403, 404),
    ("POST", "/api/v1/reminders/none/cancel", 403, 404),
    ("POST", "/api/v1/customers/lookup", 403, 422),
    ("POST", "/api/v1/customers/export", 403, 422),
    ("POST", "/api/v1/customers/opt-out", 403, 422),
    ("POST", "/api/v1/customers/erase", 403, 422),
    ("GET", "/api/v1/set-aside", 403, 200),
    ("POST", "/api/v1/set-aside/settle", 403, 422),
    ("GET", "/api/v1/displays", 403, 200),
    ("POST", "/api/v1/displays/approve", 403, 422),
    ("POST", "/api/v1/displays/none/revoke", 403, 404),
    ("POST", "/api/v1/displays/none/show", 403, 422),
    ("POST", "/api/v1/displays/none/move", 403, 422),
    ("POST", "/api/v1/displays/none/settings", 403, 404),
    ("POST", "/api/v1/displays/none/reload", 403, 404),
    ("POST", "/api/v1/displays/none/identify", 403, 404),
    ("GET", "/api/v1/kitchen", 200, 200),
    ("POST", "/api/v1/kitchen/sold-out", 403, 422),
    ("POST", "/api/v1/kitchen/available", 403, 422),
    ("POST", "/api/v1/kitchen/pause", 403, 422),
    ("POST", "/api/v1/kitchen/resume", 403, 200),
    ("GET", "/api/v1/reports/preparation", 403, 200),
    ("GET", "/api/v1/reports/preparation.csv", 403, 422),
    ("GET", "/tickets", 200, 200),
    ("GET", "/tickets/waiting", 200, 200),
    ("GET", "/tickets/ready", 200, 200),
    ("GET", "/tickets/all", 200, 200),
    ("GET", "/manager", 200, 200),
    ("GET", "/manager/orders", 200, 200),
    ("GET", "/manager/orders/none", 200, 200),
    ("GET", "/manager/refunds", 200, 200),
    ("GET", "/manager/texts", 200, 200),
    ("GET", "/manager/printers", 200, 200),
    ("GET", "/manager/templates", 403, 200),
    ("GET", "/manager/reminders", 403, 200),
    ("GET", "/manager/customers", 403, 200),
    ("GET", "/manager/screens", 403, 200),
    ("GET", "/manager/displays", 403, 302),
    ("GET", "/manager/reports", 403, 200),
    ("GET", "/manager/day", 403, 200),
]


@pytest.mark.parametrize(("method", "path", "as_cashier", "as_manager"), ROUTES)
def test_who_may_do_what(
    web: WebProcess, method: str, path: str, *, as_cashier: int, as_manager: int
) -> None:
    display = Browser(web.port)
    display.cookies["kds_display"] = web.pair("grill")
    browsers = {
        "stranger": Browser(web.port),
        "wrong key": Browser(web.port, "wrong"),
        "display": display,
        "cashier": signed_in(web, "Otto"),
        "manager": signed_in(web, "Mari"),
        "shell": shell(web),
    }
    outside = 302 if path.startswith(("/manager", "/tickets")) else 401
    wanted = {
        "stranger": outside,
        "wrong key": outside,
        "display": 403,
        "cashier": as_cashier,
        "manager": as_manager,
        "shell": as_manager,
    }
    found = {
        who: (browser.get(path) if method == "GET" else browser.post(path, {})).status
        for who, browser in browsers.items()
    }
    assert found == wanted


@pytest.mark.parametrize(("name", "may"), [("Otto", "false"), ("Mari", "true")])
def test_only_who_may_settle_refunds_is_offered_it(web: WebProcess, name: str, may: str) -> None:
    assert f'data-may-settle="{may}"' in signed_in(web, name).get("/manager/refunds").text


def test_every_route_of_the_api_is_in_the_table_of_who_may(web: WebProcess) -> None:
    from kds.archive.database import Database
    from kds.installation import archive_url
    from kds.web.app import OPERATIONS, create_app
    from kds.web.context import Web

    app = create_app(
        Web(
            web.settings,
            web.access,
            web.kitchen,
            web.client,
            web.keys,
            Database(archive_url(web.settings)),
        )
    )
    adapter = app.url_map.bind("kds.test")
    reached = {adapter.match(path, method=method)[0] for method, path, *_ in ROUTES}
    every = {operation.id for operation in OPERATIONS}
    assert every - reached == {"orders.command", "health"}
