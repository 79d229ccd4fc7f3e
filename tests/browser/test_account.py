"""What people change of their own account."""

import httpx2
import pytest
from playwright.sync_api import expect
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
        expect(visit.page.get_by_text("python-httpx2 is signed out")).to_be_visible()

        assert other.get("/auth/session").status_code == 401
        assert visit.complaints == []
