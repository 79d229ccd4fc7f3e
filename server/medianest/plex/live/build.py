"""Puts together what hears from servers and passes it on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from medianest.infra.events import LiveEvents
from medianest.infra.jobs import JobKind, Jobs
from medianest.infra.keep import Keep
from medianest.infra.outside import Outside
from medianest.plex.live.discovery import Discovery
from medianest.plex.live.hook import HookAddress
from medianest.plex.live.images import Posters
from medianest.plex.live.listening import Listening
from medianest.plex.live.news import AskSync, News
from medianest.plex.live.playing import NowPlaying
from medianest.plex.live.report import ReadReport, Reporting
from medianest.plex.servers import Servers


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the owner set: where reports are posted, by which address Plex finds us, and so on."""

    address: HookAddress
    report_url: str = ""
    report_secret: str = ""
    plex_tv_url: str = "https://plex.tv"
    client_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Everything that has to do with this moment."""

    servers: Servers
    news: News
    playing: NowPlaying
    posters: Posters
    listening: Listening
    reporting: Reporting
    address: HookAddress
    discovery: Discovery

    @property
    def kinds(self) -> Sequence[JobKind[Any]]:
        """The background work."""
        return [self.news.kind, self.reporting.kind]


def build(  # noqa: PLR0913 - what this part receives, once
    *,
    servers: Servers,
    jobs: Jobs,
    events: LiveEvents,
    keep: Keep,
    ask: AskSync,
    report: ReadReport,
    wishes: Wishes,
) -> Moment:
    """All of it; nothing is opened or started."""
    news = News(jobs, ask)
    return Moment(
        servers=servers,
        news=news,
        playing=NowPlaying(servers),
        posters=Posters(servers, keep),
        listening=Listening(servers, news, events),
        reporting=Reporting(jobs, report, wishes.report_url, wishes.report_secret),
        address=wishes.address,
        discovery=Discovery(
            servers.services, Outside("plex-tv"), wishes.plex_tv_url, wishes.client_id
        ),
    )
