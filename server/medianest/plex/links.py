"""Where a browser finds an item."""

from hashlib import blake2b
from urllib.parse import quote


def plex_url(server: str, rating_key: int) -> str:
    """Where it is played."""
    key = quote(f"/library/metadata/{rating_key}", safe="")
    return f"https://app.plex.tv/desktop/#!/server/{server}/details?key={key}"


def poster_url(server: str, rating_key: int, thumb: str | None) -> str | None:
    """Its picture, as a path of this server that changes with the picture."""
    if not thumb:
        return None
    version = blake2b(thumb.encode(), digest_size=6).hexdigest()
    return f"/api/v1/plex/images/{server}/{rating_key}?v={version}"
