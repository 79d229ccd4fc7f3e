"""Talking HTTP with one appliance at one address."""

import socket
import ssl
from types import TracebackType
from typing import Annotated, Any, Self, TypeVar

import aiohttp
import msgspec
from aiohttp.abc import AbstractResolver, ResolveResult
from msgspec import Meta, Struct

from medianest_desktop.net import trust
from medianest_desktop.net.addresses import Address
from medianest_desktop.net.tries import NoAnswerError, explain

API = "/api/v1"
PROTOCOL = 1
"""The version of the talk between client and appliance that this client speaks."""

# What clear text and strangers are called: nothing that a resolver could lead elsewhere.
_NOBODY = "medianest.invalid"
_CONNECT_SECONDS = 5.0
_ANSWER_SECONDS = 15.0
_LONGEST_ANSWER = 8 * 2**20

T = TypeVar("T")


class Tls(Struct, frozen=True):
    """Where an appliance serves https, and the fingerprint of its authority."""

    port: Annotated[int, Meta(ge=1, le=65535)]
    fingerprint: str


class Info(Struct, frozen=True, rename="camel"):
    """What an appliance tells anybody about itself."""

    instance_id: Annotated[str, Meta(pattern=trust.ID_PATTERN)]
    name: str
    version: str
    oldest_client: str = "0"
    protocol: int = 0
    tls: Tls | None = None


class RefusedError(Exception):
    """The appliance has answered, and says no; `retry_after` is in seconds, 0 if not told."""

    def __init__(self, status: int, code: str, detail: str = "", retry_after: float = 0) -> None:
        super().__init__(status, code, detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.retry_after = retry_after


class _Problem(Struct):
    code: str = ""
    detail: str = ""


class _ToOneAddress(AbstractResolver):
    """Leads whatever name is asked for to one host: name and pin stay right at any address."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._names = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        del host
        return await self._names.resolve(self._host, port, family)

    async def close(self) -> None:
        await self._names.close()


class Line:
    """A session with one appliance at one address, verified as that appliance has to be.

    `base` is to be put before every path. It names whom TLS has to verify, which is not always
    the address: no caller can forget it.
    """

    def __init__(
        self,
        address: Address,
        *,
        name: str,
        context: ssl.SSLContext | None,
        tracing: aiohttp.TraceConfig | None = None,
    ) -> None:
        self.address = address
        self.connects_within = _CONNECT_SECONDS
        """Seconds for a new connection with its handshake, where `ask` or `fetch` opens one."""
        self.base = f"{address.scheme}://{name}:{address.port}"
        self.session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=_ToOneAddress(address.host), ssl=context or True, use_dns_cache=False
            ),
            # The dashboard's cookies are not ours, and the bearer token is not the jar's.
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS),
            trace_configs=[tracing] if tracing else None,
            trust_env=False,
        )

    @classmethod
    def pinned(cls, address: Address, *, appliance_id: str, ca_pem: str) -> Self:
        """A line that only the appliance itself can answer.

        Raises NoAnswerError if `ca_pem` is broken, or the address is in clear text.
        """
        if address.scheme != "https":
            raise NoAnswerError("plain_http_only", "an authority is pinned")
        try:
            context = trust.pinned(ca_pem)
        except ssl.SSLError as wrong:
            raise NoAnswerError("foreign_certificate", str(wrong)) from wrong
        return cls(address, name=trust.server_name(appliance_id), context=context)

    @classmethod
    def open(cls, address: Address, tracing: aiohttp.TraceConfig | None = None) -> Self:
        """A line in clear text, or to a name that the system's own authorities vouch for."""
        if address.scheme == "http":
            return cls(address, name=_NOBODY, context=None, tracing=tracing)
        context = ssl.create_default_context()
        return cls(address, name=address.netloc_host, context=context, tracing=tracing)

    @classmethod
    def to_anybody(cls, address: Address) -> Self:
        """A line to ask who is there; believes every certificate."""
        return cls(address, name=_NOBODY, context=trust.unverified())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """End every request that still runs over it."""
        await self.session.close()

    async def info(self) -> Info:
        """Who is there. Raises NoAnswerError, RefusedError."""
        return await self.ask("GET", f"{API}/info", Info)

    async def ask(
        self,
        method: str,
        path: str,
        kind: type[T],
        *,
        json: Any = None,
        token: str = "",
    ) -> T:
        """Ask and understand the answer as `kind`. Raises NoAnswerError, RefusedError."""
        body = await self.fetch(method, path, json=json, token=token)
        try:
            return msgspec.json.decode(body or b"null", type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
            raise NoAnswerError("not_medianest", str(wrong)) from wrong

    async def fetch(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        token: str = "",
    ) -> bytes:
        """The body of a good answer. Raises NoAnswerError, RefusedError."""
        headers = {"Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            async with self.session.request(
                method,
                self.base + path,
                json=json,
                headers=headers,
                # No body would be declared as bytes, and refused where JSON is read.
                skip_auto_headers=() if json is not None else ("Content-Type",),
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(
                    total=_ANSWER_SECONDS, sock_connect=self.connects_within
                ),
            ) as answer:
                body = await _read(answer)
        except (aiohttp.ClientError, OSError) as failure:
            raise explain(failure) from failure
        _insist(answer, body)
        return body


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for part in answer.content.iter_any():
        body += part
        if len(body) > _LONGEST_ANSWER:
            raise NoAnswerError("not_medianest", "the answer does not end")
    return bytes(body)


def _insist(answer: aiohttp.ClientResponse, body: bytes) -> None:
    if answer.ok and answer.status < 300:  # noqa: PLR2004 - redirects lead elsewhere
        return
    try:
        problem = msgspec.json.decode(body, type=_Problem)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        problem = _Problem()
    raise RefusedError(
        answer.status, problem.code, problem.detail, _seconds(answer.headers.get("Retry-After"))
    )


def _seconds(text: str | None) -> float:
    return float(text) if text and text.isdecimal() else 0.0
