"""What Piccolo's commands need to know: the engine and the slices that own tables."""

from piccolo.conf.apps import AppRegistry

from medianest.infra.database import ENGINE

DB = ENGINE

APP_REGISTRY = AppRegistry(
    apps=[
        "medianest.infra.release.piccolo_app",
        "medianest.infra.jobs.piccolo_app",
        "medianest.infra.events.piccolo_app",
        "medianest.accounts.piccolo_app",
        "medianest.household.piccolo_app",
        "medianest.notifications.piccolo_app",
        "medianest.monitoring.piccolo_app",
        "medianest.plex.piccolo_app",
        "medianest.catalog.piccolo_app",
        "medianest.catalog.trakt.piccolo_app",
        "medianest.requests.piccolo_app",
        "medianest.requests.rules.piccolo_app",
        "medianest.requests.removals.piccolo_app",
        "medianest.requests.overseerr.piccolo_app",
        "medianest.downloads.piccolo_app",
    ]
)
