"""An appliance on loopback, and what a client has on its disk."""

import socket
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.desktop.net.authorities import Authority
from tests.desktop.net.keyrings import MemoryKeyring
from tests.desktop.net.standin import StandIn
from tests.desktop.net.touch import TOKEN, Announced

from medianest_desktop.net.appliances import Appliances, Paired
from medianest_desktop.net.connection import Connection
from medianest_desktop.net.vault import SERVICE, Vault


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    # The client runs on asyncio's own loop.
    return "asyncio"


@pytest.fixture
async def appliance(tmp_path: Path) -> AsyncIterator[StandIn]:
    async with StandIn(tmp_path) as running:
        yield running


@pytest.fixture
async def proxied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[StandIn]:
    """An appliance behind a reverse proxy, with a certificate that this system believes."""
    authority = Authority.new("Public authority")
    (tmp_path / "public.pem").write_text(authority.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "public.pem"))
    context = authority.context(tmp_path, "", name="media.example")
    async with StandIn(tmp_path, authority, host="localhost", context=context) as running:
        yield running


@pytest.fixture
def ring() -> MemoryKeyring:
    return MemoryKeyring()


@pytest.fixture
def vault(ring: MemoryKeyring) -> Vault:
    return Vault(ring)


@pytest.fixture
def appliances(tmp_path: Path) -> Appliances:
    return Appliances(tmp_path)


@pytest.fixture
def paired(appliance: StandIn, appliances: Appliances, ring: MemoryKeyring) -> Paired:
    """This client is paired with the appliance, and was when it was last started."""
    appliance.tokens.add(TOKEN)
    ring.kept[SERVICE, appliance.id] = TOKEN
    kept = Paired(
        id=appliance.id,
        name=appliance.name,
        ca_pem=appliance.authority.pem,
        fingerprint=appliance.authority.fingerprint,
        addresses=(appliance.address,),
        device_id="d1",
        person="Ada",
        paired_at=datetime.now(UTC),
    )
    appliances.keep(kept)
    return kept


@pytest.fixture
def discovery() -> Announced:
    return Announced()


@pytest.fixture
async def connection(appliances: Appliances, discovery: Announced, vault: Vault) -> Connection:
    """Not begun: `async with` does that."""
    return Connection(appliances, discovery, vault)


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Takes connections and says nothing."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]
