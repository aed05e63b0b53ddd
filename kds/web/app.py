"""The Flask application: pages for people, a JSON API for programs; sockets are added by serve."""

from __future__ import annotations

from flask import Flask

from kds.web import failures, guard
from kds.web.api import displays, orders, watching
from kds.web.asking import EXTENSION
from kds.web.context import Web
from kds.web.pages import pages
from kds.web.pairing import pairing
from kds.web.signing import signing


def create_app(web: Web) -> Flask:
    """Return the application of one web process; it starts nothing and connects to nothing."""
    app = Flask("kds.web")
    app.extensions[EXTENSION] = web
    guard.put_up(app, web.settings)
    failures.register(app)
    for blueprint in (pages, signing, pairing, displays.api, orders.api, watching.api):
        app.register_blueprint(blueprint)

    @app.context_processor
    def common() -> dict[str, object]:
        return {"time_zone": web.settings.time_zone, "stations": web.settings.station_names}

    return app
