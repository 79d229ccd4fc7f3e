"""What people change of their own account."""

import hashlib
import secrets

import httpx2
import pytest
from playwright.sync_api import expect
from tests.accounts.pairing import NO_CA, PAIRING, shown_code
from tests.browser.conftest import Visiting
from tests.browser.household import sign_in
from tests.support.appliance import Appliance

OLD, NEW = "a quiet afternoon", "a walk along the harbour"

pytestmark = pytest.mark.xdist_group("browser")


def member(owned: Appliance, email: str) -> None:
    person = {"name": "Ada", "email": email, "password": OLD, "role": "member"}
    with owned.owner() as client:
        assert client.post("/admin/users", json=person).status_code == 201


def elsewhere(owned: Appliance, email: str, password: str) -> httpx2.Client:
    """The same person on another device; unable to do anything if the password is not right."""
    with owned.client() as client:
        answer = client.post("/auth/login", json={"email": email, "password": password})
    token = answer.json()["tokens"]["accessToken"] if answer.status_code == 200 else "none"
    return owned.client(token)


def test_a_new_password_signs_every_other_device_out(
    visit_owned: Visiting, owned: Appliance
) -> None:
    member(owned, "ada@example.org")
    other = elsewhere(owned, "ada@example.org", OLD)
    with visit_owned("phone") as visit:
        sign_in(visit, email="ada@example.org", password=OLD)
        visit.go("/settings/account")
        page = visit.page
        expect(
            page.get_by_role("list", name="Signed-in devices").get_by_role("listitem")
        ).to_have_count(2)

        page.get_by_label("Present password").fill("not mine at all")
        page.get_by_label("New password").fill(NEW)
        page.get_by_role("button", name="Change password").click()
        expect(page.get_by_role("alert")).to_contain_text("not your present password")
        page.get_by_label("Present password").fill(OLD)
        page.get_by_role("button", name="Change password").click()

        expect(page.get_by_text("Your password is changed")).to_be_visible()
        expect(
            page.get_by_role("list", name="Signed-in devices").get_by_role("listitem")
        ).to_have_count(1)

    with other, elsewhere(owned, "ada@example.org", NEW) as again:
        assert other.get("/auth/session").status_code == 401
        assert again.get("/auth/session").status_code == 200


def test_a_device_that_nobody_knows_is_signed_out(visit_owned: Visiting, owned: Appliance) -> None:
    member(owned, "bea@example.org")
    with visit_owned("desktop") as visit, elsewhere(owned, "bea@example.org", OLD) as other:
        sign_in(visit, email="bea@example.org", password=OLD)
        visit.go("/settings/account")

        visit.page.get_by_role("button", name="Sign out python-httpx2").click()
        visit.page.get_by_role("dialog").get_by_role("button", name="Sign out").click()
        expect(visit.page.get_by_text("python-httpx2 is signed out")).to_be_visible()

        assert other.get("/auth/session").status_code == 401
        assert visit.complaints == []


def showing(device: httpx2.Client) -> tuple[str, dict[str, str]]:
    """A computer that waits: the code on its screen, and what it asks for its token with."""
    nonce = secrets.token_bytes(32)
    wish = {"commit": hashlib.sha256(nonce).hexdigest(), "name": "Study", "platform": "linux"}
    started = device.post(f"{PAIRING}/start", json=wish).json()
    secret = {"pairingId": started["pairingId"], "nonce": nonce.hex()}
    assert device.post(f"{PAIRING}/reveal", json=secret).status_code == 204
    server_nonce = bytes.fromhex(started["nonce"])
    return shown_code(NO_CA, nonce, server_nonce, started["pairingId"]), secret


def test_a_code_typed_on_the_phone_lets_a_computer_in(
    visit_owned: Visiting, owned: Appliance
) -> None:
    member(owned, "cleo@example.org")
    with visit_owned("phone") as visit, owned.client() as device:
        code, secret = showing(device)
        sign_in(visit, email="cleo@example.org", password=OLD)
        visit.go("/pair")
        page = visit.page
        visit.look()

        page.get_by_label("Code on your computer").fill("AAAA-AAAA")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("No device shows this code")
        page.get_by_label("Code on your computer").fill(code.lower().replace("-", " "))
        page.keyboard.press("Enter")
        expect(page.get_by_text("Study is connected")).to_be_visible()
        token = device.post(f"{PAIRING}/token", json=secret).json()["token"]

        # The browser's own remark on the code that no device shows.
        assert [one.endswith("/auth/pairing/confirm)") for one in visit.complaints] == [True]
    with owned.client(token) as client:
        [told] = client.get("/notifications").json()["items"]
        assert client.get("/auth/session").json()["user"]["email"] == "cleo@example.org"
    assert (told["kind"], told["link"]) == ("device.paired", "/settings/account")
    assert token[4:] not in owned.log.read_text(errors="replace")


def test_a_computer_that_was_let_in_is_put_out_on_the_phone(
    visit_owned: Visiting, owned: Appliance
) -> None:
    member(owned, "dora@example.org")
    with visit_owned("phone") as visit, owned.client() as device:
        code, secret = showing(device)
        with elsewhere(owned, "dora@example.org", OLD) as dora:
            dora.post(f"{PAIRING}/confirm", json={"code": code})
        token = device.post(f"{PAIRING}/token", json=secret).json()["token"]
        sign_in(visit, email="dora@example.org", password=OLD)
        visit.go("/settings/account")
        visit.look()

        visit.page.get_by_role("button", name="Sign out Study").click()
        visit.page.get_by_role("dialog").get_by_role("button", name="Sign out").click()
        expect(visit.page.get_by_text("Study is signed out")).to_be_visible()

        assert visit.complaints == []
    with owned.client(token) as client:
        assert client.get("/auth/session").status_code == 401
