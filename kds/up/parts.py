"""Which parts an installation has, and what each is told."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path

from kds.bus.embedded import EmbeddedServer
from kds.bus.users import KITCHEN, acl_lines, till_user, user_names
from kds.bus.worker_names import printer_worker
from kds.installation import Installation
from kds.settings.load import CONFIG
from kds.settings.model import Settings
from kds.up.part import Part, start_python

SERVER = "server"
TILL = "till"
WEB = "web"


def embedded_server(settings: Settings, here: Installation, operator: str) -> EmbeddedServer:
    """Return the embedded server of this installation, with a user for each role and till."""
    socket = here.bus_socket()
    passwords = {user: here.password(user) for user in user_names(settings.all_tills)}
    return EmbeddedServer(
        here.server_dir,
        socket,
        acl_lines(settings.site, settings.all_tills, passwords),
        here.bus_url(operator, socket),
        here.data_dir / "logs" / "server.log",
    )


def server_part(server: EmbeddedServer) -> Part:
    """Return the embedded server as a part."""
    return Part(SERVER, server.start, "tills keep their orders and screens wait; nothing is lost")


def python_parts(
    settings: Settings,
    environ: Mapping[str, str],
    config: Path | None,
    server: EmbeddedServer | None,
    *,
    demo: bool,
) -> list[Part]:
    """Return till, workers and web server, and with `demo` a player of orders."""
    here = Installation(settings.data_dir)

    def part(name: str, arguments: list[str], user: str, consequence: str) -> Part:
        told = dict(environ)
        told |= {"KDS_DATA_DIR": str(settings.data_dir), "KDS_SUPERVISED": "1"}
        told |= {"KDS_WEB_PORT": str(settings.web.port), "KDS_TILL_PORT": str(settings.till.port)}
        if config is not None:
            told[CONFIG] = str(config)
        if server is not None:
            told["KDS_REDIS_URL"] = here.bus_url(user, server.socket)
        return Part(name, lambda: start_python(arguments, told), consequence)

    own_till = till_user(settings.till.letter)
    parts = [
        part("route", ["kds", "worker", "route"], KITCHEN, "orders wait on the bus"),
        part("resend", ["kds", "worker", "resend"], KITCHEN, "late orders are noticed later"),
        part("texts", ["kds", "worker", "texts"], KITCHEN, "texts to customers wait"),
        part("sweep", ["kds", "worker", "sweep"], KITCHEN, "texts and paper that got stuck wait"),
        *(
            part(
                printer_worker(printer),
                ["kds", "worker", "printer", printer],
                KITCHEN,
                "its sheets of paper wait",
            )
            for printer in settings.printers
        ),
        part(TILL, ["kds", "till"], own_till, "no orders are accepted meanwhile"),
        part(WEB, ["kds.web"], KITCHEN, "screens show that they are not up to date"),
    ]
    if demo and importlib.util.find_spec("kds.cli.demo"):
        parts.append(part("demo", ["kds", "demo"], own_till, "no demo orders come"))
    return parts
