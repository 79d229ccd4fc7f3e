"""All routes of this slice."""

from litestar import Router

from medianest.accounts.guards import signed_in
from medianest.catalog.routes import _titles


def router(base: str) -> Router:
    """Everything below `/media` that the catalogue answers."""
    handlers = [
        _titles.search_media,
        _titles.get_film,
        _titles.get_show,
        _titles.get_season,
    ]
    return Router(f"{base}/media", route_handlers=handlers, guards=[signed_in], tags=["catalogue"])
