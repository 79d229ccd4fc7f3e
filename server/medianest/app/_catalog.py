"""How the catalogue is put together."""

from datetime import timedelta

from medianest.accounts.secret import signing_secret
from medianest.app._ground import BASE, Ground
from medianest.catalog.build import CatalogConfig, CatalogParts, build
from medianest.catalog.events import whispering
from medianest.catalog.feature import CatalogFeature
from medianest.catalog.flights import Flights
from medianest.catalog.images import Pictures
from medianest.catalog.jobs import Rhythm
from medianest.catalog.locale import Locale
from medianest.catalog.standing import Standings
from medianest.catalog.tasks import Match
from medianest.infra.http import HttpClient
from medianest.infra.keep import Keep
from medianest.infra.outside import BreakerSettings, Outside
from medianest.plex.library.service import Library

_PICTURE_TIMEOUT = timedelta(seconds=15)
# A page has dozens of pictures, and each that is refused stays away until the page is loaded again.
_FORGIVING = BreakerSettings(failures=10, open_for=timedelta(seconds=5), successes=1)


def catalogue(ground: Ground, standings: Standings) -> CatalogParts:
    """The catalogue; `standings` says what the household has and has asked for."""
    told = ground.settings.tmdb
    return build(
        CatalogConfig(
            home=Locale(told.language, told.region),
            per_second=told.per_second,
            fresh_for=timedelta(hours=told.cache_hours),
        ),
        services=ground.services,
        pictures=_pictures(ground),
        jobs=ground.jobs,
        tasks=ground.tasks,
        standings=standings,
    )


def catalogue_feature(ground: Ground, parts: CatalogParts, library: Library) -> CatalogFeature:
    """What the catalogue adds to the app, at the pace that the settings say."""
    told = ground.settings.tmdb
    rhythm = Rhythm(
        lists=timedelta(seconds=told.refresh_lists_every),
        films=timedelta(seconds=told.refresh_films_every),
        shows=timedelta(seconds=told.refresh_shows_every),
        season_pause=timedelta(seconds=told.complete_seasons_every),
    )
    return CatalogFeature(
        parts, BASE, Match(parts.catalog, library), rhythm, whispering(ground.events)
    )


def _pictures(ground: Ground) -> Pictures:
    settings = ground.settings
    keep = Keep(settings.data_dir / "posters", settings.tmdb.image_cache_bytes)
    outside = Outside("tmdb-pictures", timeout=_PICTURE_TIMEOUT, concurrency=16, breaker=_FORGIVING)
    client = HttpClient(outside, settings.tmdb.image_url)
    key = signing_secret(settings.data_dir / "keys")
    return Pictures(key, BASE, keep, client, Flights(ground.tasks))
