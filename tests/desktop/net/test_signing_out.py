"""What ends a session, and what does not."""

from datetime import timedelta

import pytest
from aiohttp import web
from tests.desktop.net.keyrings import LockedKeyring, MemoryKeyring
from tests.desktop.net.standin import StandIn, problem
from tests.desktop.net.touch import SESSION, TOKEN, Announced, becomes, until

from medianest_desktop.net.api import RefusedError
from medianest_desktop.net.appliances import Appliances, Paired
from medianest_desktop.net.connection import Connection
from medianest_desktop.net.vault import SERVICE, Vault


async def test_a_revoked_token_is_deleted_and_never_sent_again(
    paired: Paired, connection: Connection, appliance: StandIn, ring: MemoryKeyring
) -> None:
    async with connection:
        await becomes(connection, "connected")
        appliance.tokens.clear()
        with pytest.raises(RefusedError):
            await connection.request("GET", SESSION)
        await becomes(connection, "signed_out")

        assert (connection.headers, ring.kept) == ({}, {})
        assert connection.paired == paired


@pytest.mark.parametrize("status", [429, 500, 502, 503])
async def test_trouble_at_the_appliance_signs_nobody_out(
    paired: Paired,
    connection: Connection,
    appliance: StandIn,
    ring: MemoryKeyring,
    status: int,
) -> None:
    appliance.fail[SESSION] = problem(status, "trouble")
    async with connection:
        await until(connection, lambda: connection.reason in {"appliance_trouble", "too_many"})
        appliance.fail.clear()
        connection.retry()
        await becomes(connection, "connected")

    assert ring.kept[SERVICE, appliance.id] == TOKEN


async def test_a_locked_keyring_signs_in_as_soon_as_it_is_unlocked(
    paired: Paired, appliances: Appliances, discovery: Announced
) -> None:
    ring = LockedKeyring()
    ring.kept[SERVICE, paired.id] = TOKEN
    vault = Vault(ring, patience=timedelta(milliseconds=50))
    async with Connection(appliances, discovery, vault) as connection:
        await becomes(connection, "signed_out")
        reason = connection.reason
        ring.unlocked.set()
        await becomes(connection, "connected")

    assert reason == "keyring_locked"


async def test_forgetting_ends_the_session_there_and_here(
    paired: Paired,
    connection: Connection,
    appliance: StandIn,
    appliances: Appliances,
    ring: MemoryKeyring,
) -> None:
    async with connection:
        await becomes(connection, "connected")
        states: list[str] = []
        connection.changed.listen(lambda: states.append(connection.state))
        await connection.forget()
        await becomes(connection, "unpaired")

    assert states == ["unpaired"]
    assert (appliance.tokens, ring.kept, appliances.paired) == (set(), {}, None)


async def test_a_refusal_by_something_before_the_appliance_signs_nobody_out(
    paired: Paired, connection: Connection, appliance: StandIn, ring: MemoryKeyring
) -> None:
    appliance.fail[SESSION] = web.Response(status=401, text="<h1>Sign in to the guest network</h1>")
    async with connection:
        await until(connection, lambda: connection.reason == "not_medianest")

    assert ring.kept[SERVICE, appliance.id] == TOKEN
