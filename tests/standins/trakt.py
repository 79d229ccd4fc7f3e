"""Trakt small enough to read: device codes, rotating tokens, watchlist and history over HTTP.

    with TraktStandIn(world) as trakt:
        trakt.accounts.wish("movie", 1001); trakt.approve(user_code)

Run it by hand: `python -m tests.standins.trakt --port 7071`; it approves every code by itself.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.standins.calls import Asked, Json
from tests.standins.speaking import Answer
from tests.standins.trakt_accounts import Account, Accounts, Code, Token
from tests.standins.web import WebStandIn, said, until_interrupted
from tests.standins.world import World

CLIENT_ID = "trakt-client"
CLIENT_SECRET = "trakt-secret"
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass
class TraktStandIn(WebStandIn):
    """`approve` or `deny` a user code in place of the person at trakt.tv/activate."""

    world: World = field(default_factory=World)
    client_id: str = CLIENT_ID
    client_secret: str = CLIENT_SECRET
    interval: float = 1
    """How long a device waits between two questions; sooner is answered 429."""
    code_lifetime: timedelta = timedelta(minutes=10)
    approves_itself: bool = False
    accounts: Accounts = field(init=False)

    def __post_init__(self) -> None:
        self.accounts = Accounts(self.world)

    @property
    def url(self) -> str:
        return self.root

    def approve(self, user_code: str, username: str = "sam") -> None:
        self._settle(user_code, "approved", username)

    def deny(self, user_code: str) -> None:
        self._settle(user_code, "denied")

    def later(self, by: timedelta) -> None:
        """Put Trakt's clock forward: codes and access tokens expire."""
        self.accounts.ahead += by

    def answer(self, asked: Asked) -> Answer:
        with self.lock:
            if asked.path.startswith("/oauth/"):
                return self._oauth(asked)
            return self._private(asked)

    def too_many(self, retry_after: float = 1) -> Answer:
        return Answer(429, b"", headers={"Retry-After": f"{retry_after:g}"})

    def _settle(self, user_code: str, state: str, username: str = "") -> None:
        with self.lock:
            code = next(one for one in self.accounts.codes if one.user_code == user_code)
            code.state = state
            code.account = self.accounts.account(username) if username else None

    def _oauth(self, asked: Asked) -> Answer:
        body = asked.json
        begins = asked.path == "/oauth/device/code"
        trusted = begins or body.get("client_secret") == self.client_secret
        if body.get("client_id") != self.client_id or not trusted:
            return said({"error": "invalid_client"}, 401)
        match asked.path:
            case "/oauth/device/code":
                return self._begin()
            case "/oauth/device/token":
                return self._poll(str(body.get("code", "")))
            case "/oauth/token":
                return self._refresh(body)
            case "/oauth/revoke":
                return self._revoke(body)
        return Answer(404, b"")

    def _revoke(self, body: Json) -> Answer:
        for token in self.accounts.tokens:
            token.replaced |= body.get("token") in {token.access, token.refresh}
        return said({})

    def _begin(self) -> Answer:
        number = len(self.accounts.codes) + 1
        expires = self.accounts.now() + self.code_lifetime
        code = Code(f"device-{number:04d}", f"ABCD{number:04d}", expires)
        self.accounts.codes.append(code)
        if self.approves_itself:
            self.approve(code.user_code)
        return said(
            {
                "device_code": code.device_code,
                "user_code": code.user_code,
                "verification_url": "https://trakt.tv/activate",
                "expires_in": round(self.code_lifetime.total_seconds()),
                "interval": self.interval,
            }
        )

    def _poll(self, device_code: str) -> Answer:
        code = next((c for c in self.accounts.codes if c.device_code == device_code), None)
        if code is None:
            return Answer(404, b"")
        before, code.asked_at = code.asked_at, self.accounts.now()
        if before and code.asked_at - before < timedelta(seconds=self.interval):
            return self.too_many(self.interval)
        if code.expires_at <= code.asked_at:
            return Answer(410, b"")
        if code.state == "approved" and code.account is not None:
            code.state = "used"
            return self._granted(self.accounts.token_for(code.account))
        return Answer({"pending": 400, "used": 409, "denied": 418}[code.state], b"")

    def _refresh(self, body: Json) -> Answer:
        """Each refresh token works once; the access token of before ends with it."""
        given = body.get("refresh_token")
        found = next(
            (t for t in self.accounts.tokens if t.refresh == given and not t.replaced), None
        )
        if found is None or body.get("grant_type") != "refresh_token":
            told = "The provided authorization grant is invalid, expired or revoked."
            return said({"error": "invalid_grant", "error_description": told}, 401)
        found.replaced = True
        return self._granted(self.accounts.token_for(found.account))

    def _granted(self, token: Token) -> Answer:
        return said(
            {
                "access_token": token.access,
                "token_type": "bearer",
                "expires_in": round(self.accounts.lifetime.total_seconds()),
                "refresh_token": token.refresh,
                "scope": "public",
                "created_at": round(self.accounts.now().timestamp()),
            }
        )

    def _private(self, asked: Asked) -> Answer:
        told = asked.headers
        if told.get("trakt-api-key") != self.client_id:
            return said({"error": "invalid api key"}, 403)
        if told.get("trakt-api-version") != "2":
            return Answer(412, b"")
        if asked.path == "/genres/movies":
            return said([{"name": "Action", "slug": "action"}])
        bearer = told.get("authorization", "").removeprefix("Bearer ")
        known = next((t for t in self.accounts.tokens if t.access == bearer), None)
        if known is None or known.replaced or known.expires_at <= self.accounts.now():
            return Answer(401, b"")
        return self._of(known.account, asked)

    def _of(self, account: Account, asked: Asked) -> Answer:
        match asked.path.strip("/").split("/"):
            case ["users", "settings"]:
                ids = {"slug": account.username, "uuid": f"uuid-{account.username}"}
                user = {"username": account.username, "private": False, "vip": False, "ids": ids}
                return said({"user": user, "account": {"timezone": "Europe/Berlin"}})
            case ["sync", "last_activities"]:
                return said(self._activities(account))
            case ["sync", "watchlist", "movies" | "shows" as kind, *_]:
                return _paged(self._watchlist(account, kind), asked)
            case ["sync", "history", *kind]:
                return _paged(_history(account, kind, asked.query), asked)
        return Answer(404, b"")

    def _activities(self, account: Account) -> Json:
        def last(kind: str) -> datetime:
            return account.activities.get(kind, _EPOCH)

        wished = last("watchlist")
        return {
            "all": max([_EPOCH, *account.activities.values()]),
            "movies": {"watched_at": last("movies"), "watchlisted_at": wished},
            "episodes": {"watched_at": last("episodes"), "watchlisted_at": wished},
            "shows": {"watchlisted_at": wished},
            "seasons": {"watchlisted_at": wished},
            "watchlist": {"updated_at": wished},
        }

    def _watchlist(self, account: Account, kind: str) -> list[Json]:
        wanted = "movie" if kind == "movies" else "tv"
        named = "movie" if kind == "movies" else "show"
        chosen = [(key, at) for key, at in account.watchlist.items() if key[0] == wanted]
        return [
            {
                "rank": rank,
                "id": 9_000 + rank,
                "listed_at": at,
                "notes": None,
                "type": named,
                named: self.accounts.shape(*key),
            }
            for rank, (key, at) in enumerate(chosen, 1)
        ]


