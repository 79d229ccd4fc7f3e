"""What happened to a download can be told afterwards, each step once."""

from datetime import datetime
from typing import Any

from tests.downloads.home import Home, Person
from tests.standins.media_site import MediaSite, Videos

from medianest.downloads.queries import moving
from medianest.downloads.states import State
from medianest.infra.database import execute, fetchval
from medianest.kit.clock import now


def states(download: dict[str, Any]) -> list[str]:
    return [step["state"] for step in download["history"]]


async def test_every_state_is_noted_once_with_its_time(
    home: Home, maria: Person, site: MediaSite, videos: Videos
) -> None:
    home.plex.is_connected = True
    site.put("/a.mp4", videos.mp4.read_bytes())

    async with home.worker:
        made = await maria.submit(site.url("/a.mp4"))
        done = await maria.until(made["id"])

    assert states(made) == ["queued"]
    way = ["queued", "probing", "downloading", "processing", "publishing", "scanning", "available"]
    assert [state for state in states(done) if state != "processing"] == [
        state for state in way if state != "processing"
    ]
    times = [datetime.fromisoformat(step["at"]) for step in done["history"]]
    assert times == sorted(times)
    assert times[0] == datetime.fromisoformat(done["createdAt"])
    assert times[-1] <= datetime.fromisoformat(done["updatedAt"])


async def test_steering_is_noted_and_what_is_refused_or_repeated_is_not(
    maria: Person, site: MediaSite
) -> None:
    made = await maria.submit(site.url("/a"))

    for what in ("pause", "pause", "resume", "cancel", "resume", "retry"):
        await maria.do(what, made["id"])
    await moving.move(made["id"], State.PROBING, at=now())
    await moving.move(made["id"], State.PROBING, at=now())

    seen = await maria.see(made["id"])
    assert states(seen) == ["queued", "paused", "queued", "cancelled", "queued", "probing"]


async def test_a_long_history_keeps_its_beginning_and_its_end(
    maria: Person, site: MediaSite
) -> None:
    made = await maria.submit(site.url("/a"))

    for _ in range(25):
        await maria.do("pause", made["id"])
        await maria.do("resume", made["id"])

    seen = await maria.see(made["id"])
    assert len(seen["history"]) == 40
    assert seen["history"][0] == made["history"][0]
    assert states(seen)[-2:] == ["paused", "queued"]


async def test_a_move_that_is_taken_back_leaves_no_note(maria: Person, site: MediaSite) -> None:
    made = await maria.submit(site.url("/a"))
    await execute("UPDATE youtube_downloads SET ticket = 2")

    moved = await moving.move(made["id"], State.PROBING, at=now(), ticket=1)

    assert moved is None
    assert states(await maria.see(made["id"])) == ["queued"]


async def test_lists_and_live_events_stay_lean(maria: Person, site: MediaSite) -> None:
    await maria.submit(site.url("/a"))

    listed = (await maria.client.get("/youtube/downloads")).json()["items"]
    announced = await fetchval("SELECT data FROM events ORDER BY id DESC LIMIT 1")

    assert "history" not in listed[0]
    assert announced is None or "history" not in announced
