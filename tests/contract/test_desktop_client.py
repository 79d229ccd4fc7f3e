"""The desktop client and the appliance agree: found, paired, in touch, and signed out again."""

import asyncio
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest
from keyring.backends import fail
from tests.desktop.net.touch import until
from tests.support.appliance import Appliance

from medianest_desktop.net.addresses import Address
from medianest_desktop.net.api import RefusedError
from medianest_desktop.net.appliances import Appliances
from medianest_desktop.net.connection import Connection
from medianest_desktop.net.discovery import Discovery
from medianest_desktop.net.pairing import NewlyPaired, Pairing
from medianest_desktop.net.preflight import Reached, reach
from medianest_desktop.net.proof import prove
from medianest_desktop.net.tries import NoAnswerError
from medianest_desktop.net.vault import Vault

pytestmark = pytest.mark.xdist_group("contract")

_BUTTONS = (
    "media/requests/{}/approve",
    "media/requests/{}/decline",
    "media/requests/{}/retry",
    "youtube/downloads/{}/retry",
)


@pytest.fixture
async def reached(appliance_of_the_contract: Appliance) -> Reached:
    """From the address of the dashboard, in clear text, to the locked door."""
    return await reach(appliance_of_the_contract.base_url)


@pytest.fixture
async def newly_paired(reached: Reached, owner: httpx2.Client) -> NewlyPaired:
    async with Pairing(reached, name="Desk") as pairing:
        code = (await pairing.start()).code
        typed = await asyncio.to_thread(owner.post, "/auth/pairing/confirm", json={"code": code})
        assert typed.status_code == 200, typed.text
        return await pairing.wait()


async def test_the_authority_that_issued_is_the_one_that_is_announced(
    reached: Reached, appliance_of_the_contract: Appliance
) -> None:
    with appliance_of_the_contract.client() as client:
        told = client.get("/info").json()

    assert reached.address.scheme == "https"
    assert reached.address.port == told["tls"]["port"]
    assert (reached.id, reached.fingerprint) == (told["instanceId"], told["tls"]["fingerprint"])


async def test_a_paired_client_is_in_touch_until_its_device_is_revoked(
    newly_paired: NewlyPaired, owner: httpx2.Client, tmp_path: Path
) -> None:
    vault = Vault(fail.Keyring())  # type: ignore[no-untyped-call]  # keyring leaves it untyped
    appliances, discovery = Appliances(tmp_path), Discovery()
    async with Connection(appliances, discovery, vault) as connection:
        await connection.adopt(newly_paired)
        await until(connection, lambda: connection.state == "connected")
        session = await connection.request("GET", "/api/v1/auth/session")
        device = newly_paired.paired.device_id
        revoked = await asyncio.to_thread(owner.delete, f"/auth/devices/{device}")
        connection.doubt()
        await until(connection, lambda: connection.state == "signed_out")
        told = connection.headers

    assert newly_paired.paired.person == "Olga"
    assert session["user"]["name"] == "Olga"
    assert (revoked.status_code, told) == (204, {})


async def test_in_clear_text_too_the_appliance_proves_that_it_knows_the_device(
    newly_paired: NewlyPaired, appliance_of_the_contract: Appliance
) -> None:
    here = Address("http", "127.0.0.1", appliance_of_the_contract.port)
    device = newly_paired.paired.device_id

    await prove(here, device_id=device, token=newly_paired.token)
    with pytest.raises(NoAnswerError, match="unproven"):
        await prove(here, device_id=device, token="mnd_another")
    with pytest.raises(NoAnswerError, match="unproven"):
        await prove(here, device_id=str(uuid4()), token=newly_paired.token)


async def test_a_button_that_sends_no_body_reaches_the_rule_behind_it(
    newly_paired: NewlyPaired, tmp_path: Path
) -> None:
    vault = Vault(fail.Keyring())  # type: ignore[no-untyped-call]  # keyring leaves it untyped
    async with Connection(Appliances(tmp_path), Discovery(), vault) as connection:
        await connection.adopt(newly_paired)
        await until(connection, lambda: connection.state == "connected")
        refusals = []
        for path in _BUTTONS:
            with pytest.raises(RefusedError) as refused:
                await connection.request("POST", f"/api/v1/{path.format(uuid4())}")
            refusals.append(refused.value.status)

    assert refusals == [404] * len(_BUTTONS)


async def test_a_client_that_forgets_the_appliance_is_forgotten_there(
    newly_paired: NewlyPaired, owner: httpx2.Client, tmp_path: Path
) -> None:
    vault = Vault(fail.Keyring())  # type: ignore[no-untyped-call]  # keyring leaves it untyped
    async with Connection(Appliances(tmp_path), Discovery(), vault) as connection:
        await connection.adopt(newly_paired)
        await until(connection, lambda: connection.state == "connected")
        await connection.forget()
        await until(connection, lambda: connection.state == "unpaired")

    devices = (await asyncio.to_thread(owner.get, "/auth/devices")).json()
    assert newly_paired.paired.device_id not in {each["id"] for each in devices["items"]}
