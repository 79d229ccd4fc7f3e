"""The second port of the whole appliance: what it tells of it, and who comes in by it."""

import hashlib
import ssl

import httpx2
import pytest
from tests.support.appliance import OWNER, Appliance
from tests.support.doctor import told_of

pytestmark = pytest.mark.xdist_group("contract")


@pytest.fixture
def authority(anyone: httpx2.Client) -> httpx2.Response:
    return anyone.get("/ca.pem")


@pytest.fixture
def fingerprint(authority: httpx2.Response) -> str:
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(authority.text)).hexdigest()


def test_it_tells_of_its_port_and_its_authority(
    appliance_of_the_contract: Appliance,
    anyone: httpx2.Client,
    authority: httpx2.Response,
    fingerprint: str,
) -> None:
    port = int(appliance_of_the_contract.settings["MEDIANEST__SERVER__TLS_PORT"])
    info = anyone.get("/info").json()

    assert (info["protocol"], info["tls"]) == (1, {"port": port, "fingerprint": fingerprint})
    assert authority.headers["content-type"] == "application/x-pem-file"


def test_who_comes_by_it_signs_in_by_secure_cookies(
    appliance_of_the_contract: Appliance, authority: httpx2.Response
) -> None:
    port = appliance_of_the_contract.settings["MEDIANEST__SERVER__TLS_PORT"]
    context = ssl.create_default_context(cadata=authority.text)
    known = {name: OWNER[name] for name in ("email", "password")}

    with httpx2.Client(base_url=f"https://localhost:{port}", verify=context) as by_tls:
        entered = by_tls.post("/api/v1/auth/login", json=known)

    cookies = entered.headers.get_list("set-cookie")
    assert entered.status_code == 200
    assert cookies
    assert all("Secure" in cookie for cookie in cookies)


def test_the_doctor_finds_the_port_well_and_names_the_authority(
    appliance_of_the_contract: Appliance, fingerprint: str
) -> None:
    said = told_of(appliance_of_the_contract, "tls")

    assert said.startswith("ok")
    assert fingerprint in said
