"""Killed at every point of the way, again and again: nothing lost, doubled, broken or left behind.

Each round brings one download to each point (see `tests.support.points`), proves from the
database that it stands there, kills without warning, and looks at what becomes of all of them.
"""

import os
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import pytest
from tests.standins.media_site import MediaSite, Videos
from tests.standins.plex import PlexStandIn
from tests.support import processes
from tests.support.appliance import Appliance
from tests.support.database import Line
from tests.support.held_mail import HeldMail
from tests.support.points import FETCHING, STATES, House, Points
from tests.support.waiting import until

# Letters, for digits in titles are written differently in names of files.
REPETITIONS = ascii_lowercase[: int(os.environ.get("MEDIANEST_CRASH_REPETITIONS", "1"))]
ENDED = {"available", "failed"}
SETTINGS = {
    "MEDIANEST__DOWNLOADS__PARALLEL": "16",
    "MEDIANEST__DATABASE__CONNECTIONS": "30",
    "MEDIANEST__NOTIFICATIONS__KEEP_DAYS": "1",
}
pytestmark = pytest.mark.xdist_group("crash-matrix")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, videos: Videos) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("crash")
    with MediaSite() as site, PlexStandIn() as plex, HeldMail() as mail:
        appliance = Appliance(folder, **SETTINGS).start()
        token = appliance.set_up()["tokens"]["accessToken"]
        house = House(appliance, site, plex, mail, videos, token)
        _connect(house)
        yield house
        appliance.stop()
        assert processes.working_in(folder) == []


@pytest.fixture
def line(house: House) -> Iterator[Line]:
    with Line(house.appliance.data_dir) as line:
        yield line


def _connect(house: House) -> None:
    media = str(house.appliance.media_dir)
    house.plex.add_library("Videos", "show", {"/plex/videos": Path(media)})
    mapping = {"local": media, "plex": "/plex/videos"}
    wanted = {"url": house.plex.url, "token": house.plex.token, "pathMappings": [mapping]}
    with house.client() as client:
        client.put("/services/plex", json=wanted).raise_for_status()
        channel = {"name": "Mail", "url": house.mail.url}
        client.post("/notifications/channels", json=channel).raise_for_status()


@pytest.mark.parametrize("repetition", REPETITIONS)
def test_a_killed_server_takes_up_everything_where_it_was(
    house: House, line: Line, repetition: str
) -> None:
    points = Points(house, line, f"server {repetition}")
    points.bring_all()
    everyone = processes.family(house.appliance.pid)

    assert points.states() == STATES
    points.clear_traps()
    house.appliance.kill()

    processes.wait_gone(everyone)
    points.let_go()
    house.appliance.start()
    look_at_the_end(points)


@pytest.mark.parametrize("repetition", REPETITIONS)
def test_a_killed_database_is_back_and_nothing_is_missing(
    house: House, line: Line, repetition: str
) -> None:
    points = Points(house, line, f"database {repetition}")
    points.bring_all()
    working = processes.workers(house.appliance.pid)
    database = processes.family(processes.postmaster(house.appliance.data_dir))

    assert points.states() == STATES
    points.clear_traps()
    os.kill(database[0].pid, signal.SIGKILL)

    # Nobody goes on without the right to, so no mail is on its way when the other side lets go.
    processes.wait_gone([*database, *working])
    points.let_go()
    house.appliance.wait_ready()
    look_at_the_end(points)


@pytest.mark.parametrize("repetition", REPETITIONS)
def test_a_killed_fetching_process_costs_one_more_try(
    house: House, line: Line, repetition: str
) -> None:
    points = Points(house, line, f"runner {repetition}", FETCHING)
    points.bring_all()
    fetchers = processes.fetchers(house.appliance.pid)
    below = [one for fetcher in fetchers for one in processes.family(fetcher.pid)]

    assert points.states() == {name: STATES[name] for name in FETCHING}
    assert len(fetchers) == len(FETCHING)
    points.clear_traps()
    for one in fetchers:
        one.kill()

    processes.wait_gone(below)
    points.let_go()
    look_at_the_end(points)


