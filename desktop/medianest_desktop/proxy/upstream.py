"""What the proxy asks of the connection to the appliance."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Literal, Protocol

from aiohttp import ClientResponse, ClientWebSocketResponse, StreamReader


class UpstreamError(Exception):
    """The appliance cannot be asked now, or went away before it answered."""


class Upstream(Protocol):
    """The appliance as the proxy sees it: already trusted, its token already known."""

    @property
    def stands(self) -> Literal["serving", "away", "signed_out"]:
        """Whether requests may go there now; where not, whether waiting will help."""

    def request(
        self, method: str, path: str, headers: Mapping[str, str], body: StreamReader | None
    ) -> AbstractAsyncContextManager[ClientResponse]:
        """Opens one exchange, with nothing decoded and no redirect followed.

        `path` is what the page asked for, query included. Raises `UpstreamError`.
        """

    def socket(
        self, path: str, protocols: Iterable[str]
    ) -> AbstractAsyncContextManager[ClientWebSocketResponse]:
        """Opens a WebSocket. Raises `UpstreamError`."""

    def instead(self, path: str) -> str:
        """The path of the client's own page that fits while `path` cannot be had."""

    async def refused(self) -> None:
        """Looks again whether this client is still signed in: an answer said that it is not."""

    def lost(self) -> None:
        """Looks again whether the appliance is there: an exchange with it broke off."""

    def leave(self, address: str) -> None:
        """Opens an address of another host outside the window."""
