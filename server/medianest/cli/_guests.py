"""Who is being answered at this moment, so that a stop need not wait for streams without an end."""

import asyncio
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send


class Guests:
    """Leads to `app`, and knows whom it still answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._here: set[asyncio.Task[Any]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; the app's own start and end are nobody's visit."""
        task = asyncio.current_task()
        if task is None or scope["type"] not in {ScopeType.HTTP, ScopeType.WEBSOCKET}:
            await self._app(scope, receive, send)
            return
        self._here.add(task)
        try:
            await self._app(scope, receive, send)
        finally:
            self._here.discard(task)

    def see_out(self) -> int:
        """End every answer that is still being given; how many there were."""
        leaving = list(self._here)
        for task in leaving:
            task.cancel()
        return len(leaving)
