"""What the client's other parts ask of the appliance, over the line that is open."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import aiohttp
import msgspec

from medianest_desktop.net.api import API, RefusedError
from medianest_desktop.net.kept_line import KeptLine, NotConnectedError
from medianest_desktop.net.tries import NoAnswerError

_GOODBYE_SECONDS = 3


class Asking(ABC):
    """The appliance as it can be asked now; whoever has the line says what a failure means."""

    def __init__(self, kept: KeptLine) -> None:
        self._kept = kept
        self.token = ""

    @abstractmethod
    def doubt(self) -> None:
        """Somebody's request or socket has failed, or saw a 401: look whether that means us."""

    @property
    def session(self) -> aiohttp.ClientSession:
        """Leads to the appliance alone, pinned; another one after its address has changed.

        Raises NotConnectedError.
        """
        return self._kept.insist().session

    @property
    def base(self) -> str:
        """What stands before a path in `session`. Raises NotConnectedError."""
        return self._kept.insist().base

    @property
    def headers(self) -> Mapping[str, str]:
        """What a request has to carry, and a WebSocket."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    async def request(
        self, method: str, path: str, *, json: Any = None, params: Mapping[str, str] | None = None
    ) -> Any:
        """The decoded answer, None if it is empty; `path` begins with /api/v1.

        Raises NotConnectedError, RefusedError.
        """
        line = self._kept.insist()
        if params:
            path = f"{path}?{urlencode(params)}"
        try:
            body = await line.fetch(method, path, json=json, token=self.token)
            return msgspec.json.decode(body) if body else None
        except (NoAnswerError, msgspec.MsgspecError, RecursionError) as failure:
            self.doubt()
            raise NotConnectedError from failure
        except RefusedError as refused:
            if refused.status == HTTPStatus.UNAUTHORIZED:
                self.doubt()
            raise

    async def _say_goodbye(self) -> None:
        """End the session there, if it can be reached."""
        line = self._kept.now
        if line is None or not self.token:
            return
        with suppress(NoAnswerError, RefusedError, TimeoutError):
            async with asyncio.timeout(_GOODBYE_SECONDS):
                await line.fetch("POST", f"{API}/auth/logout", token=self.token)
