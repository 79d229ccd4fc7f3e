"""Who has an account at the invented Trakt, what they watch, and their tokens."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.standins.calls import Json
from tests.standins.world import World


@dataclass
class Account:
    """A person at Trakt; `watchlist` and `history` are changed by the methods below."""

    username: str
    watchlist: dict[tuple[str, int], datetime] = field(default_factory=dict)
    history: list[Json] = field(default_factory=list)
    activities: dict[str, datetime] = field(default_factory=dict)


@dataclass
class Code:
    """A device code under way; `state` is pending, approved, denied or used."""

    device_code: str
    user_code: str
    expires_at: datetime
    state: str = "pending"
    account: Account | None = None
    asked_at: datetime | None = None


@dataclass
class Token:
    access: str
    refresh: str
    account: Account
    expires_at: datetime
    replaced: bool = False


@dataclass
class Accounts:
    """The state behind the stand-in, with a clock that can be put forward."""

    world: World
    lifetime: timedelta = timedelta(days=1)
    ahead: timedelta = timedelta()
    people: dict[str, Account] = field(default_factory=dict)
    codes: list[Code] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def account(self, username: str = "sam") -> Account:
        return self.people.setdefault(username, Account(username))

    def wish(self, media_type: str, tmdb_id: int, username: str = "sam") -> None:
        """Put a title on somebody's watchlist."""
        of = self.account(username)
        of.watchlist[media_type, tmdb_id] = self._moment(of, "watchlist")

    def unwish(self, media_type: str, tmdb_id: int, username: str = "sam") -> None:
        of = self.account(username)
        del of.watchlist[media_type, tmdb_id]
        self._moment(of, "watchlist")

    def watch(
        self,
        media_type: str,
        tmdb_id: int,
        username: str = "sam",
        *,
        season: int = 1,
        episode: int = 1,
        at: datetime | None = None,
    ) -> int:
        """Somebody saw a film or an episode; the play's number."""
        of = self.account(username)
        kind = "movies" if media_type == "movie" else "episodes"
        seen: Json = {
            "id": next(self._numbers),
            "watched_at": at or self._moment(of, kind),
            "action": "scrobble",
        }
        self._moment(of, kind)
        title = self.shape(media_type, tmdb_id)
        if media_type == "movie":
            seen |= {"type": "movie", "movie": title}
        else:
            part = {"season": season, "number": episode, "title": "", "ids": {"trakt": 1}}
            seen |= {"type": "episode", "episode": part, "show": title}
        of.history.append(seen)
        number: int = seen["id"]
        return number

    def forget(self, number: int, username: str = "sam") -> None:
        """Take a play out of the history."""
        of = self.account(username)
        of.history = [seen for seen in of.history if seen["id"] != number]
        self._moment(of, "movies")
        self._moment(of, "episodes")

    def shape(self, media_type: str, tmdb_id: int) -> Json:
        """A title in Trakt's words; one that the world does not know has no TMDB number."""
        title = self.world.title(media_type, tmdb_id)
        ids: Json = {
            "trakt": 50_000 + tmdb_id,
            "slug": f"title-{tmdb_id}",
            "imdb": title.imdb_id if title else None,
            "tmdb": title.tmdb_id if title else None,
        }
        if title is not None and title.tvdb_id is not None:
            ids["tvdb"] = title.tvdb_id
        named = title.title if title else "Something nobody else knows"
        return {"title": named, "year": title.year if title else None, "ids": ids}

    def token_for(self, account: Account) -> Token:
        number = next(self._numbers)
        expires = self.now() + self.lifetime
        made = Token(f"access-{number:04d}", f"refresh-{number:04d}", account, expires)
        self.tokens.append(made)
        return made

    def _moment(self, of: Account, kind: str) -> datetime:
        # Strictly later than the last one, as two changes within a microsecond are none to Trakt.
        before = of.activities.get(kind, datetime(2020, 1, 1, tzinfo=UTC))
        of.activities[kind] = max(self.now(), before + timedelta(milliseconds=1))
        return of.activities[kind]
