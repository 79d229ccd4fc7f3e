"""Trakt's interface: questions, each once, and what its answers mean."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeVar

import msgspec

from medianest.catalog.trakt.errors import (
    LinkLostError,
    TraktRefusedError,
    UnsteadyListError,
)
from medianest.catalog.trakt.wire import (
    Activities,
    DeviceCode,
    Granted,
    Play,
    Refusal,
    UserSettings,
    Wish,
)
from medianest.infra.http import Answer, HttpClient, OutsideAnswerError, OutsideGarbageError
from medianest.kit import forgiving

T = TypeVar("T")
NotYet = Literal["pending", "slow_down", "denied", "expired"]

_PAGE = 100
_MOST_PAGES = 1000
_UNAUTHORIZED = 401
_REFUSED = frozenset({400, _UNAUTHORIZED, 403})
# What asking for the tokens of a code is answered until there are any.
_POLLS: dict[int, NotYet] = {
    400: "pending",
    404: "expired",
    409: "expired",
    410: "expired",
    418: "denied",
    429: "slow_down",
}


@dataclass(frozen=True, slots=True)
class Api:
    """Trakt, while connections to it are open."""

    client: HttpClient
    client_id: str
    client_secret: str

    async def device_code(self) -> DeviceCode:
        """Begin to link an account. Raises TraktRefusedError."""
        with_id = {"client_id": self.client_id}
        try:
            return await self.client.post_json("/oauth/device/code", with_id, type=DeviceCode)
        except OutsideAnswerError as refused:
            raise _client_refused(refused) from refused

    async def device_token(self, device_code: str) -> Granted | NotYet:
        """Ask what became of a code; one that was approved gives its tokens once."""
        try:
            return await self._oauth("device/token", {"code": device_code}, Granted)
        except OutsideAnswerError as refused:
            if refused.answered in _POLLS:
                return _POLLS[refused.answered]
            raise _client_refused(refused) from refused

    async def refresh(self, refresh_token: str) -> Granted:
        """Change a refresh token for new tokens.

        Raises LinkLostError when it was used or revoked, TraktRefusedError when it is MediaNest
        itself that is not known.
        """
        asked = {
            "refresh_token": refresh_token,
            "redirect_uri": "urn:ietf:wg:oauth:2.0:oob",
            "grant_type": "refresh_token",
        }
        try:
            return await self._oauth("token", asked, Granted)
        except OutsideAnswerError as refused:
            if refused.answered in _REFUSED and _reason(refused) == "invalid_grant":
                raise LinkLostError from refused
            raise _client_refused(refused) from refused

    async def revoke(self, access_token: str) -> None:
        """Give the tokens back."""
        await self._oauth("revoke", {"token": access_token}, dict[str, Any])

    async def username(self, token: str) -> str:
        """Whose account `token` opens."""
        settings = await self._get("/users/settings", token, UserSettings)
        return settings.user.username

    async def activities(self, token: str) -> Activities:
        """When each part of the account was changed last."""
        return await self._get("/sync/last_activities", token, Activities)

    async def watchlist(self, token: str) -> list[Wish]:
        """The films and shows of the watchlist. Raises UnsteadyListError."""
        films = await self._pages("/sync/watchlist/movies", token, Wish)
        return films + await self._pages("/sync/watchlist/shows", token, Wish)

    async def history(self, token: str, *, since: datetime | None = None) -> list[Play]:
        """What was seen from `since` on, the latest first. Raises UnsteadyListError."""
        return await self._pages("/sync/history", token, Play, start_at=_stamp(since))

    async def plays(self, token: str) -> int:
        """How many entries the whole history has."""
        return _total(await self._page("/sync/history", token, page=1, limit=1))

    async def _pages(
        self, path: str, token: str, item: type[T], start_at: str | None = None
    ) -> list[T]:
        found: list[T] = []
        promised: int | None = None
        seen = 0
        for number in range(1, _MOST_PAGES + 1):
            page = await self._page(path, token, page=number, limit=_PAGE, start_at=start_at)
            items = _decoded(page)
            seen += len(items)
            found += _usable(items, item)
            if promised is None:
                promised = _total(page)
            if seen >= promised:
                return found
            if len(items) < _PAGE:
                raise UnsteadyListError
        raise OutsideGarbageError(f"trakt has more than {_MOST_PAGES} pages of {path}")

    async def _page(self, path: str, token: str, **asked: int | str | None) -> Answer:
        return await self.client.get_bytes(path, params=asked, headers=_bearer(token))

    async def _get(self, path: str, token: str, answer: type[T]) -> T:
        return await self.client.get_json(path, type=answer, headers=_bearer(token))

    async def _oauth(self, what: str, asked: dict[str, str], answer: type[T]) -> T:
        known = {"client_id": self.client_id, "client_secret": self.client_secret}
        return await self.client.post_json(
            f"/oauth/{what}", {**asked, **known}, type=answer, operation=what
        )


def is_unauthorized(refused: OutsideAnswerError) -> bool:
    """Whether it is the token that Trakt does not accept."""
    return refused.answered == _UNAUTHORIZED


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _stamp(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _client_refused(refused: OutsideAnswerError) -> Exception:
    return TraktRefusedError() if refused.answered in _REFUSED else refused


def _reason(refused: OutsideAnswerError) -> str:
    try:
        return msgspec.json.decode(refused.body, type=Refusal).error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""


def _usable(items: Iterable[msgspec.Raw], kind: type[T]) -> Iterator[T]:
    for one in items:
        with suppress(msgspec.DecodeError):
            yield forgiving.decode(bytes(one), kind)


def _decoded(page: Answer) -> list[msgspec.Raw]:
    try:
        return msgspec.json.decode(page.body, type=list[msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise OutsideGarbageError(f"trakt sent something unexpected: {wrong}") from wrong


def _total(page: Answer) -> int:
    told = page.headers.get("x-pagination-item-count", "")
    if not (told.isascii() and told.isdigit()):
        raise OutsideGarbageError("trakt sent a page that does not say how many there are")
    return int(told)
