"""The Valkey of our own."""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
from valkey.asyncio import Valkey

from medianest.infra.valkey import client, embedded


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Valkey]:
    async with embedded(folder) as server:
        assert server is not None
        async with client(server.url) as connected:
            assert connected is not None
            yield connected


async def process_of(valkey: Valkey) -> psutil.Process:
    return psutil.Process((await valkey.info("server"))["process_id"])


async def test_it_answers_on_a_private_socket_and_writes_nothing_down(tmp_path: Path) -> None:
    async with running(tmp_path) as valkey:
        await valkey.set("greeting", b"hello")

        assert await valkey.get("greeting") == b"hello"
        settings = await valkey.config_get("*")

    assert settings["save"] == ""
    assert settings["appendonly"] == "no"
    assert settings["port"] == "0"
    assert settings["maxmemory-policy"] == "allkeys-lru"
    assert os.stat(tmp_path / "valkey" / "run").st_mode & 0o077 == 0  # noqa: PTH116 - no waiting


async def test_it_never_runs_as_root(tmp_path: Path) -> None:
    async with running(tmp_path) as valkey:
        uids = (await process_of(valkey)).uids()

    assert 0 not in uids


async def test_it_comes_back_when_killed(tmp_path: Path) -> None:
    async with running(tmp_path) as valkey:
        first = await process_of(valkey)

        first.send_signal(signal.SIGKILL)
        # The socket still takes connections for a moment; the client tries again by itself.
        present = first
        while present.pid == first.pid:
            present = await process_of(valkey)

    assert present.pid != first.pid


async def test_it_is_gone_after_leaving(tmp_path: Path) -> None:
    async with running(tmp_path) as valkey:
        process = await process_of(valkey)

    assert not process.is_running()


async def test_without_the_program_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    async with embedded(tmp_path) as server:
        assert server is None


async def test_a_long_data_folder_does_not_break_the_socket(tmp_path: Path) -> None:
    async with running(tmp_path / ("long" * 20) / ("longer" * 10)) as valkey:
        assert await valkey.ping()
