"""A watchlist in the catalogue itself."""

from tests.catalog.home import Home
from tests.catalog.trakt.den import film, show

from medianest.accounts.permissions import Role
from medianest.catalog.queries import lists
from medianest.catalog.trakt.titles import SLUG, WatchlistTitles
from medianest.kit.ids import new_id


async def test_a_watchlist_is_a_list_of_its_person_alone_with_titles_that_are_known(
    home: Home,
) -> None:
    titles = WatchlistTitles(home.parts.learning)
    wished = [show(1001), film(1001)]
    async with home.doors.enter(Role.MEMBER):
        person = home.doors.people[Role.MEMBER]

    for key in await titles.missing(wished):
        await titles.fetch(key)
    await titles.keep_list(person, wished)

    stored = await lists.one(SLUG, person)
    assert stored is not None
    shown, _ = await lists.page(stored.id, "en-US", age_limit=None, start=0, size=20)
    assert [one.key for one in shown] == wished
    assert await titles.missing(wished) == []
    assert await lists.one(SLUG, new_id()) is None


async def test_an_empty_watchlist_is_no_list(home: Home) -> None:
    titles = WatchlistTitles(home.parts.learning)
    async with home.doors.enter(Role.MEMBER):
        person = home.doors.people[Role.MEMBER]

    await titles.keep_list(person, [film(1001)])
    await titles.keep_list(person, [])

    assert await lists.one(SLUG, person) is None
