"""A real web process for each module that asks for one, and browsers of people before it."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.conftest import Server
from tests.integration.archives import archive, archive_url, postgresql
from tests.integration.browser import Browser
from tests.integration.web_people import signed_in, started
from tests.integration.web_process import WebProcess

__all__ = ["archive", "archive_url", "postgresql"]


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory, shared_server: Server) -> Iterator[WebProcess]:
    folder = tmp_path_factory.mktemp("web")
    process = started(WebProcess(folder, shared_server.url, f"t{uuid4().hex[:12]}"))
    yield process
    process.stop()


@pytest.fixture
def stranger(web: WebProcess) -> Browser:
    return Browser(web.port)


@pytest.fixture
def manager(web: WebProcess) -> Browser:
    return signed_in(web, "Mari")


@pytest.fixture
def cashier(web: WebProcess) -> Browser:
    return signed_in(web, "Otto")
