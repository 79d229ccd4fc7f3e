"""Asking: what is made, what is joined, what is refused."""

from tests.requests.home import Home, Person

from medianest.infra.database import fetch, fetchval


async def test_a_request_is_made_with_its_news_in_one_answer(
    home: Home, maria: Person, anna: Person
) -> None:
    home.catalog.film(348, "Alien", year=1979)

    request = await maria.film(348, note="please")

    assert (request["title"], request["year"], request["state"]) == ("Alien", 1979, "pending")
    assert (request["mine"], request["joined"], request["note"]) == (True, False, "please")
    assert request["actions"] == ["cancel", "edit"]
    assert await home.told(anna.id) == ["request.created"]
    [facts] = await home.facts(anna.id)
    assert facts["asker"] == request["requestedBy"]["name"]
    events = await fetch("SELECT type FROM events WHERE type = 'request.updated'")
    assert len(events) == 1


async def test_the_same_again_joins(home: Home, maria: Person, paul: Person) -> None:
    home.catalog.film(348)
    request = await maria.film(348)

    joined = await paul.ask_film(348)

    assert joined.status_code == 200
    body = joined.json()
    assert (body["id"], body["joined"], body["following"]) == (request["id"], True, True)
    assert (body["followers"], body["mine"]) == (1, False)
    again = await maria.ask_film(348)
    assert (again.status_code, again.json()["mine"]) == (200, True)


async def test_what_plex_has_is_refused_with_a_link(home: Home, maria: Person) -> None:
    home.catalog.film(348)
    home.plex.film(348)

    refused = await maria.ask_film(348)

    assert refused.status_code == 409
    assert refused.json()["code"] == "already_available"
    assert refused.json()["plexUrl"] == "https://plex/348"
    assert (await maria.ask_film(348, is4k=True)).status_code == 201


async def test_only_the_missing_parts_of_a_show_are_asked_for(home: Home, maria: Person) -> None:
    home.catalog.show(7, 2, 3, 1)
    home.plex.show(7, s1=[1, 2], s2=[1])

    request = await maria.show(7)

    seasons = [(one["number"], one["available"], one["total"]) for one in request["seasons"]]
    assert seasons == [(2, 1, 3), (3, 0, 1)]
    # Three episodes of an hour are missing, at 6 Mbit/s.
    assert request["estimatedBytes"] == 3 * 3600 * 750_000
    done = await maria.ask_show(7, seasons=[1])
    assert done.json()["code"] == "already_available"


async def test_seasons_episodes_and_the_future_are_parts(
    home: Home, maria: Person, paul: Person
) -> None:
    home.catalog.show(7, 5, 5)
    first = await maria.show(
        7, seasons=[1], episodes=[{"season": 2, "episode": 4}], futureSeasons=True
    )
    assert first["futureSeasons"] is True
    assert [(one["number"], one["whole"], one["episodes"]) for one in first["seasons"]] == [
        (1, True, []),
        (2, False, [4]),
    ]

    second = await paul.show(7)

    # The first season is joined, the second is more than its fourth episode.
    assert [(one["number"], one["whole"]) for one in second["seasons"]] == [(2, True)]
    assert (await paul.see(first["id"]))["following"] is True
    episode = await paul.ask_show(7, episodes=[{"season": 1, "episode": 2}])
    assert (episode.status_code, episode.json()["id"]) == (200, first["id"])


async def test_what_cannot_be_is_not_asked_for(home: Home, maria: Person) -> None:
    home.catalog.film(348)
    home.catalog.show(7, 5)

    codes = [
        (await maria.ask_film(348, seasons=[1])).json()["code"],
        (await maria.ask_show(7, seasons=[2])).json()["code"],
        (await maria.ask_show(7, episodes=[{"season": 1, "episode": 6}])).json()["code"],
        (await maria.ask_show(7, seasons=[])).json()["code"],
    ]

    assert codes == ["no_such_part"] * 4
    assert await fetchval("SELECT count(*) FROM media_requests") == 0


async def test_an_age_limit_hides_old_and_unknown_titles(home: Home) -> None:
    home.catalog.film(1, min_age=12)
    home.catalog.film(2, min_age=16)
    home.catalog.film(3, min_age=None)

    async with home.person(age_limit=12) as child:
        answers = [(await child.ask_film(one)).status_code for one in (1, 2, 3, 4)]

    assert answers == [201, 404, 404, 404]


async def test_an_unknown_title_is_stored_and_described_later(home: Home, maria: Person) -> None:
    request = await maria.show(7)
    assert (request["title"], request["seasons"]) == ("", [])
    tmdb_id = home.catalog.show(7, 2, 2, title="Dark")
    home.catalog.outside = {key: home.catalog.titles.pop(key) for key in [*home.catalog.titles]}
    assert tmdb_id == 7

    await home.work()

    seen = await maria.see(request["id"])
    assert (seen["title"], [one["number"] for one in seen["seasons"]]) == ("Dark", [1, 2])


async def test_a_title_that_does_not_exist_fails_and_says_so(home: Home, maria: Person) -> None:
    request = await maria.film(404)

    await home.work()

    seen = await maria.see(request["id"])
    assert (seen["state"], seen["reason"]) == ("failed", "There is no such title.")
    assert await home.told(maria.id) == ["request.failed"]
