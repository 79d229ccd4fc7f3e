"""The app below a path of its host, as behind a reverse proxy that serves several programs."""

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send


def below(base: str, app: ASGIApp) -> ASGIApp:
    """`app` as it is seen below `base`, e.g. `/medianest`; the app itself if that is empty.

    It answers without the prefix too: a proxy may have taken it off, and a health check on the
    machine itself does not know it. The app finds the prefix in `root_path`.
    """
    if not base:
        return app

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        # Granian opens and closes the app by this same call.
        if scope["type"] in {ScopeType.HTTP, ScopeType.WEBSOCKET}:
            scope["path"] = within(base, scope["path"])
            scope["root_path"] = base
        await app(scope, receive, send)

    return answer


def within(base: str, path: str) -> str:
    """`path` without the prefix `base`; as it is if it does not stand below it."""
    if path == base:
        return "/"
    return path.removeprefix(base) if path.startswith(f"{base}/") else path
