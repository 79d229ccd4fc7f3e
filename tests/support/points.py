"""Brings one download to every point of its way at once, and keeps each there.

Nothing of the program is patched: the site, Plex and the mail server are slow at the right
moment, ffmpeg meets a pipe that nobody reads, and the database waits for a lock.
"""

import os
import struct
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import httpx2
from tests.standins.media_site import MediaSite, Videos
from tests.standins.plex import PlexStandIn
from tests.support import processes
from tests.support.appliance import Appliance
from tests.support.database import Line
from tests.support.held_mail import HeldMail
from tests.support.holds import Holds
from tests.support.waiting import until

# What the row of each download says at the moment of the kill.
STATES = {
    "accepted": "queued",
    "claimed": "queued",
    "looking": "probing",
    "failing": "probing",
    "early": "downloading",
    "late": "downloading",
    "segments": "downloading",
    "processing": "processing",
    "processed": "processing",
    "placing": "publishing",
    "renamed": "publishing",
    "scanning": "scanning",
    "collecting": "scanning",
    "collected": "scanning",
    "mailing": "available",
    "mailed": "available",
}
# Those of them where a fetching process is at work.
FETCHING = ("looking", "early", "late", "segments", "processing")
_ENTERING = {
    "claimed": "probing",
    "failing": "failed",
    "processed": "publishing",
    "placing": "target",
    "renamed": "scanning",
    "collected": "available",
    # The others wait here for their turn only; a file in its place another's scan would find.
    "scanning": "target",
    "collecting": "scanning",
    "mailing": "scanning",
    "mailed": "scanning",
}
# What comes slowly from that share of it on.
_SLOW = {
    "looking": ("", 0.1),
    "early": ("/a.mp4", 0.1),
    "late": ("/a.mp4", 0.9),
    "segments": ("/part2.ts", 0.5),
    "processing": ("/part2.ts", 0.5),
}


_MAILS = ("mailing", "mailed")


@dataclass(frozen=True)
class House:
    """The appliance and everything around it."""

    appliance: Appliance
    site: MediaSite
    plex: PlexStandIn
    mail: HeldMail
    videos: Videos
    token: str

    def client(self) -> httpx2.Client:
        return self.appliance.client(self.token)


@dataclass
class Points:
    """One round: a download for each of `names`, told apart from other rounds by `label`."""

    house: House
    line: Line
    label: str
    names: tuple[str, ...] = tuple(STATES)
    contents: dict[str, bytes] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def title(self, name: str) -> str:
        return f"{name} {self.label}"

    def url(self, name: str) -> str:
        return self.house.site.url(self.path(name))

    def path(self, name: str) -> str:
        return f"/{self.label.replace(' ', '-')}/{name}"

    @cached_property
    def holds(self) -> Holds:
        return Holds(self.line)

    def bring_all(self) -> None:
        """Submit all and return when each is kept at its point."""
        begun = [name for name in self.names if name != "accepted"]
        for name in begun:
            self._furnish(name)
            self._submit(name)
        for name in begun:
            self._settle(name)
        if self.names == tuple(STATES):
            self._go_on_to_the_end()
            self._furnish("accepted")
            with self.house.client() as client:
                client.post("/admin/queues/downloads/pause").raise_for_status()
            self._submit("accepted")

    def _go_on_to_the_end(self) -> None:
        mail, subjects = self.house.mail, {name: f"Ready: {self.title(name)}" for name in _MAILS}
        mail.hold(before=subjects["mailing"], after=subjects["mailed"])
        for name in _MAILS:
            self.holds.release(self.url(name))
        until(lambda: mail.held == set(subjects.values()), what=self.states)
        self._into_plex("collecting", asking="/items")
        self._into_plex("scanning", asking="/refresh")

    def states(self) -> dict[str, str]:
        """Where each stands, straight from the database."""
        rows = self.line.ask("SELECT id::text, state FROM youtube_downloads")
        known = {row["id"]: row["state"] for row in rows}
        return {name: known[key] for name, key in self.ids.items()}

    def let_go(self) -> None:
        """Nothing is kept back any more."""
        self.house.mail.let_go()
        self.house.plex.let_go()
        for resource in self.house.site.resources.values():
            resource.drip_after = None

    def _submit(self, name: str) -> None:
        with self.house.client() as client:
            answer = client.post("/youtube/downloads", json={"url": self.url(name)})
        assert answer.status_code == 201, answer.text
        self.ids[name] = answer.json()["id"]

    def _furnish(self, name: str) -> None:
        if name in _ENTERING:
            self.holds.before(self.url(name), _ENTERING[name])
        place = self.path(name)
        media = f"<video src='{place}/{self._media(name)}'></video>"
        page = f"<title>{self.title(name)}</title>{'' if name == 'failing' else media}{' ' * 999}"
        self.house.site.put(place, page, "text/html")
        if (slow := _SLOW.get(name)) is not None:
            path, share = slow
            kept = self.house.site.resources[f"{place}{path}"]
            kept.drip_after = int(len(kept.content) * share)

    def _media(self, name: str) -> str:
        site, videos, place = self.house.site, self.house.videos, self.path(name)
        if name in {"segments", "processing"}:
            site.put_hls(place, videos.hls)
            return "index.m3u8"
        video = videos.long_mp4 if name in {"early", "late"} else videos.mp4
        self.contents[name] = unlike_others(video.read_bytes(), place)
        site.put(f"{place}/a.mp4", self.contents[name])
        return "a.mp4"

    def _settle(self, name: str) -> None:
        if name == "processing":
            self._block_ffmpeg()
        until(lambda: self._is_there(name), what=lambda: (name, self.states()))

    def _is_there(self, name: str) -> bool:
        match name:
            case "early" | "late":
                # yt-dlp writes what it has read by the block, so the last one is still missing.
                wanted = _SLOW[name][1] * len(self.contents[name]) - (1 << 18)
                return self._fetched(name) >= wanted > 0
            case "looking" | "segments":
                return self._asked_for(name) and self.states()[name] == STATES[name]
            case "processing":
                ffmpeg = processes.named(self.house.appliance.pid, "ffmpeg")
                return bool(ffmpeg) and self.states()[name] == "processing"
            case _:
                return self.holds.reached(self.url(name))

    def _asked_for(self, name: str) -> bool:
        return bool(self.house.site.requests(f"{self.path(name)}{_SLOW[name][0]}"))

    def folder(self, name: str) -> Path:
        return self.house.appliance.media_dir / ".medianest-tmp" / self.ids[name]

    def _fetched(self, name: str) -> int:
        return sum(one.stat().st_size for one in self.folder(name).glob("*.part"))

    def _block_ffmpeg(self) -> None:
        until(lambda: self._asked_for("processing"), what="processing")
        os.mkfifo(self._pipe)
        self.house.site.resources[f"{self.path('processing')}/part2.ts"].drip_after = None

    @property
    def _pipe(self) -> Path:
        return self.folder("processing") / "video.temp.mp4"

    def clear_traps(self) -> None:
        """Take away what would catch those that begin anew; who is caught already stays so."""
        self.holds.forget()
        if "processing" in self.names:
            self._pipe.unlink()

    def _into_plex(self, name: str, *, asking: str) -> None:
        """Let the held one go on until Plex has done what it is asked, and keeps its answer."""
        self.house.plex.hold(asking)
        self.holds.release(self.url(name))
        until(self.house.plex.held.is_set, what=name)


def unlike_others(content: bytes, mark: str) -> bytes:
    """The same MP4 with a box more that players skip."""
    box = mark.encode()
    return content + struct.pack(">I4s", 8 + len(box), b"free") + box
