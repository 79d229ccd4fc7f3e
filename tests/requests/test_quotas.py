"""Quotas: how much a person may ask for."""

from datetime import timedelta

from tests.requests.home import Home, Person

from medianest.infra.database import execute
from medianest.requests.estimate import estimated_bytes
from medianest.requests.facts import ABSENT
from medianest.requests.wishes import FILM


async def test_each_kind_is_counted_by_itself(home: Home, anna: Person, maria: Person) -> None:
    await _allow(
        anna,
        "role:member",
        seasons={"limit": 3, "days": 7},
        episodes={"limit": 2, "days": 7},
        gigabytes={"limit": 30, "days": 7},
    )
    home.catalog.show(7, 2, 2)
    home.catalog.show(8, 2, 2)
    await maria.show(7)
    await maria.show(8, episodes=[{"season": 1, "episode": 1}])

    quota = (await maria.client.get("/media/requests/quota")).json()

    assert quota["films"] is None
    assert quota["seasons"] == {"limit": 3, "days": 7, "used": 2, "remaining": 1}
    assert quota["episodes"] == {"limit": 2, "days": 7, "used": 1, "remaining": 1}
    # Five episodes of an hour at 2.7 GB.
    assert quota["gigabytes"] == {"limit": 30, "days": 7, "used": 13.5, "remaining": 16.5}
    refused = await maria.ask_show(8, seasons=[1, 2])
    assert (refused.status_code, refused.json()["quota"]["kind"]) == (403, "seasons")
    large = home.catalog.film(9, runtime=180)
    assert (await maria.ask_film(large, is4k=True)).json()["quota"]["kind"] == "gigabytes"


async def test_a_person_beats_the_role_and_managers_are_free(
    home: Home, anna: Person, maria: Person, paul: Person
) -> None:
    await _allow(anna, "role:member", films={"limit": 0, "days": 7})
    await _allow(anna, f"person:{maria.id}", films={"limit": 1, "days": 7})

    answers = [
        (await maria.ask_film(home.catalog.film(1))).status_code,
        (await maria.ask_film(home.catalog.film(2))).status_code,
        (await paul.ask_film(home.catalog.film(3))).status_code,
        (await anna.ask_film(home.catalog.film(4))).status_code,
    ]

    assert answers == [201, 403, 403, 201]
    # Joining costs nothing.
    assert (await paul.ask_film(1)).status_code == 200


async def test_days_roll_on_and_what_is_taken_back_does_not_count(
    home: Home, anna: Person, maria: Person
) -> None:
    await _allow(anna, "role:member", films={"limit": 1, "days": 7})
    old = await maria.film(home.catalog.film(1))
    await execute(
        "UPDATE media_requests SET created_at = created_at - $2::interval WHERE id = $1",
        old["id"],
        timedelta(days=7, seconds=1),
    )
    second = await maria.film(home.catalog.film(2))
    assert (await maria.ask_film(home.catalog.film(3))).status_code == 403

    await maria.do("cancel", second["id"])

    assert (await maria.ask_film(3)).status_code == 201


async def test_an_edit_is_counted_instead_of_what_it_replaces(
    home: Home, anna: Person, maria: Person
) -> None:
    await _allow(anna, "role:member", seasons={"limit": 2, "days": 7})
    home.catalog.show(7, 2, 2, 2)
    request = (await maria.show(7, seasons=[1, 2]))["id"]

    other = await maria.client.patch(f"/media/requests/{request}", json={"seasons": [2, 3]})
    more = await maria.client.patch(f"/media/requests/{request}", json={"seasons": [1, 2, 3]})

    assert [one["number"] for one in other.json()["seasons"]] == [2, 3]
    assert (more.status_code, more.json()["code"]) == (403, "quota_reached")


async def test_quotas_are_listed_changed_and_lifted(anna: Person, maria: Person) -> None:
    await _allow(anna, "role:member", films={"limit": 5, "days": 7})
    await _allow(anna, "role:member", films={"limit": 6, "days": 30})
    await _allow(anna, f"person:{maria.id}")

    listed = (await anna.client.get("/admin/quotas")).json()["items"]

    assert [one["subject"] for one in listed] == ["role:member", f"person:{maria.id}"]
    assert listed[0]["films"] == {"limit": 6, "days": 30}
    assert (await maria.client.get("/admin/quotas")).status_code == 403
    assert (await anna.client.delete("/admin/quotas/role:member")).status_code == 204
    assert (await anna.client.delete("/admin/quotas/role:member")).status_code == 404
    nobody = await anna.client.put("/admin/quotas/person:me", json={})
    assert (nobody.status_code, nobody.json()["code"]) == (404, "no_such_subject")


def test_a_film_nobody_knows_is_taken_for_110_minutes() -> None:
    size = estimated_bytes([FILM], None, {}, ABSENT, film=True, is4k=True)

    assert size == 110 * 60 * 2_500_000


async def _allow(anna: Person, subject: str, **limits: object) -> None:
    answer = await anna.client.put(f"/admin/quotas/{subject}", json=limits)
    assert answer.status_code == 200, answer.text
