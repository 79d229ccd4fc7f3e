"""What a paired device may do with its token, and when that ends."""

import asyncio
import hmac
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import msgspec
import pytest
import structlog
from tests.accounts.home import PASSWORD, Home, code_of, open_socket
from tests.accounts.pairing import Device, confirm

from medianest.accounts.jobs import forget_old, see_watchers
from medianest.accounts.queries import devices
from medianest.accounts.tokens import digest
from medianest.infra.database import fetch, fetchrow, fetchval
from medianest.infra.events import Viewer

OPENED = ["accept", "send", "close"]
SHAPED = "mnd_" + "A" * 43
DAY = timedelta(days=1)


def _token(program: httpx2.AsyncClient) -> str:
    return program.headers["authorization"].removeprefix("Bearer ")


async def _pair(home: Home) -> tuple[httpx2.AsyncClient, httpx2.AsyncClient]:
    """Ada where she signed in, and her device."""
    ada = await home.program("member", "ada")
    return ada, await Device(home).paired_with(ada)


async def _device_id(ada: httpx2.AsyncClient) -> str:
    items = (await ada.get("/auth/devices")).json()["items"]
    [device] = [one["id"] for one in items if one["kind"] == "device"]
    assert isinstance(device, str)
    return device


async def test_a_device_changes_things_without_a_csrf_token(home: Home) -> None:
    _, device = await _pair(home)

    assert (await device.post("/closed")).status_code == 200


async def test_a_device_opens_a_socket_and_buys_tickets(home: Home) -> None:
    _, device = await _pair(home)
    ticket = (await device.post("/auth/ticket")).json()["ticket"]

    opened = await open_socket(home, {"authorization": f"Bearer {_token(device)}"})

    assert opened == OPENED
    assert (await home.accounts.tickets.tear(ticket)).name == "ada"


@pytest.mark.parametrize(
    "token", [SHAPED[:-1], SHAPED + "A", "mnd_", "mnd_" + "A" * 42 + "é", SHAPED + "\t x"]
)
async def test_what_has_not_the_shape_of_a_token_is_none(home: Home, token: str) -> None:
    async with home.client() as client:
        answer = await client.get("/closed", headers=[(b"authorization", _bearer(token))])

    assert (answer.status_code, code_of(answer)) == (401, "token_invalid")


def _bearer(token: str) -> bytes:
    return f"Bearer {token}".encode("latin-1")


async def test_a_guessed_token_and_one_in_a_cookie_open_nothing(home: Home) -> None:
    _, device = await _pair(home)

    async with home.client(Authorization=f"Bearer {SHAPED}") as guesser:
        assert code_of(await guesser.get("/closed")) == "session_ended"
    async with home.client(Cookie=f"medianest_access={_token(device)}") as browser:
        assert code_of(await browser.get("/closed")) == "token_invalid"


async def test_only_the_hash_of_a_token_is_kept(home: Home) -> None:
    _, device = await _pair(home)
    await device.get("/closed")

    rows = await fetch("SELECT s::text AS written, token_hash FROM sessions s")

    assert digest(_token(device)) in [row["token_hash"] for row in rows]
    assert not [row for row in rows if _token(device)[4:] in row["written"]]


async def test_nothing_is_logged_of_what_a_pairing_hangs_on(home: Home) -> None:
    ada = await home.program("member", "ada")
    device = Device(home)

    with structlog.testing.capture_logs() as lines:
        program = await device.paired_with(ada)
        await program.get("/closed")
        await confirm(ada, "AAAA-AAAA")

    written = repr(lines)
    assert "device_paired" in written
    kept = (_token(program)[4:], device.nonce.hex(), device.code, device.code.replace("-", ""))
    assert [secret for secret in kept if secret in written] == []


async def test_a_first_use_wins_against_a_token_that_is_being_handed_out(home: Home) -> None:
    ada, device = await _pair(home)
    session = UUID(await _device_id(ada))
    before = await devices.give_token(session, digest(_token(device)), home.clock())

    await device.get("/closed")
    after = await devices.give_token(session, digest("another"), home.clock())

    assert (before, after) == (True, False)
    assert (await device.get("/closed")).status_code == 200


