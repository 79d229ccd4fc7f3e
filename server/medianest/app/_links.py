"""Links that become videos, put together."""

from dataclasses import dataclass

from medianest.accounts.queries import people
from medianest.app._ground import Ground
from medianest.app._shelves import Shelves
from medianest.downloads.confirming import Confirming
from medianest.downloads.fetching import Fetching
from medianest.downloads.pictures import Pictures
from medianest.downloads.quotas.schemas import DownloadLimits
from medianest.downloads.quotas.service import Quotas
from medianest.downloads.room import Room
from medianest.downloads.runner import Runner
from medianest.downloads.service import (
    Downloads,
    Looking,
    MediaFiles,
    Removing,
    Shown,
    Steering,
    Submitting,
)
from medianest.downloads.telling import Telling
from medianest.downloads.waiting import Waiting
from medianest.household.quotas import Limit, RollingLimit
from medianest.infra.egress import EgressGuard, EgressProxy
from medianest.settings import Downloads as Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The services that fetch links."""

    egress: EgressProxy
    downloads: Downloads
    fetching: Fetching
    confirming: Confirming


def tie_links(ground: Ground, shelves: Shelves) -> Links:
    """Build them; nothing is opened or started."""
    wishes, jobs, plex = ground.settings.downloads, ground.jobs, shelves.plex
    media_dir = ground.household.media_dir
    guard = EgressGuard(wishes.allowed_private_hosts, ports=wishes.allowed_ports)
    egress = EgressProxy(guard)
    runner = Runner(egress, wishes.generic_sites, wishes.max_file_bytes)
    telling = Telling(
        ground.events, ground.notifications, owners=lambda: people.holding("settings.manage")
    )
    pictures = Pictures(ground.storage)
    shown, files = Shown(pictures), MediaFiles(media_dir)
    confirming = Confirming(plex, telling, jobs)
    quotas, waiting = Quotas(_usual(wishes)), Waiting(jobs, telling)
    quotas.on_changed.append(waiting.go_on)
    room = Room(media_dir, quotas, wishes.keep_free_bytes)
    plex.on_connected.append(confirming.catch_up)
    return Links(
        egress=egress,
        downloads=Downloads(
            Submitting(Looking(guard, runner), shown, jobs, telling, quotas, wishes.profile),
            shown,
            Steering(shown, files, jobs, telling, quotas, waiting),
            Removing(shown, files, jobs, telling, waiting),
            quotas,
        ),
        fetching=Fetching(runner, telling, jobs, plex, media_dir, pictures, room),
        confirming=confirming,
    )


def _usual(wishes: Settings) -> DownloadLimits:
    links, room = wishes.member_downloads, wishes.member_gigabytes
    return DownloadLimits(
        downloads=RollingLimit(limit=links, days=wishes.member_days) if links else None,
        gigabytes=Limit(limit=room) if room else None,
    )
