"""Stores and channels keep their promises with Valkey and without it."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from litestar.channels import ChannelsBackend
from valkey.asyncio import Valkey

from medianest.infra import postgres
from medianest.infra.database import ENGINE, connected, transaction
from medianest.infra.valkey import channels_backend, client, embedded, stores


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


@pytest.fixture(scope="module")
async def pool(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[None]:
    folder: Path = tmp_path_factory.mktemp("channels")
    async with postgres.embedded(folder, durable=False) as server, connected(server.dsn):
        yield


@pytest.fixture
async def channels(shared: Valkey | None, pool: None) -> AsyncIterator[ChannelsBackend]:
    del pool
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


async def test_a_message_reaches_every_process(
    shared: Valkey | None, channels: ChannelsBackend
) -> None:
    other = channels_backend(shared)
    await other.on_startup()
    await other.subscribe(["news"])
    await channels.publish(b'{"n":1}', ["news"])

    here = await anext(aiter(channels.stream_events()))
    there = await anext(aiter(other.stream_events()))
    await other.on_shutdown()

    assert here == there == ("news", b'{"n":1}')


@pytest.mark.parametrize("shared", ["without valkey"], indirect=True)
async def test_a_message_inside_a_transaction_leaves_at_its_commit(
    channels: ChannelsBackend,
) -> None:
    async with transaction():
        await channels.publish(b"later", ["news"])
        async with asyncio.TaskGroup() as group:
            group.create_task(_publish_outside(b"sooner"))

    events = aiter(channels.stream_events())

    assert [await anext(events), await anext(events)] == [("news", b"sooner"), ("news", b"later")]


async def _publish_outside(message: bytes) -> None:
    connection = await ENGINE.get_new_connection()
    await connection.execute("SELECT pg_notify('news', $1)", message.decode())
    await connection.close()


async def test_listening_goes_on_after_the_connection_was_lost(
    shared: Valkey | None, channels: ChannelsBackend
) -> None:
    events = aiter(channels.stream_events())
    await channels.publish(b"before", ["news"])
    assert await anext(events) == ("news", b"before")

    await _cut(shared)
    # What is sent while nobody listens is lost, so it is sent until it is heard.
    heard = asyncio.ensure_future(anext(events))  # noqa: TID251 - awaited below
    while not heard.done():
        await channels.publish(b"after", ["news"])
        await asyncio.sleep(0.02)

    assert await heard == ("news", b"after")


async def _cut(shared: Valkey | None) -> None:
    if shared is not None:
        os.kill((await shared.info("server"))["process_id"], signal.SIGKILL)
        return
    connection = await ENGINE.get_new_connection()
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
    )
    await connection.close()
