"""The filtering proxy, spoken to over real sockets."""

import asyncio
import base64
import ipaddress
from collections.abc import AsyncIterator, Iterator, Sequence

import pytest
from tests.standins.media_site import MediaSite

from medianest.infra.egress import EgressGuard, EgressPass, EgressProxy, Limits

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@pytest.fixture
def site() -> Iterator[MediaSite]:
    with MediaSite() as running:
        yield running


@pytest.fixture
async def proxy(site: MediaSite) -> AsyncIterator[EgressProxy]:
    async with EgressProxy(EgressGuard([site.authority])) as running:
        yield running


@pytest.fixture
async def hasty(site: MediaSite) -> AsyncIterator[EgressPass]:
    """A child of a proxy that waits for nobody longer than a moment."""
    limits = Limits(head=0.5, connect=0.5, idle=0.5)
    async with EgressProxy(EgressGuard([site.authority]), limits=limits) as running:
        with running.admit() as one:
            yield one


@pytest.fixture
def child(proxy: EgressProxy) -> Iterator[EgressPass]:
    with proxy.admit() as one:
        yield one


def proof(child: EgressPass) -> str:
    return "Basic " + base64.b64encode(f"child:{child.token}".encode()).decode()


async def ask(child: EgressPass, request: str, *, authorized: bool = True) -> bytes:
    port = int(child.url.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    header = f"Proxy-Authorization: {proof(child)}\r\n" if authorized else ""
    writer.write(f"{request}\r\n{header}\r\n".encode())
    try:
        async with asyncio.timeout(60):
            return await reader.read(-1)
    finally:
        writer.close()


async def test_a_permitted_request_is_passed_on_and_counted(
    child: EgressPass, site: MediaSite
) -> None:
    site.put("/a", b"hello" * 1000)

    answer = await ask(child, f"GET {site.url('/a?b=c')} HTTP/1.1\r\nX-Mine: yes")

    assert answer.endswith(b"hello" * 1000)
    assert site.seen[0].headers["X-Mine"] == "yes"
    assert child.received > 5000
    assert child.hosts == {"127.0.0.1"}


async def test_no_client_waits_for_a_second_answer_on_the_same_connection(
    child: EgressPass, site: MediaSite
) -> None:
    site.put("/a", b"x")

    head, _, _ = (await ask(child, f"GET {site.url('/a')} HTTP/1.1")).partition(b"\r\n\r\n")

    assert head.split(b"\r\n").count(b"Connection: close") == 1


async def test_the_secret_of_a_child_does_not_leave_the_house(
    child: EgressPass, site: MediaSite
) -> None:
    site.put("/a", b"x")

    await ask(child, f"GET {site.url('/a')} HTTP/1.1\r\nHost: elsewhere.example")

    headers = site.seen[0].headers
    assert "Proxy-Authorization" not in headers
    assert headers["Host"] == site.authority


async def test_without_its_secret_nobody_goes_out(child: EgressPass, site: MediaSite) -> None:
    answer = await ask(child, f"GET {site.url('/a')} HTTP/1.1", authorized=False)

    assert answer.startswith(b"HTTP/1.1 407 ")
    assert b"Proxy-Authenticate: Basic" in answer
    assert site.seen == []


async def test_a_secret_is_worth_nothing_once_its_child_is_gone(
    proxy: EgressProxy, site: MediaSite
) -> None:
    with proxy.admit() as gone:
        pass

    assert (await ask(gone, f"GET {site.url('/a')} HTTP/1.1")).startswith(b"HTTP/1.1 407 ")


@pytest.mark.parametrize(
    "request_line", ["GET http://127.0.0.1:1/ HTTP/1.1", "CONNECT 127.1:443 HTTP/1.1"]
)
async def test_a_refusal_can_be_recognised(child: EgressPass, request_line: str) -> None:
    answer = await ask(child, request_line)

    assert answer.startswith(b"HTTP/1.1 403 Refused private_address\r\n")
    assert child.refusals["private_address"] == 1


async def test_a_tunnel_carries_bytes_both_ways(child: EgressPass, site: MediaSite) -> None:
    site.put("/a", b"through the tunnel")
    port = int(child.url.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    writer.write(
        f"CONNECT {site.authority} HTTP/1.1\r\nProxy-Authorization: {proof(child)}\r\n\r\n".encode()
    )
    opened = await reader.readuntil(b"\r\n\r\n")
    writer.write(b"GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    answer = await reader.read(-1)
    writer.close()

    assert opened.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"through the tunnel")


async def test_the_address_that_was_checked_is_the_one_connected_to(site: MediaSite) -> None:
    site.put("/a", b"x")
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])

    async def rebinding(_: str, __: int) -> Sequence[Address]:
        return [ipaddress.ip_address(one) for one in next(answers)]

    port = site.authority.rpartition(":")[2]
    guard = EgressGuard([f"127.0.0.1:{port}"], resolver=rebinding)
    async with EgressProxy(guard) as proxy:
        with proxy.admit() as child:
            url = site.url("/a", host=f"rebinding.example:{port}")
            first = await ask(child, f"GET {url} HTTP/1.1")
            second = await ask(child, f"GET {url} HTTP/1.1")

    assert first.startswith(b"HTTP/1.1 200")
    assert second.startswith(b"HTTP/1.1 403")


@pytest.mark.parametrize(
    "request_line",
    [
        "nonsense",
        "GET /a HTTP/1.1",
        "GET ftp://127.0.0.1/ HTTP/1.1",
        "GET http://127.0.0.1/ HTTP/9",
        "GET http://[::1/ HTTP/1.1",
        "GET http://127.0.0.1:99999/ HTTP/1.1",
        "POST http://127.0.0.1/ HTTP/1.1\r\nTransfer-Encoding: chunked",
        "POST http://127.0.0.1/ HTTP/1.1\r\nContent-Length: 9999999999",
        "GET http://127.0.0.1/ HTTP/1.1\r\nno colon here",
        "GET http://127.0.0.1/ HTTP/1.1\r\nX: " + "x" * 300_000,
    ],
)
async def test_what_is_no_proper_request_is_refused(child: EgressPass, request_line: str) -> None:
    assert (await ask(child, request_line)).startswith(b"HTTP/1.1 400 ")


async def test_a_silent_site_is_given_up(hasty: EgressPass, site: MediaSite) -> None:
    site.put("/a", b"x" * 100_000).stall_after = 1

    answer = await ask(hasty, f"GET {site.url('/a')} HTTP/1.1")

    assert len(answer) < 100_000


async def test_a_silent_child_is_given_up(hasty: EgressPass) -> None:
    port = int(hasty.url.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    writer.write(b"GET http://1.1")
    async with asyncio.timeout(60):
        rest = await reader.read(-1)
    writer.close()

    assert rest == b""


async def test_a_site_that_is_down_is_told_apart_from_a_refused_one(site: MediaSite) -> None:
    async with EgressProxy(EgressGuard(["127.0.0.1"])) as proxy:
        with proxy.admit() as child:
            answer = await ask(child, "GET http://127.0.0.1:9/ HTTP/1.1")

    assert answer.startswith(b"HTTP/1.1 502 ")
    assert child.refusals["unreachable"] == 1
