"""What strangers, relays and the curious get out of pairing: nothing."""

import asyncio
import hashlib
import secrets
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from tests.accounts.home import CA, Home, code_of, warm_up
from tests.accounts.pairing import PAIRING, Device, confirm

from medianest.accounts.caller import Caller
from medianest.accounts.errors import SessionEndedError
from medianest.infra.database import fetchval

MINUTE = timedelta(minutes=1)


async def _ask_from(home: Home, addresses: list[str]) -> list[httpx2.Response]:
    return await asyncio.gather(*(Device(home, address=one).ask() for one in addresses))


async def test_over_our_own_tls_the_code_covers_the_authority_that_the_device_saw(
    home: Home,
) -> None:
    ada = await home.program("member", "ada")
    device = Device(home, own_tls=True, fingerprint=CA)

    assert (await confirm(ada, await device.show())).status_code == 200


@pytest.mark.parametrize("onwards_by_tls", [True, False])
async def test_a_relay_that_shows_an_authority_of_its_own_gets_nothing(
    home: Home, *, onwards_by_tls: bool
) -> None:
    ada = await home.program("member", "ada")
    # What the device sends is passed on as it is, and so is every answer.
    robbed = Device(home, own_tls=onwards_by_tls, fingerprint=secrets.token_bytes(32))

    answer = await confirm(ada, await robbed.show())

    assert code_of(answer) == "no_such_code"


async def test_a_proxy_that_claims_tls_does_not_make_it_ours(home: Home) -> None:
    ada = await home.program("member", "ada")
    device = Device(home, own_tls=False, fingerprint=CA)

    assert code_of(await confirm(ada, await device.show())) == "no_such_code"


async def test_a_nonce_chosen_after_ours_was_seen_ends_the_pairing(home: Home) -> None:
    grinder = Device(home)
    await grinder.ask()

    changed = await grinder.reveal(secrets.token_bytes(32))
    honest = await grinder.reveal()

    assert (changed.status_code, code_of(changed)) == (409, "commit_broken")
    assert (honest.status_code, code_of(honest)) == (410, "pairing_ended")


async def test_the_promise_itself_cannot_be_revealed(home: Home) -> None:
    device = Device(home)
    await device.ask()

    answer = await device.reveal(hashlib.sha256(device.nonce).digest())

    assert code_of(answer) == "commit_broken"


async def test_revealing_twice_changes_nothing(home: Home) -> None:
    ada = await home.program("member", "ada")
    device = Device(home)
    code = await device.show()

    assert (await device.reveal()).status_code == 204
    assert (await confirm(ada, code)).status_code == 200
    assert (await device.reveal()).status_code == 204
    assert code_of(await confirm(ada, code)) == "no_such_code"


async def test_a_code_is_worth_nothing_before_the_reveal(home: Home) -> None:
    ada = await home.program("member", "ada")
    device = Device(home)
    await device.ask()

    assert code_of(await confirm(ada, device.code)) == "no_such_code"
    assert code_of(await device.token()) == "pairing_ended"


async def test_whoever_knows_but_the_pairings_id_learns_and_ends_nothing(home: Home) -> None:
    ada = await home.program("member", "ada")
    device = Device(home)
    code = await device.show()
    stranger = Device(home, address="192.168.1.66", pairing=device.pairing)

    before = await stranger.token()
    await stranger.give_up()
    assert (await confirm(ada, code)).status_code == 200
    after = await stranger.token()
    await stranger.give_up()
    await stranger.reveal()

    assert (code_of(before), code_of(after)) == ("pairing_ended", "pairing_ended")
    assert (await device.token()).json()["state"] == "paired"


@pytest.mark.parametrize("path", ["/reveal", "/token"])
async def test_a_pairing_that_never_was_is_one_that_has_ended(home: Home, path: str) -> None:
    device = Device(home, pairing="01a1fc26-df6c-73ea-9fd6-d69c129a4964")

    answer = await device.send("POST", path, device.secret)

    assert (answer.status_code, code_of(answer)) == (410, "pairing_ended")


async def test_an_answer_that_got_lost_is_given_anew_and_the_lost_token_is_void(
    home: Home,
) -> None:
    ada = await home.program("member", "ada")
    device = Device(home)
    await confirm(ada, await device.show())

    lost, fresh = [(await device.token()).json()["token"] for _ in range(2)]

    async with home.client(Authorization=f"Bearer {lost}") as thief:
        assert code_of(await thief.get("/closed")) == "session_ended"
    async with home.client(Authorization=f"Bearer {fresh}") as program:
        assert (await program.get("/closed")).status_code == 200


async def test_once_the_token_was_used_no_other_is_given(home: Home) -> None:
    ada = await home.program("member", "ada")
    device = Device(home)
    program = await device.paired_with(ada)
    await program.get("/closed")

    again = await device.token()

    assert (again.status_code, code_of(again)) == (410, "pairing_ended")
    assert (await program.get("/closed")).status_code == 200


