"""From the server's word to the tables, with nothing between them but what the program does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest
from tests.plex.moment import HOOKS, Corner
from tests.plex.shelf import sync
from tests.standins.plex import Entry, PlexStandIn
from tests.standins.plex_things import Film
from tests.standins.plex_webhooks import form, payload
from tests.support.waiting import soon

from medianest.accounts.permissions import Role
from medianest.infra.database import fetchval
from medianest.infra.jobs import Timing, Worker
from medianest.notifications.service import Notifications
from medianest.plex.library import jobs as library_jobs
from medianest.plex.library.build import build_library
from medianest.plex.library.service import Library

_TIMING = Timing(tick=timedelta(milliseconds=100), stop_grace=timedelta(milliseconds=20))
_ADMITTED = "SELECT count(*) FROM plex_items WHERE rating_key = $1 AND deleted_at IS NULL"


@pytest.fixture
async def library(corner: Corner, server: PlexStandIn) -> Library:
    """A library that was read once."""
    made = build_library(
        servers=corner.plex.servers,
        jobs=corner.jobs,
        live=corner.events,
        notifications=Notifications(corner.events, corner.jobs),
    )
    server.add_library("Films", "movie", {"/films": corner.folder}, key=2)
    admit(server, "Alien")
    admit(server, "Solaris")
    await sync(made, full=True)
    return made


def admit(server: PlexStandIn, title: str) -> Entry:
    made = server.shelves.add("movie", title, 2, f"/films/{title}.mkv")
    made.films = [Film.in_4k()]
    return made


async def is_known(entry: Entry) -> bool:
    return bool(await fetchval(_ADMITTED, entry.key))


@asynccontextmanager
async def working(corner: Corner, library: Library) -> AsyncIterator[None]:
    news = replace(corner.moment.news, ask=library.ask)
    corner.moment.listening.news = news
    kinds = [news.kind, *library_jobs.kinds(library)]
    async with Worker(corner.jobs, kinds, timing=_TIMING):
        yield


async def test_a_film_that_plex_tells_of_is_in_the_tables_a_moment_later(
    corner: Corner, library: Library, server: PlexStandIn
) -> None:
    film = admit(server, "Stalker")
    told = payload("library.new", server.server_id, server.name, film, server.shelves.sections[2])
    body, kind = form(told, b"\xff\xd8\xff")

    async with corner.doors().enter(Role.OWNER) as plex, working(corner, library):
        answer = await plex.post(
            f"/webhooks/plex/{HOOKS.secret('plex')}", content=body, headers={"Content-Type": kind}
        )
        await soon(lambda: is_known(film))

    assert answer.status_code == httpx2.codes.NO_CONTENT


async def test_what_appears_and_disappears_is_heard_over_the_socket(
    corner: Corner, library: Library, server: PlexStandIn
) -> None:
    alien = next(one for one in server.shelves.of(2, "movie") if one.title == "Alien")

    async with working(corner, library), corner.moment.listening:
        await soon(lambda: bool(server.board.lines))
        film = admit(server, "Stalker")
        server.board.timeline(film, state=5)
        await soon(lambda: is_known(film))
        server.shelves.remove(alien.key)
        server.board.timeline(alien, state=9)
        await soon(lambda: _is_gone(alien))


async def _is_gone(entry: Entry) -> bool:
    return not await is_known(entry)
