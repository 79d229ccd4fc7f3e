import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import ifaddr
import pytest
from aiohttp import web
from msgspec import structs
from tests.desktop.net.authorities import Authority
from tests.desktop.net.standin import StandIn, free_port, problem

from medianest_desktop.net.addresses import Address
from medianest_desktop.net.discovery import Found
from medianest_desktop.net.preflight import Reached, reach
from medianest_desktop.net.race import race
from medianest_desktop.net.tries import UnreachableError


def announced(appliance: StandIn, *, fingerprint: str = "", hosts: tuple[str, ...] = ()) -> Found:
    return Found(
        id=appliance.id,
        name=appliance.name,
        version="0.1.0",
        protocol=1,
        scheme="https",
        port=appliance.port,
        fingerprint=fingerprint or appliance.authority.fingerprint,
        hosts=hosts or ("127.0.0.1",),
        api="/api/v1",
    )


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Takes connections and says nothing."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def of_the_link() -> list[str]:
    """The addresses of this machine that only its own link knows, with their scope."""
    return [
        f"{ip.ip[0]}%{adapter.nice_name}"
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
        if ip.is_IPv6 and ip.ip[0].startswith("fe80:")
    ]


async def failure(target: str | Found, *, insecure: bool = False) -> UnreachableError:
    with pytest.raises(UnreachableError) as raised:
        await reach(target, insecure=insecure, seconds=0.6)
    return raised.value


async def test_a_typed_address_leads_to_the_appliance_and_its_authority(appliance: StandIn) -> None:
    reached = await reach(f"127.0.0.1:{appliance.port}")

    assert (reached.id, reached.address) == (appliance.id, appliance.address)
    assert (reached.ca_pem, reached.fingerprint) == (
        appliance.authority.pem,
        appliance.authority.fingerprint,
    )


async def test_of_several_announced_hosts_one_that_answers_is_enough(appliance: StandIn) -> None:
    found = announced(appliance, hosts=("127.0.0.9", "127.0.0.1"))

    reached = await reach(structs.replace(found, plain_port=8766))

    assert (reached.address, reached.encrypted) == (appliance.address, True)
    assert reached.dashboard == "http://127.0.0.1:8766"


async def test_an_authority_that_was_not_announced_is_refused(appliance: StandIn) -> None:
    error = await failure(announced(appliance, fingerprint="00" * 32))

    assert error.reason == "fingerprint_differs"


async def test_another_id_than_announced_is_refused(appliance: StandIn, tmp_path: Path) -> None:
    async with StandIn(tmp_path, authority=appliance.authority) as other:
        error = await failure(structs.replace(announced(other), id=appliance.id))

    assert error.reason == "other_appliance"


async def test_an_authority_sent_along_is_not_one_that_has_issued(tmp_path: Path) -> None:
    """The relay shows its own certificate, and the real authority behind it and as its own."""
    real, evil = Authority.new(), Authority.new()
    context = evil.context(tmp_path, "abc", appended=real.pem)
    async with StandIn(tmp_path, evil, id="abc", context=context, ca_pem=real.pem) as relay:
        error = await failure(announced(relay, fingerprint=real.fingerprint))

    assert error.reason == "foreign_certificate"


async def test_a_second_authority_behind_the_real_one_is_not_kept(appliance: StandIn) -> None:
    appliance.ca_pem = appliance.authority.pem + Authority.new().pem

    reached = await reach(announced(appliance))

    assert reached.ca_pem == appliance.authority.pem


async def test_plain_http_shows_the_way_to_https(appliance: StandIn, tmp_path: Path) -> None:
    plain = StandIn(tmp_path, id=appliance.id, tls=False, tls_port_told=appliance.port)
    async with plain:
        reached = await reach(str(plain.address))

    assert (reached.address, reached.dashboard) == (appliance.address, plain.address.url)
    assert reached.fingerprint == appliance.authority.fingerprint


async def test_plain_http_alone_is_refused_unless_it_was_chosen(tmp_path: Path) -> None:
    async with StandIn(tmp_path, tls=False) as plain:
        error = await failure(str(plain.address))
        reached = await reach(str(plain.address), insecure=True)

    assert error.reason == "plain_http_only"
    assert (reached.ca_pem, reached.address) == ("", plain.address)


async def test_who_chose_plain_http_still_gets_https_where_it_is(
    appliance: StandIn, tmp_path: Path
) -> None:
    plain = StandIn(tmp_path, id=appliance.id, tls=False, tls_port_told=appliance.port)
    async with plain:
        reached = await reach(str(plain.address), insecure=True)

    assert reached.address.scheme == "https"


async def test_each_address_says_why_it_failed(silent_port: int) -> None:
    shut = free_port()

    refused = await failure(f"127.0.0.1:{shut}")
    silent = await failure(f"https://127.0.0.1:{silent_port}")
    unknown = await failure("http://nowhere.invalid:1")
    nonsense = await failure("not an address")

    assert {(str(each.address), each.reason_key) for each in refused.tries} == {
        (f"https://127.0.0.1:{shut}", "refused"),
        (f"http://127.0.0.1:{shut}", "refused"),
    }
    assert [each.reason_key for each in silent.tries] == ["timeout"]
    assert unknown.reason == "no_such_host"
    assert (nonsense.reason, nonsense.tries) == ("bad_address", ())


