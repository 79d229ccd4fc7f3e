"""The appliance is killed while a device is paired: it goes on, and no half device remains."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from tests.support.appliance import Appliance, free_port

from medianest_desktop.net.pairing import Pairing
from medianest_desktop.net.preflight import Reached, reach


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Appliance]:
    """An appliance of its own, which may be killed."""
    folder = tmp_path_factory.mktemp("mortal")
    appliance = Appliance(folder, MEDIANEST__SERVER__TLS_PORT=str(free_port())).start()
    appliance.set_up()
    yield appliance
    appliance.stop()


@pytest.fixture
async def reached(mortal: Appliance) -> Reached:
    return await reach(mortal.base_url)


def _kill(appliance: Appliance) -> None:
    appliance.kill()
    appliance.start()


def _confirm(appliance: Appliance, code: str) -> int:
    with appliance.owner() as owner:
        return owner.post("/auth/pairing/confirm", json={"code": code}).status_code


def _devices(appliance: Appliance) -> list[dict[str, Any]]:
    with appliance.owner() as owner:
        items = owner.get("/auth/devices").json()["items"]
    return [one for one in items if one["kind"] == "device"]


async def test_killed_before_and_after_the_code_was_typed_the_pairing_goes_on(
    mortal: Appliance, reached: Reached
) -> None:
    before = len(await asyncio.to_thread(_devices, mortal))
    async with Pairing(reached, name="Desk") as pairing:
        code = (await pairing.start()).code
        waiting = asyncio.get_running_loop().create_task(pairing.wait())
        # After the reveal, while the client asks again and again.
        await asyncio.to_thread(_kill, mortal)
        typed = await asyncio.to_thread(_confirm, mortal, code)
        await asyncio.to_thread(_kill, mortal)
        new = await waiting

    async with reached.line() as line:
        session = await line.fetch("GET", "/api/v1/auth/session", token=new.token)
    devices = await asyncio.to_thread(_devices, mortal)

    assert typed == 200
    assert b"Olga" in session
    assert new.paired.device_id in {one["id"] for one in devices}
    assert len(devices) == before + 1


async def test_killed_between_start_and_reveal_nothing_is_left_of_it(
    mortal: Appliance, reached: Reached, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(await asyncio.to_thread(_devices, mortal))
    async with Pairing(reached, name="Desk") as pairing:
        begin = pairing._commit

        async def begin_and_die() -> Any:
            begun = await begin()
            await asyncio.to_thread(_kill, mortal)
            return begun

        monkeypatch.setattr(pairing, "_commit", begin_and_die)
        code = (await pairing.start()).code
        # Nobody types it: the person gives up, and the code is worth nothing.
    typed = await asyncio.to_thread(_confirm, mortal, code)

    assert typed == 404
    assert len(await asyncio.to_thread(_devices, mortal)) == before
