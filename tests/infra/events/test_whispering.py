from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from tests.infra.events.stage import following, viewer

from medianest.infra import valkey
from medianest.infra.events import LiveEvents, WhisperTooLongError, everyone, people

ME = viewer()


@asynccontextmanager
async def two_processes(through: str, folder: Path) -> AsyncIterator[tuple[LiveEvents, LiveEvents]]:
    """Two that share a database, and perhaps a Valkey."""
    async with AsyncExitStack() as stack:
        address = None
        if through == "valkey":
            server = await stack.enter_async_context(valkey.embedded(folder))
            assert server is not None
            address = server.url
        pair = []
        for _ in range(2):
            shared = await stack.enter_async_context(valkey.client(address))
            channels = valkey.channels_backend(shared) if shared else None
            pair.append(await stack.enter_async_context(LiveEvents(channels)))
        yield pair[0], pair[1]


@pytest.mark.parametrize("through", ["postgres", "valkey"])
async def test_a_whisper_reaches_its_audience_in_every_process(
    database: str, tmp_path: Path, through: str
) -> None:
    async with (
        two_processes(through, tmp_path) as (here, there),
        here.subscribe(ME) as near,
        there.subscribe(ME) as far,
        there.subscribe(viewer()) as stranger,
    ):
        await here.whisper("progress", {"percent": 50}, to=people(ME.person))
        await here.whisper("end", {}, to=everyone())
        told = [await following(near), await following(far)]

        assert [entry.data for entry in told] == [{"percent": 50}] * 2
        assert [entry.id for entry in told] == [None, None]
        assert (await following(stranger)).type == "end"


async def test_a_whisper_is_not_stored(live: LiveEvents) -> None:
    async with live.subscribe(ME):
        position = live.position
    await live.whisper("progress", {}, to=everyone())

    assert await live.since(position, ME) == []


async def test_a_whisper_that_postgres_cannot_carry_is_refused(live: LiveEvents) -> None:
    with pytest.raises(WhisperTooLongError):
        await live.whisper("progress", {"too much": "x" * 8000}, to=everyone())
