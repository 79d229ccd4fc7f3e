"""The connection as the proxy uses it."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Literal

import structlog
from aiohttp import (
    ClientError,
    ClientResponse,
    ClientTimeout,
    ClientWebSocketResponse,
    StreamReader,
)
from yarl import URL

from medianest_desktop import OWN_PAGES
from medianest_desktop.net.api import API, RefusedError
from medianest_desktop.net.connection import Connection, NotConnectedError
from medianest_desktop.net.tries import described
from medianest_desktop.pages import fitting
from medianest_desktop.proxy import UpstreamError

log = structlog.get_logger(__name__)

# A backup that is made while somebody waits takes minutes; silence for longer means a dead line.
_PATIENCE: Final = ClientTimeout(total=None, sock_connect=5, sock_read=600)
_NOT_ASKED_FOR: Final = ("Accept", "Accept-Encoding", "User-Agent", "Content-Type")
_LARGEST_MESSAGE: Final = 16 * 1024 * 1024
_HEARTBEAT: Final = 30.0
_SETTLES_WITHIN: Final = 3.0


@dataclass(frozen=True, slots=True)
class ConnectedUpstream:
    """Carries the window's requests to the appliance, in the client's name."""

    connection: Connection
    open_outside: Callable[[str], None]

    @property
    def stands(self) -> Literal["serving", "away", "signed_out"]:
        """Nothing is sent unless the appliance has just proven that it is the one."""
        match self.connection.state:
            case "connected":
                return "serving"
            case "searching" | "starting" | "too_old":
                return "away"
            case "unpaired" | "signed_out" | "identity_changed":
                return "signed_out"

    @asynccontextmanager
    async def request(
        self, method: str, path: str, headers: Mapping[str, str], body: StreamReader | None
    ) -> AsyncIterator[ClientResponse]:
        """One exchange, with nothing decoded and no redirect followed."""
        try:
            answer = await self.connection.session.request(
                method,
                self._address(path),
                headers=[*headers.items(), *self.connection.headers.items()],
                data=body,
                allow_redirects=False,
                auto_decompress=False,
                skip_auto_headers=_NOT_ASKED_FOR,
                timeout=_PATIENCE,
            )
        except (ClientError, OSError, NotConnectedError) as failure:
            raise UpstreamError(described(failure)) from failure
        async with answer:
            yield answer

    @asynccontextmanager
    async def socket(
        self, path: str, protocols: Iterable[str]
    ) -> AsyncIterator[ClientWebSocketResponse]:
        """A WebSocket to the appliance."""
        try:
            socket = await self.connection.session.ws_connect(
                self._address(path),
                protocols=protocols,
                headers=self.connection.headers,
                heartbeat=_HEARTBEAT,
                max_msg_size=_LARGEST_MESSAGE,
            )
        except (ClientError, OSError, NotConnectedError) as failure:
            raise UpstreamError(described(failure)) from failure
        async with socket:
            yield socket

    def instead(self, path: str) -> str:
        """The client's page that fits now, `path` itself where it can be had."""
        page = fitting(self.connection.state)
        return f"{OWN_PAGES}{page}" if page else path

    async def refused(self) -> None:
        """Asks with the token; what the answer means is the connection's to say."""
        try:
            await self.connection.request("GET", f"{API}/auth/session")
        except NotConnectedError:
            await self._left()
        except RefusedError as refused:
            if refused.status == HTTPStatus.UNAUTHORIZED:
                await self._left()

    def lost(self) -> None:
        """Has the connection look for itself."""
        self.connection.doubt()

    def leave(self, address: str) -> None:
        """Opens an address of another host in the system's browser."""
        self.open_outside(address)

    def _address(self, path: str) -> URL:
        return URL(self.connection.base + path, encoded=True)

    async def _left(self) -> None:
        """Waits until the connection has drawn its conclusion."""
        connection = self.connection
        await connection.changed.until(
            lambda: connection.state != "connected", seconds=_SETTLES_WITHIN
        )
