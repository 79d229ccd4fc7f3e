"""Requests as fast as they are answered: by wrk, or by a small generator of our own."""

import asyncio
import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import uvloop

_CONNECTIONS = 32
_WAITS = {"us": 1e-3, "ms": 1.0, "s": 1e3}


@dataclass(frozen=True)
class Answered:
    """What came back in a while."""

    per_second: float
    p50_ms: float
    p99_ms: float
    failed: int


def generator() -> str:
    return "wrk" if shutil.which("wrk") else "our own"


def press(url: str, headers: dict[str, str], *, seconds: int) -> Answered:
    """Keep 32 connections busy; the generator stays on the last core."""
    if generator() == "wrk":
        return _wrk(url, headers, seconds)
    return uvloop.run(_own(url, headers, seconds))


def _wrk(url: str, headers: dict[str, str], seconds: int) -> Answered:
    given = [word for name, text in headers.items() for word in ("-H", f"{name}: {text}")]
    argv = ["wrk", "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}s", "--latency", *given, url]
    last = str((os.cpu_count() or 1) - 1)
    said = subprocess.run(
        ["taskset", "-c", last, *argv], capture_output=True, text=True, check=True
    ).stdout
    return read_wrk(said)


def read_wrk(said: str) -> Answered:
    """What wrk found out, from its words."""
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if rate is None:
        raise RuntimeError(said)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return Answered(
        float(rate[1]), _wait(said, 50), _wait(said, 99), int(refused[1]) if refused else 0
    )


def _wait(said: str, percent: int) -> float:
    found = re.search(rf"{percent}%\s+([\d.]+)(us|ms|s)", said)
    return float(found[1]) * _WAITS[found[2]] if found else float("nan")


async def _own(url: str, headers: dict[str, str], seconds: int) -> Answered:
    parts = urlsplit(url)
    lines = [f"GET {parts.path}?{parts.query} HTTP/1.1", f"Host: {parts.netloc}"]
    lines += [f"{name}: {text}" for name, text in headers.items()]
    request = "\r\n".join([*lines, "", ""]).encode()
    waits, statuses = list[float](), list[bytes]()
    until = time.monotonic() + seconds

    async def ask() -> None:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        while time.monotonic() < until:
            began = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            await reader.readexactly(int(length[1]) if length else 0)
            waits.append((time.perf_counter() - began) * 1000)
            statuses.append(head[9:12])
        writer.close()

    await asyncio.gather(*(ask() for _ in range(_CONNECTIONS)))
    ordered = sorted(waits)
    return Answered(
        len(waits) / seconds,
        ordered[len(ordered) // 2],
        ordered[len(ordered) * 99 // 100],
        sum(status != b"200" for status in statuses),
    )
