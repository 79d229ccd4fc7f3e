"""Trakt's answers, as far as they are of use here."""

from datetime import datetime

import msgspec


class DeviceCode(msgspec.Struct, frozen=True):
    """A code to be typed at `verification_url`; times in seconds."""

    device_code: str
    user_code: str
    verification_url: str
    expires_in: float
    interval: float = 5


class Granted(msgspec.Struct, frozen=True):
    """Tokens of an account; each refresh token works once. `expires_in` in seconds."""

    access_token: str
    refresh_token: str
    expires_in: float


class Refusal(msgspec.Struct, frozen=True):
    """Why tokens were not given."""

    error: str = ""


class User(msgspec.Struct, frozen=True):
    """Whose account it is."""

    username: str


class UserSettings(msgspec.Struct, frozen=True):
    """What an account says about itself."""

    user: User


class Watched(msgspec.Struct, frozen=True):
    """When something of a kind was seen last."""

    watched_at: datetime | None = None


class Listed(msgspec.Struct, frozen=True):
    """When a list was changed last."""

    updated_at: datetime | None = None


class Activities(msgspec.Struct, frozen=True):
    """When each part of an account was changed last."""

    movies: Watched = Watched()
    episodes: Watched = Watched()
    watchlist: Listed = Listed()

    @property
    def watched_at(self) -> datetime | None:
        """When the history was changed last."""
        times = [at for at in (self.movies.watched_at, self.episodes.watched_at) if at]
        return max(times, default=None)


class Ids(msgspec.Struct, frozen=True):
    """What others call a title; Trakt knows some that TMDB does not."""

    tmdb: int | None = None


class Title(msgspec.Struct, frozen=True):
    """A film or show."""

    ids: Ids = Ids()


class Wish(msgspec.Struct, frozen=True):
    """An entry of a watchlist: a film or a show."""

    listed_at: datetime
    movie: Title | None = None
    show: Title | None = None


class EpisodePlace(msgspec.Struct, frozen=True):
    """Which episode of its show."""

    season: int
    number: int


class Play(msgspec.Struct, frozen=True):
    """One time that something was seen."""

    id: int
    watched_at: datetime
    movie: Title | None = None
    show: Title | None = None
    episode: EpisodePlace | None = None
