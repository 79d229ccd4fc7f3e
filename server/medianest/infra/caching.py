"""How long an answer may be kept, and by whom: ETags for what is asked for again and again."""

from hashlib import blake2b

from litestar.config.compression import CompressionConfig
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.middleware.compression import CompressionMiddleware
from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send

_READS = frozenset({"GET", "HEAD"})
_OK = 200
_NOT_MODIFIED = 304
_DIGEST_BYTES = 12
# They would describe a body that is not sent.
_OF_A_BODY = frozenset({b"content-length", b"content-type"})


class TaggedCompression(CompressionMiddleware):
    """Litestar's compression, over answers that `revalidating` has seen first.

    Compressed by gzip the same answer differs from second to second, and so would its tag.
    """

    def __init__(self, app: ASGIApp, config: CompressionConfig) -> None:
        super().__init__(revalidating(app), config)


def revalidating(app: ASGIApp) -> ASGIApp:
    """Give what is read an ETag, and answer 304 to whoever has it already.

    Every answer to a read belongs to the person who asked, unless its route says otherwise by a
    `Cache-Control` of its own. Answers that are streamed, or already have an ETag, keep theirs.
    The tags are weak because the body may be compressed further out.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] not in _READS:
            await app(scope, receive, send)
            return
        known = MutableScopeHeaders(scope).get("if-none-match", "")
        await app(scope, receive, _Outgoing(send, known).send)

    return answer


class _Outgoing:
    __slots__ = ("_held", "_known", "_send")

    def __init__(self, send: Send, known: str) -> None:
        self._send = send
        self._known = known
        self._held: HTTPResponseStartEvent | None = None

    async def send(self, message: Message) -> None:
        """Hold the head back until it is known whether there is one body to go with it."""
        if message["type"] == "http.response.start" and _takes_a_tag(message):
            self._held = message
            return
        if message["type"] == "http.response.body" and self._held is not None:
            head, self._held = self._held, None
            if not message["more_body"]:
                message["body"] = self._tagged(head, message["body"])
            await self._send(head)
        await self._send(message)

    def _tagged(self, head: HTTPResponseStartEvent, body: bytes) -> bytes:
        tag = f'W/"{blake2b(body, digest_size=_DIGEST_BYTES).hexdigest()}"'
        MutableScopeHeaders(head)["ETag"] = tag
        if not _matches(tag, self._known):
            return body
        head["status"] = _NOT_MODIFIED
        head["headers"] = [line for line in head["headers"] if line[0].lower() not in _OF_A_BODY]
        return b""


def _takes_a_tag(head: HTTPResponseStartEvent) -> bool:
    if head["status"] != _OK:
        return False
    headers = MutableScopeHeaders(head)
    headers.setdefault("Cache-Control", "private, no-cache")
    return "etag" not in headers and "no-store" not in headers["Cache-Control"]


def _matches(tag: str, known: str) -> bool:
    offered = {offer.strip().removeprefix("W/") for offer in known.split(",")}
    return tag.removeprefix("W/") in offered or "*" in offered
