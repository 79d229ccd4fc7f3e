"""What people may do with downloads over HTTP, and what bad input gets."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.downloads.home import Home, Person
from tests.standins.media_site import MediaSite

from medianest.accounts import Principal
from medianest.accounts.permissions import Role
from medianest.infra.database import execute, fetchval
from medianest.infra.egress import EgressProxy
from medianest.kit.errors import UnprocessableError
from medianest.kit.ids import new_id

DOWNLOADS = "/youtube/downloads"
SOMEBODY = Principal(
    id=new_id(),
    name="Maria",
    email="maria@example.org",
    role=Role.MEMBER,
    permissions=frozenset({"downloads.create"}),
    session_id=new_id(),
)


async def post(person: Person, **body: Any) -> tuple[int, str]:
    answer = await person.client.post(DOWNLOADS, json=body)
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("not a link", "not_a_link"),
        ("example.org/video", "not_a_link"),
        ("--exec=touch x", "not_a_link"),
        ("-", "not_a_link"),
        ("file:///etc/passwd", "not_a_link"),
        ("ftp://example.org/a.mp4", "not_a_link"),
        ("javascript:alert(1)", "not_a_link"),
        ("data:text/html,x", "not_a_link"),
        ("https://", "not_a_link"),
        ("https://exa mple.org/", "not_a_link"),
        ("https://example.org/a\nb", "not_a_link"),
        ("https://example.org/\x00", "not_a_link"),
        ("https://example.org:99999/", "not_a_link"),
        ("https://[::1/", "not_a_link"),
        ("https://example.org/" + "a" * 2100, "not_a_link"),
        ("https://me:secret@example.org/", "link_with_credentials"),
        ("https://me@example.org/", "link_with_credentials"),
        ("http://127.0.0.1/", "private_address"),
        ("http://localhost/", "private_address"),
        ("http://0x7f.1/", "private_address"),
        ("http://2130706433/", "private_address"),
        ("http://0177.0.0.1/", "private_address"),
        ("http://[::1]/", "private_address"),
        ("http://[::ffff:10.0.0.1]/", "private_address"),
        ("http://[64:ff9b::7f00:1]/", "private_address"),
        ("http://[fe80::1]/", "private_address"),
        ("http://169.254.169.254/latest/meta-data", "private_address"),
        ("http://192.168.1.1/", "private_address"),
        ("http://1.1.1.1:22/", "private_address"),
    ],
)
async def test_a_bad_link_is_refused_before_the_database_is_asked(
    site: MediaSite, proxy: EgressProxy, tmp_path: Path, url: str, code: str
) -> None:
    home = Home(tmp_path, site, proxy)

    with pytest.raises(UnprocessableError) as refused:
        await home.downloads.submitting.start(SOMEBODY, url, None)

    assert refused.value.code == code


async def test_a_bad_link_is_a_422_with_its_reason(maria: Person) -> None:
    assert await post(maria, url="--exec=touch x") == (422, "not_a_link")


async def test_a_password_in_a_link_is_neither_stored_nor_repeated(
    maria: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = await maria.client.post(DOWNLOADS, json={"url": "https://me:hunter2@example.org/"})

    assert "hunter2" not in answer.text + capsys.readouterr().out


@pytest.mark.parametrize("body", [{}, {"url": 1}, {"url": ""}, {"url": "https://a.b", "x": 1}, []])
async def test_what_is_no_proper_body_is_refused(maria: Person, body: object) -> None:
    answer = await maria.client.post(DOWNLOADS, json=body)

    assert answer.status_code == 400


async def test_an_unknown_quality_is_refused(maria: Person, site: MediaSite) -> None:
    assert await post(maria, url=site.url("/a"), profile="8k") == (422, "unknown_profile")


@pytest.mark.parametrize(
    "again",
    ["{0}", "  {0}  ", "{0}#t=5", "{0}?utm_source=x", "{0}/"],
)
async def test_the_same_link_is_recognised(maria: Person, site: MediaSite, again: str) -> None:
    made = await maria.submit(site.url("/a"))

    answer = await maria.client.post(DOWNLOADS, json={"url": again.format(site.url("/a"))})

    assert (answer.status_code, answer.json()["code"]) == (409, "already_added")
    assert answer.json()["existingId"] == made["id"]


async def test_another_quality_is_another_download(maria: Person, site: MediaSite) -> None:
    made = [
        await maria.submit(site.url("/a")),
        await maria.submit(site.url("/a"), profile="audio"),
    ]

    assert made[0]["id"] != made[1]["id"]


async def test_a_cancelled_link_may_come_again_and_then_blocks_its_retry(
    maria: Person, site: MediaSite
) -> None:
    first = await maria.submit(site.url("/a"))
    await maria.do("cancel", first["id"])

    await maria.submit(site.url("/a"))

    assert (await maria.do("retry", first["id"])).status_code == 409


async def test_others_see_a_download_only_if_they_follow_or_manage(
    home: Home, maria: Person, paul: Person, site: MediaSite
) -> None:
    made = await maria.submit(site.url("/a"))
    hidden = await paul.client.get(f"{DOWNLOADS}/{made['id']}")
    empty = (await paul.client.get(DOWNLOADS)).json()

    assert await post(paul, url=site.url("/a")) == (409, "already_added")

    seen = await paul.see(made["id"])
    async with home.person(Role.ADMIN) as admin:
        managed = await admin.see(made["id"])
    assert (hidden.status_code, hidden.json()["code"]) == (404, "no_such_download")
    assert (empty["items"], empty["total"]) == ([], 0)
    assert (made["mine"], seen["mine"], managed["mine"]) == (True, False, False)
    assert len((await paul.client.get(DOWNLOADS)).json()["items"]) == 1


@pytest.mark.parametrize("what", ["pause", "resume", "cancel", "retry"])
async def test_nobody_steers_what_is_anothers(
    maria: Person, paul: Person, site: MediaSite, what: str
) -> None:
    made = await maria.submit(site.url("/a"))
    await post(paul, url=site.url("/a"))

    assert (await paul.do(what, made["id"])).status_code == 404
    assert (await paul.client.delete(f"{DOWNLOADS}/{made['id']}")).status_code == 404


async def test_guests_submit_nothing(home: Home, site: MediaSite) -> None:
    async with home.person(Role.GUEST) as guest:
        refused = await guest.client.post(DOWNLOADS, json={"url": site.url("/a")})
        looked = await guest.client.get(DOWNLOADS)

    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    assert looked.status_code == 200


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        ("queued", {"pause", "cancel"}),
        ("downloading", {"pause", "cancel"}),
        ("publishing", set()),
        ("scanning", set()),
        ("available", set()),
        ("paused", {"resume", "cancel"}),
        ("failed", {"retry", "cancel"}),
        ("cancelled", {"retry"}),
    ],
)
async def test_only_moves_of_the_table_are_possible(
    maria: Person, site: MediaSite, state: str, allowed: set[str]
) -> None:
    made = await maria.submit(site.url("/a"))
    statuses = {}

    for what in ("pause", "resume", "cancel", "retry"):
        await execute("UPDATE youtube_downloads SET state = $1", state)
        statuses[what] = (await maria.do(what, made["id"])).status_code

    assert statuses == {what: 200 if what in allowed else 409 for what in statuses}


async def test_lists_go_on_where_they_ended_and_can_be_narrowed(
    maria: Person, site: MediaSite
) -> None:
    made = [(await maria.submit(site.url(f"/{number}")))["id"] for number in range(5)]
    await maria.do("cancel", made[0])

    first = (await maria.client.get(DOWNLOADS, params={"limit": 3})).json()
    rest = {"limit": 3, "cursor": first["nextCursor"]}
    second = (await maria.client.get(DOWNLOADS, params=rest)).json()
    active = (await maria.client.get(DOWNLOADS, params={"state": "active"})).json()
    cancelled = (await maria.client.get(DOWNLOADS, params={"state": "cancelled"})).json()

    seen = [one["id"] for one in first["items"] + second["items"]]
    assert seen == made[::-1]
    assert (first["total"], second["nextCursor"], active["total"]) == (5, None, 4)
    assert [one["id"] for one in cancelled["items"]] == made[:1]


async def test_a_full_page_that_is_the_last_has_no_next(maria: Person, site: MediaSite) -> None:
    for number in range(2):
        await maria.submit(site.url(f"/{number}"))

    page = (await maria.client.get(DOWNLOADS, params={"limit": 2})).json()

    assert (len(page["items"]), page["nextCursor"]) == (2, None)


async def test_a_list_shows_each_download_as_it_is_shown_alone(
    home: Home, maria: Person, site: MediaSite
) -> None:
    made = await maria.submit(site.url("/missing"))
    async with home.worker:
        alone = await maria.until(made["id"], "failed")

    listed = (await maria.client.get(DOWNLOADS)).json()["items"]

    # Only who looks at one wants to know how it came there.
    del alone["history"]
    assert with_times(listed[0]) == with_times(alone)


def with_times(shown: dict[str, Any]) -> dict[str, Any]:
    """The same with its times parsed: they may be written in two ways."""
    times = ("createdAt", "updatedAt", "finishedAt")
    return {**shown, **{name: datetime.fromisoformat(shown[name]) for name in times}}


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "state=nonsense", "cursor=nonsense"])
async def test_a_list_asked_for_wrongly_is_refused(maria: Person, query: str) -> None:
    assert (await maria.client.get(f"{DOWNLOADS}?{query}")).status_code == 400


async def test_a_preview_says_what_a_link_is_and_stores_nothing(
    maria: Person, site: MediaSite
) -> None:
    site.put("/cat", "<title>Cat</title><video src='/a.mp4'></video>", "text/html")

    seen = (await maria.client.post("/youtube/preview", json={"url": site.url("/cat")})).json()
    no = await maria.client.post("/youtube/preview", json={"url": site.url("/missing")})

    assert (seen["title"], seen["live"], seen["playlist"]) == ("Cat", False, False)
    assert (no.status_code, no.json()["class"]) == (422, "unavailable")
    assert await fetchval("SELECT count(*) FROM youtube_downloads") == 0


async def test_the_qualities_can_be_listed(maria: Person) -> None:
    listed = (await maria.client.get("/youtube/profiles")).json()

    assert [one["name"] for one in listed if one["default"]] == ["video-1080p"]
    assert len(listed) == 4
