"""Network namespaces that stand for machines on one LAN, and programs that run on them.

The bridge and the two machines exist only while a test runs. Making them takes root and the right
to make network namespaces; without, these tests are skipped and say so.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

PROGRAM = Path(__file__).parent / "mdns_machine.py"
PATIENCE = 60


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


@dataclass(frozen=True)
class Lan:
    server: str
    desktop: str

    def address(self, machine: str, change: str, address: str) -> None:
        ip("-n", machine, "address", change, address, "dev", "lan0")

    def add_container(self, machine: str, *, bridge: str, address: str) -> None:
        """A bridge as container engines make them, with one container on it."""
        ip("-n", machine, "link", "add", bridge, "type", "bridge")
        ip("-n", machine, "link", "add", "port0", "type", "veth", "peer", "name", "inside0")
        ip("-n", machine, "link", "set", "port0", "master", bridge)
        for name in (bridge, "port0", "inside0"):
            ip("-n", machine, "link", "set", name, "up")
        ip("-n", machine, "address", "add", address, "dev", bridge)


@contextmanager
def two_machines() -> Iterator[Lan]:
    """A server and a desktop, cabled to one another; skips the test where that cannot be."""
    tag = f"mn{os.getpid() % 100_000}"
    lan = Lan(server=f"{tag}s", desktop=f"{tag}d")
    try:
        ip("netns", "add", lan.server)
    except (OSError, subprocess.CalledProcessError) as refused:
        pytest.skip(f"network namespaces cannot be made here: {refused!r}")
    try:
        ip("netns", "add", lan.desktop)
        ip("link", "add", "lan0", "netns", lan.server, "type", "veth",
           "peer", "name", "lan0", "netns", lan.desktop)  # fmt: skip
        for number, machine in enumerate((lan.server, lan.desktop), 1):
            ip("-n", machine, "link", "set", "lo", "up")
            ip("-n", machine, "link", "set", "lan0", "up")
            lan.address(machine, "add", f"192.168.77.{number}/24")
        yield lan
    finally:
        for machine in (lan.server, lan.desktop):
            subprocess.run(["ip", "netns", "delete", machine], check=False, capture_output=True)


class Seen(msgspec.Struct):
    """A change that the desktop noticed: added, updated or removed."""

    what: str
    name: str
    addresses: list[str] = []
    properties: dict[str, str] = {}
    port: int = 0


@dataclass
class Machine:
    process: asyncio.subprocess.Process

    async def line(self) -> str:
        assert self.process.stdout
        async with asyncio.timeout(PATIENCE):
            return (await self.process.stdout.readline()).decode().strip()

    async def sees(self, what: str, *, address: str = "") -> Seen:
        """The next change of this kind, with this address if one is asked for."""
        while True:
            seen = msgspec.json.decode(await self.line(), type=Seen)
            if seen.what == what and (not address or address in seen.addresses):
                return seen

    async def stop(self) -> None:
        if self.process.returncode is None:
            self.process.terminate()
            await self.process.wait()


@asynccontextmanager
async def running(machine: str, *words: str) -> AsyncIterator[Machine]:
    """The program beside this file, on one of the machines."""
    async with python(machine, str(PROGRAM), *words) as started:
        yield started


@asynccontextmanager
async def python(machine: str, *words: str) -> AsyncIterator[Machine]:
    process = await asyncio.create_subprocess_exec(
        "ip", "netns", "exec", machine, sys.executable, *words,
        stdout=asyncio.subprocess.PIPE, env={**os.environ, "PYTHONPATH": "server"},
    )  # fmt: skip
    started = Machine(process)
    try:
        yield started
    finally:
        await started.stop()
