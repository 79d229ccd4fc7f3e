"""What Plex has decides what is available, part by part, there and back."""

import pytest
from tests.requests.home import Home, Person, season

from medianest.infra.database import execute, fetchval, transaction
from medianest.infra.jobs import RetryLaterError
from medianest.kit.ids import new_id
from medianest.kit.media import TitleKey
from medianest.requests.moves import Change, OnChange
from medianest.requests.states import State


async def test_a_show_becomes_available_episode_by_episode_and_goes_back(
    home: Home, maria: Person, anna: Person
) -> None:
    show = home.catalog.show(7, 2, 1)
    request = (await maria.show(7))["id"]
    await anna.do("approve", request)
    seen = list[tuple[str, list[tuple[str, int]]]]()

    for there in ({1: [1]}, {1: [1, 2]}, {1: [1, 2], 2: [1]}, {1: [2]}, {}):
        key = home.plex.episodes(show, there)
        for _ in range(2):
            await home.requests.reconcile([key])
        body = await maria.see(request)
        seasons = [(one["state"], one["available"]) for one in body["seasons"]]
        seen.append((body["state"], seasons))

    assert seen == [
        ("partially_available", [("partially_available", 1), ("processing", 0)]),
        ("partially_available", [("available", 2), ("processing", 0)]),
        ("available", [("available", 2), ("available", 1)]),
        ("partially_available", [("partially_available", 1), ("processing", 0)]),
        ("processing", [("processing", 0), ("processing", 0)]),
    ]
    assert await home.told(maria.id) == [
        "request.approved",
        "request.partially_available",
        "request.available",
        "request.partially_available",
        "request.removed",
    ]


async def test_a_film_found_in_plex_is_available_whatever_it_waited_for(
    home: Home, maria: Person, paul: Person
) -> None:
    request = (await maria.film(home.catalog.film(348)))["id"]
    await paul.ask_film(348)
    key = home.plex.film(348)

    await home.requests.reconcile([key])

    seen = await maria.see(request)
    assert (seen["state"], seen["fulfilledBy"]) == ("available", "plex")
    assert seen["plexUrl"] == "https://plex/348"
    assert seen["availableAt"] is not None
    assert await home.told(maria.id) == await home.told(paul.id) == ["request.available"]
    [facts] = await home.facts(maria.id)
    assert (facts["requestId"], facts["plexUrl"]) == (request, "https://plex/348")


async def test_part_of_a_show_does_not_decide_about_the_rest(home: Home, maria: Person) -> None:
    request = (await maria.show(home.catalog.show(7, 2)))["id"]

    await home.requests.reconcile([home.plex.show(7, s1=[1])])

    seen = await maria.see(request)
    assert (seen["state"], seen["seasons"][0]["available"]) == ("pending", 1)


async def test_a_new_season_is_added_to_who_asked_for_the_future(
    home: Home, maria: Person, paul: Person
) -> None:
    show = home.catalog.show(7, 1, 1)
    request = (await maria.show(show, futureSeasons=True, seasons=[1]))["id"]
    await home.requests.moved(request, State.APPROVED)
    key = home.plex.show(show, s1=[1])
    await home.requests.reconcile([key])
    assert (await maria.see(request))["state"] == "available"
    home.catalog.shows[7].append(season(3, 4))
    grown = list[State]()
    home.requests.on_change.append(_note_growth(grown))

    for _ in range(2):
        await home.requests.reconcile([key])

    seen = await maria.see(request)
    assert [one["number"] for one in seen["seasons"]] == [1, 3]
    assert seen["state"] == "partially_available"
    assert seen["timeline"][-2]["note"] == "Season 3 was added."
    assert grown == [State.PARTIALLY_AVAILABLE]
    assert await home.told(maria.id) == ["request.approved", "request.available"]
    assert (await paul.ask_show(show, seasons=[3])).json()["id"] == request


async def test_only_titles_that_are_asked_for_make_work(home: Home, maria: Person) -> None:
    await maria.film(home.catalog.film(348))
    found = [TitleKey("movie", number) for number in range(1, 1000)]

    async with transaction():
        await home.requests.reconciling.changed(found)
    home.plex.film(348)

    assert await fetchval("SELECT count(*) FROM jobs WHERE kind = 'requests.reconcile'") == 1
    await home.work()
    assert (await maria.list())["items"][0]["state"] == "available"


