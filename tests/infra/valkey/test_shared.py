"""Stores keep their promises with Valkey and without it; channels, through a Valkey that dies."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from litestar.channels import ChannelsBackend
from tests.support.appliance import free_port
from valkey.asyncio import Valkey
from valkey.exceptions import ValkeyError

from medianest.infra.health import Checks
from medianest.infra.valkey import channels_backend, client, embedded, require_answer, stores


@pytest.fixture(scope="module", params=["valkey", "without valkey"])
async def shared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Valkey | None]:
    if request.param != "valkey":
        yield None
        return
    folder: Path = tmp_path_factory.mktemp("valkey")
    async with embedded(folder) as server:
        assert server is not None
        async with client(server.url) as valkey:
            yield valkey


@pytest.fixture
async def channels(shared: Valkey) -> AsyncIterator[ChannelsBackend]:
    backend = channels_backend(shared)
    await backend.on_startup()
    await backend.subscribe(["news"])
    yield backend
    await backend.on_shutdown()


async def test_what_is_stored_is_found_renewed_and_deleted(shared: Valkey | None) -> None:
    store = stores(shared).get("cache")

    await store.set("key", b"value", expires_in=60)

    assert await store.get("key", renew_for=90) == b"value"
    assert await store.exists("key")
    assert (await store.expires_in("key") or 0) > 60
    await store.delete("key")
    assert await store.get("key") is None


async def test_stores_do_not_see_one_another(shared: Valkey | None) -> None:
    registry = stores(shared)
    await registry.get("one").set("key", b"1")
    await registry.get("other").set("key", b"2")

    await registry.get("one").delete_all()

    assert await registry.get("one").get("key") is None
    assert await registry.get("other").get("key") == b"2"


WITH_VALKEY = pytest.mark.parametrize("shared", ["valkey"], indirect=True)


@WITH_VALKEY
async def test_a_message_reaches_every_process(shared: Valkey, channels: ChannelsBackend) -> None:
    other = channels_backend(shared)
    await other.on_startup()
    await other.subscribe(["news"])
    await channels.publish(b'{"n":1}', ["news"])

    here = await anext(aiter(channels.stream_events()))
    there = await anext(aiter(other.stream_events()))
    await other.on_shutdown()

    assert here == there == ("news", b'{"n":1}')


@WITH_VALKEY
async def test_listening_goes_on_after_the_connection_was_lost(
    shared: Valkey, channels: ChannelsBackend
) -> None:
    events = aiter(channels.stream_events())
    await channels.publish(b"before", ["news"])
    assert await anext(events) == ("news", b"before")

    os.kill((await shared.info("server"))["process_id"], signal.SIGKILL)
    # What is sent while nobody listens is lost, so it is sent until it is heard.
    heard = asyncio.ensure_future(anext(events))  # noqa: TID251 - awaited below
    while not heard.done():
        await channels.publish(b"after", ["news"])
        await asyncio.sleep(0.02)

    assert await heard == ("news", b"after")


async def test_a_valkey_that_is_away_at_the_start_is_listened_to_once_it_is_there() -> None:
    port = free_port()
    async with client(f"valkey://127.0.0.1:{port}") as late:
        assert late is not None
        listening = channels_backend(late)
        await listening.on_startup()
        await listening.subscribe(["news"])
        heard = asyncio.ensure_future(anext(aiter(listening.stream_events())))  # noqa: TID251 - awaited below

        server = await asyncio.create_subprocess_exec(
            *("valkey-server", "--port", str(port), "--save", ""), stdout=asyncio.subprocess.DEVNULL
        )
        async with asyncio.timeout(60), client(f"valkey://127.0.0.1:{port}") as other:
            assert other is not None
            telling = channels_backend(other)
            while not heard.done():
                with contextlib.suppress(ValkeyError):
                    await telling.publish(b"at last", ["news"])
                await asyncio.sleep(0.02)
        await listening.on_shutdown()
        server.terminate()
        await server.wait()

    assert await heard == ("news", b"at last")


async def test_that_it_was_killed_is_told_without_its_address() -> None:
    port = free_port()
    server = await asyncio.create_subprocess_exec(
        *("valkey-server", "--port", str(port), "--save", ""), stdout=asyncio.subprocess.DEVNULL
    )
    checks = Checks(fresh_for=timedelta(0))
    async with client(f"valkey://127.0.0.1:{port}") as asked:
        assert asked is not None
        checks.add("valkey", partial(require_answer, asked), required=False)
        await until_it_is(checks, "ok")

        server.kill()
        await server.wait()
        (gone,) = (await checks.run()).checks

    assert gone.status == "warning"
    assert gone.detail.startswith("Valkey is gone")
    # Anybody may ask, and the address may hold a password.
    assert str(port) not in gone.detail


async def until_it_is(checks: Checks, status: str) -> None:
    async with asyncio.timeout(60):
        while (await checks.run()).status != status:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.02)