async def test_a_device_that_is_signed_out_is_out_at_once(home: Home) -> None:
    ada, device = await _pair(home)
    await device.get("/closed")

    answer = await ada.delete(f"/auth/devices/{await _device_id(ada)}")

    assert answer.status_code == 204
    assert code_of(await device.get("/closed")) == "session_ended"
    header = {"authorization": f"Bearer {_token(device)}"}
    assert await open_socket(home, header) == ["close"]


async def test_open_sockets_of_a_device_end_when_it_is_signed_out(home: Home) -> None:
    ada, device = await _pair(home)
    me = await home.accounts.device_tokens.admit(_token(device), address="192.168.1.50")
    frames: list[dict[str, Any]] = []

    async with home.accounts.live.subscribe(Viewer(me.id, me.permissions, me.session_id)) as news:
        await ada.delete(f"/auth/devices/{await _device_id(ada)}")
        async with asyncio.timeout(60):
            frames += [msgspec.json.decode(frame) async for frame in news]

    assert [frame["type"] for frame in frames] == ["session.revoked"]
    assert frames[0]["data"] == {"sessionId": str(me.session_id), "reason": "ended_by_person"}


async def test_a_device_signs_itself_out_and_nothing_else(home: Home) -> None:
    ada, device = await _pair(home)

    answer = await device.post("/auth/logout")

    assert answer.status_code == 204
    assert code_of(await device.get("/closed")) == "session_ended"
    assert (await ada.get("/closed")).status_code == 200


async def test_a_new_password_signs_paired_devices_out_too(home: Home) -> None:
    ada, device = await _pair(home)
    wish = {"currentPassword": PASSWORD, "newPassword": "another good one"}

    await ada.put("/auth/password", json=wish)

    assert code_of(await device.get("/closed")) == "session_ended"


async def test_a_switched_off_persons_device_stays_out_when_they_are_back(home: Home) -> None:
    owner = await home.program("owner")
    ada, device = await _pair(home)
    me = (await ada.get("/auth/session")).json()["user"]["id"]

    await owner.patch(f"/admin/users/{me}", json={"disabled": True})
    away = await device.get("/closed")
    await owner.patch(f"/admin/users/{me}", json={"disabled": False})

    assert code_of(away) == "session_ended"
    assert code_of(await device.get("/closed")) == "session_ended"


async def test_a_new_role_holds_at_once_on_the_device(home: Home) -> None:
    owner = await home.program("owner")
    ada, device = await _pair(home)
    me = (await ada.get("/auth/session")).json()["user"]["id"]
    before = await device.get("/governed")

    await owner.patch(f"/admin/users/{me}", json={"role": "admin"})
    promoted = await device.get("/governed")
    await owner.patch(f"/admin/users/{me}", json={"role": "guest"})

    assert (before.status_code, promoted.status_code) == (403, 200)
    assert code_of(await device.get("/governed")) == "not_permitted"


async def test_who_is_removed_takes_their_devices_along(home: Home) -> None:
    owner = await home.program("owner")
    ada, device = await _pair(home)
    waiting = Device(home, address="192.168.1.51")
    await confirm(ada, await waiting.show())
    me = (await ada.get("/auth/session")).json()["user"]["id"]

    answer = await owner.delete(f"/admin/users/{me}")

    assert answer.status_code == 204
    assert code_of(await device.get("/closed")) == "session_ended"
    assert code_of(await waiting.token()) == "pairing_ended"


async def test_a_device_is_noted_as_seen_every_five_minutes_at_most(home: Home) -> None:
    _, device = await _pair(home)
    await device.get("/closed")
    first = await _seen()

    home.clock.move(timedelta(minutes=4, seconds=59))
    await device.get("/closed")
    soon = await _seen()
    home.clock.move(timedelta(seconds=1))
    async with home.client(address="10.0.0.7", Authorization=f"Bearer {_token(device)}") as moved:
        await moved.get("/closed")

    assert soon == first
    assert await _seen() == (home.clock(), "10.0.0.7")


