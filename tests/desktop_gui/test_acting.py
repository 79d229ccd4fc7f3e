"""What the buttons of real alerts do in the appliance, and to the browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2
import pytest
from tests.desktop_gui.client import Engine
from tests.desktop_gui.desktop import Daemon, Tray, desktop
from tests.desktop_gui.programs import until
from tests.desktop_gui.sitting import Sitting, sitting_before
from tests.standins.media_site import MediaSite, Videos
from tests.standins.tmdb import TmdbStandIn
from tests.standins.world import Film, World
from tests.support.appliance import Appliance, free_port
from tests.support.people import add_person, signed_in

HOSTS = [
    pytest.param(("gtk", "panel", "notifyd"), id="gtk-panel-notifyd"),
    pytest.param(("qt", "trayer", "dunst"), id="qt-trayer-dunst"),
]
FILM = "https://app.plex.tv/desktop/#!/server/s/details?key=%2Flibrary%2Fmetadata%2F7"
# Stands for the browser: writes down what it is to open.
_OPENER = '#!/bin/sh\nprintf "%s\\n" "$1" >> {opened}\n'


@dataclass(frozen=True)
class Stocked:
    """An appliance that knows films, with a member who may ask for them."""

    appliance: Appliance
    films: list[Film]


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stocked]:
    with TmdbStandIn(world=World(films=40, shows=2)) as tmdb:
        settings = {
            "MEDIANEST__TMDB__URL": tmdb.url,
            "MEDIANEST__TMDB__IMAGE_URL": tmdb.image_url,
            "MEDIANEST__TMDB__API_KEY": tmdb.api_key,
            "MEDIANEST__SERVER__TLS_PORT": str(free_port()),
        }
        appliance = Appliance(tmp_path_factory.mktemp("stocked"), **settings).start()
        appliance.set_up()
        with appliance.owner() as owner:
            add_person(owner, "Mia")
        yield Stocked(appliance, [film for film in tmdb.world.every_film if not film.adult])
        appliance.stop()


@pytest.fixture(scope="module", params=HOSTS)
def here(
    request: pytest.FixtureRequest, stocked: Stocked, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sitting]:
    """The owner before the paired client, whose window is closed."""
    kinds: tuple[Engine, Tray, Daemon] = request.param
    engine, tray, daemon = kinds
    with desktop(tmp_path_factory.mktemp(engine), tray=tray, daemon=daemon) as there:
        programs = there.folder / "bin"
        programs.mkdir()
        opener = programs / "xdg-open"
        opener.write_text(_OPENER.format(opened=there.folder / "opened"))
        opener.chmod(0o755)
        there.env["PATH"] = f"{programs}:{there.env['PATH']}"
        made = sitting_before(there, stocked.appliance, engine)
        made.client.start()
        made.pair()
        made.close()
        made.client.is_hidden()
        there.alerts.said("stays in the tray")
        yield made


@contextmanager
def told_alone(here: Sitting, title: str) -> Iterator[None]:
    """Within, the alert with `title` is the only one on the screen."""
    here.desktop.alerts.clear()
    yield
    here.desktop.alerts.said(title)
    here.desktop.alerts.shown()
    here.client.screen.picture(f"{here.client.engine}-alert-{title.split(maxsplit=1)[0].lower()}")


def asked(member: httpx2.Client, stocked: Stocked, place: int) -> str:
    """The id of a request for a film that nobody has."""
    film = {"mediaType": "movie", "tmdbId": stocked.films[place].tmdb_id}
    made = member.post("/media/requests", json=film).raise_for_status().json()
    key: str = made["id"]
    return key


@pytest.mark.parametrize(
    ("button", "place", "state"), [("Approve", 0, "approved"), ("Decline", 1, "declined")]
)
def test_a_request_is_decided_in_the_alert(
    here: Sitting, stocked: Stocked, button: str, place: int, state: str
) -> None:
    number = place + (0 if here.client.engine == "gtk" else 2)
    with signed_in(stocked.appliance, "Mia") as member, stocked.appliance.owner() as owner:
        with told_alone(here, f"Asked for: {stocked.films[number].title}"):
            request = asked(member, stocked, number)

        here.desktop.alerts.press(button, place=place)

        def decided() -> bool:
            answer = owner.get(f"/media/requests/{request}").raise_for_status()
            return bool(answer.json()["state"] == state)

        until(decided, what=f"the request is {state}")


def test_a_failed_download_is_tried_again_from_the_alert(
    here: Sitting, site: MediaSite, videos: Videos
) -> None:
    name = f"evening-{here.client.engine}"
    # That is no video, which one try shows.
    site.put(f"/{name}.mp4", b"nothing to be seen" * 1000)
    with told_alone(here, "Not fetched"), here.nest.owner() as owner:
        link = site.url(f"/{name}.mp4")
        owner.post("/youtube/downloads", json={"url": link}).raise_for_status()

    site.put(f"/{name}.mp4", videos.mp4.read_bytes())
    here.desktop.alerts.press("Try again")

    here.desktop.alerts.said(f"Ready: {name}")


def test_watch_in_plex_opens_the_browser_there(here: Sitting) -> None:
    opened = here.desktop.folder / "opened"
    title = f"Evening {here.client.engine}"
    with told_alone(here, f"Ready: {title}"):
        params = {"title": title, "plexUrl": FILM}
        here.tell(title, kind="download.available", params=params)

    here.desktop.alerts.press("Watch in Plex")

    until(lambda: opened.exists() and opened.read_text(), what="a browser that is opened")
    assert opened.read_text().splitlines() == [FILM]