def look_at_the_end(points: Points) -> None:
    """Wait until nothing is left to do, then compare everything with what it ought to be."""
    with points.house.client() as client:
        client.post("/admin/queues/downloads/resume").raise_for_status()
    with Line(points.house.appliance.data_dir) as line:
        # Not over HTTP: asking for each, again and again, would slow down what is waited for.
        until(lambda: _have_all_ended(line, points), what="every end")
        until(lambda: not _open_jobs(line), what="the end of all jobs")
        told = Counter(row["title"] for row in _told(line, points))
    ended = _ended(points)
    assert {name: one["state"] for name, one in ended.items()} == {
        name: "failed" if name == "failing" else "available" for name in points.names
    }, [one["failure"] for one in ended.values()]
    assert told == Counter(_words(points, name) for name in points.names)
    assert "task_crashed" not in points.house.appliance.log.read_text()
    _look_at_mails(points)
    _look_at_files(points, ended)
    _look_at_plex(points, ended)


def _have_all_ended(line: Line, points: Points) -> bool:
    wanted = "SELECT state FROM youtube_downloads WHERE id::text = ANY($1)"
    rows = line.ask(wanted, list(points.ids.values()))
    return [row["state"] in ENDED for row in rows] == [True] * len(points.ids)


def _ended(points: Points) -> dict[str, Any]:
    with points.house.client() as client:
        return {
            name: client.get(f"/youtube/downloads/{key}").json() for name, key in points.ids.items()
        }


def _open_jobs(line: Line) -> list[Any]:
    # That Plex is read anew, some seconds after the last news, is nothing that a download needs.
    return line.ask(
        """SELECT kind, state, reason FROM jobs
        WHERE state NOT IN ('done', 'failed', 'cancelled') AND kind NOT LIKE 'plex.%'"""
    )


def _told(line: Line, points: Points) -> list[Any]:
    links = [f"/downloads/{key}" for key in points.ids.values()]
    return line.ask("SELECT title FROM notifications WHERE link = ANY($1)", links)


def _words(points: Points, name: str) -> str:
    if name == "failing":
        return f"Not fetched: {points.url(name)}"
    return f"Ready: {points.title(name)}"


def _look_at_mails(points: Points) -> None:
    wanted = {_words(points, name) for name in points.names}
    sent = Counter(one.subject for one in points.house.mail.kept if one.subject in wanted)
    # Between the server's "250" and our row lies the one moment where a mail may go twice.
    doubled = {subject for subject, times in sent.items() if times > 1}
    assert set(sent) == wanted
    assert doubled <= {f"Ready: {points.title('mailed')}"}


def _look_at_files(points: Points, ended: dict[str, Any]) -> None:
    media = points.house.appliance.media_dir
    videos = [path for path in media.rglob("*.mp4") if f" {points.label} " in path.name]
    files = {name: Path(one["file"]["path"]) for name, one in ended.items() if one["file"]}

    assert sorted(videos) == sorted(files.values())
    assert [one.name for one in videos if "(2)" in one.name] == []
    assert len(files) == len([name for name in points.names if name != "failing"])
    for name, file in files.items():
        if name in points.contents:
            assert file.read_bytes() == points.contents[name], name
        else:
            # Put together here, so that there is nothing to compare it with.
            command = ["ffmpeg", "-v", "error", "-xerror", "-i", str(file), "-f", "null", "-"]
            subprocess.run(command, check=True)
    assert list(media.rglob("*.tmp")) == []
    assert [one.name for one in (media / ".medianest-tmp").iterdir()] == [".plexignore"]


def _look_at_plex(points: Points, ended: dict[str, Any]) -> None:
    plex, media = points.house.plex, points.house.appliance.media_dir
    entries = {one.key: one for one in plex.shelves.entries.values() if one.type == "episode"}
    taken_in = Counter(one.file for one in entries.values())
    for name, one in ended.items():
        if name == "failing":
            continue
        file = f"/plex/videos/{Path(one['file']['path']).relative_to(media)}"
        item = entries[int(one["plex"]["ratingKey"])]
        assert (item.file, taken_in[file]) == (file, 1)
        assert item.collections == [one["plex"]["collection"]]
