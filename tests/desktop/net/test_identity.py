"""Whom the client takes for its appliance, and what it sends to anybody else: nothing."""

from pathlib import Path

from msgspec import structs
from tests.desktop.net.relay import Relay
from tests.desktop.net.standin import StandIn
from tests.desktop.net.touch import SESSION, Announced, becomes, until

from medianest_desktop.net.addresses import Address
from medianest_desktop.net.appliances import Appliances, Paired
from medianest_desktop.net.connection import Connection


async def test_a_certificate_renewed_by_the_same_authority_is_accepted(
    paired: Paired, connection: Connection, appliance: StandIn
) -> None:
    async with connection:
        await becomes(connection, "connected")
        await appliance.stop()
        appliance.context = None
        await appliance.start()
        connection.doubt()
        await appliance.asked(SESSION, appliance.count(SESSION) + 1)
        await becomes(connection, "connected")


async def test_the_right_id_with_another_authority_is_a_full_stop_without_a_token(
    paired: Paired, connection: Connection, appliance: StandIn, tmp_path: Path
) -> None:
    await appliance.stop()
    async with StandIn(tmp_path, id=appliance.id, port=appliance.port) as evil, connection:
        await becomes(connection, "identity_changed")

    assert (connection.reason, evil.bearers) == ("identity_differs", [])


async def test_a_relay_at_the_known_address_is_a_full_stop_without_a_token(
    paired: Paired, connection: Connection, appliance: StandIn, appliances: Appliances
) -> None:
    async with Relay(appliance) as relay:
        appliances.keep(structs.replace(paired, addresses=(relay.address,)))
        async with connection:
            await becomes(connection, "identity_changed")

    assert relay.bearers == appliance.bearers == []


async def test_a_stolen_id_on_the_network_does_not_keep_from_the_real_one(
    paired: Paired,
    connection: Connection,
    appliance: StandIn,
    discovery: Announced,
    tmp_path: Path,
) -> None:
    async with StandIn(tmp_path, id=appliance.id) as thief, connection:
        discovery.announce(appliance.id, thief.authority.fingerprint, thief.address)
        await becomes(connection, "connected")

    assert thief.bearers == []


async def test_installed_anew_under_another_id_is_a_full_stop(
    paired: Paired, connection: Connection, appliance: StandIn, tmp_path: Path
) -> None:
    await appliance.stop()
    async with StandIn(tmp_path, port=appliance.port) as reinstalled, connection:
        await becomes(connection, "identity_changed")

    assert (connection.reason, reinstalled.bearers) == ("other_appliance", [])


async def test_a_mistyped_address_of_another_appliance_is_none(
    paired: Paired, connection: Connection, appliance: StandIn, tmp_path: Path
) -> None:
    await appliance.stop()
    async with StandIn(tmp_path) as other, connection:
        connection.look_at(str(other.address))
        await until(connection, lambda: bool(connection.tries))

    assert (connection.state, other.bearers) == ("searching", [])


async def test_an_expired_certificate_is_told_from_a_foreign_one(
    paired: Paired, connection: Connection, appliance: StandIn, tmp_path: Path
) -> None:
    await appliance.stop()
    appliance.context = appliance.authority.context(tmp_path, appliance.id, expired=True)
    await appliance.start()
    async with connection:
        await until(connection, lambda: bool(connection.tries))

    assert (connection.state, connection.reason) == ("searching", "certificate_dates")


async def test_a_flood_of_stolen_ids_does_not_crowd_out_the_last_good_address(
    paired: Paired, connection: Connection, appliance: StandIn, discovery: Announced
) -> None:
    flood = [Address("https", f"127.0.1.{number}", 1) for number in range(200)]
    discovery.announce(appliance.id, "cd" * 32, *flood)
    async with connection:
        await becomes(connection, "connected")
