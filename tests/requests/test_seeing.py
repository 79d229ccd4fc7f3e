"""Who sees what, in which order, and who hears of it."""

import pytest
from tests.requests.home import Home, Person

from medianest.accounts.permissions import Role
from medianest.infra.database import execute, fetch
from medianest.kit.ids import new_id
from medianest.kit.media import TitleKey
from medianest.requests.queries import narrowing, reading
from medianest.requests.queries.narrowing import Filter
from medianest.requests.standing import TitleStandings
from medianest.requests.states import State

_OTHERS = ("approve", "decline", "cancel", "retry", "fulfil")


async def test_a_stranger_finds_nothing_and_moves_nothing(
    home: Home, maria: Person, paul: Person
) -> None:
    request = (await maria.film(home.catalog.film(348)))["id"]

    answers = [
        await paul.client.get(f"/media/requests/{request}"),
        await paul.client.patch(f"/media/requests/{request}", json={"note": "mine"}),
        await paul.do("cancel", request),
        await paul.client.delete(f"/media/requests/{request}/follow"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert (await paul.list())["items"] == []
    forbidden = [await paul.do(action, request) for action in _OTHERS if action != "cancel"]
    assert {answer.status_code for answer in forbidden} == {403}
    assert (await maria.see(request))["state"] == "pending"


async def test_a_guest_looks_but_does_not_ask(home: Home, maria: Person) -> None:
    request = (await maria.film(home.catalog.film(348)))["id"]

    async with home.person(Role.GUEST) as guest:
        answers = [await guest.ask_film(348), await guest.do("follow", request)]

    assert {answer.status_code for answer in answers} == {403}


async def test_a_follower_sees_and_hears_but_does_not_steer(
    home: Home, maria: Person, paul: Person, anna: Person
) -> None:
    request = (await maria.film(home.catalog.film(348)))["id"]

    followed = await paul.do("follow", request)

    assert (followed.status_code, followed.json()["following"]) == (200, True)
    assert followed.json()["actions"] == ["unfollow"]
    assert (await paul.do("cancel", request)).status_code == 403
    await anna.do("decline", request, reason="Too violent.")
    seen = await paul.see(request)
    assert (seen["state"], seen["reason"]) == ("declined", "Too violent.")
    assert await home.told(paul.id) == await home.told(maria.id) == ["request.declined"]
    assert (await paul.client.delete(f"/media/requests/{request}/follow")).status_code == 204
    assert (await paul.list())["items"] == []


async def test_every_step_is_told_once_and_stands_in_the_timeline(
    home: Home, maria: Person, anna: Person
) -> None:
    request = (await maria.film(home.catalog.film(348), note="please"))["id"]
    await anna.do("approve", request, options={"profileId": 4})
    for state in (State.SUBMITTED, State.PROCESSING, State.FAILED):
        for _ in range(2):
            await home.requests.moved(request, state, note="said so")
    await anna.do("retry", request)
    await home.requests.reconcile([home.plex.film(348)])

    timeline = (await maria.see(request))["timeline"]

    assert [step["state"] for step in timeline] == [
        *("pending", "approved", "submitted", "processing", "failed"),
        *("approved", "available"),
    ]
    assert timeline[0]["by"]["id"] == str(maria.id)
    assert timeline[1]["by"]["id"] == str(anna.id)
    assert (timeline[2]["by"], timeline[2]["note"]) == (None, "said so")
    assert await home.told(maria.id) == [
        *("request.approved", "request.failed", "request.approved", "request.available"),
    ]
    assert await home.told(anna.id) == ["request.created", "request.failed"]
    (heard,) = await fetch(
        "SELECT count(*) AS many, bool_and(people @> ARRAY[$1::uuid]"
        " AND permissions @> ARRAY['requests.manage']) AS meant, bool_or(data ? 'mine') AS mine"
        " FROM events WHERE type = 'request.updated'",
        maria.id,
    )
    assert (heard["many"], heard["meant"], heard["mine"]) == (7, True, False)


async def test_nobody_is_told_what_they_did_themselves(home: Home, anna: Person) -> None:
    request = await anna.film(home.catalog.film(348))
    assert request["state"] == "approved"

    await anna.do("cancel", request["id"])

    assert await home.told(anna.id) == []


@pytest.mark.parametrize("sort", ["newest", "oldest", "title"])
async def test_pages_show_everything_once_in_order(home: Home, maria: Person, sort: str) -> None:
    titles = ["b", "A", "c", "a", "B", "ä", "", "C"]
    made = [
        (await maria.film(home.catalog.film(number, title)))["id"]
        for number, title in enumerate(titles, 1)
    ]
    shown, cursor = list[str](), ""

    while cursor is not None:
        page = await maria.list(sort=sort, limit=3, cursor=cursor)
        shown += [one["id"] for one in page["items"]]
        cursor = page["nextCursor"]
        assert page["total"] == len(titles)

    by_title = sorted(made, key=lambda one: (titles[made.index(one)].lower(), one))
    assert sorted(shown) == sorted(made)
    expected = {"newest": made[::-1], "oldest": made, "title": by_title}[sort]
    assert [one for one in shown if titles[made.index(one)] != "ä"] == [
        one for one in expected if titles[made.index(one)] != "ä"
    ]
    assert (await maria.client.get("/media/requests?cursor=nonsense")).status_code == 400


async def test_lists_are_narrowed_and_counted(
    home: Home, maria: Person, paul: Person, anna: Person
) -> None:
    first = await maria.film(home.catalog.film(1, "100% Wolf"))
    second = await paul.show(home.catalog.show(2, 3, title="Lost"))
    third = await anna.film(home.catalog.film(3, "Dune"), is4k=True)

    found = {
        str(query): [one["id"] for one in (await anna.list(**query))["items"]]
        for query in (
            {"state": "approved"},
            {"mediaType": "tv"},
            {"person": str(maria.id)},
            {"q": "0% w"},
            {"q": "_"},
            {"is4k": True},
            {"mine": True},
        )
    }

    assert list(found.values()) == [
        [third["id"]],
        [second["id"]],
        [first["id"]],
        [first["id"]],
        [],
        [third["id"]],
        [third["id"]],
    ]
    counts = (await anna.client.get("/media/requests/counts")).json()
    assert (counts["all"], counts["pending"], counts["approved"]) == (3, 2, 1)
    own = (await maria.client.get("/media/requests/counts")).json()
    assert (own["all"], own["partially_available"]) == (1, 0)


async def test_bulk_does_what_it_can_and_says_what_not(
    home: Home, maria: Person, anna: Person
) -> None:
    made = [(await maria.film(home.catalog.film(number)))["id"] for number in range(1, 4)]
    await anna.do("decline", made[1])
    stranger = str(new_id())

    answer = await anna.client.post(
        "/media/requests/bulk", json={"ids": [*made, stranger], "action": "approve"}
    )

    body = answer.json()
    assert body["done"] == [made[0], made[2]]
    assert [(one["id"], one["code"]) for one in body["refused"]] == [
        (made[1], "illegal_move"),
        (stranger, "no_such_request"),
    ]
    many = {"ids": [stranger] * 101, "action": "approve"}
    assert (await anna.client.post("/media/requests/bulk", json=many)).status_code == 400


async def test_a_manager_approves_less_than_was_asked_for(
    home: Home, maria: Person, anna: Person
) -> None:
    request = (await maria.show(home.catalog.show(7, 3, 3, 3)))["id"]

    answer = await anna.do(
        "approve", request, seasons=[1], options={"serverId": 1, "rootFolder": "/tv"}
    )

    assert answer.json()["state"] == "approved"
    assert [one["number"] for one in answer.json()["seasons"]] == [1]
    (row,) = await fetch("SELECT options, seasons FROM media_requests")
    assert row["options"] == {"serverId": 1, "profileId": None, "rootFolder": "/tv", "tags": None}
    assert row["seasons"] == 1


async def test_a_deleted_request_is_gone_for_everybody(
    home: Home, maria: Person, anna: Person
) -> None:
    request = (await maria.film(home.catalog.film(348)))["id"]

    deleted = await anna.client.delete(f"/media/requests/{request}")

    assert deleted.status_code == 204
    assert (await maria.client.get(f"/media/requests/{request}")).status_code == 404
    (gone,) = await fetch("SELECT data FROM events WHERE type = 'request.removed'")
    assert gone["data"] == {"id": request}
    assert (await maria.ask_film(348)).status_code == 201


async def test_titles_show_to_everybody_how_they_stand(
    home: Home, maria: Person, paul: Person
) -> None:
    film, show = home.catalog.film(1), home.catalog.show(2, 2, 2)
    request = (await maria.show(show, seasons=[2], episodes=[{"season": 1, "episode": 2}]))["id"]
    home.plex.film(film, is4k=True)
    there = home.plex.show(show, s1=[1, 2], s2=[1])
    standings = TitleStandings(home.plex.both, home.catalog.seasons, home.catalog.sizes)

    found = await standings.titles([TitleKey("movie", 1), there, TitleKey("movie", 9)], paul.id)
    seasons = await standings.seasons(show, paul.id)

    assert {key.tmdb_id for key in found} == {1, 2}
    one, other = found[TitleKey("movie", 1)].availability, found[there]
    assert (one.hd, one.uhd, one.plex_url) == ("none", "available", "https://plex/1")
    assert (other.availability.hd, other.availability.uhd) == ("partial", "none")
    (mark,) = other.requests
    assert (str(mark.id), mark.state, mark.mine) == (request, "pending", False)
    assert [seasons[number].availability.hd for number in (1, 2)] == ["available", "partial"]
    assert [seasons[number].requested for number in (1, 2)] == [None, "pending"]
    assert seasons[1].episodes[2].requested
    assert not seasons[1].episodes[1].requested


async def test_the_list_of_ten_thousand_costs_what_one_of_a_thousand_does(
    home: Home, maria: Person, anna: Person
) -> None:
    own = (await maria.film(home.catalog.film(1)))["id"]
    read = dict[int, list[int]]()

    for many in (1_000, 10_000):
        await _fill(anna, many)
        read[many] = [await _pages_read(anna, sees_all=True), await _pages_read(maria)]

    # Pages of the database: the indexes grow by a level at most, a scan would read hundreds.
    assert all(ten <= one * 1.25 for one, ten in zip(read[1_000], read[10_000], strict=True)), read
    assert [one["id"] for one in (await maria.list())["items"]] == [own]


async def _fill(owner: Person, many: int) -> None:
    await execute(
        """INSERT INTO media_requests (id, media_type, tmdb_id, requested_by, title)
        SELECT lpad(to_hex(n), 32, '0')::uuid, 'movie', n + 10, $1, 'Film ' || n
        FROM generate_series(1, $2) n ON CONFLICT DO NOTHING""",
        owner.id,
        many,
    )
    await execute(
        """INSERT INTO request_followers (id, request, person, asked)
        SELECT id, id, $1, true FROM media_requests WHERE tmdb_id > 10 ON CONFLICT DO NOTHING""",
        owner.id,
    )
    await execute("ANALYZE media_requests")
    await execute("ANALYZE request_followers")


async def _pages_read(who: Person, *, sees_all: bool = False) -> int:
    """How many pages of the database a list of 20 takes."""
    words = narrowing.narrowed(Filter(), sees_all=sees_all, sort="newest", after=None)
    (row,) = await fetch(
        f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT {reading.COLUMNS} FROM {words.source}"  # noqa: S608 - constants
        f" {reading.JOINED} WHERE {words.where} ORDER BY {words.order} LIMIT 20",
        who.id,
    )
    plan = row[0][0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])