async def test_without_plex_somebody_elses_word_counts(home: Home, maria: Person) -> None:
    request = (await maria.film(home.catalog.film(348)))["id"]
    await home.requests.moved(request, State.APPROVED)
    await home.requests.moved(request, State.AVAILABLE)
    home.plex.is_connected = False

    await home.requests.reconcile([TitleKey("movie", 348)])

    assert (await maria.see(request))["state"] == "available"


async def test_a_link_makes_a_request_available_once_it_is_in_plex(
    home: Home, maria: Person, anna: Person
) -> None:
    request = (await maria.film(home.catalog.film(348)))["id"]
    await anna.do("approve", request)

    answer = await anna.do("fulfil", request, note="found it", url="https://video.example/1")

    assert (answer.json()["state"], answer.json()["fulfilledBy"]) == ("processing", "link")
    download = await fetchval("SELECT download FROM media_requests")
    await home.requests.steering.arrived(new_id())
    await home.requests.steering.arrived(download)
    assert (await maria.see(request))["state"] == "processing"
    home.links.arrived.add(download)
    for _ in range(2):
        await home.requests.steering.arrived(download)
    # Plex does not know the video as this film.
    await home.requests.reconcile([TitleKey("movie", 348)])
    assert (await maria.see(request))["state"] == "available"
    assert await home.told(maria.id) == ["request.approved", "request.available"]


async def test_a_link_that_does_not_come_fails_its_request_with_the_reason(
    home: Home, maria: Person, anna: Person
) -> None:
    request = (await maria.film(home.catalog.film(348)))["id"]
    await anna.do("approve", request)
    await anna.do("fulfil", request, url="https://video.example/1")
    download = await fetchval("SELECT download FROM media_requests")

    await home.requests.steering.missed(download, "The video is private.", "download.private_video")
    await home.requests.steering.missed(download, "The video is private.", "download.private_video")

    seen = await maria.see(request)
    assert (seen["state"], seen["reason"]) == ("failed", "The video is private.")
    assert seen["reasonKey"] == seen["timeline"][-1]["noteKey"] == "download.private_video"
    assert (await home.facts(maria.id))[-1]["reasonKey"] == "download.private_video"
    assert await home.told(maria.id) == ["request.approved", "request.failed"]
    # The link may be tried again, and come after all.
    home.links.arrived.add(download)
    await home.requests.steering.arrived(download)
    assert (await maria.see(request))["state"] == "available"


async def test_what_a_person_says_has_no_key_for_other_words(
    home: Home, maria: Person, anna: Person
) -> None:
    request = (await maria.film(home.catalog.film(348)))["id"]

    await anna.do("decline", request, reason="Too long.")

    seen = await maria.see(request)
    assert (seen["reason"], seen["reasonKey"]) == ("Too long.", "")


async def test_requests_and_their_news_carry_the_title_in_each_language(
    home: Home, maria: Person, anna: Person
) -> None:
    request = (await maria.film(home.catalog.film(348, title="Das unheimliche Wesen")))["id"]
    await execute(
        "INSERT INTO films (tmdb_id, names) VALUES (348, $1)",
        {"en": "Alien", "de": "Das unheimliche Wesen"},
    )

    await anna.do("approve", request)

    [told] = await home.facts(maria.id)
    seen = await maria.see(request)
    assert seen["titles"] == told["titles"] == {"en": "Alien", "de": "Das unheimliche Wesen"}
    approved = "SELECT title FROM notifications WHERE kind = 'request.approved'"
    assert await fetchval(approved) == "Approved: Alien"


async def test_a_catalogue_that_is_away_is_asked_again_later(home: Home, maria: Person) -> None:
    await maria.film(348)
    home.catalog.away = True

    with pytest.raises(RetryLaterError):
        await home.work()


def _note_growth(grown: list[State]) -> OnChange:
    async def note(change: Change) -> None:
        if change.was is change.item.state:
            grown.append(change.was)

    return note
