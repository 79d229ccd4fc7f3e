"""The services that the settings file gives, which the dashboard then shows as locked."""

from medianest.monitoring.schemas import ServiceConfig
from medianest.settings import Settings


def given_services(settings: Settings) -> dict[str, ServiceConfig]:
    """By name; what is not configured is left to the dashboard."""
    found = [_plex(settings), _tmdb(settings), _overseerr(settings), _trakt(settings)]
    return {service.name: service for service in found if service is not None}


def _plex(settings: Settings) -> ServiceConfig | None:
    plex = settings.plex
    if not plex.url:
        return None
    mappings = [{"local": str(one.local), "plex": one.plex} for one in plex.path_mappings]
    options = {"library": plex.library, "pathMappings": mappings}
    return ServiceConfig(name="plex", url=plex.url, secret=plex.token, options=options, locked=True)


def _tmdb(settings: Settings) -> ServiceConfig | None:
    tmdb = settings.tmdb
    if not tmdb.api_key:
        return None
    return ServiceConfig(name="tmdb", url=tmdb.url, secret=tmdb.api_key, locked=True)


def _overseerr(settings: Settings) -> ServiceConfig | None:
    overseerr = settings.overseerr
    if not overseerr.url:
        return None
    return ServiceConfig(name="overseerr", url=overseerr.url, secret=overseerr.api_key, locked=True)


def _trakt(settings: Settings) -> ServiceConfig | None:
    trakt = settings.trakt
    if not trakt.client_id:
        return None
    options = {"clientId": trakt.client_id}
    return ServiceConfig(
        name="trakt", url=trakt.url, secret=trakt.client_secret, options=options, locked=True
    )
