"""What hears from Plex servers, put together."""

from collections.abc import Sequence

from medianest.infra.events import LiveEvents
from medianest.infra.instance import instance_id
from medianest.infra.jobs import Jobs
from medianest.infra.keep import Keep
from medianest.monitoring.hooks import Hooks
from medianest.plex.library.service import Library
from medianest.plex.live.build import Moment, Wishes, build
from medianest.plex.live.hook import HookAddress
from medianest.plex.live.news import Trigger
from medianest.settings import Settings

_BASE = "/api/v1"
_POSTERS = 500_000_000  # bytes


def moment_of(
    settings: Settings, library: Library, jobs: Jobs, events: LiveEvents, hooks: Hooks
) -> Moment:
    """Changes lead to syncs of `library`, and its reports to the owner's webhook."""

    async def ask(service: str, trigger: Trigger, *, keys: Sequence[int] = ()) -> object | None:
        return await library.ask(service, trigger, keys=keys)

    made = build(
        servers=library.servers,
        jobs=jobs,
        events=events,
        keep=Keep(settings.data_dir / "plex-posters", _POSTERS),
        ask=ask,
        report=library.report,
        wishes=Wishes(
            address=HookAddress(hooks, settings.server.public_url, _BASE),
            report_url=settings.plex.report_webhook_url,
            report_secret=settings.plex.report_webhook_secret,
            plex_tv_url=settings.plex.plex_tv_url,
            client_id=instance_id(settings.data_dir),
        ),
    )
    library.on_synced.append(made.reporting.synced)
    return made
