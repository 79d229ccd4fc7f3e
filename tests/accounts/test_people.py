import asyncio
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from tests.accounts.home import PASSWORD, Home, code_of, warm_up

from medianest.accounts.errors import NoSuchPersonError, WeakPasswordError
from medianest.infra.database import execute, fetchrow, fetchval

NEW = {"name": "Bo", "email": "bo@home.example", "password": PASSWORD}


async def _me(program: httpx2.AsyncClient) -> str:
    found: str = (await program.get("/auth/session")).json()["user"]["id"]
    return found


async def test_an_admin_lets_people_in(home: Home) -> None:
    admin = await home.program("admin")

    answer = await admin.post("/admin/users", json={**NEW, "role": "guest"})

    assert answer.status_code == 201
    assert answer.json()["role"] == "guest"
    assert (await home.login("bo@home.example"))["user"]["name"] == "Bo"


async def test_people_are_listed_in_pages(home: Home) -> None:
    admin = await home.program("admin")
    await home.person("member", "one")
    await home.person("member", "two")

    first = (await admin.get("/admin/users", params={"limit": 2})).json()
    second = (
        await admin.get("/admin/users", params={"limit": 2, "cursor": first["nextCursor"]})
    ).json()

    assert [p["name"] for p in first["items"] + second["items"]] == ["admin", "one", "two"]
    assert (first["total"], second["nextCursor"]) == (3, None)
    assert "password" not in str(first).lower()


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 101}, {"cursor": "x"}])
async def test_a_wrong_page_is_bad_input(home: Home, query: dict[str, Any]) -> None:
    admin = await home.program("admin")

    assert (await admin.get("/admin/users", params=query)).status_code == 400


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"email": "admin@HOME.example"}, 409, "email_taken"),
        ({"email": "not an address"}, 422, "invalid_email"),
        ({"email": "bo\u0000@home.example"}, 422, "invalid_email"),
        ({"name": "  "}, 422, "invalid_name"),
        ({"name": "B\u0000o"}, 422, "invalid_name"),
        ({"name": "x" * 101}, 422, "invalid_name"),
        ({"password": "too short"}, 422, "weak_password"),
        ({"password": "x1" * 65}, 422, "weak_password"),
        ({"password": "Password123"}, 422, "weak_password"),
        ({"password": "aaaaaaaaaaaa"}, 422, "weak_password"),
        ({"password": "bo@home.example"}, 422, "weak_password"),
        ({"role": "king"}, 400, "bad_input"),
        ({"isAdmin": True}, 400, "bad_input"),
    ],
)
async def test_wrong_input_is_named(
    home: Home, change: dict[str, Any], status: int, code: str
) -> None:
    admin = await home.program("admin")

    answer = await admin.post("/admin/users", json=NEW | change)

    assert (answer.status_code, code_of(answer)) == (status, code)


async def test_members_manage_nobody(home: Home) -> None:
    member = await home.program("member")
    someone = await _me(member)

    answers = [
        await member.get("/admin/users"),
        await member.post("/admin/users", json=NEW),
        await member.patch(f"/admin/users/{someone}", json={"role": "owner"}),
        await member.delete(f"/admin/users/{someone}"),
        await member.get("/admin/audit"),
    ]

    assert {code_of(answer) for answer in answers} == {"not_permitted"}


async def test_an_admin_can_neither_make_nor_touch_an_owner(home: Home) -> None:
    admin, owner = await home.program("admin"), await home.program("owner")
    member, owners_id = await _me(await home.program("member")), await _me(owner)

    answers = [
        await admin.post("/admin/users", json={**NEW, "role": "owner"}),
        await admin.patch(f"/admin/users/{member}", json={"role": "owner"}),
        await admin.patch(f"/admin/users/{await _me(admin)}", json={"role": "owner"}),
        await admin.patch(f"/admin/users/{owners_id}", json={"password": "let me in please"}),
        await admin.patch(f"/admin/users/{owners_id}", json={"disabled": True}),
        await admin.delete(f"/admin/users/{owners_id}"),
    ]

    assert {code_of(answer) for answer in answers} == {"not_permitted"}
    assert (await owner.get("/closed")).status_code == 200


@pytest.mark.parametrize("change", [{"role": "admin"}, {"disabled": True}])
async def test_the_last_owner_stays_one(home: Home, change: dict[str, Any]) -> None:
    owner = await home.program("owner")
    path = f"/admin/users/{await _me(owner)}"

    changed, removed = await owner.patch(path, json=change), await owner.delete(path)

    assert (code_of(changed), code_of(removed)) == ("last_owner", "last_owner")


async def test_two_owners_who_demote_one_another_at_once_leave_one(home: Home) -> None:
    first, second = await home.program("owner", "ann"), await home.program("owner", "ben")
    ids = await _me(first), await _me(second)
    await warm_up()

    answers = await asyncio.gather(
        first.patch(f"/admin/users/{ids[1]}", json={"role": "member"}),
        second.patch(f"/admin/users/{ids[0]}", json={"role": "member"}),
    )

    done, refused = sorted(answers, key=lambda answer: answer.status_code)
    assert (done.status_code, code_of(refused)) == (200, "last_owner")
    assert await fetchval("SELECT count(*) FROM users WHERE role = 'owner'") == 1


async def test_an_owner_may_go_when_another_stays(home: Home) -> None:
    first = await home.program("owner", "ann")
    await home.program("owner", "ben")

    assert (await first.delete(f"/admin/users/{await _me(first)}")).status_code == 204


