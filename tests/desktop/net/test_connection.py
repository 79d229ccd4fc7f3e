"""Staying in touch with the paired appliance, whatever happens to it."""

import asyncio
from datetime import UTC, datetime

import pytest
from msgspec import structs
from tests.desktop.net.keyrings import MemoryKeyring
from tests.desktop.net.standin import StandIn, problem
from tests.desktop.net.touch import SESSION, TOKEN, Announced, becomes
from tests.support.ports import free_port

from medianest_desktop.net.addresses import Address
from medianest_desktop.net.appliances import Appliances, Paired
from medianest_desktop.net.connection import Connection, NotConnectedError
from medianest_desktop.net.pairing import NewlyPaired
from medianest_desktop.net.vault import SERVICE


async def test_who_is_paired_with_nobody_waits_for_that(connection: Connection) -> None:
    async with connection:
        await asyncio.sleep(0)
        with pytest.raises(NotConnectedError):
            await connection.request("GET", SESSION)

        assert connection.state == "unpaired"


async def test_a_paired_client_is_connected_and_asks_with_its_token(
    paired: Paired, connection: Connection, appliance: StandIn
) -> None:
    async with connection:
        await becomes(connection, "connected")
        answer = await connection.request("GET", SESSION, params={"a": "ö"})

    assert answer["user"]["name"] == "Ada"
    assert set(appliance.bearers) == {TOKEN}


async def test_sockets_and_streams_of_others_use_the_pinned_line(
    paired: Paired, connection: Connection
) -> None:
    async with connection:
        await becomes(connection, "connected")
        url = connection.base + SESSION
        async with connection.session.get(url, headers=connection.headers) as answer:
            assert answer.status == 200


async def test_being_paired_connects_at_once(
    connection: Connection, appliance: StandIn, appliances: Appliances, ring: MemoryKeyring
) -> None:
    new = Paired(
        appliance.id, "x", appliance.authority.pem, "", (appliance.address,), "d", "Ada",
        datetime.now(UTC),
    )  # fmt: skip
    appliance.tokens.add("mnd_new")
    async with connection:
        await connection.adopt(NewlyPaired(new, "mnd_new"))
        await becomes(connection, "connected")

    assert ring.kept[SERVICE, appliance.id] == "mnd_new"
    assert appliances.paired is not None
    assert appliances.paired.name == "Living Room"


async def test_a_starting_appliance_is_said_to_start(
    paired: Paired, connection: Connection, appliance: StandIn
) -> None:
    appliance.fail["*"] = problem(503, "starting")
    async with connection:
        await becomes(connection, "starting")
        appliance.fail.clear()
        connection.retry()
        await becomes(connection, "connected")


async def test_a_client_that_is_too_old_says_so_until_the_appliance_comes_back_as_another(
    paired: Paired, connection: Connection, appliance: StandIn, discovery: Announced
) -> None:
    appliance.oldest_client = "9.0"
    async with connection:
        await becomes(connection, "too_old")
        shown = list(appliance.bearers)
        appliance.oldest_client = "0.1.0"
        # It rests for ten minutes, unless the network says something new.
        discovery.announce(appliance.id, appliance.authority.fingerprint, appliance.address)
        await becomes(connection, "connected")

    assert shown == []


async def test_it_finds_the_killed_appliance_at_another_port_by_its_id(
    paired: Paired, connection: Connection, appliance: StandIn, discovery: Announced
) -> None:
    async with connection:
        await becomes(connection, "connected")
        await appliance.stop()
        connection.doubt()
        await becomes(connection, "searching")
        why = {(each.address, each.reason_key) for each in connection.tries}
        appliance.port, old = free_port(), appliance.address
        await appliance.start()
        discovery.announce(appliance.id, appliance.authority.fingerprint, appliance.address)
        await becomes(connection, "connected")

        assert why == {(old, "refused")}
        assert connection.base.endswith(f":{appliance.port}")
        assert connection.paired is not None
        assert connection.paired.addresses == (appliance.address, old)


async def test_an_address_typed_by_hand_brings_it_back_and_is_remembered(
    paired: Paired, connection: Connection, appliance: StandIn, appliances: Appliances
) -> None:
    appliances.keep(
        structs.replace(paired, addresses=(Address("https", "127.0.0.1", free_port()),))
    )
    async with connection:
        connection.look_at(f"127.0.0.1:{appliance.port}")
        await becomes(connection, "connected")

        assert connection.paired is not None
        assert connection.paired.addresses[0] == appliance.address


async def test_a_passing_doubt_is_settled_without_anybody_noticing(
    paired: Paired, connection: Connection, appliance: StandIn
) -> None:
    async with connection:
        await becomes(connection, "connected")
        rung = asyncio.Event()
        connection.changed.listen(rung.set)
        asked = appliance.count(SESSION)
        connection.doubt()
        await appliance.asked(SESSION, asked + 1)
        # The second look begins only after the first has ended.
        connection.doubt()
        await appliance.asked(SESSION, asked + 2)

        assert not rung.is_set()


async def test_a_film_that_is_being_sent_outlives_a_moment_of_doubt(
    paired: Paired, connection: Connection, appliance: StandIn
) -> None:
    async with connection:
        await becomes(connection, "connected")
        line = connection.session
        appliance.fail[SESSION] = problem(500, "busy")
        connection.doubt()
        await becomes(connection, "searching")
        appliance.fail.clear()
        connection.retry()
        await becomes(connection, "connected")

        assert connection.session is line
        assert not line.closed


async def test_who_is_asked_whether_it_is_there_may_take_its_time(
    paired: Paired, connection: Connection, appliance: StandIn
) -> None:
    async with connection:
        await becomes(connection, "connected")
        appliance.slow["/api/v1/info"] = 0.5
        answers = await connection.answers()

        assert (answers, connection.state) == (True, "connected")


async def test_who_is_asked_and_not_there_is_said_to_be_away_at_once(
    paired: Paired, connection: Connection, appliance: StandIn
) -> None:
    async with connection:
        await becomes(connection, "connected")
        await appliance.stop()
        answers = await connection.answers()

        assert (answers, connection.state, connection.reason) == (False, "searching", "refused")
