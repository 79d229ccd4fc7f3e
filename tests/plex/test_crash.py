"""Kill -9 in the middle of placing: the next attempt finishes the work, and nothing is doubled."""

import asyncio
import sys
from pathlib import Path

import pytest
from tests.plex.conftest import Home
from tests.standins.plex import PlexStandIn

from medianest.plex.service import Plex

_HERE = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "held_at", ["/refresh", "/all", "/library/collections", "/library/metadata"]
)
async def test_a_killed_placing_is_finished_by_the_next_attempt(
    connected: Plex, server: PlexStandIn, home: Home, dsn: str, tmp_path: Path, held_at: str
) -> None:
    first = await connected.place(home.publish(1), collection="Kanal")
    file = home.publish(2)
    server.hold(held_at)
    arguments = [dsn, str(tmp_path / "keys"), str(home.media), str(file)]
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.plex.place_child", *arguments, cwd=_HERE
    )
    try:
        assert await asyncio.to_thread(server.held.wait, 30)
    finally:
        child.kill()
        await child.wait()
    server.let_go()

    item = await connected.place(file, collection="Kanal")

    assert server.collection("Kanal").members == [int(first.rating_key), int(item.rating_key)]
    assert server.titles("episode") == ["Film 1", "Film 2"]
    assert server.titles("collection") == ["Kanal"]
    assert server.shelves.overlapping_scans == 0
