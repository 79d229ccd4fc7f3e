import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from msgspec import structs
from tests.desktop.net.conftest import TOKEN
from tests.desktop.net.keyrings import LockedKeyring, MemoryKeyring
from tests.desktop.net.relay import Relay
from tests.desktop.net.standin import StandIn, free_port, problem

from medianest_desktop.net.addresses import Address
from medianest_desktop.net.api import RefusedError
from medianest_desktop.net.appliances import Appliances, Paired
from medianest_desktop.net.connection import Connection, NotConnectedError
from medianest_desktop.net.discovery import Discovery, Found
from medianest_desktop.net.pairing import NewlyPaired
from medianest_desktop.net.vault import SERVICE, Vault

SESSION = "/api/v1/auth/session"


class Announced(Discovery):
    """What the network says, without the network."""

    def __init__(self) -> None:
        super().__init__()
        self.now: tuple[Found, ...] = ()

    @property
    def found(self) -> tuple[Found, ...]:
        return self.now

    def announce(self, appliance_id: str, fingerprint: str, *addresses: Address) -> None:
        self.now = tuple(
            Found(appliance_id, "x", "1", 1, "https", at.port, fingerprint, (at.host,), "/api/v1")
            for at in addresses
        )
        self.changed.ring()


@pytest.fixture
def discovery() -> Announced:
    return Announced()


@pytest.fixture
async def connection(appliances: Appliances, discovery: Announced, vault: Vault) -> Connection:
    """Not begun: `async with` does that."""
    return Connection(appliances, discovery, vault)


async def until(connection: Connection, holds: Callable[[], bool]) -> None:
    rung = asyncio.Event()
    undo = connection.changed.listen(rung.set)
    async with asyncio.timeout(20):
        while not holds():
            rung.clear()
            await rung.wait()
    undo()


async def becomes(connection: Connection, state: str) -> None:
    await until(connection, lambda: connection.state == state)


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


async def test_clear_text_is_never_used_where_https_was(
    paired: Paired, connection: Connection, appliance: StandIn, tmp_path: Path
) -> None:
    await appliance.stop()
    async with StandIn(tmp_path, id=appliance.id, tls=False) as plain, connection:
        connection.look_at(str(plain.address))
        await until(connection, lambda: bool(connection.tries))

    assert plain.bearers == []


async def test_a_revoked_token_is_deleted_and_never_sent_again(
    paired: Paired, connection: Connection, appliance: StandIn, ring: MemoryKeyring
) -> None:
    async with connection:
        await becomes(connection, "connected")
        appliance.tokens.clear()
        with pytest.raises(RefusedError):
            await connection.request("GET", SESSION)
        await becomes(connection, "signed_out")

        assert (connection.token, ring.kept) == ("", {})
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


async def test_a_refusal_by_something_before_the_appliance_signs_nobody_out(
    paired: Paired, connection: Connection, appliance: StandIn, ring: MemoryKeyring
) -> None:
    appliance.fail[SESSION] = web.Response(status=401, text="<h1>Sign in to the guest network</h1>")
    async with connection:
        await until(connection, lambda: connection.reason == "not_medianest")

    assert ring.kept[SERVICE, appliance.id] == TOKEN


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


async def test_a_flood_of_stolen_ids_does_not_crowd_out_the_last_good_address(
    paired: Paired, connection: Connection, appliance: StandIn, discovery: Announced
) -> None:
    flood = [Address("https", f"127.0.1.{number}", 1) for number in range(200)]
    discovery.announce(appliance.id, "cd" * 32, *flood)
    async with connection:
        await becomes(connection, "connected")


async def test_behind_a_proxy_the_system_decides_who_gets_the_token(
    connection: Connection, appliances: Appliances, proxied: StandIn, tmp_path: Path
) -> None:
    here = Paired(proxied.id, "x", "", "", (proxied.address,), "d", "Ada", datetime.now(UTC))
    proxied.tokens.add(TOKEN)
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
        plain.tokens.add(TOKEN)
        here = Paired(plain.id, "x", "", "", (plain.address,), "d", "Ada", datetime.now(UTC))
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
    here = Paired(proxied.id, "x", "", "", (proxied.address,), "d", "Ada", datetime.now(UTC))
    proxied.tokens.add(TOKEN)
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
