"""What this part announces."""

from medianest.kit.wire import Wire

PLAYING = "plex.playing"


class PlayingChanged(Wire, frozen=True):
    """Something began, stopped or paused on a server.

    What it is must be asked for, since not everybody may see every title.
    """

    server: str
