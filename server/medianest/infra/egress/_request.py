"""The little of HTTP that a forward proxy has to read: one request's head."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

# Meant for the proxy itself, or about a connection that is not passed on.
_OURS = {b"proxy-authorization", b"proxy-connection", b"connection", b"keep-alive"}
_MOST_BODY = 1_000_000


class BadRequestError(Exception):
    """What came is no request that this proxy understands."""


@dataclass(frozen=True, slots=True)
class Request:
    """Where to connect, who asks, and what to send there (nothing for a tunnel)."""

    host: str
    port: int
    token: str
    is_tunnel: bool
    head: bytes
    body_length: int


def parse(head: bytes) -> Request:
    """Read the head of one request; raises `BadRequestError`."""
    first, *lines = head.split(b"\r\n")
    try:
        method, target, version = first.decode("ascii").split(" ")
    except ValueError as wrong:
        raise BadRequestError("request line") from wrong
    if not version.startswith("HTTP/1."):
        raise BadRequestError("version")
    headers = [_header(line) for line in lines if line]
    token = _token(headers)
    if method == "CONNECT":
        host, port = _authority(f"//{target}", 443)
        return Request(host, port, token, is_tunnel=True, head=b"", body_length=0)
    if not target.startswith("http://"):
        raise BadRequestError("only http:// and CONNECT")
    host, port = _authority(target, 80)
    return Request(
        host,
        port,
        token,
        is_tunnel=False,
        head=_rewritten(method, target, headers),
        body_length=_body_length(headers),
    )


def closing(head: bytes) -> bytes:
    """The head of an answer, telling the client that this connection serves no second request."""
    status, *lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    kept = [line for line in lines if line.partition(b":")[0].strip().lower() not in _OURS]
    return b"\r\n".join([status, *kept, b"Connection: close", b"", b""])


def _authority(target: str, default: int) -> tuple[str, int]:
    try:
        parts = urlsplit(target)
        host, port = parts.hostname, parts.port
    except ValueError as wrong:
        raise BadRequestError("address") from wrong
    if not host:
        raise BadRequestError("address")
    return host, port or default


def _header(line: bytes) -> tuple[bytes, bytes]:
    name, colon, value = line.partition(b":")
    # A lone line feed would be one more header to servers that are less strict.
    is_split = any(sign in line for sign in (b"\r", b"\n", b"\0"))
    if is_split or not colon or not name.strip() or name != name.strip():
        raise BadRequestError("header")
    return name, value.strip()


def _token(headers: Sequence[tuple[bytes, bytes]]) -> str:
    for name, value in headers:
        scheme, _, encoded = value.partition(b" ")
        if name.lower() == b"proxy-authorization" and scheme.lower() == b"basic":
            try:
                return base64.b64decode(encoded, validate=True).decode().partition(":")[2]
            except (binascii.Error, UnicodeDecodeError):
                return ""
    return ""


def _body_length(headers: Sequence[tuple[bytes, bytes]]) -> int:
    length = 0
    for name, value in headers:
        if name.lower() == b"transfer-encoding":
            raise BadRequestError("a body needs a length")
        if name.lower() == b"content-length":
            if not value.isdigit() or int(value) > _MOST_BODY:
                raise BadRequestError("length of the body")
            length = int(value)
    return length


def _rewritten(method: str, target: str, headers: Sequence[tuple[bytes, bytes]]) -> bytes:
    parts = urlsplit(target)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    kept = [
        name + b": " + value
        for name, value in headers
        if name.lower() not in _OURS and name.lower() != b"host"
    ]
    # The Host header is made from the address that was checked, whatever was sent.
    host = parts.netloc.rpartition("@")[2]
    lines = [f"{method} {path} HTTP/1.1".encode(), b"Host: " + host.encode(), *kept]
    return b"\r\n".join([*lines, b"Connection: close", b"", b""])
