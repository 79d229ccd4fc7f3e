"""Whose pages may speak for the person in front of a browser."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection

from medianest.accounts.errors import ForeignOriginError

Connection = ASGIConnection[Any, Any, Any, Any]
_OWN = frozenset({"same-origin", "none"})


@dataclass(frozen=True, slots=True)
class Origins:
    """Our own pages: of the host that was asked, of `public_url`, of what the owner `trusted`."""

    public_url: str = ""
    trusted: Sequence[str] = ()

    def check_page(self, connection: Connection) -> None:
        """Refuse what another site's page made a browser send; programs say nothing of pages.

        Over plain http, as in most homes, browsers leave `Sec-Fetch-Site` out and name the origin.
        """
        headers = connection.headers
        site = headers.get("sec-fetch-site")
        if site in _OWN or (site is None and "origin" not in headers):
            return
        self.check_socket(connection)

    def check_socket(self, connection: Connection) -> None:
        """Refuse unless the Origin is ours: browsers always name it when they open a socket."""
        headers = connection.headers
        if not self._welcomes(headers.get("origin", ""), headers.get("host", "")):
            raise ForeignOriginError

    def _welcomes(self, origin: str, host: str) -> bool:
        sent = urlsplit(origin)
        if sent.scheme not in {"http", "https"} or not sent.netloc:
            return False
        return sent.netloc == host or any(
            (sent.scheme, sent.netloc) == (own.scheme, own.netloc)
            for own in map(urlsplit, (self.public_url, *self.trusted))
        )
