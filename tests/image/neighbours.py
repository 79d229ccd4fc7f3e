"""A site with videos, Plex, TMDB and a webhook, in a container beside the appliance.

    python -m tests.image.neighbours FOLDER-OF-VIDEOS

`small.mp4` of the folder is served as /small/1.mp4, /small/2.mp4 and so on, `large.mp4` as
/large/1.mp4 ... in its own slow time. Each message that the webhook gets is a line of the log.
"""

import sys
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from tests.standins.media_site import MediaSite
from tests.standins.plex import PlexStandIn
from tests.standins.tmdb import TmdbStandIn
from tests.standins.webhook import Webhook

SITE, PLEX, HOOK, TMDB = 8080, 32400, 8090, 7070
COPIES = 2000
# A download of three megabytes takes ten seconds, and may be met at any point of it.
_SLOWLY = 300_000


class LoudWebhook(Webhook):
    """Says what it was sent."""

    def meet(self, request: BaseHTTPRequestHandler) -> None:
        super().meet(request)
        print("told:", self.kept[-1].json["title"], flush=True)


def furnish(site: MediaSite, folder: Path) -> None:
    for name in ("small", "large"):
        content = (folder / f"{name}.mp4").read_bytes()
        for number in range(1, COPIES + 1):
            kept = site.put(f"/{name}/{name}-{number}.mp4", content)
            kept.bytes_per_second = _SLOWLY if name == "large" else 0


def main(folder: Path) -> None:
    site, plex = MediaSite(host="0.0.0.0", port=SITE), PlexStandIn(host="0.0.0.0", port=PLEX)
    furnish(site, folder)
    plex.add_library("Videos", "show", {"/plex/videos": Path("/plex/videos")})
    tmdb = TmdbStandIn(host="0.0.0.0", port=TMDB)
    with site, plex, tmdb, LoudWebhook(place=("0.0.0.0", HOOK)):
        print("open", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
