"""What is said over HTTP about the present moment."""

from typing import Literal

from medianest.kit.wire import Wire

PlayState = Literal["playing", "paused", "buffering"]


class Playing(Wire, frozen=True):
    """Somebody watches something: `progress` from 0 to 1, `duration` and `position` in seconds."""

    server: str
    session_id: str
    user: str
    title: str
    show: str | None
    season: int | None
    episode: int | None
    rating_key: str
    poster: str | None
    progress: float
    duration: float
    position: float
    state: PlayState
    player: str
    transcode: bool
    quality: str | None


class WebhookAddress(Wire, frozen=True):
    """What to enter in the settings of Plex; whoever knows it may call it."""

    url: str
