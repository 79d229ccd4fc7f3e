"""A title that nobody has looked at must not slip past rules and quotas."""

from tests.requests.home import Home, Person, season

from medianest.infra.database import execute
from medianest.kit.media import TitleKey
from medianest.requests.verdicts import Draft, Verdict

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


def _outside(home: Home, **seasons: int) -> None:
    """Shows that have to be fetched, numbered from 1, with so many seasons each."""
    for number, (title, many) in enumerate(seasons.items(), 1):
        genres = (HORROR,) if title == "horror" else ()
        home.catalog.show(number, title=title, genres=genres)
        home.catalog.shows[number] = [season(one, 2) for one in range(1, many + 1)]
        key = TitleKey("tv", number)
        home.catalog.outside[key] = home.catalog.titles.pop(key)
