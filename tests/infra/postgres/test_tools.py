"""Postgres' tools as they are run beside a household that watches films."""

from pathlib import Path

import psutil
import pytest

from medianest.infra.postgres.address import Address
from medianest.infra.postgres.tools import Tools

pytestmark = pytest.mark.skipif(not psutil.LINUX, reason="only Linux ranks who reads a disk")

NOWHERE = Address("postgresql:///none")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Holds a tool that works for long."""
    tool = tmp_path / "pg_dump"
    tool.write_text("#!/bin/sh\nexec sleep 600\n")
    tool.chmod(0o755)
    return tmp_path


async def test_a_gentle_tool_lets_everybody_else_go_first(folder: Path) -> None:
    async with Tools(folder, 17, 17).started("pg_dump", NOWHERE, []) as started:
        found = ranks(psutil.Process(started.pid))

    assert found == (max(15, psutil.Process().nice()), (psutil.IOPRIO_CLASS_BE, 7))


async def test_a_tool_that_people_wait_for_takes_its_turn(folder: Path) -> None:
    hasty = Tools(folder, 17, 17, gently=False)

    async with hasty.started("pg_dump", NOWHERE, []) as started:
        found = ranks(psutil.Process(started.pid))

    assert found == ranks(psutil.Process())


def ranks(process: psutil.Process) -> tuple[int, tuple[int, ...]]:
    """Its place among those who compute, and among those who read a disk."""
    return process.nice(), tuple(process.ionice())
