"""The Flask application: pages for people, a JSON API for programs; sockets are added by serve."""

from __future__ import annotations

from flask import Flask

from kds import __version__
from kds.http import language, openapi, routes
from kds.http.routes import Who
from kds.web import failures, guard, pages
from kds.web.api import (
    calling,
    customers,
    displays,
    kitchen,
    orders,
    printers,
    prints,
    refunds,
    reminders,
    reports,
    search,
    templates,
    texts,
    tickets,
    watching,
)
from kds.web.asking import EXTENSION, require_counter, require_manager, require_person
from kds.web.context import Web
from kds.web.installable import installable
from kds.web.pairing import pairing
from kds.web.signing import signing
from kds.web.version import pages_version

OPERATIONS = (
    *orders.OPERATIONS,
    *calling.OPERATIONS,
    *tickets.OPERATIONS,
    *search.OPERATIONS,
    *refunds.OPERATIONS,
    *texts.OPERATIONS,
    *printers.OPERATIONS,
    *prints.OPERATIONS,
    *templates.OPERATIONS,
    *reminders.OPERATIONS,
    *customers.OPERATIONS,
    *displays.OPERATIONS,
    *kitchen.OPERATIONS,
    *reports.OPERATIONS,
    *watching.OPERATIONS,
    pages.HEALTH,
)
"""Every operation of the web server for programs: what is in here is served and described."""

GATES: dict[Who, routes.Gate] = {
    Who.EVERYONE: lambda: None,
    Who.PEOPLE: require_person,
    Who.COUNTER: require_counter,
    Who.MANAGERS: require_manager,
}


def create_app(web: Web) -> Flask:
    """Return the application of one web process; it starts nothing and connects to nothing."""
    app = Flask("kds.web")
    app.extensions[EXTENSION] = web
    guard.put_up(app, web.settings)
    failures.register(app)
    language.serve(app, web.settings.language, web.settings.trade)
    for blueprint in (pages.pages, installable, signing, pairing):
        app.register_blueprint(blueprint)
    routes.register(app, OPERATIONS, GATES)
    openapi.serve(app, "kds: back office and kitchen", __version__, OPERATIONS)

    @app.context_processor
    def common() -> dict[str, object]:
        return {
            "time_zone": web.settings.time_zone,
            "stations": web.settings.station_names,
            "version": pages_version(),
        }

    return app
