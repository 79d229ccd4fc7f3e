"""The calls to Overseerr's API, and what its refusals mean."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Literal

import msgspec

from medianest.infra.http import HttpClient, OutsideAnswerError, OutsideGarbageError
from medianest.kit import forgiving
from medianest.requests.overseerr import wire
from medianest.requests.overseerr.errors import (
    AlreadyThereError,
    NotThereError,
    OverseerrKeyRefusedError,
    OverseerrRefusedError,
)

BASE = "/api/v1"
_PAGE = 100
_MOST_PAGES = 200
_NOTHING_LEFT = 202
Arr = Literal["radarr", "sonarr"]
Decision = Literal["approve", "decline", "retry"]


class Api:
    """One Overseerr. Every call raises an `OutsideError` or one of this package's errors."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    async def about(self) -> wire.About:
        """Which release runs there; needs no key."""
        with _named():
            return await self._http.get_json("status", type=wire.About, operation="status")

    async def public(self) -> wire.Public:
        """What it tells everybody."""
        with _named():
            return await self._http.get_json(
                "settings/public", type=wire.Public, operation="public"
            )

    async def main(self) -> wire.Public:
        """The same for who holds the key, so this proves it."""
        with _named():
            return await self._http.get_json("settings/main", type=wire.Public, operation="main")

    async def ask(self, wish: wire.Wish) -> wire.Request | None:
        """Ask for a title; None when nothing of it is left to ask for."""
        with _named():
            answer = await self._http.send("POST", "request", body=wish, operation="ask")
        if answer.status == _NOTHING_LEFT:
            return None
        return _read(answer.body, wire.Request)

    async def request(self, number: int) -> wire.Request:
        """One request. Raises NotThereError."""
        with _named():
            return await self._http.get_json(
                f"request/{number}", type=wire.Request, operation="request"
            )

    async def requests(self, *, sort: Literal["added", "modified"]) -> AsyncIterator[wire.Request]:
        """All requests, the newest or the last changed first; read page by page."""
        async for one in self._pages("request", wire.Page[wire.Request], {"sort": sort}):
            yield one

    async def users(self) -> AsyncIterator[wire.User]:
        """Everybody there."""
        async for one in self._pages("user", wire.Page[wire.User], {}):
            yield one

    async def count(self) -> int:
        """How many requests there are."""
        params = {"take": 1, "skip": 0}
        with _named():
            page = await self._http.get_json(
                "request", type=wire.Page[wire.Request], params=params, operation="request"
            )
        return page.page_info.results

    async def steer(self, number: int, action: Decision) -> wire.Request:
        """Decide about a request there. Raises NotThereError."""
        with _named():
            answer = await self._http.send("POST", f"request/{number}/{action}", operation=action)
        return _read(answer.body, wire.Request)

    async def delete(self, number: int) -> None:
        """Take a request off its list. Raises NotThereError."""
        with _named():
            await self._http.send("DELETE", f"request/{number}", operation="delete")

    async def servers(self, arr: Arr) -> list[wire.Server]:
        """The servers that fetch."""
        with _named():
            return await self._http.get_json(
                f"service/{arr}", type=list[wire.Server], operation="servers"
            )

    async def server(self, arr: Arr, number: int) -> wire.ServerDetails:
        """What one of them lets choose."""
        with _named():
            return await self._http.get_json(
                f"service/{arr}/{number}", type=wire.ServerDetails, operation="servers"
            )

    async def hook(self) -> wire.Hook:
        """Where its webhook goes."""
        with _named():
            return await self._http.get_json(
                "settings/notifications/webhook", type=wire.Hook, operation="webhook"
            )

    async def set_hook(self, *, url: str, auth: str, types: int, template: str) -> None:
        """Have it call `url` with the `template` filled in."""
        body = {
            "enabled": True,
            "types": types,
            "options": {
                "webhookUrl": url,
                "authHeader": auth,
                # It wants the template as a JSON text within the JSON.
                "jsonPayload": msgspec.json.encode(template).decode(),
            },
        }
        with _named():
            await self._http.send(
                "POST", "settings/notifications/webhook", body=body, operation="webhook"
            )

    async def _pages(
        self, path: str, kind: type[wire.Page[Any]], params: dict[str, str]
    ) -> AsyncIterator[Any]:
        for page in range(_MOST_PAGES):
            asked: dict[str, str | int | None] = {
                **params,
                "take": _PAGE,
                "skip": page * _PAGE,
            }
            with _named():
                found = await self._http.get_json(path, type=kind, params=asked, operation=path)
            for one in found.results:
                yield one
            # Not by their number: what makes no sense was left out of them.
            if (page + 1) * _PAGE >= found.page_info.results:
                return


@contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except OutsideAnswerError as refused:
        raise _meaning(refused) from refused


def _meaning(refused: OutsideAnswerError) -> Exception:
    said = wire.Refusal()
    with suppress(msgspec.DecodeError):
        said = forgiving.decode(refused.body, wire.Refusal)
    match refused.answered:
        case 401:
            return OverseerrKeyRefusedError()
        case 403 if said.error or not said.message:
            return OverseerrKeyRefusedError()
        case 409:
            return AlreadyThereError(said.message)
        case 404:
            return NotThereError(said.message)
        case 400 | 403 | 422:
            return OverseerrRefusedError(said.message or f"It answered {refused.answered}.")
    return refused


def _read(body: bytes, kind: type[wire.Request]) -> wire.Request:
    try:
        return forgiving.decode(body, kind)
    except msgspec.DecodeError as wrong:
        raise OutsideGarbageError(f"overseerr sent something unexpected: {wrong}") from wrong
