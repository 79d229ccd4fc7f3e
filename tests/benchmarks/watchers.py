"""Many who watch live events, in a process of their own; says when each frame arrived.

`python -m tests.benchmarks.watchers ADDRESS FRAMES TOKEN...` opens a socket for each token, prints
`ready`, reads until every socket has its frames and prints the arrivals as JSON: pairs of an
event's number and the monotonic clock in seconds. At an address `tcp://` it opens one raw socket
and reads JSON lines.
"""

import asyncio
import json
import sys
import time
from urllib.parse import urlsplit

import uvloop
from websockets.asyncio.client import connect

Arrivals = list[tuple[int, float]]


async def main(address: str, frames: int, tokens: list[str]) -> None:
    arrivals: Arrivals = []
    watching = asyncio.Barrier((len(tokens) or 1) + 1)
    one = _raw if address.startswith("tcp:") else _live
    async with asyncio.TaskGroup() as group:
        for token in tokens or [""]:
            group.create_task(one(address, token, frames, arrivals, watching))
        await watching.wait()
        print("ready", flush=True)
    print(json.dumps(arrivals), flush=True)


async def _live(
    address: str, token: str, frames: int, arrivals: Arrivals, watching: asyncio.Barrier
) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    async with connect(address, additional_headers=headers, open_timeout=60) as socket:
        await socket.recv()
        await watching.wait()
        while frames:
            raw = await socket.recv()
            at = time.monotonic()
            frame = json.loads(raw)
            if frame["type"] == "bench":
                arrivals.append((frame["data"]["number"], at))
                frames -= 1


async def _raw(
    address: str, _token: str, frames: int, arrivals: Arrivals, watching: asyncio.Barrier
) -> None:
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    await watching.wait()
    for _ in range(frames):
        line = await reader.readline()
        at = time.monotonic()
        arrivals.append((json.loads(line)["number"], at))
    writer.close()


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))
