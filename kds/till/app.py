"""The till's HTTP: what POS software and the till's own page ask of it."""

from __future__ import annotations

from importlib.resources import files

from flask import Flask

from kds import __version__
from kds.http import language, openapi, routes
from kds.http.problem import answer_errors
from kds.http.routes import Who
from kds.orders.intake import MAX_BODY_BYTES
from kds.till.answers import harden
from kds.till.api import customers, deeds, kitchen, menu, orders, signing, webhooks
from kds.till.asking import EXTENSION, Till, require_caller, require_person

OPERATIONS = (
    *orders.OPERATIONS,
    *deeds.OPERATIONS,
    *webhooks.OPERATIONS,
    *menu.OPERATIONS,
    *kitchen.OPERATIONS,
    *customers.OPERATIONS,
    *signing.OPERATIONS,
)
"""Every operation of the till for programs: what is in here is served and described."""

GATES: dict[Who, routes.Gate] = {
    Who.EVERYONE: lambda: None,
    Who.PEOPLE: require_person,
    Who.SYSTEMS_TOO: require_caller,
}


def create_app(till: Till) -> Flask:
    """Return the till's HTTP application."""
    app = Flask("kds.till", static_folder=str(files("kds.till") / "static"))
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.extensions[EXTENSION] = till
    language.serve(app, till.settings.language, till.settings.trade)
    page = (files("kds.till") / "static" / "till.html").read_text("utf-8")
    app.add_url_rule("/", "page", lambda: language.page(page))
    app.add_url_rule("/sign-in", "sign_in", signing.sign_in, methods=["POST"])
    app.add_url_rule("/sign-out", "sign_out", signing.sign_out, methods=["POST"])
    routes.register(app, OPERATIONS, GATES)
    openapi.serve(app, "kds: main till", __version__, OPERATIONS)
    answer_errors(app)
    app.after_request(harden)
    return app
