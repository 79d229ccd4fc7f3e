"""Where no authority is pinned: plain http by choice, or a certificate that the system trusts."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from tests.desktop.net.standin import StandIn
from tests.desktop.net.touch import DEVICE, SESSION, TOKEN, Announced, becomes, unpinned, until

from medianest_desktop.net.appliances import Appliances, Paired
from medianest_desktop.net.connection import Connection
from medianest_desktop.net.pairing import NewlyPaired


@pytest.fixture
async def plain(tmp_path: Path) -> AsyncIterator[StandIn]:
    async with StandIn(tmp_path, tls=False) as running:
        yield running


async def test_clear_text_is_never_used_where_https_was(
    paired: Paired, connection: Connection, appliance: StandIn, tmp_path: Path
) -> None:
    await appliance.stop()
    async with StandIn(tmp_path, id=appliance.id, tls=False) as plain, connection:
        connection.look_at(str(plain.address))
        await until(connection, lambda: bool(connection.tries))

    assert plain.bearers == []


async def test_behind_a_proxy_the_system_decides_who_gets_the_token(
    connection: Connection, appliances: Appliances, proxied: StandIn, tmp_path: Path
) -> None:
    here = unpinned(proxied)
    async with connection:
        await connection.adopt(NewlyPaired(here, TOKEN))
        await becomes(connection, "connected")
        await proxied.stop()
        async with StandIn(tmp_path, id=proxied.id, host="localhost", port=proxied.port) as evil:
            connection.doubt()
            await until(connection, lambda: connection.reason == "foreign_certificate")

    assert (connection.state, evil.bearers) == ("searching", [])


async def test_clear_text_that_was_chosen_goes_on_in_clear_text(
    connection: Connection, tmp_path: Path
) -> None:
    async with StandIn(tmp_path, tls=False) as plain:
        here = unpinned(plain)
        async with connection:
            await connection.adopt(NewlyPaired(here, TOKEN))
            await becomes(connection, "connected")
            base = connection.base
            await plain.stop()
            plain.id = "somebodyelse"
            plain.seen.clear()
            await plain.start()
            connection.retry()
            await becomes(connection, "identity_changed")

    assert base.startswith("http://")
    assert plain.bearers == []


async def test_behind_a_proxy_an_announced_address_gets_no_token(
    connection: Connection,
    appliances: Appliances,
    proxied: StandIn,
    discovery: Announced,
    tmp_path: Path,
) -> None:
    here = unpinned(proxied)
    # Its id is no secret, and a certificate for one's own address is to be had for nothing.
    context = proxied.authority.context(tmp_path, "", name="127.0.0.1")
    async with connection:
        await connection.adopt(NewlyPaired(here, TOKEN))
        await becomes(connection, "connected")
        await proxied.stop()
        async with StandIn(tmp_path, id=proxied.id, host="127.0.0.1", context=context) as evil:
            evil.tokens.add(TOKEN)
            discovery.announce(proxied.id, "", evil.address)
            connection.doubt()
            await until(connection, lambda: bool(connection.tries or evil.bearers))

    assert evil.bearers == []


async def test_whoever_takes_the_address_in_clear_text_gets_no_token(
    connection: Connection, plain: StandIn, tmp_path: Path
) -> None:
    async with connection:
        await connection.adopt(NewlyPaired(unpinned(plain), TOKEN))
        await becomes(connection, "connected")
        await plain.stop()
        # It says of itself all that the network can know of the real one.
        async with StandIn(tmp_path, id=plain.id, tls=False, port=plain.port) as thief:
            thief.devices[DEVICE] = "mnd_guessed"
            connection.doubt()
            await becomes(connection, "identity_changed")
        reason = connection.reason
        await plain.start()
        connection.retry()
        await becomes(connection, "connected")

    assert (reason, thief.bearers) == ("unproven", [])


async def test_not_even_a_request_between_two_looks_shows_the_token_in_clear_text(
    connection: Connection, plain: StandIn, tmp_path: Path
) -> None:
    async with connection:
        await connection.adopt(NewlyPaired(unpinned(plain), TOKEN))
        await becomes(connection, "connected")
        session, url, headers = connection.session, connection.base + SESSION, connection.headers
        await plain.stop()
        async with StandIn(tmp_path, id=plain.id, tls=False, port=plain.port) as thief:
            with pytest.raises(aiohttp.ClientConnectionError):
                await session.get(url, headers=headers)

    assert thief.bearers == []


async def test_a_device_that_was_signed_out_is_told_so_in_clear_text_too(
    connection: Connection, plain: StandIn
) -> None:
    async with connection:
        await connection.adopt(NewlyPaired(unpinned(plain), TOKEN))
        await becomes(connection, "connected")
        plain.tokens.clear()
        connection.doubt()
        await becomes(connection, "signed_out")
