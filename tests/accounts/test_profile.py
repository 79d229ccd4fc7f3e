from uuid import uuid4

from tests.accounts.home import PASSWORD, Home, code_of

from medianest.infra.database import fetchval

NEW = {"currentPassword": PASSWORD, "newPassword": "another good one"}


async def test_people_name_themselves(home: Home) -> None:
    member = await home.program("member")

    answer = await member.patch("/auth/profile", json={"name": "  Ada   Lovelace "})

    assert answer.json()["name"] == "Ada Lovelace"
    assert (await member.get("/closed")).text == "Ada Lovelace"


async def test_people_cannot_give_themselves_a_role(home: Home) -> None:
    member = await home.program("member")

    answer = await member.patch("/auth/profile", json={"name": "Ada", "role": "owner"})

    assert answer.status_code == 400


async def test_a_new_password_signs_every_other_device_out(home: Home) -> None:
    here = await home.program("member")
    there = home.bearing((await home.login("member@home.example"))["tokens"])
    await there.get("/closed")

    answer = await here.put("/auth/password", json=NEW)

    assert answer.status_code == 204
    assert (await here.get("/closed")).status_code == 200
    assert code_of(await there.get("/closed")) == "session_ended"
    assert await home.login("member@home.example", password=NEW["newPassword"])


async def test_the_present_password_is_asked_for_and_cannot_be_guessed(home: Home) -> None:
    member = await home.program("member")
    wish = NEW | {"currentPassword": "a wrong guess"}

    guesses = [await member.put("/auth/password", json=wish) for _ in range(10)]
    right = await member.put("/auth/password", json=NEW)

    assert {code_of(answer) for answer in guesses} == {"wrong_password"}
    assert code_of(right) == "too_many_tries"


async def test_a_weak_new_password_is_refused_with_what_to_do(home: Home) -> None:
    member = await home.program("member")

    answer = await member.put("/auth/password", json=NEW | {"newPassword": "short"})

    assert code_of(answer) == "weak_password"
    assert "at least 10 characters" in answer.json()["detail"]


async def test_people_see_where_they_are_signed_in(home: Home) -> None:
    here = await home.program("member")
    await home.login("member@home.example", device="Living room\u0000", address="192.168.1.77")

    body = (await here.get("/auth/devices")).json()

    assert {(d["device"], d["address"], d["current"]) for d in body["items"]} == {
        ("", "192.168.1.10", True),
        ("Living room", "192.168.1.77", False),
    }
    assert "httpx2" in body["items"][0]["userAgent"]


async def test_a_device_is_signed_out_at_once(home: Home) -> None:
    here = await home.program("member")
    there = await home.login("member@home.example")
    program = home.bearing(there["tokens"])
    await program.get("/closed")

    answer = await here.delete(f"/auth/devices/{there['sessionId']}")

    assert answer.status_code == 204
    assert code_of(await program.get("/closed")) == "session_ended"
    assert (await here.get("/auth/devices")).json()["total"] == 1


async def test_a_strangers_device_is_not_there(home: Home) -> None:
    owner = await home.program("owner")
    other = await home.login(await home.person("member"))

    strangers = await owner.delete(f"/auth/devices/{other['sessionId']}")
    unknown = await owner.delete(f"/auth/devices/{uuid4()}")

    assert (strangers.status_code, strangers.json()["code"]) == (404, "no_such_session")
    assert unknown.json()["code"] == "no_such_session"
    assert await fetchval("SELECT count(*) FROM sessions WHERE revoked_at IS NOT NULL") == 0


async def test_people_sign_out_everywhere(home: Home) -> None:
    here = await home.program("member")
    there = home.bearing((await home.login("member@home.example"))["tokens"])
    stranger = await home.program("owner")

    assert (await here.post("/auth/logout-all")).status_code == 204

    assert code_of(await here.get("/closed")) == "session_ended"
    assert code_of(await there.get("/closed")) == "session_ended"
    assert (await stranger.get("/closed")).status_code == 200


async def test_the_session_says_who_is_there(home: Home) -> None:
    body = await home.login(await home.person("member"))

    async with home.bearing(body["tokens"]) as program:
        answer = await program.get("/auth/session")

    assert answer.json() == {
        "user": body["user"],
        "permissions": body["permissions"],
        "sessionId": body["sessionId"],
    }