async def test_a_new_role_holds_at_once_in_the_same_session(home: Home) -> None:
    owner, member = await home.program("owner"), await home.program("member")
    path = f"/admin/users/{await _me(member)}"
    assert (await member.get("/governed")).status_code == 403

    await owner.patch(path, json={"role": "admin"})
    promoted = await member.get("/governed")
    await owner.patch(path, json={"role": "guest"})
    demoted = await member.get("/governed")

    assert (promoted.status_code, demoted.status_code) == (200, 403)


@pytest.mark.parametrize("change", [{"disabled": True}, {"password": "another good one"}])
async def test_disabling_and_a_new_password_end_every_session_at_once(
    home: Home, change: dict[str, Any]
) -> None:
    admin, member = await home.program("admin"), await home.program("member")
    await member.get("/closed")

    await admin.patch(f"/admin/users/{await _me(member)}", json=change)

    assert code_of(await member.get("/closed")) == "session_ended"


async def test_who_was_switched_on_again_may_sign_in(home: Home) -> None:
    admin, member = await home.program("admin"), await home.program("member")
    path = f"/admin/users/{await _me(member)}"
    await admin.patch(path, json={"disabled": True})

    answer = await admin.patch(path, json={"disabled": False})

    assert answer.json()["disabled"] is False
    assert await home.login("member@home.example")


async def test_what_is_left_out_stays(home: Home) -> None:
    admin, member = await home.program("admin"), await home.program("member")

    answer = await admin.patch(f"/admin/users/{await _me(member)}", json={"name": "New"})

    kept = answer.json()
    assert (kept["name"], kept["email"], kept["role"]) == ("New", "member@home.example", "member")
    assert (await member.get("/closed")).text == "New"


async def test_whom_nothing_refers_to_is_deleted(home: Home) -> None:
    admin = await home.program("admin")
    person = (await admin.post("/admin/users", json=NEW)).json()["id"]

    answer = await admin.delete(f"/admin/users/{person}")

    assert answer.status_code == 204
    assert await fetchval("SELECT count(*) FROM users") == 1


async def test_whom_rows_refer_to_becomes_nameless_and_the_address_is_free_again(
    home: Home,
) -> None:
    admin, member = await home.program("admin"), await home.program("member")
    person = await _me(member)

    await admin.delete(f"/admin/users/{person}")

    row = await fetchrow("SELECT * FROM users WHERE id = $1", person)
    assert row is not None
    assert "member" not in f"{row['name']} {row['email']} {row['password_hash']}"
    assert code_of(await member.get("/closed")) == "session_ended"
    assert (await admin.get("/admin/users")).json()["total"] == 1
    again = await admin.post("/admin/users", json=NEW | {"email": "member@home.example"})
    assert again.status_code == 201


async def test_nobody_is_found_under_an_unknown_id(home: Home) -> None:
    admin = await home.program("admin")

    changed = await admin.patch(f"/admin/users/{uuid4()}", json={"name": "X"})
    removed = await admin.delete(f"/admin/users/{uuid4()}")

    assert (code_of(changed), code_of(removed)) == ("no_such_person", "no_such_person")


async def test_the_machines_owner_can_reset_a_password(home: Home) -> None:
    member = await home.program("member")

    await home.accounts.people.reset_password(" Member@home.example", "quite another one")

    assert code_of(await member.get("/closed")) == "session_ended"
    assert await home.login("member@home.example", password="quite another one")


async def test_a_reset_names_what_is_wrong(home: Home) -> None:
    await home.person("member")

    with pytest.raises(NoSuchPersonError):
        await home.accounts.people.reset_password("who@home.example", "quite another one")
    with pytest.raises(WeakPasswordError, match="at least 10"):
        await home.accounts.people.reset_password("member@home.example", "short")


async def test_deeds_are_audited_without_secrets(home: Home) -> None:
    admin = await home.program("admin")
    person = (await admin.post("/admin/users", json=NEW)).json()["id"]
    wish = {"role": "guest", "password": "a secret of Bo's"}
    await admin.patch(f"/admin/users/{person}", json=wish)

    body = (await admin.get("/admin/audit", params={"limit": 2})).json()

    changed, added = body["items"]
    assert (changed["action"], added["action"]) == ("person.changed", "person.added")
    assert changed["actor"]["name"] == "admin"
    assert (changed["subject"], changed["address"]) == (person, "192.168.1.10")
    assert changed["details"] == {"role": "guest", "password": "changed"}
    assert body["total"] == 3
    rest = (await admin.get("/admin/audit", params={"cursor": body["nextCursor"]})).json()
    assert [entry["action"] for entry in rest["items"]] == ["login.succeeded"]


async def test_the_audit_log_can_be_asked_for_one_action(home: Home) -> None:
    admin = await home.program("admin")
    async with home.client() as client:
        await client.post("/auth/login", json={"email": "x@y.z", "password": "hunter2 hunter2"})

    body = (await admin.get("/admin/audit", params={"action": "login.failed"})).json()

    assert [entry["actor"] for entry in body["items"]] == [None]
    assert body["items"][0]["details"] == {"reason": "wrong_credentials"}


async def test_the_database_knows_no_other_role(home: Home) -> None:
    await home.person("member")

    with pytest.raises(Exception, match="users_role_known"):
        await execute("UPDATE users SET role = 'king'")
