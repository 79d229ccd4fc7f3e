"""A media site and Plex in the place of the compose file's Plex, with Plex' own name of the folder.

python -m tests.image.next_door FOLDER-OF-VIDEOS
"""

import sys
import threading
from pathlib import Path

from tests.standins.media_site import MediaSite
from tests.standins.plex import PlexStandIn

SITE, PLEX = 8080, 32400
VIDEOS = Path("/data/videos")


def main(folder: Path) -> None:
    VIDEOS.mkdir(mode=0o777, exist_ok=True)
    VIDEOS.chmod(0o777)
    site, plex = MediaSite(host="0.0.0.0", port=SITE), PlexStandIn(host="0.0.0.0", port=PLEX)
    site.put("/film.mp4", (folder / "small.mp4").read_bytes())
    plex.add_library("Videos", "show", {str(VIDEOS): VIDEOS})
    with site, plex:
        print("open", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
