"""What makes a display an app of its device: a manifest for each board, and the service worker."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify

from kds.errors import Refused
from kds.orders.record import APPROVALS, PASS
from kds.web.asking import the_web

installable = Blueprint("installable", __name__)


@installable.get("/display/<board>/manifest.webmanifest")
def manifest(board: str) -> Response:
    """Describe a board as an app: its name, its picture, and where it begins."""
    settings = the_web().settings
    own_names = {PASS: "Pass", APPROVALS: "Approvals"}
    name = own_names.get(board) or settings.station_names.get(board)
    if name is None:
        text = "There is no board {board}. Choose one on the start page."
        raise Refused("unknown_board", text, board=board)
    answer = jsonify(
        id=f"/display/{board}",
        name=f"{settings.name}: {name}",
        short_name=name,
        start_url=f"/display/{board}",
        scope="/",
        display="fullscreen",
        display_override=["fullscreen", "standalone"],
        background_color="#0e1216",
        theme_color="#0e1216",
        icons=[
            {
                "src": "/static/icon.svg",
                "sizes": "any",
                "type": "image/svg+xml",
                "purpose": "any maskable",
            }
        ],
    )
    answer.mimetype = "application/manifest+json"
    return answer


@installable.get("/service-worker.js")
def service_worker() -> Response:
    """Give out the service worker at the root, for it answers for what lies below its address."""
    response = current_app.send_static_file("js/service-worker.js")
    response.mimetype = "text/javascript"
    response.headers["Cache-Control"] = "no-cache"
    return response