async def test_another_program_is_not_taken_for_an_appliance(appliance: StandIn) -> None:
    appliance.fail["/api/v1/info"] = web.Response(text="<h1>It works!</h1>")

    error = await failure(str(appliance.address))

    assert error.reason == "not_medianest"


async def test_a_certificate_of_somebody_unknown_is_refused(tmp_path: Path) -> None:
    authority = Authority.new()
    context = authority.context(tmp_path, "", name="router.example")
    async with StandIn(tmp_path, authority, context=context) as router:
        error = await failure(str(router.address))

    assert error.reason == "foreign_certificate"
    assert router.seen == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"protocol": 0}, "appliance_too_old"), ({"oldest_client": "99.0"}, "client_too_old")],
)
async def test_what_does_not_fit_together_is_said(
    appliance: StandIn, change: dict[str, object], reason: str
) -> None:
    vars(appliance).update(change)

    error = await failure(str(appliance.address))

    assert error.reason == reason


async def test_a_starting_appliance_is_told_from_a_broken_one(appliance: StandIn) -> None:
    appliance.fail["*"] = problem(503, "starting")
    starting = await failure(str(appliance.address))
    appliance.fail["*"] = problem(500, "oops")
    broken = await failure(str(appliance.address))

    assert (starting.reason, broken.reason) == ("starting", "appliance_trouble")


async def test_an_address_without_an_answer_does_not_hold_up_the_others(
    appliance: StandIn, silent_port: int
) -> None:
    # Were they tried one after the other, the time would be over.
    addresses = (Address("https", "127.0.0.1", silent_port), appliance.address)

    async def attempt(address: Address) -> Address:
        return (await reach(str(address), seconds=5)).address

    assert await race(addresses, attempt, seconds=4) == appliance.address


async def test_ipv6_is_reached_by_address(tmp_path: Path) -> None:
    async with StandIn(tmp_path, host="::1") as appliance:
        reached = await reach(f"[::1]:{appliance.port}")

    assert reached.address == appliance.address


@pytest.mark.skipif(not of_the_link(), reason="this machine has no IPv6 of the link")
def test_ipv6_of_the_link_is_reached_with_its_scope(tmp_path: Path) -> None:
    host = of_the_link()[0]

    async def way() -> tuple[StandIn, Reached]:
        async with StandIn(tmp_path, host=host) as appliance:
            return appliance, await reach(f"[{host}]:{appliance.port}")

    # The client's own kind of loop; the one that the server's tests may have left open, uvloop,
    # takes the scope away.
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as own:
        appliance, reached = own.run(way())

    assert (reached.id, reached.address.host) == (appliance.id, host)


async def test_a_name_that_the_system_vouches_for_needs_no_authority_of_its_own(
    proxied: StandIn,
) -> None:
    reached = await reach(f"https://localhost:{proxied.port}")

    assert (reached.id, reached.ca_pem, reached.encrypted) == (proxied.id, "", True)


async def test_the_system_vouches_for_a_name_and_not_for_an_address(proxied: StandIn) -> None:
    error = await failure(f"https://127.0.0.1:{proxied.port}")

    assert error.reason == "foreign_certificate"


async def test_the_network_s_word_is_not_enough_where_no_authority_is_told(
    proxied: StandIn, tmp_path: Path
) -> None:
    # A public certificate is to be had for anybody's address: it says nothing of whose it is.
    context = proxied.authority.context(tmp_path, "", name="127.0.0.1")
    async with StandIn(tmp_path, host="127.0.0.1", id=proxied.id, context=context) as evil:
        target = structs.replace(announced(evil), fingerprint="")
        error = await failure(target)

    assert error.reason == "foreign_certificate"


@pytest.mark.parametrize(
    "told",
    [
        '{"instanceId":"a","name":"","version":"","protocol":1,"tls":{"port":99999,"fingerprint":""}}',
        '{"instanceId":"a","name":"","version":"","protocol":1,"tls":{"port":-1,"fingerprint":""}}',
        f'{{"instanceId":"a","name":"","version":"","protocol":1,"oldestClient":"{"9" * 5000}"}}',
        f'{{"x":{"[" * 100_000}{"]" * 100_000}}}',
    ],
    ids=["port", "negative", "digits", "depth"],
)
async def test_what_a_stranger_says_breaks_nothing(tmp_path: Path, told: str) -> None:
    async with StandIn(tmp_path, tls=False) as stranger:
        stranger.fail["/api/v1/info"] = web.Response(text=told, content_type="application/json")
        error = await failure(f"http://127.0.0.1:{stranger.port}")

    assert error.tries


async def test_an_attempt_that_breaks_leaves_the_others() -> None:
    bad, good = Address("https", "bad", 1), Address("https", "good", 2)

    async def attempt(address: Address) -> Address:
        if address == bad:
            raise LookupError("a certificate as nobody has seen one yet")
        return address

    assert await race([bad, good], attempt, seconds=5) == good
