"""What hears from Plex servers, put together."""

from collections.abc import Sequence

from medianest.app._ground import BASE, Ground
from medianest.infra.keep import Keep
from medianest.plex.library.service import Library
from medianest.plex.live.build import Moment, Wishes, build
from medianest.plex.live.hook import HookAddress
from medianest.plex.live.news import Trigger

_POSTERS = 500_000_000  # bytes


def moment_of(ground: Ground, library: Library) -> Moment:
    """Changes lead to syncs of `library`, and its reports to the owner's webhook."""
    settings = ground.settings

    async def ask(service: str, trigger: Trigger, *, keys: Sequence[int] = ()) -> object | None:
        return await library.ask(service, trigger, keys=keys)

    made = build(
        servers=library.servers,
        jobs=ground.jobs,
        events=ground.events,
        keep=Keep(settings.data_dir / "plex-posters", _POSTERS),
        ask=ask,
        report=library.report,
        wishes=Wishes(
            address=HookAddress(ground.hooks, settings.server.home, BASE),
            report_url=settings.plex.report_webhook_url,
            report_secret=settings.plex.report_webhook_secret,
            plex_tv_url=settings.plex.plex_tv_url,
            client_id=ground.identity.instance_id,
        ),
    )
    library.on_synced.append(made.reporting.synced)
    return made