async def _seen() -> tuple[Any, Any]:
    row = await fetchrow("SELECT last_seen_at, address FROM sessions WHERE kind = 'device'")
    assert row is not None
    return row["last_seen_at"], row["address"]


async def test_two_processes_note_no_more_than_one(home: Home, neighbour: Home) -> None:
    _, device = await _pair(home)
    await device.get("/closed")
    noted = await _seen()
    home.clock.move(timedelta(minutes=1))

    async with neighbour.client(Authorization=f"Bearer {_token(device)}") as elsewhere:
        assert (await elsewhere.get("/closed")).status_code == 200

    assert await _seen() == noted


async def test_a_device_that_only_listens_is_noted_as_seen(home: Home) -> None:
    ada, device = await _pair(home)
    listener = await home.accounts.device_tokens.admit(_token(device), address="192.168.1.50")
    here = (await ada.get("/auth/session")).json()["sessionId"]
    signed_in_at = await fetchval("SELECT last_seen_at FROM sessions WHERE id = $1", UUID(here))
    home.clock.move(timedelta(hours=8))

    async with AsyncExitStack() as watching:
        for session in (listener.session_id, UUID(here)):
            viewer = Viewer(listener.id, listener.permissions, session)
            await watching.enter_async_context(home.accounts.live.subscribe(viewer))
        await see_watchers(home.accounts.live, home.clock)

    assert await _seen() == (home.clock(), "192.168.1.50")
    # A browser that signed in is seen when it renews its tokens, not by this.
    last_seen = await fetchval("SELECT last_seen_at FROM sessions WHERE id = $1", UUID(here))
    assert last_seen == signed_in_at


async def test_a_device_that_is_used_stays_and_one_that_is_not_is_out_after_a_year(
    home: Home,
) -> None:
    _, device = await _pair(home)
    await device.get("/closed")

    home.clock.move(364 * DAY)
    used = await device.get("/closed")
    home.clock.move(364 * DAY)
    used_again = await device.get("/closed")
    home.clock.move(365 * DAY)

    assert (used.status_code, used_again.status_code) == (200, 200)
    assert code_of(await device.get("/closed")) == "session_ended"


async def test_tidying_up_leaves_a_device_that_is_away_for_months(home: Home) -> None:
    _, device = await _pair(home)
    await device.get("/closed")
    home.clock.move(200 * DAY)

    await forget_old(home.clock)

    assert (await device.get("/closed")).status_code == 200
    assert await fetchval("SELECT count(*) FROM sessions WHERE kind = 'device'") == 1


async def _proof(home: Home, device: str, challenge: str) -> httpx2.Response:
    async with home.client() as anybody:
        asked = {"deviceId": device, "challenge": challenge}
        return await anybody.post("/auth/device/proof", json=asked)


async def test_a_device_is_proven_to_by_its_own_token_even_when_signed_out(home: Home) -> None:
    ada, device = await _pair(home)
    known = await _device_id(ada)
    message = b"medianest-proof-v1" + UUID(known).bytes + b"c" * 32
    expected = hmac.digest(digest(_token(device)), message, "sha256").hex()

    before = await _proof(home, known, (b"c" * 32).hex())
    await ada.delete(f"/auth/devices/{known}")
    after = await _proof(home, known, (b"c" * 32).hex())

    assert (before.json(), after.json()) == ({"proof": expected}, {"proof": expected})


async def test_nobody_proves_anything_to_a_stranger_or_a_browser(home: Home) -> None:
    ada, _ = await _pair(home)
    items = (await ada.get("/auth/devices")).json()["items"]
    [browser] = [one["id"] for one in items if one["kind"] != "device"]

    answers = [await _proof(home, one, "cd" * 32) for one in (str(UUID(int=1)), browser)]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [
        (404, "device_unknown")
    ] * 2
