"""What every answer tells the browser not to do."""

from collections.abc import Sequence

from litestar.types import HTTPResponseStartEvent, Message, Scope

_POLICY = b"content-security-policy"
_EVERYWHERE = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (
        b"permissions-policy",
        b"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
)
# The style attribute of the element in which SvelteKit tells a screen reader of a new page.
_ANNOUNCER = "'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='"
_DESCRIPTION = "/schema"
_DATA = b"default-src 'none'; frame-ancestors 'none'"


def page_policy(scripts: Sequence[str] = ()) -> str:
    """The policy of a page: everything from this host, no inline script but the named ones."""
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self'", *scripts]),
            "style-src 'self'",
            f"style-src-attr 'unsafe-hashes' {_ANNOUNCER}",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


async def add_security_headers(message: Message, scope: Scope) -> None:
    """Complete the head of an answer, whichever slice gives it; for Litestar's `before_send`."""
    if message["type"] == "http.response.start":
        message["headers"] = [*message["headers"], *_missing(message, scope["path"])]


def _missing(message: HTTPResponseStartEvent, path: str) -> Sequence[tuple[bytes, bytes]]:
    if any(name.lower() == _POLICY for name, _ in message["headers"]):
        return _EVERYWHERE
    policy = page_policy().encode() if path.rstrip("/") == _DESCRIPTION else _DATA
    return (*_EVERYWHERE, (_POLICY, policy))