def _history(account: Account, kind: list[str], query: dict[str, str]) -> list[Json]:
    since = datetime.fromisoformat(query.get("start_at", "2000-01-01T00:00:00+00:00"))
    wanted = {"movies": "movie", "episodes": "episode", "shows": "episode"}.get("".join(kind[:1]))
    chosen = [
        seen
        for seen in account.history
        if seen["watched_at"] >= since and wanted in {None, seen["type"]}
    ]
    return sorted(chosen, key=lambda seen: (seen["watched_at"], seen["id"]), reverse=True)


def _paged(found: Sequence[Any], asked: Asked) -> Answer:
    page, limit = int(asked.query.get("page", "1")), int(asked.query.get("limit", "10"))
    shown = found[(page - 1) * limit : page * limit]
    return said(
        shown,
        x_pagination_page=str(page),
        x_pagination_limit=str(limit),
        x_pagination_page_count=str(-(-len(found) // limit)),
        x_pagination_item_count=str(len(found)),
    )


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--port", type=int, default=0)
    told.add_argument("--wished", type=int, default=25, help="titles on sam's watchlist")
    given = told.parse_args()
    trakt = TraktStandIn(port=given.port, approves_itself=True)
    for number in range(given.wished):
        trakt.accounts.wish("movie" if number % 2 else "tv", 1001 + number)
    with trakt:
        until_interrupted(trakt.url, trakt.client_id, trakt.client_secret)


if __name__ == "__main__":
    main()
