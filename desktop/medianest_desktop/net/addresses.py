"""Addresses at which an appliance may be reached."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from msgspec import Struct

TLS_PORT = 8767
"""Where an appliance serves https unless told otherwise."""
PLAIN_PORT = 8766
"""Where it serves plain http unless told otherwise."""

Scheme = Literal["https", "http"]
_WEB_PORT = 443
_LONGEST = 300


class Address(Struct, frozen=True):
    """One way to an appliance; `host` is a name, an IPv4, or an IPv6 that may carry its scope."""

    scheme: Scheme
    host: str
    port: int

    @property
    def url(self) -> str:
        """The address as it is written into a browser, without a path."""
        return f"{self.scheme}://{self.netloc_host}:{self.port}"

    @property
    def netloc_host(self) -> str:
        """The host as it stands in a URL."""
        # No %25 for the scope: what opens sockets here wants it as the system writes it.
        return f"[{self.host}]" if ":" in self.host else self.host

    def __str__(self) -> str:
        return self.url


class BadAddressError(ValueError):
    """What was typed cannot be an address."""


def read(text: str) -> tuple[Address, ...]:
    """The addresses that `text` may mean, the likeliest first.

    Takes a host, host:port, a URL, and IPv6 with or without brackets and scope.
    Raises BadAddressError.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST or any(letter.isspace() for letter in text):
        raise BadAddressError(text)
    scheme, host, port = _parts(text)
    schemes: tuple[Scheme, ...] = (scheme,) if scheme else ("https", "http")
    return tuple(
        Address(each, host, number)
        for each in schemes
        for number in ([port] if port else _ports(each, host))
    )


def _ports(scheme: Scheme, host: str) -> list[int]:
    if scheme == "http":
        return [PLAIN_PORT]
    # A name may be a reverse proxy's, with a certificate that browsers believe.
    return [TLS_PORT, _WEB_PORT] if _ip(host) is None else [TLS_PORT]


def _parts(text: str) -> tuple[Scheme | None, str, int | None]:
    if "://" not in text:
        bare = _ip(text)
        if bare is not None:
            return None, text, None
        text = f"//{text}"
    try:
        split = urlsplit(text)
        port = split.port
    except ValueError as wrong:
        raise BadAddressError(text) from wrong
    if port == 0:
        raise BadAddressError(text)
    return _scheme(split), _host(split), port


def _scheme(split: SplitResult) -> Scheme | None:
    match split.scheme:
        case "https":
            return "https"
        case "http":
            return "http"
        case "":
            return None
        case other:
            raise BadAddressError(other)


def _host(split: SplitResult) -> str:
    # hostname is in lower case, which a scope must not be.
    host = split.netloc.rpartition("@")[2]
    host = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    host = host.replace("%25", "%")
    if _ip(host) is not None:
        return host
    return _name(host)


def _name(host: str) -> str:
    try:
        name = host.rstrip(".").encode("idna").decode().lower()
    except UnicodeError as wrong:
        raise BadAddressError(host) from wrong
    if not name or not all(letter.isalnum() or letter in "-._" for letter in name):
        raise BadAddressError(host)
    return name


def _ip(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
