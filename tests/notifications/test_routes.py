"""The routes, as a client sees them."""

from typing import Any

import httpx2
import pytest
from tests.notifications.house import House, Inhabitant
from tests.standins.mail import MailServer

from medianest.infra.database import fetchval
from medianest.kit.ids import new_id

Client = httpx2.AsyncClient


async def add(client: Client, who: Inhabitant, url: str, **more: object) -> httpx2.Response:
    wish = {"name": "Mail", "url": url, **more}
    return await client.post("/channels", json=wish, headers=who.headers)


async def test_nobody_enters_without_signing_in(client: Client) -> None:
    answers = [await client.get(path) for path in ("", "/channels", "/deliveries", "/preferences")]

    assert {answer.status_code for answer in answers} == {401}


async def test_the_inbox_is_read_page_by_page_and_counts_what_is_unread(
    client: Client, house: House, olga: Inhabitant, martin: Inhabitant
) -> None:
    for number in range(5):
        await house.tell(olga, martin, cause=f"film:{number}")

    first = (await client.get("?limit=3", headers=olga.headers)).json()
    rest = (await client.get(f"?limit=3&cursor={first['nextCursor']}", headers=olga.headers)).json()
    titles = [item["title"] for item in first["items"] + rest["items"]]
    assert titles == [f"About film:{number}" for number in (4, 3, 2, 1, 0)]
    assert (first["total"], first["unread"], rest["nextCursor"]) == (5, 5, None)


async def test_reading_is_told_to_the_other_tabs(
    client: Client, house: House, olga: Inhabitant
) -> None:
    await house.tell(olga, cause="1")
    await house.tell(olga, cause="2")
    newest = (await client.get("", headers=olga.headers)).json()["items"][0]

    one = await client.post(f"/{newest['id']}/read", headers=olga.headers)
    assert one.json()["readAt"] is not None
    left = (await client.get("?unread=true", headers=olga.headers)).json()
    assert (left["total"], left["unread"], len(left["items"])) == (1, 1, 1)
    assert (await client.post("/read-all", headers=olga.headers)).status_code == 204
    assert (await client.get("", headers=olga.headers)).json()["unread"] == 0
    seen = "SELECT count(*) FROM events WHERE type = 'notification.read'"
    assert await fetchval(seen) == 2


async def test_clearing_keeps_what_is_unread(
    client: Client, house: House, olga: Inhabitant
) -> None:
    await house.tell(olga, cause="1")
    await client.post("/read-all", headers=olga.headers)
    await house.tell(olga, cause="2")

    assert (await client.delete("", headers=olga.headers)).status_code == 204
    left = (await client.get("", headers=olga.headers)).json()
    assert [item["title"] for item in left["items"]] == ["About 2"]


async def test_what_is_a_strangers_does_not_exist(
    client: Client, house: House, olga: Inhabitant, martin: Inhabitant
) -> None:
    await house.tell(olga)
    mine = await house.notifications.inbox(olga.id, unread_only=False, before=None, limit=1)
    with MailServer() as server:
        channel = (await add(client, olga, server.url)).json()["id"]
        answers = [
            await client.post(f"/{mine.items[0].id}/read", headers=martin.headers),
            await client.delete(f"/{mine.items[0].id}", headers=martin.headers),
            await client.patch(f"/channels/{channel}", json={}, headers=martin.headers),
            await client.delete(f"/channels/{channel}", headers=martin.headers),
            await client.post(f"/channels/{channel}/test", headers=martin.headers),
            await client.delete(f"/channels/{new_id()}", headers=olga.headers),
        ]
        seen = await client.get("/channels", headers=martin.headers)

    assert {answer.status_code for answer in answers} == {404}
    assert server.kept == []
    assert seen.json()["items"] == []


async def test_a_channels_address_never_comes_back(
    client: Client, house: House, olga: Inhabitant
) -> None:
    url = "mailtos://olga:hunter2secret@smtp.example.org?from=olga@example.org"
    added = await add(client, olga, url)
    listed = await client.get("/channels", headers=olga.headers)
    stored = await fetchval("SELECT url_sealed FROM notification_channels")

    assert added.status_code == 201
    assert added.json()["urlMasked"].startswith("mailtos://olga:****@smtp.example.org")
    assert added.json()["levels"] == ["info", "success", "warning", "error"]
    assert "hunter2secret" not in added.text + listed.text + stored


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"name": "", "url": "json://example.org"}, 400),
        ({"name": "x", "url": "json://example.org", "levels": ["loud"]}, 400),
        ({"name": "x", "url": "json://example.org", "surprise": 1}, 400),
        ({"name": "x", "url": "nope://example.org"}, 422),
        ({"name": "x", "url": "dbus://"}, 422),
        ({"name": "x", "url": "json://192.168.1.1/"}, 422),
    ],
)
async def test_a_wrong_channel_is_refused(
    client: Client, martin: Inhabitant, wish: dict[str, Any], status: int
) -> None:
    answer = await client.post("/channels", json=wish, headers=martin.headers)

    assert answer.status_code == status
    assert answer.json()["errors"]


async def test_the_test_button_sends_and_shows_the_real_error(
    client: Client, olga: Inhabitant
) -> None:
    with MailServer() as server:
        channel = (await add(client, olga, server.url)).json()["id"]
        good = await client.post(f"/channels/{channel}/test", headers=olga.headers)
        server.faults.refusal = "550 5.1.1 No such mailbox"
        bad = await client.post(f"/channels/{channel}/test", headers=olga.headers)
        shown = await client.get("/channels", headers=olga.headers)

    assert good.json() == {"ok": True, "error": None}
    assert len(server.kept) == 1
    assert bad.json()["ok"] is False
    assert "No such mailbox" in bad.json()["error"]
    assert "No such mailbox" in shown.json()["items"][0]["lastError"]


async def test_a_channel_changes_only_where_asked(client: Client, olga: Inhabitant) -> None:
    with MailServer() as server:
        channel = (await add(client, olga, server.url)).json()
        wish = {"enabled": False, "levels": ["error", "info"]}
        answer = await client.patch(f"/channels/{channel['id']}", json=wish, headers=olga.headers)

    assert answer.json() == {**channel, "enabled": False, "levels": ["info", "error"]}


async def test_a_preference_is_kept_per_kind(
    client: Client, house: House, olga: Inhabitant
) -> None:
    await house.tell(olga, kind="film.arrived")
    answer = await client.put(
        "/preferences/film.lost", json={"channels": False}, headers=olga.headers
    )

    assert answer.status_code == 200
    assert (await client.get("/preferences", headers=olga.headers)).json()["items"] == [
        {"kind": "film.arrived", "channels": True},
        {"kind": "film.lost", "channels": False},
    ]
