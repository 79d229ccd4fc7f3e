"""First contact: what was typed or found leads to an appliance, or says why it does not."""

from pathlib import Path

import pytest
from aiohttp import web
from tests.desktop.net.reaching import failure, reaching
from tests.desktop.net.standin import StandIn, problem
from tests.support.ports import free_port


async def test_plain_http_shows_the_way_to_https(appliance: StandIn, tmp_path: Path) -> None:
    plain = StandIn(tmp_path, id=appliance.id, tls=False, tls_port_told=appliance.port)
    async with plain:
        reached = await reaching(str(plain.address))

    assert (reached.address, reached.dashboard) == (appliance.address, plain.address.url)
    assert reached.fingerprint == appliance.authority.fingerprint


async def test_plain_http_alone_is_refused_unless_it_was_chosen(tmp_path: Path) -> None:
    async with StandIn(tmp_path, tls=False) as plain:
        error = await failure(str(plain.address))
        reached = await reaching(str(plain.address), insecure=True)

    assert error.reason == "plain_http_only"
    assert (reached.ca_pem, reached.address) == ("", plain.address)


async def test_who_chose_plain_http_still_gets_https_where_it_is(
    appliance: StandIn, tmp_path: Path
) -> None:
    plain = StandIn(tmp_path, id=appliance.id, tls=False, tls_port_told=appliance.port)
    async with plain:
        reached = await reaching(str(plain.address), insecure=True)

    assert reached.address.scheme == "https"


async def test_each_address_says_why_it_failed(silent_port: int) -> None:
    shut = free_port()

    refused = await failure(f"127.0.0.1:{shut}")
    silent = await failure(f"https://127.0.0.1:{silent_port}", seconds=0.6)
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
