"""A title that nobody has looked at slips past no rule and no quota, and is told by its name."""

from uuid import UUID

import pytest
from tests.requests.home import Home, Person, season

from medianest.infra.database import execute, fetch
from medianest.infra.jobs import RetryLaterError, Run
from medianest.kit.ids import new_id
from medianest.kit.media import TitleKey
from medianest.requests.verdicts import Draft, Verdict
from medianest.requests.work import DESCRIBE, Describe

HORROR = 27


async def small_and_harmless(draft: Draft) -> Verdict:
    """Approves a season or two of anything but horror."""
    genres = draft.title.genres if draft.title else ()
    fits = draft.seasons <= 2 and HORROR not in genres
    return Verdict(then="approve") if fits else Verdict()


async def test_rules_decide_once_it_is_known_what_is_asked_for(database: str) -> None:
    assert database
    home = Home(decide=small_and_harmless)
    _outside(home, harmless=1, long=6, horror=1)
    async with home.person() as maria:
        asked = [await maria.show(number) for number in (1, 2, 3)]
        assert [one["state"] for one in asked] == ["pending"] * 3

        await home.work()

        states = [(await maria.see(one["id"]))["state"] for one in asked]
    assert states == ["approved", "pending", "pending"]


async def test_a_show_that_turns_out_larger_than_the_quota_is_declined(
    home: Home, anna: Person, maria: Person
) -> None:
    limits = {"seasons": {"limit": 2, "days": 7}}
    assert (await anna.client.put("/admin/quotas/role:member", json=limits)).is_success
    _outside(home, harmless=1, long=6)
    asked = [await maria.show(number) for number in (1, 2)]

    await home.work()

    small, large = [await maria.see(one["id"]) for one in asked]
    assert (small["state"], large["state"]) == ("pending", "declined")
    assert "2 seasons" in large["reason"]


async def test_whoever_left_meanwhile_gets_nothing_approved(database: str) -> None:
    assert database
    home = Home(decide=small_and_harmless)
    _outside(home, harmless=1)
    async with home.person() as maria:
        asked = await maria.show(1)
        await execute("UPDATE users SET disabled_at = now() WHERE id = $1", maria.id)
        await home.work()
        await execute("UPDATE users SET disabled_at = NULL WHERE id = $1", maria.id)
        assert (await maria.see(asked["id"]))["state"] == "pending"


async def test_managers_are_told_the_name_of_what_was_asked_for(
    home: Home, anna: Person, maria: Person
) -> None:
    _outside(home, alone=1)
    await maria.show(1)

    await home.work()

    assert await _told(anna) == ["Asked for: alone"]


async def test_while_nobody_can_name_it_managers_are_told_its_number_and_that_once(
    home: Home, anna: Person, maria: Person
) -> None:
    _outside(home, alone=1)
    request = await maria.show(1)
    describe = Describe(UUID(request["id"]), undecided=True)

    home.catalog.away = True
    with pytest.raises(RetryLaterError):
        await home.requests.reconciling.describe(describe, Run(new_id(), DESCRIBE))
    home.catalog.away = False
    await home.requests.reconciling.describe(describe, Run(new_id(), DESCRIBE))

    assert (await maria.see(request["id"]))["title"] == "alone"
    assert await _told(anna) == ["Asked for: Show 1"]


async def test_what_does_not_exist_is_told_before_its_failure(
    home: Home, anna: Person, maria: Person
) -> None:
    await maria.film(1)

    await home.work()

    assert await _told(anna) == ["Asked for: Film 1", "Not fetched: Film 1"]


async def _told(person: Person) -> list[str]:
    rows = await fetch("SELECT title FROM notifications WHERE person = $1 ORDER BY id", person.id)
    return [row["title"] for row in rows]


def _outside(home: Home, **seasons: int) -> None:
    """Shows that have to be fetched, numbered from 1, with so many seasons each."""
    for number, (title, many) in enumerate(seasons.items(), 1):
        genres = (HORROR,) if title == "horror" else ()
        home.catalog.show(number, title=title, genres=genres)
        home.catalog.shows[number] = [season(one, 2) for one in range(1, many + 1)]
        key = TitleKey("tv", number)
        home.catalog.outside[key] = home.catalog.titles.pop(key)
