"""Trakt's answers, as far as they are of use here."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

# What the database and a calendar hold: anything else would stop a sync in its middle.
Number = Annotated[int, Meta(ge=0, lt=2**31)]
Moment = Annotated[datetime, Meta(tz=True)]
Seconds = Annotated[float, Meta(ge=0, le=10 * 365 * 86_400)]
# It becomes a link on a page: nothing but the web may stand there.
Address = Annotated[str, Meta(pattern=r"^https?://[!-~]+$", max_length=500)]
Line = Annotated[str, Meta(pattern=r"^[^\x00]*$", max_length=200)]


class DeviceCode(msgspec.Struct, frozen=True):
    """A code to be typed at `verification_url`; times in seconds."""

    device_code: str
    user_code: Line
    verification_url: Address
    expires_in: Seconds
    interval: Seconds = 5


class Granted(msgspec.Struct, frozen=True):
    """Tokens of an account; each refresh token works once. `expires_in` in seconds."""

    access_token: str
    refresh_token: str
    expires_in: Seconds


class Refusal(msgspec.Struct, frozen=True):
    """Why tokens were not given."""

    error: str = ""


class User(msgspec.Struct, frozen=True):
    """Whose account it is."""

    username: Line


class UserSettings(msgspec.Struct, frozen=True):
    """What an account says about itself."""

    user: User


class Watched(msgspec.Struct, frozen=True):
    """When something of a kind was seen last."""

    watched_at: Moment | None = None


class Listed(msgspec.Struct, frozen=True):
    """When a list was changed last."""

    updated_at: Moment | None = None


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

    tmdb: Number | None = None


class Title(msgspec.Struct, frozen=True):
    """A film or show."""

    ids: Ids = Ids()


class Wish(msgspec.Struct, frozen=True):
    """An entry of a watchlist: a film or a show."""

    listed_at: Moment
    movie: Title | None = None
    show: Title | None = None


class EpisodePlace(msgspec.Struct, frozen=True):
    """Which episode of its show."""

    season: Number
    number: Number


class Play(msgspec.Struct, frozen=True):
    """One time that something was seen."""

    id: Annotated[int, Meta(ge=0, le=2**63 - 1)]
    watched_at: Moment
    movie: Title | None = None
    show: Title | None = None
    episode: EpisodePlace | None = None