async def test_a_person_guesses_five_times_a_minute(home: Home) -> None:
    ada, bea = await home.program("member", "ada"), await home.program("member", "bea")
    code = await Device(home).show()

    guesses = [await confirm(ada, f"AAAA-AAA{sign}") for sign in "234567A"]
    right = await confirm(ada, code)

    assert [code_of(guess) for guess in guesses] == ["no_such_code"] * 5 + ["too_many_tries"] * 2
    assert (code_of(right), right.headers["retry-after"]) == ("too_many_tries", "60")
    # Nor do the guesses of one use up what everybody has.
    assert (await confirm(bea, code)).status_code == 200


async def test_the_household_guesses_twenty_times_a_minute(home: Home) -> None:
    people = [await home.program("member", name) for name in ("ada", "bea", "cleo", "dora", "eve")]
    code = await Device(home).show()
    for person in people[:4]:
        for sign in "23456":
            await confirm(person, f"AAAA-AAA{sign}")

    refused = await confirm(people[4], code)
    home.clock.move(MINUTE)

    assert code_of(refused) == "too_many_tries"
    assert (await confirm(people[4], code)).status_code == 200


async def test_a_right_code_is_no_guess(home: Home) -> None:
    ada = await home.program("member", "ada")

    answers = [await confirm(ada, await Device(home).show()) for _ in range(7)]

    assert {answer.status_code for answer in answers} == {200}


async def test_an_address_starts_ten_pairings_a_minute(home: Home) -> None:
    answers = [await Device(home).ask() for _ in range(11)]
    home.clock.move(MINUTE)

    assert [answer.status_code for answer in answers] == [201] * 10 + [429]
    assert (code_of(answers[-1]), answers[-1].headers["retry-after"]) == ("too_many_tries", "60")
    assert (await Device(home).ask()).status_code == 201


async def test_one_address_makes_room_for_its_sixth_at_its_own_cost(home: Home) -> None:
    ada = await home.program("member", "ada")
    other = Device(home, address="192.168.1.51")
    devices = [Device(home) for _ in range(6)]

    code = await other.show()
    codes = [await device.show() for device in devices]

    assert code_of(await confirm(ada, codes[0])) == "no_such_code"
    assert (await confirm(ada, codes[1])).status_code == 200
    assert (await confirm(ada, code)).status_code == 200


async def test_at_most_twenty_wait_at_once_however_many_come(home: Home) -> None:
    addresses = [f"192.168.1.{number}" for number in range(20, 44)]
    await warm_up()

    answers = await _ask_from(home, addresses)

    refused = [answer for answer in answers if answer.status_code != 201]
    assert len(refused) == 4
    assert {code_of(answer) for answer in refused} == {"too_many_pairings"}
    assert {answer.headers["retry-after"] for answer in refused} == {"600"}
    home.clock.move(timedelta(minutes=10))
    assert (await Device(home).ask()).status_code == 201


async def test_another_sites_page_cannot_start_pairings_from_a_browser(home: Home) -> None:
    wish = {"commit": "a" * 64, "name": "x", "platform": "linux"}

    async with home.client(Origin="http://evil.example") as browser:
        answer = await browser.post(f"{PAIRING}/start", json=wish)

    assert code_of(answer) == "foreign_origin"


@pytest.mark.parametrize(
    "wrong",
    [
        {"commit": "a" * 63},
        {"commit": "a" * 64 + "\n"},
        {"commit": "g" * 64},
        {"name": ""},
        {"name": "x" * 81},
        {"platform": "amiga"},
        {"version": "1" * 41},
        {"surprise": 1},
    ],
)
async def test_a_start_that_makes_no_sense_is_refused(home: Home, wrong: dict[str, Any]) -> None:
    answer = await Device(home).ask(**wrong)

    assert (answer.status_code, code_of(answer)) == (400, "bad_input")


@pytest.mark.parametrize("name", ["  ", "a\0", "\u202eevil"])
async def test_a_name_that_cannot_be_shown_is_refused(home: Home, name: str) -> None:
    assert code_of(await Device(home).ask(name=name)) == "invalid_name"


async def test_whoever_was_switched_off_meanwhile_lets_nothing_in(home: Home) -> None:
    owner, ada = await home.program("owner"), await home.login(await home.person("member", "ada"))
    remembered = await home.accounts.doorman.admit(ada["tokens"]["accessToken"])
    code = await Device(home).show()
    await owner.patch(f"/admin/users/{remembered.id}", json={"disabled": True})

    with pytest.raises(SessionEndedError):
        await home.accounts.letting_in.confirm(remembered, code, Caller("192.168.1.10"))

    assert await fetchval("SELECT count(*) FROM sessions WHERE kind = 'device'") == 0


async def test_a_person_switched_off_before_the_token_was_fetched_has_let_nothing_in(
    home: Home,
) -> None:
    owner, ada = await home.program("owner"), await home.program("member", "ada")
    device = Device(home)
    await confirm(ada, await device.show())
    me = (await ada.get("/auth/session")).json()["user"]["id"]

    await owner.patch(f"/admin/users/{me}", json={"disabled": True})

    assert code_of(await device.token()) == "pairing_ended"
