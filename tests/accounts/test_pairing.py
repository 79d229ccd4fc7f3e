"""A device is let in by whoever types the code that it shows."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.accounts.home import Home, code_of, csrf, warm_up
from tests.accounts.pairing import Device, confirm

from medianest.infra.database import fetch, fetchval


async def test_a_device_whose_code_is_typed_is_let_in_as_the_persons_own(home: Home) -> None:
    ada = await home.program("member", "ada")
    device = Device(home)

    code = await device.show()
    waiting = await device.token()
    confirmed = await confirm(ada, code)
    paired = (await device.token()).json()

    assert (waiting.status_code, waiting.json()) == (200, {"state": "waiting"})
    assert confirmed.status_code == 200
    assert confirmed.json()["id"] == paired["deviceId"]
    assert paired["state"] == "paired"
    assert paired["person"]["name"] == "ada"
    assert paired["token"].startswith("mnd_")
    async with home.client(Authorization=f"Bearer {paired['token']}") as program:
        assert (await program.get("/closed")).text == "ada"


async def test_what_a_device_is_told_at_the_start(home: Home) -> None:
    answer = (await Device(home).ask()).json()

    assert set(answer) == {"pairingId", "nonce", "expiresIn", "interval"}
    assert (len(bytes.fromhex(answer["nonce"])), answer["expiresIn"], answer["interval"]) == (
        32,
        600,
        2,
    )


@pytest.mark.parametrize("change", [str.lower, lambda code: f"  {code.replace('-', ' ')} "])
async def test_the_code_may_be_typed_in_any_way(home: Home, change: Any) -> None:
    ada = await home.program("member", "ada")

    answer = await confirm(ada, change(await Device(home).show()))

    assert answer.status_code == 200


async def test_the_device_stands_in_the_persons_list_by_name_and_kind(home: Home) -> None:
    ada = await home.program("member", "ada")
    await Device(home).paired_with(ada)

    listed = {one["kind"]: one for one in (await ada.get("/auth/devices")).json()["items"]}

    assert set(listed) == {"sign_in", "device"}
    assert listed["device"]["device"] == "Study"
    assert listed["device"]["platform"] == "linux"
    assert listed["device"]["clientVersion"] == "0.1.0"
    assert listed["device"]["address"] == "192.168.1.50"
    assert listed["device"]["current"] is False
    assert listed["sign_in"]["platform"] == ""


async def test_the_log_says_who_let_what_in(home: Home) -> None:
    ada = await home.program("member", "ada")
    await Device(home).paired_with(ada)

    [entry] = await fetch("SELECT * FROM audit_log WHERE action = 'device.paired'")

    assert (await ada.get("/auth/session")).json()["user"]["id"] == str(entry["actor"])
    assert entry["details"]["device"] == "Study"
    assert entry["details"]["device_address"] == "192.168.1.50"


async def test_whoever_is_to_hear_of_a_device_hears_in_the_same_transaction(home: Home) -> None:
    ada = await home.program("member", "ada")
    told: list[tuple[UUID, str]] = []

    async def hear(person: UUID, device: Any) -> None:
        told.append((person, device.device))
        if len(told) == 1:
            raise RuntimeError("could not be told")

    home.accounts.letting_in.tell.append(hear)
    device = Device(home)
    code = await device.show()

    failed = await confirm(ada, code)
    again = await confirm(ada, code)

    assert (failed.status_code, again.status_code) == (500, 200)
    assert [name for _, name in told] == ["Study", "Study"]
    assert await fetchval("SELECT count(*) FROM sessions WHERE kind = 'device'") == 1


async def test_a_browser_confirms_only_from_our_own_page(home: Home) -> None:
    browser = await home.browser()
    code = await Device(home).show()

    forged = await confirm(browser, code)
    ours = await confirm(browser, code, **csrf(browser))

    assert (code_of(forged), ours.status_code) == ("csrf_failed", 200)


async def test_nobody_confirms_without_being_signed_in(home: Home) -> None:
    code = await Device(home).show()

    async with home.client() as stranger:
        answer = await confirm(stranger, code)

    assert (answer.status_code, code_of(answer)) == (401, "not_signed_in")


async def test_of_many_who_type_a_code_at_once_one_lets_the_device_in(home: Home) -> None:
    people = [await home.program("member", name) for name in ("ada", "bea", "cleo", "dora")]
    code = await Device(home).show()
    await warm_up()

    answers = await asyncio.gather(*(confirm(person, code) for person in people))

    assert sorted(answer.status_code for answer in answers) == [200, 404, 404, 404]
    assert await fetchval("SELECT count(*) FROM sessions WHERE kind = 'device'") == 1


async def test_a_code_is_worth_nothing_once_it_was_typed(home: Home) -> None:
    ada, bea = await home.program("member", "ada"), await home.program("member", "bea")
    device = Device(home)
    code = await device.show()
    await confirm(ada, code)

    again = await confirm(bea, code)

    assert code_of(again) == "no_such_code"
    assert (await device.token()).json()["person"]["name"] == "ada"


async def test_a_pairing_lasts_ten_minutes(home: Home) -> None:
    ada = await home.program("member", "ada")
    device = Device(home)
    code = await device.show()

    home.clock.move(timedelta(minutes=10))

    assert code_of(await confirm(ada, code)) == "no_such_code"
    late = await device.token()
    assert (late.status_code, code_of(late)) == (410, "pairing_ended")


async def test_a_device_let_in_at_the_last_moment_still_gets_its_token(home: Home) -> None:
    ada = await home.program("member", "ada")
    device = Device(home)
    code = await device.show()
    home.clock.move(timedelta(minutes=9, seconds=59))
    await confirm(ada, code)

    home.clock.move(timedelta(seconds=30))

    assert (await device.token()).json()["state"] == "paired"


async def test_a_device_that_never_fetches_its_token_vanishes_from_the_list(home: Home) -> None:
    ada = await home.program("member", "ada")
    await confirm(ada, await Device(home).show())

    home.clock.move(timedelta(minutes=10))

    listed = (await ada.get("/auth/devices")).json()["items"]
    assert [one["kind"] for one in listed] == ["sign_in"]


async def test_another_process_goes_on_where_the_first_one_stopped(
    home: Home, neighbour: Home
) -> None:
    ada = await home.program("member", "ada")
    device = Device(home)
    await device.ask()

    device.home = neighbour
    await device.reveal()
    confirmed = await confirm(ada, device.code)
    paired = (await device.token()).json()

    assert confirmed.status_code == 200
    async with neighbour.client(Authorization=f"Bearer {paired['token']}") as program:
        assert (await program.get("/closed")).text == "ada"


async def test_a_device_that_gives_up_leaves_nothing_behind(home: Home) -> None:
    ada = await home.program("member", "ada")
    device = Device(home)
    code = await device.show()

    given_up = await device.give_up()

    assert given_up.status_code == 204
    assert code_of(await confirm(ada, code)) == "no_such_code"
    assert code_of(await device.token()) == "pairing_ended"


async def test_a_device_that_gives_up_after_the_code_was_typed_is_out_again(home: Home) -> None:
    ada = await home.program("member", "ada")
    device = Device(home)
    await confirm(ada, await device.show())
    token = (await device.token()).json()["token"]

    await device.give_up()

    async with home.client(Authorization=f"Bearer {token}") as program:
        assert code_of(await program.get("/closed")) == "session_ended"


async def test_pairings_that_ran_out_are_forgotten(home: Home) -> None:
    await Device(home).show()
    home.clock.move(timedelta(minutes=10))

    await Device(home, address="192.168.1.51").ask()

    assert await fetchval("SELECT count(*) FROM pairings") == 1
