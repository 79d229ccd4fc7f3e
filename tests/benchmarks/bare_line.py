"""The baseline of live events: what LISTEN hears, written to every raw socket that connected.

`python -m tests.benchmarks.bare_line PORT DSN CHANNEL`
"""

import asyncio
import sys

import asyncpg
import uvloop


async def serve(port: int, dsn: str, channel: str) -> None:
    writers: list[asyncio.StreamWriter] = []
    line = await asyncpg.connect(dsn)

    def pass_on(_line: object, _pid: int, _channel: str, payload: object) -> None:
        for writer in writers:
            writer.write(f"{payload}\n".encode())

    await line.add_listener(channel, pass_on)
    server = await asyncio.start_server(lambda _, writer: writers.append(writer), "127.0.0.1", port)
    async with server:
        print("ready", flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
