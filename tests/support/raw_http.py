"""An HTTP server on loopback that answers whatever bytes a test wants, and misbehaves on order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]


def answer(status: int = 200, body: bytes = b"{}", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def says(raw: bytes) -> Behaviour:
    async def behave(writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        await writer.drain()

    return behave


async def hangs(_: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


@dataclass
class RawServer:
    port: int = 0
    behaviours: list[Behaviour] = field(default_factory=list)
    requests: list[bytes] = field(default_factory=list)
    serving: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def then(self, *behaviours: Behaviour | bytes) -> None:
        """Behave like this for the next connections; the last one stays."""
        self.behaviours = [says(item) if isinstance(item, bytes) else item for item in behaviours]

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self.serve(reader, writer))
        self.serving.add(task)
        task.add_done_callback(self.serving.discard)

    async def end(self) -> None:
        """Leave no connection behind, also none that hangs on purpose."""
        ending = list(self.serving)
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            self.requests.append(head + await reader.readexactly(_length(head)))
            behave = self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0]
            await behave(writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


def _length(head: bytes) -> int:
    lines = head.decode().lower().split("\r\n")
    return sum(int(line.split(":")[1]) for line in lines if line.startswith("content-length:"))


@asynccontextmanager
async def raw_server(*behaviours: Behaviour | bytes) -> AsyncIterator[RawServer]:
    handle = RawServer()
    handle.then(*behaviours)
    server = await asyncio.start_server(handle.accept, "127.0.0.1", 0)
    handle.port = server.sockets[0].getsockname()[1]
    try:
        yield handle
    finally:
        server.close()
        await handle.end()
