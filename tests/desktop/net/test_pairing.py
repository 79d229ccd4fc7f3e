import asyncio
from pathlib import Path
from uuid import UUID

import pytest
from aiohttp import web
from tests.desktop.net.reaching import reaching
from tests.desktop.net.relay import Relay
from tests.desktop.net.standin import StandIn, problem

from medianest_desktop.net.api import RefusedError
from medianest_desktop.net.pairing import Pairing, PairingEndedError, code_of
from medianest_desktop.net.tries import NoAnswerError

START = "/api/v1/auth/pairing/start"
TOKEN = "/api/v1/auth/pairing/token"


async def pairing_with(appliance: StandIn) -> Pairing:
    reached = await reaching(str(appliance.address), insecure=not appliance.tls)
    return Pairing(reached, name="Kitchen laptop")


def test_the_code_is_made_of_authority_both_numbers_and_attempt() -> None:
    attempt = UUID("01890a5d-ac96-774b-bcce-b302099a8057")

    code = code_of("ab" * 32, b"c" * 32, b"s" * 32, attempt)

    assert code == "AQ5Z-PIL5"
    assert code != code_of("ac" * 32, b"c" * 32, b"s" * 32, attempt)
    assert code_of("", b"c" * 32, b"s" * 32, attempt) == code_of(
        "00" * 32, b"c" * 32, b"s" * 32, attempt
    )


async def test_the_typed_code_brings_a_token_and_all_that_must_be_kept(appliance: StandIn) -> None:
    async with await pairing_with(appliance) as pairing:
        code = await pairing.start()
        assert appliance.confirm(code.code)
        new = await pairing.wait()

    assert appliance.tokens == {new.token}
    assert (new.paired.id, new.paired.ca_pem) == (appliance.id, appliance.authority.pem)
    assert (new.paired.addresses, new.paired.person) == ((appliance.address,), "Ada")


async def test_it_waits_until_somebody_types_the_code(appliance: StandIn) -> None:
    async with await pairing_with(appliance) as pairing:
        code = await pairing.start()
        waiting = asyncio.get_running_loop().create_task(pairing.wait())
        await appliance.asked(TOKEN, 3)
        appliance.confirm(code.code)

        assert (await waiting).token in appliance.tokens


async def test_a_relay_in_the_middle_gets_another_code(appliance: StandIn) -> None:
    async with Relay(appliance) as relay:
        reached = await reaching(str(relay.address))
        async with Pairing(reached, name="Victim") as pairing:
            code = await pairing.start()
            attempts = len(appliance.attempts)
            confirmed = appliance.confirm(code.code)

    assert (attempts, confirmed) == (1, False)


async def test_the_number_is_told_only_after_the_appliance_has_shown_its_own(
    appliance: StandIn,
) -> None:
    appliance.fail[START] = problem(500, "oops")

    async with await pairing_with(appliance) as pairing:
        with pytest.raises(RefusedError):
            await pairing.start()

    assert appliance.count("/api/v1/auth/pairing/reveal") == 0


async def test_a_number_of_another_length_is_refused(appliance: StandIn) -> None:
    begun = {"pairingId": str(UUID(int=1)), "nonce": "00", "expiresIn": 600, "interval": 1}
    appliance.fail[START] = web.json_response(begun, status=201)

    async with await pairing_with(appliance) as pairing:
        with pytest.raises(NoAnswerError):
            await pairing.start()

    assert appliance.count("/api/v1/auth/pairing/reveal") == 0


async def test_a_network_that_comes_and_goes_does_not_end_it(appliance: StandIn) -> None:
    async with await pairing_with(appliance) as pairing:
        code = await pairing.start()
        await appliance.stop()
        waiting = asyncio.get_running_loop().create_task(pairing.wait())
        await asyncio.sleep(0.1)
        assert not waiting.done()
        await appliance.start()
        appliance.confirm(code.code)

        assert (await waiting).token in appliance.tokens


async def test_refusal_and_expiry_end_it_and_are_told_apart(appliance: StandIn) -> None:
    async with await pairing_with(appliance) as pairing:
        await pairing.start()
        appliance.attempts.clear()
        with pytest.raises(PairingEndedError) as refused:
            await pairing.wait()
    appliance.expires_in = 0.1
    async with await pairing_with(appliance) as pairing:
        await pairing.start()
        with pytest.raises(PairingEndedError) as expired:
            await pairing.wait()

    assert (refused.value.reason, expired.value.reason) == ("refused", "expired")


async def test_too_many_attempts_are_said_to_be_too_many(appliance: StandIn) -> None:
    appliance.fail[START] = problem(429, "too_many_tries", **{"Retry-After": "30"})

    async with await pairing_with(appliance) as pairing:
        with pytest.raises(PairingEndedError) as raised:
            await pairing.start()

    assert (raised.value.reason, raised.value.detail) == ("too_many", "30")


async def test_giving_up_makes_the_code_worthless(appliance: StandIn) -> None:
    pairing = await pairing_with(appliance)
    code = await pairing.start()

    await pairing.cancel()

    assert not appliance.confirm(code.code)


async def test_a_finished_pairing_is_not_given_up_on_leaving(appliance: StandIn) -> None:
    async with await pairing_with(appliance) as pairing:
        appliance.confirm((await pairing.start()).code)
        await pairing.wait()

    assert "DELETE" not in {method for method, _, _ in appliance.seen}


async def test_plain_http_by_choice_can_be_paired(tmp_path: Path) -> None:
    async with StandIn(tmp_path, tls=False) as plain, await pairing_with(plain) as pairing:
        assert plain.confirm((await pairing.start()).code)
        new = await pairing.wait()

    assert (new.paired.ca_pem, new.paired.scheme) == ("", "http")
