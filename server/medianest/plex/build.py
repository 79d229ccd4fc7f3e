"""Puts the slice's parts together."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from medianest.infra.outside import Outside
from medianest.kit.clock import Clock, now
from medianest.kit.ids import Ids, new_id
from medianest.monitoring.service import Services
from medianest.plex.collecting import Collecting
from medianest.plex.gateway import Gateway
from medianest.plex.placing import Placing
from medianest.plex.scans import Scans
from medianest.plex.servers import FIRST, Servers
from medianest.plex.service import Options, Plex


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long to wait for what.

    `debounce` collects files for one scan, `confirm_within` bounds the search for a file after
    it, `longest_scan` the wait for a scan that runs already; `first_pause` lies between looks
    and grows.
    """

    debounce: timedelta = timedelta(seconds=5)
    confirm_within: timedelta = timedelta(seconds=180)
    longest_scan: timedelta = timedelta(minutes=5)
    first_pause: timedelta = timedelta(milliseconds=300)


def build(  # noqa: PLR0913 - what the slice receives, once
    *,
    services: Services,
    outside: Outside,
    media_dir: Callable[[], Awaitable[Path]],
    client_id: str,
    version: str = "",
    given: Options | None = None,
    pace: Pace | None = None,
    clock: Clock = now,
    ids: Ids = new_id,
) -> Plex:
    """Everything behind `Plex`; `client_id` is what the server calls this appliance by."""
    pace = pace or Pace()

    def gateway_of(service: str) -> Gateway:
        own = outside if service == FIRST else Outside(service, timeout=outside.timeout)
        return Gateway(own, client_id=client_id, version=version)

    servers = Servers(services, gateway_of)
    gateway = servers.gateway(FIRST)
    placing = Placing(
        gateway=gateway,
        scans=Scans(gateway, pace.debounce, pace.longest_scan, pace.first_pause),
        collecting=Collecting(gateway, ids),
        confirm_within=pace.confirm_within,
        first_pause=pace.first_pause,
        clock=clock,
        ids=ids,
    )
    return Plex(services, servers, gateway, placing, media_dir, given or Options(), clock, ids)
