"""The slice over a database of its own, and a service to look at."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx2
import pytest
from tests.support.doors import Doors

from medianest.accounts.permissions import Role
from medianest.infra.events import LiveEvents
from medianest.infra.jobs import Jobs
from medianest.infra.vault import Vault
from medianest.monitoring.feature import MonitoringFeature
from medianest.monitoring.probes import Probes
from medianest.monitoring.schemas import ServiceConfig
from medianest.monitoring.service import Services

BASE = "/api/v1"
GIVEN = ServiceConfig(name="tmdb", url="http://tmdb.example", secret="from-the-file")


@dataclass
class Neighbour:
    """A web server that answers everything with one status."""

    status: int = 200
    asked: list[str] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def neighbour() -> Iterator[Neighbour]:
    known = Neighbour()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known.asked.append(self.path)
            self.send_response(known.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.url = f"http://127.0.0.1:{server.server_address[1]}"
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield known
    server.shutdown()
    server.server_close()


@pytest.fixture
async def services(database: str, tmp_path: Path) -> Services:
    assert database
    return Services(Vault(tmp_path / "keys"), {"tmdb": GIVEN})


@pytest.fixture
def probes(services: Services) -> Probes:
    return Probes(services, LiveEvents(), {})


@pytest.fixture
async def olga(services: Services, probes: Probes) -> AsyncIterator[httpx2.AsyncClient]:
    async with Doors([MonitoringFeature(services, probes, Jobs(), BASE)]).enter(
        Role.OWNER
    ) as client:
        yield client
